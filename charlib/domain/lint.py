"""What stands against a prompt, and where: findings with their place in the template."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from charlib.domain.compose import Composition
from charlib.hints import NO_HINT, Hint

FindingKind = Literal[
    "unknown", "ambiguous", "not-ready", "expired", "wrong-account", "too-many",
    "likeness-blocked", "missing-media", "literal",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a prompt; `start` and `end` count characters of the template.

    `hint` names the command that helps. One that is no error is only worth knowing.
    """

    kind: FindingKind
    text: str
    start: int = 0
    end: int = 0
    hint: Hint = NO_HINT
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """A prompt that was looked at for one account: every finding, and what it renders to, if so."""

    account: str
    profile: str
    template: str
    findings: tuple[Finding, ...]
    composition: Composition | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stand against it."""
        return tuple(one for one in self.findings if one.is_error)

    def form(self) -> dict[str, Any]:
        """Its JSON form."""
        return {
            "account": self.account,
            "profile": self.profile,
            "template": self.template,
            "prompt": self.composition.prompt if self.composition else None,
            "findings": [
                {
                    "kind": one.kind,
                    "severity": "error" if one.is_error else "warning",
                    "start": one.start,
                    "end": one.end,
                    "text": self.template[one.start : one.end],
                    "message": one.text,
                    "hint": one.hint,
                }
                for one in self.findings
            ],
        }


def underlined(
    template: str,
    findings: Sequence[Finding],
    *,
    width: int = 80,
    phrase: Callable[[Hint], str] = str,
) -> list[str]:
    """Each finding under the part of the template that it is about, with a caret where it begins.

    A line break in the template would tear the picture apart, so it is shown as a space.
    """
    lines: list[str] = []
    for one in findings:
        begin = max(0, min(one.start - width // 3, len(template) - width))
        shown = template[begin : begin + width].replace("\n", " ").replace("\t", " ")
        length = max(1, min(one.end, begin + width) - one.start)
        lines += [shown, " " * (one.start - begin) + "^" * length]
        lines.append(f"{'error' if one.is_error else 'warning'}: {one.kind}: {one.text}")
        if one.hint:
            lines.append(f"  try: {phrase(one.hint)}")
    return lines
