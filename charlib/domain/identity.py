"""Whether a face is a character's: thresholds, verdicts, and what a film says altogether.

A score is the cosine of the angle between a face's vector and the character's template: 1 for the
same picture, about 0 for strangers. The thresholds belong to SFace; the page `identity` of the
manual has the error rates that were measured with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median_low
from typing import Any, NamedTuple, Protocol

from charlib.domain.choices import WORSENING, Verdict

SAME = 0.45
"""From this score on, a face is the character's."""
UNSURE = 0.33
"""From this score on, it may be; below, it is another person's, if it can be seen well."""
LEAST_PX = 30
"""The height in pixels of the smallest face that is looked at."""
CLEAR_PX = 40
"""The height from which a face may become part of a template, or be called another person's."""
SHARP = 0.055
"""Less fine detail than this is a blurred face."""
FRONTAL = 0.35
"""A face turned further away, towards 0 for a profile, is never called another person's."""
NO_FACE = "no face"
_UNCLEAR = "the face is too small, or turned away"
_CROWD = "it has more faces than are compared"
_MAY_BE = "the face may be that of a character who cannot be compared"


class FaceQuality(NamedTuple):
    """How well a face can be seen: height in pixels, fine detail, and 1 for frontal, 0 for turned.

    `is_person` is whether it looks like the face of a person: detectors find dogs too. Of a crowd
    only the largest faces are compared.
    """

    size: int
    sharpness: float = 1.0
    frontality: float = 1.0
    is_person: bool = True
    is_compared: bool = True

    @property
    def problem(self) -> str:
        """Why nothing can be told of this face; empty if something can."""
        if self.size < LEAST_PX:
            return f"the face is too small: {self.size} px high; the minimum is {LEAST_PX}"
        if self.sharpness < SHARP:
            return "the face is blurred"
        if not self.is_person:
            return NO_FACE
        return "" if self.is_compared else _CROWD

    @property
    def is_clear(self) -> bool:
        """Whether a low score of this face means that it is another person's."""
        return not self.problem and self.size >= CLEAR_PX and self.frontality >= FRONTAL


def verdict(score: float | None, quality: FaceQuality | None) -> Verdict:
    """What a score says about a face. It takes a better face to call it another person's."""
    if score is None or quality is None or quality.problem:
        return "cannot-tell"
    if score >= SAME:
        return "same"
    if score >= UNSURE:
        return "unsure"
    return "another" if quality.is_clear else "cannot-tell"


class Sighting(NamedTuple):
    """A face in a film that is nearest to a character: when, how near, and how well seen."""

    at_ms: int
    score: float
    quality: FaceQuality


class Finding(NamedTuple):
    """What the faces of a film, or of a picture, say about a character.

    The score is the median; `frame_ms` is the frame that has it, `lowest` the score and the moment
    of the least alike one. `why` says why nothing can be told.
    """

    verdict: Verdict
    score: float | None = None
    frame_ms: int | None = None
    lowest: tuple[float, int] | None = None
    why: str = ""


class Check(NamedTuple):
    """A finding about a look of a character, whose handle has its project where needed."""

    handle: str
    look: str
    verdict: Verdict
    score: float | None = None
    frame_ms: int | None = None
    lowest: tuple[float, int] | None = None
    why: str = ""


class _Told(Protocol):
    """What a check says: also one that the library remembers."""

    @property
    def verdict(self) -> Verdict: ...
    @property
    def score(self) -> float | None: ...


def standing(checks: Iterable[_Told]) -> tuple[int, float]:
    """A key that sorts takes by their checks, the best first: what counts is the worst character.

    Takes without a check come last.
    """
    known = list(checks)
    ranks = [WORSENING.index(check.verdict) for check in known]
    scores = [check.score for check in known if check.score is not None]
    return max(ranks, default=len(WORSENING)), -min(scores, default=-1.0)


class Answer(NamedTuple):
    """Who is in a picture or a film: characters, the nearest first; nobody if there are none.

    The verdict is `same` or `unsure` if there is somebody, `another` for people who are not in the
    library, `cannot-tell` with the reason in `why`.
    """

    verdict: Verdict
    people: tuple[Check, ...] = ()
    faces: int = 0
    why: str = ""


