"""Letters of five by seven dots, for titles."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charlib.sandbox.world.canvas import Canvas, Colour

ADVANCE = 6
LINE = 10

# Seven rows of each letter, five bits a row, as two hexadecimal digits.
_ROWS = {
    "A": "0e11111f111111",
    "B": "1e11111e11111e",
    "C": "0e11101010110e",
    "D": "1e11111111111e",
    "E": "1f10101e10101f",
    "F": "1f10101e101010",
    "G": "0e11101713110f",
    "H": "1111111f111111",
    "I": "0e04040404040e",
    "J": "0702020202120c",
    "K": "11121418141211",
    "L": "1010101010101f",
    "M": "111b1515111111",
    "N": "11191513111111",
    "O": "0e11111111110e",
    "P": "1e11111e101010",
    "Q": "0e11111115120d",
    "R": "1e11111e141211",
    "S": "0f10100e01011e",
    "T": "1f040404040404",
    "U": "1111111111110e",
    "V": "11111111110a04",
    "W": "11111115151b11",
    "X": "11110a040a1111",
    "Y": "1111110a040404",
    "Z": "1f01020408101f",
    "0": "0e11131519110e",
    "1": "040c040404040e",
    "2": "0e11010204081f",
    "3": "1f02040201110e",
    "4": "02060a121f0202",
    "5": "1f101e0101110e",
    "6": "0608101e11110e",
    "7": "1f010204080808",
    "8": "0e11110e11110e",
    "9": "0e11110f01020c",
    ".": "00000000000c0c",
    ",": "000000000c0408",
    "-": "0000001f000000",
    "'": "0c040800000000",
    "!": "04040404040004",
    "?": "0e110102040004",
    ":": "000c0c000c0c00",
    "@": "0e11170d170e00",
    "_": "0000000000001f",
}


def legible(text: str) -> str:
    """The text in capitals, with a space for every character that has no letter here."""
    return " ".join("".join(c if c in _ROWS else " " for c in text.upper()).split())


def wrap(text: str, columns: int, lines: int) -> list[str]:
    """Break text into lines; words beyond the last line are left out."""
    wrapped = [""]
    for word in text.split():
        grown = f"{wrapped[-1]} {word}".strip()
        if len(grown) <= columns:
            wrapped[-1] = grown
        else:
            wrapped.append(word[:columns])
    return [line for line in wrapped if line][:lines]


def write(canvas: Canvas, text: str, middle: float, top: float, dot: int, colour: Colour) -> None:
    """Write one line around a middle; `dot` is the size of a dot in pixels."""
    left = middle - (len(text) * ADVANCE - 1) * dot / 2
    for index, letter in enumerate(text):
        _letter(canvas, _ROWS.get(letter, ""), left + index * ADVANCE * dot, top, dot, colour)


def _letter(canvas: Canvas, rows: str, left: float, top: float, dot: int, colour: Colour) -> None:
    for down, bits in enumerate(bytes.fromhex(rows)):
        for across in range(5):
            if bits & (16 >> across):
                x, y = left + across * dot, top + down * dot
                canvas.box(x, y, x + dot, y + dot, colour)
