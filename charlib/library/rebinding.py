"""Creating characters again at another account: first a plan, then its execution.

A plan sends nothing, but its requests are checked like those of a creation. Execution commits all
intents before the first request, so that `sync` can finish it after any interruption, and a second
`rebind` finds only the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from charlib.domain.character.batch import Order
from charlib.domain.character.looks import with_look
from charlib.domain.choices import LIVE_BINDINGS
from charlib.domain.records import Account, Character, Look
from charlib.domain.text import printable
from charlib.errors import CharlibError, InvalidInput, NoKey, prefixed
from charlib.hints import NO_HINT, Hint, Notice, call, settling
from charlib.library import costing, finding, syncing
from charlib.library.creating import RowResult, after, orders_of
from charlib.library.footage import archive, kept, uploading
from charlib.library.session import WORKERS, Reports, Session, Warn, Watch, reports
from charlib.sync.remote import operation

if TYPE_CHECKING:
    from charlib.domain.money import Cost
    from charlib.providers.profile import Operation
    from charlib.sync.orders import Intent, Orders
    from charlib.sync.voices.orders import VoiceIntent

What = Literal["make", "fetch", "there", "open", "missing"]


class RebindStep(NamedTuple):
    """What is to be done about a character at the account, or about a `look` of it.

    `make` it in a `way`, from `media`; `fetch` its footage first, from where `media` says; it is
    `there` already; a request is `open`, for `sync` or `resolve` to finish; or something is
    `missing`, and `why` says what. `warnings` forbid nothing. `voice` is the same for its voice,
    which is made first; empty if it has none, or the provider stores none. What is to be made has
    a cost, an estimate; None if the profile states no price.
    """

    handle: str
    project: str
    what: What
    way: str = ""
    media: str = ""
    why: str = ""
    hint: Hint = NO_HINT
    warnings: tuple[str, ...] = ()
    voice: What | Literal[""] = ""
    cost: Cost | None = None
    voice_cost: Cost | None = None
    look: str = ""

    @property
    def called(self) -> str:
        """The handle, with the look if that is not the main one."""
        return with_look(self.handle, self.look)


class RebindPlan(NamedTuple):
    """All steps of a rebinding; `cost` is for one creation, None if the profile states none."""

    account: str
    steps: tuple[RebindStep, ...]
    cost: tuple[float, str] | None

    @property
    def calls(self) -> list[tuple[str, Cost | None]]:
        """The account of each creation, of characters and of voices, and what it will cost."""
        made = [step.cost for step in self.steps if step.what in {"make", "fetch"}]
        return [
            (self.account, cost)
            for cost in (*made, *(step.voice_cost for step in self.with_voices()))
        ]

    def of(self, what: What) -> list[RebindStep]:
        """The steps of one kind."""
        return [step for step in self.steps if step.what == what]

    def with_voices(self) -> list[RebindStep]:
        """The steps in which a voice is made."""
        return [step for step in self.steps if step.voice == "make"]


def plan_rebind(
    session: Session,
    account: str,
    query: str = "",
    *,
    fetch: bool = True,
    warn: Warn | None = None,
) -> RebindPlan:
    """Plan to create characters again at an account: the project's, or a query's.

    Footage that is not kept yet is kept first, if its source exists. Without `fetch` nothing is
    fetched or written: the plan says what would be. Nothing is sent; a missing key is a warning.
    Raises Retired, and InvalidInput if the account cannot create characters.
    """
    heard = reports(warn=warn)
    chosen, characters = session.accounts.named(account), finding.search(session, query)
    unbound = [each for each in characters if _lacks_any(each, account)]
    lacking: dict[str, RebindStep] = {}
    try:
        lacking = _kept(session, unbound, heard.warn) if fetch else _unkept(session, unbound)
    except CharlibError as error:  # no room, or no package: some may be created anyway
        heard.warn(Notice(f"no footage is kept: {error}", error.hint))
    from charlib.providers import pricing

    profile = session.accounts.profile(chosen)
    operation(profile, "create", account)  # or it cannot create any
    cost = pricing.estimate(profile, of="character")
    try:
        session.remotes.connect(chosen)
    except NoKey as error:
        heard.warn(Notice(str(error), error.hint))
    orders = orders_of(session)
    steps = tuple(
        step if look.name else _with_voice(session, step, character, chosen)
        for character in characters
        for look in kept.looks(session, character)
        for step in [_priced(_step(session, orders, character, look, chosen, lacking), cost)]
    )
    return RebindPlan(chosen.name, steps, (float(cost.amount), cost.unit) if cost else None)


def _lacks_any(character: Character, account: str) -> bool:
    """Whether an account has not all looks of a character."""
    return any(character.binding_at(account, look.name) is None for look in character.looks)


def rebind(
    session: Session,
    plan: RebindPlan,
    *,
    wait: bool = True,
    watch: Watch | None = None,
    warn: Warn | None = None,
    workers: int = WORKERS,
) -> list[RowResult]:
    """Carry out a plan; return the result for each character that was to be created.

    Voices are created first: some providers take them into the creation of their characters. Then
    all intents are committed before the first request is sent; old bindings stay. Raises OverBudget
    if not all of it fits.
    """
    heard = reports(watch, warn, workers)
    costing.refuse(session, plan.calls)  # all of it, before the voices are sent
    voiceless = _make_voices(session, plan, heard)
    checked = _intents(session, plan, voiceless)
    good = [intent for _, intent in checked if not isinstance(intent, CharlibError)]
    bindings, report = syncing.execute(session, heard, good, waits=wait)
    ids = iter(bindings)
    results = []
    for number, (step, intent) in enumerate(checked, 1):
        character, error = None, intent if isinstance(intent, CharlibError) else None
        if error is None:
            error = report.error_of("binding", next(ids))
            character, error = after(session, f"{step.project}/{step.handle}", error)
        name = with_look(session.qualified(step), step.look)
        results.append(RowResult(number, name, character, error, step.warnings))
    return results


def _make_voices(session: Session, plan: RebindPlan, heard: Reports) -> dict[str, CharlibError]:
    """Create the voices of a plan; return the errors by the names of their characters.

    Of a character that exists there already the error is a warning.
    """
    from charlib.library.footage import voicing

    account = session.accounts.named(plan.account)
    errors: dict[str, CharlibError] = {}
    intents: list[tuple[RebindStep, VoiceIntent]] = []
    for step in plan.with_voices():
        try:
            character = finding.character(session, f"{step.project}/{step.handle}")
            intents.append((step, voicing.intent(session, character, account, is_plan=False)))
        except CharlibError as error:
            errors[session.qualified(step)] = error
    if intents:
        bindings, report = voicing.create(session, heard, [intent for _, intent in intents])
        for (step, _), binding in zip(intents, bindings, strict=True):
            refused = report.error_of("binding", binding)
            if refused is not None:
                errors[session.qualified(step)] = refused
    for name, failure in errors.items():
        heard.warn(Notice(f"the voice of @{name} at {account.name}: {failure}", failure.hint))
    return errors


def _intents(
    session: Session, plan: RebindPlan, voiceless: Mapping[str, CharlibError] | None = None
) -> list[tuple[RebindStep, Intent | CharlibError]]:
    """The intents of a plan, with their media cut and uploaded; if that fails, the errors.

    Where a voice goes into the creation of its character, the character of a `voiceless` name is
    not created: it would have to be paid for again with its voice.

    Raises NoKey and Retired before anything is done.
    """
    account = session.accounts.named(plan.account)
    session.remotes.connect(account)
    orders, takes_voice = orders_of(session), _takes_voice(session, account)
    results: list[tuple[RebindStep, Intent | CharlibError]] = []
    for step in plan.of("make"):
        try:
            if takes_voice and voiceless and session.qualified(step) in voiceless:
                raise voiceless[session.qualified(step)]
            character = finding.character(session, f"{step.project}/{step.handle}")
            look = finding.look(session, character, step.look)
            intent = _intent(session, orders, character, look, account, is_plan=False)
            uploading.cut(session, [intent.request], session.qualified(step))
            results.append((step, intent))
        except CharlibError as error:
            name = with_look(session.qualified(step), step.look)
            results.append((step, prefixed(error, f"@{name} at {account.name}")))
    return results


def _takes_voice(session: Session, account: Account) -> bool:
    """Whether the creation of a character takes the ID of its voice."""
    from charlib.providers import engine

    create = session.accounts.profile(account).create
    return create is not None and "voice" in engine.uses(create.call)


def _with_voice(
    session: Session, step: RebindStep, character: Character, account: Account
) -> RebindStep:
    """A step with what is to be done about the voice of its character."""
    from charlib.library.footage import voicing

    voice = character.voice
    if voice is None or session.accounts.profile(account).voice is None:
        return step
    there = voice.binding_at(account.name)
    if there is not None and there.state in LIVE_BINDINGS:
        return step._replace(voice="there" if there.state == "ready" else "open")
    try:
        intent = voicing.intent(session, character, account, is_plan=True)
    except CharlibError as error:
        text = f"the voice is not created: {error}"
        return step._replace(voice="missing", warnings=(*step.warnings, text))
    warnings = (*step.warnings, *intent.warnings)
    return step._replace(voice="make", warnings=warnings, voice_cost=intent.cost)


def _kept(session: Session, characters: Sequence[Character], warn: Warn) -> dict[str, RebindStep]:
    """Keep the footage of characters; the step of each look of which nothing could be kept."""
    return {
        each.handle: RebindStep(each.handle, "", "missing", why=each.why, hint=each.hint)
        for each in archive.keep_all(session, characters, warn=warn)
    }


def _unkept(session: Session, characters: Sequence[Character]) -> dict[str, RebindStep]:
    """The step of each look whose footage would be fetched first, or cannot be."""
    steps: dict[str, RebindStep] = {}
    pairs = [(each, look) for each in characters for look in kept.looks(session, each)]
    for character, look in pairs:
        name = with_look(session.qualified(character), look.name)
        step = RebindStep(character.handle, character.project, "missing", look=look.name)
        try:
            film = archive.film_to_fetch(session, character, look)
        except CharlibError as error:
            steps[name] = step._replace(why=str(error), hint=error.hint)
            continue
        if film is not None:
            place = printable(film.name if isinstance(film, Path) else film, 80)
            why = f"its footage is to be fetched from {place}"
            steps[name] = step._replace(what="fetch", media=place, why=why)
    return steps


def _step(
    session: Session,
    orders: Orders,
    character: Character,
    look: Look,
    account: Account,
    unkept: Mapping[str, RebindStep],
) -> RebindStep:
    """What to do about a look; `unkept` are the steps of those of which nothing is kept."""
    name = with_look(session.qualified(character), look.name)
    lacking = unkept.get(name)
    bound = [each for each in character.bindings if each.look == look.name]
    here = [binding for binding in bound if binding.account == account.name]
    step = RebindStep(character.handle, character.project, "there", look=look.name)
    if any(binding.state == "ready" for binding in here):
        return step
    live = next((binding for binding in here if binding.state in LIVE_BINDINGS), None)
    if live is not None:
        settle = settling(name, account.name)
        hint = settle if live.state == "unknown" else call("sync")
        return step._replace(what="open", why=f"it is {live.state} there", hint=hint)
    try:
        intent = _intent(session, orders, character, look, account, is_plan=True)
    except CharlibError as error:
        missing = step._replace(what="missing", why=str(error), hint=error.hint)
        return _named(lacking, step) if lacking and lacking.what == "fetch" else missing
    if lacking and intent.footage.is_whole:  # of a whole video nobody knows what it shows
        return _named(lacking, step)
    return step._replace(
        what="make",
        way=intent.footage.method,
        media=_media(intent, operation(session.accounts.profile(account), "create")),
        warnings=intent.warnings,
        cost=intent.cost,
    )


def _priced(step: RebindStep, cost: Cost | None) -> RebindStep:
    """A step with what the profile states for it, unless its request says more."""
    return step._replace(cost=cost) if step.what == "fetch" else step


def _named(lacking: RebindStep, step: RebindStep) -> RebindStep:
    return lacking._replace(handle=step.handle, project=step.project, look=step.look)


def intent_of(session: Session, character: Character, look: Look, account: Account) -> Intent:
    """The intent to create one look from what is kept of it, with its media cut and uploaded.

    Raises InvalidInput, NotFound and Conflict; NoKey and Retired.
    """
    session.remotes.connect(account)
    intent = _intent(session, orders_of(session), character, look, account, is_plan=False)
    uploading.cut(session, [intent.request], session.qualified(character))
    return intent


def _intent(
    session: Session,
    orders: Orders,
    character: Character,
    look: Look,
    account: Account,
    *,
    is_plan: bool,
) -> Intent:
    from charlib.providers import creation

    place = kept.place(session, character, look)
    material = kept.material(session, character, account, look=look.name)
    if material is not None:
        material = uploading.with_urls(session, material, account, is_plan=is_plan)
    order = Order(
        handle=character.handle,
        project=character.project,
        window=str(place.window),
        source=str(place.source_id),
        account=account.name,
        look_name=look.name,
    )
    name = with_look(session.qualified(character), look.name)
    try:
        return orders.check(order, material, is_rebinding=True)
    except InvalidInput as error:
        if material is not None:
            if error.hint == creation.KEEP:
                better = kept.keeping(name, source="FILE", window="START,END")
                error.hint = Hint("Keep better footage of it: {}; or use another account", better)
            raise
        hint = Hint("{}", kept.keeping(name))
        raise InvalidInput(f"no footage of it is kept, and {error}", hint=hint) from error


def _media(intent: Intent, create: Operation) -> str:
    """The media that will be sent for a character, in words: a provider limits their number."""
    material, way = intent.footage.material, create.ways.get(intent.footage.method)
    if material is None or way is None:
        return f"{intent.footage.kind}, {intent.window}"
    if way.needs.of == "clip":
        return "clip"
    kept, sent = len(material.pictures()), len(way.needs.choose(material))
    stills = "still" if kept == 1 else "stills"
    return f"{sent} {stills}" if sent == kept else f"{sent} of {kept} {stills}"
