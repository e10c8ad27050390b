"""The records that the store returns: a frozen class for each word of the library.

Moments and windows are integer milliseconds; their JSON forms are in `forms`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.domain.choices import BindingState, SourceKind, TaskState, Verdict
from charlib.domain.windows.window import Window

if TYPE_CHECKING:
    from charlib.domain.money import Cost


class Project(NamedTuple):
    """A series or film: the scope in which a handle is unique.

    `episode` is the current one, which chooses the looks of prompts.
    """

    id: int
    slug: str
    name: str
    notes: str
    created_at: int
    characters: int = 0
    is_current: bool = False
    episode: int | None = None


class Account(NamedTuple):
    """A profile, a base URL (None: the profile's own), and the place of its key.

    `key_env` is a variable, `key_command` a command that prints it, `key_ring` its name in the
    system's keyring; `allows_http` permits sending it unencrypted over a network; `upload` says how
    local files are uploaded for it, as JSON; `budget` is the most that may be spent, as
    `domain.money` reads it. An account of another library has the variable `""`:
    nobody has said yet where its key is.
    """

    id: int
    name: str
    profile: str
    base_url: str | None
    key_env: str | None
    created_at: int
    is_default: bool = False
    profile_toml: str = ""
    key_command: str | None = None
    key_ring: str | None = None
    allows_http: bool = False
    upload: str | None = None
    uid: str = ""
    budget: str = ""

    @property
    def is_foreign(self) -> bool:
        """Whether it is an account of another library, whose key is not known here."""
        return self.key_env == "" and self.key_command is None and self.key_ring is None

    def __repr__(self) -> str:
        """In one line, without the profile's text and without what a command may contain."""
        place = self.key_env or (self.key_command and "a command") or self.key_ring
        return (
            f"Account(name={self.name!r}, profile={self.profile!r}, base_url={self.base_url!r},"
            f" key_from={place!r}, is_default={self.is_default})"
        )


class Source(NamedTuple):
    """A source video: a URL, a local file, or the output of a task (then `ref` is `task:ID`).

    A portrait of one's own is a source too, whose duration is 0.
    """

    id: int
    kind: SourceKind
    ref: str
    label: str | None
    task_id: int | None
    sha256: str | None
    bytes: int | None
    duration_ms: int | None
    width: int | None
    height: int | None
    media_path: str | None
    created_at: int

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture: a video has a duration."""
        return self.duration_ms == 0


class Check(NamedTuple):
    """Whether a take shows a character: the verdict, and its score from -1 to 1.

    `frame_ms` is the frame that has the score, `lowest` the score and the moment of the frame that
    is least alike. `why` says why nothing could be told.
    """

    handle: str
    look: str
    verdict: Verdict
    score: float | None
    frame_ms: int | None = None
    lowest: tuple[float, int] | None = None
    why: str = ""


class Task(NamedTuple):
    """A generation task at a provider; `output` is the downloaded file, else the result's URL.

    `template` is the prompt as it was typed, `characters` are the handles in it, with their looks
    (`mia+uniform`), `params` what was asked of the film. As a take it belongs to a scene of an
    episode of a project, and has a number there; `rating` is 0 to 5, or None. `checks` are the last
    ones of its characters. `cost` is None if nothing was charged, or nobody knows.
    """

    id: int
    account: str
    remote_id: str | None
    state: TaskState
    prompt: str
    model: str
    output: str | None
    output_url: str | None
    error: str | None
    created_at: int
    completed_at: int | None
    template: str = ""
    characters: tuple[str, ...] = ()
    uid: str = ""
    params: Mapping[str, Any] = MappingProxyType({})
    cost: Cost | None = None
    project: str = ""
    episode: int | None = None
    scene: str = ""
    take: int | None = None
    rating: int | None = None
    picked: bool = False
    note: str = ""
    checks: tuple[Check, ...] = ()


class SceneTake(NamedTuple):
    """A take in the list of its scene; `number` is that in the scene, `id` the task's."""

    id: int
    number: int | None
    state: TaskState
    rating: int | None
    picked: bool


class FilmedScene(NamedTuple):
    """A scene with its takes, by their numbers."""

    project: str
    episode: int | None
    label: str
    takes: tuple[SceneTake, ...]

    @property
    def picked(self) -> tuple[SceneTake, ...]:
        """The takes that were picked."""
        return tuple(take for take in self.takes if take.picked)


class Binding(NamedTuple):
    """A character at an account: its ID and mention there, and the window it was created from.

    `look` is the name of the look that was created, empty for the main one.
    """

    id: int
    account: str
    profile: str
    remote_id: str | None
    mention: str | None
    state: BindingState
    method: str
    source: str | None
    window: Window | None
    error: str | None
    created_at: int
    account_uid: str = ""
    base_url: str | None = None
    look: str = ""
    cost: Cost | None = None


class Voice(NamedTuple):
    """What a character sounds like: a kept file, what providers call it, or both.

    `path` is below the media folder, and empty if only providers have the voice. The window says
    where in the `source` it was cut.
    """

    id: int
    uid: str
    path: str
    sha256: str
    mime: str
    bytes: int | None
    duration_ms: int | None
    source: str | None
    window: Window | None
    bindings: tuple[Binding, ...]
    created_at: int

    def binding_at(self, account: str) -> Binding | None:
        """The binding of the voice at an account: the newest ready one, else the newest."""
        return _binding_at(self.bindings, account)

    def id_at(self, account: str) -> str:
        """What an account's provider calls the voice; empty if it has no ready one."""
        binding = self.binding_at(account)
        return (binding.remote_id or "") if binding and binding.state == "ready" else ""


class KeptMedium(NamedTuple):
    """A kept file of a look; `path` is below the media folder."""

    role: str
    path: str
    sha256: str
    mime: str
    bytes: int


class Look(NamedTuple):
    """One appearance of a character; the main look has no name, no id and no episodes.

    `episodes` is text such as `4-12,15`. `kept` are its kept files, those of the oldest window
    first.
    """

    name: str
    description: str
    episodes: str = ""
    kept: tuple[KeptMedium, ...] = ()
    id: int | None = None
    uid: str = ""


def _binding_at(
    bindings: tuple[Binding, ...], account: str, look: str | None = None
) -> Binding | None:
    here = [each for each in bindings if each.account == account and look in {None, each.look}]
    ready = [binding for binding in here if binding.state == "ready"]
    return next(reversed(ready or here), None)


class LocalId(NamedTuple):
    """An ID of an account in the library: the character's `name` as people type it, and its use.

    It is used if prompts say it: the newest of a character that is not in the trash. `uid` is that
    of the binding. `is_voice` if it is what the provider calls a voice.
    """

    uid: str
    remote_id: str
    name: str
    is_used: bool
    is_voice: bool = False


class Unsettled(NamedTuple):
    """A request that got no answer: a creation, a generation or an upload.

    `what` is `binding`, `task` or `upload`. `ref` names it, for `resolve`: a handle with its
    project, `task:3` or `upload:` and the file. `is_sending` if its sender may still wait for it.
    `cost` is what it may have cost, and what it may cost again; None if nobody knows.
    """

    label: str
    account: str
    error: str
    what: str
    ref: str
    uid: str
    is_sending: bool = False
    is_trashed: bool = False
    cost: Cost | None = None


class Stay(NamedTuple):
    """What an undone entry leaves: `("account", "home")`, or of a provider `("fact", "task")`."""

    kind: str
    name: str


class Entry(NamedTuple):
    """The changes of a command: each verb of the journal with its objects.

    Of very many changes only the first are here; `more` is the number of the others. `stays` is
    what an undo left.
    """

    id: int
    command: str
    at: int
    undone_at: int | None
    is_undoable: bool
    changes: tuple[tuple[str, dict[str, Any]], ...]
    more: int = 0
    stays: tuple[Stay, ...] = ()


class Character(NamedTuple):
    """A person, animal or thing that must look the same everywhere."""

    id: int
    handle: str
    name: str
    project: str
    look: str
    notes: str
    tags: tuple[str, ...]
    bindings: tuple[Binding, ...]
    created_at: int
    updated_at: int
    deleted_at: int | None = None
    likeness: str = ""
    consent: str = ""
    voice: Voice | None = None
    uid: str = ""
    aliases: tuple[str, ...] = ()
    looks: tuple[Look, ...] = ()

    @property
    def main(self) -> Look:
        """The main look."""
        return self.looks[0] if self.looks else Look("", self.look)

    def look_called(self, name: str) -> Look | None:
        """The look of a name, the main one for an empty name; None if there is none."""
        known = self.looks or (self.main,)
        return next((look for look in known if look.name == name), None)

    def counting(self) -> list[Binding]:
        """The binding of each look that counts at each account, by `binding_at`."""
        places = dict.fromkeys((binding.account, binding.look) for binding in self.bindings)
        return [binding for place in places if (binding := self.binding_at(*place))]

    def binding_at(self, account: str, look: str = "") -> Binding | None:
        """The binding of a look at an account: the newest ready one, else the newest."""
        return _binding_at(self.bindings, account, look)
