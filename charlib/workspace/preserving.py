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
    from charlib.domain.kept import DiskUse, KeptFile, NotKept, SeenWindow
    from charlib.domain.material import Material
    from charlib.domain.records import Account, Character, Source
    from charlib.workspace.gallery import Written

    Outcome = list[KeptFile] | CharlibError
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
    place: SeenWindow
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

    def room(self) -> tuple[DiskUse, int]:
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

    def keep_all(self, people: Iterable[Character]) -> list[NotKept]:
        """Keep what is missing of characters; answers those of whom nothing could be kept."""
        from charlib.domain.kept import NotKept

        wanted: list[tuple[str, SeenWindow]] = []
        unseen: list[NotKept] = []
        for one in people:
            places = self.store.read.places(one.id)
            if not places:
                unseen.append(NotKept(self.called(one), _UNSEEN, _seen_at(self.called(one))))
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

    def _decline(self, places: Iterable[SeenWindow]) -> None:
        with self.store.writing() as writer:
            for place in places:
                if not place.keeping:
                    writer.mark_keeping(place.id, "declined")

    def _tell_refused(self, refused: Sequence[NotKept]) -> None:
        if refused:
            first = refused[0]
            more = f" and of {len(refused) - 1} more" if len(refused) > 1 else ""
            again = f"charlib keep {first.handle}" if not more else "charlib keep --query QUERY"
            self.warn(f"nothing of @{first.handle}{more} is kept: {first.why}; later: {again}")

    def _add_avatar(self, place: SeenWindow) -> None:
        """Keep the picture that the provider made, beside what was kept before it was asked."""
        pieces, url = self.store.read.pieces(place.id), self.store.read.avatar_url(place.id)
        if url and not any(one.role == "avatar" for one in pieces):
            found = _avatar(url, self.home.media)
            if found:
                with self.store.writing() as writer:
                    writer.keep(place.id, [*pieces, *found])

    def prepared(self, order: Order, account: Account) -> list[KeptFile]:
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
            return _pieces_of(film, window, self.home.media)
        except CharlibError:
            if isinstance(film, Path):
                raise
            return []

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

    def _keep(self, wanted: Sequence[tuple[str, SeenWindow]]) -> list[NotKept]:
        from charlib.domain.kept import NotKept

        refused: list[NotKept] = []
        work: list[_Work] = []
        for handle, place in wanted:
            try:
                work.append(self._work(handle, place))
            except CharlibError as error:
                refused.append(NotKept(handle, str(error), error.hint or ""))
        for one, made in self._done(work):
            with self.store.writing() as writer:
                if isinstance(made, CharlibError):
                    if one.place.keeping != "kept":  # else some of its files may be there
                        writer.mark_keeping(one.place.id, "failed")
                    refused.append(NotKept(one.handle, str(made), made.hint or ""))
                else:
                    writer.keep(one.place.id, made)
        return refused

    def _is_kept(self, place: SeenWindow) -> bool:
        """Whether something of a window is kept, and is where it should be."""
        files = [self.home.media / one.medium.path for one in self.store.read.pieces(place.id)]
        return place.keeping == "kept" and all(one.is_file() for one in files)

    def _work(self, handle: str, place: SeenWindow) -> _Work:
        source = self.store.read.source(place.source_id)
        if source is None:  # a foreign key says that it cannot be
            raise NotFound(f"the source of @{handle} is gone", hint="charlib doctor")
        return _Work(handle, place, _film_at(source), self.store.read.avatar_url(place.id))

    def _done(self, work: Sequence[_Work]) -> Iterator[tuple[_Work, Outcome]]:
        """Each piece of work with what came of it; a host that does not answer is asked once."""
        if not work:
            return
        from concurrent.futures import ThreadPoolExecutor

        from charlib import media

        dead: dict[str, CharlibError] = {}
        self._refuse_if_full()
        media.require("keeping footage")  # one message for all, where it is not there
        with ThreadPoolExecutor(min(_HANDS, len(work))) as hands:
            made = hands.map(lambda one: _preserved(one, self.home.media, dead), work)
            yield from zip(work, made, strict=True)

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


def _preserved(one: _Work, folder: Path, dead: dict[str, CharlibError]) -> Outcome:
    """Do a piece of work in a thread of its own: nothing of the database is touched."""
    host = urlsplit(one.film).netloc if isinstance(one.film, str) else ""
    if host in dead:
        return dead[host]
    try:
        pieces = _pieces_of(one.film, one.place.window, folder)
    except CharlibError as error:
        if isinstance(error, Unreachable):
            dead[host] = error
        return error
    return [*pieces, *_avatar(one.avatar, folder)]


def _pieces_of(film: Path | str, window: Window, folder: Path) -> list[KeptFile]:
    from charlib import media

    media.require("keeping footage")
    if isinstance(film, Path):
        return media.preserve(film, window, folder)
    from charlib.providers.transport.ranged_file import RangedFile

    with RangedFile(film) as opened:
        return media.preserve(opened, window, folder)


def _avatar(url: str | None, folder: Path) -> list[KeptFile]:
    """The picture that the provider made of a character; none where it cannot be fetched."""
    if not url:
        return []
    from charlib import media
    from charlib.domain.kept import KeptFile
    from charlib.providers.transport.ranged_file import RangedFile

    try:
        with RangedFile(url, most=_AVATAR) as picture:
            return [KeptFile("avatar", 0, media.keep_picture(picture.read(_AVATAR), folder))]
    except CharlibError:
        return []
