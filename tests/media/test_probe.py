"""What a film is, and every way in which a file can be none."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import av
import pytest

from charlib import media
from charlib.errors import MediaError

from .making import film, speak


def test_all_facts_of_a_plain_film(tmp_path: Path) -> None:
    """Duration, size, rate, codec, sound, weight and hash are told."""
    path = film(tmp_path / "a.mp4", sound=True)

    facts = media.probe(path)

    assert (facts.duration_ms, facts.width, facts.height) == (4096, 160, 96)
    assert (facts.fps, facts.is_vfr, facts.rotation) == (25.0, False, 0)
    assert (facts.codec, facts.audio, facts.container[:3]) == ("h264", "aac", "mov")
    assert facts.bytes == path.stat().st_size
    assert facts.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(("turned", "size"), [(90, (96, 160)), (180, (160, 96)), (270, (96, 160))])
def test_sizes_are_as_shown(tmp_path: Path, turned: int, size: tuple[int, int]) -> None:
    """A film that is to be shown on its side is as high as it is wide in the file."""
    facts = media.probe(film(tmp_path / "a.mp4", rotation=turned, count=10))

    assert (facts.width, facts.height) == size
    assert facts.rotation in {turned, 360 - turned}


def test_a_varying_frame_rate_is_told(tmp_path: Path) -> None:
    """Frames at unequal times make a film of varying rate, whose average is told."""
    times = [n / 30 if n < 30 else 1 + (n - 30) / 10 for n in range(60)]

    facts = media.probe(film(tmp_path / "a.mp4", count=60, times=times))

    assert facts.is_vfr
    assert facts.fps == pytest.approx(60 / 4, abs=0.8)
    assert abs((facts.duration_ms or 0) - 4000) <= 200


@pytest.mark.parametrize("name", ["a.mkv", "a.mpg", "a.gif", "a.webm", "a.mov", "a.avi", "a.ts"])
def test_formats_with_no_stated_length_tell_theirs(tmp_path: Path, name: str) -> None:
    """The length is right also where the container tells none, or a guess."""
    codecs = {".mpg": "mpeg1video", ".gif": "gif", ".webm": "libvpx"}
    codec = codecs.get(Path(name).suffix, "libx264")
    if codec == "gif":
        path = tmp_path / name
        with av.open(str(path), "w") as out:
            stream = out.add_stream("gif", rate=10)
            stream.width, stream.height, stream.pix_fmt = 64, 48, "rgb8"
            for index in range(20):
                frame = av.VideoFrame(64, 48, "rgb8")
                frame.pts = index
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
        expected = 2000
    else:
        path, expected = film(tmp_path / name, codec=codec, count=50, b_frames=0), 2000

    assert abs((media.probe(path).duration_ms or 0) - expected) <= 100


def test_what_is_no_video_is_told_apart(tmp_path: Path) -> None:
    """Text, a page, sound alone and nothing at all each have a sentence of their own."""
    output = {}
    for name, content in {
        "text": b"hello, this is text\n" * 50,
        "page": b"\n <!DOCTYPE html><html><body>Please log in</body></html>",
        "empty": b"",
    }.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(MediaError) as refused:
            media.probe(tmp_path / name)
        output[name] = str(refused.value)
    with av.open(str(tmp_path / "sound.m4a"), "w") as out:
        voice = out.add_stream("aac", rate=8000)
        speak(out, voice, 1)
    with pytest.raises(MediaError, match=r"sound\.m4a has no picture in it"):
        media.probe(tmp_path / "sound.m4a")

    assert output["text"].startswith("text is not a video")
    assert "web page" in output["page"]
    assert "log in" in output["page"]
    assert output["empty"] == "empty is empty"


def test_archives_are_named_and_so_is_their_password(tmp_path: Path) -> None:
    """A ZIP is no video, and where it has a password that is said."""
    plain = tmp_path / "a.zip"
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.mp4", b"x")
    sealed = tmp_path / "b.zip"
    data = bytearray(plain.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[6] |= 1
    sealed.write_bytes(bytes(data))

    with pytest.raises(MediaError, match="is a ZIP archive"):
        media.probe(plain)
    with pytest.raises(MediaError, match="is a password-protected ZIP archive"):
        media.probe(sealed)


def test_an_encrypted_picture_is_password_protected(tmp_path: Path) -> None:
    """A track whose codec tag says that it is encrypted is refused as that."""
    path = film(tmp_path / "a.mp4", count=10)
    path.write_bytes(path.read_bytes().replace(b"avc1\x00", b"encv\x00"))

    with pytest.raises(MediaError, match="password-protected"):
        media.probe(path)


@pytest.mark.parametrize("place", ["first", "last"])
def test_a_film_that_is_cut_short_is_refused(tmp_path: Path, place: str) -> None:
    """Half a download is told as that, wherever its index stands."""
    options = {"movflags": "+faststart"} if place == "first" else {}
    path = film(tmp_path / "a.mp4", count=200, options=options)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(MediaError, match="is cut short"):
        media.probe(path)


def test_a_matroska_film_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    """Matroska too says how long it is."""
    path = film(tmp_path / "a.mkv", count=200)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(MediaError, match="is cut short"):
        media.probe(path)


def test_what_cannot_be_sought_in_is_refused(tmp_path: Path) -> None:
    """A folder, and what is not there, are no files to read at any place."""
    with pytest.raises(MediaError, match="is not a regular file"):
        media.probe(tmp_path)
