"""The material to create a character again (a clip, stills, a name, a look), and what is missing.

A provider wants one *clip* or some *stills*, in a form of its own: a URL, a file, or base64 text.
`shortcomings` tells, before anything is sent, why a material does not meet its rules.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from charlib.domain.footage.clips import cut_out, cut_sound, part_for
from charlib.domain.footage.medium import Medium
from charlib.domain.windows.rules import Problem
from charlib.domain.windows.window import Window, seconds

Take = Literal["url", "file", "base64", "data-url"]
"""How a medium goes to a provider: its URL, a part of a form, or text in the JSON body."""
Likeness = Literal["", "refused", "liveness", "consent", "ok"]
"""A provider's rule for the faces of real people; empty if its pages state none."""

FILE = "$file"
"""The key of a reference to a file in a request: the client replaces it by the file's bytes."""
_NO_URLS: Mapping[str, tuple[str, int | None]] = MappingProxyType({})
_MB = 1024 * 1024
_TOLERANCE = 0.02
_TYPES = {
    "image/jpeg": "jpg", "video/quicktime": "mov", "video/x-msvideo": "avi",
    "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/x-wav": "wav",
}  # fmt: skip


class Material(NamedTuple):
    """Everything that is kept of a character; `frontal` is the still that shows the face.

    `sound` is its voice. `span` is the character's window in milliseconds from the clip's start;
    with it, the clip can be cut. `urls` are the URLs of uploaded files by path, each with the
    moment (milliseconds) at which it expires, if it does.
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
    urls: Mapping[str, tuple[str, int | None]] = _NO_URLS
    sound: Medium | None = None

    def sound_of(self, max_s: float | None, types: Sequence[str]) -> Medium | None:
        """The voice, or the part of it that a provider takes (in seconds), in one of its types."""
        if self.sound is None:
            return None
        return self.with_url(cut_sound(self.sound, max_s, types))

    def clip_of(self, min_s: float | None, max_s: float | None) -> Medium | None:
        """The clip, or the part of it with an allowed length (in seconds)."""
        if self.clip is None or self.span is None or self.clip.duration_ms is None:
            return self.clip
        part = part_for(self.span, self.clip.duration_ms, min_s, max_s)
        return self.with_url(cut_out(self.clip, part))

    def with_url(self, medium: Medium) -> Medium:
        """A medium with the URL that it was uploaded to, if it was."""
        if medium.path not in self.urls:
            return medium
        url, expires = self.urls[medium.path]
        return medium._replace(url=url, url_expires_at=expires)

    def pictures(self) -> list[Medium]:
        """All stills without repetition, the frontal one first."""
        stills = [self.frontal, *self.stills] if self.frontal else [*self.stills]
        once = list({still.identity: still for still in reversed(stills)}.values())[::-1]
        return [self.with_url(still) for still in once]


class Needs(NamedTuple):
    """What one way of making a character requires of its media. None means: no such rule.

    `takes` are the ways to send a medium, the best first. `min_s` and `max_s` limit the length of a
    clip or a sound in seconds. `least` and `most` count stills; with `frontal`, these come in
    addition to one that shows the face, and must differ from it. `min_px` is the shorter side,
    `max_px` the longer one; `min_pixels` and `max_pixels` are width times height, `min_ratio` and
    `max_ratio` width by height; `ratios` such as `16:9` exclude all others; `min_fps` and `max_fps`
    are a clip's frames in a second; `types` are file name endings (mp4, jpg, wav); `hosts` are
    those whose URLs it surely takes.
    """

    of: Literal["clip", "stills", "sound"]
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
    min_pixels: int | None = None
    max_pixels: int | None = None
    min_fps: float | None = None
    max_fps: float | None = None
    hosts: tuple[str, ...] = ()

    @property
    def limits_rate(self) -> bool:
        """Whether a clip's frames in a second have limits."""
        return self.of == "clip" and (self.min_fps is not None or self.max_fps is not None)

    def choose(self, material: Material) -> list[Medium]:
        """The media to send, as many as allowed, the frontal still first."""
        if self.of == "sound":
            sound = material.sound_of(self.max_s, self.types)
            return [sound] if sound else []
        if self.of == "clip":
            clip = material.clip_of(self.min_s, self.max_s)
            return [clip] if clip else []
        return material.pictures()[: self.most + self.frontal]


