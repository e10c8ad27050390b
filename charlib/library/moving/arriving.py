"""Moving in: characters, films and pictures of other tools become part of the library.

A file is read and its films are looked at first; then all of it is written in one transaction,
which is one step for `undo`. A character is known by a uid that follows from what the other tool
calls it, or by an ID that it has here, so a second import adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from charlib.config import new_uid
from charlib.domain.character.deriving import free
from charlib.domain.choices import IMPORTS
from charlib.domain.text import printable
from charlib.errors import InvalidInput, NotFound
from charlib.hints import Hint, argument, call
from charlib.library.footage import portraits
from charlib.library.moving.films import Films, Prepared, SeenAt, prepare
from charlib.library.moving.formats.recognising import recognise
from charlib.library.moving.importing import FAULTS, Importer
from charlib.library.moving.writing import importing
from charlib.library.persons.forgetting import forget_gone_faces
from charlib.library.session import Session, Warn, ignore, warned

if TYPE_CHECKING:
    from charlib.domain.character.draft import CharacterDraft
    from charlib.domain.choices import Import
    from charlib.library.moving.formats.contents import Contents, Form, Person
    from charlib.store.write.arrivals import Called
    from charlib.store.write.transaction import Transaction

_READERS = {
    "soravault": "soravault.read", "wenjing": "wenjing.read", "card": "card.read",
    "gflow": "gflow.read", "moyin": "moyin.read", "csv": "table.read_csv",
    "sqlite": "table.read_sqlite",
}  # fmt: skip
_TITLES = {
    "soravault": "SoraVault", "wenjing": "wenjing", "card": "another library", "gflow": "gflow",
    "moyin": "moyin",
}  # fmt: skip


@dataclass(slots=True)
class Arrived:
    """What came of a file of another tool, in characters, films and pictures.

    `renamed` are handles that others here had, each with the one that was given instead. `windows`
    are the windows that were suggested. `left` are names of what was not taken, by the reason.
    `ended` are accounts of services that have shut down.
    """

    format: str
    added: int = 0
    skipped: int = 0
    films: int = 0
    pictures: int = 0
    windows: tuple[SeenAt, ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    ended: tuple[str, ...] = ()
    left: dict[str, list[str]] = field(default_factory=dict)


def format_of(session: Session, path: Path | str, *, mapping: Path | str | None = None) -> Import:  # noqa: ARG001 - a verb
    """The format of a file, by its content; a text with a `mapping` file is a CSV table.

    Raises InvalidInput that names the formats.
    """
    try:
        return cast("Import", recognise(Path(path)))
    except InvalidInput:
        if mapping is None:
            raise
        return "csv"


def import_from(
    session: Session,
    path: Path | str,
    *,
    format: str = "",  # noqa: A002 - the word that people use
    mapping: Path | str | None = None,
    map_accounts: Mapping[str, str] | None = None,
    dry_run: bool = False,
    progress: Callable[[float], object] | None = None,
    warn: Warn | None = None,
) -> Arrived:
    """Take in what another tool kept: all of it, as one undo step; a second import adds nothing.

    Without a `format` it is recognised. `mapping` says what the columns of a table are. What is in
    the library stays as it is. IDs of a service that has shut down are recorded as gone. Films stay
    where they are; each character that a film shows alone gets a suggested window. A `dry_run` says
    what would be added. `progress` is called with the share of the films that was looked at, from 0
    to 1. Raises InvalidInput, NotFound and Conflict, and then nothing is changed.
    """
    path = Path(path).expanduser()
    if not path.is_file():
        raise NotFound(f"no file {printable(str(path))}", hint=call("import", "FILE"))
    name = format or format_of(session, path, mapping=mapping)
    contents = _reader(name, path)(path, Path(mapping) if mapping else None)
    done = Arrived(name, left=contents.left)
    prepared = Prepared()
    if not dry_run:
        prepared = prepare(session, contents, warn or warned, progress or ignore)
    with importing(session, session.store.write(), dry_run=dry_run) as writer:
        taking = _Taking(session, writer, contents, done, map_accounts or {})
        taking.people(path)
        taking.films(prepared)
        taking.importer.accounts.refuse_unused()
        done.accounts = taking.importer.accounts.names
    if not dry_run:
        forget_gone_faces(session)
    for text in taking.importer.warnings:
        (warn or warned)(text)
    return done


def _reader(name: str, path: Path) -> Callable[[Path, Path | None], Contents]:
    if name not in _READERS:
        if name in IMPORTS:
            raise InvalidInput(
                f"{printable(path.name)} is charlib's own: it is in the format {name}",
                hint=call("import", str(path)),
            )
        raise InvalidInput(
            f"unknown format {printable(name, 40)!r}",
            hint=Hint(
                f"Give {{}}; the formats are {', '.join(IMPORTS)}", argument("from", "FORMAT")
            ),
        )
    module, _, function = _READERS[name].partition(".")
    read: Callable[[Path, Path | None], Contents] = getattr(
        import_module(f"{__package__}.formats.{module}"), function
    )
    return read


class _Arrival(NamedTuple):
    """A person of a file with its checked draft."""

    person: Person
    draft: CharacterDraft


class _Taking:
    """Takes contents in one write transaction."""

    def __init__(
        self,
        session: Session,
        writer: Transaction,
        contents: Contents,
        done: Arrived,
        mapped: Mapping[str, str],
    ) -> None:
        self._session = session
        self._writer = writer
        self._contents = contents
        self._done = done
        self.importer = Importer(
            session, writer, update=False, mapped=mapped,
            origin=_TITLES.get(done.format, "another tool"),
        )  # fmt: skip
        self._ids: dict[str, int] = {}
        self._erased = session.store.read.shared.erased(
            str(person.form.get("uid")) for person in contents.people
        )
        self._taken: dict[int, set[str]] = {}

    # -- characters

    def people(self, path: Path) -> None:
        """Add the characters that are new, and bring back those that an undo took away."""
        arrivals = self._distinct(list(self._drafts(path)))
        self._recognise(arrivals)
        fresh = [each for each in arrivals if each.draft.uid not in self._ids]
        trashed = self._writer.arrivals.in_trash(each.draft.uid for each in fresh)
        back = [each for each in fresh if self._can_return(trashed.get(each.draft.uid))]
        self._ids |= {each.draft.uid: trashed[each.draft.uid].id for each in back}
        rest = [each for each in fresh if each.draft.uid not in self._ids]
        new = [self._named(each, is_free=each.draft.uid not in trashed) for each in rest]
        self._writer.characters.bring_back([self._ids[each.draft.uid] for each in back])
        self._writer.bulk.renew([(self._ids[each.draft.uid], each.draft) for each in back])
        self._writer.bulk.add([each.draft for each in new])
        added = self._writer.characters.by_uids(each.draft.uid for each in new)
        self._ids |= {uid: number for uid, number in added.items() if number is not None}
        self._done.added = len(fresh)
        self._done.skipped = len(arrivals) - len(fresh)
        self._add_windows([*back, *new])

    def _drafts(self, path: Path) -> Iterator[_Arrival]:
        for person in self._contents.people:
            if person.form.get("uid") in self._erased:
                self._contents.leave("people who were erased here", person.form["handle"])
                continue
            form = {**person.form, "bindings": self._bindings(person.form)}
            if self._done.format == "card":
                form = self._without_lost_sound(form)
            if not self._contents.is_lenient:
                yield _Arrival(person, self.importer.draft(path, person.where, form))
                continue
            try:
                yield _Arrival(person, self.importer.checked(form))
            except FAULTS as error:
                name = f"@{form['handle']}: {error}"
                self._contents.leave("characters that cannot be read", name)

    def _without_lost_sound(self, form: Form) -> Form:
        """A card has no sound: the file of a voice is here already, or nobody brings it."""
        voice = form.get("voice")
        kept = voice.get("kept") if isinstance(voice, dict) else None
        if not isinstance(kept, dict) or self._session.store.read.footage.path_of(
            str(kept.get("sha256"))
        ):
            return form
        self._contents.leave("voices, whose sound is not in a card", str(form.get("handle")))
        bare = {**form["voice"], "kept": None}
        return {**form, "voice": bare if bare.get("bindings") else None}

    def _bindings(self, form: Form) -> list[Form]:
        """The bindings of a form, with their account and state, as far as it does not say them."""
        bindings: list[Any] = form.get("bindings") or []
        if not isinstance(bindings, list):
            return bindings  # refused with the form
        return [self._binding(each) if isinstance(each, dict) else each for each in bindings]

    def _binding(self, form: Form) -> Form:
        if self._contents.names_mine:
            account = self._session.accounts.choose(form.get("account") or None)
            form = {
                **form, "account": account.name, "account_uid": account.uid,
                "profile": account.profile, "base_url": account.base_url or "", "state": "ready",
            }  # fmt: skip
        if "state" in form:
            return form
        has_ended = self._session.profiles.load(form["profile"]).status == "sunset"
        if has_ended:
            self._done.ended = tuple(dict.fromkeys([*self._done.ended, form["account"]]))
        return {**form, "state": "gone" if has_ended else "ready"}

    def _distinct(self, arrivals: Sequence[_Arrival]) -> list[_Arrival]:
        """The characters of a file, each once; those without a uid are known by their handle."""
        keys = [(each.draft.project, each.draft.handle) for each in arrivals if not each.draft.uid]
        here = self._writer.characters.find_all(keys)
        found: dict[object, _Arrival] = {}
        for each in arrivals:
            key = each.draft.uid or (each.draft.project, each.draft.handle)
            if key in found:
                self._contents.leave("characters that are there twice", each.draft.handle)
                continue
            draft = each.draft if each.draft.uid else each.draft._replace(uid=new_uid())
            found[key] = each._replace(draft=draft)
            if not each.draft.uid and key in here:
                self._ids[draft.uid] = here[each.draft.project, each.draft.handle]
        return list(found.values())

    def _recognise(self, arrivals: Sequence[_Arrival]) -> None:
        """Find the characters that are here: by their uid, or by an ID."""
        known = self._writer.characters.by_uids(each.draft.uid for each in arrivals)
        self._ids |= {uid: number for uid, number in known.items() if number is not None}
        ids = {
            (binding.account, binding.remote_id): each.draft.uid
            for each in arrivals for binding in each.draft.bindings
            if binding.remote_id and each.draft.uid not in self._ids
        }  # fmt: skip
        bound = self._writer.arrivals.bound(ids)
        for place, number in bound.items():
            self._ids.setdefault(ids[place], number)

    def _can_return(self, known: Called | None) -> bool:
        """Whether a character is in the trash, and nobody has its handle meanwhile."""
        if known is None:
            return False
        return self._writer.characters.find(known.project_id, known.handle) is None

    def _named(self, each: _Arrival, *, is_free: bool) -> _Arrival:
        """A new character under a handle that nobody has, and with a uid of its own."""
        project = each.draft.project
        if project not in self._taken:
            slug = str(each.person.form.get("project") or self._session.project)
            self._taken[project] = set(self._session.store.read.characters.handles(slug))
        handle = free(each.draft.handle, self._taken[project])
        self._taken[project].add(handle)
        if handle != each.draft.handle:
            self._done.renamed[each.draft.handle] = handle
        uid = each.draft.uid if is_free else new_uid()
        return each._replace(draft=each.draft._replace(handle=handle, uid=uid))

    def _add_windows(self, arrivals: Sequence[_Arrival]) -> None:
        """Add the windows of characters that no ID was made from."""
        from charlib.domain.windows.window import Window

        for each in arrivals:
            for source, window in () if each.draft.bindings else each.person.seen:
                number = self._writer.sources.record("url", source)
                self._writer.sources.add_window(
                    number, self._ids[each.draft.uid], Window.parse(window)
                )

    # -- films and pictures

    def films(self, prepared: Prepared) -> None:
        """Add the films that are new, the windows that were suggested, and the pictures."""
        self._contents.leave_films_of(self._erased)
        films = Films(self._session, self._writer, self.importer, self._contents, self._ids)
        self._done.films = films.take(prepared)
        self._done.windows = tuple(films.take_windows(prepared))
        if prepared.windowless:
            self._writer.arrivals.note_windowless(prepared.windowless)
        for uid, kept in prepared.pictures.items():
            number = self._ids.get(uid)
            if number is not None and self._writer.arrivals.without_picture([number]):
                portraits.record(self._writer, kept, number, None)
                self._done.pictures += 1
