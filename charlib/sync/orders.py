"""Orders: a character that is asked for, checked against everything known, made an intent.

Nothing is sent here, and nothing is written before all of an order has been found good.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from charlib.config import Clock, new_uid
from charlib.domain.character import handle as handles
from charlib.domain.character.batch import SOURCES, Order
from charlib.domain.character.draft import CharacterDraft
from charlib.domain.choices import LIVE_BINDINGS
from charlib.domain.footage.material import Material, likeness_problem
from charlib.domain.footage.medium import Medium
from charlib.domain.jobs import Planned
from charlib.domain.records import Account, Task
from charlib.domain.text import clean, printable
from charlib.domain.windows.rules import Problem, refuse_if_hard
from charlib.domain.windows.window import Window
from charlib.errors import Conflict, InvalidInput, prefixed
from charlib.hints import Hint, argument, call, the_call
from charlib.providers import creation, engine
from charlib.providers.messages import Request
from charlib.sync.footage import Footage
from charlib.sync.lookup import ONE_SOURCE, check_url, find_source
from charlib.sync.remote import Remotes, operation

if TYPE_CHECKING:
    from charlib.domain.records import Character
    from charlib.providers.profile import Profile
    from charlib.store.read.reader import Reader
    from charlib.store.write.transaction import Transaction


_UPLOAD = Hint(
    "{}, or give {}",
    the_call("account edit", "NAME", upload_s3="s3://BUCKET"),
    argument("url", "URL"),
)
_SLACK_MS = 100
"""How much longer than the window a video may be and still count as cut to it."""


@dataclass(frozen=True, slots=True)
class Intent:
    """An order that was found good: everything that is written before the request is sent."""

    project: str
    handle: str
    name: str
    look: str
    tags: tuple[str, ...]
    account: Account
    footage: Footage
    window: Window
    request: dict[str, Any]
    warnings: tuple[str, ...] = field(default=())
    is_rebinding: bool = False


class Orders:
    """Makes intents of the orders of one command, for one library."""

    def __init__(self, read: Reader, remotes: Remotes, project: str, clock: Clock) -> None:
        self._read = read
        self._clock = clock
        self._remotes = remotes
        self._project = project
        self._asked: dict[str, list[tuple[str, Window]]] = {}
        self._profiles: dict[int, Profile] = {}
        self._accounts: dict[str | None, Account] = {}

    def check(
        self, order: Order, material: Material | None = None, *, is_rebinding: bool = False
    ) -> Intent:
        """Check an order; raise InvalidInput, NotFound, Conflict, Retired or NoKey.

        `material` is what is kept of the character: for providers that cut no video themselves.
        With `is_rebinding` the character may be bound, as long as this account does not have it.
        """
        handle = handles.parse(order.handle)
        window = Window.parse(order.window)
        tags = tuple(dict.fromkeys(handles.parse_tag(tag) for tag in order.tags))
        project = handles.parse_slug(order.project) if order.project else self._project
        account = self._account(order.account)
        profile = self._profile(account)
        footage = self._media(profile, self.footage(order, account, material), window)
        there = self._refuse_if_there(project, handle, account.name if is_rebinding else None)
        warnings = self._check_window(window, footage, account, handle)
        said = self._said(order, handle, there)
        try:
            self._refuse_if_blocked(profile, footage.material, there)
            method, request, more = self._request(profile, footage, window, said)
        except InvalidInput as error:
            if is_rebinding:  # a plan names both beside the reason
                raise
            raise prefixed(error, f"@{handle} at {account.name}") from None
        self._remotes.connect(account)
        self._asked.setdefault(footage.ref, []).append((handle, window))
        return Intent(
            project,
            handle,
            clean(order.name, "the name", limit=1000),
            clean(order.look, "the look"),
            tags,
            account,
            footage._replace(method=method),
            window,
            request.to_json(),
            (*warnings, *more),
            is_rebinding,
        )

    def asked(self, ref: str) -> list[Window]:
        """The windows of a source that earlier orders of this command have."""
        return [window for _, window in self._asked.get(ref, ())]

    def _account(self, name: str | None) -> Account:
        if name not in self._accounts:
            self._accounts[name] = self._remotes.accounts.choose(name)
        return self._accounts[name]

    def _profile(self, account: Account) -> Profile:
        """An account's profile, read once a command: a batch has thousands of orders for one."""
        if account.id not in self._profiles:
            self._profiles[account.id] = self._remotes.accounts.profile(account)
        return self._profiles[account.id]

    @staticmethod
    def _said(order: Order, handle: str, there: Character | None) -> dict[str, Any]:
        """What is said of the character, in the words that calls have places for."""
        name = order.name or (there.name if there else "") or handle
        look = order.look or (there.look if there else "")
        said = {"name": name, "look": look, "description": look or name, "handle": handle}
        return {**said, "key": new_uid()}

    @staticmethod
    def _refuse_if_blocked(
        profile: Profile, material: Material | None, there: Character | None
    ) -> None:
        """Raise InvalidInput for a real person whom the provider would refuse."""
        likeness = (material.likeness if material else "") or (there.likeness if there else "")
        consent = (material.consent if material else "") or (there.consent if there else "")
        blocked = likeness_problem(profile.likeness.real, likeness, consent)
        if blocked:
            raise InvalidInput(
                f"it cannot be made at {profile.name}: {blocked.text}",
                hint="Use another account, or make the character from invented footage",
            )

    def _request(
        self, profile: Profile, footage: Footage, window: Window, said: dict[str, Any]
    ) -> tuple[str, Request, list[str]]:
        """How the character is made, by which request, and what may be wrong with it."""
        made = operation(profile, "create")
        if footage.material is None:
            values = {footage.method: footage.sends, "window": str(footage.within or window)}
            return footage.method, creation.begin(made, {**said, **values}), []
        material, now = footage.material, self._clock.now()
        way, problems = creation.choose(made, material, now=now)
        if footage.kind == "url" and footage.is_whole and footage.source is None:
            text = f"{profile.name} cuts nothing: the whole video at the URL is taken for {window}"
            problems = [*problems, Problem(text, is_hard=False)]
        request = creation.begin(made, said, material=material, way=way, now=now)
        return way, request, [problem.text for problem in problems]

    @staticmethod
    def _media(profile: Profile, footage: Footage, window: Window) -> Footage:
        """Footage as this profile can use it: one that cuts no video takes the whole of a URL."""
        made = operation(profile, "create")
        cuts = {footage.method, "window"} <= engine.uses(made.call)
        if footage.material is not None and made.ways:
            return footage
        if cuts:
            return footage._replace(material=None)
        if footage.material is not None and {"url", "window"} <= engine.uses(made.call):
            return Orders._uploaded(profile, footage, footage.material)
        if footage.kind != "url" or not made.ways:
            wanted = " or ".join(made.ways) or "none that can be kept"
            raise InvalidInput(
                f"{profile.name} cannot make one from a {footage.kind} and a window: it wants the"
                f" media of the window itself ({wanted})",
                hint=Hint(
                    "Use another account, or another of {}, {} and {}", *map(argument, SOURCES)
                ),
            )
        source = footage.source
        length = source.duration_ms if source else None
        if length is not None and abs(length - window.length_ms) > _SLACK_MS:
            raise InvalidInput(
                f"{profile.name} cuts nothing: of the {length / 1000:g} s at the URL it would take"
                f" all, and not {window}",
                hint="Put the cut clip where the provider can read it, and give its URL",
            )
        clip = Medium(
            url=footage.sends,
            duration_ms=length or window.length_ms,
            bytes=source.bytes if source else None,
            width=source.width if source else None,
            height=source.height if source else None,
        )
        return footage._replace(material=Material(clip=clip), is_whole=True)

    @staticmethod
    def _uploaded(profile: Profile, footage: Footage, material: Material) -> Footage:
        """Footage of this machine for a provider that fetches: the kept clip, where it was put."""
        clip = material.with_url(material.clip) if material.clip else None
        if clip is None or not clip.url:
            raise InvalidInput(
                f"{printable(footage.ref)} is on this machine, and {profile.name} fetches videos by"
                " URL",
                hint=_UPLOAD,
            )
        return footage._replace(method="url", sends=clip.url, within=material.span, material=None)

    def _check_window(
        self, window: Window, footage: Footage, account: Account, handle: str
    ) -> list[str]:
        """Refuse a window that breaks a hard rule; answer the warnings."""
        source = footage.source
        taken = self._read.sources.windows(source.id) if source else []
        taken += self._asked.get(footage.ref, ())
        problems = self._profile(account).window.check(
            window,
            duration_ms=source.duration_ms if source else None,
            taken=[(other, one) for other, one in taken if other != handle],
        )
        return refuse_if_hard(window, problems, f" at account {account.name}")

    def footage(self, order: Order, account: Account, material: Material | None = None) -> Footage:
        """Find what an order is to be made from; `material` is what is kept of it.

        Raises InvalidInput unless exactly one of url, task and source is given.
        """
        given = [name for name in SOURCES if getattr(order, name)]
        if len(given) != 1:
            raise InvalidInput(
                f"@{order.handle} can be made from one thing, and"
                f" {' and '.join(given) or 'none'} was given",
                hint=ONE_SOURCE,
            )
        if order.url:
            found = self._from_url(order.url)
        elif order.task:
            found = self._from_task(order.task, account)
        else:
            found = self._from_source(str(order.source), account, material)
        return found._replace(material=material)

    def _from_url(self, url: str) -> Footage:
        url = check_url(url)
        return Footage("url", url, "url", url, source=self._read.sources.of_url(url))

    def _from_task(self, ref: str, account: Account) -> Footage:
        ref = clean(ref.strip(), "the task's id", limit=1000)
        known = self._read.tasks.find(ref)
        here = [task for task in known if task.account == account.name]
        if known:
            return self._of_task((here or known)[0], account)
        return Footage("task", f"task:{ref}", "task", ref)

    def _of_task(self, task: Task, account: Account) -> Footage:
        if task.account != account.name:
            raise Conflict(
                f"task {task.remote_id} belongs to account {task.account}, not {account.name}",
                hint=Hint(
                    "Give {}: an id is of no use elsewhere", argument("account", task.account)
                ),
            )
        if task.remote_id is None:
            raise Conflict(
                f"task {task.id} has no id at its provider yet ({task.state})", hint=call("sync")
            )
        if task.state == "failed":
            raise Conflict(
                f"task {task.id} failed at its provider: {task.error}", hint="Generate it again"
            )
        source = self._read.sources.of_task(task.id)
        return Footage("task", f"task:{task.remote_id}", "task", task.remote_id, task, source)

    def _from_source(self, ref: str, account: Account, material: Material | None) -> Footage:
        source = find_source(self._read, ref)
        if source.kind == "task":
            task = self._read.tasks.find(source.ref.removeprefix("task:"))[0]
            if task.account == account.name or not material:
                return self._of_task(task, account)
        if source.kind != "url" and material:
            return Footage(source.kind, source.ref, "kept", source.ref, source=source)
        if source.kind == "file":
            raise InvalidInput(
                f"{printable(source.ref)} is on this machine,"
                f" and {account.profile} fetches videos by URL",
                hint=_UPLOAD,
            )
        return Footage("url", source.ref, "url", source.ref, source=source)

    def _refuse_if_there(self, project: str, handle: str, at: str | None) -> Character | None:
        """The character of that handle, if there is one that no provider has, or may have.

        With `at`, one that this account does not have, and may not.
        """
        there = self._read.characters.by_handle(project, handle)
        live = [one for one in there.bindings if one.state in LIVE_BINDINGS] if there else []
        if any(at in {None, one.account} for one in live):
            raise Conflict(
                f"@{handle} exists already in project {project}",
                hint=Hint("{}    (or choose another handle)", the_call("show", handle)),
            )
        return there


