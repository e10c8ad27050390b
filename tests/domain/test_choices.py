"""The words that people choose from are those that the library knows."""

from __future__ import annotations

from typing import get_args

from charlib.domain import choices, records
from charlib.domain.search.fields import CHOICES
from charlib.domain.windows import suggestion
from charlib.store.search.statement import SORTS, Sort


def test_the_lists_are_those_of_the_library() -> None:
    """Each list has the same words wherever it stands."""
    assert choices.ORDERS == get_args(Sort) == (*SORTS, "rank")
    assert choices.LIKENESSES == records.LIKENESSES == ("", *CHOICES["likeness"])
    assert choices.SUBJECTS == suggestion.SUBJECTS
    assert choices.TASK_STATES == records.TASK_STATES
