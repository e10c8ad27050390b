"""Small pictures in terminals that can show them, by the protocols of kitty, iTerm2 and sixel.

The environment tells what a terminal can show: a query would print rubbish on terminals that do not
know it. Inside tmux and screen nothing is drawn, because they drop it. `CHARLIB_PICTURES` (kitty,
iterm2, sixel, none) overrides all of this.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

Way = Literal["kitty", "iterm2", "sixel"]
WAYS: tuple[Way, ...] = ("kitty", "iterm2", "sixel")
_PROGRAMS: dict[str, Way] = {
    "ghostty": "kitty", "iTerm.app": "iterm2", "WezTerm": "iterm2", "mintty": "iterm2",
}  # fmt: skip
_TERMS: dict[str, Way] = {
    "xterm-kitty": "kitty", "xterm-ghostty": "kitty", "foot": "sixel", "foot-extra": "sixel",
    "mlterm": "sixel", "contour": "sixel", "yaft-256color": "sixel",
}  # fmt: skip
_WIDE = 320
_ROWS = 12
_CHUNK = 4096
_LEVELS = 6
"""Shades of each colour: 6 x 6 x 6 are 216, and terminals have 256."""


def way_of(environ: Mapping[str, str]) -> Way | None:
    """How this terminal shows pictures, if it says that it does."""
    wish = environ.get("CHARLIB_PICTURES", "").casefold()
    if wish:
        return next((way for way in WAYS if way == wish), None)
    term = environ.get("TERM", "")
    if "TMUX" in environ or term.startswith(("screen", "tmux", "dumb")):
        return None
    if "KITTY_WINDOW_ID" in environ:
        return "kitty"
    if environ.get("LC_TERMINAL") == "iTerm2":
        return "iterm2"
    by_program = _PROGRAMS.get(environ.get("TERM_PROGRAM", ""))
    return by_program or _TERMS.get(term) or ("sixel" if "sixel" in term else None)


def drawn(path: Path, way: Way) -> str:
    """What to write to the terminal for a picture; empty where it cannot be made."""
    from charlib import media
    from charlib.errors import CharlibError

    try:
        if way == "iterm2":
            return _iterm2(media.shrunk(path, _WIDE, "jpeg"))
        if way == "kitty":
            return _kitty(media.shrunk(path, _WIDE, "png"))
        return _sixel(*media.pixels(path, _WIDE))
    except CharlibError:  # the path is printed all the same
        return ""


def _kitty(png: bytes) -> str:
    """Kitty's graphics protocol: a PNG in base64, in chunks; `m` says whether more follow."""
    text = base64.b64encode(png).decode()
    chunks = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]
    parts = []
    for number, chunk in enumerate(chunks):
        first = f"a=T,f=100,r={_ROWS}," if number == 0 else ""
        parts.append(f"\x1b_G{first}m={int(number < len(chunks) - 1)};{chunk}\x1b\\")
    return "".join(parts)


def _iterm2(jpeg: bytes) -> str:
    """ITerm2's inline images: the file itself in base64."""
    text = base64.b64encode(jpeg).decode()
    return f"\x1b]1337;File=inline=1;size={len(jpeg)};height={_ROWS};preserveAspectRatio=1:{text}\a"


def _sixel(width: int, height: int, rgb: bytes) -> str:
    """Sixel graphics: bands of six lines, a colour at a time, six pixels to a character."""
    step = 256 // _LEVELS + 1
    indexes = bytes(
        (rgb[at] // step) * 36 + (rgb[at + 1] // step) * 6 + rgb[at + 2] // step
        for at in range(0, width * height * 3, 3)
    )
    palette = "".join(
        f"#{n};2;{n // 36 * 20};{n // 6 % 6 * 20};{n % 6 * 20}" for n in sorted(set(indexes))
    )
    bands = [_band(indexes, width, height, top) for top in range(0, height, 6)]
    return f'\x1bPq"1;1;{width};{height}{palette}{"-".join(bands)}\x1b\\'


def _band(indexes: bytes, width: int, height: int, top: int) -> str:
    lines = [indexes[y * width : (y + 1) * width] for y in range(top, min(top + 6, height))]
    runs = []
    for colour in sorted(set(b"".join(lines))):
        bits = bytearray(width)
        for row, line in enumerate(lines):
            for x, value in enumerate(line):
                if value == colour:
                    bits[x] |= 1 << row
        runs.append(f"#{colour}{_packed(bits)}")
    return "$".join(runs)


def _packed(bits: bytearray) -> str:
    """Characters with runs of more than three written as a count."""
    parts, at = [], 0
    while at < len(bits):
        end = at
        while end < len(bits) and bits[end] == bits[at]:
            end += 1
        char = chr(63 + bits[at])
        parts.append(f"!{end - at}{char}" if end - at > 3 else char * (end - at))  # noqa: PLR2004 - shorter as it is
        at = end
    return "".join(parts)
