"""Keeping what characters can be made from again, when their provider is gone.

What is kept is a help, never a condition: a creation that succeeded stays one where nothing of it
can be kept, and `keep` may try again as long as the source is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from charlib.domain.window import Window
from charlib.errors import CharlibError, Conflict, InvalidInput, NotFound, Unreachable
from charlib.workspace.looking import Looking, film_of

if TYPE_CHECKING:
    from charlib.domain.batch import Order
    from charlib.domain.kept import Piece, Place, Refused, Room
    from charlib.domain.material import Material
    from charlib.domain.records import Account, Character, Source
    from charlib.workspace.gallery import Written

    Outcome = list[Piece] | CharlibError
    """What was kept of a window, or why nothing was."""

LIMIT = 20 << 30
"""Bytes that are kept at most, where nobody said otherwise."""
_AVATAR = 10 << 20
_SETTING = "keep_limit"
_HANDS = 3
_UNSEEN = "no window is known"


class _Work(NamedTuple):
    """A window that is to be kept: whose, where its film is, and the picture of its character."""

    handle: str
    place: Place
    film: Path | str
    avatar: str | None


class Preserving(Looking):
    """The verbs for kept footage. Making it needs PyAV, from the extra `media`."""

    def material(self, person: Character, account: Account | None = None) -> Material | None:
        """What is kept of a character, from the newest of its windows that something is kept of.

        With the addresses that files were uploaded to for an account. None where nothing is kept.
        """
        read = self.store.read
        for place in read.places(person.id):
            if place.keeping == "kept":
                from charlib.domain.kept import material_of

                urls = read.uploads(account.id) if account else {}
                return material_of(read.pieces(place.id), place.window, person, urls)
        return None

    def room(self) -> tuple[Room, int]:
        """How much is kept, and how many bytes may be."""
        return self.store.read.room(), int(self.store.read.setting(_SETTING) or LIMIT)

    def limit_room(self, most: int) -> None:
        """Say how many bytes are kept at most; what is kept already stays."""
        if most < 0:
            raise InvalidInput("less than nothing cannot be kept", hint="charlib keep --limit 20GB")
        with self.store.writing() as writer:
            writer.set(_SETTING, str(most))

    def keep(
        self, reference: str, *, source: str | None = None, window: str | None = None
    ) -> Character:
        """Keep what a character can be made from again; what is kept already stays as it is.

        What is kept in a file that is gone is made again.
        `source` and `window` say where it is seen, for one whose footage the library does not know.
        Raises NotFound, InvalidInput, MediaError, MissingExtra, Unreachable.
        """
        person = self.show(reference)
        if (source is None) != (window is None):
            raise InvalidInput(
                "a source and a window belong together", hint="--source FILE --window START,END"
            )
        if source is not None and window is not None:
            self._add_place(person, source, Window.parse(window))
        if not self.store.read.places(person.id):
            raise NotFound(f"of @{person.handle} {_UNSEEN}", hint=_seen_at(self.called(person)))
        refused = self.keep_all([person])
        if refused:
            raise CharlibError(f"@{person.handle}: {refused[0].why}", hint=refused[0].hint)
        return person

    def keep_all(self, people: Iterable[Character]) -> list[Refused]:
        """Keep what is missing of characters; answers those of whom nothing could be kept."""
        from charlib.domain.kept import Refused

        wanted: list[tuple[str, Place]] = []
        unseen: list[Refused] = []
        for one in people:
            places = self.store.read.places(one.id)
            if not places:
                unseen.append(Refused(self.called(one), _UNSEEN, _seen_at(self.called(one))))
            elif not any(map(self._is_kept, places)):
                wanted.append((self.called(one), places[0]))
        return unseen + self._keep(wanted)

    def keep_bound(self, bindings: Sequence[int], *, keep: bool = True) -> None:
        """Keep the windows that bindings were just made from; says in a warning what cannot be.

        Without `keep` it is noted that nothing is to be kept of them.
        """
        read = self.store.read
        if not keep:
            self._decline(read.places_of(bindings).values())
            return
        states = read.states("binding", bindings)
        made = [one for one in bindings if states.get(one) in {"processing", "ready"}]
        places = read.places_of(made)
        fresh = {one: place for one, place in places.items() if not place.keeping}
        handles = read.handles_of(list(fresh))
        try:
            refused = self._keep([(handles[one], place) for one, place in fresh.items()])
        except CharlibError as error:
            self.warn(f"no footage is kept: {error}; {error.hint}")
        else:
            self._tell_refused(refused)
        for place in places.values():
            if place.keeping == "kept":
                self._add_avatar(place)

    def _decline(self, places: Iterable[Place]) -> None:
        with self.store.writing() as writer:
            for place in places:
                if not place.keeping:
                    writer.mark_keeping(place.id, "declined")

    def _tell_refused(self, refused: Sequence[Refused]) -> None:
        if refused:
            first = refused[0]
            more = f" and of {len(refused) - 1} more" if len(refused) > 1 else ""
            again = f"charlib keep {first.handle}" if not more else "charlib keep --query QUERY"
            self.warn(f"nothing of @{first.handle}{more} is kept: {first.why}; later: {again}")

    def _add_avatar(self, place: Place) -> None:
        """Keep the picture that the provider made, beside what was kept before it was asked."""
        pieces, url = self.store.read.pieces(place.id), self.store.read.avatar_url(place.id)
        if url and not any(one.role == "avatar" for one in pieces):
            found = _avatar(url, self.home.media)
            if found:
                with self.store.writing() as writer:
                    writer.keep(place.id, [*pieces, *found])

    def prepared(self, order: Order, account: Account) -> list[Piece]:
        """What an order has to be made from, where its provider cuts no video itself.

        Empty where it does, or where it may take all that a URL leads to. Raises MediaError,
        NotFound, MissingExtra, Unreachable where a file of this machine is to be cut and cannot be.
        """
        from charlib.sync.footage import cuts_itself, find_source

        source = find_source(self.store.read, order.source) if order.source else None
        if cuts_itself(self.remotes.profile(account), source, is_task=bool(order.task)):
            return []
        window = Window.parse(order.window)
        film: Path | str = _film_at(source) if source else order.url or ""
        if not film:
            return []
        try:
            (kept,) = _pieces_of(film, [window], self.home.media)
            if isinstance(kept, CharlibError):
                raise kept
        except CharlibError:
            if isinstance(film, Path):
                raise
            return []
        return kept

    def portrait(self, reference: str, *, sheet: bool = False) -> Path | None:
        """A picture of a character, from the window it was cut from.

        None where no film of it is on this machine, or nothing here can open films.
        """
        from charlib.workspace.pictures import portrait_of

        return portrait_of(self, self.show(reference), sheet=sheet)

    def gallery(
        self, path: Path | str, query: str = "", *, everywhere: bool = True, title: str = "Cast"
    ) -> Written:
        """Write characters as one HTML file that needs nothing else: pictures are in it.

        All of the library, or those that fit a query. Raises LibraryError where it cannot be
        written.
        """
        from charlib.workspace.gallery import write

        return write(self, Path(path), self.search(query, everywhere=everywhere), title)

    def _add_place(self, person: Character, ref: str, window: Window) -> None:
        from charlib.domain.rules import Rules, refuse_if_hard
        from charlib.workspace.nouns import Sources

        source = self._known(ref) or Sources(self).add(ref)  # type: ignore[arg-type] # a Workspace in fact
        problems = Rules().check(window, duration_ms=source.duration_ms, taken=[])
        refuse_if_hard(window, problems, "")
        there = [(one.source_id, one.window) for one in self.store.read.places(person.id)]
        if (source.id, window) not in there:
            with self.store.writing() as writer:
                writer.add_window(source.id, person.id, window)

    def _keep(self, wanted: Sequence[tuple[str, Place]]) -> list[Refused]:
        from charlib.domain.kept import Refused

        refused: list[Refused] = []
        work: list[_Work] = []
        for handle, place in wanted:
            try:
                work.append(self._work(handle, place))
            except CharlibError as error:
                refused.append(Refused(handle, str(error), error.hint or ""))
        for one, made in self._done(work):
            with self.store.writing() as writer:
                if isinstance(made, CharlibError):
                    if one.place.keeping != "kept":  # else some of its files may be there
                        writer.mark_keeping(one.place.id, "failed")
                    refused.append(Refused(one.handle, str(made), made.hint or ""))
                else:
                    writer.keep(one.place.id, made)
        return refused

    def _is_kept(self, place: Place) -> bool:
        """Whether something of a window is kept, and is where it should be."""
        files = [self.home.media / one.medium.path for one in self.store.read.pieces(place.id)]
        return place.keeping == "kept" and all(one.is_file() for one in files)

    def _work(self, handle: str, place: Place) -> _Work:
        source = self.store.read.source(place.source_id)
        if source is None:  # a foreign key says that it cannot be
            raise NotFound(f"the source of @{handle} is gone", hint="charlib doctor")
        return _Work(handle, place, _film_at(source), self.store.read.avatar_url(place.id))

    def _done(self, work: Sequence[_Work]) -> Iterator[tuple[_Work, Outcome]]:
        """Yield each piece of work with its outcome, film by film; each film is read once."""
        if not work:
            return
        from concurrent.futures import ThreadPoolExecutor

        from charlib import media

        films: dict[Path | str, list[_Work]] = {}
        for one in work:
            films.setdefault(one.film, []).append(one)
        dead: dict[str, CharlibError] = {}
        self._refuse_if_full()
        media.require("keeping footage")  # one message for all, where it is not there
        with ThreadPoolExecutor(min(_HANDS, len(films))) as hands:
            outcomes = hands.map(
                lambda film: _preserved(film, films[film], self.home.media, dead), films
            )
            for film, outcome in zip(films, outcomes, strict=True):
                yield from zip(films[film], outcome, strict=True)

    def _refuse_if_full(self) -> None:
        room, most = self.room()
        if room.bytes >= most:
            raise Conflict(
                f"{room.bytes:,} bytes are kept, and {most:,} may be",
                hint="charlib keep --limit 40GB",
            )


def _film_at(source: Source) -> Path | str:
    """Where a source's film can be read: a file, or a URL."""
    here = film_of(source)
    if here is not None:
        return here
    if source.kind == "url":
        return source.ref
    hint = "charlib sync" if source.kind == "task" else "Bring the file back to where it was"
    raise NotFound(f"the film of {source.ref} is not on this machine", hint=hint)


