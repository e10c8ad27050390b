"""Looks have footage and IDs of their own, from creation to a new provider."""

from __future__ import annotations

from pathlib import Path

import pytest

from charlib import media
from charlib.errors import CharlibError, Conflict, InvalidInput, MediaError, NotFound
from charlib.library import Library
from charlib.sandbox import Server
from tests.conftest import Cli
from tests.sync.families.cast import KLING, VIDU, Family, join

SORA = Family("sandbox", "async")


@pytest.fixture
def sora(lib: Library, server: Server) -> Library:
    """Mia in two looks, from two films, at an account that cuts videos itself."""
    join(lib, server, SORA, "sora")
    lib.create("mia", url=server.file_url("0.mp4"), window="5,8", look="a red coat", name="Mia")
    lib.looks.add(
        "mia", "uniform", url=server.file_url("1.mp4"), window="5,8", episodes="4-12",
        description="a grey uniform",
    )  # fmt: skip
    return lib


@pytest.fixture
def pictures(films: Path, tmp_path: Path) -> list[Path]:
    """Two pictures of one person, as JPEG."""
    paths = [tmp_path / f"{name}.jpg" for name in ("front", "side")]
    for path, still in zip(paths, media.stills(films / "2.mp4", count=2), strict=True):
        path.write_bytes(still.data)
    return paths


def files(lib: Library, look: str = "") -> set[str]:
    """The hashes of what is kept of a look of mia."""
    one = lib.show("mia").look_called(look)
    assert one is not None
    return {medium.sha256 for medium in one.kept}


def test_a_look_is_created_beside_the_main_one(sora: Library) -> None:
    """Each has an ID, files and a description of its own; the character is one."""
    mia = sora.show("mia")
    ids = {each.look: each.remote_id for each in mia.bindings}

    assert set(ids) == {"", "uniform"}
    assert ids[""] != ids["uniform"]
    assert (mia.look, mia.looks[1].description) == ("a red coat", "a grey uniform")
    assert files(sora)
    assert files(sora, "uniform")
    assert not files(sora) & files(sora, "uniform")
    assert sora.prompt("@mia").characters[0].remote_id == ids[""]
    assert sora.prompt("@mia+uniform").characters[0].remote_id == ids["uniform"]
    assert sora.prompt("@mia", episode=5).characters[0].remote_id == ids["uniform"]


def test_a_look_that_exists_there_is_not_created_again(sora: Library, server: Server) -> None:
    """It could cost twice; another look is another matter."""
    with pytest.raises(Conflict, match=r"@mia\+uniform exists already"):
        sora.looks.add("mia", "uniform", url=server.file_url("1.mp4"), window="5,8")
    with pytest.raises(Conflict, match=r"@mia\+uniform exists already"):
        sora.looks.add("mia", "uniform", remote_id="ch_x")


@pytest.mark.parametrize("family", [KLING, VIDU], ids=str)
def test_each_look_is_made_again_from_its_own_footage(
    sora: Library, server: Server, family: Family
) -> None:
    """The plan names it, and a prompt of both has both new IDs, each in its place."""
    sora.looks.add("mia", "words", description="a blue coat")
    join(sora, server, family, "next")
    plan = sora.plan_rebind("next")
    assert [(step.called, step.what) for step in plan.steps] == [
        ("mia", "make"), ("mia+uniform", "make"),
    ]  # fmt: skip
    rows = sora.rebind(plan)

    assert [(row.handle, row.error) for row in rows] == [("mia", None), ("mia+uniform", None)]
    mia = sora.show("mia")
    new = {each.look: each.remote_id for each in mia.bindings if each.account == "next"}
    composed = sora.prompt("@mia+uniform sees @mia", account="next")
    assert [(used.look, used.remote_id) for used in composed.characters] == [
        ("uniform", new["uniform"]), ("", new[""]),
    ]  # fmt: skip
    assert len({used.mention for used in composed.characters}) == 2
    assert [step.what for step in sora.plan_rebind("next").steps] == ["there", "there"]

    named = {each.remote_id: each.people for each in sora.accounts.clean("next")}
    assert named[str(new["uniform"])] == ("mia+uniform",)
    assert named[str(new[""])] == ("mia",)
    sora.looks.remove("mia", "uniform")
    standing = {each.remote_id: each.standing for each in sora.accounts.clean("next")}
    assert (standing[str(new[""])], standing[str(new["uniform"])]) == ("used", "unused")


def test_own_pictures_are_kept_and_sent(
    lib: Library, server: Server, pictures: list[Path], cli: Cli
) -> None:
    """The first is the portrait; the look is created from exactly these."""
    join(lib, server, KLING, "kling")
    lib.add("mia")
    lib.looks.add("mia", "coat", still=pictures, account="kling")
    material = lib.material(lib.show("mia"), look="coat")

    assert material is not None
    assert material.frontal is not None
    assert (lib.home.media / material.frontal.path).read_bytes() == pictures[0].read_bytes()
    assert len(material.pictures()) == 2
    (binding,) = lib.show("mia").bindings
    assert (binding.look, binding.state, binding.window is not None) == ("coat", "ready", True)
    assert cli("doctor").code == 0


