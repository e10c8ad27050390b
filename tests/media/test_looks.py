"""Clips and stills look as their film does when it is played, and say what it says of itself."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from charlib import media
from charlib.domain.windows import suggestion
from charlib.domain.windows.window import Window
from charlib.errors import MediaError
from charlib.media.advice import suggestions
from charlib.media.filters import Straightener
from charlib.media.timeline import Damage

from .making import film, numbered, speak

LABEL = json.dumps({"Label": "1", "ContentProducer": "001191110102", "ProduceID": "mia & leo"})
COLOURS = {"b": (200, 40, 40), "c": (30, 160, 60), "d": (60, 60, 220), "e": (128, 128, 128)}
PC, TV = 2, 1
LOOKS: dict[str, dict[str, Any]] = {
    "limited-601.mp4": {"range_": TV, "matrix": 6},
    "limited-709.mp4": {"range_": TV, "matrix": 1},
    "full-709.mp4": {"range_": PC, "matrix": 1},
    "full-601.mp4": {"range_": PC, "matrix": 6, "pixels": "yuvj420p"},
    "full-709.ts": {"range_": PC, "matrix": 1},
    "webcam.avi": {"range_": PC, "matrix": 5, "pixels": "yuvj422p", "codec": "mjpeg"},
    "wide.mp4": {"range_": TV, "matrix": 6, "shape": Fraction(2)},
    "narrow.mkv": {"range_": TV, "matrix": 6, "shape": Fraction(8, 9)},
    "wide-turned.mp4": {"range_": TV, "matrix": 6, "shape": Fraction(2), "rotation": 90},
    "ten-bits.mkv": {"range_": TV, "matrix": 1, "pixels": "yuv420p10le"},
    "rgb.mkv": {"range_": PC, "matrix": 0, "pixels": "bgr0", "codec": "ffv1"},
}


def patches() -> Any:
    """A picture of four colours, side by side."""
    picture = np.zeros((96, 160, 3), np.uint8)
    for index, colour in enumerate(COLOURS.values()):
        picture[:, index * 40 : (index + 1) * 40] = colour
    return picture


def make(
    path: Path,
    *,
    range_: int,
    matrix: int,
    pixels: str = "yuv420p",
    codec: str = "libx264",
    shape: Fraction | None = None,
    rotation: int = 0,
    transfer: int = 1,
    primaries: int = 1,
    tags: dict[str, str] | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    """Write one second of four colours, coded in a way that is said."""
    flags = {"movflags": "use_metadata_tags"} if tags else {}
    with av.open(str(path), "w", options=flags) as out:
        out.metadata.update(tags or {})
        stream = out.add_stream(codec, rate=25, options=options or {})
        stream.width, stream.height, stream.pix_fmt = 160, 96, pixels
        context = stream.codec_context
        context.gop_size, context.max_b_frames, context.thread_count = 25, 0, 1
        context.time_base = Fraction(1, 25)
        if codec == "mjpeg":
            context.bit_rate = 4_000_000
        if pixels != "bgr0":
            context.color_range, context.colorspace = range_, matrix
            context.color_trc, context.color_primaries = transfer, primaries
        if shape:
            context.sample_aspect_ratio = shape
        if rotation:
            stream.set_display_rotation(rotation)
        source = av.VideoFrame.from_ndarray(patches(), format="rgb24")
        kind = "full" if range_ == PC else "limited"
        steps = [] if pixels == "bgr0" else [f"scale=out_color_matrix={matrix}:out_range={kind}"]
        source.pts, source.time_base = 0, Fraction(1, 25)
        picture = Straightener(*steps, pixels=pixels)(source)
        for index in range(25):
            picture.pts, picture.time_base = index, Fraction(1, 25)
            picture.pict_type = 0
            out.mux(stream.encode(picture))
        out.mux(stream.encode(None))
    return path


def shown(frame: Any) -> Any:
    """The four colours of an upright frame, as a player shows them that heeds what it says."""
    rgb = frame.to_ndarray(format="rgb24").astype(int)
    turned = np.rot90(rgb, int(getattr(frame, "rotation", 0)) % 360 // 90)
    long = turned if turned.shape[1] > turned.shape[0] else np.rot90(turned)
    wide = long.shape[1] // 4
    middle = long.shape[0] // 2
    return [long[middle, index * wide + wide // 2].tolist() for index in range(4)]


def first(path: Path | bytes) -> Any:
    """The first frame of a film or a picture."""
    with av.open(io.BytesIO(path) if isinstance(path, bytes) else str(path)) as container:
        return next(container.decode(video=0))


def close(colours: Any, others: Any, apart: int = 8) -> bool:
    """Whether two rows of colours are the same to the eye."""
    return bool(np.abs(np.array(colours) - np.array(others)).max() <= apart)


@pytest.mark.parametrize("name", LOOKS)
def test_clips_and_stills_look_like_their_film(tmp_path: Path, name: str) -> None:
    """Colours, the shape of pixels and the rotation survive copying, encoding and stills."""
    path = make(tmp_path / name, **LOOKS[name])
    wanted = shown(first(path))
    if LOOKS[name].get("rotation", 0) == 0:
        assert close(wanted, list(COLOURS.values()))
    facts = media.probe(path)
    assert facts.width is not None
    assert facts.height is not None

    for copy in (True, False):
        clip = media.cut(path, Window(0, 600), tmp_path / "clip.mp4", copy=copy)
        assert close(sorted(shown(first(clip.path))), sorted(wanted)), copy
        assert (media.probe(clip.path).width, media.probe(clip.path).height) == (
            facts.width,
            facts.height,
        )
    for still in media.stills(path, Window(0, 600), 2):
        picture = first(still.data)
        assert close(sorted(shown(picture)), sorted(wanted))
        assert abs(still.width / still.height - facts.width / facts.height) < 0.03
    kept = media.preserve(path, Window(0, 600), tmp_path)
    for piece in kept[1:]:
        assert close(sorted(shown(first(tmp_path / piece.medium.path))), sorted(wanted))
        assert piece.medium.width is not None
        assert abs(piece.medium.width / (piece.medium.height or 1) - facts.width / facts.height) < (
            0.03
        )


@pytest.mark.parametrize(("shape", "size"), [(2, (320, 96)), (Fraction(1, 2), (160, 192))])
def test_the_probe_says_the_shown_size(
    tmp_path: Path, shape: Fraction, size: tuple[int, int]
) -> None:
    """Pixels that are wider than high count as that; turned, they are higher."""
    plain = make(tmp_path / "a.mp4", range_=TV, matrix=6, shape=Fraction(shape))
    turned = make(tmp_path / "b.mp4", range_=TV, matrix=6, shape=Fraction(shape), rotation=90)

    assert (media.probe(plain).width, media.probe(plain).height) == size
    assert (media.probe(turned).width, media.probe(turned).height) == size[::-1]


@pytest.mark.parametrize("transfer", [16, 18])
def test_high_dynamic_range_stays_and_its_stills_are_toned(tmp_path: Path, transfer: int) -> None:
    """A clip has 10 bits and the words of its film; a still is brighter than the bare numbers."""
    path = make(
        tmp_path / "a.mp4", range_=TV, matrix=9, pixels="yuv420p10le", codec="libx265",
        transfer=transfer, primaries=9, options={"x265-params": "log-level=none"},
    )  # fmt: skip
    clip = media.cut(path, Window(120, 600), tmp_path / "clip.mp4", copy=False)
    frame, source = first(clip.path), first(path)

    assert frame.format.name == "yuv420p10le"
    assert (frame.color_trc, frame.color_primaries, frame.colorspace) == (transfer, 9, 9)
    assert close(shown(frame), shown(source))
    if transfer == 18:  # the first conversion of a film costs seconds
        still = shown(first(media.stills(path, Window(120, 600), 1)[0].data))
        assert sum(still[3]) > sum(shown(source)[3]) + 30


def test_a_film_that_changes_its_size_is_cut_there(tmp_path: Path) -> None:
    """Suggestions see a cut, clips keep one size, stills have the size of their frame."""
    wide, high = (
        film(tmp_path / "a.ts", numbered(320, 180), count=50, b_frames=0),
        tmp_path / "b.ts",
    )
    film(high, numbered(180, 320), count=50, b_frames=0)
    path = tmp_path / "both.ts"
    with av.open(str(path), "w") as out, av.open(str(wide)) as one, av.open(str(high)) as two:
        stream = out.add_stream_from_template(one.streams.video[0])
        for number, container in enumerate((one, two)):
            begin = None
            for packet in container.demux(video=0):
                if packet.pts is None:
                    continue
                begin = packet.pts if begin is None else begin
                packet.pts = packet.dts = packet.pts - begin + number * 180_000
                packet.stream = stream
                out.mux_one(packet)

    record = suggestions.watch(path, least=0.5, subject="object")
    assert record.times[record.is_cut].tolist() == pytest.approx([2.0], abs=0.05)
    assert media.suggest(path, least=0.5, subject="object").duration_ms == 4000
    clip = media.cut(path, Window(1520, 2520), tmp_path / "c.mp4", copy=False)
    assert clip.frames == 25
    assert [s.width > s.height for s in media.stills(path, Window(1000, 3000), 2)] == [True, False]
    assert isinstance(media.keep_windows(path, [Window(1500, 2500)], tmp_path)[0], list)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.ts"])
def test_damaged_packets_are_skipped_and_counted(tmp_path: Path, name: str) -> None:
    """A film with flipped bytes is watched, cut and kept; how many were lost is said."""
    path = film(tmp_path / name, numbered(320, 180), count=100, gop=10)
    data = bytearray(path.read_bytes())
    for place in np.random.default_rng(7).integers(len(data) // 4, len(data) * 3 // 4, 400):
        data[place] ^= 0xFF
    path.write_bytes(data)
    damage = Damage()

    result = media.suggest(path, subject="object")
    kept = media.keep_windows(path, [Window(1000, 3000)], tmp_path, damage=damage)
    clip = media.cut(path, Window(1020, 3000), tmp_path / "clip.mp4", copy=False)

    assert "damaged" in result.damage
    assert "damaged" in clip.damage
    assert isinstance(kept[0], list)
    assert damage.packets + damage.frames > 0


@pytest.mark.parametrize("copy", [True, False])
def test_clips_and_stills_keep_what_the_film_says(tmp_path: Path, copy: bool) -> None:  # noqa: FBT001
    """Every key, the label of AI content above all, also from a file that knows its own keys."""
    tags = {"AIGC": LABEL, "title": "Pilot", "comment": "first take"}
    path = make(tmp_path / "a.mp4", range_=TV, matrix=6, tags=tags)
    clip = media.cut(path, Window(0, 600), tmp_path / "clip.mp4", copy=copy)
    kept = media.preserve(path, Window(0, 600), tmp_path)

    assert clip.is_copy == copy
    for file in (clip.path, tmp_path / kept[0].medium.path):
        with av.open(str(file)) as container:
            assert tags.items() <= container.metadata.items()
    for piece in kept[1:]:
        content = (tmp_path / piece.medium.path).read_bytes()
        assert b"http://www.tc260.org.cn/ns/AIGC/1.0/" in content
        assert b'"ProduceID": "mia &amp; leo"' in content
        assert first(content).width == 160


def test_xmp_goes_along(tmp_path: Path) -> None:
    """A packet of XMP in a box of its own is in the clip and in the stills."""
    path = make(tmp_path / "a.mp4", range_=TV, matrix=6)
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><TC260:AIGC>{}</TC260:AIGC></x:xmpmeta>"
    content = bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + xmp
    with path.open("ab") as file:
        file.write((len(content) + 8).to_bytes(4) + b"uuid" + content)
    kept = media.preserve(path, Window(0, 600), tmp_path)

    assert all(xmp in (tmp_path / piece.medium.path).read_bytes() for piece in kept)
    assert media.probe(tmp_path / kept[0].medium.path).remarks == ()


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.mp4"])
def test_a_picture_is_called_one(tmp_path: Path, name: str) -> None:
    """By the user's own name, whatever is done with it."""
    path = tmp_path / name
    if name == "a.mp4":
        film(path, count=1)
    else:
        form = {"jpg": "jpeg"}.get(name[2:], name[2:])
        source = film(tmp_path / "b.mp4", count=5)
        path.write_bytes(media.stills(source, count=1, form=form)[0].data)
    (kept,) = media.keep_windows(path, [Window(2000, 4000)], tmp_path)

    for error in (kept, _error(media.probe, path), _error(media.suggest, path)):
        assert isinstance(error, MediaError)
        assert str(error) == f"{name} is a picture, not a video"


