"""The verbs that belong to a noun: `lib.projects`, `lib.accounts`, `lib.sources`, `lib.tags`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib import media
from charlib.domain import handle as handles
from charlib.domain.records import Account, Project, Source
from charlib.domain.text import clean, shown
from charlib.domain.window import Window
from charlib.errors import Conflict, InvalidInput, NotFound
from charlib.providers.accounts import check_base_url
from charlib.sync.orders import check_url, find_source

if TYPE_CHECKING:
    from charlib.providers.profile import Profile
    from charlib.store.labels import TagRecord
    from charlib.workspace import Workspace


class Projects:
    """Series and films; the current one is the scope of everything that names no other."""

    def __init__(self, lib: Workspace) -> None:
        self._lib = lib

    def add(self, slug: str, *, name: str = "", notes: str = "") -> Project:
        """Add a project; Conflict if it exists."""
        slug = handles.parse_slug(slug)
        with self._lib.store.writing() as writer:
            writer.add_project(slug, clean(name, "the name"), clean(notes, "the notes"))
        return self.show(slug)

    def show(self, slug: str | None = None) -> Project:
        """A project, by default the current one; NotFound if there is none."""
        wanted = self._lib.project if slug is None else handles.parse_slug(slug)
        found = self._lib.store.read.project(wanted)
        if found is None:
            like = handles.nearest(wanted, [one.slug for one in self.list()], count=1)
            raise NotFound(
                f"no project {wanted!r}",
                hint=f"Did you mean {like[0]}?" if like else f"charlib project add {wanted}",
            )
        return found

    def use(self, slug: str) -> Project:
        """Make a project the current one, in this and later runs."""
        found = self.show(slug)
        with self._lib.store.writing() as writer:
            writer.set("project", found.slug)
        return self.show(slug)

    def list(self) -> list[Project]:
        """All projects by name."""
        return self._lib.store.read.projects()


class Accounts:
    """Accounts: a profile, a base URL, and where the key is found."""

    def __init__(self, lib: Workspace) -> None:
        self._lib = lib

    def add(
        self, name: str, *, profile: str, base_url: str | None = None, key_env: str | None = None
    ) -> Account:
        """Add an account. `profile` is a profile's name, `name:variant` for a variant of it.

        Raises NotFound for an unknown profile, BadProfile, InvalidInput, Conflict.
        """
        name = handles.parse_slug(name)
        loaded = self._lib.catalogue.load(profile)
        url = check_base_url(base_url, loaded.http) if base_url else None
        text = self._lib.catalogue.text(profile) or ""
        with self._lib.store.writing() as writer:
            writer.add_account(name, profile, text, url, _variable(key_env))
        return self.show(name)

    def edit(
        self, name: str, *, base_url: str | None = None, key_env: str | None = None
    ) -> Account:
        """Change where an account's calls go, or where its key is found; None leaves it as it is.

        Ids stay the account's own: another service is another account.
        """
        account = self.show(name)
        changes: dict[str, str | None] = {}
        if base_url is not None:
            loaded = self._lib.remotes.profile(account)
            changes["base_url"] = check_base_url(base_url, loaded.http) if base_url else None
        if key_env is not None:
            changes["key_env"] = _variable(key_env) if key_env else None
        if not changes:
            raise InvalidInput("nothing to change", hint="Give --base-url or --key-env")
        with self._lib.store.writing() as writer:
            writer.edit_account(account.id, **changes)
        return self.show(name)

    def show(self, name: str) -> Account:
        """An account by its name; NotFound if there is none."""
        return self._lib.remotes.named(name)

    def profile(self, name: str) -> Profile:
        """The profile of an account."""
        return self._lib.remotes.profile(self.show(name))

    def use(self, name: str) -> Account:
        """Make an account the one that is meant when none is named."""
        account = self.show(name)
        with self._lib.store.writing() as writer:
            writer.set("account", account.name)
        return self.show(name)

    def remove(self, name: str) -> None:
        """Remove an account that nothing belongs to; Conflict otherwise."""
        account = self.show(name)
        with self._lib.store.writing() as writer:
            writer.remove_account(account.id)
            writer.unset("account", account.name)

    def list(self) -> list[Account]:
        """All accounts by name."""
        return self._lib.store.read.accounts()


def _variable(name: str | None) -> str | None:
    if name is None:
        return None
    if not name.replace("_", "").isalnum() or not name.isascii() or name[0].isdigit():
        raise InvalidInput(
            "--key-env takes the name of an environment variable, not a key",
            hint="export MY_KEY=…; charlib account add NAME --profile P --key-env MY_KEY",
        )
    return name


class Sources:
    """Source videos: URLs, files, and the outputs of tasks."""

    def __init__(self, lib: Workspace) -> None:
        self._lib = lib

    def add(self, ref: str, *, label: str | None = None, duration: float | None = None) -> Source:
        """Record a source by URL or file path; `duration` in seconds where it is known.

        A file is looked into where PyAV is installed. Raises NotFound for a file that is not
        there, MediaError for one that is no video, InvalidInput for anything else.
        """
        kind, ref, facts = self._look(ref)
        if duration is not None:
            if not 0 < duration < 10**6:
                raise InvalidInput(f"a duration of {duration} s cannot be", hint="--duration 12.5")
            facts["duration_ms"] = round(duration * 1000)
        if label is not None:
            facts["label"] = self._free_label(label)
        with self._lib.store.writing() as writer:
            writer.source("url" if kind == "url" else "file", ref, **facts)
        return find_source(self._lib.store.read, ref)

    def _free_label(self, label: str) -> str:
        label = clean(label.strip(), "the label", limit=200)
        if not label or label.isdigit() or self._lib.store.read.find_sources(label):
            raise Conflict(
                f"the label {shown(label)!r} is taken, or could be mistaken for a number",
                hint="charlib source list",
            )
        return label

    def _look(self, ref: str) -> tuple[str, str, dict[str, Any]]:
        if "://" in ref:
            return "url", check_url(ref), {}
        path = Path(clean(ref, "the path")).expanduser().absolute()
        if not path.is_file():
            raise NotFound(
                f"no file {shown(str(path))}", hint="Give a video file or an http(s) URL"
            )
        facts = media.probe(path) if media.is_installed() else media.Facts(*media.sha256(path))
        kept = ("sha256", "bytes", "duration_ms", "width", "height")
        return "file", str(path), {name: getattr(facts, name) for name in kept}

    def show(self, ref: str) -> Source:
        """A source by its label, URL, path or number."""
        return find_source(self._lib.store.read, ref)

    def windows(self, ref: str) -> list[tuple[str, Window]]:
        """The windows of a source with the handles of the characters seen in them."""
        return self._lib.store.read.windows(self.show(ref).id)

    def saved_windows(self, ref: str) -> Sequence[Window]:
        """The windows of a source that were suggested and kept: no character has them yet."""
        return self._lib.store.read.saved_windows(self.show(ref).id)

    def list(self, *, limit: int = 0) -> list[Source]:
        """All sources, newest first; a limit of 0 means all."""
        return self._lib.store.read.sources(limit=limit)


class Tags:
    """Words that characters are found by."""

    def __init__(self, lib: Workspace) -> None:
        self._lib = lib

    def add(self, tag: str, references: Sequence[str] = (), *, query: str | None = None) -> int:
        """Give a tag to characters, named or found by a query; answers how many did not have it."""
        name, people = handles.parse_tag(tag), self._people(references, query)
        with self._lib.store.writing() as writer:
            return writer.tag(people, [name])

    def remove(self, tag: str, references: Sequence[str] = (), *, query: str | None = None) -> int:
        """Take a tag from characters; answers how many had it. NotFound for an unknown tag."""
        name, people = self._known(tag), self._people(references, query)
        with self._lib.store.writing() as writer:
            return writer.untag(people, [name])

    def _people(self, references: Sequence[str], query: str | None) -> Sequence[int]:
        if query is not None:
            return self._lib.matching(query)
        if not references:
            raise InvalidInput("nobody is named", hint="Give handles, or --query QUERY")
        return [self._lib.show(one).id for one in references]

    def rename(self, old: str, new: str) -> bool:
        """Rename a tag everywhere; True where it became one with a tag that was there."""
        old, new = self._known(old), handles.parse_tag(new)
        with self._lib.store.writing() as writer:
            return writer.rename_tag(old, new)

    def put_under(self, tag: str, parent: str) -> None:
        """Make a tag one of another too: a search for the parent finds it. A tag may have several.

        Raises Conflict where that would go round in a circle.
        """
        with self._lib.store.writing() as writer:
            writer.add_parent(handles.parse_tag(tag), handles.parse_tag(parent))

    def take_from(self, tag: str, parent: str) -> None:
        """Undo `put_under`; NotFound where the tag was not under the other."""
        tag, parent = self._known(tag), self._known(parent)
        with self._lib.store.writing() as writer:
            if not writer.remove_parent(tag, parent):
                raise NotFound(f"{tag} is not under {parent}", hint="charlib tag list")

    def alias(self, alias: str, tag: str) -> None:
        """Give a tag another name; Conflict where a tag has it as its own."""
        with self._lib.store.writing() as writer:
            writer.add_alias(handles.parse_tag(alias), handles.parse_tag(tag))

    def unalias(self, alias: str) -> None:
        """Forget another name of a tag; NotFound where there is none."""
        with self._lib.store.writing() as writer:
            if not writer.remove_alias(handles.parse_tag(alias)):
                raise NotFound(f"{alias} is no alias", hint="charlib tag list")

    def remove_unused(self) -> int:
        """Remove the tags nobody has and no tag is under; answers how many."""
        with self._lib.store.writing() as writer:
            return writer.remove_unused()

    def _known(self, tag: str) -> str:
        name = handles.parse_tag(tag)
        found = self._lib.store.read.tag_named(name)
        if found is None:
            like = handles.nearest(name, [one.name for one in self.list()], count=1)
            raise NotFound(
                f"no tag {name!r}", hint=f"Did you mean {like[0]}?" if like else "charlib tag list"
            )
        return found

    def list(self, project: str | None = None) -> list[TagRecord]:
        """All tags with the number of their characters, in a project or in all."""
        return self._lib.store.read.tags(project)
