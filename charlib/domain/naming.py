"""Names for one request: short and plain where a provider wants that, each character's own."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

from charlib.domain.handle import is_handle_char, normalise

_NOBODY = "person"


@dataclass(frozen=True, slots=True)
class Names:
    """What a provider takes for a name that the caller chooses.

    `longest` and `shortest` count characters, `prefix` included; `letters` are those of every
    script, or `ascii` alone.
    """

    longest: int = 32
    shortest: int = 1
    letters: Literal["any", "ascii"] = "any"
    prefix: str = ""

    def fits(self, name: str) -> bool:
        """Whether a name may be sent as it is."""
        body = name.removeprefix(self.prefix)
        return (
            self.shortest <= len(name) <= self.longest
            and body[:1].isalpha()
            and all(map(is_handle_char, body))
            and (self.letters == "any" or name.isascii())
        )


def derive(
    handles: Sequence[str], names: Names, is_free: Callable[[str], bool] = lambda _: True
) -> list[str]:
    """A name for each handle, in their order: the same for the same handles, and all different.

    A handle that may be sent as it is keeps its name; of the others as much is kept as may be.
    `is_free` says whether the text around leaves a name free. Case does not part two names.
    """
    made: dict[int, str] = {}
    used: set[str] = set()
    first = {handle: i for i, handle in reversed([*enumerate(handles)])}
    plain = [i for handle, i in first.items() if names.fits(names.prefix + handle)]
    for place in [*sorted(plain), *(i for i in range(len(handles)) if i not in set(plain))]:
        name = _free(_base(handles[place], names), names, used, is_free)
        used.add(name.casefold())
        made[place] = name
    return [made[place] for place in range(len(handles))]


def unique(names: Sequence[str], handles: Sequence[str]) -> list[str]:
    """Names for people in prose: those that several share are told apart by their handles."""
    folded = [normalise(name) for name in names]
    made: list[str] = []
    for name, fold, handle in zip(names, folded, handles, strict=True):
        base = name if folded.count(fold) == 1 else handle
        wanted, n = base, 2
        while any(normalise(wanted) == normalise(one) for one in made):
            wanted, n = f"{base} {n}", n + 1
        made.append(wanted)
    return made


def _base(handle: str, names: Names) -> str:
    """As much of a handle as may be sent, without its prefix; never empty, first a letter."""
    text = handle
    if names.letters == "ascii":
        apart = unicodedata.normalize("NFKD", handle).casefold()
        text = "".join(char for char in apart if char.isascii() and is_handle_char(char))
    text = text.lstrip("_0123456789")
    return text or _NOBODY


def _free(base: str, names: Names, used: set[str], is_free: Callable[[str], bool]) -> str:
    room = names.longest - len(names.prefix)
    for number in count(1):
        tail = "" if number == 1 else f"_{number}"
        name = f"{names.prefix}{base[: room - len(tail)]}{tail}"
        if len(name) < names.shortest:
            continue
        if name.casefold() not in used and is_free(name):
            return name
    raise AssertionError("numbers do not end")
