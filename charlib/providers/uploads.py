"""Makes a local file reachable by a URL, for providers that take nothing but URLs.

Two ways: into a bucket that speaks S3, with a link that expires; or by a command of the person's
own, which prints the URL. What is kept are settings without secrets: only where those are found.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from charlib.domain.text import short, shown
from charlib.errors import (
    InvalidInput,
    MediaError,
    MissingExtra,
    NoAnswer,
    NoKey,
    Refused,
    Unreachable,
)
from charlib.providers.accounts import is_loopback
from charlib.providers.upload_settings import check, location

if TYPE_CHECKING:
    from charlib.config import Clock

__all__ = ["Uploaded", "Uploader", "check", "connect"]

COMMAND_S = 300.0
"""How long a command may take, in seconds."""
_CONNECT_S = 15
_SILENCE_S = 60
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_FILL = re.compile(r"\{(file|name)\}")
_VIRTUAL = (".aliyuncs.com", ".myqcloud.com", ".volces.com")
"""Where the bucket must be in the host's name, beside Amazon: elsewhere it may be in the path."""
_TELLING = re.compile(r"(?<=://)[^\s/@]+@|\?[^\s\"'<>]*=[^\s\"'<>]*|(?i:signature)=[^\s,]+")
"""Parts of URLs and headers that let whoever reads them in."""
_SECRET_NAME = re.compile(r"(?i)key|secret|token|pass|auth|credential")
_SECRET = 6
"""A value that is shorter than this is a word, and no secret."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """Where a file is to be had; `expires_at` is in ms since 1970, None if it is not known to."""

    url: str
    expires_at: int | None


class Uploader(Protocol):
    """Uploads files to one place. Threads may share it."""

    def put(self, path: Path, *, name: str, type: str) -> Uploaded:  # noqa: A002 - as in forms
        """Make a file reachable under a name that tells its content, as of that MIME type.

        Raises MediaError, before anything is sent, for a file that cannot be read; Unreachable,
        NoAnswer, Refused.
        """

    def close(self) -> None:
        """Close the connections."""


def connect(settings: Mapping[str, Any], environ: Mapping[str, str], clock: Clock) -> Uploader:
    """An uploader to the place that the settings name; nothing is sent yet.

    Raises InvalidInput, NoKey, MissingExtra.
    """
    checked = check(settings)
    if "command" in checked:
        return _Command(checked, environ, clock)
    return _Bucket(checked, environ, clock)


# -- files


@contextmanager
def _opened(path: Path, name: str) -> Iterator[IO[bytes]]:
    """The file that is to be sent, under a name that is safe in paths, URLs and command lines."""
    if not _NAME.fullmatch(name):
        raise InvalidInput(
            f"{shown(name)!r} is no name to upload a file by",
            hint="Letters, digits, dots, dashes and underscores",
        )
    try:
        file = path.open("rb")
    except OSError as error:
        raise MediaError(
            f"{shown(path.name)} was to be uploaded and cannot be read: {error.strerror}",
            hint="Bring the file back to where it was",
        ) from error
    with file:
        yield file


# -- buckets


class _Bucket:
    """Uploads to a bucket and signs links to what is there."""

    def __init__(
        self, checked: Mapping[str, Any], environ: Mapping[str, str], clock: Clock
    ) -> None:
        self._bucket, self._prefix = location(checked["s3"])
        self._lives_s: int = checked["expires_s"]
        self._names = (checked["key_env"], checked["secret_env"])
        self._keys = tuple(_key(environ, name) for name in self._names)
        self._clock = clock
        self._client = _client(checked, *self._keys)

    def put(self, path: Path, *, name: str, type: str) -> Uploaded:  # noqa: A002 - as in forms
        """See `Uploader`. Names tell contents, so what is there in that size is not sent again."""
        where = {"Bucket": self._bucket, "Key": f"{self._prefix}/{name}".lstrip("/")}
        with _opened(path, name) as file, self._mapped():
            if self._size(where) != os.fstat(file.fileno()).st_size:
                self._client.put_object(**where, Body=file, ContentType=type)
            expires_at = self._clock.now() + self._lives_s * 1000  # first, so never too late
            url = self._client.generate_presigned_url(
                "get_object", Params=where, ExpiresIn=self._lives_s
            )
        return Uploaded(url, expires_at)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _size(self, where: Mapping[str, str]) -> int | None:
        """The size of an object in bytes, None if it does not show.

        A refusal says no more than a number here. Keys that may write but not list get one where
        nothing is; if it is meant, the upload will be refused too, and say why.
        """
        try:
            size: int | None = self._client.head_object(**where).get("ContentLength")
        except self._client.exceptions.ClientError:
            return None
        return size

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        """Tell botocore's failures in charlib's words, without what they hold of the request."""
        from botocore import exceptions  # noqa: PLC0415 - an extra

        try:
            yield
        except exceptions.ClientError as error:
            raise self._refused(error) from None
        except exceptions.ConnectionError as error:
            raise Unreachable(
                f"bucket {self._bucket} cannot be reached: {_harmless(str(error), self._keys)}",
                hint="Nothing was sent: check the network, and the upload's endpoint and region",
                kind="unreachable",
            ) from None
        except exceptions.BotoCoreError as error:
            raise NoAnswer(
                f"bucket {self._bucket} gave no whole answer: {_harmless(str(error), self._keys)}",
                hint="Try again: what is there already is not sent twice",
                kind="no_answer",
            ) from None

    def _refused(self, error: Any) -> Refused:
        said = error.response.get("Error", {})
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        code, message = (_harmless(str(said.get(n, "")), self._keys) for n in ("Code", "Message"))
        kind, is_permanent, hint = _meaning(status)
        return Refused(
            f"bucket {self._bucket} refuses the upload: HTTP {status} {code}: {message}",
            hint=hint.format(*self._names),
            kind=kind,
            status=status,
            code=code or None,
            is_permanent=is_permanent,
        )


def _meaning(status: int) -> tuple[str, bool, str]:
    """The kind of a refusal, whether it is permanent, and what helps, by its HTTP status."""
    if status in {401, 403}:
        return "key", True, "Check what {} and {} hold, and that they may write to the bucket"
    if status == 404:  # noqa: PLR2004 - not found
        return "not_found", True, "Make the bucket, or correct the upload's s3 and endpoint"
    if status in {408, 429} or status >= 500:  # noqa: PLR2004 - the server's own faults
        return "server", False, "Wait a little and try again"
    return "refused", True, "Check the upload's s3, endpoint and region"


def _key(environ: Mapping[str, str], name: str) -> str:
    found = environ.get(name, "").strip()
    if not found:
        raise NoKey(
            f"the upload has no key: the environment variable {name} is not set",
            hint=f"export {name}=…    (charlib never stores keys)",
        )
    if not found.isascii() or not found.isprintable():
        raise NoKey(f"the key in {name} has characters no key has", hint="Set it again")
    return found


def _client(checked: Mapping[str, Any], key: str, secret: str) -> Any:
    """A client for the settings alone: no profile or configuration of the person's has a say."""
    try:
        import boto3  # noqa: PLC0415 - an extra, and half a second to load
        from botocore import config, session  # noqa: PLC0415 - as above
    except ImportError:
        raise MissingExtra(
            "uploading to S3 needs boto3, which is not installed",
            hint="pip install 'charlib[s3]'",
        ) from None
    alone = {
        "profile": (None, None, None, None),
        "config_file": (None, None, os.devnull, None),
        "credentials_file": (None, None, os.devnull, None),
    }
    endpoint = checked.get("endpoint")
    try:
        return boto3.Session(botocore_session=session.Session(alone)).client(
            "s3",
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            region_name=checked.get("region", "us-east-1"),
            endpoint_url=endpoint,
            config=config.Config(**_manners(endpoint, location(checked["s3"])[0])),
        )
    except ValueError:  # underscores in the host, say
        raise InvalidInput(
            "the upload's endpoint has a host that no address can have",
            hint="Such as https://s3.example.com",
        ) from None


