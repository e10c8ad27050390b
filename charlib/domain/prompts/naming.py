"""Names for one request: a different one for each character, as short and plain as required."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import count
from typing import Literal, NamedTuple

from charlib.domain.character.handle import is_handle_char, normalise

_ANYBODY = "person"


class NameRules(NamedTuple):
    """Which names a provider accepts where the caller chooses them.

    `longest` and `shortest` count characters, with the `prefix`. `letters` may be those of any
    script, or of ASCII only.
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
    handles: Sequence[str], names: NameRules, is_free: Callable[[str], bool] = lambda _: True
) -> list[str]:
    """A name for each handle, in their order: always the same for the same handles, all different.

    A handle that is a valid name stays as it is; of the others, as much as possible stays.
    `is_free` says whether a name does not occur in the text around. Names must differ in more than
    case.
    """
    derived: dict[int, str] = {}
    used: set[str] = set()
    first = {handle: i for i, handle in reversed([*enumerate(handles)])}
    plain = {i for handle, i in first.items() if names.fits(names.prefix + handle)}
    tried: dict[str, int] = {}
    for place in [*sorted(plain), *(i for i in range(len(handles)) if i not in plain)]:
        name = _free(_base(handles[place], names), names, used, is_free, tried)
        used.add(name.casefold())
        derived[place] = name
    return [derived[place] for place in range(len(handles))]


def unique(names: Sequence[str], handles: Sequence[str]) -> list[str]:
    """Names for characters in prose; where several share a name, their handles replace it."""
    folded = [normalise(name) for name in names]
    shared, used, tried = Counter(folded), set[str](), Counter[str]()
    chosen: list[str] = []
    for name, fold, handle in zip(names, folded, handles, strict=True):
        base = wanted = name if shared[fold] == 1 else handle
        while normalise(wanted) in used:
            tried[base] += 1
            wanted = f"{base} {tried[base] + 1}"
        used.add(normalise(wanted))
        chosen.append(wanted)
    return chosen


def _base(handle: str, names: NameRules) -> str:
    """As much of a handle as the rules allow, without the prefix: never empty, a letter first."""
    text = handle
    if names.letters == "ascii":
        apart = unicodedata.normalize("NFKD", handle).casefold()
        text = "".join(char for char in apart if char.isascii() and is_handle_char(char))
    text = text.lstrip("_0123456789")
    return text or _ANYBODY


def _free(
    base: str,
    names: NameRules,
    used: set[str],
    is_free: Callable[[str], bool],
    tried: dict[str, int],
) -> str:
    """A name that nobody has yet; `tried` are the numbers after each base that were tried."""
    room = names.longest - len(names.prefix)
    for number in count(tried.get(base, 0) + 1):
        tried[base] = number
        tail = "" if number == 1 else f"_{number}"
        name = f"{names.prefix}{base[: room - len(tail)]}{tail}"
        if len(name) < names.shortest:
            continue
        if name.casefold() not in used and is_free(name):
            return name
    raise AssertionError("numbers do not end")
