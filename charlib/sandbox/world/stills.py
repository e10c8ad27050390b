"""Pictures of a film: its thumbnail, and a sheet of its frames."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

import av

if TYPE_CHECKING:
    from pathlib import Path

    from av.video.codeccontext import VideoCodecContext
    from av.video.frame import VideoFrame

_WIDTH, _COLUMNS = 320, 4


def thumbnail(path: Path) -> bytes:
    """The first frame as WebP."""
    return encoded(_filtered(path, f"scale={_WIDTH}:-2"), "libwebp", "yuv420p")


def spritesheet(path: Path) -> bytes:
    """A frame of each of the first four seconds, side by side, as JPEG."""
    sheet = _filtered(path, f"fps=1,scale={_WIDTH}:-2,tile={_COLUMNS}x1")
    return encoded(sheet, "mjpeg", "yuvj420p")


def _filtered(path: Path, chain: str) -> VideoFrame:
    """The first frame that a chain of FFmpeg's filters makes of a film."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        graph = av.filter.Graph()
        nodes = [graph.add_buffer(template=stream, time_base=stream.time_base)]
        for step in chain.split(","):
            name, _, arguments = step.partition("=")
            nodes.append(graph.add(name, arguments))
        nodes.append(graph.add("buffersink"))
        graph.link_nodes(*nodes).configure()
        for frame in container.decode(stream):
            graph.vpush(frame)
            try:
                return graph.vpull()
            except av.error.BlockingIOError:
                continue
        graph.vpush(None)
        return graph.vpull()


def encoded(frame: VideoFrame, codec: str, form: str) -> bytes:
    """A frame as a picture: of a codec, in a form of pixels."""
    coder = cast("VideoCodecContext", av.CodecContext.create(codec, "w"))
    coder.width, coder.height, coder.pix_fmt = frame.width, frame.height, form
    coder.time_base = Fraction(1, 25)
    still = frame.reformat(format=form)
    still.pts, still.time_base = 0, coder.time_base
    return b"".join(bytes(packet) for packet in (*coder.encode(still), *coder.encode(None)))
