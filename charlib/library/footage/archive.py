"""Keeping the footage that characters can be created from again after their provider is gone.

Keeping is never a condition: a creation succeeds even if no footage can be kept, and `keep` can try
again as long as the source exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from charlib.domain.character.looks import parse_name, parted, with_look
from charlib.domain.text import printable
from charlib.domain.windows.window import Window, WindowLike
from charlib.errors import CharlibError, InvalidInput, NotFound, Unreachable, prefixed
from charlib.hints import Hint, Notice, argument, call
from charlib.library import finding
from charlib.library.footage import kept, portraits, videos
from charlib.library.footage.avatars import avatar_of
from charlib.library.footage.faces import warn_of_two_people
from charlib.library.footage.kept import keeping, show_where
from charlib.library.nouns.sources import Sources
from charlib.library.session import Session, Warn, warned

if TYPE_CHECKING:
    from charlib.domain.footage.kept import KeptFile, NotKept, SeenWindow
    from charlib.domain.records import Character, Look, Source
    from charlib.media import Damage

    Outcome = list[KeptFile] | CharlibError
    """The files kept of a window, or the error."""

Film: TypeAlias = Path | str
"""Where a film can be read: a file, or a URL."""
Cut: TypeAlias = tuple[Film, Window]
"""A film, and the window that is cut from it."""

_THREADS = 3
_UNSEEN = "no window is known"


class Work(NamedTuple):
    """A window to cut from a film, and to keep: for whom, and with which picture of a provider."""

    film: Film
    window: Window
    handle: str = ""
    window_id: int = 0
    is_kept: bool = False
    avatar: str | None = None


def keep(
    session: Session,
    handle: str,
    *,
    source: str | None = None,
    window: WindowLike | None = None,
    still: str | Path | Sequence[str | Path] = (),
    look: str = "",
    warn: Warn | None = None,
) -> Character:
    """Keep the footage to create a character again; files kept already stay as they are.

    Missing kept files are created again. With `source` and `window`, that part of a video is kept
    too; with `still`, own pictures are, the portrait first. The character is made from what was
    kept last. The `look` is another one than the main one. `warn` is told of films that are
    damaged, and of stills that show two people.

    Raises NotFound, InvalidInput, MediaError, MissingExtra, Unreachable.
    """
    character = finding.character(session, handle)
    one = finding.look(session, character, parse_name(look) if look else "")
    name = with_look(session.qualified(character), one.name)
    if still:
        if source is not None or window is not None:
            raise InvalidInput(
                "pictures and a video are kept one after the other",
                hint=Hint("Give {}, or {} and {}", *map(argument, ("still", "source", "window"))),
            )
        portraits.keep(session, character, one, still)
        warn_of_two_people(session, [character], warn or warned)
        return finding.character(session, handle)
    if (source is None) != (window is None):
        raise InvalidInput(
            "a source and a window belong together",
            hint=Hint("Give {} {}", argument("source", "FILE"), argument("window", "START,END")),
        )
    if source is not None and window is not None:
        _keep_window(session, character, one, source, Window.of(window), warn or warned)
        warn_of_two_people(session, [character], warn or warned)
        return character
    places = session.store.read.footage.windows_of(character.id, one.id)
    if not places:
        raise NotFound(f"@{name}: {_UNSEEN}", hint=show_where(name))
    wanted = [] if any(_is_kept(session, place) for place in places) else [(name, places[0])]
    refused = _keep(session, wanted, warn or warned)
    if refused:
        raise CharlibError(f"@{name}: {refused[0].why}", hint=refused[0].hint)
    warn_of_two_people(session, [character], warn or warned)
    return character


def keep_all(
    session: Session, characters: Iterable[Character], *, warn: Warn | None = None
) -> list[NotKept]:
    """Keep the missing footage of characters, in each of their looks.

    Returns those of which nothing could be kept; a look without any footage is only described.
    `warn` is told of films that are damaged, and of stills that show two people.
    """
    from charlib.domain.footage.kept import NotKept

    wanted: list[tuple[str, SeenWindow]] = []
    unseen: list[NotKept] = []
    every = list(characters)
    for character in every:
        handle, seen = session.qualified(character), False
        for look in character.looks:
            places = session.store.read.footage.windows_of(character.id, look.id)
            if places and not any(_is_kept(session, place) for place in places):
                wanted.append((with_look(handle, look.name), places[0]))
            seen |= bool(places)
        if not seen:
            unseen.append(NotKept(handle, _UNSEEN, show_where(handle)))
    refused = unseen + _keep(session, wanted, warn or warned)
    warn_of_two_people(session, every, warn or warned)
    return refused


def keep_bound(session: Session, bindings: Sequence[str], warn: Warn, *, keep: bool = True) -> None:
    """Keep the windows of new bindings, by uid; what cannot be kept is a warning.

    Without `keep`, record that they are not to be kept.
    """
    session.store.look_again()  # a backup may have been restored while they were created
    read = session.store.read
    if not keep:
        _decline(session, read.footage.windows_of_bindings(bindings).values())
        return
    states = read.jobs.states("binding", bindings)
    bound = [number for number in bindings if states.get(number) in {"processing", "ready"}]
    places = read.footage.windows_of_bindings(bound)
    fresh = {number: place for number, place in places.items() if not place.keeping}
    handles = read.footage.handles_of(list(fresh))
    try:
        wanted = [(handles[number], place) for number, place in fresh.items()]
        refused = _keep(session, wanted, warn)
    except CharlibError as error:
        warn(Notice(f"no footage is kept: {error}", error.hint))
    else:
        _warn_of(refused, warn)
        warn_of_two_people(
            session, (finding.character(session, name) for name in handles.values()), warn
        )
    for place in places.values():
        if place.keeping == "kept":
            _add_avatar(session, place)


def _decline(session: Session, places: Iterable[SeenWindow]) -> None:
    with session.store.write() as writer:
        for place in places:
            if not place.keeping:
                writer.footage.mark(place.id, "declined")


def _warn_of(refused: Sequence[NotKept], warn: Warn) -> None:
    if refused:
        first, others = refused[0], len(refused) - 1
        more = f" and {others} more" if others else ""
        handle, look = parted(first.handle)
        own = call("keep", handle, look=look) if look else call("keep", handle)
        again = call("keep", query="QUERY") if others else own
        warn(Notice(f"no footage of @{first.handle}{more} is kept: {first.why}", again))


def _add_avatar(session: Session, place: SeenWindow) -> None:
    """Keep the picture that the provider made, beside the files kept before."""
    read = session.store.read.footage
    pieces, url = read.pieces(place.id), read.avatar_url(place.id)
    if url and not any(piece.role == "avatar" for piece in pieces):
        avatar = avatar_of(url, session.home.media)
        if avatar:
            with session.store.write() as writer:
                writer.footage.keep(place.id, [*pieces, *avatar])


def _keep_window(
    session: Session,
    character: Character,
    look: Look,
    ref: str,
    window: Window,
    warn: Warn,
) -> None:
    """Keep a window that a person names; it is recorded only when its footage is kept."""
    from charlib.domain.windows.rules import Rules, refuse_if_hard
    from charlib.media import Damage

    source = videos.known_source(session, ref) or Sources(session).add(ref)
    problems = Rules().check(window, duration_ms=source.duration_ms, taken=[])
    refuse_if_hard(window, problems, "")
    places = session.store.read.footage.windows_of(character.id, look.id)
    known = [place for place in places if (place.source_id, place.window) == (source.id, window)]
    if any(_is_kept(session, place) for place in known):
        return
    kept.refuse_if_full(session)
    film, damage = film_at(source), Damage()
    outcome = cut_windows(film, [window], session.home.media, damage)[0]
    _warn_of_damage(film, damage, warn)
    if isinstance(outcome, CharlibError):
        raise prefixed(outcome, f"@{with_look(session.qualified(character), look.name)}")
    with session.store.write() as writer:
        writer.characters.refuse_gone([character.id])
        at = (
            known[0].id
            if known
            else writer.sources.add_window(source.id, character.id, window, look.id)
        )
        writer.footage.keep(at, outcome)


def _keep(session: Session, wanted: Sequence[tuple[str, SeenWindow]], warn: Warn) -> list[NotKept]:
    from charlib.domain.footage.kept import NotKept

    refused: list[NotKept] = []
    planned: list[Work] = []
    for handle, place in wanted:
        try:
            planned.append(_work(session, handle, place))
        except CharlibError as error:
            refused.append(NotKept(handle, str(error), error.hint))
    if planned:
        kept.refuse_if_full(session)
    for work, outcome in done(session, planned, warn):
        with session.store.write() as writer:
            if not isinstance(outcome, CharlibError):
                writer.footage.keep(work.window_id, outcome)
                continue
            refused.append(NotKept(work.handle, str(outcome), outcome.hint))
            if not work.is_kept:  # else some of its files may be there
                writer.footage.mark(work.window_id, "failed")
    return refused


def _is_kept(session: Session, place: SeenWindow) -> bool:
    """Whether footage of a window is kept, with all its files in place."""
    pieces = session.store.read.footage.pieces(place.id)
    files = [session.home.media / piece.medium.path for piece in pieces]
    return place.keeping == "kept" and all(file.is_file() for file in files)


def film_to_fetch(session: Session, character: Character, look: Look) -> Film | None:
    """The film to cut the missing footage of a look from; None if nothing is missing.

    Raises NotFound if no window is known, or if the film is not on this machine.
    """
    places = session.store.read.footage.windows_of(character.id, look.id)
    if any(_is_kept(session, place) for place in places):
        return None
    name = with_look(session.qualified(character), look.name)
    if not places:
        called = with_look(character.handle, look.name)
        raise NotFound(f"@{called}: {_UNSEEN}", hint=show_where(name))
    return _work(session, name, places[0]).film


def _work(session: Session, handle: str, place: SeenWindow) -> Work:
    source = session.store.read.sources.by_id(place.source_id)
    if source is None:  # a foreign key forbids it
        raise NotFound(f"the source of @{handle} is missing", hint=call("doctor"))
    if source.is_picture:
        hint = Hint("Keep them again: {}", keeping(handle, still="FILE"))
        raise NotFound(f"the pictures kept of @{handle} are not on this machine", hint=hint)
    avatar = session.store.read.footage.avatar_url(place.id)
    is_kept = place.keeping == "kept"
    return Work(film_at(source), place.window, handle, place.id, is_kept, avatar)


def done(
    session: Session, works: Sequence[Work], warn: Warn = warned
) -> Iterator[tuple[Work, Outcome]]:
    """Each window with its outcome, film by film; several films are read at the same time."""
    films: dict[Film, list[Work]] = {}
    for work in works:
        films.setdefault(work.film, []).append(work)
    if not films:
        return
    from concurrent.futures import ThreadPoolExecutor

    from charlib import media

    media.require("keeping footage")  # one message for all if it is missing
    dead: dict[str, CharlibError] = {}
    damages = {film: media.Damage() for film in films}
    with ThreadPoolExecutor(min(_THREADS, len(films))) as pool:
        results = pool.map(
            lambda film: _kept(films[film], session.home.media, dead, damages[film]), films
        )
        for film, outcomes in zip(films, results, strict=True):
            yield from zip(films[film], outcomes, strict=True)
            _warn_of_damage(film, damages[film], warn)


def _warn_of_damage(film: Film, damage: Damage, warn: Warn) -> None:
    if str(damage):
        name = film.name if isinstance(film, Path) else film
        warn(f"{printable(name, 80)} is damaged: {damage}")


def film_at(source: Source) -> Film:
    """The file or the URL of a source's film."""
    here = kept.film_of(source)
    if here is not None:
        return here
    if source.kind == "url":
        return source.ref
    is_task = source.kind == "task"
    hint = call("sync") if is_task else Hint("Put the file back in its old place")
    raise NotFound(f"the film of {source.ref} is not on this machine", hint=hint)


