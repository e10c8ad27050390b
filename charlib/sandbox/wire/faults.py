"""Faults on demand: rules about which calls get a bad answer, and which one."""

from __future__ import annotations

import re
import threading
from collections import deque
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Mapping[str, bool] = {
    "latency": True,
    "status": False,
    "rate_limit": False,
    "html_error": False,
    "error_in_200": False,
    "redirect": False,
    "reset_before": False,
    "lost_answer": True,
    "truncated_json": True,
    "wrong_type": True,
    "null_id": True,
    "slow_drip": True,
    "endless": True,
    "job_fails": True,
}
"""Every kind of fault, and whether the service does the work before the bad answer."""

_MOST_STRUCK = 10_000
_MAY_BE_NONE = ("method", "code", "message")


@dataclass(frozen=True)
class Fault:
    """One rule: the next `times` matching calls, after `skip` good ones, are answered by `kind`.

    `latency`: waits `seconds`, then answers well.
    `status`: answers `status` (500) with an error of `code` and `message`, or with `body`.
    `rate_limit`: 429 with `Retry-After: seconds` (1), as a date when `as_date`.
    `html_error`: answers `status` (502) with an HTML page.
    `error_in_200`: answers 200 with an error of `code` and `message`, or with `body`.
    `redirect`: answers `status` (307) with `Location: url`.
    `reset_before`: resets the connection (TCP RST) without doing anything.
    `lost_answer`: does the work, then closes the connection without an answer.
    `truncated_json`: sends the first half of the answer, and says it was all.
    `wrong_type`: sends `message`, a sentence, as text/plain.
    `null_id`: sends the answer with every ID in it null.
    `slow_drip`: sends the answer byte by byte, one per `seconds` (0.05).
    `endless`: sends the answer, then white space for ever.
    `job_fails`: takes the job, which then fails with `code` and `message`.
    """

    kind: str
    method: str | None = None
    path_contains: str = ""
    body_contains: str = ""
    times: int = 1
    """How many calls it strikes; 0 strikes until it is cleared."""
    skip: int = 0
    """How many matching calls pass first."""
    seconds: float | None = None
    status: int | None = None
    code: str | None = None
    message: str | None = None
    body: Any = None
    as_date: bool = False
    url: str = ""
    processed: bool | None = None
    """Whether the service does the work first; None is the default of the kind."""

    def __post_init__(self) -> None:
        self._check_texts()
        self._check_numbers()

    def _check_texts(self) -> None:
        for name in ("kind", "method", "path_contains", "body_contains", "code", "message", "url"):
            value = getattr(self, name)
            if not isinstance(value, str) and not (value is None and name in _MAY_BE_NONE):
                raise ValueError(f"{name} must be a text, not {value!r}")
        if not re.fullmatch("[!-~]*", self.url):
            raise ValueError("url must be an address of printable ASCII")
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind!r}; there are {', '.join(KINDS)}")
        if self.kind == "redirect" and not self.url:
            raise ValueError("a redirect needs the url it leads to")

    def _check_numbers(self) -> None:
        for name in ("times", "skip"):
            if type(getattr(self, name)) is not int or getattr(self, name) < 0:
                raise ValueError(f"{name} must be a whole number, not {getattr(self, name)!r}")
        if self.seconds is not None and type(self.seconds) not in {int, float}:
            raise ValueError(f"seconds must be a number, not {self.seconds!r}")
        if self.seconds is not None and not 0 <= self.seconds < float("inf"):
            raise ValueError(f"seconds must be a number from 0, not {self.seconds!r}")
        if self.status is not None and (
            type(self.status) is not int or self.status not in range(200, 600)
        ):
            raise ValueError(f"status must be an HTTP status from 200, not {self.status!r}")

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """A fault from JSON values; raises `ValueError` for an unknown kind or field."""
        if not isinstance(values, dict):
            raise TypeError("a fault must be a JSON object")
        unknown = set(values) - {field.name for field in fields(cls)}
        if unknown or "kind" not in values:
            raise ValueError(f"a fault has a kind and no field {', '.join(sorted(unknown))!r}")
        return cls(**values)

    @property
    def is_processed(self) -> bool:
        """Whether the service does the work before this fault."""
        return KINDS[self.kind] if self.processed is None else self.processed

    def matches(self, method: str, path: str, body: bytes) -> bool:
        """Whether the rule is about this call."""
        return (
            method in self._methods(method)
            and self.path_contains in path
            and self.body_contains.encode() in body
        )

    def _methods(self, method: str) -> set[str]:
        """The methods it strikes: only a POST starts a job."""
        if self.method is None and self.kind == "job_fails":
            return {"POST"}
        return {self.method or method}

    def as_json(self) -> dict[str, Any]:
        """The rule as JSON values."""
        return asdict(self)


class Faults:
    """The active rules, oldest first; the first that matches a call strikes it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Fault] = []
        self._struck: deque[Fault] = deque(maxlen=_MOST_STRUCK)
        self._strikes = 0

    def add(self, *faults: Fault) -> None:
        """Add rules after the active ones."""
        with self._lock:
            self._rules.extend(faults)

    def clear(self) -> None:
        """Remove every rule."""
        with self._lock:
            self._rules.clear()

    @property
    def pending(self) -> tuple[Fault, ...]:
        """The active rules, with the rest of their `skip` and `times`."""
        with self._lock:
            return tuple(self._rules)

    @property
    def struck(self) -> tuple[Fault, ...]:
        """The rules of the struck calls, oldest first; only the newest are kept."""
        with self._lock:
            return tuple(self._struck)

    @property
    def strikes(self) -> int:
        """How many calls were struck."""
        return self._strikes

    def take(self, method: str, path: str, body: bytes) -> Fault | None:
        """The fault that strikes a call, or None; its rule counts the call."""
        with self._lock:
            for index, rule in enumerate(self._rules):
                if not rule.matches(method, path, body):
                    continue
                if rule.skip:
                    self._rules[index] = replace(rule, skip=rule.skip - 1)
                    continue
                self._count_off(index)
                self._struck.append(rule)
                self._strikes += 1
                return rule
        return None

    def _count_off(self, index: int) -> None:
        rule = self._rules[index]
        if rule.times == 1:
            del self._rules[index]
        elif rule.times > 1:
            self._rules[index] = replace(rule, times=rule.times - 1)
