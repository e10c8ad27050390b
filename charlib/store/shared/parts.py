"""Looks, voices, IDs and footage of a character, taken from its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.domain.sharing.fitting import Look
from charlib.domain.windows.window import Window
from charlib.store.shared.media import kept_file, medium
from charlib.store.shared.owners import Owners
from charlib.store.write.scope import Scope, listed
from charlib.store.write.sources import NewWindow

if TYPE_CHECKING:
    from charlib.store.write.subjects import Subjects

_ALONG = {
    "window": ("footage", """
        SELECT window.id, character.uid, 'footage/' || window.uid
        FROM window JOIN character ON character.id = character_id
        WHERE {} = ? AND character_id <> ?
    """),
    "binding": ("ids", """
        SELECT binding.id, character.uid, 'binding/' || account.uid || '/' || remote_id
        FROM binding JOIN character ON character.id = character_id
        JOIN account ON account.id = account_id WHERE {} = ? AND character_id <> ?
    """),
}  # fmt: skip
"""What is of a look or a voice: table → the kind of record, and rows of other characters."""
_LOOK = """
    SELECT id, character_id, deleted_at IS NULL FROM look WHERE uid = ?
"""
_VOICE_OF = """
    SELECT id, character_id, replaced_at IS NULL FROM voice
    WHERE character_id = ?1 AND replaced_at IS NULL OR uid = ?2
    ORDER BY character_id = ?1 DESC LIMIT 1
