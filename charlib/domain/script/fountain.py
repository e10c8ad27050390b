"""Fountain: cues in capitals, the speech below them, and scene headings.

    INT. CAFÉ - DAY

    @McKENNA (V.O.)
    Who is that?

Notes `[[ ]]` and boneyards `/* */` count as not there. Source: fountain.io, the syntax.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from charlib.domain.script.lines import Kind, Line, is_capital, is_name, speakers_of

_HEADING = re.compile(r"(?:INT|EXT|EST|INT\.?/EXT|I/E)[. ]", re.IGNORECASE)
_TITLES = re.compile(
    r"(?:title|credit|authors?|source|draft date|date|contact|copyright|notes|revision|format|font)"
    r"\s*:",
    re.IGNORECASE,
)
_MARKS: dict[str, Kind] = {"!": "action", "~": "action", "#": "section", "=": "note"}
"""The first letter of a line → what it is."""
_BLANK = re.compile(r"\n[ \t]*\n")
_HIDDEN = "\x00"
"""Stands for each character of a note; no text that people write has it."""


def parse(source: str) -> list[Line]:
    """Read a script; each of its lines becomes one."""
    shown = _without_notes(source.replace(_HIDDEN, " "))
    return list(_lines(source.split("\n"), shown.split("\n")))


# -- notes and boneyards


def _without_notes(text: str) -> str:
    """The text with notes hidden; lines stay where they are."""
    return _hidden(_hidden(text, "/*", "*/"), "[[", "]]", until=_BLANK)


def _hidden(text: str, opening: str, closing: str, until: re.Pattern[str] | None = None) -> str:
    parts: list[str] = []
    at, end = 0, -1
    while (start := text.find(opening, at)) >= 0:
        if end < start + len(opening):  # searched once, however many begin before it
            end = text.find(closing, start + len(opening))
        if end < 0:
            break
        blank = until.search(text, start, end) if until else None
        if blank:  # a blank line ends what is no note then
            parts.append(text[at : blank.end() - 1])
            at = blank.end() - 1
            continue
        inside = text[start : end + len(closing)]
        parts += [text[at:start], re.sub(r"[^\n]", _HIDDEN, inside)]
        at = end + len(closing)
    return "".join([*parts, text[at:]])


# -- lines


def _lines(sources: Sequence[str], shown: Sequence[str]) -> Iterator[Line]:
    """The lines: what each is depends on those around it."""
    titles = _title_page(shown)
    before: Kind = "blank"
    followed = _followed(shown)
    for number, (source, line) in enumerate(zip(sources, shown, strict=True)):
        text = line.replace(_HIDDEN, "")
        if _HIDDEN in line and not text.strip():
            yield Line("note", source)
            continue
        if number < titles:
            yield Line("title", source, text.strip())
            continue
        read = _read(text, source, before, followed[number])
        before = read.kind
        yield read


def _title_page(shown: Sequence[str]) -> int:
    """The number of lines of the title page, which ends with a blank line."""
    if not shown or not _TITLES.match(shown[0]):
        return 0
    return next((at for at, line in enumerate(shown) if not line.strip()), len(shown))


def _followed(shown: Sequence[str]) -> list[bool]:
    """Whether, after each line, the next that is not a note says something."""
    answers, says = list[bool](), False
    for line in reversed(shown):
        answers.append(says)
        text = line.replace(_HIDDEN, "").strip()
        if text or _HIDDEN not in line:
            says = bool(text)
    return answers[::-1]


def _read(line: str, source: str, before: Kind, is_followed: bool) -> Line:  # noqa: FBT001 - of one caller
    """A line by what was before it: in a speech, everything but a blank line is spoken."""
    text = line.strip()
    is_spoken = before in {"cue", "speech", "aside"}
    if is_spoken and line and (text or len(line) > 1):  # two spaces keep a speech together
        kind: Kind = "aside" if text.startswith("(") and text.endswith(")") else "speech"
        return Line(kind, source, text)
    if not text:
        return Line("blank", source)
    return _marked(text, source) or _plain(text, source, before, is_followed=is_followed)


def _marked(text: str, source: str) -> Line | None:
    """A line that begins with a mark which says what it is."""
    first, rest = text[0], text[1:].strip()
    if first == "@" and (speakers := speakers_of(rest.rstrip("^"))):
        return Line("cue", source, rest, speakers)
    if first == "." and rest[:1].isalnum() and text[1] != ".":
        return Line("scene", source, _unnumbered(rest))
    if first == ">":
        return Line("action" if text.endswith("<") else "transition", source, text.strip("<> "))
    kind = _MARKS.get(first)
    return Line(kind, source, text.strip(f"{first} ")) if kind else None


def _unnumbered(heading: str) -> str:
    """A heading without the number of the scene behind it: `INT. CAFÉ #12-A#`."""
    before, mark, number = heading.removesuffix("#").rpartition("#")
    is_number = heading.endswith("#") and mark and number and not number.count(" ")
    return before.rstrip() if is_number else heading


def _plain(text: str, source: str, before: Kind, *, is_followed: bool) -> Line:
    starts = before in {"blank", "title", "scene", "section", "transition"}
    if starts and _HEADING.match(text):
        return Line("scene", source, _unnumbered(text))
    if starts and is_capital(text) and text.endswith("TO:") and not is_followed:
        return Line("transition", source, text)
    cue = text.rstrip("^ ")
    name = re.split(r"[(（]", cue, maxsplit=1)[0].strip()  # noqa: RUF001 - a bracket of an IME
    if before == "blank" and is_followed and is_name(name) and is_capital(name):
        return Line("cue", source, cue, speakers_of(cue))
    return Line("action", source, text)
