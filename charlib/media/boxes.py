"""The outermost boxes of an MP4 or MOV file (ISO/IEC 14496-12): whether it is complete.

Needs no PyAV: a download is checked by its boxes on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

_MOST = 1024
_INDEX_BYTES = 1 << 24
_NEEDED = {b"ftyp", b"moov", b"mdat", b"moof"}
"""Kinds without which no film plays."""
_OPTIONAL = {
    b"free", b"skip", b"wide", b"uuid", b"meta", b"sidx", b"styp", b"mfra", b"pdin", b"emsg",
}  # fmt: skip


class Box(NamedTuple):
    """An outermost box: its kind, where it begins, and its length in bytes."""

    kind: bytes
    start: int
    length: int


def is_cut(path: Path) -> bool:
    """Return whether a file is an MP4 or MOV that ends before it should.

    Boxes state their length: when a needed box reaches beyond the end of the file, the rest is
    missing. The index (`moov`) may be missing too. Files with unknown boxes are not judged.
    """
    try:
        with path.open("rb") as file:
            return ends_early(file)
    except OSError:
        return False


def ends_early(file: IO[bytes]) -> bool:
    """Return what `is_cut` does, of an open file."""
    boxes, size = list(boxes_of(file)), file.seek(0, 2)
    kinds = {box.kind for box in boxes}
    if not boxes or boxes[0].kind != b"ftyp" or not kinds <= _NEEDED | _OPTIONAL:
        return False
    reach = max((box.start + box.length for box in boxes if box.kind in _NEEDED), default=0)
    return reach > size or b"moov" not in kinds


def boxes_of(file: IO[bytes]) -> Iterator[Box]:
    """Yield the outermost boxes; for a file of another format the values mean nothing."""
    size, start = file.seek(0, 2), 0
    for _ in range(_MOST):
        if start + 8 > size:
            return
        file.seek(start)
        head = file.read(16)
        length = int.from_bytes(head[:4])
        if length == 1:  # a length that needs eight bytes follows the kind
            length = int.from_bytes(head[8:16])
        length = max(8, length) if length else size - start
        yield Box(head[4:8], start, length)
        start += length


def lacks_index(file: IO[bytes]) -> bool:
    """Return whether the index of an MP4 or MOV, which may stand at its end, is missing."""
    kinds = [box.kind for box in boxes_of(file)]
    return bool(kinds) and kinds[0] == b"ftyp" and b"moov" not in kinds


def names_in_index(file: IO[bytes], names: set[str]) -> bool:
    """Return whether the index of an MP4 or MOV contains one of some codec tags."""
    index = next((box for box in boxes_of(file) if box.kind == b"moov"), None)
    if index is None:
        return False
    file.seek(index.start)
    content = file.read(min(index.length, _INDEX_BYTES))
    return any(name.encode() in content for name in names)
