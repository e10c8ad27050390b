"""What is asked at a terminal before it is done, and that "no" changes nothing."""

from __future__ import annotations

import pytest

from tests.cli.shell import Shell


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


def test_a_no_is_answered(cast: Shell, questions: list[bool]) -> None:
    """Whoever says no reads that nothing changed."""
    assert cast("undo", "99").err.endswith("Nothing changed.\n")
    assert questions == [False]


def test_a_restore_of_no_file_is_refused_before_it_is_asked(
    cast: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question is for what can be done; its no is answered."""
    asked: list[str] = []
    monkeypatch.setattr("charlib.cli.many.confirmed_for_good", lambda what, **_: asked.append(what))

    gone = cast("backup", "--restore", "gone.db")
    assert (gone.code, asked) == (1, [])
    assert gone.err == "error: no file gone.db\n  try: charlib backup --list\n"
    assert cast("backup", "TMP/copy.db").code == 0
    assert cast("backup", "--restore", "TMP/copy.db").err == "Nothing changed.\n"
    assert len(asked) == 1


def test_a_merge_is_asked_for(cast: Shell, questions: list[bool]) -> None:
    """What both say differently is shown first, and nothing is merged without a yes."""
    before = cast("--json", "list").json
    cast("edit", "tom", "--name", "Tom")
    cast("edit", "mia", "--name", "Mia")
    result = cast("merge", "tom", "mia")

    assert questions == [False]
    assert "name: 'Mia' stays" in result.err
    assert result.err.endswith("Nothing was changed.\n")
    assert len(cast("--json", "list").json) == len(before)


def test_a_purge_is_asked_for(cast: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be erased and what would remain is shown, and a no changes nothing."""
    asked: list[str] = []
    monkeypatch.setattr("charlib.cli.many.confirmed_for_good", lambda what, **_: asked.append(what))
    before = cast("--json", "show", "mia").json
    result = cast("purge", "mia")

    assert asked == ["Erasing @mia cannot be undone"]
    assert "home: character char_mia" in result.err
    assert result.err.endswith("Nothing was changed.\n")
    assert cast("--json", "show", "mia").json == before