"""


class Owner(NamedTuple):
    """A character; one that `is_trashed` gets only what nobody has.

    What it had may be somebody else's since a merge.
    """

    id: int
    uid: str
    is_trashed: bool


class Parts:
    """The verbs that give a character what its record says it has, as far as it is the owner."""

    def __init__(self, scope: Scope, by: Subjects, owners: Owners) -> None:
        self._scope = scope
        self._by = by
        self._owners = owners

    # -- looks

    def looks(self, character_id: int, shown: list[Look]) -> None:
        """Give a character these looks and no others."""
        there = {
            row["uid"]: row
            for row in self._scope.dicts(
                "SELECT * FROM look WHERE character_id = ?1 OR uid IN"
                " (SELECT value FROM json_each(?2))",
                character_id,
                listed(look.uid for look in shown),
            )
        }
        wanted = {look.uid for look in shown}
        gone = [row["id"] for uid, row in there.items() if uid not in wanted]
        for number in gone:
            if _is_there(self._scope, "look", number):
                self._by.looks.put_away(number)
        # Names and episodes may go from one look to another: they are free before they are taken.
        self._free_names(there, shown)
        for look in shown:
            self._look(character_id, there.get(look.uid), look)

    def _free_names(self, there: Mapping[str, Mapping[str, Any]], shown: list[Look]) -> None:
        for look in shown:
            row = there.get(look.uid)
            is_here = row is not None and row["deleted_at"] is None
            if row and is_here and (row["name"], row["episodes"]) != (look.name, look.episodes):
                self._by.looks.edit(row["id"], name=look.uid, episodes="")

    def _look(self, character_id: int, row: Mapping[str, Any] | None, look: Look) -> None:
        texts = {"description": look.description, "episodes": look.episodes}
        if row is None:
            self._by.looks.add(character_id, look.name, uid=look.uid, **texts)
            return
        if row["character_id"] != character_id:
            self._by.looks.edit(row["id"], character_id=character_id)
            self._take_along("look_id", row["id"], character_id)
        self._by.looks.edit(row["id"], name=look.name, deleted_at=None, **texts)

    def _take_along(self, column: str, number: int, character_id: int) -> None:
        """Footage and IDs of a look go where that goes, and IDs of a voice too."""
        for table, (kind, sql) in _ALONG.items():
            if column == "look_id" or table == "binding":
                for row, uid, part in self._scope.rows(sql.format(column), number, character_id):
                    self._change(table, row, {"character_id": character_id})
                    if part:
                        self._owners.hide(kind, uid, part)

    # -- voices

    def voice(self, owner: Owner, value: Mapping[str, Any] | None) -> None:
        """Give a character the voice of its record, or none."""
        character_id = owner.id
        if value is None:
            self._by.voices.put_away(character_id)
            return
        sql = "SELECT id, character_id FROM voice WHERE uid = ?"
        known = self._scope.row(sql, value["uid"])
        if known is not None:
            if owner.is_trashed:
                return
            if self._owners.owned("footage", owner.uid, {"voice": value}):
                self._by.voices.bring_back(known[0], character_id)
                if known[1] != character_id:
                    self._take_along("voice_id", known[0], character_id)
            else:
                self._by.voices.put_away(character_id)
            return
        kept = value.get("kept")
        source = value.get("source")
        place = _window(value) if "start_ms" in value else None
        self._by.voices.add(
            character_id, medium(kept) if kept else None,
            self.source(source) if source else None, place if source else None, uid=value["uid"],
        )  # fmt: skip

    # -- IDs

    def binding(self, owner: Owner, name: str, value: Mapping[str, Any]) -> None:
        """Record an ID of a character, or what has become of it."""
        _, account_uid, remote_id = name.split("/", 2)
        account = self._scope.id("SELECT id FROM account WHERE uid = ?", account_uid)
        if account is None:
            raise ValueError(f"it has no account {account_uid}")
        rows = self._scope.rows(
            "SELECT id, character_id FROM binding WHERE account_id = ? AND remote_id = ?"
            " AND (voice_id IS NOT NULL) = ?",
            account, remote_id, bool(value.get("is_voice")),
        )  # fmt: skip
        place = self._place(owner, "ids", name, value)
        if place is None or not self._may_tell(owner, place, [row[1] for row in rows]):
            return
        if rows and not self._may_have(owner, "ids", name, value):
            return
        columns = {
            **place, "state": value["state"], "method": value["method"],
            "mention": value.get("mention"), "error": value.get("error"),
            "window_id": self._window_of(value),
        }  # fmt: skip
        for known, _ in rows:
            self._change("binding", known, columns)
        if not rows:
            row = {"account_id": account, "remote_id": remote_id, **columns}
            self._by.jobs.add_bindings([{**row, "created_at": value["created_at"]}])
        is_here = place["character_id"] == owner.id  # else it is hidden
        if is_here and value.get("window") and columns["window_id"] is None:
            self._owners.wait(owner.uid, name, value)

    def _may_have(self, owner: Owner, kind: str, name: str, value: Mapping[str, Any]) -> bool:
        """Whether a character gets a part that is here already, and may be another's."""
        if owner.is_trashed:
            return self._owners.has_alone(owner.uid, {name: value})
        return bool(self._owners.owned(kind, owner.uid, {name: value}))

    def _may_tell(
        self, owner: Owner, place: Mapping[str, int | None], whose: Sequence[int | None]
    ) -> bool:
        """Whether a record may say what a part is like: not if another one shows it already."""
        shown_by = place["character_id"]
        return shown_by == owner.id or shown_by not in whose

    def _place(
        self, owner: Owner, kind: str, name: str, value: Mapping[str, Any]
    ) -> dict[str, int | None] | None:
        """Where footage or an ID belongs: with its look or voice, whoever has that now.

        None while that is not here. Who has it not, or no more, hides what is of it.
        """
        told: dict[str, int | None] = {"character_id": owner.id, "look_id": None}
        if kind == "ids":
            told["voice_id"] = None
        row = None
        if value.get("is_voice"):
            row = self._scope.row(_VOICE_OF, owner.id, self._owners.voice(owner.uid))
        elif value.get("look"):
            row = self._scope.row(_LOOK, value["look"])
        else:
            return told
        if row is None:
            self._owners.hide(kind, owner.uid, name)
            return None
        number, whose, is_there = row
        told["voice_id" if value.get("is_voice") else "look_id"] = number
        if is_there:
            told["character_id"] = whose
        if not is_there or whose != owner.id:
            self._owners.hide(kind, owner.uid, name)
        return told

    def _window_of(self, value: Mapping[str, Any]) -> int | None:
        return self._scope.id("SELECT id FROM window WHERE uid = ?", value.get("window"))

    # -- footage

    def footage(self, owner: Owner, name: str, value: Mapping[str, Any]) -> None:
        """Record a window of a character and what was kept of it."""
        uid = name.partition("/")[2]
        row = self._scope.row("SELECT id, character_id FROM window WHERE uid = ?", uid)
        known, whose = row or (None, None)
        place = self._place(owner, "footage", name, value)
        if place is None or not self._may_tell(owner, place, [whose]):
            return
        if known is not None and not self._may_have(owner, "footage", name, value):
            return
        window, source = _window(value), self.source(value["source"])
        if known is None:
            new = NewWindow(source, place["character_id"], window, place["look_id"], uid)
            (known,) = self._by.sources.add_windows([new])
        else:
            columns = {
                "source_id": source, **place,
                "start_ms": window.start_ms, "end_ms": window.end_ms,
            }  # fmt: skip
            self._change("window", known, columns)
        files = [kept_file(each) for each in value["kept"]]
        if files:
            self._by.footage.keep(known, files)
        self._by.footage.mark(known, value.get("keeping") or "")

    def source(self, form: Mapping[str, Any]) -> int:
        """The id of the source that a form tells; added if it is new."""
        if "url" in form:
            return self._by.sources.record("url", form["url"])
        if "task" in form:
            return self._by.sources.record(
                "task", f"task:{form.get('remote_id', form['task'])}", task_id=self._task(form)
            )
        content = form.get("sha256")
        known = content and self._scope.id("SELECT id FROM source WHERE sha256 = ?", content)
        if known:
            return int(known)
        return self._by.sources.record("file", ref_of_file(form), sha256=content)

    def _task(self, form: Mapping[str, Any]) -> int:
        """The task that made a source; one that is not here is added, with what is known."""
        known = self._scope.id("SELECT id FROM task WHERE uid = ?", form["task"])
        if known is not None:
            return known
        account = self._scope.id("SELECT id FROM account WHERE uid = ?", form.get("account"))
        if account is None:
            raise ValueError("a source is the film of a task whose account it does not name")
        return self._by.jobs.add_task(
            account, state="unknown", request=None, uid=form["task"],
            remote_id=form.get("remote_id"),
        )  # fmt: skip

    def _change(self, table: str, number: int, columns: Mapping[str, Any]) -> None:
        row = self._scope.read(table, number) or {}
        before = {name: row[name] for name in columns}
        if before != columns:
            now = {"updated_at": self._scope.now} if "updated_at" in row else {}
            self._scope.update(table, number, **columns, **now)
            self._scope.note(f"about {table}", id=number, before=before, after=dict(columns))


def _is_there(scope: Scope, table: str, number: int) -> bool:
    """Whether a row is there that was not removed."""
    sql = f"SELECT 1 FROM {table} WHERE id = ? AND deleted_at IS NULL"
    return scope.value(sql, number) is not None


def ref_of_file(form: Mapping[str, Any]) -> str:
    """How a library calls a file of another one: no machine has two of that name and content."""
    content = form.get("sha256")
    return f"{content[:8]}/{form['file']}" if content else str(form["file"])


def _window(value: Mapping[str, Any]) -> Window:
    return Window(value["start_ms"], value["end_ms"])
