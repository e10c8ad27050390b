"""The parts of the README that are made by programs, between markers."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"


def _pattern(name: str) -> re.Pattern[str]:
    mark = re.escape(name)
    return re.compile(rf"(<!-- {mark} -->\n).*?(<!-- end of {mark} -->)", re.DOTALL)


def part(name: str) -> str:
    """What stands between the markers of a part."""
    found = re.search(_pattern(name), README.read_text("utf-8"))
    assert found, f"the README has no part {name!r}"
    return found[0].partition("\n")[2].rpartition("\n<!--")[0].strip()


def fill(name: str, text: str) -> None:
    """Replace it."""
    before = README.read_text("utf-8")
    after, count = re.subn(
        _pattern(name), lambda found: f"{found[1]}\n{text}\n\n{found[2]}", before
    )
    assert count == 1, f"the README has no part {name!r}"
    README.write_text(after, "utf-8")
