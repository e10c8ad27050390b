"""What a person looks at to choose a moment: times, frames, tiles and proxies, held to decoding."""

from __future__ import annotations

import io
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import pytest

from charlib import media
from charlib.errors import InvalidInput, MediaError, NotFound
from charlib.library import Library
from charlib.sandbox import film

UNEVEN = [0, 40, 80, 200, 240, 290, 700, 740, 1500, 1540, 1580, 1900]
"""When the frames of a film of variable rate begin, in milliseconds."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a steady film, an uneven one, and one that browsers do not play."""
    made = tmp_path_factory.mktemp("viewing")
    film.render(made / "steady.mp4", seconds=4, width=160, height=90, prompt="mia")
    shade(made / "uneven.mp4", UNEVEN, "libx264", "yuv420p")
    shade(made / "foreign.avi", range(0, 1200, 40), "mpeg4", "yuv420p")
    shade(made / "foreign.mov", UNEVEN, "mjpeg", "yuvj420p")
    return made


def shade(target: Path, begins: list[int] | range, codec: str, pixels: str, **options: str) -> None:
    """Write a film whose frames are each lighter than the one before, at some milliseconds."""
    with av.open(str(target), "w") as out:
        given = {"g": "4"} | options if codec == "libx264" else options
        stream = out.add_stream(codec, rate=25, options=given)
        stream.width, stream.height, stream.pix_fmt = 64, 48, pixels
        if target.suffix != ".avi":
            stream.codec_context.time_base = Fraction(1, 1000)
        for number, begin in enumerate(begins):
            frame = av.VideoFrame(64, 48, "gray")
            frame.planes[0].update(bytes([10 + number * 6]) * frame.planes[0].buffer_size)
            frame = frame.reformat(format=pixels)
            frame.pts = number if target.suffix == ".avi" else begin
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def decoded(path: Path) -> list[float]:
    """When each frame begins by decoding all of them, in seconds."""
    with av.open(str(path)) as container:
        return [float(frame.pts * frame.time_base) for frame in container.decode(video=0)]


@pytest.mark.parametrize("name", ["steady.mp4", "uneven.mp4", "foreign.avi", "foreign.mov"])
def test_the_times_of_packets_are_those_of_frames(folder: Path, name: str) -> None:
    """At constant and variable rate, and where packets do not say when they are shown."""
    times = media.frame_times(folder / name)
    assert times.moments() == pytest.approx(decoded(folder / name), abs=1e-6)
    assert times.frames == len(times.moments())
    assert times.keys[0] == 0


@pytest.mark.parametrize("between", ["0", "3"])
@pytest.mark.parametrize("ending", ["mp4", "mkv"])
def test_the_last_frame_has_its_own_length(tmp_path: Path, between: str, ending: str) -> None:
    """Also where frames are decoded in another order than they are shown, at a variable rate."""
    target = tmp_path / f"a.{ending}"
    shade(target, UNEVEN, "libx264", "yuv420p", bf=between)
    times = media.frame_times(target)
    assert times.moments() == pytest.approx([each / 1000 for each in UNEVEN], abs=1e-6)
    many, last = times.steps[-1]
    assert (many, round(float(last * times.unit), 3)) == (1, 0.04)


def test_a_steady_film_is_told_in_a_line(folder: Path) -> None:
    """However long it is: every step is the same."""
    assert len(media.frame_times(folder / "steady.mp4").steps) == 1


@pytest.mark.parametrize(
    ("name", "plays"),
    [("steady.mp4", True), ("uneven.mp4", True), ("foreign.avi", False), ("foreign.mov", False)],
)
def test_what_browsers_play_is_known(folder: Path, name: str, plays: bool) -> None:  # noqa: FBT001
    """By codec, container and form of the pixels."""
    assert media.frame_times(folder / name).plays is plays


@pytest.mark.parametrize("name", ["steady.mp4", "uneven.mp4"])
def test_the_middle_of_a_frame_shows_that_frame(folder: Path, name: str) -> None:
    """For every frame; and so do the moment it begins, and one just before it ends."""
    moments = media.frame_times(folder / name).moments()
    for begin, end in zip(moments, [*moments[1:], moments[-1] + 0.04], strict=True):
        for at in (begin, (begin + end) / 2, end - 0.002):
            shown = media.still_at(folder / name, round(at * 1000), width=64)
            assert shown.at_ms == pytest.approx(begin * 1000, abs=1)


def test_a_moment_outside_shows_the_nearest_frame(folder: Path) -> None:
    """Before the first frame the first, after the last the last."""
    film_ = folder / "uneven.mp4"
    assert media.still_at(film_, -50).at_ms == 0
    assert media.still_at(film_, 99_000).at_ms == UNEVEN[-1]


