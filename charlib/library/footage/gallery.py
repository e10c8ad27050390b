"""The cast as one HTML file: pictures are embedded, and every text is escaped."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from pathlib import Path

from charlib.domain.character.handle import qualified
from charlib.domain.character.looks import with_look
from charlib.domain.records import Character, Look
from charlib.domain.text import printable
from charlib.errors import CharlibError
from charlib.library import finding
from charlib.library.footage.pictures import portrait_of, thumbnail_of
from charlib.library.moving.exchange import exported
from charlib.library.session import Session

_TAGS = 40
"""The most common tags are offered as filters, up to this number; all can be typed."""


@dataclass(frozen=True, slots=True)
class Written:
    """A gallery that was written."""

    path: Path
    characters: int
    pictures: int


def gallery(
    session: Session,
    path: Path | str,
    query: str = "",
    *,
    everywhere: bool = True,
    title: str = "Cast",
) -> Written:
    """Write characters as one HTML file, with their pictures in it.

    All of the library, or the matches of a query. Raises LibraryError if the file cannot be
    written.
    """
    people = finding.search(session, query, everywhere=everywhere)
    return _write(session, Path(path), people, title)


def _write(session: Session, path: Path, people: Sequence[Character], title: str) -> Written:
    pictures = {
        (person.id, look.name): picture
        for person in people
        for look in person.looks
        if (picture := _picture(session, person, look.name))
    }
    text = page(people, pictures, title, session.project)
    with exported(path) as part:
        part.write_text(text, "utf-8", newline="\n")
    return Written(path, len(people), len({number for number, _ in pictures}))


def _picture(session: Session, person: Character, look: str) -> str:
    try:
        portrait = portrait_of(session, person, sheet=False, look=look)
        data = thumbnail_of(portrait) if portrait else b""
    except CharlibError:  # the page is written without this picture
        return ""
    return base64.b64encode(data).decode()


def page(
    people: Sequence[Character],
    pictures: Mapping[tuple[int, str], str],
    title: str,
    current: str = "",
) -> str:
    """The whole page; the `pictures` are those of looks, by character and name.

    Mentions name the project, unless all characters are of the current one: a page outlives the
    choice of a project, and a copied mention must be of the right character.
    """
    if {person.project for person in people} - {current}:
        current = ""
    template = (
        resources.files("charlib.library.footage").joinpath("gallery.html").read_text("utf-8")
    )
    tags = Counter(tag for person in people for tag in person.tags)
    projects = sorted({person.project for person in people})
    parts = {
        "TITLE": _safe(title),
        "TAGS": "".join(
            f'<button type="button" class="tag" aria-pressed="false" data-tag="{_safe(tag)}">'
            f"{_safe(tag)} <small>{count}</small></button>"
            for tag, count in sorted(tags.items(), key=lambda pair: (-pair[1], pair[0]))[:_TAGS]
        ),
        "PROJECTS": "".join(
            f'<option value="{_safe(slug)}">{_safe(slug)}</option>' for slug in projects
        ),
        "CARDS": "\n".join(_card(person, pictures, current) for person in people),
        "COUNT": str(len(people)),
    }
    before, *pieces = template.split("{{")
    for piece in pieces:  # filled once, from the left: no value is searched for marks
        name, _, after = piece.partition("}}")
        before += parts[name] + after
    return before


def _card(person: Character, pictures: Mapping[tuple[int, str], str], current: str) -> str:
    """One card for all looks of a character: the main one large, the others below it."""
    picture = next(
        (found for look in person.looks if (found := pictures.get((person.id, look.name)))), ""
    )
    mention = f"@{qualified(person.handle, person.project, current)}"
    name = _safe(person.name or person.handle)
    first = (person.name or person.handle)[:1].upper()
    image = (
        f'<img alt="" width="320" height="180" src="data:image/jpeg;base64,{picture}">'
        if picture
        else f'<span class="none" aria-hidden="true">{_safe(first)}</span>'
    )
    look = _safe(person.look)
    others = [*person.looks[1:]]
    texts = [text for look in others for text in (look.name, look.description)]
    words = " ".join(
        [person.handle, person.name, person.look, person.project, *person.tags, *texts]
    )
    looks = "".join(
        _look(person, look, pictures.get((person.id, look.name), ""), mention) for look in others
    )
    tags = "".join(f"<li>{_safe(tag)}</li>" for tag in person.tags)
    return (
        f'<li class="card" data-project="{_safe(person.project)}" data-words="{_safe(words)}"'
        f' data-tags="{escape(json.dumps(person.tags), quote=True)}"><article>'
        f'<div class="picture">{image}</div><h2>{name}</h2>'
        f'<p class="where">{_safe(mention)} <span>{_safe(person.project)}</span></p>'
        + (f'<p class="look" title="{look}">{look}</p>' if look else "")
        + (f'<ul class="tags" aria-label="Tags">{tags}</ul>' if tags else "")
        + f'<div class="copy">{_buttons(person, mention)}</div>'
        + (f'<ul class="looks" aria-label="Looks">{looks}</ul>' if looks else "")
        + "</article></li>"
    )


def _look(person: Character, look: Look, picture: str, mention: str) -> str:
    """Another look on the card of its character."""
    image = (
        f'<img alt="" width="96" height="54" src="data:image/jpeg;base64,{picture}">'
        if picture
        else ""
    )
    where = f" <small>episodes {_safe(look.episodes)}</small>" if look.episodes else ""
    return (
        f'<li>{image}<p class="where">{_safe(look.name)}{where}</p>'
        + (f'<p class="look">{_safe(look.description)}</p>' if look.description else "")
        + f'<div class="copy">{_buttons(person, with_look(mention, look.name), look.name)}</div>'
        + "</li>"
    )


def _buttons(person: Character, mention: str, look: str = "") -> str:
    """Buttons that copy the mention of a look: for charlib, and for each of its accounts."""
    copies = [(mention, "for prompts")]
    for account in dict.fromkeys(binding.account for binding in person.bindings):
        binding = person.binding_at(account, look)
        if binding and binding.state == "ready" and binding.mention:
            copies.append((binding.mention, f"for {account}"))
    return "".join(
        f'<button type="button" data-copy="{escape(text, quote=True)}"'
        f' aria-label="Copy {_safe(text)} {_safe(what)}">'
        f"<code>{_safe(text)}</code><small>{_safe(what)}</small></button>"
        for text, what in copies
    )


def _safe(text: str) -> str:
    """Escape a text for HTML, and show its invisible characters."""
    return escape(printable(text), quote=True)
