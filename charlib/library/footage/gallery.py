"""The cast as one HTML file that needs nothing else: pictures are in it, and no name is trusted."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from pathlib import Path

from charlib.domain.records import Character
from charlib.domain.text import printable
from charlib.errors import CharlibError, LibraryError
from charlib.files import replacing
from charlib.library import finding
from charlib.library.footage.pictures import portrait_of, thumbnail_of
from charlib.library.session import Session

_TAGS = 40
"""So many tags are offered as filters, those of most characters first; all can be typed."""


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
    """Write characters as one HTML file that needs nothing else: pictures are in it.

    All of the library, or the matches of a query. Raises LibraryError if the file cannot be
    written.
    """
    people = finding.search(session, query, everywhere=everywhere)
    return _write(session, Path(path), people, title)


def _write(session: Session, path: Path, people: Sequence[Character], title: str) -> Written:
    pictures = {one.id: picture for one in people if (picture := _picture(session, one))}
    text = page(people, pictures, title)
    try:
        with replacing(path, private=False) as part:
            part.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise LibraryError(
            f"{printable(str(path))} cannot be written: {error.strerror}",
            hint="Choose another file",
        ) from error
    return Written(path, len(people), len(pictures))


def _picture(session: Session, person: Character) -> str:
    try:
        found = portrait_of(session, person, sheet=False)
        data = thumbnail_of(found) if found else b""
    except CharlibError:  # a page without that picture is better than no page
        return ""
    return base64.b64encode(data).decode()


def page(people: Sequence[Character], pictures: dict[int, str], title: str) -> str:
    """The whole page."""
    template = (
        resources.files("charlib.library.footage").joinpath("gallery.html").read_text("utf-8")
    )
    tags = Counter(tag for one in people for tag in one.tags)
    projects = sorted({one.project for one in people})
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
        "CARDS": "\n".join(_card(one, pictures.get(one.id, "")) for one in people),
        "COUNT": str(len(people)),
    }
    before, *pieces = template.split("{{")
    for piece in pieces:  # filled once, from the left: what is filled in is never looked at again
        name, _, after = piece.partition("}}")
        before += parts[name] + after
    return before


def _card(one: Character, picture: str) -> str:
    name = _safe(one.name or one.handle)
    first = (one.name or one.handle)[:1].upper()
    image = (
        f'<img alt="" width="320" height="180" src="data:image/jpeg;base64,{picture}">'
        if picture
        else f'<span class="none" aria-hidden="true">{_safe(first)}</span>'
    )
    words = " ".join([one.handle, one.name, one.look, one.project, *one.tags])
    tags = "".join(f"<li>{_safe(tag)}</li>" for tag in one.tags)
    return (
        f'<li class="card" data-project="{_safe(one.project)}" data-words="{_safe(words)}"'
        f' data-tags="{escape(json.dumps(one.tags), quote=True)}"><article>'
        f'<div class="picture">{image}</div><h2>{name}</h2>'
        f'<p class="where">@{_safe(one.handle)} <span>{_safe(one.project)}</span></p>'
        + (f'<p class="look" title="{_safe(one.look)}">{_safe(one.look)}</p>' if one.look else "")
        + (f'<ul class="tags" aria-label="Tags">{tags}</ul>' if tags else "")
        + f'<div class="copy">{_buttons(one)}</div></article></li>'
    )


def _buttons(one: Character) -> str:
    """What goes into a prompt: for charlib, and for each account that knows the character."""
    said = [(f"@{one.handle}", "for charlib prompt")]
    for account in dict.fromkeys(binding.account for binding in one.bindings):
        binding = one.binding_at(account)
        if binding and binding.state == "ready" and binding.mention:
            said.append((binding.mention, f"for {account}"))
    return "".join(
        f'<button type="button" data-copy="{escape(text, quote=True)}"'
        f' aria-label="Copy {_safe(text)} {_safe(what)}">'
        f"<code>{_safe(text)}</code><small>{_safe(what)}</small></button>"
        for text, what in said
    )


def _safe(text: str) -> str:
    """Text as HTML text or attribute: nothing in it is markup, nothing in it is invisible."""
    return escape(printable(text), quote=True)
