"""The parts of Markdown pages that programs write, between markers."""

from __future__ import annotations

import re
from pathlib import Path


def _pattern(name: str) -> re.Pattern[str]:
    mark = re.escape(name)
    return re.compile(rf"(<!-- {mark} -->\n).*?(<!-- end of {mark} -->)", re.DOTALL)


def part(page: Path, name: str) -> str:
    """Return the text between the markers of a part."""
    match = re.search(_pattern(name), page.read_text("utf-8"))
    assert match, f"{page.name} has no part {name!r}"
    return match[0].partition("\n")[2].rpartition("\n<!--")[0].strip()


def fill(page: Path, name: str, text: str) -> None:
    """Replace the text between the markers of a part."""
    before = page.read_text("utf-8")
    after, count = re.subn(
        _pattern(name), lambda match: f"{match[1]}\n{text}\n\n{match[2]}", before
    )
    assert count == 1, f"{page.name} has no part {name!r}"
    page.write_text(after, "utf-8")
