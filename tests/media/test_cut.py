"""Clips that have exactly the frames of their window, and stills of them."""

from __future__ import annotations

import io
from pathlib import Path

import av
import pytest

from charlib import media
from charlib.domain.windows.window import Window
from charlib.errors import BadWindow, InvalidInput

from .making import film, number_of, numbered, seen


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """Four seconds at 25 frames a second, a keyframe each second, with frames out of order."""
    return film(tmp_path / "plain.mp4")


@pytest.mark.parametrize("span", [(0, 1000), (520, 1520), (1000, 3000), (2960, 4000), (40, 80)])
def test_a_clip_has_exactly_its_frames(plain: Path, tmp_path: Path, span: tuple[int, int]) -> None:
    """From the frame at the start to the one before the end, each at its time from the first."""
    clip = media.cut(plain, Window(*span), tmp_path / "clip.mp4")

    first, last = span[0] // 40, span[1] // 40
    assert [number for _, number in seen(clip.path)] == list(range(first, last))
    assert [time for time, _ in seen(clip.path)] == [
        round(n * 0.04, 3) for n in range(last - first)
    ]
    assert (clip.frames, clip.window) == (last - first, Window(*span))
    if clip.frames > 1:  # a film of one frame is a picture
        assert media.probe(clip.path).duration_ms == span[1] - span[0]


def test_packets_are_copied_where_that_is_exact(tmp_path: Path) -> None:
    """From a keyframe to a keyframe bits stay as they are; from between them they cannot."""
    path = film(tmp_path / "a.mp4", b_frames=0)

    assert media.cut(path, Window(1000, 2000), tmp_path / "b.mp4").is_copy
    assert media.cut(path, Window(1000, 1720), tmp_path / "c.mp4").is_copy
    assert not media.cut(path, Window(1040, 2000), tmp_path / "d.mp4").is_copy
    assert not media.cut(path, Window(1000, 2000), tmp_path / "e.mp4", copy=False).is_copy
    assert [n for _, n in seen(tmp_path / "c.mp4")] == list(range(25, 43))


