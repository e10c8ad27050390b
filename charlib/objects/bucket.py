"""A bucket that speaks S3 as a place.

Of two members who put one key, the bucket tells one that it was too late (`If-None-Match`), and
the time in its answers is the clock that all members share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Any, ClassVar

from charlib.domain.text import printable
from charlib.errors import MediaError, NoAnswer
from charlib.objects.place import SMALL, checked, is_key, missing, too_large
from charlib.providers.keys import from_environment
from charlib.providers.uploads import s3
from charlib.providers.uploads.settings import location

_CHUNK = 1 << 20
_ATTEMPTS = 2
_GONE = {"NoSuchKey", "404", "NotFound"}
_TOO_LATE = {409, 412}
"""There is one already, or another member is writing it right now."""
_PROBE = "exclusive"
_WORDS = s3.Words(
    "the request",
    "the place's s3://BUCKET/PREFIX, endpoint and region",
    "Check the network, and the place's endpoint and region",
    "Run it again: what has arrived is not sent twice",
)


class Bucket:
    """Objects of a bucket, below a prefix."""

    lists_cheaply: ClassVar[bool] = False
    claims_expire: ClassVar[bool] = True

    def __init__(self, url: str, settings: Mapping[str, Any], environ: Mapping[str, str]) -> None:
        self.url = url
        self._bucket, prefix = location(settings["s3"])
        self._prefix = f"{prefix}/" if prefix else ""
        names = (settings["key_env"], settings["secret_env"])
        keys = [from_environment(environ, name, f"bucket {self._bucket}") for name in names]
        self._secrets = s3.Secrets(keys[0], keys[1], names)
        self._client = s3.client(settings, self._secrets, attempts=_ATTEMPTS)

    @cached_property
    def has_exclusive_create(self) -> bool:
        """See `Place`: an older server may ignore the condition, so it is tried out."""
        return not all(self.put(_PROBE, b"Only one writes this object.\n") for _ in range(2))

    def prepare(self) -> None:
        """See `Place`: a bucket is made by whoever pays for it."""

    def put(self, key: str, data: bytes) -> bool:
        """See `Place`."""
        return self._put(key, data)

    def put_file(self, key: str, path: Path) -> bool:
        """See `Place`. A file that is there is not sent again."""
        if self._has(key):
            return False
        with _opened(path) as file:
            return self._put(key, file)

    @contextmanager
    def together(self) -> Iterator[None]:
        """See `Place`: whatever a bucket has taken is durable."""
        yield

    def get(self, key: str, limit: int = SMALL) -> bytes:
        """See `Place`."""
        with self._body(key) as body:
            data: bytes = body.read(limit + 1)
        if len(data) > limit:
            raise too_large(key, self._where, limit)
        return data

    def get_file(self, key: str, target: Path, limit: int) -> None:
        """See `Place`."""
        size = 0
        with self._body(key) as body, target.open("wb") as file:
            while chunk := body.read(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise too_large(key, self._where, limit)
                file.write(chunk)

    def list(self, prefix: str, after: str = "") -> Iterator[str]:
        """See `Place`: one request for each thousand keys."""
        more: dict[str, str] = {"StartAfter": self._prefix + after} if after else {}
        while True:
            answer = self._listed(prefix, more)
            for entry in answer.get("Contents", ()):
                key = entry["Key"].removeprefix(self._prefix)
                if key > after and is_key(key):
                    yield key
            if not answer.get("IsTruncated"):
                return
            more = {"ContinuationToken": answer["NextContinuationToken"]}

    def now(self) -> datetime | None:
        """See `Place`: the time in the bucket's answer, to the second."""
        answer = self._listed("", {}, MaxKeys=1)
        date = answer["ResponseMetadata"]["HTTPHeaders"].get("date", "")
        try:
            return parsedate_to_datetime(date)
        except ValueError:
            raise NoAnswer(
                f"bucket {self._bucket} does not tell the time: {printable(date, 40)!r}",
                hint="Run it again; if it stays so, use another service",
            ) from None

    def close(self) -> None:
        """See `Place`."""
        self._client.close()

    @property
    def _where(self) -> str:
        return f"bucket {self._bucket}"

    def _listed(self, prefix: str, more: Mapping[str, str], **limits: int) -> Any:
        with self._mapped():
            return self._client.list_objects_v2(
                Bucket=self._bucket, Prefix=self._prefix + prefix, **more, **limits
            )

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + checked(key)}

    def _put(self, key: str, body: bytes | IO[bytes]) -> bool:
        with self._mapped():
            try:
                self._client.put_object(**self._at(key), Body=body, IfNoneMatch="*")
            except self._client.exceptions.ClientError as error:
                if s3.status_of(error) in _TOO_LATE:
                    return False
                raise
        return True

    def _has(self, key: str) -> bool:
        """Whether an object is there, as far as the bucket tells."""
        with self._mapped():
            try:
                self._client.head_object(**self._at(key))
            except self._client.exceptions.ClientError:
                return False  # a real refusal comes again, with its reason, when it is sent
        return True

    @contextmanager
    def _body(self, key: str) -> Iterator[Any]:
        with self._mapped():
            try:
                answer = self._client.get_object(**self._at(key))
            except self._client.exceptions.ClientError as error:
                if s3.code_of(error) in _GONE:
                    raise missing(key, self._where) from None
                raise
            with answer["Body"] as body:
                yield body

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        with s3.mapped(self._bucket, self._secrets, _WORDS):
            yield


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise MediaError(
            f"cannot read {printable(path.name)}: {error.strerror}", hint="Put the file back"
        ) from error
    with file:
        yield file
