"""`--window auto` from end to end: found in a film on a server, and made at the simulator."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from charlib.domain.windows.window import Window
from charlib.sandbox import Server, Settings, running
from tests.benchmarks.windows import BENCH, is_right
from tests.conftest import Cli

from .making import film
from .test_suggest import thing

pytestmark = pytest.mark.skipif(not BENCH.is_dir(), reason="the labelled clips are not here")
PERSON = BENCH / "dev" / "dev_08.mp4"
_LABELS = BENCH / "dev" / "labels.json"
SEGMENTS = (
    json.loads(_LABELS.read_text("utf-8"))[PERSON.name]["segments"] if _LABELS.is_file() else []
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A simulator that serves a film of a person and one of a thing."""
    folder = tmp_path_factory.mktemp("films")
    shutil.copy(PERSON, folder / "person.mp4")
    film(folder / "thing.mp4", thing, count=100)
    with running(Settings(files=folder, polls=0)) as server:
        yield server


@pytest.fixture
def site(cli: Cli, server: Server) -> str:
    """The address of its films, for a library that has an account there."""
    base = f"{server.url}/async/sora/v1"
    assert cli("account", "add", "home", "--profile", "sandbox", "--base-url", base).code == 0
    return f"{server.url}/files"


def window_of(cli: Cli, handle: str) -> Window:
    """The window that a character was made from, once it is ready."""
    bound = cli("--json", "show", handle).json["bindings"][0]
    assert bound["state"] == "ready"
    return Window.parse(bound["window"])


def test_create_takes_the_best_window(cli: Cli, site: str) -> None:
    """The window that is found is told with its reasons, is right, and is what is made."""
    result = cli("create", "mia", "--url", f"{site}/person.mp4", "--window", "Auto")

    window = window_of(cli, "mia")
    assert result.code == 0
    assert result.err.startswith(f"window {window}, score 0.")
    assert "one face" in result.err
    assert is_right(window, SEGMENTS)


def test_a_doubtful_window_is_made_only_when_accepted(cli: Cli, site: str) -> None:
    """A thing that nobody asked for is refused, and made with --accept-low, which says so."""
    words = ("create", "ball", "--url", f"{site}/thing.mp4", "--window", "auto")
    refused, accepted = cli(*words), cli(*words, "--accept-low")

    assert (refused.code, accepted.code) == (1, 0)
    assert "is clearly good" in refused.err
    assert "low confidence" in accepted.err
    assert window_of(cli, "ball").length_ms >= 1000


def test_rows_of_a_batch_find_their_windows(cli: Cli, site: str, tmp_path: Path) -> None:
    """Each row finds its own; one without a clear window is that row's error, and no other's."""
    file = tmp_path / "cast.csv"
    rows = [f"mia,{site}/person.mp4,auto", f"ball,{site}/thing.mp4,auto"]
    rows += [f'tom,{site}/thing.mp4,"1,3"']
    file.write_text("\n".join(["handle,url,window", *rows]), "utf-8")

    result = cli("create", "--from", file)

    window = window_of(cli, "mia")
    assert result.code == 4
    assert is_right(window, SEGMENTS)
    assert f"row 1: window {window}, score 0." in result.err
    assert "row 2: @ball: no window of" in result.err
    assert "failed: row 2" in result.err
    assert window_of(cli, "tom") == Window(1000, 3000)
    assert cli("show", "ball").code == 1


def test_a_batch_gives_no_window_twice(cli: Cli, site: str, tmp_path: Path) -> None:
    """What an earlier row has of a film counts as taken, before anything is sent."""
    file = tmp_path / "cast.jsonl"
    row = {"url": f"{site}/thing.mp4", "window": "auto"}
    text = "".join(json.dumps({"handle": name, **row}) + "\n" for name in ("one", "two"))
    file.write_text(text, "utf-8")

    result = cli("create", "--from", file, "--accept-low")

    first, second = window_of(cli, "one"), window_of(cli, "two")
    assert result.code == 0
    assert not first.overlaps(second) or "another character was cut from it" in result.err
