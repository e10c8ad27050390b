"""Generation: from prompts to tasks, from tasks to films; the verbs `lib.tasks`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from charlib.config import new_uids
from charlib.domain.choices import OPEN_TASKS, TASK_STATES
from charlib.domain.jobs import Outcome
from charlib.domain.records import Task
from charlib.domain.text import clean, printable, visible
from charlib.errors import CharlibError, Conflict, InvalidInput, NotFound, prefixed
from charlib.hints import Hint, call, filled, settling, the_call
from charlib.library import costing, syncing
from charlib.library.session import Reports, Session, Watch, check_offset, reports

if TYPE_CHECKING:
    from charlib.domain.jobs import Job
    from charlib.errors import ProviderError
    from charlib.providers.filming import PlannedFilm
    from charlib.store.write.transaction import Transaction
    from charlib.sync.report import Report

TaskLike: TypeAlias = int | str
"""The number of a task, such as `task.id`, also as `"12"` or `"task:12"`, or its provider's ID."""
_NOT_SENT = "it was cancelled before it was sent"


class Tasks:
    """Generation tasks at providers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, remote_id: str, *, account: str | None = None, prompt: str = "") -> Task:
        """Record a task that was created elsewhere, by its provider's ID; no network."""
        remote_id = visible(remote_id, "the task's ID")
        chosen = self._session.accounts.choose(account)
        if not remote_id:
            raise InvalidInput("the task's ID is empty", hint=call("task add", "ID"))
        known = self._session.store.read.tasks.find(remote_id)
        if any((task.account, task.remote_id) == (chosen.name, remote_id) for task in known):
            raise Conflict(f"task {printable(remote_id)} is in the library", hint=call("task list"))
        project = self._session.store.read.projects.by_slug(self._session.project)
        with self._session.store.write() as writer:
            added = writer.jobs.add_task(
                chosen.id, state="unknown", request=None, remote_id=remote_id,
                prompt=clean(prompt, "the prompt"), project_id=project.id if project else None,
            )  # fmt: skip
        return self._by_id(added)

    def show(self, ref: TaskLike) -> Task:
        """A task by charlib's number, also as `task:12`, or the provider's ID."""
        if isinstance(ref, int):
            return self.numbered(ref)
        tasks = self._session.store.read.tasks.find(ref.strip())
        if not tasks:
            raise NotFound(f"no task {printable(ref)}", hint=call("task list"))
        if len(tasks) > 1:
            raise Conflict(
                f"{printable(ref)} could mean {len(tasks)} tasks",
                hint=Hint("Use its number: {}", the_call("task list")),
            )
        return tasks[0]

    def numbered(self, number: int) -> Task:
        """A task by charlib's number alone; NotFound if there is none."""
        tasks = self._session.store.read.tasks.find(f"task:{number}")
        task = next((task for task in tasks if task.id == number), None)
        if task is None:
            raise NotFound(f"no task {number}", hint=call("task list"))
        return task

    def wait(
        self, ref: TaskLike, *, timeout_s: float | None = None, watch: Watch | None = None
    ) -> Task:
        """Poll a task until it is finished, and download its film.

        After `timeout_s` seconds the task is returned as it is. Raises ProviderError if it failed
        or could not be polled.
        """
        task = self.show(ref)
        if task.remote_id is None and task.state == "unknown":
            raise Conflict(
                f"task {task.id} got no answer, so it cannot be polled",
                hint=settling(f"task:{task.id}"),
            )
        report = syncing.run(
            self._session, reports(watch), {"task": [task.uid]}, timeout_s=timeout_s
        )
        subject = f"task {task.id} at {task.account}"
        syncing.raise_first(report, "task", [task.uid], subject)
        self._refuse_without_film(task.uid, subject)
        return self._by_uid(task.uid)

    def cancel(self, ref: TaskLike) -> Task:
        """Ask the provider to cancel a film, and record what it answered.

        Raises Conflict for a film that is over, got no answer or is sent just now, InvalidInput at
        a provider that cancels nothing, ProviderError if it refused or answered what nobody knows.
        """
        task = self.show(ref)
        if task.state not in {*OPEN_TASKS, "unknown"}:
            raise Conflict(f"task {task.id} is {task.state} already", hint=call("task list"))
        job = self._session.store.read.jobs.job("task", task.uid)
        if job is None:
            raise NotFound(f"no task {task.id}", hint=call("task list"))
        if job.state == "planned":
            self._cancel_unsent(task)
        else:
            outcome = self._cancelled(task, job)
            with self._session.store.settle() as writer:
                states = ["queued", "running", "unknown"]
                writer.jobs.record("task", task.uid, outcome, states=states)
        return self._by_uid(task.uid)

    def _cancel_unsent(self, task: Task) -> None:
        """Record that a planned film is not sent; Conflict if another process sends it now."""
        outcome = Outcome("failed", error=_NOT_SENT, error_kind="cancelled", frees=True)
        with self._session.store.settle() as writer:
            if not writer.jobs.record("task", task.uid, outcome, states=["planned"]):
                raise Conflict(
                    f"task {task.id} is no longer waiting to be sent",
                    hint=call("task cancel", str(task.id)),
                )

    def _cancelled(self, task: Task, job: Job) -> Outcome:
        """What the provider answers to the cancelling of a film that was sent."""
        from charlib.sync.report import about_job

        if job.remote_id is None:
            raise Conflict(
                f"task {task.id} got no answer, so it cannot be cancelled",
                hint=settling(f"task:{task.id}"),
            )
        account = self._session.accounts.named(task.account)
        try:
            return self._session.remotes.connect(account, "task").cancel(job)
        except CharlibError as error:
            raise about_job(error, job) from None

    def _refuse_without_film(self, uid: str, subject: str) -> None:
        """Raise the recorded error of a task that has ended and has no film."""
        outcome = self._session.store.read.jobs.outcome("task", uid)
        if outcome is not None and outcome.error and outcome.state in {"failed", "done"}:
            from charlib.providers.replies.classify import failure

            error = failure(outcome.error, outcome.error_kind or "refused", about=("prompt",))
            raise prefixed(self._named(error, uid), subject)

    def _named(self, error: ProviderError, uid: str) -> CharlibError:
        """An error of a task, whose hint names it."""
        from charlib.sync.report import about_job

        job = self._session.store.read.jobs.job("task", uid)
        prompt = self._session.store.read.tasks.prompt(job.id) if job else ""
        return about_job(error, job, prompt) if job else error

    def generate(self, films: Sequence[PlannedFilm], heard: Reports, *, wait: bool) -> list[Task]:
        """Send planned films and record their tasks; with `wait`, until the films are here."""
        names = dict.fromkeys(film.composition.account for film in films)
        accounts = {name: self._session.accounts.named(name) for name in names}
        try:
            for account in accounts.values():
                self._session.remotes.connect(account, "task")
        except CharlibError as error:
            error.hint = filled(error.hint, TEXT=films[0].composition.template)
            raise
        calls = [(film.composition.account, film.cost) for film in films]
        costing.refuse_together(self._session, calls)
        uids = new_uids(len(films))
        with self._session.store.plan() as writer:
            writer.characters.refuse_gone(
                used.character_id for film in films for used in film.composition.characters
            )
            writer.budgets.check((accounts[f.composition.account].id, f.cost) for f in films)
            project = writer.projects.id(self._session.project)
            for uid, film in zip(uids, films, strict=True):
                account_id = accounts[film.composition.account].id
                task_id = _record(writer, uid, film, account_id, project)
        report = syncing.run(self._session, heard, {"task": uids}, waits=wait)
        if len(uids) == 1:
            syncing.raise_first(report, "task", uids, f"task {task_id} at {next(iter(names))}")
        return [self._sent(uid, report) for uid in uids]

    def _sent(self, uid: str, report: Report) -> Task:
        """A task that was sent; the error of one that a restored backup does not have."""
        task = self._session.store.read.tasks.by_uid(uid)
        if task is None:
            raise report.error_of("task", uid) or _replaced()
        return task

    def _by_id(self, task_id: int) -> Task:
        tasks = self._session.store.read.tasks.find(str(task_id))
        return next(task for task in tasks if task.id == task_id)

    def _by_uid(self, uid: str) -> Task:
        task = self._session.store.read.tasks.by_uid(uid)
        if task is None:
            raise _replaced()
        return task

    def list(self, *, state: str | None = None, limit: int = 0, offset: int = 0) -> list[Task]:
        """Tasks, newest first, without the first `offset`; a limit of 0 means all."""
        check_offset(offset, limit)
        if state is not None and state not in TASK_STATES:
            raise InvalidInput(
                f"unknown task state {printable(state)!r}",
                hint="Use queued, running, done, failed, rejected or unknown",
            )
        states = {"queued": ["planned", "sending", "queued"], None: TASK_STATES}
        return self._session.store.read.tasks.all(
            states=states.get(state, [str(state)]), limit=limit, offset=offset
        )


def _record(
    writer: Transaction, uid: str, film: PlannedFilm, account_id: int, project_id: int
) -> int:
    """Write a planned task and its prompt; return the task's number."""
    composition = film.composition
    people = composition.characters
    if film.request is None:
        raise ValueError(f"no request for {composition.account}")
    scene, take = film.scene, None
    if scene.is_named:
        take = writer.takes.next_number(project_id, scene.episode, scene.label)
    task_id = writer.jobs.add_task(
        account_id, uid=uid, state="planned", request=film.request.to_json(),
        prompt=composition.prompt, model=film.model, params=json.dumps(dict(film.params)),
        cost=film.cost, project_id=project_id, episode=scene.episode, scene=scene.label, take=take,
    )  # fmt: skip
    writer.jobs.add_prompt(
        project_id=project_id, account_id=account_id, task_id=task_id,
        template=composition.template, text=composition.prompt, request=composition.request,
        characters=[
            (used.character_id, used.binding_id or None, used.look_id) for used in people
        ],
    )  # fmt: skip
    return task_id


def _replaced() -> NotFound:
    return NotFound(
        "the task is not in the library: a backup was restored while it was sent",
        hint=call("sync"),
    )
