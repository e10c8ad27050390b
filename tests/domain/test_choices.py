"""Lists of words are written once; where SQL needs them, it has the same words."""

from __future__ import annotations

import re
from pathlib import Path

import charlib
from charlib.domain.choices import OPEN_BINDINGS, OPEN_TASKS, ORDERS, UNANSWERED
from charlib.store.search.statement import SORTS

_STATES_IN_SQL = re.compile(r"state IN \(('[^)]*)\)")


def test_each_order_has_its_sql() -> None:
    """`rank` is computed; all others are columns."""
    assert (*SORTS, "rank") == ORDERS


def test_open_states_in_sql_are_those_of_the_library() -> None:
    """Lists of states in SQL are the open ones, or those of what was sent, or may have been."""
    store = Path(charlib.__file__).parent / "store"
    texts = [path.read_text("utf-8") for path in store.rglob("*.py")]
    lists = [words for text in texts for words in _STATES_IN_SQL.findall(text)]
    assert len(lists) >= 4
    known: set[tuple[str, ...]] = {UNANSWERED}
    for states in (OPEN_BINDINGS, OPEN_TASKS):
        known |= {states, (*states, "unknown"), (*states[1:], "unknown")}
    for words in lists:
        assert tuple(re.findall(r"'(\w+)'", words)) in known
