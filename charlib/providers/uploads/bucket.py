"""Uploads into a bucket that speaks S3."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from charlib.errors import InvalidInput, MissingExtra, NoAnswer, Refused, Unreachable
from charlib.hints import install
from charlib.providers.addresses import is_loopback
from charlib.providers.keys import from_environment
from charlib.providers.replies.classify import cause_of
from charlib.providers.uploads.redaction import redacted
from charlib.providers.uploads.settings import location
from charlib.providers.uploads.uploader import Uploaded, opened

if TYPE_CHECKING:
    from charlib.config import Clock

_CONNECT_S = 15
_SILENCE_S = 60
_VIRTUAL = (".aliyuncs.com", ".myqcloud.com", ".volces.com")
"""Where the bucket must be in the host name, as at Amazon; elsewhere it may be in the path."""


class Bucket:
    """Uploads to a bucket and signs links to what is there."""

    is_repeatable: ClassVar[bool] = True

    def __init__(
        self, checked: Mapping[str, Any], environ: Mapping[str, str], clock: Clock
    ) -> None:
        self._bucket, self._prefix = location(checked["s3"])
        self._lives_s: int = checked["expires_s"]
        self._names = (checked["key_env"], checked["secret_env"])
        self._keys = tuple(from_environment(environ, name, "the upload") for name in self._names)
        self._clock = clock
        self._client = _client(checked, *self._keys)

    def put(self, path: Path, *, name: str, type: str) -> Uploaded:  # noqa: A002 - as in forms
        """See `Uploader`. A file of this name and size is already there, and is not sent again."""
        where = {"Bucket": self._bucket, "Key": f"{self._prefix}/{name}".lstrip("/")}
        with opened(path, name) as file, self._mapped():
            if self._size(where) != os.fstat(file.fileno()).st_size:
                self._client.put_object(**where, Body=file, ContentType=type)
            # The clock is read before signing, so that the time is never too late.
            expires_at = self._clock.now() + self._lives_s * 1000
            url = self._client.generate_presigned_url(
                "get_object", Params=where, ExpiresIn=self._lives_s
            )
        return Uploaded(url, expires_at)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _size(self, where: Mapping[str, str]) -> int | None:
        """The size of an object in bytes; None if the bucket does not tell.

        A refusal has no text here. A key that may write but not list is refused if the object does
        not exist; after a real refusal, the upload will be refused too, with its reason.
        """
        try:
            size: int | None = self._client.head_object(**where).get("ContentLength")
        except self._client.exceptions.ClientError:
            return None
        return size

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        """Turn botocore's failures into charlib's errors, without the secrets of the request."""
        from botocore import exceptions  # noqa: PLC0415 - an extra

        try:
            yield
        except exceptions.ClientError as error:
            raise self._refused(error) from None
        except exceptions.ConnectionError as error:
            raise Unreachable(
                f"cannot reach bucket {self._bucket}: {redacted(str(error), self._keys)}",
                hint="Nothing was sent: check the network, and the upload's endpoint and region",
            ) from None
        except exceptions.BotoCoreError as error:
            raise NoAnswer(
                f"no complete answer from bucket {self._bucket}:"
                f" {redacted(str(error), self._keys)}",
                hint="Try again: files that have arrived are not sent twice",
            ) from None

    def _refused(self, error: Any) -> Refused:
        details = error.response.get("Error", {})
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        code, message = (redacted(str(details.get(n, "")), self._keys) for n in ("Code", "Message"))
        name, hint = _meaning(status)
        cause = cause_of(name)
        return Refused(
            f"bucket {self._bucket} refused the upload: HTTP {status} {code}: {message}",
            hint=hint.format(*self._names),
            kind=cause.kind,
            cause=cause.name,
            status=status,
            code=code or None,
            is_permanent=cause.permanent,
        )


def _meaning(status: int) -> tuple[str, str]:
    """The cause of a refusal and a hint, by its HTTP status."""
    if status in {401, 403}:
        cause = "key" if status == 401 else "permission"  # noqa: PLR2004 - unauthorized
        return cause, "Check the keys in {} and {}, and their permission to write to the bucket"
    if status == 404:  # noqa: PLR2004 - not found
        return "not_found", "Create the bucket, or correct the upload's s3 and endpoint"
    if status in {408, 429} or status >= 500:  # noqa: PLR2004 - the server's own faults
        return "server", "Wait a little and try again"
    return "refused", "Check the upload's s3, endpoint and region"


def _client(checked: Mapping[str, Any], key: str, secret: str) -> Any:
    """A client for these settings only: the user's AWS profile and configuration do not count."""
    try:
        import boto3  # noqa: PLC0415 - an extra, and half a second to load
        from botocore import config, session  # noqa: PLC0415 - as above
    except ImportError:
        raise MissingExtra(
            "uploading to S3 needs boto3, which is not installed",
            hint=install("s3"),
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
            config=config.Config(**_options(endpoint, location(checked["s3"])[0])),
        )
    except ValueError:  # underscores in the host, say
        raise InvalidInput(
            "invalid host name in the upload's endpoint",
            hint="Write it like https://s3.example.com",
        ) from None


def _options(endpoint: str | None, bucket: str) -> dict[str, Any]:
    """Botocore's options for an endpoint; None is Amazon itself."""
    return {
        "signature_version": "s3v4",
        "s3": {"addressing_style": "virtual" if _is_in_host(endpoint, bucket) else "path"},
        "connect_timeout": _CONNECT_S,
        "read_timeout": _SILENCE_S,
        "retries": {"total_max_attempts": 1},  # retries are for the caller
        "ignore_configured_endpoint_urls": True,
        # Many servers that speak S3 do not know the newer checksums.
        "request_checksum_calculation": "when_required",
        "response_checksum_validation": "when_required",
        # A server on this machine is not reached through a proxy.
        "proxies": {} if endpoint and is_loopback(endpoint) else None,
    }


def _is_in_host(endpoint: str | None, bucket: str) -> bool:
    """Whether the bucket's name is a part of the host name."""
    if endpoint is None:  # the certificate is not for names with more dots
        return "." not in bucket
    return (urlsplit(endpoint).hostname or "").endswith(_VIRTUAL)
