"""Orders: each is checked against everything that is known, and becomes an intent.

Nothing is sent here, and nothing is written before an order has passed every check.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from charlib.config import Clock, new_uid
from charlib.domain.character import handle as handles
from charlib.domain.character.batch import SOURCES, Order
from charlib.domain.character.looks import described, with_look
from charlib.domain.choices import LIVE_BINDINGS
from charlib.domain.footage.material import Material, likeness_problem
from charlib.domain.footage.medium import Medium
from charlib.domain.records import Account, Task
from charlib.domain.text import clean, printable
from charlib.domain.windows.rules import refuse_if_hard
from charlib.domain.windows.window import Window
from charlib.errors import Conflict, InvalidInput, prefixed
from charlib.hints import Hint, argument, call, filled, the_call, topic
from charlib.providers import creation, engine, pricing
from charlib.providers.accounts import base_url
from charlib.providers.addresses import quoted
from charlib.providers.messages import Request
from charlib.sync.footage import Footage
from charlib.sync.inventory.lookup import ONE_SOURCE, check_url, find_source
from charlib.sync.remote import Remotes, operation

if TYPE_CHECKING:
    from charlib.domain.money import Cost
    from charlib.domain.records import Character
    from charlib.providers.profile import Profile
    from charlib.store.read.reader import Reader

_EDIT = the_call("account edit", "NAME", upload_s3="s3://BUCKET")
_UPLOAD = Hint("{}    # or {}", _EDIT, argument("upload_command", "CMD"))
_SIMULATOR = "sandbox"
_SLACK_MS = 100
"""How much longer than the window a video may be, in milliseconds, and still count as its cut."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A checked order: everything that is written before the request is sent."""

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
    notes: str = ""
    look_name: str = ""
    episodes: str = ""
    cost: Cost | None = None

    @property
    def called(self) -> str:
        """The handle, with the look if that is not the main one."""
        return with_look(self.handle, self.look_name)


def out_of_reach(ref: str, profile: Profile) -> InvalidInput:
    """The error for a local file at a provider that fetches; its hint lacks the account's NAME."""
    return InvalidInput(
        f"{printable(ref)} is on this machine, and {profile.name} fetches videos by URL",
        hint=_UPLOAD,
    )


