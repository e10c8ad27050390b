"""Many windows of a film are kept in one pass, and exactly as if each were kept alone."""

from __future__ import annotations

import builtins
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest

from charlib import media
from charlib.domain.footage.kept import KeptFile
from charlib.domain.windows.window import Window
from charlib.errors import BadWindow, CharlibError, MediaError
from charlib.files import replacing, sha256
from charlib.providers.transport.ranged_file import RangedFile

from .making import film, number_of, numbered, seen
from .test_ranges import serving

VARYING = [n / 50 if n < 150 else 3 + (n - 150) / 10 for n in range(300)]

FILMS: dict[str, dict[str, Any]] = {
    "plain.mp4": {"count": 500},
    "without-b-frames.mp4": {"count": 500, "b_frames": 0},
    "varying.mp4": {"count": 300, "times": VARYING},
    "turned.mp4": {"count": 400, "rotation": 90},
    "with-sound.mp4": {"count": 500, "sound": True},
    "with-sound.mkv": {"count": 500, "sound": True, "gop": 60},
    "short.mp4": {"count": 30},
    "one-keyframe.mp4": {"count": 600, "gop": 600},
    "far-keyframes.mp4": {"count": 700, "gop": 280},
    "stream.ts": {"count": 300},
    "old.avi": {"count": 120},
    "encoded.mkv": {"count": 100, "codec": "ffv1"},
    "mpeg4.mp4": {"count": 300, "codec": "mpeg4"},
}

WINDOWS = [
    Window(5000, 7000),
    Window(0, 2000),
    Window(6000, 8000),
    Window(5000, 7000),
    Window(6500, 7100),
    Window(300, 1100),
    Window(900_000, 902_000),
    Window(9000, 11_000),
]
"""Out of order, overlapping, twice the same, at the beginning, past the end."""


ENCODED = {"old.avi", "encoded.mkv"}
"""Films whose packets an MP4 does not take; x264 does not always give the same bytes."""


def files_of(kept: list[KeptFile] | CharlibError, folder: Path, name: str) -> object:
    """What was kept, or the kind of error; the frames of a clip where its bytes may differ."""
    if isinstance(kept, CharlibError):
        return type(kept)
    clip, *pictures = kept
    content = seen(folder / clip.medium.path) if name in ENCODED else clip.medium
    return clip.start_ms, content, pictures


@pytest.mark.parametrize("name", FILMS)
def test_many_windows_are_kept_as_each_alone(tmp_path: Path, name: str) -> None:
    """The same files, by their hashes, whether a window is kept alone or among others."""
    path = film(tmp_path / name, **FILMS[name])
    length = media.probe(path).duration_ms or 0
    windows = [*WINDOWS, Window(length - 900, length)]
    many, single = tmp_path / "many", tmp_path / "single"

    together = media.keep_windows(path, windows, many)
    alone = [media.keep_windows(path, [window], single)[0] for window in windows]

    assert [files_of(kept, many, name) for kept in together] == [
        files_of(kept, single, name) for kept in alone
    ]
    assert isinstance(together[6], BadWindow)
    assert isinstance(together[-1], list)
    for kept in together:
        for piece in [] if isinstance(kept, CharlibError) else kept:
            content = many / piece.medium.path
            assert sha256(content) == (piece.medium.sha256, piece.medium.bytes)
    assert not [*many.rglob("*.part")]


