"""Text files that people name: opened, decoded, and refused in words of our own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from charlib.domain import encodings
from charlib.domain.text import printable
from charlib.errors import InvalidInput, NotFound
from charlib.hints import Hint, as_hint

_AS_UTF_8 = "Save it as UTF-8 text; in a spreadsheet, as CSV UTF-8"


def read(path: Path, *, most: int, otherwise: Hint | str, chinese: bool = False) -> str:
    """The text of a file of at most `most` bytes; `otherwise` is the hint if there is no file.

    With `chinese`, older Chinese encodings are read too.

    Raises NotFound, and InvalidInput for a file that is too large, cannot be read, or is not text.
    """
    with _refusing(path, otherwise):
        if path.stat().st_size > most:
            raise InvalidInput(
                f"{printable(str(path))} is larger than {most:,} bytes",
                hint="Split it into several files",
            )
        data = path.read_bytes()
        try:
            return encodings.decoded_or_chinese(data) if chinese else encodings.decoded(data)
        except encodings.NotText as error:
            raise _not_text(path, str(error)) from error


@contextmanager
def opened(path: Path, *, otherwise: Hint | str) -> Iterator[TextIO]:
    """Open a text file of any size; the errors of `read`, also while it is read."""
    with _refusing(path, otherwise), path.open("rb") as file:
        encoding = encodings.encoding_of(file.read(encodings.HEAD))
        file.seek(encoding.mark)
        try:
            with io.TextIOWrapper(file, encoding=encoding.codec) as text:
                yield text
        except UnicodeDecodeError as error:
            data = bytes(error.object)
            raise _not_text(path, encodings.fault(data, encoding, error.start)) from error


@contextmanager
def _refusing(path: Path, otherwise: Hint | str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise NotFound(f"no file {printable(str(path))}", hint=otherwise) from None
    except OSError as error:
        raise InvalidInput(
            f"{printable(str(path))} cannot be read: {error.strerror}", hint=as_hint(otherwise)
        ) from error


def _not_text(path: Path, fault: str) -> InvalidInput:
    return InvalidInput(f"{printable(str(path))} {fault}", hint=_AS_UTF_8)