def commit(writer: Transaction, intents: Sequence[Intent]) -> list[int]:
    """Write intents: characters, sources, windows, and planned bindings, whose ids it answers.

    Raises Conflict when a handle was bound since its order was checked.
    """
    projects = {slug: writer.projects.id(slug) for slug in {one.project for one in intents}}
    keys = [(projects[one.project], one.handle) for one in intents]
    there = writer.characters.find_all(keys)
    for key, one in zip(keys, intents, strict=True):
        if key in there:
            _renew(writer, there[key], one)
    fresh = [(key, one) for key, one in zip(keys, intents, strict=True) if key not in there]
    writer.bulk.add([_draft(project, one) for (project, _), one in fresh])
    people, sources = writer.characters.find_all(keys), _sources(writer, intents)
    return writer.jobs.plan_bindings(
        [
            Planned(
                people[key],
                one.account.id,
                source,
                one.window,
                one.footage.method,
                one.request,
            )
            for key, one, source in zip(keys, intents, sources, strict=True)
        ]
    )


def _draft(project: int, intent: Intent) -> CharacterDraft:
    return CharacterDraft(
        project=project,
        handle=intent.handle,
        name=intent.name,
        look=intent.look,
        notes="",
        likeness="",
        tags=intent.tags,
        bindings=(),
        created_at=None,
        updated_at=None,
    )


def _renew(writer: Transaction, character: int, intent: Intent) -> None:
    """The character is there, and takes what is said of it now: an earlier creation failed.

    Or it is to be bound at one more account.
    """
    if writer.characters.is_bound(character, intent.account.id if intent.is_rebinding else None):
        raise Conflict(f"@{intent.handle} exists already", hint=call("show", intent.handle))
    writer.characters.renew(character, {"name": intent.name, "look": intent.look}, intent.tags)


def _sources(writer: Transaction, intents: Sequence[Intent]) -> list[int]:
    """The source of each intent, in order; those that are not there yet are added."""
    outside = {
        (one.footage.kind, one.footage.ref)
        for one in intents
        if one.footage.source is None and one.footage.kind != "task"
    }
    known = writer.sources.record_many(outside)
    return [_source(writer, one, known) for one in intents]


def _source(writer: Transaction, intent: Intent, known: Mapping[str, int]) -> int:
    footage = intent.footage
    if footage.source:
        return footage.source.id
    if footage.kind != "task":
        return known[footage.ref]
    task_id = (
        footage.task.id if footage.task else writer.jobs.task_of(intent.account.id, footage.sends)
    )
    return writer.sources.record(footage.kind, footage.ref, task_id=task_id)
