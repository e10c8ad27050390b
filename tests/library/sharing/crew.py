"""Members of a share who do anything, are killed at any moment, and begin again."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import charlib
from charlib.domain.sharing import record as records
from charlib.errors import CharlibError
from charlib.library.session import ignore
from charlib.objects import opening
from charlib.objects.place import Place
from charlib.store.shared.following import FOLLOWED
from tests.clocks import Hurried
from tests.store.shared.team import KINDS, Member
from tests.store.shared.walk import VERBS, Walk

HOUR_S = 3_600
_STEPS = [*VERBS, "add", "add", "look", "episodes", "alias", "redo"]


class Killed(BaseException):
    """The end of a process: nothing after it happens, and nothing before it is taken back."""


class Mortal:
    """A place whose user dies before or after the next few requests."""

    def __init__(self, place: Place, fate: Callable[[], None]) -> None:
        self._place = place
        self._fate = fate

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._place, name)
        if name not in {"put", "put_file", "get", "get_file", "list"}:
            return found

        def ask(*words: Any) -> Any:
            self._fate()
            answer = found(*words)
            if name == "list":
                answer = iter([*answer])
            self._fate()
            return answer

        return ask


class Crew(Walk):
    """Five libraries with a share: random steps, pushes and pulls, and deaths."""

    def __init__(
        self, folder: Path, seed: int, urls: list[str], monkeypatch: Any, *, deaths: float = 0.3
    ) -> None:
        self._moments = -1
        self._deaths = deaths
        plain = opening.open_place
        monkeypatch.setattr(
            opening, "open_place", lambda url, environ: Mortal(plain(url, environ), self._live)
        )
        super().__init__(folder, seed, len(urls))
        self.urls = urls
        self.killed = 0
        self._told: dict[Any, set[str]] = {}
        for number, member in enumerate(self.team):
            self._open(number)
            member.lib.share.init(urls[number], name=f"member {number}")

    def _open(self, who: int) -> None:
        """Begin a new process, on a machine whose clock is wrong."""
        member = self.team[who]
        member.close()
        clock = Hurried()
        clock.wait(who * HOUR_S)
        member.lib = charlib.open(home=member.lib.home.data, clock=clock)

    def _live(self) -> None:
        """A moment passes; the last one is the end."""
        self._moments -= 1
        if self._moments == 0:
            raise Killed

    def run(self, steps: int) -> None:
        """Take so many steps; every third is a push or a pull."""
        for _ in range(steps):
            who = self.random.randrange(len(self.team))
            if self.random.random() < 0.3:
                self._moments = self.random.randrange(1, 14) if self._dies() else -1
                self.meet(who, self.random.choice(["push", "pull"]))
                self._moments = -1
            else:
                self.step(who, self.random.choice(_STEPS))

    def _dies(self) -> bool:
        return self.random.random() < self._deaths

    def meet(self, who: int, verb: str) -> Any:
        """Push or pull; who is killed begins anew."""
        self.log.append((who, verb))
        share = self.team[who].lib.share
        if verb == "push":
            self._tell(who)
        try:
            return getattr(share, verb)(warn=ignore)
        except Killed:
            self.killed += 1
            self.log.append((who, "killed"))
            self._open(who)
            return None
        finally:
            if verb == "pull":
                self._hear(who)

    def _tell(self, who: int) -> None:
        for place, texts in self._known[who].items():
            self._told.setdefault(place, set()).update(texts)

    def _hear(self, who: int) -> None:
        for place, texts in self._told.items():
            self._known[who][place] |= texts

    def end(self, between: Callable[[], None] = lambda: None) -> None:
        """Let all tell and hear all, until there is nothing new."""
        for _ in range(4):
            for who in range(len(self.team)):
                self.meet(who, "push")
                between()
            for who in range(len(self.team)):
                self.meet(who, "pull")

    def told_or_the_same(self, who: int) -> list[Any]:
        """What a member shows otherwise than its records say, and will tell nobody of."""
        member = self.team[who]
        with member.store.share() as writer:
            shared = writer.sharing.records
            rows = shared._scope.rows("SELECT kind, uid FROM unpushed")
            untold = {(kind, uid) for kind, uid in rows}
            return [
                (kind, each)
                for kind in FOLLOWED
                for each in shared.differences(kind, member.uids(kind))
                if (kind, each.uid) not in untold
                and (each.here is not None or (kind == "character" and each.told))
            ]

    def check(self) -> None:
        """All have the same, say the same, lack nothing, and are sound."""
        first, *others = self.shown()
        for each in others:
            assert each == first, self.log
        told, *more = (self._stored(member) for member in self.team)
        assert [each == told for each in more] == [True] * len(more), self.log
        for member in self.team:
            assert member.faults() == [], self.log
            again = member.lib.share.push(warn=ignore)
            assert (again.objects, member.lib.share.pull(warn=ignore).objects) == (0, 0), self.log
        assert self.lost() == [], self.log

    @staticmethod
    def _stored(member: Member) -> dict[tuple[str, str], str]:
        """The texts of the records that a member has.

        What belongs to somebody in the trash is told when that is taken out of it.
        """
        read = member.store.read.shared
        living = member.shown()["character"]
        return {
            (kind, uid): text
            for kind in KINDS
            for uid, text in read.texts(kind, member.uids(kind)).items()
            if kind not in {"footage", "ids"} or uid in living
        }

    def shown(self) -> list[dict[str, Any]]:
        """What each member has.

        An account, or a task that was only recorded, may be taken back by one and stay with others.
        A film of whom one erased is each member's own from then on. Whoever is in the trash of some
        may never have come to others, and their windows neither.
        """
        shown = [member.shown() for member in self.team]
        common = set.intersection(*(set(each["task"]) for each in shown)) - self._erased()
        for each in shown:
            del each["account"]
            each["task"] = {uid: each["task"][uid] for uid in common}
            for film in each["task"].values():
                film["characters"] = [
                    who for who in film["characters"] if who[0] in each["character"]
                ]
            windows = {name for fields in each["footage"].values() for name in fields}
            for told in (told for fields in each["ids"].values() for told in fields.values()):
                if f"footage/{told.get('window')}" not in windows:
                    told.pop("window", None)
        return shown

    def _erased(self) -> set[str]:
        """The films of which nothing is told any more."""
        told = (member.store.read.shared.texts("task", member.uids("task")) for member in self.team)
        return {
            uid
            for texts in told
            for uid, text in texts.items()
            if records.is_erased(records.from_text(text))
        }


class Copies:
    """A folder for each member, which some program copies between them: late, in any order."""

    def __init__(self, folders: list[Path], seed: int) -> None:
        self.folders = folders
        self.random = random.Random(seed)
        for folder in folders:
            folder.mkdir(parents=True)

    def copy(self, share: float = 1.0) -> None:
        """Bring files to the others; of those that are due, some only."""
        for folder in self.folders:
            for name in self._files(folder):
                for other in self.folders:
                    if not (other / name).exists() and self.random.random() < share:
                        (other / name).parent.mkdir(parents=True, exist_ok=True)
                        shutil.copy(folder / name, other / name)

    def _files(self, folder: Path) -> Iterator[Path]:
        return (
            path.relative_to(folder)
            for path in folder.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        )


def refusals(act: Callable[[], object]) -> CharlibError | None:
    """The error of a verb, if it has one."""
    try:
        act()
    except CharlibError as error:
        return error
    return None


__all__ = ["Copies", "Crew", "Killed", "Member", "refusals"]
