"""Uploads into a bucket that speaks S3."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from charlib.providers.keys import from_environment
from charlib.providers.uploads import s3
from charlib.providers.uploads.settings import location
from charlib.providers.uploads.uploader import Uploaded, opened

if TYPE_CHECKING:
    from charlib.config import Clock

_WORDS = s3.Words(
    "the upload",
    "the upload's s3, endpoint and region",
    "Nothing was sent: check the network, and the upload's endpoint and region",
    "Try again: files that have arrived are not sent twice",
)


class Bucket:
    """Uploads to a bucket and signs links to what is there."""

    is_repeatable: ClassVar[bool] = True

    def __init__(
        self, checked: Mapping[str, Any], environ: Mapping[str, str], clock: Clock
    ) -> None:
        self._bucket, self._prefix = location(checked["s3"])
        self._lives_s: int = checked["expires_s"]
        names = (checked["key_env"], checked["secret_env"])
        key, secret = (from_environment(environ, name, "the upload") for name in names)
        self._secrets = s3.Secrets(key, secret, names)
        self._clock = clock
        self._client = s3.client(checked, self._secrets)  # retries are for the caller

    def put(self, path: Path, *, name: str, type: str) -> Uploaded:  # noqa: A002 - as in forms
        """See `Uploader`. A file of this name and size is already there, and is not sent again."""
        where = {"Bucket": self._bucket, "Key": f"{self._prefix}/{name}".lstrip("/")}
        with opened(path, name) as file, s3.mapped(self._bucket, self._secrets, _WORDS):
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
