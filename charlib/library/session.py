"""The configuration, the clock and the connections that every verb needs."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from charlib.config import Clock, Home
from charlib.domain.character import handle as handles
from charlib.errors import InvalidInput, NotFound
from charlib.hints import Hint, argument, call
from charlib.store.store import Store

if TYPE_CHECKING:
    from charlib.domain.character.looks import EpisodeLike
    from charlib.domain.jobs import Job
    from charlib.library.claiming.team import Team
    from charlib.objects.place import Place
    from charlib.providers.profiles import Profiles
    from charlib.store.search.places import Places
    from charlib.sync.inventory.lookup import AccountBook
    from charlib.sync.remote import Remotes

Watch = Callable[["Job", str], None]
"""Called with each job and its new state."""
Warn = Callable[[str], None]
"""Called with each warning. Without it, a warning is Python's own (`CharlibWarning`)."""
_PLACE = "place of "
WORKERS = 4
"""The number of requests that run at the same time."""


class Named(Protocol):
    """A record that names a character: the character, a step of a plan, a provider's answer."""

    @property
    def handle(self) -> str:
        """The handle."""

    @property
    def project(self) -> str:
        """The slug of the project."""


def ignore(*_: Any) -> None:
    """Report to nobody."""


def check_offset(offset: int, limit: int) -> None:
    """Raise InvalidInput for an offset that means nothing."""
    if offset < 0 or (offset and not limit):
        raise InvalidInput(
            "an offset is not negative, and belongs to a limit",
            hint=Hint("Give {} too", argument("limit", "60")),
        )


def warned(text: str) -> None:
    """Report a warning to Python's own `warnings`, at the line that called the library."""
    import sys
    import warnings
    from pathlib import Path

    from charlib.errors import CharlibWarning

    here, level, frame = str(Path(__file__).parents[1]), 1, sys._getframe()  # noqa: SLF001 - as `warnings` does
    while frame.f_back is not None and frame.f_code.co_filename.startswith(here):
        level, frame = level + 1, frame.f_back
    warning = CharlibWarning(text, hint=getattr(text, "hint", ""))
    warnings.warn(warning, stacklevel=level)


class Reports(NamedTuple):
    """The listeners of a verb, and the number of requests that run at the same time."""

    watch: Watch
    warn: Warn
    workers: int


def reports(
    watch: Watch | None = None, warn: Warn | None = None, workers: int = WORKERS
) -> Reports:
    """The arguments `watch`, `warn` and `workers` of a verb, or what stands for them."""
    return Reports(watch or ignore, warn or warned, workers)


class Session:
    """An open library: its folders, and its parts, each created on first use.

    `chosen` is the project of this run (None: the current one); the journal calls everything done
    through it `command`. Any thread may use it.
    """

    def __init__(
        self,
        home: Home,
        *,
        chosen: str | None = None,
        environ: Mapping[str, str] = os.environ,
        clock: Clock | None = None,
        command: str = "",
    ) -> None:
        self.home, self.chosen, self.environ = home, chosen, environ
        self.clock = clock or Clock()
        self.command = command
        self.unreachable_until = 0
        """Until when nothing is fetched from a share that could not be reached."""
        self._parts: dict[str, Any] = {}
        self._lock = threading.RLock()

    def sibling(self, project: str | None, command: str) -> Session:
        """A session of the same library with another current project; its connections are own."""
        return Session(
            self.home, chosen=project, environ=self.environ, clock=self.clock, command=command
        )

    def _part(self, name: str, make: Callable[[], Any]) -> Any:
        with self._lock:
            if name not in self._parts:
                self._parts[name] = make()
            return self._parts[name]

    def close(self) -> None:
        """Close the database and all connections; later calls open new ones."""
        with self._lock:
            parts, self._parts = self._parts, {}
        for name, part in parts.items():
            if name in {"remotes", "store"} or name.startswith(_PLACE):
                part.close()

    def begun(self) -> Session:
        """This session for the next verb, which reads anew if the library has been replaced.

        The verbs of one command line belong together, so they share what they have read.
        """
        if not self.command and "store" in self._parts:
            self._parts["store"].look_again()
        return self

    @property
    def store(self) -> Store:
        """The database."""
        store: Store = self._parts.get("store") or self._part("store", self._make_store)
        return store

    def _make_store(self) -> Store:
        chosen = handles.normalise(self.chosen.strip()) if self.chosen else None
        return Store(self.home, self.clock, self.command, chosen)

    @property
    def profiles(self) -> Profiles:
        """The profiles."""
        from charlib.providers.profiles import Profiles

        profiles: Profiles = self._part(
            "profiles", lambda: Profiles(self.home.profiles, self.clock)
        )
        return profiles

    @property
    def accounts(self) -> AccountBook:
        """The accounts and their profiles."""
        from charlib.sync.inventory.lookup import AccountBook

        book: AccountBook = self._part("accounts", lambda: AccountBook(self.store, self.profiles))
        return book

    @property
    def remotes(self) -> Remotes:
        """The accounts with their clients, which connect on first use."""
        from charlib.sync.remote import Remotes

        remotes: Remotes = self._part(
            "remotes", lambda: Remotes(self.accounts, self.home.media, self.environ, self.clock)
        )
        return remotes

    def place(self, url: str) -> Place:
        """The place of a shared cast, opened once."""
        from charlib.objects.opening import open_place

        place: Place = self._part(f"{_PLACE}{url}", lambda: open_place(url, self.environ))
        return place

    @property
    def team(self) -> Team | None:
        """The team with which the library shares a cast, if it does.

        Raises what `open_place` raises.
        """
        from charlib.library.claiming.team import Team

        share = self.store.read.team.share()
        with self._lock:
            known: Team | None = self._parts.get("team")
            if share is None:
                return None
            if known is None or not known.is_of(share):
                known = Team(self.place(share.url), share, self.store.log_uid(), self.clock)
                self._parts["team"] = known
            return known

    @property
    def places(self) -> Places:
        """The lists that pages deep in them are taken from."""
        from charlib.store.search.places import Places

        places: Places = self._part("places", Places)
        return places

    @property
    def project(self) -> str:
        """The slug of the current project; NotFound if it does not exist."""
        if self.chosen is None:
            return self.store.read.setting("project") or "default"
        slug = handles.parse_slug(self.chosen)
        if self.store.read.projects.by_slug(slug) is None:
            raise self.unknown_project(slug)
        return slug

    def episode(self, asked: EpisodeLike = None) -> int | None:
        """The number of an episode: by default the project's current one, and for `none` none.

        Raises InvalidInput for what is no number from 0 to 99999.
        """
        if asked is None:
            project = self.store.read.projects.by_slug(self.project)
            return project.episode if project else None
        from charlib.domain.character.looks import NO_EPISODE, parse_episode

        is_none = isinstance(asked, str) and asked.strip().casefold() == NO_EPISODE
        return None if is_none else parse_episode(asked)

    def renamed(self, slug: str, new: str) -> None:
        """Follow a project that this run chose, and that has another name now."""
        if self.chosen and handles.normalise(self.chosen.strip()) == slug:
            self.chosen = new
            self.store.choose(new)

    def unknown_project(self, slug: str) -> NotFound:
        """The error for a project that does not exist, with the most similar name."""
        known = [project.slug for project in self.store.read.projects.all()]
        hint = handles.did_you_mean(slug, known, call("project add", slug))
        return NotFound(f"no project {slug!r}", hint=hint)

    def qualified(self, named: Named) -> str:
        """The handle of a character, with its project if that is not the current one."""
        return handles.qualified(named.handle, named.project, self.project)