class Orders:
    """Turns the orders of a command into intents; `rate` reads the frame rate of a kept clip."""

    def __init__(
        self, read: Reader, remotes: Remotes, project: str, clock: Clock, rate: creation.Rate
    ) -> None:
        self._read, self._remotes, self._project = read, remotes, project
        self._clock, self._rate = clock, rate
        self._asked: dict[str, list[tuple[str, Window]]] = {}

    def check(
        self, order: Order, material: Material | None = None, *, is_rebinding: bool = False
    ) -> Intent:
        """Check an order; raise InvalidInput, NotFound, Conflict, Retired or NoKey.

        `material` is kept of the character, for providers that do not cut videos themselves. With
        `is_rebinding` the character may be bound at other accounts.
        """
        handle = handles.parse(order.handle)
        window = Window.parse(order.window)
        tags = tuple(dict.fromkeys(handles.parse_tag(tag) for tag in order.tags))
        project = handles.parse_slug(order.project) if order.project else self._project
        account = self._remotes.accounts.choose(order.account)
        profile = self._remotes.accounts.profile(account)
        there = self._refuse_if_there(
            project, handle, account.name, order.look_name, is_rebinding=is_rebinding
        )
        footage = self._used(order, account, profile, material, window)
        handle = there.handle if there else handle  # not an alias
        name = handles.qualified(with_look(handle, order.look_name), project, self._project)
        warnings = self._check_window(window, footage, account, name, is_new=not is_rebinding)
        values = self._values(order, handle, there, account)
        try:
            self._refuse_if_blocked(profile, footage.material, there)
            method, request, more = self._request(profile, footage, window, values)
        except InvalidInput as error:
            error.hint = filled(error.hint, NAME=account.name, HANDLE=name)
            if is_rebinding:  # a plan names both itself
                raise
            raise prefixed(error, f"@{name} at {account.name}") from None
        self._remotes.connect(account)
        self._asked.setdefault(footage.ref, []).append((name, window))
        form = request.to_json()
        return Intent(
            project,
            handle,
            clean(order.name, "the name", limit=1000),
            clean(order.look, "the look"),
            tags,
            account,
            footage._replace(method=method),
            window,
            form,
            (*warnings, *more),
            is_rebinding,
            clean(order.notes, "the notes"),
            order.look_name,
            order.episodes,
            pricing.of_creation(profile, form),
        )

    def asked(self, ref: str) -> list[Window]:
        """The windows of a source in earlier orders of this command."""
        return [window for _, window in self._asked.get(ref, ())]

    @staticmethod
    def _values(
        order: Order, handle: str, there: Character | None, account: Account
    ) -> dict[str, Any]:
        """The values for the fields of a profile's calls that describe the character."""
        if order.look_name:
            handle = f"{handle}_{order.look_name}"
        name = order.name or (there.name if there else "") or handle
        look = order.look or (_description(there, order.look_name) if there else "")
        about = {"name": name, "look": look, "description": look or name, "handle": handle}
        voice = there.voice.id_at(account.name) if there and there.voice else ""
        return {**about, "voice": voice, "key": new_uid()}

    @staticmethod
    def _refuse_if_blocked(
        profile: Profile, material: Material | None, there: Character | None
    ) -> None:
        """Raise InvalidInput for a real person that the provider would refuse."""
        likeness = (material.likeness if material else "") or (there.likeness if there else "")
        consent = (material.consent if material else "") or (there.consent if there else "")
        blocked = likeness_problem(profile.likeness.real, likeness, consent)
        if blocked:
            raise InvalidInput(
                f"it cannot be created at {profile.name}: {blocked.text}",
                hint="Use another account, or footage without real people",
            )

    def _request(
        self, profile: Profile, footage: Footage, window: Window, values: dict[str, Any]
    ) -> tuple[str, Request, list[str]]:
        """The method of creation, its request, and warnings."""
        create = operation(profile, "create")
        if footage.material is None:
            values |= {footage.method: footage.sends, "window": str(footage.within or window)}
            return footage.method, creation.begin(create, values), []
        material, now = footage.material, self._clock.now()
        way, problems = creation.choose(create, material, now=now, rate=self._rate)
        texts = [problem.text for problem in problems]
        if footage.kind == "url" and footage.is_whole and footage.source is None:
            texts.append(
                f"{profile.name} does not cut: it takes the whole video at the URL for {window}"
            )
        return way, creation.begin(create, values, material=material, way=way, now=now), texts

    def _used(
        self,
        order: Order,
        account: Account,
        profile: Profile,
        material: Material | None,
        window: Window,
    ) -> Footage:
        """The footage of an order as the account can use it; hints name the account."""
        try:
            return self._media(profile, self.footage(order, account, material), window)
        except InvalidInput as error:
            if error.hint == _UPLOAD and order.source:
                file = find_source(self._read, str(order.source)).ref
                error.hint = reachable(account, profile, file)
            error.hint = filled(error.hint, NAME=account.name, HANDLE=order.handle)
            raise

    @staticmethod
    def _media(profile: Profile, footage: Footage, window: Window) -> Footage:
        """Footage as this profile can use it: one that does not cut takes the whole of a URL."""
        create = operation(profile, "create")
        used, material = engine.uses(create.call), footage.material
        if material is not None and create.ways:
            return footage
        if {footage.method, "window"} <= used:
            return footage._replace(material=None)
        if material is not None and {"url", "window"} <= used:
            return Orders._uploaded(profile, footage, material)
        if footage.kind != "url" or not create.ways:
            wanted = " or ".join(create.ways) or "none that can be kept"
            raise InvalidInput(
                f"{profile.name} cannot create a character from a {footage.kind} and a window: it"
                f" takes the media of the window itself ({wanted})",
                hint=Hint(
                    "Use another account, or another of {}, {} and {}", *map(argument, SOURCES)
                ),
            )
        source = footage.source
        length = source.duration_ms if source else None
        if length is not None and abs(length - window.length_ms) > _SLACK_MS:
            raise InvalidInput(
                f"{profile.name} does not cut: it would take all {length / 1000:g} s at the URL,"
                f" not {window}",
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
        """Local footage for a provider that fetches by URL: the uploaded clip."""
        clip = material.with_url(material.clip) if material.clip else None
        if clip is None or not clip.url:
            raise out_of_reach(footage.ref, profile)
        return footage._replace(method="url", sends=clip.url, within=material.span, material=None)

    def _check_window(
        self, window: Window, footage: Footage, account: Account, name: str, *, is_new: bool
    ) -> list[str]:
        """Refuse a window that breaks a hard rule; return the warnings.

        That a window overlaps another is said when it `is_new`: later nobody can change it.
        """
        source = footage.source
        if source and source.is_picture:
            return []
        taken = [*self._asked.get(footage.ref, ())]
        taken += self._read.sources.windows(source.id) if source else []
        problems = self._remotes.accounts.profile(account).window.check(
            window,
            duration_ms=source.duration_ms if source else None,
            taken=[(other, used) for other, used in taken if is_new and not _is_of(name, other)],
        )
        return refuse_if_hard(window, problems, f" at account {account.name}")

    def footage(self, order: Order, account: Account, material: Material | None = None) -> Footage:
        """The footage of an order; `material` is kept of its character.

        Raises InvalidInput unless exactly one of url, task and source is given.
        """
        given = [name for name in SOURCES if getattr(order, name)]
        if len(given) != 1:
            raise InvalidInput(
                f"@{order.handle} needs one source, not {' and '.join(given) or 'none'}",
                hint=ONE_SOURCE,
            )
        if order.url:
            footage = self._from_url(order.url)
        elif order.task:
            footage = self._from_task(order.task, account)
        else:
            footage = self._from_source(str(order.source), account, material)
        return footage._replace(material=material)

    def _from_url(self, url: str) -> Footage:
        url = check_url(url)
        return Footage("url", url, "url", url, source=self._read.sources.of_url(url))

    def _from_task(self, ref: str, account: Account) -> Footage:
        ref = clean(ref.strip(), "the task's ID", limit=1000)
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
                    "Give {}: its ID is valid there only",
                    argument("account", task.account),
                ),
            )
        if task.remote_id is None:
            raise Conflict(
                f"task {task.id} has no ID at its provider yet ({task.state})", hint=call("sync")
            )
        if task.state in {"failed", "rejected"}:
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

    def _refuse_if_there(
        self, project: str, handle: str, account: str, look: str, *, is_rebinding: bool
    ) -> Character | None:
        """The character of a handle, if it exists; Conflict if a provider has its look, or may.

        A look is created again at another account only when `is_rebinding`.
        """
        there = self._read.characters.by_handle(project, handle)
        bindings = [each for each in there.bindings if each.look == look] if there else ()
        called = with_look(handle, look)
        live = [each.account for each in bindings if each.state in LIVE_BINDINGS]
        if account in live:
            name = handles.qualified(handle, project, self._project)
            raise Conflict(
                f"@{called} exists already in project {project}",
                hint=Hint(
                    "{}    # or choose another {}",
                    the_call("look list" if look else "show", name),
                    "name" if look else "handle",
                ),
            )
        if live and not is_rebinding:
            query = f"handle:{handle}" + f" project:{project}" * (project != self._project)
            raise Conflict(
                f"@{called} exists already in project {project}, with an ID at"
                f" {' and '.join(dict.fromkeys(live))}",
                hint=Hint(
                    "For an ID at {} too: {}", account, the_call("rebind", to=account, query=query)
                ),
            )
        return there


def _is_of(name: str, other: str) -> bool:
    """Whether two looks are of one character: they may show the same moment."""
    return name.partition("+")[0] == other.partition("+")[0]


def reachable(account: Account, profile: Profile, file: str) -> Hint:
    """How a provider that fetches gets a file of this machine: uploaded, or from the simulator."""
    if account.profile != _SIMULATOR:
        return filled(_UPLOAD, NAME=account.name)
    parts = urlsplit(base_url(account, profile))
    url = f"{parts.scheme}://{parts.netloc}/files/{quoted(PurePath(file).name)}"
    return Hint(
        "The simulator fetches the files of a folder: {}; then give {}",
        topic("providers"),
        argument("url", url),
    )


def _description(there: Character, look: str) -> str:
    """The description of a look, which may be new."""
    return described(there, there.look_called(look) or there.main)
