"""What is kept, what it may weigh, which part of it a provider gets, and what doctor says of it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib import media
from charlib.domain.footage import clips
from charlib.domain.footage.material import Material, Needs, shortcomings
from charlib.domain.footage.medium import Medium
from charlib.domain.windows.window import Window
from charlib.errors import CharlibError, Conflict, InvalidInput
from charlib.library import Library
from charlib.library.footage import videos
from charlib.sandbox import Server
from tests.conftest import Cli
from tests.media.making import film
from tests.sync.families.cast import KLING_CLIP, VIDU, Family, join

lengths = st.integers(100, 60_000)


@pytest.fixture
def sora(lib: Library, server: Server) -> Library:
    """A library with an account that cuts videos itself, and shows what it made."""
    join(lib, server, Family("sora-relay", "relay"), "sora")
    return lib


def make(lib: Library, server: Server, handle: str = "mia", film: int = 0, **more: Any) -> None:
    """Create a character from a film of twelve seconds."""
    lib.create(handle, url=server.file_url(f"{film}.mp4"), window="5,8", **more)


def test_creation_keeps_a_clip_stills_and_the_avatar(sora: Library, server: Server) -> None:
    """Eight seconds around the window, at least four different stills, one marked as frontal."""
    make(sora, server)
    kept = sora.material(sora.show("mia"))

    assert kept is not None
    assert kept.clip is not None
    assert kept.span is not None
    assert 8000 <= (kept.clip.duration_ms or 0) <= 20_000
    assert kept.span.length_ms == 3000
    assert kept.frontal is not None
    assert len({medium.sha256 for medium in kept.pictures()}) >= 4
    assert kept.avatar is not None
    for medium in (kept.clip, *kept.pictures(), kept.avatar):
        content = (sora.home.media / medium.path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == medium.sha256
        assert (sora.home.media / medium.path).stat().st_mode & 0o777 == 0o600


def test_what_is_kept_is_shown_with_its_look(sora: Library, server: Server, cli: Cli) -> None:
    """That of the main look stands before the other looks."""
    make(sora, server)
    sora.looks.add("mia", "coat", description="a red coat")
    shown = [line.split("  ")[0] for line in cli("show", "mia").out.splitlines()]
    assert shown.index("at sora") < shown.index("kept") < shown.index("+coat")


def test_pictures_come_out_of_what_is_kept(sora: Library, server: Server) -> None:
    """Without the film itself, a still is the frontal one, and a sheet is made of the clip."""
    make(sora, server)
    kept = sora.material(sora.show("mia"))
    still, sheet = sora.portrait("mia"), sora.portrait("mia", sheet=True)

    assert kept is not None
    assert kept.clip is not None
    assert kept.frontal is not None
    assert still == sora.home.media / kept.frontal.path
    assert sheet is not None
    assert sheet.stat().st_mode & 0o777 == 0o600
    wide, high, _ = media.pixels(sheet, 10_000)
    assert wide > 4 * high / 3 > 600  # four columns and three rows of small frames

    (sora.home.media / kept.clip.path).unlink()
    assert sora.portrait("mia", sheet=True) is None
    assert sora.portrait("mia") == still


def test_a_kept_portrait_is_shown_rather_than_any_frame(
    lib: Library, server: Server, films: Path
) -> None:
    """It was chosen for the face, also where the film is here; a sheet comes out of the film."""
    join(lib, server, KLING_CLIP, "kling")
    lib.create("mia", source=str(films / "0.mp4"), window="5,8")
    kept = lib.material(lib.show("mia"))

    assert kept is not None
    assert kept.frontal is not None
    frontal = lib.home.media / kept.frontal.path
    assert lib.portrait("mia") == frontal
    assert lib.portrait("mia", sheet=True) != frontal

    frontal.unlink()
    frame = lib.portrait("mia")
    assert frame is not None
    assert frame.is_relative_to(lib.home.media / "pictures")


def test_what_two_share_is_kept_once(sora: Library, server: Server) -> None:
    """Two characters of one window of one film have the same files."""
    make(sora, server)
    before, _ = sora.room()
    make(sora, server, "twin")
    after, _ = sora.room()

    assert after.windows == before.windows + 1
    assert after.files - before.files <= 1  # the picture that the provider made of each


@pytest.mark.parametrize("word", ["--no-keep", "CHARLIB_KEEP"])
def test_nothing_is_kept_where_it_is_not_wanted(
    sora: Library, server: Server, cli: Cli, word: str
) -> None:
    """Neither at creation nor by a sync that comes after it; asked for, it is kept all the same."""
    output = [word] if word.startswith("--") else []
    result = cli(
        "create", "mia", "--url", server.file_url("0.mp4"), "--window", "5,8", *output,
        env={} if output else {word: "0"},
    )  # fmt: skip
    sora.sync()

    assert result.code == 0
    assert sora.room()[0].files == 0
    assert sora.material(sora.show("mia")) is None
    sora.keep("mia")
    assert sora.material(sora.show("mia")) is not None


def test_no_more_is_kept_than_may_be(sora: Library, server: Server, cli: Cli) -> None:
    """Where the room is full a creation succeeds, says that nothing is kept, and how to go on."""
    warned: list[str] = []
    assert cli("keep", "--limit", "1KB").code == 0
    make(sora, server)
    make(sora, server, "tom", 1, warn=warned.append)

    assert sora.material(sora.show("tom")) is None
    assert any("the limit is 1,000" in warning for warning in warned)
    with pytest.raises(Conflict):
        sora.keep("tom")
    assert "Nothing more is kept" in cli("keep").err
    join(sora, server, VIDU, "vidu")
    warned.clear()
    assert "mia" in {
        character.handle for character in sora.plan_rebind("vidu", warn=warned.append).of("make")
    }
    assert any("no footage is kept" in warning for warning in warned)
    sora.limit_room(10**9)
    sora.keep("tom")
    assert sora.material(sora.show("tom")) is not None


def test_a_source_that_is_gone_is_told_and_fails_nothing(
    sora: Library, server: Server, served: Path
) -> None:
    """The creation stands; a warning says what is not kept, and `keep` tries again."""
    sora.create("mia", url=server.file_url("0.mp4"), window="5,8", keep=False)
    (served / "0.mp4").rename(served / "moved.mp4")
    with pytest.raises(CharlibError, match="@mia"):
        sora.keep("mia")
    (served / "moved.mp4").rename(served / "0.mp4")
    sora.keep("mia")

    assert sora.material(sora.show("mia")) is not None


def test_doctor_tells_of_kept_files_that_changed(sora: Library, server: Server) -> None:
    """A kept file that is gone, and one that was changed, are findings."""
    make(sora, server)
    kept = sora.material(sora.show("mia"))
    assert kept is not None
    assert kept.clip is not None
    assert kept.frontal is not None
    assert sora.doctor() == []
    (sora.home.media / kept.clip.path).unlink()
    (sora.home.media / kept.frontal.path).write_bytes(b"other")

    diagnoses = sora.doctor()
    endings = {diagnosis.problem.rpartition(" ")[2] for diagnosis in diagnoses}
    assert endings == {"missing", "changed"}
    assert {diagnosis.what for diagnosis in diagnoses} == {"the kept files of @mia"}
    assert all("keep('mia')" in str(diagnosis.remedy) for diagnosis in diagnoses)


def test_what_is_gone_is_kept_again(sora: Library, server: Server, served: Path) -> None:
    """`keep` makes anew what was kept in files that are gone; trying in vain loses nothing."""
    make(sora, server)
    before = sora.material(sora.show("mia"))
    assert before is not None
    assert before.clip is not None
    (sora.home.media / before.clip.path).unlink()
    sora.keep("mia")
    assert (sora.home.media / before.clip.path).is_file()
    assert sora.doctor() == []

    (sora.home.media / before.clip.path).unlink()
    (served / "0.mp4").unlink()
    with pytest.raises(CharlibError, match="@mia"):
        sora.keep("mia")
    after = sora.material(sora.show("mia"))
    assert after is not None
    assert (after.clip, after.pictures()) == (None, before.pictures()), "what is here is still kept"


@pytest.mark.parametrize("size", ["", "many", "-1", "1XB", "nan"])
def test_a_size_that_is_none_is_refused(cli: Cli, size: str) -> None:
    """Sizes are numbers with a unit."""
    assert cli("keep", "--limit", size).code == 2


def test_who_and_where_belong_together(sora: Library) -> None:
    """A source without a window, and a character without either, are refused with what helps."""
    sora.add("mia", "char_1")
    with pytest.raises(InvalidInput):
        sora.keep("mia", source="x.mp4")
    with pytest.raises(CharlibError, match="no window is known") as caught:
        sora.keep("mia")
    assert "source=FILE" in caught.value.hint


def test_keeping_many_names_whom_nothing_is_known_of(
    sora: Library, server: Server, cli: Cli
) -> None:
    """An id from elsewhere has no window: it is no kept one, and what helps is said."""
    make(sora, server)
    sora.add("tom", "char_1")
    result = cli("keep", "--query", "")

    assert result.code == 4
    assert result.out == "Kept footage of 1 of 2 characters.\n"
    assert "@tom: no window is known\n" in result.err
    assert "charlib keep tom --source FILE --window START,END" in result.err


def test_consent_is_noted_and_kept_in_an_export(sora: Library, cli: Cli, tmp_path: Path) -> None:
    """It is shown, goes out and comes back."""
    sora.add("mia", "char_1")
    cli("edit", "mia", "--likeness", "real", "--consent", "signed 2026-03-01")
    cli("export", str(tmp_path / "cast.jsonl"))
    other = cli("--home", str(tmp_path / "b"), "import", str(tmp_path / "cast.jsonl"))

    assert "consent   signed 2026-03-01" in cli("show", "mia").out
    assert other.code == 0
    assert "consent   signed 2026-03-01" in cli("--home", str(tmp_path / "b"), "show", "mia").out
    cli("undo")
    assert "consent" not in cli("show", "mia").out


@given(
    st.integers(0, 60_000), lengths, lengths,
    st.none() | st.floats(0.2, 10), st.none() | st.floats(0.2, 15),
)  # fmt: skip
def test_a_part_lies_in_its_clip_and_within_the_lengths(
    start: int, length: int, clip: int, least: float | None, most: float | None
) -> None:
    """What a provider gets is inside the clip, no longer than it takes, as long as can be."""
    if least is not None and most is not None and least > most:
        least, most = most, least
    start = min(start, max(0, clip - 1))
    span = Window(start, min(clip, start + length))
    part = clips.part_for(span, clip, least, most)

    assert 0 <= part.start_ms < part.end_ms <= clip
    if most is not None:
        assert part.length_ms <= round(most * 1000)
    if least is not None and clip >= round(least * 1000):
        assert part.length_ms >= min(round(least * 1000), clip)
    assert part.start_ms < span.end_ms
    assert part.end_ms > span.start_ms


@given(st.integers(0, 100_000), st.integers(1, 20_000), lengths)
def test_a_padded_window_holds_it(start: int, length: int, film: int) -> None:
    """A padded window has the window in it, and eight seconds where the film has them."""
    start = min(start, film - 1)
    window = Window(start, min(film, start + length))
    wide = clips.padded(window, film)

    assert 0 <= wide.start_ms <= window.start_ms
    assert window.end_ms <= wide.end_ms <= film
    assert wide.length_ms >= min(film, clips.LEAST_MS)


@given(lengths, st.integers(0, 5000), st.integers(1, 5000))
def test_a_cut_says_where_it_is_from(clip: int, start: int, length: int) -> None:
    """The name of a part tells the clip and the part; a whole clip stays what it is."""
    digest = hashlib.sha256(b"clip").hexdigest()
    whole = Medium(path="kept/x.mp4", sha256=digest, bytes=1000, duration_ms=clip)
    part = Window(start, start + length)
    created = clips.cut_out(whole, part)

    if part == Window(0, clip):
        assert created is whole
    else:
        assert clips.origin_of(created.path) == (digest, part)
        assert created.duration_ms == part.length_ms


def test_a_part_is_cut_as_long_as_it_says(films: Path, tmp_path: Path) -> None:
    """What a plan says of a part is true of the file."""
    pieces = media.preserve(films / "0.mp4", Window(5000, 8000), tmp_path)
    clip = pieces[0]
    span = Window(5000 - (clip.start_ms or 0), 8000 - (clip.start_ms or 0))
    material = Material(clip=clip.medium, span=span)
    needs = Needs(of="clip", takes=("file",), min_s=2, max_s=2.5)
    (part,) = needs.choose(material)
    matches = clips.origin_of(part.path)
    assert matches is not None
    media.part_of(tmp_path / clip.medium.path, matches[1], tmp_path / part.path)

    assert part.duration_ms == 2500
    assert abs((media.probe(tmp_path / part.path).duration_ms or 0) - 2500) <= 100
    assert not [shortcoming for shortcoming in shortcomings(material, needs) if shortcoming.is_hard]


def test_a_window_named_for_a_kept_character_is_kept_too(sora: Library, server: Server) -> None:
    """And the character is made from it: what was kept last counts. Twice is once."""
    make(sora, server)
    before = sora.material(sora.show("mia"))
    sora.keep("mia", source=server.file_url("1.mp4"), window=(4, 7))
    after = sora.material(sora.show("mia"))

    assert before is not None
    assert after is not None
    assert {file.sha256 for file in after.pictures()}.isdisjoint(
        file.sha256 for file in before.pictures()
    )
    used = sora.room()
    sora.keep("mia", source=server.file_url("1.mp4"), window="4,7")
    assert sora.room() == used


@pytest.mark.parametrize("where", ["gone.mp4", "0.mp4"])
def test_a_window_that_cannot_be_kept_is_not_recorded(
    sora: Library, server: Server, where: str
) -> None:
    """No film there, or none at that time: nothing of the character changes."""
    make(sora, server)
    read = sora._session.store.read.footage
    windows = read.windows_of(sora.show("mia").id)
    with pytest.raises(CharlibError, match=r"@mia|window"):
        sora.keep("mia", source=server.file_url(where), window="40,43")
    assert read.windows_of(sora.show("mia").id) == windows


def test_a_file_is_a_source_and_is_called_by_its_name(lib: Library, tmp_path: Path) -> None:
    """`create` takes a path and records it; a file that is added has its name as label."""
    path = film(tmp_path / "mia.mp4", count=100)
    other = film(tmp_path / "elsewhere.mp4", count=50)
    added = lib.sources.add(str(other))
    again = lib.sources.add(str(other), label="mine")
    third = lib.sources.add(str(other))

    assert added.label == "elsewhere.mp4"
    assert (again.label, third.label) == ("mine", "mine")
    assert videos.recorded(lib._session, str(path)) == str(lib.sources.show("mia.mp4").id)
    assert videos.recorded(lib._session, "mia.mp4") == "mia.mp4"
    assert videos.recorded(lib._session, "nothing.mp4") == "nothing.mp4"
