"""The only video decoding, and the only analysis of pictures.

    films         opening films; every failure of PyAV becomes a MediaError
    boxes         whether an MP4 file is complete; needs no PyAV
    whole         whether a download is a film, from its first frame to its last
    facts         duration, size, rotation, frame rate, codec, sound, hash
    timeline      where a film begins, and the way to a moment of it
    frames        the frames of a part of a film, by their own time
    filters       frames as they are shown, fitted to a size
    images        frames encoded as pictures, and pictures read
    stills        stills and contact sheets
    take_sheets   contact sheets of several films, side by side
    fetched_once  a film on a server, each part of it fetched once
    portraits     pictures that people keep themselves
    kept_files    the clip and the stills that are kept of windows
    sounds/       the sound of films and files, kept as voices
    cutting/      clips: windows as files of their own
    viewing/      frame times, strips and proxies, for people who choose a moment
    identity/     whether a face is a character's: needs the extra `identity`
    advice/       which windows show a character well: needs the extra `suggest`

PyAV comes with the extra `media`, numpy and OpenCV with `suggest`; all three are imported only by
the functions that need them, so that a command which decodes nothing loads none.
"""

from charlib.files import sha256
from charlib.media.advice import can_suggest, judge, suggest
from charlib.media.boxes import is_cut
from charlib.media.cutting.clips import Clip, cut
from charlib.media.facts import Facts, is_installed, probe
from charlib.media.films import Film, require
from charlib.media.images import pixels, shrunk
from charlib.media.kept_files import keep_picture, keep_windows, part_of, preserve
from charlib.media.portraits import keep_still
from charlib.media.sounds import KeptSound, cut_sound, keep_sound, sound_part
from charlib.media.stills import Still, sheet, still_at, stills
from charlib.media.take_sheets import take_sheet
from charlib.media.timeline import Damage
from charlib.media.viewing.proxies import make_proxy
from charlib.media.viewing.strips import tile_sheet
from charlib.media.viewing.times import FrameTimes, frame_times
from charlib.media.whole import film_fault

__all__ = [
    "Clip",
    "Damage",
    "Facts",
    "Film",
    "FrameTimes",
    "KeptSound",
    "Still",
    "can_suggest",
    "cut",
    "cut_sound",
    "film_fault",
    "frame_times",
    "is_cut",
    "is_installed",
    "judge",
    "keep_picture",
    "keep_sound",
    "keep_still",
    "keep_windows",
    "make_proxy",
    "part_of",
    "pixels",
    "preserve",
    "probe",
    "require",
    "sha256",
    "sheet",
    "shrunk",
    "sound_part",
    "still_at",
    "stills",
    "suggest",
    "take_sheet",
    "tile_sheet",
]
