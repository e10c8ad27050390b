"""Looks, kept pictures and voices over the API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from charlib import media
from charlib.library import Library
from charlib.sandbox import Server, film
from tests.media.sounds import loud_at

from .client import Page, check, made, running

MIA = "/api/characters/default/mia"


def names(character: object) -> list[str]:
    """The names of the looks of a character."""
    return [look["name"] for look in character["looks"]]  # type: ignore[index]


@pytest.fixture
def mia(page: Page, lib: Library) -> int:
    """A character, and the number of a film that it is in."""
    lib.add("mia", look="a red coat")
    (offered,) = page.get("/api/files")["files"]
    number: int = page.post("/api/sources", file=offered["id"])["id"]
    return number


@pytest.mark.usefixtures("mia")
def test_looks_are_added_and_changed(page: Page) -> None:
    """In words; one undo takes one step back."""
    added = page.post(f"{MIA}/looks", name="uniform", description="grey", episodes="4-6")
    assert names(added) == ["", "uniform"]
    clash = {"name": "child", "episodes": "6"}
    page.error("POST", f"{MIA}/looks", 409, json=clash)
    edited = page.post(f"{MIA}/looks/uniform/edit", episodes="")
    assert (edited["looks"][1]["description"], edited["looks"][1]["episodes"]) == ("grey", "")
    assert names(page.post(f"{MIA}/looks/uniform/rename", new="guard")) == ["", "guard"]
    page.error("POST", f"{MIA}/looks/uniform/rename", 404, json={"new": "x"})
    assert names(page.post(f"{MIA}/looks/guard/remove")) == [""]
    page.post("/api/undo")
    assert names(page.get(MIA)) == ["", "guard"]


@pytest.mark.usefixtures("mia")
def test_looks_are_a_facet(page: Page, lib: Library) -> None:
    """Each with the characters that have it, of all or of some."""
    lib.add("tom", tags=["old"])
    for handle, look in (("mia", "uniform"), ("mia", "child"), ("tom", "uniform")):
        lib.looks.add(handle, look)
    lib.looks.remove("mia", "child")
    assert page.get("/api/facets")["looks"] == [{"name": "uniform", "count": 2}]
    assert page.get("/api/facets", q="tag:old")["looks"] == [{"name": "uniform", "count": 1}]
    lib.remove("tom")
    assert page.get("/api/facets", project="default")["looks"] == [{"name": "uniform", "count": 1}]


def test_footage_of_a_look_is_kept(page: Page, mia: int) -> None:
    """A window of a film; no provider is called."""
    page.post(f"{MIA}/looks", name="uniform")
    kept = page.post(f"{MIA}/keep", source=mia, window="5,7", look="uniform")
    assert [bool(look["kept"]) for look in kept["looks"]] == [False, True]
    page.error("POST", f"{MIA}/keep", 400, json={"source": mia, "window": "9,30"})


@pytest.fixture
def picture(tmp_path: Path) -> bytes:
    """A picture, as JPEG."""
    film.render(tmp_path / "mia.mp4", seconds=1, width=320, height=240)
    return pictures(tmp_path / "mia.mp4")[0]


def pictures(path: Path) -> list[bytes]:
    """Two pictures of a film."""
    return [still.data for still in media.stills(path, count=2)]


@pytest.mark.usefixtures("mia")
def test_a_picture_is_kept(page: Page, home: Path, picture: bytes) -> None:
    """By its content, under the name that it had; what is none leaves nothing behind."""
    before = set((home / "media").rglob("*"))
    error = page.error("PUT", f"{MIA}/stills?name=x.jpg", 400, content=b"<svg>")
    assert error["message"].startswith("x.jpg")
    assert set((home / "media").rglob("*")) == before
    response = page.http.put(
        f"{MIA}/stills", params={"name": "../../Mia, front.jpg"}, content=picture
    )
    assert response.status_code == 200, response.text
    check("PUT", f"{MIA}/stills", response)
    (kept,) = response.json()["looks"][0]["kept"]
    assert page.file(kept["url"]).content == picture
    assert page.get(MIA)["picture"] == f"/media/small/{kept['sha256']}"
    assert "Mia, front.jpg" in [each["name"] for each in page.get("/api/sources")["sources"]]
    assert list((home / "media").glob(".*")) == []


@pytest.mark.usefixtures("mia")
def test_pictures_are_kept_together(page: Page, home: Path, picture: bytes, tmp_path: Path) -> None:
    """One after the other in the body; sizes that are not theirs leave nothing behind."""
    before = set((home / "media").rglob("*"))
    for sizes in ("1", f"{len(picture)},1", "1,x", f"{len(picture)},-1", "٣,1"):
        path = f"{MIA}/stills?name=a.jpg%0Ab.jpg&sizes={sizes}"
        page.error("PUT", path, 400, content=picture)
    assert set((home / "media").rglob("*")) == before
    both = pictures(tmp_path / "mia.mp4")
    given = {"name": "front.jpg\nfront.jpg", "sizes": ",".join(str(len(each)) for each in both)}
    response = page.http.put(f"{MIA}/stills", params=given, content=b"".join(both))
    check("PUT", f"{MIA}/stills", response)
    kept = response.json()["looks"][0]["kept"]
    assert [page.file(each["url"]).content for each in kept] == both


@pytest.fixture
def heard(lib: Library, home: Path, tmp_path: Path) -> Iterator[Page]:
    """A page with a character, and a film that has sound as its first source."""
    lib.add("mia")
    loud_at(tmp_path / "loud.mp4", begin=2, end=6)
    with running(home=home, folders=(tmp_path,)) as studio, Page(studio) as page:
        (offered,) = page.get("/api/files")["files"]
        assert page.post("/api/sources", file=offered["id"])["id"] == 1
        yield page


def test_a_voice_is_cut_from_a_film(heard: Page) -> None:
    """It is heard at the address of its content; undo brings a removed one back."""
    page = heard
    voice = page.post(f"{MIA}/voice", source=1, window="2,6")["voice"]
    assert (voice["window"], voice["kept"]["mime"]) == ("2,6", "audio/wav")
    assert page.file(voice["kept"]["url"]).content[:4] == b"RIFF"
    assert [each["handle"] for each in page.get("/api/voices")["characters"]] == ["mia"]
    assert page.get("/api/voices")["characters"][0]["voice"] == voice
    assert page.post(f"{MIA}/voice/remove")["voice"] is None
    page.error("POST", f"{MIA}/voice/remove", 404, json={})
    page.post("/api/undo")
    assert page.get(MIA)["voice"] == voice


def test_a_voice_is_a_file_too(heard: Page, tmp_path: Path) -> None:
    """The body is the sound, kept as it is; anything else is refused."""
    page = heard
    cut = page.post(f"{MIA}/voice", source=1, window="2,6")["voice"]
    sound = page.file(cut["kept"]["url"]).content
    response = page.http.put(f"{MIA}/voice", params={"name": "../mine.wav"}, content=sound)
    check("PUT", f"{MIA}/voice", response)
    voice = response.json()["voice"]
    assert (voice["window"], voice["source"]) == (None, None)
    assert page.file(voice["kept"]["url"]).content == sound
    picture = (tmp_path / "loud.mp4").read_bytes()[:40]
    page.error("PUT", f"{MIA}/voice?name=a.wav", 400, content=picture)


def test_a_look_is_created_at_a_provider(at_sandbox: Page, lib: Library, sandbox: Server) -> None:
    """After its plan was shown and confirmed; the journal says who did it."""
    lib.add("mia", look="a red coat")
    source = at_sandbox.post("/api/sources", url=sandbox.file_url("mia.mp4"))["id"]
    given = {"name": "uniform", "description": "grey", "source": source, "window": "5,7"}
    received = sandbox.ledger.received
    assert at_sandbox.post(f"{MIA}/looks/create", **given)["plan"]["count"] == 1
    assert sandbox.ledger.received == received
    character = made(at_sandbox, f"{MIA}/looks/create", **given)
    assert [(b["look"], b["state"]) for b in character["bindings"]] == [("uniform", "ready")]
    commands = {entry["command"] for entry in at_sandbox.get("/api/history", limit=2)["entries"]}
    assert "studio: create @mia+uniform" in commands