def _kept(
    works: Sequence[Work], folder: Path, dead: dict[str, CharlibError], damage: Damage
) -> list[Outcome]:
    """Keep the windows of a film, in a thread that does not use the database."""
    film = works[0].film
    host = urlsplit(film).netloc if isinstance(film, str) else ""
    if host in dead:
        return [dead[host]] * len(works)
    outcomes = cut_windows(film, [work.window for work in works], folder, damage)
    if host and isinstance(outcomes[0], Unreachable):
        dead[host] = outcomes[0]  # an unreachable host is tried once
    return [
        outcome
        if isinstance(outcome, CharlibError)
        else [*outcome, *avatar_of(work.avatar, folder)]
        for work, outcome in zip(works, outcomes, strict=True)
    ]


def cut_windows(
    film: Film, windows: Sequence[Window], folder: Path, damage: Damage | None = None
) -> list[Outcome]:
    """The files kept of each window of a film, or the error."""
    from charlib import media

    media.require("keeping footage")
    if isinstance(film, Path):
        return media.keep_windows(film, windows, folder, damage=damage)
    from charlib.providers.transport.ranged_file import RangedFile

    try:
        with RangedFile(film) as file:
            return media.keep_windows(file, windows, folder, damage=damage)
    except CharlibError as error:
        return [error] * len(windows)
