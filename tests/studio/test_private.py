"""No key and no path of this machine in any answer; text is text, whatever it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from charlib.doors.places import unplaced
from charlib.hints import Hint, argument, call, install, settling, the_call, topic
from charlib.library import Library, open_library
from charlib.studio.phrasing import phrased
from charlib.studio.routes import ROUTES

from .client import Page

CANARY = "sk-canary-7f3a9d"
MARKUP = "<img src=x onerror=alert(1)>\"'&amp;\u202e\x1b[31m{}%s\u2028</script><script>"


@pytest.fixture
def full(
    page: Page, lib: Library, films: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Page:
    """A library with one of everything, keys in reach, and commands that named files."""
    monkeypatch.setenv("CANARY_KEY", CANARY)
    lib.accounts.add("main", profile="sandbox", key_env="CANARY_KEY")
    lib.accounts.add("other", profile="sandbox", key_command="pass show series/other")
    with open_library(home, command=f"charlib source add {films}/mia.mp4") as other:
        other.sources.add(str(films / "mia.mp4"))
    lib.add("mia", "ch_1", account="main", name=MARKUP, look=MARKUP, tags=["hero"])
    lib.keep("mia", source=str(films / "mia.mp4"), window="5,7")
    lib.tasks.add("video_1", account="main", prompt=MARKUP)
    (home / "late-answers.jsonl").write_text("{}\n")
    lib.add("tom", look=f"as @mia in {films.name}")
    lib.backup()
    lib.add("gone")
    lib.remove("gone")
    (home.parent / "place").mkdir(exist_ok=True)
    lib.share.init(str(home.parent / "place" / "cast"), name="anna")
    return page


def addresses() -> list[str]:
    """Every address that is read, with values that exist."""
    values = {
        "project": "default", "handle": "mia", "id": "1", "number": "0", "sha256": "0" * 64,
        "name": "main",
    }  # fmt: skip
    needed = {
        "/api/complete": "?q=ta", "/api/unknown": "?q=tag:x", "/api/windows/check": "?window=5,7",
        "/api/windows/who": "?window=5,7&source=1",
        "/api/mentions": "?text=@mi",
        "/api/takes/unknown": "?q=account:x",
        "/api/takes/complete": "?q=acc",
        "/api/sources/{id}/frame": "?ms=100",
        "/api/characters/{project}/{handle}/merge": "?into=default/tom",
    }  # fmt: skip
    return [
        route.path.format(**values) + needed.get(route.path, "")
        for route in ROUTES
        if route.method == "GET"
    ]


def test_no_answer_has_a_key_or_a_path(full: Page, home: Path, films: Path) -> None:
    """Of all that can be read, and of errors about files."""
    secrets = [
        CANARY,
        "CANARY_KEY",
        "pass show",
        str(home),
        str(home.parent),
        str(films),
        str(Path.home()),
    ]
    seen = 0
    for address in [*addresses(), "/api/openapi.json", "/", "/api/sources/99", "/api/nothing"]:
        response = full.http.get(address)
        assert response.status_code in {200, 404, 409}, f"{address}: {response.text[:300]}"
        for text in (response.text, *response.headers.values()):
            assert [secret for secret in secrets if secret in text] == [], address
        seen += response.status_code == 200
    assert seen > len(addresses()) - 6
    with full.events(last=0) as told:
        first = json.dumps(next(told))
        assert [secret for secret in secrets if secret in first] == []


def test_errors_about_files_name_them_without_their_place(full: Page, films: Path) -> None:
    """A film that is gone, an account without a profile."""
    moved = films / "mia.mp4"
    moved.rename(films / "away.mp4")
    try:
        for path in ("times", "frame?ms=1", "strip"):
            error = full.error("GET", f"/api/sources/1/{path}", 404)
            assert str(films) not in str(error)
        assert full.get("/api/sources/1")["film"] is None
    finally:
        (films / "away.mp4").rename(moved)


def test_text_comes_back_as_it_is(full: Page) -> None:
    """As JSON, which no browser takes for a page."""
    response = full.http.get("/api/characters/default/mia")
    assert response.json()["look"] == full.studio.desk.lib.show("mia").look
    assert response.headers["content-type"] == "application/json"
    assert full.get("/api/tasks")["tasks"][0]["prompt"]


PLACES = {
    "/series/films/mia.mp4 is a folder": "…/mia.mp4 is a folder",
    "no file '/series/my/clip.mp4'": "no file '…/clip.mp4'",
    "the library /data/x/library.db cannot be used": "the library …/library.db cannot be used",
    "C:\\series\\ann\\clip.mp4: gone": "…/clip.mp4: gone",
    "~/films/a.mp4": "…/a.mp4",
    "https://host.example/a/b.mp4": "https://host.example/a/b.mp4",
    "sora/v1 and/or kling": "sora/v1 and/or kling",
    "charlib source add --label x /tmp/a/b.mp4": "charlib source add --label x …/b.mp4",
    "default/mia": "default/mia",
    "16/9": "16/9",
}


@pytest.mark.parametrize(("text", "shown"), PLACES.items(), ids=PLACES.keys())
def test_folders_are_left_out(text: str, shown: str) -> None:
    """Of absolute paths; URLs, handles and fractions are none."""
    assert unplaced(text) == shown


HINTS = {
    call("sync"): "Choose Sync in Work",
    Hint("Wait, then {}", the_call("undo")): "Wait, then press Ctrl+Z",
    call("account add", "NAME", profile="P"): "In a terminal: charlib account add NAME --profile P",
    Hint("{}    # then try again", the_call("sync")): "Choose Sync in Work; then try again",
    Hint("{}    # or {}", the_call("keep", "mia"), argument("upload_command", "CMD")): (
        "In a terminal: charlib keep mia; or --upload-command CMD"
    ),
    settling("task:3"): "Settle it in Work",
    call("look add", "mia", "rain"): "Choose a window for the look in Moment",
    Hint("Give {}", argument("window", "5,8")): "Give window 5,8",
    Hint("Read {}", topic("words")): "Read the page words of the manual",
}


@pytest.mark.parametrize(("hint", "shown"), HINTS.items(), ids=HINTS.values())
def test_hints_are_phrased_for_the_page(hint: Hint, shown: str) -> None:
    """What the page does, by its place there; the rest, as a command."""
    assert phrased(hint) == shown


def test_a_hint_to_install_names_no_folder() -> None:
    """Only the interpreter's own name."""
    assert phrased(install("media")).startswith("…/python")