def test_keep_takes_own_pictures_for_the_main_look(
    lib: Library, server: Server, pictures: list[Path], cli: Cli
) -> None:
    """As a command; a second time nothing is lost, and the newest pictures count."""
    lib.add("mia")
    assert cli("keep", "mia", "--still", pictures[0]).code == 0
    assert len(files(lib)) == 1
    assert cli("keep", "mia", "--still", pictures[1], "--still", pictures[0]).code == 0
    material = lib.material(lib.show("mia"))
    assert material is not None
    assert len(material.pictures()) == 2
    join(lib, server, VIDU, "vidu")
    assert [row.error for row in lib.rebind(lib.plan_rebind("vidu"))] == [None]


def test_missing_pictures_are_asked_for(lib: Library, pictures: list[Path]) -> None:
    """Nothing is cut out of a picture as if it were a film."""
    lib.add("mia")
    lib.keep("mia", still=pictures)
    for kept in lib.show("mia").main.kept:
        (lib.home.media / kept.path).unlink()
    with pytest.raises(CharlibError, match="are not on this machine") as refused:
        lib.keep("mia")
    assert "still" in refused.value.hint


def test_what_is_no_portrait_is_refused(lib: Library, films: Path, tmp_path: Path) -> None:
    """A film, a text, a tiny picture, a folder, nothing: and nothing is recorded."""
    lib.add("mia")
    text, tiny = tmp_path / "a.jpg", tmp_path / "b.jpg"
    text.write_text("no picture")
    still = media.stills(films / "0.mp4", count=1)[0]
    tiny.write_bytes(still.data)
    tiny.write_bytes(media.shrunk(tiny, 100))
    for file, error in [
        (films / "0.mp4", CharlibError), (text, MediaError), (tiny, InvalidInput),
        (tmp_path, NotFound), (tmp_path / "none.jpg", NotFound),
    ]:  # fmt: skip
        with pytest.raises(error):
            lib.keep("mia", still=file)
    assert lib.show("mia").main.kept == ()


def test_a_look_never_shows_the_clothes_of_another(sora: Library) -> None:
    """Without footage it is described where that is possible, with a warning, else refused."""
    sora.looks.add("mia", "words", description="a blue coat")
    sora.accounts.add("words", profile="plain")
    assert sora.material(sora.show("mia"), look="words") is None
    with pytest.raises(InvalidInput, match=r"@mia\+words has no binding yet"):
        sora.prompt("@mia+words", account="sora")
    assert "a blue coat" in sora.prompt("@mia+words runs", account="words").prompt


def test_looks_share_one_card(sora: Library, tmp_path: Path, cli: Cli) -> None:
    """The gallery has a picture of each, with what to type; so has `show`."""
    sora.looks.add("mia", "b", description="<i>blue</i>")
    written = sora.gallery(tmp_path / "cast.html")
    page = (tmp_path / "cast.html").read_text("utf-8")
    assert (written.characters, written.pictures) == (1, 1)
    assert page.count('class="card"') == 1
    assert page.count("data:image/jpeg;base64,") == 2
    assert 'data-copy="@mia+uniform"' in page
    assert "episodes 4-12" in page
    assert "<i>blue" not in page

    shown = cli("show", "mia").out
    assert "+uniform" in shown
    assert "a grey uniform, episodes 4-12" in shown
    assert sora.portrait("mia", look="uniform") != sora.portrait("mia")
    assert cli("picture", "mia", "--look", "uniform").code == 0
    assert cli("picture", "mia", "--look", "nope").code == 1


def test_a_removed_look_no_longer_counts(sora: Library, cli: Cli) -> None:
    """Its ID is unused at the account, prompts refuse it, and undo brings everything back."""
    before = sora.show("mia")
    assert cli("look", "rm", "mia", "uniform").code == 0
    assert [each.look for each in sora.show("mia").bindings] == [""]
    with pytest.raises(InvalidInput, match="has no look uniform"):
        sora.prompt("@mia+uniform")
    assert sora.prompt("@mia", episode=5).characters[0].look == ""
    assert cli("undo").code == 0
    after = sora.show("mia")
    assert (after.bindings, after.looks) == (before.bindings, before.looks)


def test_one_undo_takes_a_look_and_its_id_away(lib: Library, server: Server, cli: Cli) -> None:
    """And redo brings both back."""
    join(lib, server, SORA, "sora")
    lib.add("mia")
    assert cli("look", "add", "mia", "old", "--id", "ch_1", "--episodes", "1-3").code == 0
    before = lib.show("mia")
    assert cli("undo").code == 0
    assert [look.name for look in lib.show("mia").looks] == [""]
    assert lib.show("mia").bindings == ()
    assert cli("redo").code == 0
    assert lib.show("mia").looks == before.looks
    assert [each.remote_id for each in lib.show("mia").bindings] == ["ch_1"]
