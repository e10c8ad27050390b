"""Files in requests: replaces the small references that the library keeps by the bytes to send."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from charlib.domain.footage.material import FILE
from charlib.domain.text import printable
from charlib.errors import MediaError
from charlib.hints import Hint, the_call

Part = tuple[str, bytes, str]
"""A file of a form: its name, its bytes, its MIME type."""
_ANY = "application/octet-stream"


def filled(document: Any, folder: Path) -> Any:
    """A body with every reference replaced by the file's content as text.

    Raises MediaError if a file is missing or has changed.
    """
    if isinstance(document, Mapping):
        if FILE in document:
            return _text(document, folder)
        return {key: filled(value, folder) for key, value in document.items()}
    if isinstance(document, list):
        return [filled(item, folder) for item in document]
    return document


def part(reference: Mapping[str, Any], folder: Path) -> Part:
    """A reference as a file of a form. Raises MediaError as `filled` does."""
    path = Path(str(reference[FILE]))
    return path.name, _content(reference, folder), str(reference.get("type", _ANY))


def is_file(value: Any) -> bool:
    """Whether a value of a body is a reference to a file."""
    return isinstance(value, Mapping) and FILE in value


def _text(reference: Mapping[str, Any], folder: Path) -> str:
    text = base64.b64encode(_content(reference, folder)).decode()
    if reference.get("as") == "data-url":
        return f"data:{reference.get('type', _ANY)};base64,{text}"
    return text


def _content(reference: Mapping[str, Any], folder: Path) -> bytes:
    path = folder / str(reference[FILE])
    try:
        content = path.read_bytes()
    except OSError as error:
        raise MediaError(
            f"the kept file {printable(path.name)} is missing on this machine or cannot be read:"
            f" {error.strerror}",
            hint=Hint(
                "Copy the media folder from the old machine, then: {}",
                the_call("sync", retry=True),
            ),
        ) from error
    wanted = reference.get("sha256")
    if wanted and hashlib.sha256(content).hexdigest() != wanted:
        raise MediaError(
            f"cannot send {printable(path.name)}: the file has changed",
            hint="Put the original file back, or create the character again",
        )
    return content
