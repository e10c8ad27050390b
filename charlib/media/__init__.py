"""The only video decoding, and the only looking at pictures.

    facts      what a video is, without opening it: hash, size
    opening    PyAV's containers, whose every failure becomes a MediaError
    probing    duration, size, rotation, frame rate, codec, audio
    frames     the frames of a stretch, by their own time, upright
    cutting    a window as a file of its own
    pictures   stills and contact sheets, and the encoding of both
    footage    what is kept of a window: a padded clip and stills
    advice     which windows show somebody well
    finding/   how that is found: needs the extra `suggest`

PyAV comes with the extra `media`, numpy and OpenCV with `suggest`; all three are imported only by
the functions that need them, so that a command which decodes nothing loads none.
"""

from charlib.media.advice import can_suggest, judge, suggest
from charlib.media.cutting import Cut, cut
from charlib.media.facts import Facts, is_installed, sha256
from charlib.media.footage import keep_picture, part_of, preserve
from charlib.media.opening import is_cut, require
from charlib.media.pictures import Still, pixels, sheet, shrunk, stills
from charlib.media.probing import probe

__all__ = [
    "Cut",
    "Facts",
    "Still",
    "can_suggest",
    "cut",
    "is_cut",
    "is_installed",
    "judge",
    "keep_picture",
    "part_of",
    "pixels",
    "preserve",
    "probe",
    "require",
    "sha256",
    "sheet",
    "shrunk",
    "stills",
    "suggest",
]
