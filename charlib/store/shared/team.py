"""What a library remembers of the cast that it shares, and what it gives to the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.store.shared import watching
from charlib.store.shared.records import Records, Thing
from charlib.store.shared.values import IS_ERASED
from charlib.store.write.scope import Scope, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

_HELD = f"""
    kind IN ('footage', 'ids') AND EXISTS (SELECT 1 FROM character
        WHERE character.uid = unpushed.uid AND (deleted_at IS NOT NULL
            OR kind = 'footage' AND likeness = 'real' AND consent = ''))
    AND NOT EXISTS (SELECT 1 FROM shared WHERE shared.kind = unpushed.kind
        AND shared.uid = unpushed.uid AND {IS_ERASED})
"""
"""Footage of real people without a noted consent stays in the library. What belongs to somebody in
the trash is told when that is taken out of it."""
_NEXT_PEOPLE = f"""
    SELECT DISTINCT uid FROM unpushed WHERE kind IN ('character', 'footage', 'ids')
    AND NOT ({_HELD}) ORDER BY uid LIMIT ?
"""
_NEXT_TASKS = "SELECT uid FROM unpushed WHERE kind = 'task' ORDER BY uid LIMIT ?"
_MARKS = f"""
    SELECT kind, uid, mark FROM unpushed WHERE kind = ?1
    AND uid IN (SELECT value FROM json_each(?2)) AND NOT ({_HELD})
"""
_PEOPLE_OF_TASKS = """
    SELECT DISTINCT character.uid FROM json_each(?) CROSS JOIN task ON task.uid = value
    JOIN prompt ON prompt.task_id = task.id JOIN prompt_character ON prompt_id = prompt.id
    JOIN character ON character.id = character_id
"""
_PROJECTS = """
    SELECT slug AS uid FROM json_each(?1) CROSS JOIN character ON character.uid = value
    JOIN project ON project.id = project_id
    UNION
    SELECT slug FROM json_each(?2) CROSS JOIN task ON task.uid = value
    JOIN project ON project.id = project_id
"""
_ACCOUNTS = """
    WITH person AS (
        SELECT character.id FROM json_each(?1) CROSS JOIN character ON character.uid = value)
    SELECT account.uid FROM person CROSS JOIN binding ON binding.character_id = person.id
    JOIN account ON account.id = account_id
    UNION
    SELECT account.uid FROM person CROSS JOIN window ON window.character_id = person.id
    JOIN source ON source.id = source_id JOIN task ON task.id = source.task_id
    JOIN account ON account.id = task.account_id
    UNION
    SELECT account.uid FROM person CROSS JOIN voice ON voice.character_id = person.id
    JOIN source ON source.id = source_id JOIN task ON task.id = source.task_id
    JOIN account ON account.id = task.account_id
    UNION
    SELECT account.uid FROM json_each(?2) CROSS JOIN task ON task.uid = value
    JOIN account ON account.id = account_id
