"""Sounds: measured, cut out of films, and kept by their content."""

from __future__ import annotations

import hashlib
import math
import struct
import sys
from array import array
from pathlib import Path

import av
import pytest

from charlib.domain.windows.window import Window
from charlib.errors import MediaError, MissingExtra
from charlib.media import cut_sound, keep_sound, sound_part
from charlib.media.sounds import keeping, levels

from .making import film as silent_film
from .sounds import loud_at, samples_of, tone


def of(values: list[int], *, rate: int = 1000, channels: int = 1) -> levels.Samples:
    """Samples of a sound."""
    return levels.Samples(array("h", values), rate, channels)


def test_the_loudness_of_a_full_square_wave_is_zero() -> None:
    """A full-scale square wave has 0 dBFS, one of half the amplitude 6 dB less."""
    full, half = [32767, -32767] * 1000, [16384, -16384] * 1000
    assert levels.measure(of(full)).loudness == pytest.approx(0, abs=0.01)
    assert levels.measure(of(half)).loudness == pytest.approx(-6.02, abs=0.01)


def test_pauses_do_not_make_a_voice_quiet() -> None:
    """Nine tenths of silence change nothing; nor does noise 40 dB below the voice."""
    voice, pause, noise = [8000, -8000] * 500, [0] * 9000, [80, -80] * 4500
    alone = levels.measure(of(voice)).loudness
    assert levels.measure(of(voice + pause)).loudness == pytest.approx(alone, abs=0.9)
    assert levels.measure(of(voice + noise)).loudness == pytest.approx(alone, abs=0.9)


@pytest.mark.parametrize(
    ("values", "words", "is_hard"),
    [
        ([0] * 4000, "it is silent", True),
        ([], "it is silent", True),
        ([60, -60] * 2000, "almost silent", True),
        ([300, -300] * 2000, "it is quiet", False),
        ([32767, -32768] * 2000, "clipped", False),
        ([8000, -8000] * 400, "it is 0.8 s long; the minimum is 1 s", True),
        ([8000, -8000] * 1000, "it is 2 s long; most providers need 3 to 30 s", False),
        ([8000, -8000] * 60_500, "it is longer than 120 s, the maximum", True),
    ],
)
def test_what_is_wrong_with_a_sound(values: list[int], words: str, is_hard: bool) -> None:  # noqa: FBT001
    """Each fault has a clear sentence, and forbids a voice or not."""
    problems = levels.problems(of(values))
    assert [problem.is_hard for problem in problems if words in problem.text] == [is_hard]


def test_a_good_sound_has_no_problems() -> None:
    """Five seconds at a usual level."""
    assert levels.problems(of([4000, -4000] * 2500)) == []


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_wav_files_need_no_package(
    width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Integer samples of every size are read with the standard library."""
    monkeypatch.setitem(sys.modules, "av", None)
    kept = keep_sound(tone(tmp_path / "mia.wav", width=width), tmp_path / "media")
    assert kept.medium.duration_ms == 6000
    assert kept.warnings == ()


def test_other_files_need_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the error names the package."""
    monkeypatch.setitem(sys.modules, "av", None)
    file = tmp_path / "mia.mp3"
    file.write_bytes(b"ID3")
    with pytest.raises(MissingExtra, match="PyAV") as caught:
        keep_sound(file, tmp_path / "media")
    assert "av>=14" in caught.value.hint


def test_a_file_is_kept_as_it_is(tmp_path: Path) -> None:
    """Byte for byte, named by its content, private."""
    file = tone(tmp_path / "Mia.WAV")
    medium = keep_sound(file, tmp_path / "media").medium
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    kept = tmp_path / "media" / medium.path
    assert medium.path == f"kept/{digest[:2]}/{digest}.wav"
    assert (medium.sha256, medium.mime, medium.bytes) == (
        digest,
        "audio/wav",
        len(file.read_bytes()),
    )
    assert kept.read_bytes() == file.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["mia.mp3", "mia.m4a", "mia.wav"])
def test_the_kind_of_a_file_is_that_of_its_content(name: str, tmp_path: Path) -> None:
    """A provider is told what the file is, and not what somebody called it."""
    medium = keep_sound(tone(tmp_path / name), tmp_path / "media").medium
    assert (Path(medium.path).suffix, medium.mime) == (".wav", "audio/wav")


@pytest.mark.parametrize("seconds", [0.5, 121])
def test_the_hint_is_about_what_was_given(seconds: float, tmp_path: Path) -> None:
    """Who gave a file is not told to give another window."""
    with pytest.raises(MediaError) as caught:
        keep_sound(tone(tmp_path / "mia.wav", seconds=seconds), tmp_path / "media")
    assert "file" in caught.value.hint
    assert "window" not in caught.value.hint


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("mia.wav", b"OggS", "not a sound file that providers take"),
        ("mia.ogg", b"OggS", "not a sound file that providers take"),
        ("mia.wav", b"these are notes, and no sound", "cannot be read"),
        ("mia.m4a", b"\x00" * 40, "cannot be read"),
    ],
)
def test_what_is_not_sound_is_refused(
    name: str, content: bytes, words: str, tmp_path: Path
) -> None:
    """Nothing is written for it."""
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(MediaError, match=words):
        keep_sound(file, tmp_path / "media")
    assert not (tmp_path / "media" / "kept").exists()


