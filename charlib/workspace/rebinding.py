"""Making characters again at another account: first a plan that says everything, then its intents.

A plan is made without sending anything; what it would send is checked as a creation is. Applying
it commits all intents before the first request, so that whatever interrupts it, `sync` finishes it,
and a second `rebind` finds only what is left.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

from charlib.domain.batch import Order
from charlib.domain.records import LIVE_BINDINGS, Account, Character
from charlib.errors import CharlibError, InvalidInput, NoKey, NotFound, about
from charlib.workspace import reaching

if TYPE_CHECKING:
    from charlib.domain.kept import SeenWindow
    from charlib.domain.material import Material
    from charlib.sync.orders import Intent, Orders
    from charlib.workspace.making import Making

What = Literal["make", "there", "open", "missing"]


class Step(NamedTuple):
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
    hint: str = ""
    warnings: tuple[str, ...] = ()


class Plan(NamedTuple):
    """All steps of a rebinding; `cost` is for one creation, None where the profile states none."""

    account: str
    steps: tuple[Step, ...]
    cost: tuple[float, str] | None

    def of(self, what: What) -> list[Step]:
        """The steps of one kind."""
        return [one for one in self.steps if one.what == what]


def plan(lib: Making, people: Iterable[Character], account: Account) -> Plan:
    """What making characters again at an account takes; sends nothing.

    A key that is not there yet is warned of. Raises Retired, and InvalidInput where the account
    cannot make any.
    """
    from charlib.sync.remote import operation

    made = operation(lib.remotes.profile(account), "create")
    try:
        lib.remotes.connect(account)
    except NoKey as error:
        lib.warn(f"{error}; {error.hint}")
    orders = lib.orders()
    steps = tuple(_step(lib, orders, one, account) for one in people)
    cost = (made.cost.amount, made.cost.unit) if made.cost else None
    return Plan(account.name, steps, cost)


def intents(lib: Making, found: Plan) -> list[tuple[Step, Intent | CharlibError]]:
    """The intents of a plan, with what they need cut and uploaded; one that fails is an error.

    Raises NoKey and Retired before anything is done.
    """
    account = lib.remotes.named(found.account)
    lib.remotes.connect(account)
    orders = lib.orders()
    made: list[tuple[Step, Intent | CharlibError]] = []
    for step in found.of("make"):
        try:
            person = lib.show(f"{step.project}/{step.handle}")
            intent = _intent(lib, orders, person, account, is_plan=False)
            reaching.cut(lib, [intent.request])
            made.append((step, intent))
        except CharlibError as error:
            made.append((step, about(error, f"@{step.handle} at {account.name}")))
    return made


def _step(lib: Making, orders: Orders, person: Character, account: Account) -> Step:
    here = [one for one in person.bindings if one.account == account.name]
    step = Step(person.handle, person.project, "there")
    if any(one.state == "ready" for one in here):
        return step
    live = next((one for one in here if one.state in LIVE_BINDINGS), None)
    if live is not None:
        hint = (
            f"charlib resolve {lib.called(person)}" if live.state == "unknown" else "charlib sync"
        )
        return step._replace(what="open", why=f"it is {live.state} there", hint=hint)
    try:
        intent = _intent(lib, orders, person, account, is_plan=True)
    except CharlibError as error:
        return step._replace(what="missing", why=str(error), hint=error.hint or "")
    return step._replace(
        what="make",
        way=intent.footage.method,
        media=_media(intent),
        warnings=intent.warnings,
    )


def _intent(
    lib: Making, orders: Orders, person: Character, account: Account, *, is_plan: bool
) -> Intent:
    place = _place(lib, person)
    material = lib.material(person, account)
    if material is not None:
        material = reaching.reached(lib, material, account, is_plan=is_plan)
    order = Order(
        handle=person.handle,
        project=person.project,
        window=str(place.window),
        source=str(place.source_id),
        account=account.name,
    )
    return _checked(lib, orders, order, material, person)


def _checked(
    lib: Making, orders: Orders, order: Order, material: Material | None, person: Character
) -> Intent:
    try:
        return orders.check(order, material, is_rebinding=True)
    except InvalidInput as error:
        # A plan names them beside each reason.
        why = str(error).removeprefix(f"@{order.handle} at {order.account}: ")
        if material is None:
            hint = f"charlib keep {lib.called(person)}"
            raise InvalidInput(f"nothing of it is kept, and {why}", hint=hint) from error
        error.args = (why,)
        raise


def _place(lib: Making, person: Character) -> SeenWindow:
    """The window to make a character from: one that something is kept of, else the newest."""
    places = lib.store.read.places(person.id)
    if not places:
        raise NotFound(
            "no window of it is known, and nothing of it is kept",
            hint=f"charlib keep {lib.called(person)} --source FILE --window START,END",
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