"""
_UNPUSHED = "SELECT uid FROM unpushed WHERE kind = ? AND uid IN (SELECT value FROM json_each(?))"
_CLEAR = "DELETE FROM unpushed WHERE kind = ? AND uid IN (SELECT value FROM json_each(?))"
Mark = tuple[str, str, int]


class Batch(NamedTuple):
    """Things that others should know, and the marks of what is told by them."""

    author: str
    things: tuple[Thing, ...]
    marks: tuple[Mark, ...]


class Object(NamedTuple):
    """An object of the share that is known here, or why it was refused."""

    name: str
    bytes: int = 0
    problem: str = ""


class Team:
    """The writing verbs for a shared cast."""

    def __init__(self, scope: Scope, records: Records) -> None:
        self._scope = scope
        self._records = records

    @property
    def author(self) -> str:
        """What this library writes as: another name in each copy of it."""
        return self._records.author

    def join(self, url: str, name: str, *, read_only: bool) -> None:
        """Share from now on, or under another name. Another place begins anew."""
        known = self._scope.value("SELECT url FROM share")
        if known == url:
            sql = "UPDATE share SET name = ?, is_read_only = ?"
            self._scope.execute(sql, name, int(read_only))
            return
        for table in ("share", "share_object", "member", "unpushed"):
            self._scope.execute(f"DELETE FROM {table}")
        self._scope.insert(
            "share", one=1, url=url, name=name, is_read_only=int(read_only),
            joined_at=self._scope.now,
        )  # fmt: skip
        watching.begin(self._scope)

    def leave(self) -> None:
        """Share no more. What was pulled stays."""
        watching.stop(self._scope)
        for table in ("share", "share_object", "member", "unpushed"):
            self._scope.execute(f"DELETE FROM {table}")

    def set(self, **columns: Any) -> None:
        """Set columns of the share."""
        names = ", ".join(f"{name} = ?" for name in columns)
        self._scope.execute(f"UPDATE share SET {names}", *columns.values())

    # -- pushing

    def next_batch(self, people: int) -> Batch:
        """The next things to tell, with all that they need; empty if there is nothing to tell.

        What this library changed is written into the records. Nothing is forgotten before `told`.
        """
        if watching.watch(self._scope):
            watching.note_all(self._scope)
        if not self._column("SELECT 1 FROM unpushed LIMIT 1"):
            return Batch(self.author, (), ())
        uids = self._column(_NEXT_PEOPLE, people)
        tasks = [] if len(uids) == people else self._column(_NEXT_TASKS, people)
        mentioned = self._column(_PEOPLE_OF_TASKS, listed(tasks))
        everybody = list(dict.fromkeys([*uids, *mentioned]))
        needed = listed(everybody), listed(tasks)
        wanted = {
            "project": self._with_unpushed("project", self._column(_PROJECTS, *needed)),
            "account": self._with_unpushed("account", self._column(_ACCOUNTS, *needed)),
            "character": everybody, "footage": self._marked("footage", uids),
            "ids": self._marked("ids", uids), "task": tasks,
        }  # fmt: skip
        with self.quiet():
            things = tuple(self._told(wanted))
        marks = (row for kind in wanted for row in self._marks(kind, wanted[kind]))
        return Batch(self.author, things, tuple(marks))

    def _marks(self, kind: str, uids: Sequence[str]) -> list[Mark]:
        return [tuple(row) for row in self._scope.rows(_MARKS, kind, listed(uids))]

    def _marked(self, kind: str, uids: Sequence[str]) -> list[str]:
        """Those of some things that are not pushed, but those that are held back."""
        return [uid for _, uid, _ in self._marks(kind, uids)]

    def told(self, batch: Batch, objects: Iterable[Object]) -> None:
        """Remember that things are in the share, but those that were changed meanwhile."""
        self._scope.connection.executemany(
            "DELETE FROM unpushed WHERE kind = ? AND uid = ? AND mark = ?", batch.marks
        )
        self.know(objects)
        if batch.things:
            self.set(pushed_at=self._scope.now)
            name = self._scope.value("SELECT name FROM share")
            self.meet({batch.author: (name, self._scope.now)})

    def _told(self, wanted: Mapping[str, Sequence[str]]) -> Iterator[Thing]:
        """The records of things, with all that this library changed."""
        for kind, uids in wanted.items():
            texts = self._records.commit(kind, uids)
            yield from (Thing(kind, uid, text) for uid, text in sorted(texts.items()))

    def _with_unpushed(self, kind: str, uids: Sequence[str]) -> list[str]:
        sql = "SELECT uid FROM unpushed WHERE kind = ? LIMIT 1000"
        return list(dict.fromkeys([*uids, *self._column(sql, kind)]))

    def _column(self, sql: str, *values: object) -> list[str]:
        return [row[0] for row in self._scope.rows(sql, *values)]

    # -- pulling

    def quiet(self) -> Quiet:
        """Change things in a `with` block without counting that as this library's work."""
        return Quiet(self._scope)

    def know(self, objects: Iterable[Object]) -> None:
        """Remember objects of the share."""
        self._scope.connection.executemany(
            "INSERT INTO share_object (name, bytes, problem) VALUES (?, ?, ?) ON CONFLICT (name)"
            " DO UPDATE SET bytes = excluded.bytes, problem = excluded.problem",
            [tuple(each) for each in objects],
        )

    def forget(self, names: Iterable[str]) -> None:
        """Forget objects, so that they are read again."""
        sql = "DELETE FROM share_object WHERE name IN (SELECT value FROM json_each(?))"
        self._scope.execute(sql, listed(names))

    def taken(self, objects: Sequence[Object], who: Mapping[str, int]) -> None:
        """Remember objects that changed this library: an undo of that forgets them again."""
        self.know(objects)
        self._scope.note(
            "pulled", before=False, after=True, who=dict(who),
            objects=[tuple(each) for each in objects],
        )  # fmt: skip

    def set_side(self, what: Mapping[str, Any], side: str) -> None:
        """Forget the objects of a pull that is undone, or know them again."""
        if not self._scope.value("SELECT count(*) FROM share"):
            return
        objects = [Object(*each) for each in what["objects"]]
        if what[side]:
            self.know(objects)
        else:
            self.forget(each.name for each in objects)

    def said(self, things: Iterable[Thing]) -> None:
        """Forget that things are to be told, where the share says the same as this library."""
        by_kind: dict[str, dict[str, str]] = {}
        for thing in things:
            by_kind.setdefault(thing.kind, {})[thing.uid] = thing.text
        for kind, texts in by_kind.items():
            some = self._column(_UNPUSHED, kind, listed(texts))
            told = {thing.uid: thing.text for thing in self._told({kind: some})}
            same = [uid for uid, text in told.items() if text == texts[uid]]
            self._scope.execute(_CLEAR, kind, listed(same))

    def meet(self, members: Mapping[str, tuple[str, int | None]]) -> None:
        """Remember members: their names, and when they last pushed."""
        self._scope.connection.executemany(
            "INSERT INTO member (author, name, pushed_at) VALUES (?, ?, ?) ON CONFLICT (author)"
            " DO UPDATE SET name = iif(coalesce(excluded.pushed_at, 0) >= coalesce(pushed_at, 0),"
            " excluded.name, name),"
            " pushed_at = nullif(max(coalesce(pushed_at, 0), coalesce(excluded.pushed_at, 0)), 0)",
            [(author, *told) for author, told in members.items()],
        )


class Quiet:
    """A block in which the triggers note nothing."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def __enter__(self) -> None:
        self._scope.execute("UPDATE share SET is_quiet = 1")

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:  # else all of it is rolled back
            self._scope.execute("UPDATE share SET is_quiet = 0")
