"""The library as its users see it: one object that holds everything and has all the verbs.

The composition root: configuration → store, profiles, accounts, clock, each made on first use, so
that a reading command loads neither SQLModel nor httpx.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from charlib.config import Clock, Home, Owner, locate
from charlib.domain import batch, query
from charlib.domain import handle as handles
from charlib.domain.records import Character, Composition, Job, Task
from charlib.domain.text import clean, shown
from charlib.domain.window import Problem, Window
from charlib.errors import CharlibError, Conflict, InvalidInput, NotFound, ProviderError, about
from charlib.providers.catalogue import Catalogue
from charlib.store.library import Store
from charlib.workspace.composer import Composer
from charlib.workspace.nouns import Accounts, Projects, Sources, Tags
from charlib.workspace.tasks import Tasks

if TYPE_CHECKING:
    from charlib.sync.orders import Intent, Orders
    from charlib.sync.remote import Remotes
    from charlib.sync.run import Left, Report, Watcher
    from charlib.workspace.exchange import Imported


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one row of a batch: a character, or the error that stopped it."""

    number: int
    handle: str
    character: Character | None
    error: CharlibError | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Synced:
    """How a sync went: how many jobs came to which state, what is open, and what is unknown."""

    states: dict[str, int]
    left: tuple[Left, ...] = ()
    unknown: tuple[tuple[str, str, str], ...] = ()


def _nobody(job: Job, state: str) -> None:
    """Watch nothing."""


