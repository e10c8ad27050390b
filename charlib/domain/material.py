"""What a character can be made from again: a clip, stills, a name and a look; and what is missing.

A provider wants one *clip* or some *stills*, each in a way of its own: by URL, as a file, or as
text in base64. `shortcomings` tells before anything is sent why a material will not do.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from charlib.domain.clips import cut_out, part_for
from charlib.domain.rules import Problem
from charlib.domain.window import Window, seconds

NO_URL = "no URL by which this provider could fetch it, or one that has expired"
Take = Literal["url", "file", "base64", "data-url"]
"""How a medium goes to a provider: its address, a part of a form, or text in the JSON body."""
Likeness = Literal["", "refused", "liveness", "consent", "ok"]
"""What a provider does with real people's faces; empty where its pages say nothing."""

FILE = "$file"
"""The key of a reference to a file inside a request: the client puts the file's bytes there."""
_MB = 1024 * 1024
_EXACT = 0.02
_TYPES = {"image/jpeg": "jpg", "video/quicktime": "mov", "video/x-msvideo": "avi"}


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture or clip: a file, an address that the world can reach, or both.

    `path` is absolute, or below the library's media folder. Sizes are in pixels as shown;
    `url_expires_at` is in milliseconds since the epoch. What is None is not known.
    """

    path: str = ""
    url: str = ""
    url_expires_at: int | None = None
    sha256: str = ""
    mime: str = ""
    bytes: int | None = None
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None

    @property
    def type(self) -> str:
        """Its MIME type: the one given, else the one its name tells; empty where neither does."""
        name = self.path or self.url.partition("?")[0]
        return self.mime or mimetypes.guess_type(name)[0] or ""

    @property
    def identity(self) -> str:
        """What tells it from others: two stills of one content are one."""
        return self.sha256 or self.path or self.url

    def reachable(self, now: int) -> bool:
        """Whether its URL can be fetched at a moment (milliseconds)."""
        return bool(self.url) and (self.url_expires_at is None or self.url_expires_at > now)


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that is kept of a character; `frontal` is the still that shows the face.

    `span` is where in the clip the character's window is, in milliseconds from the clip's start:
    the clip may be cut then. `urls` are the addresses that files were uploaded to, by path, with
    the moment (milliseconds) each ends at, if it does.
    """

    clip: Medium | None = None
    stills: tuple[Medium, ...] = ()
    frontal: Medium | None = None
    avatar: Medium | None = None
    name: str = ""
    look: str = ""
    likeness: str = ""
    consent: str = ""
    span: Window | None = None
    urls: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)

    def clip_of(self, min_s: float | None, max_s: float | None) -> Medium | None:
        """The clip, or the part of it that lies within these lengths in seconds."""
        if self.clip is None or self.span is None or self.clip.duration_ms is None:
            return self.clip
        part = part_for(self.span, self.clip.duration_ms, min_s, max_s)
        return self.reached(cut_out(self.clip, part))

    def reached(self, medium: Medium) -> Medium:
        """A medium with the address that it was uploaded to, if it was."""
        if medium.path not in self.urls:
            return medium
        url, expires = self.urls[medium.path]
        return replace(medium, url=url, url_expires_at=expires)

    def pictures(self) -> list[Medium]:
        """All stills, each once, the frontal one first."""
        found = [self.frontal, *self.stills] if self.frontal else [*self.stills]
        once = list({one.identity: one for one in reversed(found)}.values())[::-1]
        return [self.reached(one) for one in once]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What one way of making a character asks of its media. None means: no such rule.

    `takes` are the ways a medium may be sent, the best first. `min_s`, `max_s` are a clip's length
    in seconds; `least`, `most` count stills; `frontal` wants one that shows the face, beside
    `least` to `most` others that differ. `min_px` is the shorter side; `min_ratio` and `max_ratio`
    are width by height; `ratios` such as `16:9` allow nothing else; `types` are endings (mp4, jpg).
    """

    of: Literal["clip", "stills"]
    takes: tuple[Take, ...]
    types: tuple[str, ...] = ()
    min_s: float | None = None
    max_s: float | None = None
    least: int = 1
    most: int = 1
    frontal: bool = False
    min_px: int | None = None
    max_px: int | None = None
    max_bytes: int | None = None
    min_ratio: float | None = None
    max_ratio: float | None = None
    ratios: tuple[str, ...] = ()

    def choose(self, material: Material) -> list[Medium]:
        """The media to send, as many as may be, the frontal still first."""
        if self.of == "clip":
            clip = material.clip_of(self.min_s, self.max_s)
            return [clip] if clip else []
        return material.pictures()[: self.most + self.frontal]


def shortcomings(material: Material, needs: Needs, *, now: int = 0) -> list[Problem]:
    """Every reason why a material will not do, or may not, for one way of making a character.

    Hard problems stand against sending it. What is not known of a medium is a soft one.
    """
    media = needs.choose(material)
    if needs.of == "clip" and not media:
        return [Problem("there is no clip of it", is_hard=True)]
    problems = [] if needs.of == "clip" else _count(material, needs)
    of: dict[Problem, list[int]] = {}
    for number, medium in enumerate(media, 1):
        for fault in dict.fromkeys(_faults(medium, needs, now)):
            of.setdefault(fault, []).append(number)
    for fault, numbers in of.items():
        which = "the clip" if needs.of == "clip" else _numbered(numbers)
        problems.append(Problem(f"{which}: {fault.text}", fault.is_hard))
    return sorted(problems, key=lambda problem: not problem.is_hard)


def _numbered(numbers: Sequence[int]) -> str:
    """`still 2`, or `stills 1, 2, 4`: what is wrong with several is said once."""
    return f"still{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers))}"


def take_of(medium: Medium, takes: Sequence[Take], now: int) -> Take | None:
    """The best way in which this medium can go to a provider; None where there is none."""
    able = {"url": medium.reachable(now)}
    return next((take for take in takes if able.get(take, bool(medium.path))), None)


def written(medium: Medium, takes: Sequence[Take], now: int) -> Any:
    """A medium as it stands in a kept request: its URL, or a small reference to its file.

    Raises ValueError where it can be sent in none of the ways.
    """
    take = take_of(medium, takes, now)
    if take is None:
        raise ValueError(_unsendable(takes))
    if take == "url":
        return medium.url
    kept = {FILE: medium.path, "as": take, "type": medium.type, "sha256": medium.sha256}
    return {key: value for key, value in kept.items() if value}


def likeness_problem(rule: Likeness, likeness: str, consent: str = "") -> Problem | None:
    """What a provider's rule for real people means for a character; None where it means nothing."""
    if likeness != "real" or rule in {"", "ok"}:
        return None
    if rule == "refused":
        return Problem("it shows a real person, whom this provider refuses", is_hard=True)
    if rule == "liveness":
        text = "it shows a real person, who has to pass the provider's own liveness check first"
        return Problem(text, is_hard=True)
    if consent:
        return None
    text = "it shows a real person, whose consent the provider asks for, and none is noted"
    return Problem(text, is_hard=True)