def shades(jpeg: bytes) -> list[int]:
    """The lightness of each tile of a sheet, row by row."""
    with av.open(io.BytesIO(jpeg)) as container:
        frame = next(container.decode(video=0)).reformat(format="gray")
    plane, (wide, high) = frame.planes[0], (160, 90)
    data = bytes(plane)
    return [
        data[(row * high + high // 2) * plane.line_size + column * wide + wide // 2]
        for row in range(frame.height // high)
        for column in range(frame.width // wide)
    ]


def test_tiles_are_of_their_moments(folder: Path) -> None:
    """In their order: each frame of the film is lighter than the one before."""
    moments = media.frame_times(folder / "uneven.mp4").moments()
    tiles = shades(media.tile_sheet(folder / "uneven.mp4", moments, only_keys=False))
    assert tiles[: len(moments)] == sorted(tiles[: len(moments)])
    assert len(set(tiles[: len(moments)])) == len(moments)


def test_tiles_of_keyframes_need_no_other_frames(folder: Path) -> None:
    """They look like the same moments decoded in full."""
    moments = media.frame_times(folder / "uneven.mp4").key_moments()
    assert len(moments) == 3
    sheets = [media.tile_sheet(folder / "uneven.mp4", moments, only_keys=k) for k in (True, False)]
    assert shades(sheets[0]) == shades(sheets[1])


def test_a_moment_without_a_frame_looks_like_the_one_before(folder: Path) -> None:
    """So that every tile stays in its place."""
    near = [0.7, 0.71, 0.72, 1.5, 5.0]
    tiles = shades(media.tile_sheet(folder / "uneven.mp4", near, only_keys=False))
    assert len(tiles) == len(near)
    assert tiles == sorted(tiles)


@pytest.mark.parametrize("name", ["steady.mp4", "foreign.mov"])
def test_a_proxy_has_the_frames_of_its_film(folder: Path, name: str, tmp_path: Path) -> None:
    """At their own times, in a form that browsers play, with a keyframe at least every twelve."""
    heard: list[float] = []
    media.make_proxy(folder / name, tmp_path / "proxy.mp4", heard.append)
    times, own = media.frame_times(tmp_path / "proxy.mp4"), media.frame_times(folder / name)
    assert times.plays
    assert times.moments() == pytest.approx(own.moments(), abs=0.001)
    assert max(b - a for a, b in pairwise([*times.keys, times.frames])) <= 12
    assert heard == sorted(heard)


def test_the_library_makes_sheets_once(lib: Library, folder: Path) -> None:
    """A strip of keyframes, or of a part; each sheet is a file of the media folder."""
    source = lib.sources.add(str(folder / "steady.mp4"))
    whole = lib.strip(source)
    first = lib.strip_sheet(source, whole)
    assert first == lib.strip_sheet(source, whole)
    assert first.is_relative_to(lib.home.media)
    part = lib.strip(source, start=1, end=2, count=5)
    assert len(part.moments) == 5
    assert all(1 <= moment < 2 for moment in part.moments)
    assert lib.strip_sheet(source, part) != first
    with pytest.raises(NotFound):
        lib.strip_sheet(source, whole, 9)
    for wrong in ({"start": 2, "end": 1}, {"start": 1}, {"start": 1, "end": 2, "count": 0}):
        with pytest.raises(InvalidInput):
            lib.strip(source, **wrong)


def test_the_library_makes_a_proxy_once(lib: Library, folder: Path) -> None:
    """And says whether there is one."""
    source = lib.sources.add(str(folder / "foreign.mov"))
    assert lib.proxy(source, make=False) is None
    made = lib.proxy(source)
    assert made is not None
    assert lib.proxy(source, make=False) == made


def test_a_dropped_film_belongs_to_the_library(lib: Library, folder: Path, tmp_path: Path) -> None:
    """It lies in the media folder, for nobody else to read, and is found by its name."""
    names = []
    for number in range(2):
        dropped = tmp_path / f"part{number}"
        dropped.write_bytes((folder / "steady.mp4").read_bytes() + bytes(number))
        names.append(lib.sources.take_in(dropped, name="../Mia's clip.mp4").label)
        assert not dropped.exists()
    assert names == ["Mia's clip.mp4", "Mia's clip-2.mp4"]
    film_ = lib.film("Mia's clip.mp4")
    assert film_.is_relative_to(lib.home.media)
    assert film_.stat().st_mode & 0o077 == 0
    (tmp_path / "text").write_text("no film")
    with pytest.raises(MediaError):
        lib.sources.take_in(tmp_path / "text", name="film.mp4")