_ONE = {"clip": "the clip", "sound": "the voice"}


def shortcomings(material: Material, needs: Needs, *, now: int = 0) -> list[Problem]:
    """Every reason why a material does not meet the needs of one way of making a character.

    Hard problems forbid sending it. An unknown fact about a medium is a soft problem.
    """
    media = needs.choose(material)
    if needs.of != "stills" and not media:
        return [Problem(f"no {_ONE[needs.of][4:]} is kept", is_hard=True)]
    problems = list(_missing_stills(material, needs)) if needs.of == "stills" else []
    numbers_of: dict[Problem, list[int]] = {}
    for number, medium in enumerate(media, 1):
        for problem in dict.fromkeys(_problems(medium, needs, now)):
            numbers_of.setdefault(problem, []).append(number)
    for problem, numbers in numbers_of.items():
        which = _ONE.get(needs.of) or _numbered(numbers)
        problems.append(problem._replace(text=f"{which}: {problem.text}"))
    return sorted(problems, key=lambda problem: not problem.is_hard)


def _numbered(numbers: Sequence[int]) -> str:
    """`still 2`, or `stills 1, 2, 4`: a problem of several stills is reported once."""
    return f"still{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers))}"


def best_take(medium: Medium, takes: Sequence[Take], now: int) -> Take | None:
    """The best way to send this medium to a provider; None if there is none."""
    is_possible = {"url": medium.is_reachable(now)}
    return next((take for take in takes if is_possible.get(take, bool(medium.path))), None)


def request_value(medium: Medium, takes: Sequence[Take], now: int) -> Any:
    """A medium as the value in a kept request: its URL, or a small reference to its file.

    Raises ValueError if it can be sent in none of these ways.
    """
    take = best_take(medium, takes, now)
    if take is None:
        raise ValueError(_unsendable(takes).text)
    if take == "url":
        return medium.url
    reference = {FILE: medium.path, "as": take, "type": medium.type, "sha256": medium.sha256}
    return {key: value for key, value in reference.items() if value}


def likeness_problem(rule: Likeness, likeness: str, consent: str = "") -> Problem | None:
    """What a provider's rule for real people means for a character; None if nothing."""
    if likeness != "real" or rule in {"", "ok"} or (rule == "consent" and consent):
        return None
    return Problem(f"it shows a real person; {_LIKENESS_RULES[rule]}", is_hard=True)


_LIKENESS_RULES = {
    "refused": "this provider refuses real people",
    "liveness": "this provider requires its own liveness check first",
    "consent": "this provider requires consent, and no consent is noted",
}


def media_in(document: Any) -> Iterable[Mapping[str, Any]]:
    """Every reference to a file in a request's body."""
    if isinstance(document, Mapping):
        if FILE in document:
            yield document
            return
        document = list(document.values())
    if isinstance(document, list):
        for value in document:
            yield from media_in(value)


def _missing_stills(material: Material, needs: Needs) -> Iterator[Problem]:
    if needs.frontal and material.frontal is None:
        yield Problem("no still is marked as frontal", is_hard=True)
    count = len(material.pictures()) - (needs.frontal and material.frontal is not None)
    if count < needs.least:
        beside = " beside the frontal one" if needs.frontal else ""
        kind = "different stills" if needs.least > 1 or needs.frontal else "stills"
        text = f"{count} {kind} are kept{beside}; the minimum is {needs.least}"
        yield Problem(text, is_hard=True)


def _problems(medium: Medium, needs: Needs, now: int) -> Iterator[Problem]:
    take = best_take(medium, needs.takes, now)
    if take is None:
        yield _unsendable(needs.takes)
    elif take == "url" and needs.hosts and not _is_at(medium.url, needs.hosts):
        yield Problem(f"its URL must be at {' or '.join(needs.hosts)}", is_hard=True)
    yield from _length_problems(medium, needs)
    yield from _size_problems(medium, needs)
    yield from _shape_problems(medium, needs)
    yield from _rate_problems(medium, needs)
    kind = _TYPES.get(medium.type, medium.type.rpartition("/")[2])
    if needs.types and kind and kind not in needs.types:
        yield Problem(f"its type is {kind}; it must be {' or '.join(needs.types)}", is_hard=True)


_HERE = {"127.0.0.1", "localhost", "::1"}