def media_in(document: Any) -> Iterable[Mapping[str, Any]]:
    """Every reference to a file inside a request's body."""
    if isinstance(document, Mapping):
        if FILE in document:
            yield document
            return
        document = list(document.values())
    if isinstance(document, list):
        for one in document:
            yield from media_in(one)


def _count(material: Material, needs: Needs) -> list[Problem]:
    pictures = material.pictures()
    found: list[str] = []
    if needs.frontal and material.frontal is None:
        found.append("no still is marked as frontal")
    others = len(pictures) - (needs.frontal and material.frontal is not None)
    if others < needs.least:
        beside = " beside the frontal one" if needs.frontal else ""
        kind = "different stills" if needs.least > 1 or needs.frontal else "still"
        found.append(f"{others} of at least {needs.least} {kind}{beside}")
    return [Problem(text, is_hard=True) for text in found]


def _faults(medium: Medium, needs: Needs, now: int) -> list[Problem]:
    problems: list[Problem] = []

    def rule(known: object, broken: bool, text: str) -> None:  # noqa: FBT001 - the rule's outcome
        if known is None:
            fact = text.partition(";")[0]
            problems.append(Problem(f"{fact} is not known", is_hard=False))
        elif broken:
            problems.append(Problem(text, is_hard=True))

    if take_of(medium, needs.takes, now) is None:
        problems.append(Problem(_unsendable(needs.takes), is_hard=True))
    _length(medium, needs, rule)
    if needs.max_bytes is not None:
        size = medium.bytes
        text = f"its size; {(size or 0) / _MB:.1f} MB, and {needs.max_bytes / _MB:g} are the most"
        rule(size, (size or 0) > needs.max_bytes, text)
    _shape(medium, needs, rule)
    kind = _TYPES.get(medium.type, medium.type.rpartition("/")[2])
    if needs.types and kind:
        allowed = " or ".join(needs.types)
        rule(kind, kind not in needs.types, f"its type; {kind}, and {allowed} is taken")
    return problems


def _length(medium: Medium, needs: Needs, rule: Any) -> None:
    if needs.of != "clip" or (needs.min_s is None and needs.max_s is None):
        return
    length = medium.duration_ms
    ms = length or 0
    low, high = needs.min_s, needs.max_s
    short = low is not None and ms < round(low * 1000)
    long = high is not None and ms > round(high * 1000)
    bound = f"at least {low:g} s are needed" if short else f"{high or 0:g} s are the most"
    rule(length, short or long, f"its length; {seconds(ms)} s, and {bound}")


def _shape(medium: Medium, needs: Needs, rule: Any) -> None:
    width, height = medium.width, medium.height
    known = width if height else None
    small, ratio = min(width or 0, height or 0), (width or 1) / (height or 1)
    size = f"{width}x{height}"
    if needs.min_px is not None:
        text = f"its picture; {size}, and {needs.min_px} pixels are the least"
        rule(known, small < needs.min_px, text)
    if needs.max_px is not None:
        text = f"its picture; {size}, and {needs.max_px} pixels are the most"
        rule(known, max(width or 0, height or 0) > needs.max_px, text)
    if needs.min_ratio is not None or needs.max_ratio is not None:
        low, high = needs.min_ratio or 0, needs.max_ratio or float("inf")
        text = f"its shape; {size}, and width by height must be {low:g} to {high:g}"
        rule(known, not low * (1 - _EXACT) <= ratio <= high * (1 + _EXACT), text)
    if needs.ratios:
        fits = any(abs(ratio / _ratio(one) - 1) <= _EXACT for one in needs.ratios)
        rule(known, not fits, f"its shape; {size}, and {' or '.join(needs.ratios)} is needed")


def _ratio(text: str) -> float:
    """`16:9` as a number; ValueError for what is none."""
    width, _, height = text.partition(":")
    return int(width) / int(height)


def _unsendable(takes: Sequence[Take]) -> str:
    if "url" in takes and len(takes) == 1:
        return NO_URL
    if "url" in takes:
        return "neither a file nor a URL is there"
    return "no file of it is on this machine"
