"""How the time of a query grows with the library, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from pathlib import Path

from tests.benchmarks.timing import Line

DRAWN = {
    "AND: common, rare": "two tags, one of them rare",
    "AND: mid, mid": "two tags, both in the middle",
    "text, newest first": "a word, newest first",
    "ranked text, commonest word": "the commonest word, best first",
    "page at half depth of a common tag": "a page in the middle",
    "facets: 20 commonest tags, project": "a project's commonest tags",
}
"""Line → what the picture calls it."""
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_LEFT, _RIGHT, _TOP, _BOTTOM, _WIDTH, _HEIGHT = 70, 250, 30, 40, 760, 340
_LEAST, _MOST = 0.1, 100.0
"""Milliseconds at the bottom and at the top."""
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #444 }
line { stroke: #8886 }
.whole { stroke: #888; stroke-dasharray: 5 4 }
@media (prefers-color-scheme: dark) { text { fill: #bbb } }
"""


def draw(lines: Sequence[Line], path: Path) -> None:
    """Draw milliseconds over sizes, both logarithmic: flat is as good as it gets."""
    sizes = sorted({line.size for line in lines})
    parts = [*_grid(sizes), *_proportional(sizes)]
    ends: list[float] = []
    for colour, (what, output) in zip(_COLOURS, DRAWN.items(), strict=True):
        points = sorted((line.size, line.seconds or 0) for line in lines if line.what == what)
        if len(points) < 2:
            continue
        places = [(_x(size, sizes), _y(1000 * seconds)) for size, seconds in points]
        drawn = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
        parts.append(
            f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
        )
        parts += [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3.5" fill="{colour}"/>' for x, y in places]
        ends.append(_free(places[-1][1], ends))
        label = f"{output}, {1000 * points[-1][1]:.2g} ms"
        parts.append(_text(_WIDTH - _RIGHT + 12, ends[-1] + 4, label, colour=colour))
    body = "\n".join(parts)
    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n<style>{_STYLE}</style>'
    path.write_text(f"{head}\n{body}\n</svg>\n", "utf-8")


def _grid(sizes: Sequence[int]) -> list[str]:
    parts = [
        _text(8, 16, "milliseconds, in process, median; dashed: what grows as the library does")
    ]
    for tens in range(round(log10(_LEAST)), round(log10(_MOST)) + 1):
        y = _y(10.0**tens)
        parts.append(f'<line x1="{_LEFT}" y1="{y:.0f}" x2="{_WIDTH - _RIGHT}" y2="{y:.0f}"/>')
        parts.append(_text(_LEFT - 8, y + 4, f"{10.0**tens:g}", anchor="end"))
    foot = _HEIGHT - 14
    return parts + [_text(_x(size, sizes), foot, f"{size:,}", anchor="middle") for size in sizes]


def _proportional(sizes: Sequence[int]) -> list[str]:
    """A line that doubles when the library does, for comparison."""
    x, y = _x(sizes[-1], sizes), _y(_LEAST * sizes[-1] / sizes[0])
    begin = f'x1="{_x(sizes[0], sizes):.0f}" y1="{_y(_LEAST):.0f}"'
    return [f'<line class="whole" {begin} x2="{x:.0f}" y2="{y:.0f}"/>']


def _free(wanted: float, taken: Sequence[float]) -> float:
    """A height for a label near where it is wanted, at which none stands yet."""
    steps = (sign * step for step in range(0, 200, 4) for sign in (1, -1))
    return next(
        wanted + step for step in steps if all(abs(wanted + step - other) >= 16 for other in taken)
    )


def _x(size: int, sizes: Sequence[int]) -> float:
    span = log10(sizes[-1] / sizes[0]) or 1
    return _LEFT + 12 + (_WIDTH - _LEFT - _RIGHT - 24) * log10(size / sizes[0]) / span


def _y(milliseconds: float) -> float:
    share = log10(max(_LEAST, milliseconds) / _LEAST) / log10(_MOST / _LEAST)
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * share


def _text(x: float, y: float, text: str, *, anchor: str = "start", colour: str = "") -> str:
    fill = f' style="fill:{colour}"' if colour else ""
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}"{fill}>{text}</text>'
