"""What one may ask of a film, in words that mean the same at every provider.

ratio       9:16          also 9x16, portrait, landscape, square
seconds     8             also 8s
resolution  720p          also 720P, 720
seed        7
audio       True          also yes, no, on, off
model       kling-4.0     the provider's own name
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from charlib.domain.text import clean, printable
from charlib.errors import InvalidInput
from charlib.hints import Hint, argument

_RATIOS = {
    "portrait": "9:16", "upright": "9:16", "vertical": "9:16",
    "landscape": "16:9", "wide": "16:9", "horizontal": "16:9",
    "square": "1:1",
}  # fmt: skip
_TRUTHS = {
    "on": True, "yes": True, "true": True, "1": True,
    "off": False, "no": False, "false": False, "0": False,
}  # fmt: skip


class Asks(NamedTuple):
    """What is asked of a film; an empty text or None means: nothing was asked."""

    ratio: str = ""
    seconds: int | float | None = None
    resolution: str = ""
    seed: int | None = None
    audio: bool | None = None
    model: str = ""

    def given(self) -> dict[str, Any]:
        """What is asked, by its name."""
        return {name: v for name, v in self._asdict().items() if v not in ("", None)}

    def over(self, other: Asks) -> Asks:
        """What is asked here, and the rest from another: a row's own wishes over the command's."""
        return other._replace(**self.given())


NAMES = Asks._fields


def read(values: Mapping[str, Any]) -> Asks:
    """What is asked, in any of the spellings; blank texts and None ask nothing.

    Raises InvalidInput for a value that means nothing, such as `--seconds long`.
    """
    given = {name: value for name, value in values.items() if not _is_blank(value)}
    read_values: dict[str, Any] = {name: _READERS[name](value) for name, value in given.items()}
    return Asks(**read_values)


def word(value: Any) -> str:
    """A value as it is compared and shown: `on`, `8`, `720p`."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).casefold()


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _ratio(value: Any) -> str:
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(value))).casefold()
    parts = re.fullmatch(r"(\d{1,5}(?:\.\d+)?)[:x/](\d{1,5}(?:\.\d+)?)", text, re.ASCII)
    if parts:
        return f"{parts[1]}:{parts[2]}"
    if text in _RATIOS or re.fullmatch(r"[a-z]{1,20}", text):
        return _RATIOS.get(text, text)
    raise _invalid("ratio", value, "9:16")


def _seconds(value: Any) -> int | float:
    text = unicodedata.normalize("NFKC", str(value)).strip().casefold().removesuffix("s").rstrip()
    is_number = re.fullmatch(r"[0-9]{1,6}(\.[0-9]*)?|\.[0-9]+", text)  # a million are no film
    number = float(text) if is_number and not isinstance(value, bool) else 0.0
    if not number:
        raise _invalid("seconds", value, "8")
    return int(number) if number.is_integer() else number


def _resolution(value: Any) -> str:
    text = str(value).strip().casefold()
    if not re.fullmatch(r"[a-z0-9]{1,20}", text):
        raise _invalid("resolution", value, "720p")
    return f"{text}p" if text.isdecimal() else text


def _seed(value: Any) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,19}", text):
        raise _invalid("seed", value, "7")
    return int(text)


def _audio(value: Any) -> bool:
    truth = value if isinstance(value, bool) else _TRUTHS.get(str(value).strip().casefold())
    if truth is None:
        text = printable(str(value), 60)
        raise InvalidInput(f"invalid audio {text!r}", hint="Write on or off")
    return truth


def _model(value: Any) -> str:
    return clean(str(value).strip(), "the model", limit=200)


def _invalid(name: str, value: Any, example: str) -> InvalidInput:
    return InvalidInput(
        f"invalid {name} {printable(str(value), 60)!r}",
        hint=Hint("Write it like: {}", argument(name, example)),
    )


_READERS = {
    "ratio": _ratio,
    "seconds": _seconds,
    "resolution": _resolution,
    "seed": _seed,
    "audio": _audio,
    "model": _model,
}