@dataclass
class Workspace:
    """A library. Made by `charlib.open()`; closed by `close()` or at the end of a `with`.

    `chosen` is the project named for this run (None: the one in use); `watch` is told of every
    step forward of a job at a provider; `workers` is how many requests run at a time.
    """

    home: Home
    chosen: str | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    clock: Clock = field(default_factory=Clock)
    watch: Watcher = _nobody
    workers: int = 4
    warn: Callable[[str], None] = field(default=lambda text: None)

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and all connections."""
        for part in ("remotes", "store"):
            if part in self.__dict__:
                self.__dict__.pop(part).close()

    # -- the parts

    @cached_property
    def store(self) -> Store:
        """The database."""
        return Store(self.home, self.clock)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The profiles."""
        return Catalogue(self.home.profiles)

    @cached_property
    def remotes(self) -> Remotes:
        """The accounts, connected when they are needed."""
        from charlib.sync.remote import Remotes

        return Remotes(self.store.read, self.catalogue, self.home.media, self.environ, self.clock)

    @property
    def projects(self) -> Projects:
        """The verbs for projects."""
        return Projects(self)

    @property
    def accounts(self) -> Accounts:
        """The verbs for accounts."""
        return Accounts(self)

    @property
    def sources(self) -> Sources:
        """The verbs for sources."""
        return Sources(self)

    @property
    def tags(self) -> Tags:
        """The verbs for tags."""
        return Tags(self)

    @property
    def tasks(self) -> Tasks:
        """The verbs for tasks."""
        return Tasks(self)

    @property
    def project(self) -> str:
        """The slug of the project that is meant when none is named; NotFound if it is not there."""
        if self.chosen is None:
            return self.store.read.setting("project") or "default"
        slug = handles.parse_slug(self.chosen)
        if self.store.read.project(slug) is None:
            known = [one.slug for one in self.store.read.projects()]
            like = handles.nearest(slug, known, count=1)
            raise NotFound(
                f"no project {slug!r}",
                hint=f"Did you mean {like[0]}?" if like else f"charlib project add {slug}",
            )
        return slug

    # -- making characters

    def create(
        self,
        handle: str,
        *,
        window: str,
        url: str | None = None,
        task: str | None = None,
        source: str | None = None,
        account: str | None = None,
        name: str = "",
        look: str = "",
        tags: Sequence[str] = (),
        wait: bool = True,
    ) -> Character:
        """Create a character at a provider from a window (`start,end` in seconds) of one source.

        Exactly one of `url`, `task` and `source` is given. Without `wait` an asynchronous provider
        is not polled: `sync` goes on. Raises InvalidInput, NotFound and Conflict before anything
        is written; ProviderError when the provider refused or could not be reached (the character
        is then in the library, with the reason at its binding).
        """
        order = batch.Order(
            handle=handle, window=window, url=url, task=task, source=source, account=account,
            name=name, look=look, tags=tuple(tags),
        )  # fmt: skip
        intent = self._orders().check(order)
        for warning in intent.warnings:
            self.warn(warning)
        bindings = self._commit([intent])
        report = self._run_intents([intent], bindings, waits=wait)
        self.raise_first(report, "binding", bindings, f"@{intent.handle} at {intent.account.name}")
        return self.show(f"{intent.project}/{intent.handle}")

    def create_many(self, rows: Iterable[batch.Row], *, wait: bool = True) -> list[Made]:
        """Create the characters of a batch; a row that fails does not stop the others.

        All intents are committed before the first request is sent, so that `sync` can finish what
        was interrupted. Answers one `Made` a row, in order.
        """
        checked = self._check_rows(rows)
        good = [(row, found) for row, found in checked if not isinstance(found, CharlibError)]
        bindings = self._commit([intent for _, intent in good])
        report = self._run_intents([intent for _, intent in good], bindings, waits=wait)
        of_row = {row.number: binding for (row, _), binding in zip(good, bindings, strict=True)}
        return [
            Made(row.number, row.handle, None, found)
            if isinstance(found, CharlibError)
            else self._made(row, found, report, of_row[row.number])
            for row, found in checked
        ]

    def _check_rows(
        self, rows: Iterable[batch.Row]
    ) -> list[tuple[batch.Row, Intent | CharlibError]]:
        orders, seen = self._orders(), set[tuple[str, str]]()
        checked: list[tuple[batch.Row, Intent | CharlibError]] = []
        for row in rows:
            try:
                checked.append((row, self._check_row(orders, row, seen)))
            except CharlibError as error:
                checked.append((row, error))
        return checked

    @staticmethod
    def _check_row(orders: Orders, row: batch.Row, seen: set[tuple[str, str]]) -> Intent:
        if row.order is None:
            raise row.fault or InvalidInput("it cannot be read")
        intent = orders.check(row.order)
        key = (intent.project, intent.handle)
        if key in seen:
            raise Conflict(f"@{intent.handle} stands in an earlier row too")
        seen.add(key)
        return intent

    def _made(self, row: batch.Row, intent: Intent, report: Report, binding: int) -> Made:
        person = self.show(f"{intent.project}/{intent.handle}")
        return Made(
            row.number,
            person.handle,
            person,
            report.error_of("binding", binding),
            intent.warnings,
        )

    def _orders(self) -> Orders:
        from charlib.sync.orders import Orders

        return Orders(self.store.read, self.remotes, self.project)

    def _commit(self, intents: Sequence[Intent]) -> list[int]:
        from charlib.sync.orders import commit

        if not intents:
            return []
        with self.store.writing() as writer:
            return [commit(writer, intent) for intent in intents]

    def _run_intents(
        self, intents: Sequence[Intent], bindings: Sequence[int], *, waits: bool
    ) -> Report:
        """Send intents; a task that one is to be made from is asked after until it is finished."""
        tasks = {intent.footage.task.id for intent in intents if intent.footage.task}
        return self.run({"task": sorted(tasks) if waits else [], "binding": bindings}, waits=waits)

    def run(self, jobs: Mapping[str, Sequence[int]] | None = None, *, waits: bool = True) -> Report:
        """Bring jobs forward, all open ones by default; the engine room of every remote verb."""
        from charlib.sync.run import Runner

        read = self.store.read
        wanted = {"task": None, "binding": None} if jobs is None else jobs
        runner = Runner(
            self.store, self.remotes, self.clock,
            owner=Owner.current(), workers=self.workers, waits=waits, watch=self.watch,
        )  # fmt: skip
        return runner.run([job for what, ids in wanted.items() for job in read.jobs(what, ids)])

    @staticmethod
    def raise_first(report: Report, what: str, ids: Iterable[int], who: str) -> None:
        """Raise the error that a job of a run ended with, if one did; `who` is what it is about."""
        for row_id in ids:
            error = report.error_of(what, row_id)
            if error:
                raise about(error, who)

    def add(
        self,
        handle: str,
        remote_id: str,
        *,
        mention: str | None = None,
        account: str | None = None,
        name: str = "",
        look: str = "",
        tags: Sequence[str] = (),
    ) -> Character:
        """Catalogue a character that a provider has already; no network.

        `mention` is what goes into prompts where that is not the id (a relay's username).
        """
        from charlib.sync.remote import mention as mention_of

        handle, chosen = handles.parse(handle), self.remotes.choose(account)
        remote_id = clean(remote_id.strip(), "the id", limit=1000)
        if not remote_id:
            raise InvalidInput("the id is empty", hint="charlib add HANDLE --id REMOTE_ID")
        profile = self.remotes.profile(chosen)
        said = clean(mention.strip(), "the mention", limit=1000) if mention else None
        if said and "@" not in said:
            said = mention_of(profile, remote_id, said)
        for other in self.store.read.bound_to(chosen.id, remote_id):
            self.warn(f"@{other} has this id at {chosen.name} too")
        with self.store.writing() as writer:
            character = writer.add_character(
                writer.project(self.project), handle,
                name=clean(name, "the name", limit=1000), look=clean(look, "the look"),
                tags=[handles.parse_tag(tag) for tag in tags],
            )  # fmt: skip
            writer.add_binding(
                character, chosen.id, state="ready", method="added",
                remote_id=remote_id, mention=said or mention_of(profile, remote_id),
            )  # fmt: skip
        return self.show(handle)

    # -- finding and keeping characters

    def refer(self, reference: str) -> tuple[str, str]:
        """Read `mia`, `@mia` or `noir/mia` to a project and a handle."""
        project, slash, handle = reference.strip().removeprefix("@").rpartition("/")
        return (handles.parse_slug(project) if slash else self.project), handles.parse(handle)

    def show(self, reference: str) -> Character:
        """A character by handle; NotFound with the nearest handles."""
        project, handle = self.refer(reference)
        found = self.store.read.character(project, handle)
        if found is None:
            like = handles.nearest(handle, self.store.read.handles(project))
            meant = f"Did you mean {', '.join('@' + one for one in like)}?" if like else ""
            raise NotFound(f"no @{handle} in project {project}", hint=meant or "charlib list")
        return found

    def search(self, *words: str, limit: int = 0) -> list[Character]:
        """The project's characters that have all the words and tags (`tag:hero`) of a query."""
        return self.store.read.characters(self.project, query.parse(words), limit=limit)

    def edit(
        self,
        reference: str,
        *,
        name: str | None = None,
        look: str | None = None,
        notes: str | None = None,
    ) -> Character:
        """Change what is said of a character; None leaves a text as it is."""
        given = {"name": name, "look": look, "notes": notes}
        changes = {
            key: clean(value, f"the {key}") for key, value in given.items() if value is not None
        }
        if not changes:
            raise InvalidInput("nothing to change", hint="Give --name, --look or --notes")
        person = self.show(reference)
        with self.store.writing() as writer:
            writer.edit_character(person.id, **changes)
        return self.show(reference)

    def rename(self, reference: str, handle: str) -> Character:
        """Give a character another handle; its ids and the prompts that used it stay valid."""
        person, handle = self.show(reference), handles.parse(handle)
        with self.store.writing() as writer:
            taken = writer.find_character(writer.project(person.project), handle)
            if taken not in {None, person.id}:
                raise Conflict(f"@{handle} exists already", hint=f"charlib show {handle}")
            writer.edit_character(person.id, handle=handle)
        return self.show(f"{person.project}/{handle}")

    def uses(self, reference: str) -> int:
        """In how many recorded prompts a character is used."""
        return self.store.read.prompts_using(self.show(reference).id)

    def remove(self, reference: str) -> Character:
        """Put a character into the trash, with its bindings: `restore` brings it back."""
        person = self.show(reference)
        with self.store.writing() as writer:
            writer.edit_character(person.id, deleted_at=writer.now)
        return person

    def restore(self, reference: str) -> Character:
        """Bring the character of that handle that was removed last back from the trash."""
        project, handle = self.refer(reference)
        found = self.store.read.character(project, handle, trashed=True)
        if found is None:
            raise NotFound(f"no @{handle} in the trash of {project}", hint="charlib list --trash")
        with self.store.writing() as writer:
            if writer.find_character(writer.project(project), handle) is not None:
                raise Conflict(
                    f"@{handle} was given to another character since",
                    hint=f"charlib rename {handle} NEW, then restore again",
                )
            writer.edit_character(found.id, deleted_at=None)
        return self.show(f"{project}/{handle}")

    # -- prompts, windows, remote work

    def prompt(self, text: str, *, account: str | None = None) -> Composition:
        """Render a text with `@handles` for an account; raise BadPrompt with every reason why not."""
        chosen = self.remotes.choose(account)
        profile = self.remotes.profile(chosen)
        return Composer(self.store.read, self.project, chosen, profile).compose(text)

    def generate(
        self,
        text: str,
        *,
        account: str | None = None,
        wait: bool = True,
        params: Mapping[str, Any] | None = None,
    ) -> Task:
        """Render a prompt, send it and record the task; with `wait`, until the film is here.

        `params` override what the profile sends by default (model, size, duration …).
        """
        return self.tasks.generate([self.prompt(text, account=account)], params or {}, wait=wait)[0]

    def generate_many(
        self,
        texts: Sequence[str],
        *,
        account: str | None = None,
        wait: bool = True,
        params: Mapping[str, Any] | None = None,
    ) -> list[Task]:
        """Generate one film a text; all are rendered before the first is sent."""
        if not texts:
            raise InvalidInput("there is no prompt", hint="Give one prompt a line")
        composed = [self.prompt(text, account=account) for text in texts]
        return self.tasks.generate(composed, params or {}, wait=wait)

    def check_window(
        self, window: str, *, source: str | None = None, account: str | None = None
    ) -> list[Problem]:
        """Every problem of a window at an account, in a source if one is named; hard ones first."""
        parsed = Window.parse(window)
        found = self.sources.show(source) if source else None
        taken = self.store.read.windows(found.id) if found else []
        rules = self.remotes.profile(self.remotes.choose(account)).window
        return rules.check(parsed, duration_ms=found.duration_ms if found else None, taken=taken)

    def sync(self, *, retry: bool = False) -> Synced:
        """Finish what is open: send what is planned, ask after what is on its way, fetch results.

        With `retry`, what failed is tried again too; what may have been paid for never is.
        """
        if retry:
            with self.store.writing() as writer:
                writer.replan_failed()
        report = self.run()
        states: dict[str, int] = {}
        for outcome in report.outcomes.values():
            states[outcome.state] = states.get(outcome.state, 0) + 1
        return Synced(states, tuple(report.left), tuple(self.store.read.unknown()))

    def export(self, path: Path | str, *, everywhere: bool = True) -> int:
        """Write all characters (or the project's) to a JSON Lines file; answers how many."""
        from charlib.workspace.exchange import export

        return export(self, Path(path), None if everywhere else self.project)

    def import_(self, path: Path | str, *, update: bool = False) -> Imported:
        """Read a JSON Lines file of characters: all of it, or nothing when a line is wrong."""
        from charlib.workspace.exchange import import_

        return import_(self, Path(path), update=update)

    def list(self, *, limit: int = 0, trashed: bool = False) -> list[Character]:
        """The project's characters, newest first; a limit of 0 means all."""
        return self.store.read.characters(self.project, limit=limit, trashed=trashed)


def read_batch(path: Path | str) -> list[batch.Row]:
    """Read a batch file: JSON Lines where its name ends in .jsonl, .ndjson or .json, else CSV.

    Raises NotFound and InvalidInput for a file that is none.
    """
    path = Path(path)
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise NotFound(f"no file {shown(str(path))}", hint="charlib create --from FILE") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{shown(str(path))} cannot be read: {error}", hint="A batch is a UTF-8 text file"
        ) from error
    is_json = path.suffix.casefold() in {".jsonl", ".ndjson", ".json"}
    return batch.read(text, is_json=is_json)


def open_library(
    home: Path | str | None = None, *, project: str | None = None, **more: Any
) -> Workspace:
    """Open the library of `home`, else of `CHARLIB_HOME`, else of this user; it is made on first use.

    `project` is the project meant when none is named. See `Workspace` for the rest.
    """
    environ = more.get("environ", os.environ)
    return Workspace(locate(home, environ), chosen=project, **more)


__all__ = ["Made", "ProviderError", "Synced", "Workspace", "open_library", "read_batch"]
