"""What the benchmarks print: tables, the picture of growth, and the same people for a seed."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from xml.etree import ElementTree as ET

from charlib.library import Library

from . import growth, peers, people, report
from .timing import Line, interleaved, ratio


def test_a_table_has_a_row_a_promise_and_a_column_a_size() -> None:
    """What misses its limit is bold; a size at which something was not measured stays empty."""
    lines = [
        Line("one", "floor", 2, 1.234, 10),
        Line("one", "floor", 2, 12.4, 100),
        Line("other", "page20", 30, 20, 100),
    ]
    assert report.table(lines).splitlines() == [
        "| what | limit | at most | 10 | 100 |",
        "|---|---|---|---|---|",
        "| one | floor | 2 | 1.2 | **12** |",
        "| other | page20 | 30 |  | 20 |",
    ]


def test_peers_are_told_in_times_of_charlib() -> None:
    """A dash stands where a peer did not find who fits."""
    ours = dict.fromkeys(peers.ROWS, 0.5)
    table = peers.table({"charlib": ours, "other": {"a word": 1.0, "load": 10.0}})
    assert table.splitlines()[-2:] == [
        "| charlib takes | 500 ms | 500 ms | 500 ms | 500 ms | 500 ms |",
        "| other | - | 2 | - | - | 20 |",
    ]


def test_the_picture_of_growth_is_an_image(tmp_path: Path) -> None:
    """Each line that was measured at several sizes is drawn, and labelled once."""
    lines = [
        Line(what, "page20", 30, 1, size, size / 1e6)
        for what in growth.DRAWN
        for size in (10, 1000)
    ]
    growth.draw(lines, tmp_path / "growth.svg")
    drawn = ET.parse(tmp_path / "growth.svg").getroot()
    space = "{http://www.w3.org/2000/svg}"
    assert len(drawn.findall(f"{space}polyline")) == len(growth.DRAWN)
    heights = [float(text.get("y", "0")) for text in drawn.findall(f"{space}text")][-6:]
    assert len(set(heights)) == 6


def test_ratios_are_taken_within_rounds() -> None:
    """A slow moment that falls on a whole round changes no ratio."""
    assert ratio({"a": [1, 10, 1], "b": [2, 20, 2]}, "b", "a") == 2
    ran: list[str] = []
    interleaved({"a": lambda: ran.append("a"), "b": lambda: ran.append("b")}, 2)
    assert "".join(ran) == "ababab"


def test_invented_people_are_the_same_for_a_seed(lib: Library, tmp_path: Path) -> None:
    """They can be imported, are told in four scripts, and wear the commonest tag half of them."""
    first, again = (list(islice(people.Cast().people(400), 400)) for _ in range(2))
    assert first == again
    cast = people.write(tmp_path / "people.jsonl", 400)
    assert lib.import_(tmp_path / "people.jsonl").added == 400
    commonest = lib.tags.list(sort="count", limit=1)[0]
    assert commonest.name == cast.tags.things[0]
    assert 120 < commonest.characters < 260
    assert lib.count("林", everywhere=True) > 0
