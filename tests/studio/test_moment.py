"""The moment over the API: films by number, in parts; times, frames, tiles, windows, proxies."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from charlib.errors import NotFound
from charlib.library import Library
from charlib.studio.offers import Offers
from tests.media.test_viewing import shade

from .client import Page, running


@pytest.fixture
def film(page: Page) -> int:
    """The number of the source that is the film of the folder."""
    (offered,) = page.get("/api/files")["files"]
    assert offered["name"] == "mia.mp4"
    return int(page.post("/api/sources", file=offered["id"])["id"])


def test_a_film_is_chosen_by_its_id(page: Page, film: int) -> None:
    """And shown by its name, without the folder."""
    shown = page.get(f"/api/sources/{film}")
    assert (shown["name"], shown["kind"], shown["url"]) == ("mia.mp4", "file", None)
    assert page.get("/api/sources")["sources"] == [shown]


@pytest.mark.parametrize(
    "given",
    [{}, {"file": "x"}, {"url": "/etc/passwd"}, {"file": "x", "url": "y"}, {"url": "file:///x"}],
    ids=str,
)
def test_nothing_else_is_recorded(page: Page, given: dict[str, str]) -> None:
    """No path of the machine, whatever it is called."""
    response = page.http.post("/api/sources", json=given)
    assert response.status_code in {400, 404}
    assert page.get("/api/sources")["sources"] == []


def test_links_lead_nowhere_else(tmp_path: Path, films: Path) -> None:
    """Hidden files and links out of a folder are not offered, nor what is not a film."""
    folder, outside = tmp_path / "given", tmp_path / "outside"
    (folder / "deep").mkdir(parents=True)
    outside.mkdir()
    for target in (outside / "a.mp4", folder / ".b.mp4", folder / "c.txt", folder / "deep/d.MP4"):
        target.write_bytes((films / "mia.mp4").read_bytes())
    (folder / "e.mp4").symlink_to(outside / "a.mp4")
    (folder / "more").symlink_to(outside)
    offers = Offers((folder,))
    assert [(each.path.name, each.folder) for each in offers.all()] == [("d.MP4", "given/deep")]
    (key,) = [each.id for each in offers.all()]
    (folder / "deep/d.MP4").unlink()
    with pytest.raises(NotFound):
        offers.named(key)


def test_a_film_is_sent_in_parts(page: Page, film: int, films: Path) -> None:
    """As players ask for them."""
    whole, address = (films / "mia.mp4").read_bytes(), f"/media/sources/{film}"
    assert page.file(address).content == whole
    part = page.file(address, range="bytes=10-19")
    assert (part.status_code, part.content) == (206, whole[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole)}"
    assert page.file(address, range="bytes=-5").content == whole[-5:]
    beyond = page.http.get(address, headers={"range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416
    assert page.http.get("/media/sources/99").status_code == 404


def test_frames_are_where_the_times_say(page: Page, film: int) -> None:
    """The middle of each frame shows that frame, by the decoder."""
    times = page.get(f"/api/sources/{film}/times")
    unit, at = times["unit"][0] / times["unit"][1], times["first"]
    begins = []
    for many, length in times["steps"]:
        begins += [(at + n * length) * unit - times["zero"] for n in range(many)]
        at += many * length
    assert len(begins) == times["frames"]
    for number in (0, 1, 100, len(begins) - 1):
        middle = round((begins[number] + unit * times["steps"][0][1] / 2) * 1000)
        shown = page.file(f"/api/sources/{film}/frame?ms={middle}&width=64")
        assert float(shown.headers["frame-begins"]) == pytest.approx(begins[number] * 1000, abs=1)
        assert shown.headers["content-type"] == "image/jpeg"


def test_tiles_have_sheets(page: Page, film: int) -> None:
    """The keyframes of the whole, and frames of a part."""
    for part in ({}, {"start": 1, "end": 3, "count": 12}):
        strip = page.get(f"/api/sources/{film}/strip", **part)
        assert strip["is_keys"] is not bool(part)
        for sheet in strip["sheets"]:
            assert page.file(sheet).content[:2] == b"\xff\xd8"
    assert len(strip["moments"]) == 12
    page.error("GET", f"/api/sources/{film}/strip?start=3&end=1", 400)
    page.error("GET", f"/media/strips/{film}/99", 404)


def test_windows_are_checked(page: Page, film: int, lib: Library) -> None:
    """Against the account's rules and the film."""
    lib.accounts.add("main", profile="sandbox", upload={"command": "up {file}"})
    good = page.get("/api/windows/check", window="5,7", source=film, account="main")
    assert good["ok"] is True
    late = page.get("/api/windows/check", window="9,12", source=film)
    assert late["problems"][0]["hard"] is True
    page.error("GET", "/api/windows/check?window=now", 400)
    lib.add("mia")
    lib.keep("mia", source="mia.mp4", window="5,7")
    taken = page.get(f"/api/sources/{film}/windows")["taken"]
    assert taken == [{"handle": "mia", "window": "5,7"}]


