"""The verbs for takes: `lib.takes`. A take is a task, seen as a try at a scene."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from charlib.domain import scenes
from charlib.domain.records import FilmedScene, Source, Task
from charlib.domain.text import clean, printable
from charlib.errors import InvalidInput, NotFound
from charlib.hints import call
from charlib.library.nouns.tasks import TaskLike, Tasks
from charlib.library.session import Session, check_offset
from charlib.library.sharing import deciding

if TYPE_CHECKING:
    from charlib.domain.search.tree import Tree
    from charlib.library.filming.checking import CheckedTake
    from charlib.library.filming.export import Exported
    from charlib.library.footage.player import Opened
    from charlib.store.search.takes import TakeSort

PICKED = "picked:yes"


class Takes:
    """The takes of scenes: found, watched, rated, picked and handed on."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(
        self,
        query: str = "",
        *,
        limit: int = 0,
        sort: TakeSort = "newest",
        after: TaskLike | None = None,
        offset: int = 0,
        everywhere: bool = False,
    ) -> list[Task]:
        """The takes that a query finds in the current project or, with `everywhere`, in all.

        The language is that of characters, with the fields of takes (`charlib help takes`); words
        are searched for in the prompts. `sort` is newest, oldest, scene, rating or check (the best
        first); `after` is the last take of the page before, `offset` the number of takes before
        the page. A limit of 0 means all. Raises BadQuery, whose `picture` shows where the query
        cannot be read.
        """
        check_offset(offset, limit)
        tree, project = self._scoped(query, everywhere=everywhere)
        last = self.show(after).id if after is not None else None
        return self._session.store.read.takes.search(
            tree, project=project, sort=sort, limit=limit, after=last, offset=offset
        )

    def show(self, ref: TaskLike) -> Task:
        """A take by its task: charlib's number, also as `task:12`, or the provider's ID."""
        try:
            return Tasks(self._session).show(ref)
        except NotFound:
            text = printable(str(ref))
            query = (text,) if ":" in text and not text.startswith("task:") else ()
            raise NotFound(f"no take {text}", hint=call("take list", *query)) from None

    def unknown(self, query: str) -> Sequence[tuple[str, str, str]]:
        """The names in a query that do not exist: field, name, and the most similar name or `""`.

        Characters, projects and accounts are looked up.
        """
        from charlib.library.filming.unknown import unknown

        return unknown(self._session, self._tree(query))

    # -- saved searches

    def save_search(self, name: str, query: str) -> str | None:
        """Save a query by name, for `saved:name` in others for takes; return the one it replaced.

        Searches for characters have names of their own. Raises BadQuery for one that would be part
        of itself; NotFound for one that names an unknown search.
        """
        from charlib.library.filming import queries

        return queries.save(self._session, name, query)

    def forget_search(self, name: str) -> None:
        """Forget a saved search; NotFound if it does not exist."""
        from charlib.library.filming import queries

        queries.forget(self._session, name)

    def saved_searches(self) -> Sequence[tuple[str, str]]:
        """The saved searches for takes: name and query."""
        from charlib.library.filming import queries

        return queries.saved(self._session)

    def scenes(
        self, query: str = "", *, episode: int | None = None, everywhere: bool = False
    ) -> builtins.list[FilmedScene]:
        """The scenes with their takes, in the order of the story; one without a pick has none.

        Those of the current project, or of all, and of one `episode` if it is given; with a
        `query`, those with a take that it finds.
        """
        read = self._session.store.read.takes
        tree, project = self._scoped(query, everywhere=everywhere)
        known = read.scenes(project, scenes.episode(episode))
        if query.strip():
            matches = set(read.ids(tree, project=project))
            known = [each for each in known if any(take.id in matches for take in each.takes)]
        return sorted(
            known,
            key=lambda scene: (scene.project, scene.episode or 0, scenes.natural(scene.label)),
        )

    # -- decisions, each of which is one step to undo

    def pick(self, *refs: TaskLike, also: bool = False) -> builtins.list[Task]:
        """Pick takes, each in place of the picked one of its scene; with `also`, beside it."""
        ids = self._ids(refs)
        with self._session.store.write() as writer:
            writer.takes.pick(ids, also=also)
        return self._session.store.read.takes.by_ids(ids)

    def plan_pick(self, *refs: TaskLike) -> builtins.list[Task]:
        """The picked takes that `pick` would replace."""
        return self._session.store.read.takes.replaced(self._ids(refs))

    def unpick(self, *refs: TaskLike) -> builtins.list[Task]:
        """Pick takes no longer."""
        return self._edit(refs, picked=0)

    def rate(self, ref: TaskLike, rating: int | str | None) -> Task:
        """Rate a take from 0 to 5; None takes its rating away. Raises InvalidInput."""
        return self._edit([ref], rating=scenes.rating(rating))[0]

    def note(self, ref: TaskLike, text: str) -> Task:
        """Note something about a take, in place of its old note; an empty text removes it."""
        return self._edit([ref], note=clean(text.strip(), "the note"))[0]

    def _edit(self, refs: Sequence[TaskLike], **columns: object) -> builtins.list[Task]:
        ids = self._ids(refs)
        with deciding.writing(self._session, ids, columns, kind="task") as writer:
            writer.takes.edit(dict.fromkeys(ids, columns))
        return self._session.store.read.takes.by_ids(ids)

    def _ids(self, refs: Sequence[TaskLike]) -> builtins.list[int]:
        return [*dict.fromkeys(self.show(ref).id for ref in refs)]

    # -- films

    def open(self, ref: TaskLike) -> Opened:
        """Open the film of a take in the system's player, or in that of `CHARLIB_PLAYER`.

        Where there is no display it is not opened. Raises NotFound if the film is not here.
        """
        from charlib.library.footage import player

        return player.play(self._session, self.show(ref))

    def source(self, ref: TaskLike) -> Source:
        """The film of a take as a source: characters and looks are made from its moments.

        Raises NotFound if the film is not here.
        """
        from charlib.library.footage import player

        take = self.show(ref)
        source = self._session.store.read.sources.of_task(take.id)
        if source is None or player.film_of(self._session, take) is None:
            raise player.not_here(take)
        return source

    def sheet(self, out: Path | str, query: str = "", *, columns: int = 6) -> builtins.list[Task]:
        """Write a contact sheet (JPEG): each take is a row, the same moments side by side.

        Returns the takes in the order of the rows; those without a film here are left out. Raises
        NotFound without any film, MediaError, MissingExtra, LibraryError.
        """
        from charlib.library.footage import take_sheet

        return take_sheet.write(self._session, Path(out), self._in_order(query), columns)

    def check(
        self,
        *refs: str,
        query: str = "",
        model: Path | str | None = None,
        everywhere: bool = False,
    ) -> builtins.list[CheckedTake]:
        """Compare the faces in takes with the kept stills of the characters in their prompts.

        The takes are named by `refs`, or those of a `query`, without failed ones. What is found
        stays with the take until its next check, and is no step to undo. What could not be compared
        is in `problems`: a film that is not here, a real person without a noted consent. Raises the
        first of them if nothing could be compared, Conflict if recognition is not switched on,
        InvalidInput, NotFound, MissingExtra. `model` is a recogniser of your own.
        """
        from charlib.library.filming.checking import Checker, problems_of

        if bool(refs) == bool(query.strip()):
            raise InvalidInput("give takes to check, or a query", hint=call("take check", "12"))
        checker = Checker(self._session, model)
        checked = checker.check(self._to_check(refs, query, everywhere=everywhere))
        problem = next(problems_of(checked), None)
        if problem is not None and not any(each.checks for each in checked):
            raise problem
        return checked

    def _to_check(
        self, refs: Sequence[str], query: str, *, everywhere: bool
    ) -> builtins.list[Task]:
        if refs:
            return self._session.store.read.takes.by_ids(self._ids(refs))
        found = self._in_order(query, everywhere=everywhere)
        return [take for take in found if take.state not in {"failed", "rejected"}]

    def export(
        self, target: Path | str, query: str = PICKED, *, everywhere: bool = False
    ) -> Exported:
        """Hand films on: by default the picked ones, under names that people can read.

        A folder gets `noir/e05/s03_take2_mia-tom.mp4`, as links to the library's files where the
        system has links, else as copies. A file `NAME.otio` becomes a timeline for an editor, in
        the order of the story (extra `otio`); `NAME.otio/` is a folder. To export again changes
        nothing. Raises InvalidInput, NotFound, MissingExtra, LibraryError.
        """
        from charlib.library.filming import export

        return export.export(self._session, target, self._in_order(query, everywhere=everywhere))

    def _in_order(self, query: str, *, everywhere: bool = False) -> builtins.list[Task]:
        """The takes of a query in the order of the story."""
        return sorted(
            self.list(query, everywhere=everywhere),
            key=lambda take: (
                take.project, take.episode or 0, scenes.natural(take.scene), take.take or 0, take.id
            ),
        )  # fmt: skip

    def _scoped(self, query: str, *, everywhere: bool) -> tuple[Tree, str | None]:
        """A query's tree and its scope: a query that names a project looks beyond the current."""
        from charlib.domain.search.tree import terms

        tree = self._tree(query)
        names_project = any(term.field == "project" for term in terms(tree))
        return tree, None if everywhere or names_project else self._session.project

    def _tree(self, query: str) -> Tree:
        from charlib.library.filming import queries

        return queries.tree_of(self._session, query)