def is_seen(sightings: Sequence[Sighting], looks: int) -> bool:
    """Whether a character is in a film: unsure faces must be seen more than once."""
    return len(sightings) > (looks > 1) or any(each.score >= SAME for each in sightings)


def answered(people: Sequence[Check], faces: Sequence[FaceQuality]) -> Answer:
    """Who is in a picture or a film, out of the characters that are alike and all faces in it."""
    usable = [face for face in faces if not face.problem]
    if people:
        nearest = sorted(people, key=lambda each: -(each.score or 0))
        first = {each.handle: each for each in reversed(nearest)}  # one look of each
        shown = [each for each in nearest if first[each.handle] is each]
        return Answer(shown[0].verdict, tuple(shown), len(usable))
    problems = [face.problem for face in faces]
    if any(face.is_clear for face in usable) and _CROWD not in problems:
        return Answer("another", (), len(usable))
    why = _CROWD if _CROWD in problems else _UNCLEAR if usable else _main(problems)
    return Answer("cannot-tell", (), len(usable), why)


def concluded(sightings: Sequence[Sighting], problems: Sequence[str] = ()) -> Finding:
    """What all sightings of a character say; `problems` are those of the faces left out."""
    seen = [each for each in sightings if not each.quality.problem]
    clear = [each for each in seen if each.quality.is_clear]
    if not seen:
        return Finding("cannot-tell", why=_main(problems))
    middle = _middle(seen)
    if middle.score < UNSURE and clear:
        middle = _middle(clear)  # the others lower the score of anybody
    said = verdict(middle.score, middle.quality)
    lowest = min(seen, key=lambda each: each.score)
    why = _UNCLEAR if said == "cannot-tell" else ""
    if said == "another" and _CROWD in problems:
        said, why = "cannot-tell", _CROWD
    return Finding(said, middle.score, middle.at_ms, (lowest.score, lowest.at_ms), why)


def excused(finding: Finding) -> Finding:
    """A finding where a film should show somebody else too, whose face nobody knows."""
    if finding.verdict != "another":
        return finding
    return finding._replace(verdict="cannot-tell", why=_MAY_BE)


def _middle(sightings: Sequence[Sighting]) -> Sighting:
    score = median_low(each.score for each in sightings)
    return next(each for each in sightings if each.score == score)


def _main(problems: Sequence[str]) -> str:
    """The reason that says most: a face that cannot be used, rather than none."""
    better = [text for text in problems if text != NO_FACE]
    return better[0] if better else NO_FACE


def assigned(scores: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """Which face is which character's: (character, face) → score becomes character → face.

    The most alike pair comes first; no face is two characters'.
    """
    pairs: dict[int, int] = {}
    for person, face in sorted(scores, key=lambda pair: -scores[pair]):
        if person not in pairs and face not in pairs.values():
            pairs[person] = face
    return pairs


def disagreeing(alike: Sequence[Sequence[float]]) -> list[int]:
    """Which of some faces of one character are somebody else's, by the score of each pair.

    Two faces agree from `UNSURE` on. The character is the face with which most others agree, the
    first of equals, and those others. A face is somebody else's if it agrees with fewer than half
    of them.
    """
    count = len(alike)
    agree = [
        [one == two or alike[one][two] >= UNSURE for two in range(count)] for one in range(count)
    ]
    if not count:
        return []
    head = max(range(count), key=lambda one: (sum(agree[one]), -one))
    group = [one for one in range(count) if agree[head][one]]
    return [
        one
        for one in range(count)
        if one not in group and 2 * sum(agree[one][two] for two in group) < len(group)
    ]


def form(record: Check | Answer) -> dict[str, Any]:
    """The JSON form of a check or an answer."""
    if isinstance(record, Answer):
        people = [form(each) for each in record.people]
        return {**record._asdict(), "people": people}
    lowest = record.lowest and {"score": round(record.lowest[0], 3), "ms": record.lowest[1]}
    score = None if record.score is None else round(record.score, 3)
    return {**record._asdict(), "score": score, "lowest": lowest}