@pytest.mark.parametrize(
    "name", ["plain.mp4", "far-keyframes.mp4", "one-keyframe.mp4", "stream.ts"]
)
def test_a_clip_has_the_frames_of_its_part(tmp_path: Path, name: str) -> None:
    """No frame is missing in a clip, also where it ends between keyframes; stills are in order."""
    path = film(tmp_path / name, **FILMS[name])
    windows = [Window(start, start + 2000) for start in range(0, 10_000, 1700)]

    for window, kept in zip(windows, media.keep_windows(path, windows, tmp_path), strict=True):
        assert isinstance(kept, list)
        clip = kept[0]
        start_ms = clip.start_ms or 0
        numbers = [number for _, number in seen(tmp_path / clip.medium.path)]
        first = start_ms // 40 % 256
        assert numbers == [(first + n) % 256 for n in range(len(numbers))]
        assert start_ms <= window.start_ms
        assert start_ms + len(numbers) * 40 >= window.end_ms
        assert 8000 <= (clip.medium.duration_ms or 0) <= 20_000
        places = [picture_number(tmp_path / piece.medium.path) for piece in kept[1:]]
        inside = {n % 256 for n in range(window.start_ms // 40, window.end_ms // 40)}
        assert set(places) <= inside
        assert len(set(places)) == 6


def picture_number(path: Path) -> int:
    """The number of the frame that a still shows."""
    with av.open(str(path)) as container:
        return number_of(next(container.decode(video=0)))


@pytest.mark.parametrize("sound", [False, True])
def test_a_film_is_opened_once_and_once_more_for_sound(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sound: bool,  # noqa: FBT001 - the case
) -> None:
    """However many windows are kept."""
    path = film(tmp_path / "a.mp4", count=500, sound=sound)
    opened = opened_films(monkeypatch, path)
    windows = [Window(start, start + 2000) for start in range(0, 18_000, 700)]

    media.keep_windows(path, windows, tmp_path / "kept")
    assert len(opened) == 1 + sound

    media.probe(path)
    assert len(opened) == 2 + sound


def opened_films(monkeypatch: pytest.MonkeyPatch, path: Path) -> list[str]:
    """Count how often a file is opened; FFmpeg must not open it by its path."""
    opened: list[str] = []

    def counting(opener: Callable[..., Any]) -> Callable[..., Any]:
        def open_(file: Any, *arguments: Any, **more: Any) -> Any:
            if str(file) == str(path):
                opened.append(str(file))
            return opener(file, *arguments, **more)

        return open_

    monkeypatch.setattr(io, "open", counting(builtins.open))
    monkeypatch.setattr(av, "open", counting(av.open))
    return opened


def test_a_film_on_a_server_is_fetched_once(tmp_path: Path) -> None:
    """It gives the same files as on this machine, and no part of it is sent twice."""
    path = film(tmp_path / "a.mp4", numbered(320, 192), count=750, sound=True)
    windows = [Window(start, start + 2000) for start in range(0, 26_000, 1500)]
    here = media.keep_windows(path, windows, tmp_path / "here")

    with serving(path.read_bytes()) as (site, counted), RangedFile(f"{site}/part") as file:
        there = media.keep_windows(file, windows, tmp_path / "there")
        requests = file.requests

    assert there == here
    assert counted.sent <= 2 * path.stat().st_size
    assert requests <= 4


def test_a_window_that_fails_stops_no_other(tmp_path: Path) -> None:
    """Where the film is broken its windows fail or are kept by decoding; the others are kept."""
    path = film(tmp_path / "a.mp4", numbered(320, 192), count=1000, gop=25, b_frames=0)
    whole = media.keep_windows(path, [Window(1000, 3000)], tmp_path / "whole")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 8000] = bytes(8000)
    path.write_bytes(data)

    kept = media.keep_windows(path, [Window(1000, 3000), Window(19_000, 21_000)], tmp_path / "some")
    assert kept[0] == whole[0]


def test_what_is_no_film_is_the_result_of_all_windows(tmp_path: Path) -> None:
    """The error is returned for each window; one window alone raises it."""
    (tmp_path / "a.mp4").write_bytes(b"no film")
    kept = media.keep_windows(tmp_path / "a.mp4", WINDOWS[:2], tmp_path)

    assert [type(outcome) for outcome in kept] == [MediaError, MediaError]
    with pytest.raises(MediaError):
        media.preserve(tmp_path / "a.mp4", WINDOWS[0], tmp_path)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """It is the folder that is named, not the film."""
    path = film(tmp_path / "a.mp4", count=50)
    (tmp_path / "file").write_bytes(b"")
    (kept,) = media.keep_windows(path, [Window(0, 1000)], tmp_path / "file")

    assert isinstance(kept, MediaError)
    assert str(kept).startswith("cannot write ")


def write_half(part: Path) -> None:
    """Fail in the middle."""
    part.write_text("new")
    raise ValueError("half way")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    """What fails leaves the old file and nothing beside it."""
    path = tmp_path / "folder" / "a.txt"
    with replacing(path) as part:
        part.write_text("old")
        assert not path.exists()
    with pytest.raises(ValueError, match="half"), replacing(path) as part:
        write_half(part)

    assert path.read_text() == "old"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [*path.parent.iterdir()] == [path]
