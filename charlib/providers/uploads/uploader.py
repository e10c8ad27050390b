"""What every uploader has in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, ClassVar, Protocol

from charlib.domain.text import printable
from charlib.errors import InvalidInput, MediaError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The URL of a file; `expires_at` is in ms since 1970, None if the URL does not expire."""

    url: str
    expires_at: int | None


class Uploader(Protocol):
    """Uploads files to one place. Threads may share it.

    `is_repeatable` if a second upload of a file costs nothing and replaces the first.
    """

    is_repeatable: ClassVar[bool]

    def put(self, path: Path, *, name: str, type: str) -> Uploaded:  # noqa: A002 - as in forms
        """Upload a file as `name`, which identifies its content, with that MIME type.

        Raises MediaError, before anything is sent, if the file cannot be read; Unreachable,
        NoAnswer, Refused.
        """

    def close(self) -> None:
        """Close the connections."""


@contextmanager
def opened(path: Path, name: str) -> Iterator[IO[bytes]]:
    """The file to send; its name must be safe in paths, URLs and command lines."""
    if not _NAME.fullmatch(name):
        raise InvalidInput(
            f"invalid name {printable(name)!r} for an upload",
            hint="Use letters, digits, dots, dashes and underscores",
        )
    try:
        file = path.open("rb")
    except OSError as error:
        raise MediaError(
            f"cannot upload {printable(path.name)}: {error.strerror}",
            hint="Put the file back",
        ) from error
    with file:
        yield file
