"""What providers require of windows: rules that refuse a window, and advice."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from charlib.domain.windows.window import HINT, Window, seconds
from charlib.errors import BadWindow
from charlib.hints import Hint, argument

_NAMED = 3


class Problem(NamedTuple):
    """A rule that a window or a medium breaks; the provider would refuse it if `is_hard`."""

    text: str
    is_hard: bool
    kind: Literal["", "no-url"] = ""
    fits: Window | None = None
    """A window that does not break it, beginning at the same place."""


class Rules(NamedTuple):
    """The rules of one profile for windows, in seconds. None means: no such rule.

    `min_s` and `max_s` are inclusive (the relays take 3.0 s if the maximum is 3). `min_hard` and
    `max_hard` say whether a window outside of them is refused or only gets a warning. The rest is
    the tutorials' advice.
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
        """Every problem of a window, hard ones first.

        `duration_ms` is the source's length, if known; `taken` are the windows of other characters
        in the same source, with their handles.
        """
        problems = [
            *_order(window, duration_ms),
            *self._length(window),
            *self._advice(window),
            *(self._overlap(window, taken) if self.advise_apart else ()),
        ]
        return sorted(problems, key=lambda problem: not problem.is_hard)

    def _length(self, window: Window) -> list[Problem]:
        problems, length = [], window.length_ms
        if length <= 0:
            return []
        if self.min_s is not None and length < _ms(self.min_s):
            text = f"it is {seconds(length)} s long; the minimum is {_s(self.min_s)} s"
            problems.append(Problem(text, self.min_hard, fits=_lasting(window, self.min_s)))
        if self.max_s is not None and length > _ms(self.max_s):
            text = f"it is {seconds(length)} s long; the maximum is {_s(self.max_s)} s"
            problems.append(Problem(text, self.max_hard, fits=_lasting(window, self.max_s)))
        return problems

    def _advice(self, window: Window) -> list[Problem]:
        texts, length = [], window.length_ms
        low, high = self.advise_min_s, self.advise_max_s
        if low is not None and 0 < length < _ms(low):
            texts.append(f"{seconds(length)} s is short: {_advised(low, high)} works best")
        if high is not None and length > _ms(high):
            texts.append(f"{seconds(length)} s is long: {_advised(low, high)} works best")
        if self.settle_s is not None and 0 <= window.start_ms < _ms(self.settle_s):
            texts.append(f"it begins in the first {_s(self.settle_s)} s, where faces are unstable")
        return [Problem(text, is_hard=False) for text in texts]

    @staticmethod
    def _overlap(window: Window, taken: Sequence[tuple[str, Window]]) -> list[Problem]:
        near = [(handle, other) for handle, other in taken if window.overlaps(other)]
        others = [f"@{handle}'s window {other}" for handle, other in dict.fromkeys(near)]
        if not others:
            return []
        more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
        text = f"it overlaps {', '.join(others[:_NAMED])}{more} of the same source"
        return [Problem(text, is_hard=False)]


def _lasting(window: Window, length_s: float) -> Window:
    return Window(window.start_ms, window.start_ms + _ms(length_s))


def _order(window: Window, duration_ms: int | None) -> list[Problem]:
    texts = []
    if window.start_ms < 0:
        texts.append(f"its start {seconds(window.start_ms)} is before 0")
    if window.end_ms <= window.start_ms:
        texts.append("its start must come before its end")
    if duration_ms is not None and window.end_ms > duration_ms:
        texts.append(f"it ends after the source, which is {seconds(duration_ms)} s long")
    return [Problem(text, is_hard=True) for text in texts]


def _ms(value_s: float) -> int:
    return round(value_s * 1000)


def _s(value_s: float) -> str:
    return seconds(_ms(value_s))


def _advised(low: float | None, high: float | None) -> str:
    return "-".join(_s(bound) for bound in (low, high) if bound is not None) + " s"


def refuse_if_hard(window: Window, problems: Sequence[Problem], who: str) -> list[str]:
    """Raise BadWindow with every hard problem; return the texts of the rest, as warnings."""
    hard = [problem.text for problem in problems if problem.is_hard]
    if hard:
        fitting = [problem.fits for problem in problems if problem.is_hard and problem.fits]
        hint = HINT
        if len(hard) == 1 and fitting:  # what helps with one rule may break another
            hint = Hint("{}", argument("window", str(fitting[0])))
        raise BadWindow(
            f"window {window} cannot be used{who}: {'; '.join(hard)}", hint=hint, problems=hard
        )
    return [f"window {window}: {problem.text}" for problem in problems]
