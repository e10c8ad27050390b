"""The films the sandbox draws, and how it measures the films of others."""

from __future__ import annotations

import time
from fractions import Fraction

import av
import pytest

from charlib.sandbox import film
from charlib.sandbox.errors import Refusal
from charlib.sandbox.world.footage import measure
from tests.moulds import RENDER


@pytest.fixture(autouse=True)
def _rendered(monkeypatch):
    """Here every film is rendered, not copied."""
    monkeypatch.setattr(film, "render", RENDER)


def luma(path):
    """Time and brightness plane of every frame."""
    with av.open(str(path)) as container:
        return [(frame.time, bytes(frame.planes[0])) for frame in container.decode(video=0)]


def difference(first, other):
    """Mean difference of two planes, sampled."""
    pairs = list(zip(first[::17], other[::17], strict=True))
    return sum(abs(a - b) for a, b in pairs) / len(pairs)


def test_a_film_is_h264_of_exactly_the_length(tmp_path):
    """Codec, size, rate, frames and duration are what was asked for."""
    path = tmp_path / "film.mp4"
    film.render(path)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, container.format.name.split(",")[0]) == ("h264", "mov")
        assert (stream.width, stream.height, stream.average_rate) == (640, 360, 24)
        assert (stream.frames, container.duration) == (240, 10_000_000)
    assert measure(path) == 10_000


def test_the_actor_stands_still_after_a_cut(tmp_path):
    """A cut at second 4, then the same picture (but for blinks) until second 9, then another."""
    path = tmp_path / "film.mp4"
    film.render(path, width=320, height=180)
    frames = luma(path)
    at = {round(time * 24): plane for time, plane in frames}
    assert difference(at[95], at[97]) > 15
    assert difference(at[215], at[217]) > 15
    assert max(difference(at[97], at[n]) for n in range(97, 216)) < 3
    assert max(difference(at[n], at[n + 2]) for n in range(62, 90, 2)) > 0.3


def test_the_same_prompt_gives_the_same_film_and_another_a_different_one(tmp_path):
    """Task output follows from the prompt alone."""
    first, same, other = (tmp_path / name for name in ("one.mp4", "same.mp4", "other.mp4"))
    for path, prompt in [(first, "a walk"), (same, "a walk"), (other, "林小雨 in the rain")]:
        film.render(path, seconds=4, width=160, height=90, prompt=prompt)
    assert first.read_bytes() == same.read_bytes()
    assert first.read_bytes() != other.read_bytes()


def test_a_mark_is_seen_in_every_picture(tmp_path):
    """In a corner of the title, the walk, the pose and the end; the rest is as it was."""
    films = {mark: tmp_path / f"{mark}.mp4" for mark in ("A1B2C3", "D4E5F6")}
    for mark, path in films.items():
        film.render(path, seconds=4, width=320, height=180, prompt="a walk", mark=mark)
    one, other = (luma(path) for path in films.values())
    for at in (10, 30, 60, 94):
        pairs = zip(one[at][1], other[at][1], strict=True)
        marked = [number for number, (a, b) in enumerate(pairs) if abs(a - b) > 40]
        row = len(one[at][1]) // 180
        assert len(marked) > 10
        assert all(number // row > 160 and number % row > 270 for number in marked)


def test_a_film_may_have_sound(tmp_path):
    """As long as its pictures, and loud enough for a voice."""
    path = tmp_path / "film.mp4"
    film.render(path, seconds=4, width=160, height=90, has_sound=True)
    with av.open(str(path)) as container:
        (sound,) = container.streams.audio
        assert container.duration == 4 * av.time_base
        assert (sound.codec_context.name, sound.codec_context.channels) == ("aac", 1)
        peaks = [max(memoryview(bytes(frame.planes[0])).cast("f"), default=0)
                 for frame in container.decode(audio=0)]  # fmt: skip
    assert 0.2 < max(peaks) < 1


def test_rendering_is_quick(tmp_path):
    """Ten seconds at 640x360 take at most three seconds of CPU."""
    began = time.process_time()
    film.render(tmp_path / "film.mp4")
    assert time.process_time() - began < 3


@pytest.mark.parametrize(("width", "height"), [(180, 320), (70, 50), (1280, 720)])
def test_any_even_size_can_be_drawn(tmp_path, width, height):
    """Upright, tiny and large, whatever the padding of the encoder's rows."""
    path = tmp_path / "film.mp4"
    film.render(path, seconds=0.5, width=width, height=height, prompt="x" * 300)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.frames) == (width, height, 12)


def remux(source, target):
    """Copy the pictures of a film into another container."""
    with av.open(str(source)) as read, av.open(str(target), "w") as write:
        stream = write.add_stream_from_template(read.streams.video[0])
        for packet in read.demux(read.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                write.mux(packet)


@pytest.mark.parametrize("container", ["mkv", "ts", "flv", "mov"])
def test_durations_are_measured_in_every_container(folder, tmp_path, container):
    """Also where the header states none, or only an estimate."""
    target = tmp_path / f"film.{container}"
    remux(folder / "mia.mp4", target)
    assert measure(target) == pytest.approx(10_000, abs=45)


def test_sound_alone_is_no_video(tmp_path):
    """A file that opens well but has no picture is refused."""
    path = tmp_path / "sound.mov"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame(format="s16", layout="mono", samples=8000)
        frame.planes[0].update(bytes(16000))
        frame.sample_rate, frame.pts, frame.time_base = 8000, 0, Fraction(1, 8000)
        container.mux([*stream.encode(frame), *stream.encode(None)])
    with pytest.raises(Refusal, match="no video stream"):
        measure(path)


def test_a_playlist_opens_no_other_file(folder, tmp_path):
    """A fetched file cannot make the sandbox read files of this machine."""
    path = tmp_path / "list.m3u8"
    path.write_text(f"#EXTM3U\n#EXTINF:10,\n{folder / 'mia.mp4'}\n#EXT-X-ENDLIST\n")
    with pytest.raises(Refusal) as refused:
        measure(path)
    assert refused.value.code == "invalid_video"
