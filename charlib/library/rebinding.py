"""Creating characters again at another account: first a plan, then carrying it out.

A plan sends nothing; what it would send is checked as a creation is. Carrying it out commits all
intents before the first request, so that `sync` finishes it whatever interrupts it, and a second
`rebind` finds only what is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from charlib.domain.character.batch import Order
from charlib.domain.choices import LIVE_BINDINGS
from charlib.domain.records import Account, Character
from charlib.errors import CharlibError, InvalidInput, NoKey, NotFound, prefixed
from charlib.hints import NO_HINT, Hint, Notice, call
from charlib.library import finding, syncing
from charlib.library.creating import RowResult, orders_of
from charlib.library.footage import archive, kept, uploading
from charlib.library.session import WORKERS, Session, Warn, Watch, reports
from charlib.sync.remote import operation

if TYPE_CHECKING:
    from charlib.domain.footage.kept import SeenWindow
    from charlib.domain.footage.material import Material
    from charlib.sync.orders import Intent, Orders

What = Literal["make", "there", "open", "missing"]


class RebindStep(NamedTuple):
    """What is to be done about one character at the account.

    `make` it in a `way`, from `media`; it is `there`; it is `open` there, for `sync` or `resolve`
    to settle; or something is `missing`, and `why` says what. `warnings` stand against nothing.
    """

    handle: str
    project: str
    what: What
    way: str = ""
    media: str = ""
    why: str = ""
    hint: Hint = NO_HINT
    warnings: tuple[str, ...] = ()


class RebindPlan(NamedTuple):
    """All steps of a rebinding; `cost` is for one creation, None where the profile states none."""

    account: str
    steps: tuple[RebindStep, ...]
    cost: tuple[float, str] | None

    def of(self, what: What) -> list[RebindStep]:
        """The steps of one kind."""
        return [one for one in self.steps if one.what == what]


def plan_rebind(
    session: Session, account: str, query: str = "", *, warn: Warn | None = None
) -> RebindPlan:
    """What it takes to create characters again at an account: the project's, or a query's.

    Footage that is not kept yet, and whose source is there, is kept first. Nothing is sent; a
    missing key is warned of. Raises Retired, and InvalidInput if the account cannot create any.
    """
    heard = reports(warn=warn)
    chosen, characters = session.accounts.named(account), finding.search(session, query)
    try:
        archive.keep_all(session, [one for one in characters if one.binding_at(account) is None])
    except CharlibError as error:  # no room, or no package: some may be made all the same
        heard.warn(Notice(f"no footage is kept: {error}", error.hint))
    cost = operation(session.accounts.profile(chosen), "create").cost
    try:
        session.remotes.connect(chosen)
    except NoKey as error:
        heard.warn(Notice(str(error), error.hint))
    orders = orders_of(session)
    steps = tuple(_step(session, orders, character, chosen) for character in characters)
    return RebindPlan(chosen.name, steps, (cost.amount, cost.unit) if cost else None)


def rebind(
    session: Session,
    plan: RebindPlan,
    *,
    wait: bool = True,
    watch: Watch | None = None,
    warn: Warn | None = None,
    workers: int = WORKERS,
) -> list[RowResult]:
    """Carry out a plan; return what became of each character that was to be created.

    All intents are committed before the first request is sent; old bindings stay.
    """
    heard = reports(watch, warn, workers)
    checked = _intents(session, plan)
    good = [intent for _, intent in checked if not isinstance(intent, CharlibError)]
    bindings = syncing.commit(session, good)
    report = syncing.send(session, heard, good, bindings, waits=wait)
    ids = iter(bindings)
    results = []
    for number, (step, intent) in enumerate(checked, 1):
        character, error = None, intent if isinstance(intent, CharlibError) else None
        if error is None:
            error = report.error_of("binding", next(ids))
            character = finding.character(session, f"{step.project}/{step.handle}")
        results.append(RowResult(number, step.handle, character, error, step.warnings))
    return results


def _intents(session: Session, plan: RebindPlan) -> list[tuple[RebindStep, Intent | CharlibError]]:
    """The intents of a plan, with what they need cut and uploaded; one that fails is an error.

    Raises NoKey and Retired before anything is done.
    """
    account = session.accounts.named(plan.account)
    session.remotes.connect(account)
    orders = orders_of(session)
    results: list[tuple[RebindStep, Intent | CharlibError]] = []
    for step in plan.of("make"):
        try:
            character = finding.character(session, f"{step.project}/{step.handle}")
            intent = _intent(session, orders, character, account, is_plan=False)
            uploading.cut(session, [intent.request])
            results.append((step, intent))
        except CharlibError as error:
            results.append((step, prefixed(error, f"@{step.handle} at {account.name}")))
    return results


def _step(session: Session, orders: Orders, character: Character, account: Account) -> RebindStep:
    here = [one for one in character.bindings if one.account == account.name]
    step = RebindStep(character.handle, character.project, "there")
    if any(one.state == "ready" for one in here):
        return step
    live = next((one for one in here if one.state in LIVE_BINDINGS), None)
    if live is not None:
        settle = call("resolve", session.qualified(character))
        hint = settle if live.state == "unknown" else call("sync")
        return step._replace(what="open", why=f"it is {live.state} there", hint=hint)
    try:
        intent = _intent(session, orders, character, account, is_plan=True)
    except CharlibError as error:
        return step._replace(what="missing", why=str(error), hint=error.hint)
    return step._replace(
        what="make",
        way=intent.footage.method,
        media=_media(intent),
        warnings=intent.warnings,
    )


def _intent(
    session: Session, orders: Orders, character: Character, account: Account, *, is_plan: bool
) -> Intent:
    place = _place(session, character)
    material = kept.material(session, character, account)
    if material is not None:
        material = uploading.with_urls(session, material, account, is_plan=is_plan)
    order = Order(
        handle=character.handle,
        project=character.project,
        window=str(place.window),
        source=str(place.source_id),
        account=account.name,
    )
    return _checked(session, orders, order, material, character)


def _checked(
    session: Session, orders: Orders, order: Order, material: Material | None, character: Character
) -> Intent:
    try:
        return orders.check(order, material, is_rebinding=True)
    except InvalidInput as error:
        if material is not None:
            raise
        hint = call("keep", session.qualified(character))
        raise InvalidInput(f"nothing of it is kept, and {error}", hint=hint) from error


def _place(session: Session, character: Character) -> SeenWindow:
    """The window to make a character from: one that something is kept of, else the newest."""
    places = session.store.read.footage.windows_of(character.id)
    if not places:
        raise NotFound(
            "no window of it is known, and nothing of it is kept",
            hint=call("keep", session.qualified(character), source="FILE", window="START,END"),
        )
    return next((one for one in places if one.keeping == "kept"), places[0])


def _media(intent: Intent) -> str:
    """What a character is made from, in words."""
    material = intent.footage.material
    if material is None:
        return f"{intent.footage.kind}, {intent.window}"
    if intent.footage.method == "clip" and material.clip:
        return "clip"
    return f"{len(material.pictures())} stills" if material.stills else "media"
