"""Which format a file is in, by its content."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from charlib.domain import documents
from charlib.domain.choices import IMPORTS
from charlib.domain.text import printable
from charlib.errors import InvalidInput
from charlib.hints import Hint, argument, call
from charlib.library.moving import zips
from charlib.library.moving.formats import card, gflow, moyin, png, soravault, wenjing
from charlib.library.moving.formats.reading import LARGEST
from charlib.library.moving.formats.table import needs_mapping
from charlib.library.reading import text_files

_HEAD = 1 << 16
_TABLES = {".csv", ".tsv"}
_SQLITE = b"SQLite format 3\0"
_JSON: dict[str, Callable[[Any], bool]] = {
    "soravault": soravault.fits, "card": card.fits, "gflow": gflow.fits, "wenjing": wenjing.fits,
    "moyin": moyin.fits,
}  # fmt: skip


def recognise(path: Path) -> str:
    """The format of a file: one of `IMPORTS`. `csv` is told by a person, who also says the columns.

    Raises NotFound, and InvalidInput that names the formats.
    """
    if str(path).lower().endswith(".charpack"):
        return "charpack"
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return "jsonl"  # whose reader says why it cannot be read
    if head.startswith(png.SIGNATURE):
        return "card"
    if head.startswith(_SQLITE):
        return "sqlite"
    if head.startswith(b"PK"):
        return _of_zip(path)
    return _of_text(path, head)


def _of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as bundle:
            names = {each.filename for each in bundle.infolist()}
    except (*zips.BROKEN, OSError):
        raise unknown(path) from None
    if card.CARD in names:
        return "card"
    if {"records.jsonl", "manifest.json"} <= names:
        return "charpack"
    raise unknown(path)


def _of_text(path: Path, head: bytes) -> str:
    begins = head.lstrip(b"\xef\xbb\xbf \t\r\n\xff\xfe\0")[:1]
    if begins not in (b"{", b"["):
        if not begins:
            return "jsonl"
        if not any(byte < ord(" ") and byte not in b"\t\n\r\f\x1a" for byte in head):
            text_files.read(path, most=LARGEST, otherwise=call("import", "FILE"))  # or why not
        raise unknown(path)
    first = documents.object_of(head.partition(b"\n")[0].decode("utf-8", "replace"))
    if first is not None and "handle" in first:  # an export has 100,000 such lines
        return "jsonl"
    if path.stat().st_size > LARGEST:
        return "jsonl"
    try:
        value = json.loads(text_files.read(path, most=LARGEST, otherwise=call("import", "FILE")))
    except (ValueError, RecursionError):
        return "jsonl"
    return next((name for name, fits in _JSON.items() if fits(value)), "jsonl")


def unknown(path: Path) -> InvalidInput:
    """The error about a file in no format that is known, or that is a table by its name."""
    if path.suffix.lower() in _TABLES:
        return needs_mapping(path)
    return InvalidInput(
        f"{printable(path.name)} is in no known format; nothing was imported",
        hint=Hint(
            f"Say which it is: {{}}. The formats are {', '.join(IMPORTS)}",
            argument("from", "FORMAT"),
        ),
    )
