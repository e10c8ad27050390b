"""What a plan of each kind would send now, and everything that this depends on.

Nothing is sent, fetched or written here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.domain.character.batch import Order, Row
from charlib.domain.character.looks import with_look
from charlib.domain.plans import PlanKind, Sending
from charlib.errors import Conflict, InvalidInput, NotFound
from charlib.hints import Hint, argument, call
from charlib.library import creation_plans, finding, rebinding
from charlib.library.filming import prompting
from charlib.library.footage import videos
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.domain.records import Account, Source
    from charlib.library.rebinding import RebindPlan, RebindStep
    from charlib.providers.filming import PlannedFilm


class Draft(NamedTuple):
    """What a plan would send now; `facts` are what it depends on beside that."""

    sends: tuple[Sending, ...]
    facts: Any
    skipped: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The same for a plan that would send the same."""
        text = json.dumps([self.sends, self.facts], sort_keys=True, default=str)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def draft(session: Session, kind: PlanKind, arguments: Mapping[str, Any]) -> Draft:
    """What a plan of these arguments would send now; raises what its verb would."""
    return _KINDS[kind](session, arguments)


def account_facts(session: Session, name: str) -> list[str | None]:
    """What decides where a request of an account goes, as it is now; raises NotFound."""
    return _facts_of(session, session.accounts.named(name))


def _facts_of(session: Session, account: Account) -> list[str | None]:
    """What decides where a request goes, and what it looks like and costs."""
    text = session.profiles.text(account.profile) or account.profile_toml
    return [account.uid, account.name, account.profile, account.base_url, text]


# -- one creation


def order_of(arguments: Mapping[str, Any]) -> Order:
    """The order of a kept plan."""
    known = {each.name for each in fields(Order)}
    order = Order(**{name: value for name, value in arguments.items() if name in known})
    return replace(order, tags=tuple(order.tags))


def arguments_of(order: Order) -> dict[str, Any]:
    """An order as a plan keeps it."""
    return {name: value for name, value in asdict(order).items() if value}


def _creation(session: Session, arguments: Mapping[str, Any]) -> Draft:
    order = order_of(arguments)
    if order.look_name:
        finding.character(session, f"{order.project}/{order.handle}")
    (row,) = creation_plans.plan_create_many(session, [Row(1, order)])
    if row.error is not None:
        raise row.error
    account = session.accounts.named(row.account)
    name = with_look(row.handle, order.look_name)
    origin, facts = _origin(session, order)
    what = f"create @{name} in project {order.project} from {order.window} s of {origin}"
    sending = Sending(what, account.name, row.cost)
    known = [arguments_of(order), facts, _facts_of(session, account)]
    return Draft((sending,), known, warnings=row.warnings)


def _origin(session: Session, order: Order) -> tuple[str, Any]:
    """What a character is cut from: in words, and what tells another video from it."""
    if order.url:
        return order.url, order.url
    if order.task:
        return f"the film of task {order.task}", _film_facts(session, order.task)
    source = videos.known_source(session, order.source or "")
    if source is None:
        return Path(order.source or "").name, _file_facts(Path(order.source or ""))
    return f"source {source.id} ({_name_of(source)})", [
        source.id, source.ref, source.sha256, _file_facts(Path(source.ref)),
    ]  # fmt: skip


def _name_of(source: Source) -> str:
    return source.label or (source.ref if source.kind != "file" else Path(source.ref).name)


def _film_facts(session: Session, task: str) -> Any:
    known = session.store.read.tasks.find(task.strip())
    return [[each.uid, each.state, _file_facts(Path(each.output or ""))] for each in known]


def _file_facts(file: Path) -> list[int]:
    """The size and the time of a file; empty if there is none."""
    try:
        status = file.stat()
    except (OSError, ValueError):
        return []
    return [status.st_size, status.st_mtime_ns]


# -- creating again


