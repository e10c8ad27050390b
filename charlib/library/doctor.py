"""Checks everything in a library, and repairs what is safe to repair."""

from __future__ import annotations

import math
import os
import shlex
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.text import shortened
from charlib.errors import BadProfile, CharlibError, LibraryError
from charlib.hints import NO_HINT, Hint, call, the_call
from charlib.library import settling
from charlib.library.footage.losses import losses
from charlib.library.session import Session

if TYPE_CHECKING:
    import sqlite3

    from charlib.store.checking import Checks

_HOUR_MS = 3_600_000
_MOST_QUESTIONS = 5
_RESTORE = call("backup", restore="FILE")


class Diagnosis(NamedTuple):
    """A problem: its subject, the remedy, and whether `doctor` can repair it.

    A note is no fault of the library's: something to know.
    """

    what: str
    problem: str
    remedy: Hint
    is_mendable: bool = False
    is_mended: bool = False
    is_note: bool = False


Mend = Callable[[], None]


def doctor(session: Session, *, fix: bool = False) -> list[Diagnosis]:
    """Every problem of the library; with `fix`, those that are safe to repair are repaired."""
    return Doctor(session).examine(fix=fix)


class Doctor:
    """Examines one library."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._home = session.home

    def examine(self, *, fix: bool) -> list[Diagnosis]:
        """Every problem; with `fix`, those that are safe to repair are repaired."""
        from charlib.store.checking import state_of
        from charlib.store.schema.upgrade import loss_of

        damage = state_of(self._home.database)
        if damage:
            return [Diagnosis("the database", damage, _RESTORE)]
        loss = loss_of(self._home.database, self._home.backups)
        if loss:
            return [Diagnosis("the database", loss.what, loss.remedy)]
        diagnoses: list[Diagnosis] = []
        for problem, mend in self._all():
            diagnosis = problem._replace(is_mendable=mend is not None)
            diagnoses.append(_mended(diagnosis, mend) if fix and mend else diagnosis)
        return diagnoses

    def _all(self) -> Iterator[tuple[Diagnosis, Mend | None]]:
        from charlib.store.checking import Checks

        self._session.store.read.accounts.all()  # opens it, and upgrades an older one
        with closing(Checks(self._home.database)) as checks:
            yield from self._drive()
            yield from self._database(checks)
            yield from self._bindings(checks)
            yield from self._media(checks)
        yield from self._sent()
        yield from self._late()
        yield from self._leftovers()
        yield from self._permissions()
        yield from self._profiles()
        yield from self._doubts()
        yield from self._questions()

    def _drive(self) -> Iterator[tuple[Diagnosis, Mend | None]]:
        """A network drive under the database: its locks do not hold between machines."""
        from charlib.store.drives import network_drive

        found = network_drive(self._home.database)
        if found:
            problem = f"it is on a network drive ({found}): writers on two machines can damage it"
            shared = the_call("share init", "URL")
            hint = Hint("Move it to a disk of this machine. To work together: {}", shared)
            yield Diagnosis("the database", problem, hint), None

    def _database(self, checks: Checks) -> Iterator[tuple[Diagnosis, Mend | None]]:
        from charlib.store.checking import recount
        from charlib.store.read.reader import UNSCRUBBED
        from charlib.store.search.text_index import rebuild, rebuild_name_keys

        for problem in checks.strays():
            yield Diagnosis("the database", problem, _RESTORE), None
        for problem in checks.counters():
            yield self._mendable("counters", problem), lambda: self._write(recount)
        if self._session.store.read.setting(UNSCRUBBED):
            problem = "it may still have bytes of a character that was erased"
            yield self._mendable("the database", problem), self._scrub
        for problem in checks.names():
            yield Diagnosis("the database", problem, call("alias rm", "OTHER")), None
        try:
            problems = [*checks.index(), *checks.tag_words()]
        except LibraryError as error:
            problems = [str(error)]
        for problem in problems:
            yield self._mendable("text index", problem), lambda: self._write(rebuild)
        for problem in checks.name_keys():
            names = self._mendable("order of names", problem)
            yield names, lambda: self._write(rebuild_name_keys)

    def _bindings(self, checks: Checks) -> Iterator[tuple[Diagnosis, Mend | None]]:
        from charlib.store.checking import expire

        now = self._session.clock.now()
        unsettled = checks.unsettled(now)
        for request in unsettled:
            where = " (in the trash)" if request.is_trashed else ""
            problem = f"its request to account {request.account} got no answer{where}"
            hint = settling.remedy(self._session, request, unsettled)
            yield Diagnosis(request.label, problem, hint), None
        expired = checks.expired(now)
        if expired:
            names = shortened(", ".join(f"@{handle}" for handle in expired), 60)
            problem = "an ID has expired and is still called ready"
            yield (
                self._mendable(names, problem),
                lambda: self._write(lambda connection: expire(connection, now)),
            )

    def _media(self, checks: Checks) -> Iterator[tuple[Diagnosis, Mend | None]]:
        for loss in losses(self._session, checks):
            yield Diagnosis(loss.what, loss.problem, loss.remedy), None

    def _sent(self) -> Iterator[tuple[Diagnosis, Mend | None]]:
        try:
            self._session.store.check_log()
        except LibraryError as error:
            yield Diagnosis(self._home.sent.name, str(error), error.hint), None

    def _late(self) -> Iterator[tuple[Diagnosis, Mend | None]]:
        """Answers that came after a restore, for which the library has no place."""
        file = self._home.late
        if file.is_file():
            with file.open("rb") as lines:
                count = sum(1 for _ in lines)
            hint = Hint(
                "Add each with {} or {}, then delete the file",
                the_call("add", "HANDLE", id="ID"),
                the_call("task add", "ID"),
            )
            problem = f"it has {count} answers that came after a backup was restored"
            yield Diagnosis(str(file), problem, hint), None

    def _leftovers(self) -> Iterator[tuple[Diagnosis, Mend | None]]:
        """Unfinished downloads, pictures, backups and restores, an hour old or older."""
        before = self._session.clock.now() - _HOUR_MS
        for parts in self._home.data.glob(".restoring-*"):
            if _modified_at(parts) < before:
                yield (
                    self._mendable(parts.name, f"an unfinished restore in {parts.parent}"),
                    lambda parts=parts: shutil.rmtree(parts, ignore_errors=True),  # type: ignore[misc] # bound now
                )
        for folder in (self._home.media, self._home.backups):
            for file in folder.rglob(".*.part"):
                if _modified_at(file) < before:
                    yield (
                        self._mendable(file.name, f"an unfinished file in {file.parent}"),
                        lambda file=file: file.unlink(missing_ok=True),  # type: ignore[misc] # bound now
                    )

    def _permissions(self) -> Iterator[tuple[Diagnosis, Mend | None]]:
        """Files that other users of this machine can read."""
        data = self._home.data
        database = self._home.database
        beside = [
            file.with_name(file.name + end)
            for file in (database, self._home.sent)
            for end in ("", "-wal", "-shm")
        ]
        files = [
            *beside,
            self._home.late,
            *self._home.backups.glob("*.db"),
            *self._home.media.rglob("*.*"),
        ]
        folders = [data, self._home.backups, self._home.media]
        if not os.access(data, os.W_OK):
            problem = "it is read-only, so nothing can be saved"
            yield Diagnosis(str(data), problem, Hint(f"chmod u+w {shlex.quote(str(data))}")), None
        for path in [*filter(Path.is_file, files), *filter(Path.is_dir, folders)]:
            wanted = 0o700 if path.is_dir() else 0o600
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                yield (
                    self._mendable(str(path), "others on this machine may read it"),
                    lambda path=path, wanted=wanted: path.chmod(wanted),  # type: ignore[misc] # bound now
                )

    def _profiles(self) -> Iterator[tuple[Diagnosis, Mend | None]]:
        catalogue = self._session.profiles
        kept = {
            account.profile: account.profile_toml
            for account in self._session.store.read.accounts.all()
        }
        for name in dict.fromkeys([*catalogue.names(), *kept]):
            try:
                catalogue.load(name, kept.get(name, ""))
            except BadProfile as error:
                yield Diagnosis(f"profile {name}", str(error), call("profile check", "FILE")), None
            except CharlibError as error:
                yield Diagnosis(f"profile {name}", str(error), error.hint), None

    def _doubts(self) -> Iterator[tuple[Diagnosis, Mend | None]]:
        """Profiles of accounts in use whose facts are old, or come from third parties only."""
        catalogue, read = self._session.profiles, self._session.store.read.accounts
        counts = read.ids()
        for account in read.all():
            ids, gone = counts.get(account.name, (0, 0))
            if ids and ids == gone:  # as after `account retire`
                continue
            try:
                doubts = catalogue.doubts(catalogue.load(account.profile, account.profile_toml))
            except CharlibError:  # told by `_profiles`
                continue
            if doubts:
                problem = f"the profile {account.profile} is {' and '.join(doubts)}"
                shown = the_call("profile show", account.profile)
                hint = Hint("{}    # compare it with the provider's pages", shown)
                note = Diagnosis(f"account {account.name}", problem, hint, is_note=True)
                yield note, None

    def _questions(self) -> Iterator[tuple[Diagnosis, Mend | None]]:
        """What somebody has to decide after libraries were joined."""
        from charlib.library.sharing import deciding

        asked = deciding.questions(self._session)
        for question in asked[:_MOST_QUESTIONS]:
            told = deciding.phrase_question(self._session, question)
            yield Diagnosis("sharing", str(told), told.hint, is_note=True), None
        more = len(asked) - _MOST_QUESTIONS
        if more > 0:
            yield (Diagnosis("sharing", f"{more:,} more", NO_HINT, is_note=True), None)

    def _scrub(self) -> None:
        if not self._session.store.scrub():
            raise LibraryError("another program reads the library, so old bytes remain")

    def _mendable(self, what: str, problem: str) -> Diagnosis:
        return Diagnosis(what, problem, call("doctor", fix=True))

    def _write(self, change: Callable[[sqlite3.Connection], None]) -> None:
        with self._session.store.write() as writer:
            writer.repair(change)


def _modified_at(file: Path) -> float:
    """When a file was changed, in milliseconds; never, if it is finished and renamed meanwhile."""
    try:
        return file.stat().st_mtime * 1000
    except FileNotFoundError:
        return math.inf


def _mended(diagnosis: Diagnosis, mend: Mend) -> Diagnosis:
    try:
        mend()
    except LibraryError as error:
        return diagnosis._replace(problem=str(error), remedy=_RESTORE, is_mendable=False)
    return diagnosis._replace(is_mended=True)
