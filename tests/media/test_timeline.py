"""Windows mean the same moments in every container: a matrix of films against what players show.

A player counts from the earliest of picture and sound. Each film is read here once from its
beginning, without seeking, and that is the truth for the probe, clips, stills and suggestions.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from charlib import media
from charlib.domain.windows.window import Window
from charlib.media import timeline
from charlib.media.advice import suggestions

from .making import number_of, numbered

RATE = 25
COUNT = 125
DRAW = numbered(160, 96)
WINDOWS = [Window(0, 280), Window(2040, 2320), Window(4000, 4280), Window(4660, 4960)]


@dataclass(frozen=True)
class Made:
    """How a film is made: its container, codec, and where picture and sound begin, in seconds."""

    name: str
    codec: str = "libx264"
    picture_at: float = 0.0
    sound_at: float | None = None
    gop: int = 50
    b_frames: int = 2
    form: str | None = None
    options: dict[str, str] = field(default_factory=dict)
    coder: dict[str, str] = field(default_factory=dict)
    unit: Fraction | None = None


MPEG2: dict[str, Any] = {"codec": "mpeg2video"}
FILMS = [
    Made("plain.mp4"),
    Made("sound.mp4", sound_at=0),
    Made("late-picture.mp4", picture_at=1.5, sound_at=0),
    Made("late-sound.mp4", picture_at=0, sound_at=1.5),
    Made("open-gop.mp4", coder={"x264-params": "open-gop=1:bframes=2"}),
    Made("fragments.mp4", options={"movflags": "frag_keyframe+empty_moov"}),
    Made("fragments-sound.mp4", options={"movflags": "frag_keyframe+empty_moov"}, sound_at=0),
    Made("mpeg4.mp4", codec="mpeg4"),
    Made("plain.mov", sound_at=0),
    Made("plain.mkv"),
    Made("late-picture.mkv", picture_at=1.5, sound_at=0),
    Made("hour.mkv", picture_at=3600),
    Made("vp8.webm", codec="libvpx", b_frames=0),
    Made("plain.ts"),
    Made("start-1.48.ts", picture_at=1.48),
    Made("start-3600.ts", picture_at=3600),
    Made("start-3600-sound.ts", picture_at=3600, sound_at=3599.2),
    Made("late-picture.ts", picture_at=1.5, sound_at=0),
    Made("one-keyframe.ts", gop=COUNT),
    Made("mpeg2.ts", **MPEG2),
    Made("mpeg4.ts", codec="mpeg4"),
    Made("camera.m2ts", picture_at=1.48, sound_at=1.48),
    Made("no-b-frames.ts", b_frames=0, picture_at=1.48),
    Made("mpeg1.mpg", codec="mpeg1video"),
    Made("mpeg2.mpg", **MPEG2),
    Made("mpeg2-sound.mpg", **MPEG2, sound_at=0),
    Made("disc.vob", **MPEG2, picture_at=0.3),
    Made("raw.h264"),
    Made("raw.m2v", **MPEG2),
    Made("plain.flv"),
    Made("sound.flv", sound_at=0),
    Made("sorenson.flv", codec="flv", b_frames=0),
    Made("late-picture.flv", picture_at=1.5, sound_at=0),
    Made("old.avi", codec="mpeg4"),
    Made("old-h264.avi"),
    Made("still.mjpeg.avi", codec="mjpeg", b_frames=0),
    Made("plain.nut"),
    Made("negative.nut", picture_at=-1.2),
    Made("broadcast.mxf", **MPEG2),
    Made("streaming.asf", codec="mpeg4"),
]


def make(folder: Path, made: Made) -> Path:
    """Write a film of numbered frames."""
    path = folder / made.name
    with av.open(str(path), "w", format=made.form, options=made.options) as out:
        stream = out.add_stream(made.codec, rate=RATE)
        stream.width, stream.height = 160, 96
        stream.pix_fmt = "yuvj420p" if made.codec == "mjpeg" else "yuv420p"
        context = stream.codec_context
        context.gop_size, context.max_b_frames = made.gop, made.b_frames
        context.thread_count = 1
        context.time_base = Fraction(1, RATE)
        if made.codec == "libx264":
            quick = {"preset": "ultrafast", "bf": str(made.b_frames), "crf": "22"}
            stream.options = {**quick, **made.coder}
        else:
            context.bit_rate = 900_000
        voice = None
        if made.sound_at is not None:
            voice = out.add_stream("mp2" if made.name.endswith("mpg") else "aac", rate=44100)
        for index in range(COUNT):
            frame = av.VideoFrame.from_ndarray(DRAW(index), format="rgb24")
            frame.pts = index + round(made.picture_at * RATE)
            frame.time_base = Fraction(1, RATE)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if voice is not None:
            _speak(out, voice, made.sound_at or 0.0)
    return path


def _speak(out: Any, voice: Any, begin: float) -> None:
    size = voice.codec_context.frame_size or 1152
    form = "s16" if voice.codec_context.name == "mp2" else "fltp"
    kind = np.int16 if form == "s16" else np.float32
    for start in range(0, 5 * 44100, size):
        frame = av.AudioFrame.from_ndarray(np.zeros((1, size), kind), form, "mono")
        frame.sample_rate, frame.time_base = 44100, Fraction(1, 44100)
        frame.pts = start + round(begin * 44100)
        out.mux(voice.encode(frame))
    out.mux(voice.encode(None))


@dataclass(frozen=True)
class Film:
    """A film that was made, and when each of its frames is shown, as a player counts."""

    path: Path
    shown: dict[int, float]

    def numbers(self, window: Window) -> list[int]:
        """The frames of a window."""
        begin, end = window.start_ms / 1000 - 5e-4, window.end_ms / 1000 - 5e-4
        return [number for number, time in self.shown.items() if begin <= time < end]


def as_players_show(path: Path) -> dict[int, float]:
    """Read a film from its beginning, and return when each numbered frame is shown."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = [(frame.time, number_of(frame)) for frame in container.decode(stream)]
        starts = [
            float(sound.start_time * sound.time_base)
            for sound in container.streams.audio
            if sound.start_time is not None
        ]
    if any(time is None for time, _ in frames) or path.suffix == ".avi":
        return {number: number / RATE for _, number in frames}
    zero = min([time for time, _ in frames] + starts)
    return {number: time - zero for time, number in frames}


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Film]:
    """All films of the matrix, made when they are first asked for."""
    folder = tmp_path_factory.mktemp("matrix")

    class Films(dict[str, Film]):
        def __missing__(self, name: str) -> Film:
            path = make(folder, next(made for made in FILMS if made.name == name))
            self[name] = Film(path, as_players_show(path))
            return self[name]

    return Films()