def _manners(endpoint: str | None, bucket: str) -> dict[str, Any]:
    """How botocore is to speak to an endpoint; None is Amazon itself."""
    return {
        "signature_version": "s3v4",
        "s3": {"addressing_style": "virtual" if _is_in_host(endpoint, bucket) else "path"},
        "connect_timeout": _CONNECT_S,
        "read_timeout": _SILENCE_S,
        "retries": {"total_max_attempts": 1},  # trying again is up to whoever asked
        "ignore_configured_endpoint_urls": True,
        # Newer checksums are unknown to many servers that speak S3 otherwise.
        "request_checksum_calculation": "when_required",
        "response_checksum_validation": "when_required",
        # A proxy of the environment has nothing to do with a server on this machine.
        "proxies": {} if endpoint and is_loopback(endpoint) else None,
    }


def _is_in_host(endpoint: str | None, bucket: str) -> bool:
    """Whether the bucket's name belongs into the host's."""
    if endpoint is None:  # no certificate is for a name with more dots
        return "." not in bucket
    return (urlsplit(endpoint).hostname or "").endswith(_VIRTUAL)


# -- commands


class _Command:
    """Uploads by a command of the person's own, without a shell."""

    def __init__(
        self, checked: Mapping[str, Any], environ: Mapping[str, str], clock: Clock
    ) -> None:
        self._words = shlex.split(checked["command"])
        self._lives_s: int | None = checked.get("expires_s")
        self._environ = dict(environ)
        self._clock = clock

    def put(self, path: Path, *, name: str, type: str) -> Uploaded:  # noqa: A002, ARG002 - as in `Uploader`
        """See `Uploader`. The last line that the command prints, if not empty, is the URL."""
        now = self._clock.now()  # before, so that the expiry is never too late
        with _opened(path, name):
            fill = {"file": str(path.absolute()), "name": name}
            printed = self._run([_FILL.sub(lambda m: fill[m[1]], one) for one in self._words])
        url = _last_lines(printed, 1)
        if not _is_url(url):
            said = f"prints no URL but: {self._harmless(url)}" if url else "prints nothing"
            raise Refused(
                f"the upload's command {self._program} {said}",
                hint="The last line that it prints must be the file's http(s) URL",
                is_permanent=True,
            )
        return Uploaded(url, now + self._lives_s * 1000 if self._lives_s else None)

    def close(self) -> None:
        """Nothing is open between two uploads."""

    @property
    def _program(self) -> str:
        return repr(short(shown(self._words[0]), 80))

    def _harmless(self, text: str) -> str:
        return _harmless(text, _secrets(self._environ))

    def _run(self, words: list[str]) -> str:
        """Run the command and answer what it printed."""
        try:
            done = subprocess.run(  # noqa: S603 - the person's own command, and no shell
                words,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=COMMAND_S,
                check=False,
                env=self._environ,
            )
        except subprocess.TimeoutExpired:
            raise NoAnswer(
                f"the upload's command {self._program} did not end within {COMMAND_S:g} s",
                hint="Run it by hand: it may be waiting for something",
                kind="no_answer",
            ) from None
        except OSError as error:
            raise Unreachable(
                f"the upload's command {self._program} cannot be run: {error.strerror}",
                hint="Install it, or give its full path",
                kind="unreachable",
                is_permanent=True,
            ) from None
        if done.returncode:
            said = self._harmless(_last_lines(done.stderr.decode("utf-8", "replace"), 3))
            raise Refused(
                f"the upload's command {self._program} ended with exit code {done.returncode}:"
                f" {said or 'it does not say why'}",
                hint="Run it by hand to see all that it says",
            )
        return done.stdout.decode("utf-8", "replace")


def _last_lines(text: str, count: int) -> str:
    return "\n".join([line.strip() for line in text.splitlines() if line.strip()][-count:])


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_plain = text.isprintable() and " " not in text
    return is_plain and parts.scheme in {"http", "https"} and bool(parts.hostname)


# -- secrets


def _secrets(environ: Mapping[str, str]) -> list[str]:
    """What an environment holds under names that speak of secrets."""
    return [
        value
        for name, value in environ.items()
        if _SECRET_NAME.search(name) and len(value) >= _SECRET
    ]


def _harmless(text: str, secrets: Collection[str]) -> str:
    """What others say, fit for an error: no secrets, no signatures, one short line."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "[secret]")
    return short(shown(_TELLING.sub("…", text)), 300)
