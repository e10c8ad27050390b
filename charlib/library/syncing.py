"""Jobs at providers: finish them, and verify ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.jobs import NOT_VISIBLE
from charlib.errors import CharlibError, prefixed
from charlib.hints import NO_HINT, Hint, Notice, filled, the_call
from charlib.library import finding
from charlib.library.session import WORKERS, Reports, Session, Warn, Watch, reports

if TYPE_CHECKING:
    from charlib.domain.footage.kept import KeptFile
    from charlib.domain.jobs import Job, Outcome
    from charlib.domain.money import Cost
    from charlib.domain.records import Unsettled
    from charlib.library.claiming.guard import NoPlace, TeamGuard
    from charlib.sync.inventory.verify import Verified
    from charlib.sync.orders import Intent
    from charlib.sync.report import Left, Report


class SyncResult(NamedTuple):
    """The result of a sync: the number of jobs in each state, and the unfinished ones.

    `unknown` are the requests without an answer; `failed` has the label and the error of each, and
    `remedy` what helps with the first of them.
    """

    states: dict[str, int]
    left: tuple[Left, ...] = ()
    unknown: tuple[Unsettled, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    remedy: Hint = NO_HINT


def sync(
    session: Session,
    *,
    retry: bool = False,
    watch: Watch | None = None,
    warn: Warn | None = None,
    workers: int = WORKERS,
) -> SyncResult:
    """Finish unfinished requests: send, poll, download.

    With `retry`, failed creations are sent again too. What may have been paid for is never resent.
    """
    heard = reports(watch, warn, workers)
    if retry:
        prices = _prices(session)
        with session.store.plan() as writer:
            writer.jobs.replan_failed(prices)
    report = run(session, heard)
    bindings = [uid for what, uid in report.outcomes if what == "binding"]
    if bindings:
        from charlib.library.footage import archive

        archive.keep_bound(session, bindings, heard.warn)
    return _result(session, report)


def open_work(session: Session) -> list[Job]:
    """The requests that `sync` would go on with, oldest first; nothing is sent.

    Those that got no answer are not among them: `unsettled` has these.
    """
    read = session.store.read.jobs
    jobs = [*read.open("binding"), *read.open("task"), *_without_film(session, None)]
    return sorted({job.uid: job for job in jobs}.values(), key=lambda job: job.created_at)


def plan_retry(session: Session) -> list[tuple[str, Cost | None]]:
    """What `sync(retry=True)` would send again: the account of each creation, and its cost."""
    keys = list(session.store.read.costs.retried())
    if not keys:  # so that a sync with nothing to do loads no profiles
        return []
    prices = _prices(session)
    names = {account.id: account.name for account in session.store.read.accounts.all()}
    return [(names[key[0]], prices.get(key)) for key in keys]


def _prices(session: Session) -> dict[tuple[int, bool], Cost]:
    """What a creation costs at each account, and what a voice does, where it is known."""
    from charlib.providers import pricing

    prices: dict[tuple[int, bool], Cost] = {}
    for account in session.store.read.accounts.all():
        try:
            profile = session.accounts.profile(account)
        except CharlibError:  # an account that cannot be used sends nothing
            continue
        character, voice = (pricing.estimate(profile, of=of) for of in ("character", "voice"))
        known = {(account.id, False): character, (account.id, True): voice}
        prices |= {key: cost for key, cost in known.items() if cost is not None}
    return prices


def _result(session: Session, report: Report) -> SyncResult:
    states: dict[str, int] = {}
    for outcome in report.outcomes.values():
        state = _shown(outcome)
        if state:
            states[state] = states.get(state, 0) + 1
    failed = {
        key: outcome.error or ""
        for key, outcome in report.outcomes.items()
        if outcome.state in {"failed", "rejected"}
    }
    jobs = [(report.jobs[key], error) for key, error in failed.items()]
    named = tuple(
        (f"{job.label} at {job.account}", error + _charged(report.outcomes[job.what, job.uid]))
        for job, error in jobs
    )
    errors = (report.error_of(*key) for key in failed)
    remedy = next((error.hint for error in errors if error), NO_HINT)
    unknown = tuple(session.store.read.jobs.unsettled())
    return SyncResult(states, tuple(report.left), unknown, named, remedy)


def _charged(outcome: Outcome) -> str:
    """That a failed request was charged all the same, in words."""
    if not outcome.cost_micros:
        return ""
    from charlib.domain import money

    cost = money.recorded(outcome.cost_micros, outcome.cost_unit or "", outcome.cost_is_estimate)
    return f"; the provider charged {cost.words} for it" if cost else ""


def _shown(outcome: Outcome) -> str:
    """The state of an outcome, as a task has it; empty for a reference to a task of elsewhere."""
    if outcome.error == NOT_VISIBLE:
        return ""
    lacks_film = outcome.state == "done" and outcome.error and outcome.error_kind != "no_result"
    return "running" if lacks_film else outcome.state


def run(
    session: Session,
    heard: Reports,
    jobs: Mapping[str, Sequence[str]] | None = None,
    *,
    waits: bool = True,
    timeout_s: float | None = None,
) -> Report:
    """Run jobs (their uids), by default all open ones, as far as they go now.

    A finished task whose film is not on this machine is open. The report says which of `jobs` are
    not in the library any more, because a backup was restored since they were planned.
    """
    report = _run(session, heard, jobs, waits=waits, timeout_s=timeout_s)
    tell(session, heard.warn)
    read = session.store.read.jobs
    for what, uids in (jobs or {}).items():
        for uid in uids:
            if (what, uid) not in report.outcomes and read.outcome(what, uid) is None:
                report.absent[what, uid] = session.store.was_sent(uid)
    for what, uid in report.jobs:
        if what == "task" and report.outcomes[what, uid].error:
            report.prompts[uid] = session.store.read.tasks.prompt(report.jobs[what, uid].id)
    return report


def _run(
    session: Session,
    heard: Reports,
    jobs: Mapping[str, Sequence[str]] | None,
    *,
    waits: bool,
    timeout_s: float | None,
) -> Report:
    wanted = {"task": None, "binding": None} if jobs is None else jobs
    read = session.store.read.jobs
    open_jobs = [job for what, uids in wanted.items() for job in read.open(what, uids)]
    open_jobs += _without_film(session, wanted.get("task", ()))
    if not open_jobs:
        from charlib.sync.report import Report

        return Report()
    from charlib.config import Owner
    from charlib.sync.run import Runner

    runner = Runner(
        session.store, session.remotes, session.clock,
        owner=Owner.current(), workers=heard.workers, waits=waits, timeout_s=timeout_s,
        watch=heard.watch, guard=_guard(session),
    )  # fmt: skip
    return runner.run(open_jobs)


def _guard(session: Session) -> TeamGuard | NoPlace | None:
    """Whom to ask before each request: the team, if the library shares a cast."""
    if session.store.read.team.share() is None:
        return None
    from charlib.library.claiming.guard import NoPlace, TeamGuard

    try:
        team = session.team
    except CharlibError as error:
        return NoPlace(error)
    return None if team is None else TeamGuard(session.store, team)


def tell(session: Session, warn: Warn) -> None:
    """Tell the team how requests ended, if there is a team; what cannot be told now is warned of.

    It is told by the next `sync` then.
    """
    if session.store.read.team.share() is None:
        return
    from charlib.library.claiming.telling import tell as tell_team

    try:
        team = session.team
        if team is not None:
            tell_team(session.store, team)
    except CharlibError as error:
        text = f"the others cannot be told now how requests ended: {error}"
        warn(Notice(text, Hint("Until {} they see them as unfinished", the_call("sync"))))


def _without_film(session: Session, uids: Sequence[str] | None) -> list[Job]:
    """The finished tasks, of these or of all, whose film is lost or is not one."""
    read = session.store.read.jobs
    films = read.films(uids) if uids is None or uids else []
    found = [read.job("task", uid) for uid, file in films if not _is_film(Path(file))]
    return [job for job in found if job is not None]


def _is_film(file: Path) -> bool:
    from charlib.media.whole import film_fault

    try:
        return not film_fault(file, deep=False)
    except OSError:
        return False


def execute(
    session: Session,
    heard: Reports,
    intents: Sequence[Intent],
    pieces: Sequence[Sequence[KeptFile]] = (),
    *,
    waits: bool,
) -> tuple[list[str], Report]:
    """Commit intents with the files cut for each, then send them; return the bindings' uids.

    The tasks that they are created from are polled until they are finished.
    """
    from charlib.sync.commit import commit

    bindings: list[str] = []
    _look(session, intents)
    if intents:
        with session.store.plan() as writer:
            bindings = commit(writer, intents)
            for binding, cut in zip(bindings, pieces, strict=False):
                if cut:
                    writer.footage.keep_of_binding(binding, cut)
    tasks = {intent.footage.task.uid for intent in intents if intent.footage.task}
    jobs = {"task": sorted(tasks) if waits else [], "binding": bindings}
    return bindings, run(session, heard, jobs, waits=waits)


def _look(session: Session, intents: Sequence[Intent]) -> None:
    """Ask the team about a single creation before it is written; a batch is asked row by row."""
    guard = _guard(session) if len(intents) == 1 else None
    if guard is None:
        return
    for intent in intents:
        called = (intent.handle, intent.look_name)
        try:
            guard.look(intent.project, called, intent.account)
        except CharlibError as error:
            error.hint = filled(error.hint, REF=intent.called, HANDLE=intent.called)
            raise prefixed(error, f"@{intent.called} at {intent.account.name}") from error


def raise_first(report: Report, what: str, uids: Iterable[str], subject: str, **known: str) -> None:
    """Raise the first error of these jobs, prefixed with its subject, if there is any.

    `known` are values for the placeholders of its hint.
    """
    for uid in uids:
        error = report.error_of(what, uid)
        if error:
            error.hint = filled(error.hint, **known)
            raise prefixed(error, subject)


def verify(session: Session, query: str = "", *, account: str | None = None) -> list[Verified]:
    """Ask providers whether ids still exist, and record those that do not.

    `query` chooses characters, `account` the only account to ask. Ids that cannot be checked stay
    as they are; their `why` is the reason. Raises NotFound for an unknown account.
    """
    from charlib.sync.inventory.verify import Verifier

    if account is not None:
        session.accounts.named(account)
    characters = finding.search(session, query)
    results = list(Verifier(session.remotes).ask(characters, account))
    with session.store.write() as writer:
        writer.jobs.set_states({each.binding: each.state for each in results if not each.why})
    return results