def frames_in(path: Path) -> list[int]:
    """The numbers of a clip's frames."""
    with av.open(str(path)) as container:
        return [number_of(frame) for frame in container.decode(video=0)]


def number_in(picture: bytes) -> int:
    """The number that a picture shows."""
    with av.open(io.BytesIO(picture)) as container:
        return number_of(next(container.decode(video=0)))


NAMES = [made.name for made in FILMS]


@pytest.mark.parametrize("name", NAMES)
def test_each_way_to_a_moment_leads_to_the_same_frames(
    films: dict[str, Film], name: str, tmp_path: Path
) -> None:
    """The probe, clips that are copied or encoded, stills and kept files count as players do."""
    film = films[name]
    assert len(film.shown) >= COUNT - 2
    length = max(film.shown.values()) + 1 / RATE
    assert abs((media.probe(film.path).picture_ms or 0) / 1000 - length) <= 0.09

    for window in WINDOWS:
        wanted = film.numbers(window)
        if not wanted:
            continue
        for copy in (True, False) if window is WINDOWS[1] else (True,):
            clip = media.cut(film.path, window, tmp_path / "clip.mp4", copy=copy)
            assert frames_in(clip.path) == wanted, (window, copy)
        stills = media.stills(film.path, window, 3)
        numbers = [number_in(still.data) for still in stills]
        assert set(numbers) <= set(wanted)
        assert numbers == sorted(set(numbers))
        assert [still.at_ms for still in stills] == [round(film.shown[n] * 1000) for n in numbers]

    wanted_windows = WINDOWS[1:3]
    for window, kept in zip(
        wanted_windows, media.keep_windows(film.path, wanted_windows, tmp_path), strict=True
    ):
        assert isinstance(kept, list), kept
        clip, *pictures = kept
        start = (clip.start_ms or 0) / 1000
        numbers = frames_in(tmp_path / clip.medium.path)
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        first = min(time for time in film.shown.values() if time >= start - 5e-4)
        assert film.shown[numbers[0]] == pytest.approx(first, abs=1e-3)
        assert set(film.numbers(window)) <= set(numbers)
        shown = {number_in((tmp_path / each.medium.path).read_bytes()) for each in pictures}
        assert shown <= set(film.numbers(window))
        assert len(shown) == 6


@pytest.mark.parametrize("name", [n for n in NAMES if n.split(".")[-1] in {"ts", "flv", "h264"}])
def test_suggestions_count_in_the_same_way(films: dict[str, Film], name: str) -> None:
    """A film is watched from its first frame on, and a part of it from there."""
    film = films[name]
    everything = suggestions.watch(film.path, least=1, subject="object")
    part = suggestions.watch(film.path, least=1, subject="object", span=(4.0, 4.5))

    times = sorted(film.shown.values())
    assert everything.times.tolist() == pytest.approx(times, abs=1e-3)
    wanted = [time for time in times if 3.9995 <= time < 4.4995]
    assert part.times.tolist() == pytest.approx(wanted, abs=1e-3)


def test_damage_is_said_in_words() -> None:
    """Packets that are skipped and frames that are mended are counted apart."""
    assert str(timeline.Damage()) == ""
    assert str(timeline.Damage(1, 0)) == "1 damaged packet skipped"
    assert str(timeline.Damage(2, 1)).startswith("2 damaged packets skipped, 1 damaged frame ")
