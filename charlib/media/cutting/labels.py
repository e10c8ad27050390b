"""What a film says of itself, for the clips and stills that are made of it.

Title, author, place and date; above all the label of AI content that GB 45438-2025 requires, and
that nobody may remove: the key `AIGC` of the metadata, or the property `AIGC` in XMP (practice
guide TC260-PG-20258A). MP4 keeps any key if its muxer is told so; XMP is a box of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

ANY_KEY = "use_metadata_tags"
"""The flag of FFmpeg's MP4 muxer that keeps keys which MP4 has no place for."""
_XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""The `uuid` of a box with XMP (ISO 16684-1, annex A)."""
_XMP_SEGMENT = b"http://ns.adobe.com/xap/1.0/\0"
_MOST = 65_000
"""A segment of a JPEG has 65,533 bytes at most."""
_OF_THE_FILE = {"major_brand", "minor_version", "compatible_brands", "encoder", "xmp", "duration"}
_OF_THE_STREAM = {"vendor_id", "handler_name", "bps", "number_of_frames", "number_of_bytes"}
"""Keys that describe the file and not the film; a clip has its own."""
_PACKET = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/">'
    "<TC260:AIGC>{}</TC260:AIGC></rdf:Description></rdf:RDF></x:xmpmeta>"
)


@dataclass(frozen=True, slots=True)
class Labels:
    """The metadata of a film, its streams by their index, and its XMP packet."""

    film: Mapping[str, str] = field(default_factory=dict)
    streams: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    xmp: str = ""

    @property
    def of_picture(self) -> str:
        """The XMP packet for a still; empty where the film has neither XMP nor a label."""
        label = next((text for key, text in self.film.items() if key.upper() == "AIGC"), "")
        return _PACKET.format(escape(label)) if label and "AIGC" not in self.xmp else self.xmp

    def put_on(self, out: Any, pairs: Mapping[Any, Any]) -> None:
        """Label a clip that is to be written; `pairs` are its streams and those of the film."""
        out.metadata.update(self.film)
        for made, source in pairs.items():
            made.metadata.update(self.streams.get(source.index, {}))

    def finish(self, clip: Path) -> None:
        """Add the XMP to a clip that was written."""
        if self.xmp:
            content = _XMP_BOX + self.xmp.encode()
            with clip.open("ab") as file:
                file.write((len(content) + 8).to_bytes(4) + b"uuid" + content)


def labels_of(container: Any) -> Labels:
    """Return what a film says of itself."""
    return Labels(
        _without(container.metadata, _OF_THE_FILE),
        {stream.index: _without(stream.metadata, _OF_THE_STREAM) for stream in container.streams},
        container.metadata.get("xmp", ""),
    )


def _without(metadata: Mapping[str, str], names: set[str]) -> dict[str, str]:
    return {
        key: text
        for key, text in metadata.items()
        if key.lower().removesuffix("-eng") not in names and not key.startswith("_STATISTICS")
    }


def labelled(jpeg: bytes, xmp: str) -> bytes:
    """Return a JPEG with an XMP packet behind its head; as it is where the packet is too long."""
    content = _XMP_SEGMENT + xmp.encode()
    if not xmp or len(content) > _MOST:
        return jpeg
    return jpeg[:2] + b"\xff\xe1" + (len(content) + 2).to_bytes(2) + content + jpeg[2:]