KINDS = {"wav": b"RIFF....WAVE", "m4a": b"....ftypM4A ", "mp3": b"ID3", "mpeg": b"\xff\xfb\x90\0"}


@pytest.mark.parametrize("name", ["wav", "mp3", "m4a"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_has_the_suffix_of_its_content(kind: str, name: str, tmp_path: Path) -> None:
    """A file with a wrong name is kept as what it is: providers are told the type by it."""
    file = tmp_path / f"mia.{name}"
    file.write_bytes(KINDS[kind] + bytes(20))

    assert keeping.true_suffix(file) == f".{kind.replace('mpeg', 'mp3')}"


@pytest.mark.parametrize("head", [b"OggS", b"fLaC", b"\x1aE\xdf\xa3"])
@pytest.mark.parametrize("name", ["wav", "mp3", "m4a"])
def test_another_kind_of_sound_is_refused(head: bytes, name: str, tmp_path: Path) -> None:
    """What providers do not take is not sent under the name of what they take."""
    file = tmp_path / f"mia.{name}"
    file.write_bytes(head + bytes(20))

    with pytest.raises(MediaError, match="not a sound file that providers take"):
        keeping.true_suffix(file)


@pytest.mark.parametrize("sample", [math.nan, math.inf, -math.inf], ids=str)
@pytest.mark.parametrize("kind", ["f", "d"])
def test_samples_that_are_no_numbers_are_no_voice(sample: float, kind: str, tmp_path: Path) -> None:
    """A WAV file of floats may have them; one among many is enough."""
    samples = [0.3 * math.sin(at * 0.3) for at in range(24_000)]
    file = floats(tmp_path / "mia.wav", samples, kind)
    assert keep_sound(file, tmp_path / "media").medium.duration_ms == 3000
    samples[20_000] = sample
    with pytest.raises(MediaError, match="samples that are not numbers"):
        keep_sound(floats(tmp_path / "odd.wav", samples, kind), tmp_path / "media")


def floats(file: Path, samples: list[float], kind: str) -> Path:
    """Write a WAV file of floating-point samples, 8000 a second."""
    data = array(kind, samples).tobytes()
    size = array(kind).itemsize
    head = struct.pack("<HHIIHH", 3, 1, 8000, 8000 * size, size, 8 * size)
    chunks = [b"WAVE", b"fmt ", struct.pack("<I", 16), head, b"data", struct.pack("<I", len(data))]
    body = b"".join([*chunks, data])
    file.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return file


@pytest.mark.parametrize("delay", [0, 2.0])
def test_the_sound_of_a_window_is_cut_at_its_time(delay: float, tmp_path: Path) -> None:
    """A window counts from the first picture, wherever the container's time begins."""
    film = loud_at(tmp_path / "film.mp4", begin=4, end=6, delay=delay)
    medium = cut_sound(film, Window(3000, 9000), tmp_path / "media").medium
    data, rate, channels = samples_of(tmp_path / "media" / medium.path)
    loud = [at for at in range(0, len(data), rate // 20) if max(data[at : at + rate // 20]) > 3000]
    assert (rate, channels, medium.duration_ms) == (48_000, 1, 6000)
    assert loud[0] / rate == pytest.approx(1, abs=0.15)
    assert loud[-1] / rate == pytest.approx(3, abs=0.15)


def test_a_silent_window_is_refused(tmp_path: Path) -> None:
    """The error says which film and window."""
    film = loud_at(tmp_path / "film.mp4", begin=4, end=6, seconds=9)
    with pytest.raises(MediaError, match=r"film\.mp4 at 6\.5,9 cannot be a voice: it is silent"):
        cut_sound(film, Window(6500, 9000), tmp_path / "media")


def test_a_film_without_sound_is_named(tmp_path: Path) -> None:
    """It has pictures only."""
    with pytest.raises(MediaError, match="has no sound in it"):
        cut_sound(silent_film(tmp_path / "mute.mp4", count=50), Window(0, 2000), tmp_path / "media")


@pytest.mark.parametrize("suffix", ["wav", "mp3"])
def test_a_part_of_a_kept_sound(suffix: str, tmp_path: Path) -> None:
    """Its beginning as a file of its own, in a type that the provider takes."""
    sound, target = tone(tmp_path / "mia.wav"), tmp_path / f"part.{suffix}"
    sound_part(sound, Window(0, 2500), target)
    with av.open(str(target)) as part:
        length = sum(frame.samples / frame.rate for frame in part.decode(audio=0))
    assert math.isclose(length, 2.5, abs_tol=0.1)
