"""The kept file of a voice: a file as it is, or the sound of a window as WAV, by its content."""

from __future__ import annotations

import io
import re
import shutil
import sys
import wave
from pathlib import Path
from typing import NamedTuple

from charlib.domain.footage.clips import SOUNDS, kept_path
from charlib.domain.footage.medium import Medium
from charlib.domain.text import printable
from charlib.domain.windows.window import Window
from charlib.errors import MediaError
from charlib.files import sha256
from charlib.hints import NO_HINT, Hint, argument
from charlib.media.films import Film, name_of, require
from charlib.media.sounds import decoding, levels
from charlib.media.sounds.levels import Samples
from charlib.media.writing import keep_bytes, written

_MOST_BYTES = 50 << 20
_OTHER_FILE = Hint("Give another {}, or 5 to 30 s of this one", argument("file"))
_OTHER_WINDOW = Hint("Give another {}, or another {}", argument("source"), argument("window"))
_KINDS = ", ".join(each.removeprefix(".") for each in SOUNDS)
_FOREIGN = (b"OggS", b"fLaC", b"FORM", b"caff", b"\x1a\x45\xdf\xa3")
"""How files of other kinds begin: Ogg, FLAC, AIFF, CAF, WebM."""
_MP3 = re.compile(rb"ID3|\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff]")
"""How MP3 files begin: with a tag, or with a frame of MPEG audio, which is not AAC."""


class KeptSound(NamedTuple):
    """A kept sound, and warnings about it."""

    medium: Medium
    warnings: tuple[str, ...] = ()


def keep_sound(file: Path, folder: Path) -> KeptSound:
    """Keep a sound file (wav, mp3, m4a) as it is, below the media folder `folder`.

    Its kind is that of its content, whatever its name ends with. Raises MediaError for a file that
    is not sound, silent, too short or too long; MissingExtra
    where only PyAV could read it.
    """
    if file.suffix.casefold() not in SOUNDS:
        raise _not_taken(file)
    if not file.is_file():
        raise MediaError(f"{printable(str(file))} is not a file", hint=NO_HINT)
    if file.stat().st_size > _MOST_BYTES:
        raise MediaError(
            f"{printable(file.name)} has {file.stat().st_size / 2**20:.0f} MB; the maximum is"
            f" {_MOST_BYTES >> 20} MB",
            hint="Cut out 5 to 30 s in which only this character speaks",
        )
    if _head(file).startswith(_FOREIGN):
        raise _not_taken(file)
    samples = decoding.whole(file)
    suffix = true_suffix(file)
    warnings = _checked(samples, f"the sound of {printable(file.name)}", _OTHER_FILE)
    digest, size = sha256(file)
    path = kept_path(digest, suffix)
    with written(folder / path, folder) as target:
        shutil.copyfile(file, target)
    return KeptSound(_medium(path, digest, suffix, size, samples), warnings)


def true_suffix(file: Path) -> str:
    """The suffix of a sound by its content: a provider reads that, and not the file's name.

    MP3 has no beginning of its own, so a file of that name may be one all the same. Raises
    MediaError for another kind of sound.
    """
    head = _head(file)
    if head[8:] == b"WAVE" and head[:4] in {b"RIFF", b"RF64"}:
        return ".wav"
    if head[4:8] == b"ftyp":
        return ".m4a"
    may_be = file.suffix.casefold() == ".mp3" and not head.startswith(_FOREIGN)
    if _MP3.match(head) or may_be:
        return ".mp3"
    raise _not_taken(file)


def cut_sound(film: Film, window: Window, folder: Path) -> KeptSound:
    """Keep the sound of a window as WAV. Raises MediaError as `keep_sound` does, MissingExtra."""
    samples = decoding.part(film, window)
    warnings = _checked(samples, f"the sound of {name_of(film)} at {window}", _OTHER_WINDOW)
    data = as_wav(samples)
    path, digest = keep_bytes(data, folder, ".wav")
    return KeptSound(_medium(path, digest, ".wav", len(data), samples), warnings)


def sound_part(sound: Path, part: Window, target: Path) -> None:
    """Cut a part of a kept sound into a file of its own, once: a WAV or MP3 file by its name.

    Raises MediaError, MissingExtra.
    """
    if target.is_file():
        return
    samples = decoding.whole(sound)
    size = samples.channels * samples.rate / 1000
    data = samples.data[_even(part.start_ms * size, samples) : _even(part.end_ms * size, samples)]
    cut = samples._replace(data=data)
    with written(target, target) as file:
        file.write_bytes(as_wav(cut) if target.suffix == ".wav" else _as_mp3(cut))


def _even(place: float, samples: Samples) -> int:
    """The place of a sample, that of the first channel."""
    return round(place) // samples.channels * samples.channels


def as_wav(samples: Samples) -> bytes:
    """A plain WAV file of 16 bits."""
    data = samples.data[:]
    if sys.byteorder == "big":
        data.byteswap()
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(samples.channels)
        wav.setsampwidth(2)
        wav.setframerate(samples.rate)
        wav.writeframes(data.tobytes())
    return file.getvalue()


def _as_mp3(samples: Samples) -> bytes:
    av = require("making an MP3 file")
    file = io.BytesIO()
    with av.open(io.BytesIO(as_wav(samples))) as source, av.open(file, "w", format="mp3") as out:
        stream = out.add_stream("libmp3lame", rate=samples.rate)
        stream.layout = "stereo" if samples.channels > 1 else "mono"
        for frame in source.decode(audio=0):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return file.getvalue()


def _medium(path: str, digest: str, suffix: str, size: int, samples: Samples) -> Medium:
    return Medium(
        path=path, sha256=digest, mime=SOUNDS[suffix], bytes=size, duration_ms=samples.length_ms
    )


def _head(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(12)


def _not_taken(file: Path) -> MediaError:
    text = f"{printable(file.name)} is not a sound file that providers take"
    return MediaError(text, hint=f"Give one of these: {_KINDS}")


def _checked(samples: Samples, what: str, other: Hint) -> tuple[str, ...]:
    """The warnings about a sound; MediaError if it cannot be a voice."""
    found = levels.problems(samples)
    hard = [problem.text for problem in found if problem.is_hard]
    if hard:
        raise MediaError(f"{what} cannot be a voice: {', and '.join(hard)}", hint=other)
    return tuple(f"{what}: {problem.text}" for problem in found)