def _rebinding(session: Session, arguments: Mapping[str, Any]) -> Draft:
    warnings: list[str] = []
    account = session.accounts.named(arguments["account"])
    plan = rebinding.plan_rebind(
        session, account.name, arguments["query"], fetch=False, warn=warnings.append
    )
    sends = tuple(_made(session, plan))
    if not sends:
        raise _nothing(session, plan)
    skipped = [_why(session, step) for step in (*plan.of("open"), *plan.of("missing"))]
    told = [
        f"@{_called(session, step)}: {text}" for step in plan.steps for text in step.warnings
    ]  # fmt: skip
    facts = [[*step[:6], step.voice, _kept(session, step)] for step in plan.steps]
    known = [facts, _facts_of(session, account)]
    return Draft(sends, known, tuple(skipped), (*warnings, *told))


def _made(session: Session, plan: RebindPlan) -> Iterator[Sending]:
    for step in plan.with_voices():
        what = f"create the voice of @{_called(session, step)}"
        yield Sending(what, plan.account, step.voice_cost)
    for step in (*plan.of("make"), *plan.of("fetch")):
        origin = f"{step.way}: {step.media}" if step.way else f"footage of {step.media}"
        yield Sending(f"create @{_called(session, step)} from {origin}", plan.account, step.cost)


def _called(session: Session, step: RebindStep) -> str:
    return with_look(session.qualified(step), step.look)


def _why(session: Session, step: RebindStep) -> str:
    return f"@{_called(session, step)}: {step.why}"


def _nothing(session: Session, plan: RebindPlan) -> Conflict:
    left = [_why(session, step) for step in plan.steps if step.why]
    why = f": {'; '.join(left[:3])}" if left else ""
    return Conflict(
        f"there is nothing to create at {plan.account}{why}",
        hint=next((step.hint for step in plan.steps if step.hint), call("list")),
    )


def _kept(session: Session, step: RebindStep) -> list[str]:
    """The hashes of what is kept of a look, and of the voice of its character."""
    try:
        character = finding.character(session, f"{step.project}/{step.handle}")
    except NotFound:
        return []
    look = character.look_called(step.look)
    voice = [character.voice.sha256] if character.voice else []
    return [*(each.sha256 for each in (look.kept if look else ())), *voice]


# -- films

_WISHES = ("ratio", "seconds", "resolution", "seed", "audio", "model")
FILM_ARGUMENTS = (*_WISHES, "params", "account", "episode", "scene", "takes")
"""What `generate_many` is asked with, beside the prompts."""


def film_arguments(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of `generate_many`, beside the prompts."""
    return {name: arguments[name] for name in FILM_ARGUMENTS if name in arguments}


def _filming(session: Session, arguments: Mapping[str, Any]) -> Draft:
    films = prompting.plan_generate(session, arguments["texts"], **film_arguments(arguments))
    account = session.accounts.named(arguments["account"])
    if any(film.request is None for film in films):
        raise InvalidInput(
            f"account {account.name} films nothing",
            hint=Hint("Choose another {}", argument("account", "ACCOUNT")),
        )
    sends = tuple(Sending(_film(film), account.name, film.cost) for film in films)
    facts = [[film.request.to_json() if film.request else None, film.scene, film.composition[:4],
              [used[:6] for used in film.composition.characters]] for film in films]  # fmt: skip
    warnings = dict.fromkeys(text for film in films for text in film.warnings)
    return Draft(sends, [facts, _facts_of(session, account)], warnings=tuple(warnings))


def _film(film: PlannedFilm) -> str:
    wishes = ", ".join(f"{name} {value}" for name, value in film.params.items())
    model = f" by {film.model}" * bool(film.model)
    return f"film{model}{f' ({wishes})' * bool(wishes)}: {film.composition.prompt}"


_KINDS: Mapping[PlanKind, Callable[[Session, Mapping[str, Any]], Draft]] = {
    "create": _creation, "look": _creation, "rebind": _rebinding, "generate": _filming,
}  # fmt: skip
