"""What is wrong with a prompt: findings, each with its place in the template."""

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

from charlib.domain.prompts.compose import Composition
from charlib.hints import NO_HINT, Hint

FindingKind = Literal[
    "unknown", "ambiguous", "not-ready", "expired", "wrong-account", "too-many",
    "likeness-blocked", "missing-media", "unbound", "longer-name", "too-long", "other-model",
    "unknown-look",
]  # fmt: skip


class Finding(NamedTuple):
    """A fact about a prompt; `start` and `end` count characters of the template.

    `hint` is the command that helps. A finding that is not an error is only a warning. `fixes` are
    texts that may have been meant at that place.
    """

    kind: FindingKind
    text: str
    start: int = 0
    end: int = 0
    hint: Hint = NO_HINT
    is_error: bool = True
    fixes: tuple[str, ...] = ()


class Mentioned(NamedTuple):
    """A character at a place of the template, in the look that is meant there."""

    start: int
    end: int
    project: str
    handle: str
    look: str


class CheckedPrompt(NamedTuple):
    """A prompt checked for one account: every finding, and the composition if there is no error.

    `mentions` are the characters that it mentions, in the order of the template.
    """

    account: str
    profile: str
    template: str
    findings: tuple[Finding, ...]
    composition: Composition | None = None
    mentions: tuple[Mentioned, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that forbid sending it."""
        return tuple(finding for finding in self.findings if finding.is_error)

    def form(self) -> dict[str, Any]:
        """Its JSON form."""
        return {
            "account": self.account,
            "profile": self.profile,
            "template": self.template,
            "prompt": self.composition.prompt if self.composition else None,
            "findings": [self._finding_form(finding) for finding in self.findings],
            "mentions": [mention._asdict() for mention in self.mentions],
        }

    def _finding_form(self, finding: Finding) -> dict[str, Any]:
        return {
            "kind": finding.kind,
            "severity": "error" if finding.is_error else "warning",
            "start": finding.start,
            "end": finding.end,
            "text": self.template[finding.start : finding.end],
            "message": finding.text,
            "hint": finding.hint,
            "fixes": list(finding.fixes),
        }


def underlined(
    template: str,
    findings: Sequence[Finding],
    *,
    width: int = 80,
    phrase: Callable[[Hint], str] = str,
) -> list[str]:
    """Each finding below its part of the template, with carets under that part.

    A line break in the template would break the picture, so it is shown as a space.
    """
    lines: list[str] = []
    for finding in findings:
        begin = max(0, min(finding.start - width // 3, len(template) - width))
        shown = template[begin : begin + width].replace("\n", " ").replace("\t", " ")
        length = max(1, min(finding.end, begin + width) - finding.start)
        lines += [shown, " " * (finding.start - begin) + "^" * length]
        severity = "error" if finding.is_error else "warning"
        lines.append(f"{severity}: {finding.kind}: {finding.text}")
        if finding.hint:
            lines.append(f"  try: {phrase(finding.hint)}")
    return lines