def _is_at(url: str, hosts: Iterable[str]) -> bool:
    from urllib.parse import urlsplit  # noqa: PLC0415 - few providers name hosts

    host = urlsplit(url).hostname or ""
    # A provider elsewhere cannot fetch from this machine: only its simulator is given such a URL.
    return host in _HERE or any(host == each or host.endswith(f".{each}") for each in hosts)


def _unknown(fact: str) -> Problem:
    return Problem(f"{fact} is not known", is_hard=False)


def _length_problems(medium: Medium, needs: Needs) -> Iterator[Problem]:
    low, high, length = needs.min_s, needs.max_s, medium.duration_ms
    if needs.of == "stills" or (low is None and high is None):
        return
    if length is None:
        yield _unknown("its length")
    elif low is not None and length < round(low * 1000):
        text = f"its length is {seconds(length)} s; the minimum is {low:g} s"
        yield Problem(text, is_hard=True)
    elif high is not None and length > round(high * 1000):
        text = f"its length is {seconds(length)} s; the maximum is {high:g} s"
        yield Problem(text, is_hard=True)


def _size_problems(medium: Medium, needs: Needs) -> Iterator[Problem]:
    if needs.max_bytes is None:
        return
    if medium.bytes is None:
        yield _unknown("its size in bytes")
    elif medium.bytes > needs.max_bytes:
        size, most = medium.bytes / _MB, needs.max_bytes / _MB
        yield Problem(f"its size is {size:.1f} MB; the maximum is {most:g} MB", is_hard=True)


def _shape_problems(medium: Medium, needs: Needs) -> Iterator[Problem]:
    limits = (
        needs.min_px, needs.max_px, needs.min_ratio, needs.max_ratio, needs.min_pixels,
        needs.max_pixels,
    )  # fmt: skip
    if limits == (None,) * len(limits) and not needs.ratios:
        return
    if not medium.width or not medium.height:
        yield _unknown("its size in pixels")
        return
    for rule in _broken_shape_rules(medium.width, medium.height, needs):
        yield Problem(f"it is {medium.width}x{medium.height}; {rule}", is_hard=True)


def _broken_shape_rules(width: int, height: int, needs: Needs) -> Iterator[str]:
    ratio = width / height
    if needs.min_px is not None and min(width, height) < needs.min_px:
        yield f"each side needs at least {needs.min_px} pixels"
    if needs.max_px is not None and max(width, height) > needs.max_px:
        yield f"each side has at most {needs.max_px} pixels"
    if needs.min_pixels is not None and width * height < needs.min_pixels:
        yield f"it needs at least {needs.min_pixels:,} pixels in all"
    if needs.max_pixels is not None and width * height > needs.max_pixels:
        yield f"it may have at most {needs.max_pixels:,} pixels in all"
    low, high = needs.min_ratio or 0, needs.max_ratio or float("inf")
    if not low * (1 - _TOLERANCE) <= ratio <= high * (1 + _TOLERANCE):
        yield f"its width divided by its height must be {low:g} to {high:g}"
    if needs.ratios and not any(_is_ratio(ratio, allowed) for allowed in needs.ratios):
        yield f"its shape must be {' or '.join(needs.ratios)}"


def _rate_problems(medium: Medium, needs: Needs) -> Iterator[Problem]:
    low, high, rate = needs.min_fps, needs.max_fps, medium.fps
    if not needs.limits_rate:
        return
    if rate is None:
        yield _unknown("its frame rate")
    elif low is not None and rate < low * (1 - _TOLERANCE):
        yield Problem(f"it has {rate:g} frames a second; the minimum is {low:g}", is_hard=True)
    elif high is not None and rate > high * (1 + _TOLERANCE):
        yield Problem(f"it has {rate:g} frames a second; the maximum is {high:g}", is_hard=True)


def _is_ratio(ratio: float, allowed: str) -> bool:
    """Whether a ratio is the allowed one, such as `16:9`, or nearly so."""
    width, _, height = allowed.partition(":")
    return abs(ratio / (int(width) / int(height)) - 1) <= _TOLERANCE


def _unsendable(takes: Sequence[Take]) -> Problem:
    if "url" in takes and len(takes) == 1:
        return Problem("it has no public URL, or its URL has expired", is_hard=True, kind="no-url")
    if "url" in takes:
        return Problem("neither a file nor a URL is there", is_hard=True)
    return Problem("its file is not on this machine", is_hard=True)
