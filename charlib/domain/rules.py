"""What providers ask of windows: rules that refuse, and advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from charlib.domain.window import HINT, Window, seconds
from charlib.errors import BadWindow

_NAMED = 3


class Problem(NamedTuple):
    """One rule that a window breaks: `is_hard` means the provider would refuse it."""

    text: str
    is_hard: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """What one profile says of windows, in seconds. None means the profile has no such rule.

    `min_s` and `max_s` are inclusive (the relays take 3.0 s where 3 is the maximum); whether
    breaking them refuses or warns is `min_hard` and `max_hard`. The rest is the tutorials' advice.
    """

    min_s: float | None = None
    max_s: float | None = None
    min_hard: bool = True
    max_hard: bool = True
    advise_min_s: float | None = None
    advise_max_s: float | None = None
    settle_s: float | None = None
    advise_apart: bool = True

    def check(
        self,
        window: Window,
        *,
        duration_ms: int | None = None,
        taken: Sequence[tuple[str, Window]] = (),
    ) -> list[Problem]:
        """Every problem of a window at once, hard ones first.

        `duration_ms` is the source's length where it is known; `taken` are the windows that other
        characters have in the same source, with their handles.
        """
        problems = [
            *_order(window, duration_ms),
            *self._length(window),
            *self._advice(window),
            *(self._overlap(window, taken) if self.advise_apart else ()),
        ]
        return sorted(problems, key=lambda problem: not problem.is_hard)

    def _length(self, window: Window) -> list[Problem]:
        found, length = [], window.length_ms
        if length <= 0:
            return []
        if self.min_s is not None and length < _ms(self.min_s):
            text = f"it is {seconds(length)} s long; at least {_s(self.min_s)} s are needed"
            found.append(Problem(text, self.min_hard))
        if self.max_s is not None and length > _ms(self.max_s):
            text = f"it is {seconds(length)} s long; {_s(self.max_s)} s are the most"
            found.append(Problem(text, self.max_hard))
        return found

    def _advice(self, window: Window) -> list[Problem]:
        found, length = [], window.length_ms
        low, high = self.advise_min_s, self.advise_max_s
        if low is not None and 0 < length < _ms(low):
            found.append(f"{seconds(length)} s is short: {_advised(low, high)} works best")
        if high is not None and length > _ms(high):
            found.append(f"{seconds(length)} s is long: {_advised(low, high)} works best")
        if self.settle_s is not None and 0 <= window.start_ms < _ms(self.settle_s):
            found.append(f"it begins in the first {_s(self.settle_s)} s, where faces still settle")
        return [Problem(text, is_hard=False) for text in found]

    @staticmethod
    def _overlap(window: Window, taken: Sequence[tuple[str, Window]]) -> list[Problem]:
        near = [(handle, other) for handle, other in taken if window.overlaps(other)]
        others = [f"@{handle}'s window {other}" for handle, other in dict.fromkeys(near)]
        if not others:
            return []
        more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
        text = f"it overlaps {', '.join(others[:_NAMED])}{more} of the same source"
        return [Problem(text, is_hard=False)]


def _order(window: Window, duration_ms: int | None) -> list[Problem]:
    found = []
    if window.start_ms < 0:
        found.append(f"its start {seconds(window.start_ms)} is before 0")
    if window.end_ms <= window.start_ms:
        found.append("its start does not come before its end")
    if duration_ms is not None and window.end_ms > duration_ms:
        found.append(f"it ends after the source, which is {seconds(duration_ms)} s long")
    return [Problem(text, is_hard=True) for text in found]


def _ms(value_s: float) -> int:
    return round(value_s * 1000)


def _s(value_s: float) -> str:
    return seconds(_ms(value_s))


def _advised(low: float | None, high: float | None) -> str:
    return "-".join(_s(bound) for bound in (low, high) if bound is not None) + " s"


def refuse_if_hard(window: Window, problems: Sequence[Problem], who: str) -> list[str]:
    """Raise BadWindow with every hard problem; answer the texts of the rest, which only warn."""
    hard = [problem.text for problem in problems if problem.is_hard]
    if hard:
        raise BadWindow(
            f"window {window} cannot be used{who}: {'; '.join(hard)}", hint=HINT, problems=hard
        )
    return [f"window {window}: {problem.text}" for problem in problems]