def test_a_file_is_refused_before_it_is_asked_for_money(at_sandbox: Page, lib: Library) -> None:
    """Where the provider fetches by URL and nothing says how to upload: the plan says so."""
    given = {"source": 1, "handle": "mia", "window": "1,3"}
    error = at_sandbox.error("POST", "/api/create", 400, json=given)
    assert "fetches videos by URL" in error["message"]
    assert "/files/mia.mp4" in error["hint"]
    window = {"window": "1,3", "source": 1, "account": "home"}
    problems = at_sandbox.get("/api/windows/check", **window)["problems"]
    assert problems[0] == {"text": error["message"], "hard": True}
    lib.accounts.edit("home", upload={"command": "up {file}"})
    assert at_sandbox.post("/api/create", **given)["plan"]["count"] == 1
    assert at_sandbox.get("/api/windows/check", **window)["problems"] == []


def test_windows_are_suggested(page: Page, film: int) -> None:
    """By a job, whose result has them with reasons."""
    found = page.done(page.post(f"/api/sources/{film}/suggest", count=2, subject="object"))
    assert len(found["windows"]) <= 2
    assert found["duration"] == 10


def test_what_browsers_do_not_play_gets_a_proxy(tmp_path: Path, home: Path) -> None:
    """Made once, by a job, at an address of its own."""
    shade(tmp_path / "old.mov", range(0, 900, 40), "mjpeg", "yuvj420p")
    with running(home=home, folders=(tmp_path,)) as studio, Page(studio) as page:
        (offered,) = page.get("/api/files")["files"]
        number = page.post("/api/sources", file=offered["id"])["id"]
        assert page.get(f"/api/sources/{number}/times")["plays"] is False
        page.error("GET", f"/media/proxies/{number}", 404)
        made = page.done(page.post(f"/api/sources/{number}/proxy"))
        (tmp_path / "proxy.mp4").write_bytes(page.file(made["film"]).content)
        with av.open(str(tmp_path / "proxy.mp4")) as container:
            assert container.streams.video[0].codec_context.name == "h264"
        assert page.post(f"/api/sources/{number}/proxy")["job"] is None


def test_a_dropped_film_is_taken_in(page: Page, films: Path, home: Path) -> None:
    """By its content and the name that it had; what is no film leaves nothing behind."""
    content = (films / "mia.mp4").read_bytes()
    dropped = page.http.put("/api/sources", params={"name": "../a/Mia.mp4"}, content=content)
    assert (dropped.status_code, dropped.json()["name"]) == (200, "Mia.mp4")
    assert page.file(dropped.json()["film"]).content == content
    error = page.error("PUT", "/api/sources?name=x.mp4", 400, content=b"<svg onload=alert(1)>")
    assert error["kind"] == "invalid"
    left = [file for file in (home / "media").rglob("*") if file.is_file()]
    assert [file.suffix for file in left] == [".mp4"]


def test_pictures_are_addressed_by_their_content(page: Page, lib: Library) -> None:
    """And so never change at their address; a hash that is not kept leads nowhere."""
    lib.add("mia")
    lib.keep("mia", source=str(page.studio.desk.offers.all()[0].path), window="5,7")
    person = page.get("/api/characters/default/mia")
    small = page.file(person["picture"])
    assert "immutable" in small.headers["cache-control"]
    for kept in person["looks"][0]["kept"]:
        assert page.file(kept["url"]).headers["content-type"] == kept["mime"]
    assert page.file("/media/portraits/default/mia").content[:2] == b"\xff\xd8"
    page.error("GET", f"/media/kept/{'0' * 64}", 404)
    page.error("GET", "/media/small/x", 404)
