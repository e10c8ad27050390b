"""Settling requests that got no answer: creations, generations and uploads.

A person looks in the provider's console, and says what became of the request. Until then `sync` and
`doctor` name it, also if its character is in the trash.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from charlib.domain.character import handle as handles
from charlib.domain.character import looks
from charlib.domain.records import Unsettled
from charlib.domain.text import printable, visible
from charlib.errors import CharlibError, Conflict, InvalidInput, NotFound
from charlib.hints import Hint, argument, call, settling, the_call
from charlib.library import finding, syncing
from charlib.library.session import Session, Watch, reports

if TYPE_CHECKING:
    from charlib.domain.jobs import Job, Outcome
    from charlib.domain.records import Account, Character, Task

_TASK, _UPLOAD, _VOICE = "task:", "upload:", "voice:"
_NOTHING_MADE = "the provider made nothing, as a person found"


def unsettled(session: Session, now: int = 0) -> list[tuple[Unsettled, Hint]]:
    """The requests without an answer, each with the hint that settles it."""
    found = session.store.read.jobs.unsettled(now)
    return [(each, remedy(session, each, found)) for each in found]


def remedy(session: Session, request: Unsettled, among: Sequence[Unsettled] = ()) -> Hint:
    """How to settle a request; the account is named where the reference alone is ambiguous."""
    if request.is_sending:
        return call("sync")
    accounts = {each.account for each in among if each.ref == request.ref}
    account = request.account if len(accounts) > 1 else ""
    found = "URL" if request.what == "upload" else "ID"
    return settling(name_of(session, request), account, found=found)


def name_of(session: Session, request: Unsettled) -> str:
    """The reference of a request, without the current project."""
    if request.what != "binding":
        return request.ref
    project, _, handle = request.ref.removeprefix(_VOICE).partition("/")
    name = handles.qualified(handle, project, session.project)
    return _VOICE + name if request.ref.startswith(_VOICE) else name


def resolve(
    session: Session,
    ref: int | str,
    *,
    account: str | None = None,
    adopt: str | None = None,
    mention: str | None = None,
    lost: bool = False,
    watch: Watch | None = None,
) -> Character | Task | Unsettled:
    """Settle a request that got no answer; return the character, the task or the upload.

    `ref` is a handle, perhaps with a look (`mia+uniform`), the number of a task (as text it may be
    `task:12`), `voice:` and a handle, or `upload:` and a file.
    `adopt` is the id that the provider's console shows, or the URL of an upload; `lost` says that
    the provider made nothing. Without both the request is sent again, and may be billed again.
    Raises NotFound if it has no unanswered request, and InvalidInput if several accounts have one.
    """
    if adopt and lost:
        raise InvalidInput("it is either there or lost", hint="Give one of both")
    ref = f"task:{ref}" if isinstance(ref, int) else ref
    request = _chosen(session, ref, account)
    if request.what == "upload":
        return _upload(session, request, adopt)
    if not adopt:
        return _without_id(session, request, watch, lost=lost)
    remote_id = visible(adopt, "the ID")
    if request.what == "task":
        return _adopted_task(session, request, remote_id, watch)
    return _adopted(session, request, remote_id, mention)


def _chosen(session: Session, ref: str, account: str | None) -> Unsettled:
    """The newest unanswered request that a reference means."""
    if account is not None:
        session.accounts.named(account)
    known = session.store.read.jobs.unsettled(session.clock.now())
    found = _matches(session, ref.strip(), known)
    here = [each for each in found if account in {None, each.account}]
    accounts = list(dict.fromkeys(each.account for each in here))
    if not here:
        raise _nothing(session, ref, known)
    if len(accounts) > 1:
        raise InvalidInput(
            f"{printable(ref)} has unanswered requests at several accounts: {', '.join(accounts)}",
            hint=Hint("Choose one with {}", argument("account", accounts[0])),
        )
    if here[-1].is_sending:
        raise Conflict(f"{here[-1].label} may still be answered", hint=call("sync"))
    return here[-1]


def _matches(session: Session, ref: str, known: Sequence[Unsettled]) -> list[Unsettled]:
    """The requests that a reference means; a handle goes before a number."""
    if ref.startswith(_UPLOAD):
        return [each for each in known if each.ref == ref]
    if not ref.startswith(_TASK):
        kind = _VOICE if ref.startswith(_VOICE) else ""
        try:
            handle, look = looks.parted(ref.removeprefix(_VOICE))
            typed = [finding.refer(session, handle)]
        except InvalidInput:  # a number is no handle
            typed, look = [], ""
        meant = session.store.read.characters.known(typed, "").values()
        names = {
            f"{kind}{project}/{looks.with_look(handle, look)}"
            for project, handle in (*typed, *meant)
        }
        found = [each for each in known if each.what == "binding" and each.ref in names]
        if found:
            return found
    tasks = session.store.read.tasks.find(ref.removeprefix(_TASK))
    uids = {task.uid for task in tasks}
    return [each for each in known if each.uid in uids]


def _nothing(session: Session, ref: str, known: Sequence[Unsettled]) -> CharlibError:
    """The error for a reference without an unanswered request."""
    hint = call("sync")
    if known:
        names = ", ".join(name_of(session, each) for each in known[:3])
        hint = Hint("Unanswered requests: {}", names)
    if ref.startswith((_TASK, _UPLOAD)) or ref.strip().isdecimal():
        return NotFound(f"{printable(ref)} has no unanswered requests", hint=hint)
    try:
        handle, look = looks.parted(ref.removeprefix(_VOICE))
        character = finding.character(session, handle)
        finding.look(session, character, look)
    except CharlibError as error:
        return error
    name = looks.with_look(session.qualified(character), look)
    return NotFound(f"@{name} has no unanswered requests", hint=hint)


def _without_id(
    session: Session, request: Unsettled, watch: Watch | None, *, lost: bool
) -> Character | Task | Unsettled:
    from charlib.domain.jobs import Outcome

    made = Outcome("failed", error=_NOTHING_MADE, error_kind="refused", frees=True)
    outcome = made if lost else None
    if outcome is None and request.is_trashed:
        raise Conflict(
            f"{request.label} is in the trash, so nothing is sent for it",
            hint=Hint(
                "{}    # then: {} {}",
                the_call(
                    "restore", looks.parted(name_of(session, request))[0].removeprefix(_VOICE)
                ),
                the_call("resolve", name_of(session, request)),
                argument("resend"),
            ),
        )
    _record(session, request, outcome or Outcome("planned"))
    if outcome is None:
        _run(session, request, watch)
    else:
        syncing.tell(session, reports().warn)
    return _result(session, request)


def _adopted(
    session: Session, request: Unsettled, remote_id: str, mention: str | None
) -> Character | Task | Unsettled:
    """Record the id of a character, or of a voice, which has no mention."""
    from charlib.domain.jobs import Outcome
    from charlib.sync.remote import mention as mention_of

    if request.ref.startswith(_VOICE):
        _record(session, request, Outcome("ready", remote_id=remote_id))
        syncing.tell(session, reports().warn)
        return _result(session, request)
    profile = session.accounts.profile(_account(session, request))
    at = "@" if profile.reference.mentions_at else ""
    given = at + mention.removeprefix("@") if mention else None
    name = session.store.read.characters.name_of_binding(request.uid)
    mentioned = given or mention_of(profile, remote_id, name=name)
    _record(session, request, Outcome("ready", remote_id=remote_id, mention=mentioned))
    syncing.tell(session, reports().warn)
    return _result(session, request)


def _adopted_task(
    session: Session, request: Unsettled, remote_id: str, watch: Watch | None
) -> Character | Task | Unsettled:
    """Record the id of a task that the provider knows, and fetch its film."""
    from charlib.domain.jobs import Outcome

    job = session.store.read.jobs.job("task", request.uid)
    if job is not None:
        _refuse_unknown_task(session, request, job._replace(remote_id=remote_id))
    _record(session, request, Outcome("queued", remote_id=remote_id))
    _run(session, request, watch)
    return _result(session, request)


def _refuse_unknown_task(session: Session, request: Unsettled, job: Job) -> None:
    """Raise NotFound for an id that the provider does not know: it was mistyped."""
    remote = session.remotes.connect(_account(session, request), "task")
    if remote.poll_of(job) is None or not remote.has_forgotten(job):
        return
    raise NotFound(
        f"{request.account} does not know a task {printable(job.remote_id or '')}",
        hint=remedy(session, request),
    )


def _upload(session: Session, request: Unsettled, adopt: str | None) -> Unsettled:
    """Record the URL of an upload; without one it is made again when it is needed."""
    from charlib.sync.inventory.lookup import check_url

    account, path = _account(session, request), request.ref.removeprefix(_UPLOAD)
    url = check_url(adopt) if adopt else ""
    with session.store.write() as writer:
        if url:
            writer.footage.set_upload(account.id, path, url, None)
        else:
            writer.footage.drop_upload(account.id, path)
    return request


def _record(session: Session, request: Unsettled, outcome: Outcome) -> None:
    with session.store.settle() as writer:
        if outcome.state == "planned":
            writer.budgets.count_again(request.what, request.uid)
        remote_id = outcome.remote_id or ""
        if request.what == "task" and writer.jobs.has_remote_id("task", request.uid, remote_id):
            raise Conflict(
                f"another task has the ID {printable(remote_id)}",
                hint=Hint("{} {}", the_call("resolve", request.ref), argument("lost")),
            )
        if not writer.jobs.record(request.what, request.uid, outcome, states=("unknown",)):
            raise Conflict(f"{request.label} was settled meanwhile", hint=call("sync"))


def _run(session: Session, request: Unsettled, watch: Watch | None) -> None:
    report = syncing.run(session, reports(watch), {request.what: [request.uid]})
    subject = f"{request.label} at {request.account}"
    syncing.raise_first(report, request.what, [request.uid], subject)


def _result(session: Session, request: Unsettled) -> Character | Task | Unsettled:
    """What a settled request belongs to."""
    if request.what == "task":
        return session.store.read.tasks.by_uid(request.uid) or request
    project, _, called = request.ref.removeprefix(_VOICE).partition("/")
    handle, _ = looks.parted(called)
    read, trashed = session.store.read.characters, request.is_trashed
    return read.by_handle(project, handle, trashed=trashed) or request


def _account(session: Session, request: Unsettled) -> Account:
    return session.accounts.named(request.account)
