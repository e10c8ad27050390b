"""Finding and keeping characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from charlib.domain import handle as handles
from charlib.domain.records import LIKENESSES, Binding, Character, Entry
from charlib.domain.search import expanded, parse
from charlib.domain.search.tree import And, Everything, Not, Or, Term, Tree
from charlib.domain.text import clean
from charlib.errors import Conflict, InvalidInput, NotFound
from charlib.store.read.characters import Page
from charlib.store.search.statement import Sort
from charlib.workspace.parts import Parts


class Keeping(Parts):
    """The verbs for characters that ask no provider."""

    def refer(self, reference: str) -> tuple[str, str]:
        """Read `mia`, `@mia` or `noir/mia` to a project and a handle."""
        project, slash, handle = reference.strip().removeprefix("@").rpartition("/")
        return (handles.parse_slug(project) if slash else self.project), handles.parse(handle)

    def show(self, reference: str) -> Character:
        """A character by handle; NotFound with the nearest handles."""
        project, handle = self.refer(reference)
        found = self.store.read.characters.by_handle(project, handle)
        if found is None:
            like = handles.nearest(handle, self.store.read.characters.handles(project))
            meant = f"Did you mean {', '.join('@' + one for one in like)}?" if like else ""
            raise NotFound(f"no @{handle} in project {project}", hint=meant or "charlib list")
        return found

    def search(
        self,
        *words: str,
        limit: int = 0,
        sort: Sort = "newest",
        everywhere: bool = False,
    ) -> list[Character]:
        """The characters that fit a query, of the project in use or, `everywhere`, of all.

        The words are one query in the language of the README's chapter on searching. Raises
        BadQuery with a picture of where it cannot be read.
        """
        return [*self.page(" ".join(words), limit=limit, sort=sort, everywhere=everywhere).people]

    def page(
        self,
        text: str = "",
        *,
        limit: int = 0,
        sort: Sort = "newest",
        after: str | None = None,
        everywhere: bool = False,
    ) -> Page:
        """One page of a search; `after` is the `next` of the page before, or any handle."""
        tree, project = self._asked(text, everywhere=everywhere)
        if after is not None and sort == "rank":
            raise InvalidInput("a ranked search has one page", hint="Give a larger --limit")
        return self.store.read.characters.search(
            tree, project=project, sort=sort, limit=limit, after=self._last(after)
        )

    def each(
        self,
        text: str = "",
        *,
        sort: Sort = "newest",
        after: str | None = None,
        everywhere: bool = False,
    ) -> Iterator[Character]:
        """All characters that fit a query, read as they are asked for: for very many."""
        tree, project = self._asked(text, everywhere=everywhere)
        return self.store.read.characters.each(
            tree, project=project, sort=sort, after=self._last(after)
        )

    def lines(
        self,
        text: str = "",
        *,
        sort: Sort = "newest",
        after: str | None = None,
        everywhere: bool = False,
    ) -> Iterator[str]:
        """The same as JSON Lines, in the form of an export; some hundred lines in each text."""
        tree, project = self._asked(text, everywhere=everywhere)
        return self.store.read.characters.lines(
            tree, project=project, sort=sort, after=self._last(after)
        )

    def _last(self, handle: str | None) -> int | None:
        if handle is None:
            return None
        read, name = self.store.read, self.refer(handle)
        # Whoever went into the trash since is still a place to go on behind.
        found = read.characters.by_handle(*name) or read.characters.by_handle(*name, trashed=True)
        return (found or self.show(handle)).id

    def count(self, text: str = "", *, everywhere: bool = False) -> int:
        """How many characters fit a query."""
        tree, project = self._asked(text, everywhere=everywhere)
        return self.store.read.characters.count(tree, project=project)

    def matching(self, text: str, *, everywhere: bool = False) -> Sequence[int]:
        """The ids of all characters that fit a query, for verbs that change many."""
        tree, project = self._asked(text, everywhere=everywhere)
        return self.store.read.characters.ids(tree, project=project)

    def _asked(self, text: str, *, everywhere: bool) -> tuple[Tree, str | None]:
        """A query's tree and its scope: one that names a project looks beyond the one in use."""
        tree = expanded(self._read(text), self._kept)
        return tree, None if everywhere or names_project(tree) else self.project

    def _read(self, text: str) -> Tree:
        return parse(clean(text, "the search"), now=self.clock.now())

    def _kept(self, name: str) -> Tree:
        return parse(self.store.read.searches.text(name), now=self.clock.now())

    def unknown(self, text: str) -> Sequence[tuple[str, str, str]]:
        """What a query names and there is not: the field, the name, and the most like it or `""`.

        Tags, projects, accounts and profiles are looked up; nothing that kept searches say.
        """
        found = []
        for field, name in names_said(self._read(text)):
            if field == "tag" and self.store.read.tags.named(name):
                continue
            known = self._names(field)
            if name not in map(handles.normalise, known):
                found.append((field, name, _meant(name, known)))
        return found

    def _names(self, field: str) -> list[str]:
        read = self.store.read
        if field == "tag":
            return [one.name for one in read.tags.all()]
        if field == "project":
            return [one.slug for one in read.projects.all()]
        return [
            getattr(one, "name" if field == "account" else field) for one in read.accounts.all()
        ]

    def save_search(self, name: str, text: str) -> str | None:
        """Keep a query by name, for `saved:name` in others; answers what it was until now.

        Raises BadQuery for one that would be part of itself, or names one that is not kept.
        """
        name = handles.parse_slug(name, "a kept search")
        tree = self._read(text)
        if isinstance(tree, Everything):
            raise InvalidInput("there is no query to keep", hint="charlib search QUERY --save NAME")
        expanded(tree, lambda said: tree if said == name else self._kept(said))
        before = dict(self.saved_searches()).get(name)
        with self.store.write() as writer:
            writer.settings.save_search(name, text)
        return before

    def forget_search(self, name: str) -> None:
        """Forget a saved search; NotFound where there is none of that name."""
        name = handles.normalise(name)
        self.store.read.searches.text(name)
        with self.store.write() as writer:
            writer.settings.save_search(name, None)

    def saved_searches(self) -> Sequence[tuple[str, str]]:
        """All saved searches: name and text."""
        return self.store.read.searches.all()

    def answer(self, binding: Binding) -> str:
        """The raw body of the provider's last answer about a binding; empty where none came."""
        return self.store.read.jobs.raw_answer(binding.id) or ""

    def edit(
        self,
        reference: str,
        *,
        name: str | None = None,
        look: str | None = None,
        notes: str | None = None,
        likeness: str | None = None,
        consent: str | None = None,
    ) -> Character:
        """Change what is said of a character; None leaves a text as it is."""
        changes = _changes(name=name, look=look, notes=notes, likeness=likeness, consent=consent)
        person = self.show(reference)
        with self.store.write() as writer:
            writer.characters.edit(person.id, **changes)
        return self.show(reference)

    def edit_many(
        self,
        text: str,
        *,
        look: str | None = None,
        notes: str | None = None,
        likeness: str | None = None,
        consent: str | None = None,
    ) -> int:
        """Say the same of all that a query finds, as one step; of how many it was not said yet."""
        changes = _changes(look=look, notes=notes, likeness=likeness, consent=consent)
        ids = self.matching(text)
        with self.store.write() as writer:
            return writer.characters.edit_all(ids, changes)

    def rename(self, reference: str, handle: str) -> Character:
        """Give a character another handle; its ids and the prompts that used it stay valid."""
        person, handle = self.show(reference), handles.parse(handle)
        with self.store.write() as writer:
            taken = writer.characters.find(writer.projects.id(person.project), handle)
            if taken not in {None, person.id}:
                raise Conflict(f"@{handle} exists already", hint=f"charlib show {handle}")
            writer.characters.edit(person.id, handle=handle)
        return self.show(f"{person.project}/{handle}")

    def uses(self, reference: str) -> int:
        """In how many recorded prompts a character is used."""
        return self.store.read.characters.prompts_using([self.show(reference).id])

    def remove(self, reference: str) -> Character:
        """Put a character into the trash, with its bindings: `restore` brings it back."""
        person = self.show(reference)
        with self.store.write() as writer:
            writer.characters.put_away([person.id])
        return person

    def remove_many(self, text: str) -> int:
        """Put all characters that a query finds into the trash, as one step; answers how many."""
        ids = self.matching(text)
        with self.store.write() as writer:
            return writer.characters.put_away(ids)

    def uses_of(self, text: str) -> int:
        """In how many recorded prompts the characters are used that a query finds."""
        return self.store.read.characters.prompts_using(self.matching(text))

    def restore(self, reference: str) -> Character:
        """Bring the character of that handle that was removed last back from the trash."""
        project, handle = self.refer(reference)
        found = self.store.read.characters.by_handle(project, handle, trashed=True)
        if found is None:
            raise NotFound(f"no @{handle} in the trash of {project}", hint="charlib list --trash")
        with self.store.write() as writer:
            if writer.characters.find(writer.projects.id(project), handle) is not None:
                raise Conflict(
                    f"@{handle} was given to another character since",
                    hint=f"charlib rename {handle} NEW, then restore again",
                )
            writer.characters.bring_back([found.id])
        return self.show(f"{project}/{handle}")

    def backup(self, file: Path | str | None = None) -> Path:
        """Copy the library's database to a file, or into its folder of backups; others may write.

        Raises Conflict where the file is there already.
        """
        return self.store.back_up(None if file is None else Path(file).expanduser().absolute())

    def backups(self) -> Sequence[Path]:
        """The copies in the folder of backups, newest first."""
        return self.store.backups()

    def restore_backup(self, file: Path | str) -> Path | None:
        """Make the library what a copy says; answers where what it was until now is kept.

        A damaged library is moved away as it is.

        Raises NotFound, InvalidInput for a file that is no library, TooNew.
        """
        path = Path(file).expanduser()
        named = self.home.backups / path.name
        from charlib.store import backups

        self.close()
        chosen = named if not path.exists() and named.exists() else path
        return backups.restore(self.home.database, self.home.backups, chosen, self.clock.now())

    def history(self, *, limit: int = 0) -> Sequence[Entry]:
        """What was changed, newest first: one entry for each command or verb."""
        return self.store.read.journal.entries(limit=limit)

    def as_one(self, command: str = "") -> AbstractContextManager[None]:
        """Make all that is changed in a `with` block one entry, undone as one."""
        return self.store.as_one(command)

    def undo(self) -> Entry:
        """Take back what the last command changed; NotFound where there is nothing left.

        What was made at a provider stays: a created character goes into the trash with its ids.
        Raises Conflict where what came after stands against it; then nothing is changed.
        """
        with self.store.write() as writer:
            found = self.store.read.journal.to_undo()
            if found is None:
                raise NotFound("there is nothing to undo", hint="charlib history")
            writer.journal.undo(found.id)
        return found

    def redo(self) -> Entry:
        """Do again what was undone last; NotFound once something else was changed since."""
        with self.store.write() as writer:
            found = self.store.read.journal.to_redo()
            if found is None:
                raise NotFound("there is nothing to do again", hint="charlib history")
            writer.journal.redo(found.id)
        return found

    def list(
        self, *, limit: int = 0, trashed: bool = False, everywhere: bool = False
    ) -> list[Character]:
        """The characters of the project, or of all, newest first; a limit of 0 means all."""
        if trashed:
            return self.store.read.characters.trash(
                None if everywhere else self.project, limit=limit
            )
        return self.search(limit=limit, everywhere=everywhere)