def _seen_at(handle: str) -> str:
    return f"charlib keep {handle} --source FILE --window START,END"


def _preserved(
    film: Path | str, work: Sequence[_Work], folder: Path, dead: dict[str, CharlibError]
) -> list[Outcome]:
    """Keep all windows of a film, in a thread of its own: nothing of the database is touched."""
    host = urlsplit(film).netloc if isinstance(film, str) else ""
    if host in dead:
        return [dead[host]] * len(work)
    try:
        kept = _pieces_of(film, [one.place.window for one in work], folder)
    except CharlibError as error:
        if isinstance(error, Unreachable):
            dead[host] = error
        return [error] * len(work)
    return [
        pieces if isinstance(pieces, CharlibError) else [*pieces, *_avatar(one.avatar, folder)]
        for one, pieces in zip(work, kept, strict=True)
    ]


def _pieces_of(film: Path | str, windows: Sequence[Window], folder: Path) -> list[Outcome]:
    from charlib import media

    media.require("keeping footage")
    if isinstance(film, Path):
        return media.keep_windows(film, windows, folder)
    from charlib.providers.ranges import RangedFile

    with RangedFile(film) as file:
        return media.keep_windows(file, windows, folder)


def _avatar(url: str | None, folder: Path) -> list[Piece]:
    """The picture that the provider made of a character; none where it cannot be fetched."""
    if not url:
        return []
    from charlib import media
    from charlib.domain.kept import Piece
    from charlib.providers.ranges import RangedFile

    try:
        with RangedFile(url, most=_AVATAR) as picture:
            return [Piece("avatar", 0, media.keep_picture(picture.read(_AVATAR), folder))]
    except CharlibError:
        return []
