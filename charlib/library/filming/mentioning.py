"""What a mention may go on with while it is written: people, their looks, and projects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.character.looks import with_look
from charlib.domain.prompts import cursor, prompt
from charlib.library import finding
from charlib.library.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from charlib.domain.prompts.cursor import Typed
    from charlib.domain.records import Character, Look

_PROJECTS = 3
_WORD = re.compile(r"[^\W_]+")
_LOOKED_INTO = 300
"""Characters before the end of a text, in which its last mentions are looked for."""


class Offer(NamedTuple):
    """One way to go on: the `text` after the `@`, and what it means.

    That is a character, perhaps in a look of it; without one, the project whose handles follow.
    """

    text: str
    project: str
    character: Character | None = None
    look: Look | None = None


class Offers(NamedTuple):
    """The offers, and the text after the `@` that each of them would replace.

    `typed` is None if the text does not end with a mention.
    """

    typed: str | None
    offers: tuple[Offer, ...] = ()


def complete_mention(session: Session, text: str, *, limit: int = 8) -> Offers:
    """What the mention that a prompt ends with may go on with; the text ends at the cursor.

    After an `@`, handles and other handles that begin with what was typed, then names, then
    projects; after `@project/` those of that project; after `+` the looks of a character.
    """
    now = _typed(session, text)
    if now is None:
        return Offers(None)
    with session.store.turn():
        found = _looks(session, now) if now.look is not None else _people(session, now, limit)
        return Offers(now.text, tuple(offer for offer, _ in zip(found, range(limit), strict=False)))


def _typed(session: Session, text: str) -> Typed | None:
    end = text[-_LOOKED_INTO:]
    now = cursor.typed(end)
    if now is not None or (at := max(end.rfind(mark) for mark in "@\uff20\ufe6b")) <= 0:
        return now
    before = end[:at]
    known = session.store.read.characters.known(prompt.candidates(before), session.project)
    *_, last = prompt.parse(before, known)
    if isinstance(last, str) or last.key is None:
        return None
    return cursor.typed(end, follows_mention=True)


def _looks(session: Session, now: Typed) -> Iterator[Offer]:
    """The looks of the character before the `+`."""
    project = now.project or session.project
    person = session.store.read.characters.by_handle(project, now.handle)
    before = now.handle if now.project is None else f"{now.project}/{now.handle}"
    for look in person.looks[1:] if person else ():
        if person and look.name.startswith(now.look or ""):
            yield Offer(with_look(before, look.name), person.project, person, look)


def _people(session: Session, now: Typed, limit: int) -> Iterator[Offer]:
    """Handles that begin so, then people whose names do, then projects, which have room."""
    project = session.project if now.project is None else now.project
    others = []
    if now.handle and now.project is None and not now.is_name:
        slugs = [each.slug for each in session.store.read.projects.all()]
        others = [slug for slug in slugs if slug.startswith(now.handle) and slug != project]
    others = others[: min(_PROJECTS, limit // 2)]
    seen = set[int]()
    for handle, person in _called(session, now, project, limit):
        if person.id not in seen and len(seen) + len(others) < limit:
            seen.add(person.id)
            text = handle if now.project is None else f"{project}/{handle}"
            yield Offer(text, project, person)
    yield from (Offer(f"{slug}/", slug) for slug in others)


def _called(
    session: Session, now: Typed, project: str, limit: int
) -> Iterator[tuple[str, Character]]:
    read = session.store.read.characters
    if not now.handle:
        people = finding.page(session, f"project:{project}", limit=limit).people
        yield from ((person.handle, person) for person in people)
        return
    found = [] if now.is_name else session.store.read.beginnings.handles(project, now.handle, limit)
    by_id = {person.id: person for person in read.by_ids([number for _, number in found])}
    yield from ((handle, by_id[number]) for handle, number in found if number in by_id)
    if len(by_id) < limit:
        words = _WORD.findall(now.handle)
        query = " ".join(f"name:{word}*" for word in words)
        named = finding.page(session, f"project:{project} {query}", limit=limit).people
        yield from ((person.handle, person) for person in named if words)
