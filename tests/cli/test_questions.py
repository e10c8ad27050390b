"""What is asked at a terminal before it is done, and that "no" changes nothing."""

from __future__ import annotations

import pytest

from .shell import Shell


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """The questions that were asked; the answer to each is no."""
    asked: list[bool] = []

    def refuse(*, yes: bool) -> bool:
        asked.append(yes)
        return yes

    monkeypatch.setattr("charlib.cli.many.confirmed", refuse)
    return asked


def test_many_steps_back_are_asked_for(cast: Shell, questions: list[bool]) -> None:
    """F3: what would be undone is shown, and nothing is undone without a yes."""
    before = cast("history").out
    result = cast("undo", "99")

    assert questions == [False]
    assert result.err.startswith("Undo ")
    assert cast("history").out == before