def _error(verb: Any, path: Path) -> Exception:
    with pytest.raises(MediaError) as raised:
        verb(path)
    return raised.value


def test_a_playlist_is_called_one(tmp_path: Path) -> None:
    """Nothing that it names is opened."""
    path = tmp_path / "list.m3u8"
    path.write_text("#EXTM3U\n#EXTINF:2,\nfilm.ts\n")

    with pytest.raises(MediaError, match=r"list\.m3u8 is a playlist, not a video"):
        media.probe(path)


def test_the_probe_tells_picture_and_sound_apart(tmp_path: Path) -> None:
    """A sound that goes on is no picture; a file whose last fragment is cut off says so."""
    path = tmp_path / "a.mp4"
    _with_sound(path, pictures=50, seconds=8)
    facts = media.probe(path)
    pieces = film(tmp_path / "b.mp4", count=100, options={"movflags": "frag_keyframe+empty_moov"})
    pieces.write_bytes(pieces.read_bytes()[: pieces.stat().st_size * 6 // 10])

    assert facts.picture_ms == 2000
    assert 7900 <= (facts.sound_ms or 0) <= 8300
    assert facts.remarks[0].startswith("The picture ends at 2 s, the sound at 8.")
    with pytest.raises(MediaError, match=r"has no picture from 4\.5 to 6\.5 s"):
        media.judge(path, Window(5000, 6000))
    assert media.probe(pieces).remarks == ("The file ends early: its last part is missing.",)


def _with_sound(path: Path, *, pictures: int, seconds: int) -> None:
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        voice = out.add_stream("aac", rate=8000)
        draw = numbered()
        for index in range(pictures):
            frame = av.VideoFrame.from_ndarray(draw(index), format="rgb24")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        speak(out, voice, seconds)


def test_a_window_of_nothing_is_not_contradicted(tmp_path: Path) -> None:
    """Where nothing stands out, no subject is praised: one sentence says what is missing."""
    noise = np.random.default_rng(3)
    path = film(
        tmp_path / "a.mp4",
        lambda _: noise.integers(0, 255, (180, 320, 3), dtype=np.uint8),
        count=50,
    )
    judged = media.judge(path, Window(0, 1500))
    text = f"{judged.but}; {judged.why}"

    assert "no face found" in text
    assert not ("no clear main subject" in text and "one clear subject" in text)
    assert " 0 %" not in text
    for area in (0.0, 0.2):
        parts, facts = {"apart": 0.2, "alone": 0.3, "size": 0.1}, {"area": area}
        assert suggestion.blame("object", parts, facts) == "no clear main subject"
        assert "clear" not in suggestion.praise("object", parts, facts)
