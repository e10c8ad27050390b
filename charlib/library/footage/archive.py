"""Keeping the footage that characters can be created from again after their provider is gone.

Keeping is never a condition: a creation succeeds even if no footage can be kept, and `keep` can try
again as long as the source exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from charlib.domain.text import printable
from charlib.domain.windows.window import Window, WindowLike
from charlib.errors import CharlibError, Conflict, InvalidInput, NotFound, Unreachable, prefixed
from charlib.hints import Hint, Notice, argument, call
from charlib.library import finding
from charlib.library.footage import kept, videos
from charlib.library.footage.avatars import avatar_of
from charlib.library.footage.faces import warn_of_two_people
from charlib.library.nouns.sources import Sources
from charlib.library.session import Session, Warn, warned
from charlib.sync.footage import cuts_itself
from charlib.sync.inventory.lookup import find_source

if TYPE_CHECKING:
    from charlib.domain.character.batch import Order
    from charlib.domain.footage.kept import KeptFile, NotKept, SeenWindow
    from charlib.domain.records import Account, Character, Source
    from charlib.media import Damage

    Outcome = list[KeptFile] | CharlibError
    """The files kept of a window, or the error."""

Film: TypeAlias = Path | str
"""Where a film can be read: a file, or a URL."""
Cut: TypeAlias = tuple[Film, Window]
"""A film, and the window that is cut from it."""

_THREADS = 3
_UNSEEN = "no window is known"


class _Work(NamedTuple):
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
    warn: Warn | None = None,
) -> Character:
    """Keep the footage to create a character again; files kept already stay as they are.

    Missing kept files are created again. With `source` and `window`, that part of a video is kept
    too, and the character is made from it: the footage that was kept last is used. `warn` is told
    of films that are damaged.

    Raises NotFound, InvalidInput, MediaError, MissingExtra, Unreachable.
    """
    character = finding.character(session, handle)
    if (source is None) != (window is None):
        raise InvalidInput(
            "a source and a window belong together",
            hint=Hint("Give {} {}", argument("source", "FILE"), argument("window", "START,END")),
        )
    if source is not None and window is not None:
        _keep_window(session, character, source, Window.of(window), warn or warned)
        warn_of_two_people(session, [character], warn or warned)
        return character
    if not session.store.read.footage.windows_of(character.id):
        hint = _show_where(session.qualified(character))
        raise NotFound(f"@{session.qualified(character)}: {_UNSEEN}", hint=hint)
    refused = keep_all(session, [character], warn=warn)
    if refused:
        raise CharlibError(
            f"@{session.qualified(character)}: {refused[0].why}", hint=refused[0].hint
        )
    return character


def keep_all(
    session: Session, characters: Iterable[Character], *, warn: Warn | None = None
) -> list[NotKept]:
    """Keep the missing footage of characters; return those of whom nothing could be kept.

    `warn` is told of films that are damaged, and of stills that show two people.
    """
    from charlib.domain.footage.kept import NotKept

    wanted: list[tuple[str, SeenWindow]] = []
    unseen: list[NotKept] = []
    every = list(characters)
    for character in every:
        places = session.store.read.footage.windows_of(character.id)
        name = session.qualified(character)
        if not places:
            unseen.append(NotKept(name, _UNSEEN, _show_where(name)))
        elif not any(_is_kept(session, place) for place in places):
            wanted.append((name, places[0]))
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
        again = call("keep", query="QUERY") if others else call("keep", first.handle)
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


def cut_films(session: Session, orders: Iterable[Order]) -> dict[Cut, Outcome]:
    """Cut what the orders of a batch need; each film is opened once, however many windows it has.

    Invalid orders are left out; their own checks report them.
    """
    works: list[_Work] = []
    for order in orders:
        with suppress(CharlibError):
            cut = _cut_of(session, order, session.accounts.choose(order.account))
            works += [_Work(*cut)] if cut else []
    with suppress(CharlibError):
        return {(work.film, work.window): outcome for work, outcome in _done(session, works)}
    return {}


def prepared(
    session: Session, order: Order, account: Account, cuts: Mapping[Cut, Outcome]
) -> list[KeptFile]:
    """The files cut for an order, if its provider does not cut videos itself.

    Empty if it does, or if it may take the whole video at a URL. `cuts` are the finished cuts.
    Raises MediaError, NotFound, MissingExtra if a local file cannot be cut.
    """
    cut = _cut_of(session, order, account)
    if cut is None:
        return []
    from charlib.domain.windows.rules import Rules, refuse_if_hard

    film, window = cut
    refuse_if_hard(window, Rules().check(window, duration_ms=None), f" at account {account.name}")
    outcome = cuts.get(cut) or _outcomes(film, [window], session.home.media)[0]
    if not isinstance(outcome, CharlibError):
        return outcome
    if isinstance(film, Path):
        raise outcome
    return []


def _cut_of(session: Session, order: Order, account: Account) -> Cut | None:
    """The film and the window to cut for an order; None if nothing has to be cut."""
    source = find_source(session.store.read, order.source) if order.source else None
    if cuts_itself(
        session.accounts.profile(account), source, is_task=bool(order.task), account=account.name
    ):
        return None
    window = Window.parse(order.window)
    film: Film = film_at(source) if source else order.url or ""
    return (film, window) if film else None


def _keep_window(
    session: Session, character: Character, ref: str, window: Window, warn: Warn
) -> None:
    """Keep a window that a person names; it is recorded only when its footage is kept."""
    from charlib.domain.windows.rules import Rules, refuse_if_hard
    from charlib.media import Damage

    source = videos.known_source(session, ref) or Sources(session).add(ref)
    problems = Rules().check(window, duration_ms=source.duration_ms, taken=[])
    refuse_if_hard(window, problems, "")
    places = session.store.read.footage.windows_of(character.id)
    known = [place for place in places if (place.source_id, place.window) == (source.id, window)]
    if any(_is_kept(session, place) for place in known):
        return
    _refuse_if_full(session)
    film, damage = film_at(source), Damage()
    outcome = _outcomes(film, [window], session.home.media, damage)[0]
    _warn_of_damage(film, damage, warn)
    if isinstance(outcome, CharlibError):
        raise prefixed(outcome, f"@{session.qualified(character)}")
    with session.store.write() as writer:
        at = known[0].id if known else writer.sources.add_window(source.id, character.id, window)
        writer.footage.keep(at, outcome)


def _keep(session: Session, wanted: Sequence[tuple[str, SeenWindow]], warn: Warn) -> list[NotKept]:
    from charlib.domain.footage.kept import NotKept

    refused: list[NotKept] = []
    planned: list[_Work] = []
    for handle, place in wanted:
        try:
            planned.append(_work(session, handle, place))
        except CharlibError as error:
            refused.append(NotKept(handle, str(error), error.hint))
    if planned:
        _refuse_if_full(session)
    for work, outcome in _done(session, planned, warn):
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


def film_to_fetch(session: Session, character: Character) -> Film | None:
    """The film to cut the missing footage of a character from; None if nothing is missing.

    Raises NotFound if no window is known, or if the film is not on this machine.
    """
    places = session.store.read.footage.windows_of(character.id)
    if any(_is_kept(session, place) for place in places):
        return None
    name = session.qualified(character)
    if not places:
        raise NotFound(f"@{character.handle}: {_UNSEEN}", hint=_show_where(name))
    return _work(session, name, places[0]).film


def _work(session: Session, handle: str, place: SeenWindow) -> _Work:
    source = session.store.read.sources.by_id(place.source_id)
    if source is None:  # a foreign key forbids it
        raise NotFound(f"the source of @{handle} is missing", hint=call("doctor"))
    avatar = session.store.read.footage.avatar_url(place.id)
    is_kept = place.keeping == "kept"
    return _Work(film_at(source), place.window, handle, place.id, is_kept, avatar)


def _done(
    session: Session, works: Sequence[_Work], warn: Warn = warned
) -> Iterator[tuple[_Work, Outcome]]:
    """Each window with its outcome, film by film; several films are read at the same time."""
    films: dict[Film, list[_Work]] = {}
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


def _refuse_if_full(session: Session) -> None:
    used, limit = kept.room(session)
    if used.bytes >= limit:
        raise Conflict(
            f"{used.bytes:,} bytes are kept; the limit is {limit:,}",
            hint=call("keep", limit="40GB"),
        )


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


def _show_where(handle: str) -> Hint:
    return call("keep", handle, source="FILE", window="START,END")


def _kept(
    works: Sequence[_Work], folder: Path, dead: dict[str, CharlibError], damage: Damage
) -> list[Outcome]:
    """Keep the windows of a film, in a thread that does not use the database."""
    film = works[0].film
    host = urlsplit(film).netloc if isinstance(film, str) else ""
    if host in dead:
        return [dead[host]] * len(works)
    outcomes = _outcomes(film, [work.window for work in works], folder, damage)
    if host and isinstance(outcomes[0], Unreachable):
        dead[host] = outcomes[0]  # an unreachable host is tried once
    return [
        outcome
        if isinstance(outcome, CharlibError)
        else [*outcome, *avatar_of(work.avatar, folder)]
        for work, outcome in zip(works, outcomes, strict=True)
    ]


def _outcomes(
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
