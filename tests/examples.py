"""How many examples a property test tries: few in the suite, many in the long form."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

SUITE = 40
"""What a test tries that gives no number."""
LONG_FORM = 20
"""The long form tries so many times as many."""


def examples(suite: int, **others: Any) -> settings:
    """Settings of a test that tries so many examples in the suite.

    Read when a module of tests is collected: the profile is chosen before.
    """
    return settings(max_examples=suite * settings().max_examples // SUITE, deadline=None, **others)