@pytest.mark.parametrize("end", range(1200, 1720, 40))
def test_a_copy_lacks_no_frame_that_others_need(plain: Path, tmp_path: Path, end: int) -> None:
    """Where frames are decoded out of order, a copy is made only if none it needs is left out."""
    clip = media.cut(plain, Window(1000, end), tmp_path / "clip.mp4")

    assert [number for _, number in seen(clip.path)] == list(range(25, end // 40))


def test_times_that_vary_stay_as_they_are(tmp_path: Path) -> None:
    """A film of varying frame rate is cut by time, and its clip varies in the same way."""
    times = [n / 50 if n < 50 else 1 + (n - 50) / 10 for n in range(70)]
    path = film(tmp_path / "a.mp4", count=70, times=times)

    clip = media.cut(path, Window(900, 1500), tmp_path / "clip.mp4")

    wanted = [(t, n) for n, t in enumerate(times) if 0.8995 <= t < 1.4995]
    pictures = seen(clip.path)
    assert [n for _, n in pictures] == [n for _, n in wanted]
    assert [t for t, _ in pictures] == pytest.approx(
        [t - wanted[0][0] for t, _ in wanted], abs=0.002
    )


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_film_is_cut_upright(tmp_path: Path, turned: int) -> None:
    """Encoded again or copied, a clip is shown as its source is."""
    path = film(tmp_path / "a.mp4", rotation=turned, b_frames=0)
    facts = media.probe(path)

    for start in (0, 520):
        piece = media.cut(path, Window(start, start + 400), tmp_path / f"{start}.mp4")
        clip = media.probe(piece.path)
        assert (clip.width, clip.height) == (facts.width, facts.height)
        assert clip.rotation == (facts.rotation if piece.is_copy else 0)
    top, still = media.stills(path, count=1)[0].data, media.stills(piece.path, count=1)[0].data
    assert _bright_corner(top) == _bright_corner(still)


def _bright_corner(jpeg: bytes) -> tuple[bool, bool]:
    """In which half, across and down, the bright blocks of a numbered frame are."""
    with av.open(io.BytesIO(jpeg)) as container:
        grey = next(container.decode(video=0)).to_ndarray(format="gray")
    rows, columns = (grey > 150).nonzero()
    return bool(rows.mean() < grey.shape[0] / 2), bool(columns.mean() < grey.shape[1] / 2)


def test_padding_widens_within_the_film(plain: Path, tmp_path: Path) -> None:
    """Padding is added on both sides, and stops where the film does."""
    clip = media.cut(plain, Window(1000, 2000), tmp_path / "a.mp4", padding_ms=200)
    early = media.cut(plain, Window(100, 400), tmp_path / "b.mp4", padding_ms=200)
    late = media.cut(plain, Window(3600, 3900), tmp_path / "c.mp4", padding_ms=1000)

    assert [n for _, n in seen(clip.path)] == list(range(20, 55))
    assert clip.window == Window(800, 2200)
    assert seen(early.path)[0] == (0.0, 0)
    assert late.window.end_ms == 4000


def test_sound_goes_along(tmp_path: Path) -> None:
    """The sound of the window is in the clip, no longer than its pictures by more than a packet."""
    path = film(tmp_path / "a.mp4", sound=True)
    clip = media.cut(path, Window(520, 1520), tmp_path / "clip.mp4")

    assert media.probe(clip.path).audio == "aac"
    assert abs((media.probe(clip.path).duration_ms or 0) - 1000) <= 256


def test_a_window_without_frames_leaves_no_file(plain: Path, tmp_path: Path) -> None:
    """Past the end there is nothing to cut, and nothing is left behind."""
    with pytest.raises(BadWindow, match="no frame"):
        media.cut(plain, Window(9000, 9500), tmp_path / "clip.mp4")
    with pytest.raises(BadWindow, match="empty"):
        media.cut(plain, Window(900, 900), tmp_path / "clip.mp4")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["plain.mp4"]


def test_odd_sizes_are_cut_too(tmp_path: Path) -> None:
    """A picture with an odd side loses that one line of pixels and no more."""
    path = film(tmp_path / "a.gif.mkv", numbered(161, 97), codec="ffv1", count=30)

    clip = media.cut(path, Window(200, 600), tmp_path / "clip.mp4")

    assert (media.probe(clip.path).width, media.probe(clip.path).height) == (160, 96)
    assert [n for _, n in seen(clip.path)] == list(range(5, 15))


def test_stills_are_of_different_frames(plain: Path) -> None:
    """Stills are spread evenly over the window, each of a frame of its own, in every format."""
    for form in ("jpeg", "png", "webp"):
        pictures = media.stills(plain, Window(1000, 2000), 5, form=form)
        numbers = []
        for still in pictures:
            with av.open(io.BytesIO(still.data)) as container:
                numbers.append(number_of(next(container.decode(video=0))))
        assert numbers == [28, 33, 38, 43, 48]
        assert [still.at_ms for still in pictures] == [1120, 1320, 1520, 1720, 1920]


def test_a_window_with_few_frames_gives_them_all(plain: Path) -> None:
    """More stills than frames cannot be: all frames come, once each."""
    pictures = media.stills(plain, Window(1000, 1120), 8)

    assert [still.at_ms for still in pictures] == [1000, 1040, 1080]
    assert len({still.data for still in pictures}) == 3
    with pytest.raises(InvalidInput):
        media.stills(plain, count=0)
    with pytest.raises(InvalidInput, match="unknown picture format"):
        media.stills(plain, form="bmp")


def test_a_sheet_has_a_cell_for_each_moment(plain: Path) -> None:
    """A contact sheet is columns by rows of frames, in order, on dark paper."""
    data = media.sheet(plain, Window(0, 1200), columns=3, rows=2, cell=(160, 96), form="png")

    with av.open(io.BytesIO(data)) as container:
        frame = next(container.decode(video=0))
    whole = frame.to_ndarray(format="rgb24")
    assert (frame.width, frame.height) == (3 * 160 + 2 * 4, 2 * 96 + 4)
    cells = [whole[y : y + 96, x : x + 160] for y in (0, 100) for x in (0, 164, 328)]
    numbers = [number_of(av.VideoFrame.from_ndarray(cell.copy(), "rgb24")) for cell in cells]
    assert numbers == [3, 8, 13, 18, 23, 28]
