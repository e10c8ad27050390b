"""The films of a gallery: by episode and scene, the takes of a scene side by side."""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from charlib.domain import scenes
from charlib.domain.character.handle import qualified
from charlib.domain.character.looks import with_look
from charlib.domain.records import Character, Check, Task
from charlib.domain.scenes import Scene
from charlib.domain.text import printable
from charlib.errors import CharlibError
from charlib.library.footage import player
from charlib.library.footage.pictures import picture_of, thumbnail_of
from charlib.library.nouns.takes import Takes
from charlib.library.session import Session

_MOST = 1_000
"""The newest films that a page shows; each has a picture in it."""


class Film(NamedTuple):
    """A take whose film is here, and the poster frame or, in a portable page, the film strip."""

    take: Task
    path: Path
    picture: str


def films_of(
    session: Session,
    people: Sequence[Character] | None,
    *,
    everywhere: bool,
    is_portable: bool,
) -> list[Film]:
    """The films that show any of these characters, or all, in the order of the story."""
    takes = Takes(session).list("has:film", limit=_MOST, everywhere=everywhere)
    if people is not None:
        handles = {person.handle for person in people}
        takes = [take for take in takes if handles.intersection(map(_handle, take.characters))]
    films = [(take, film) for take in takes if (film := player.film_of(session, take))]
    return [
        Film(take, path, _picture(session, take, path, is_portable=is_portable))
        for take, path in sorted(films, key=lambda film: _place(film[0]))
    ]


def _handle(mentioned: str) -> str:
    """The handle of a character that a take shows in one of its looks: `mia+uniform`."""
    return mentioned.partition("+")[0]


def _place(take: Task) -> tuple[object, ...]:
    is_loose = not Scene(take.episode, take.scene).is_named
    label = scenes.natural(take.scene)
    return take.project, is_loose, take.episode or 0, label, take.take or 0, take.id


def _picture(session: Session, take: Task, path: Path, *, is_portable: bool) -> str:
    source = session.store.read.sources.of_task(take.id)
    known = source.sha256 if source else None
    try:
        picture = picture_of(session.home.media, path, None, sheet=is_portable, sha256=known)
        return base64.b64encode(thumbnail_of(picture)).decode()
    except CharlibError:  # the page is written without this picture
        return ""


def section(films: Sequence[Film], page: Path, current: str, *, is_portable: bool) -> str:
    """The films as HTML: a part for each episode, a list for each scene; empty without films."""
    parts = []
    for (project, episode), of_episode in groupby(
        films, key=lambda f: (f.take.project, f.take.episode)
    ):
        title = f"Episode {episode}" if episode is not None else "Films"
        if project != current:
            title = f"{project}: {title}"
        parts.append(f"<h2>{_safe(title)}</h2>")
        for scene, of_scene in groupby(of_episode, key=lambda film: film.take.scene):
            parts.append(f"<h3>Scene {_safe(scene)}</h3>" if scene else "")
            takes = "".join(
                _take(film, page, current, is_portable=is_portable) for film in of_scene
            )
            parts.append(f'<ul class="takes">{takes}</ul>')
    return f'<section id="films" aria-label="Films">{"".join(parts)}</section>' if parts else ""


def _take(film: Film, page: Path, current: str, *, is_portable: bool) -> str:
    take = film.take
    number = f"Take {take.take}" if take.take is not None else f"Task {take.id}"
    stars = (
        f' <span title="rating {take.rating} of 5">{"★" * take.rating}</span>'
        if take.rating
        else ""
    )
    picked = ' <strong class="pick">✓ picked</strong>' if take.picked else ""
    people = " ".join(f"@{qualified(handle, take.project, current)}" for handle in take.characters)
    words = f"{people} {take.template} {take.note} {take.scene} {take.project}"
    checks = "".join(
        f'<p class="check">{_safe(_checked(check, take, current))}</p>' for check in take.checks
    )
    note = f'<p class="note">{_safe(take.note)}</p>' if take.note else ""
    return (
        f'<li class="take{" picked" if take.picked else ""}" data-project="{_safe(take.project)}"'
        f' data-words="{_safe(words)}"><article>{_screen(film, page, is_portable=is_portable)}'
        f"<h4>{number}{stars}{picked}</h4>"
        f'<p class="where">{_safe(people)}</p><p class="look">{_safe(take.template)}</p>'
        f"{checks}{note}"
        "</article></li>"
    )


def _checked(check: Check, take: Task, current: str) -> str:
    """What the last check said of a character: `@mia same 0.74`."""
    score = "" if check.score is None else f" {check.score:.2f}"
    handle = qualified(with_look(check.handle, check.look), take.project, current)
    return f"@{handle} {check.verdict}{score}"


def _screen(film: Film, page: Path, *, is_portable: bool) -> str:
    """The film, with its poster; in a portable page only the pictures of it."""
    data = f"data:image/jpeg;base64,{film.picture}" if film.picture else ""
    if is_portable:
        image = f'<img alt="" src="{data}">' if data else '<span class="none">▶</span>'
        return f'<div class="picture strip">{image}</div>'
    poster = f' poster="{data}"' if data else ""
    address = escape(_address(film.path, page), quote=True)
    return (
        f'<div class="picture"><video controls preload="none"{poster} src="{address}">'
        f'<a href="{address}">film</a></video></div>'
    )


def _address(film: Path, page: Path) -> str:
    """Where the film is, as seen from the page."""
    try:
        relative = os.path.relpath(film.resolve(), page.resolve().parent)
    except ValueError:  # another drive
        return film.resolve().as_uri()
    return quote(relative.replace(os.sep, "/"))


def _safe(text: str) -> str:
    """Escape a text for HTML, and show its invisible characters."""
    return escape(printable(text), quote=True)
