"""Libraries that share everything they have, without files: what one writes, another takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import charlib
from charlib.library import Library
from charlib.library.session import ignore
from charlib.library.sharing.joining import Joined, join
from charlib.store.shared import values
from charlib.store.shared.records import Thing
from tests.clocks import Hurried

KINDS = list(values.KINDS)
_ALL = {
    "project": "SELECT slug FROM project", "account": "SELECT uid FROM account",
    "task": "SELECT uid FROM task",
}  # fmt: skip
_PEOPLE = "SELECT uid FROM character"


class Member:
    """One library of a team."""

    def __init__(self, home: Path) -> None:
        self.lib: Library = charlib.open(home=home, clock=Hurried())
        self.lib.list()  # the file is there

    @property
    def store(self) -> Any:
        """The store of the library."""
        return self.lib._session.store

    def uids(self, kind: str) -> list[str]:
        """The uids of all things of a kind, with those that were shared before."""
        with self.store.session() as session:
            bare = session.connection().connection
            rows = bare.execute(
                f"{_ALL.get(kind, _PEOPLE)} UNION SELECT uid FROM shared WHERE kind = ?", [kind]
            ).fetchall()
        return sorted(row[0] for row in rows)

    def given(self) -> dict[str, list[Thing]]:
        """All that this library has, as others take it."""
        with self.store.share() as writer:
            return {
                kind: [
                    Thing(kind, uid, text)
                    for uid, text in writer.sharing.records.commit(kind, self.uids(kind)).items()
                ]
                for kind in KINDS
            }

    def take(self, things: dict[str, list[Thing]]) -> Joined:
        """Take what another library gave, as one step."""
        some = [thing for kind in KINDS for thing in things[kind]]
        with self.store.as_one("take"), self.store.share() as writer:
            return join(self.lib._session, writer, some, ignore)

    def records(self) -> dict[tuple[str, str], str]:
        """The texts of all records."""
        return {
            (kind, thing.uid): thing.text for kind, some in self.given().items() for thing in some
        }

    def shown(self) -> dict[str, dict[str, Any]]:
        """What the tables of this library have, of every kind."""
        with self.store.session() as session:
            bare = session.connection().connection.driver_connection
            shown = {kind: values.read(bare, kind, self.uids(kind)) for kind in KINDS}
        for account in shown["account"].values():
            account.pop("name")  # each library calls it as it likes
        return shown

    def faults(self) -> list[Any]:
        """What the doctor finds, but missing files: these libraries share without any."""
        found = self.lib.doctor()
        return [each for each in found if not each.is_note and "missing" not in each.problem]

    def close(self) -> None:
        """Close the library."""
        self.lib.close()


def meet(*members: Member) -> None:
    """Let all take what all have, until there is nothing new."""
    for _ in range(3):
        given = [member.given() for member in members]
        for member in members:
            for things in given:
                member.take(things)