_SAID = "Give --name, --look, --notes, --likeness or --consent"


def _changes(**given: str | None) -> dict[str, str]:
    """What is said of a character, checked; None is not said."""
    likeness = given.get("likeness")
    if likeness is not None and likeness not in LIKENESSES:
        raise InvalidInput(f"no likeness {likeness!r}", hint="real, fictional or none")
    said = {key: clean(value, f"the {key}") for key, value in given.items() if value is not None}
    if not said:
        raise InvalidInput("nothing to change", hint=_SAID)
    return said


def _meant(name: str, known: Sequence[str]) -> str:
    """What a name that is not known was probably to be: a namespace, or the name most like it."""
    if any(one.startswith(f"{name}:") for one in known):
        return f"{name}:*"
    longer = next((one for one in known if one.startswith(f"{name} ")), None)
    if longer:  # the query had no quotation marks
        return f'"{longer}"'
    return next(iter(handles.nearest(name, known, count=1)), "")


_NAMED = {"tag", "project", "account", "profile"}


def names_said(tree: Tree) -> list[tuple[str, str]]:
    """The fields and names of what a query names whole: no pieces, nothing that is kept."""
    if isinstance(tree, Term):
        is_whole = tree.field in _NAMED and tree.how in {"exact", "is"}
        return [(str(tree.field), str(tree.value))] if is_whole else []
    if isinstance(tree, Not):
        return names_said(tree.part)
    return [one for part in getattr(tree, "parts", ()) for one in names_said(part)]


def names_project(tree: Tree) -> bool:
    """Whether a query says itself which projects it looks in."""
    if isinstance(tree, Term):
        return tree.field == "project"
    if isinstance(tree, Not):
        return names_project(tree.part)
    return isinstance(tree, And | Or) and any(map(names_project, tree.parts))
