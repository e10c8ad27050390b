"""The verbs that belong to a noun: `lib.projects`, `lib.accounts`, `lib.sources`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.domain import handle as handles
from charlib.domain.records import Account, Project, Source
from charlib.domain.text import clean, shown
from charlib.domain.window import Window
from charlib.errors import Conflict, InvalidInput, NotFound
from charlib.providers.accounts import check_base_url
from charlib.sync.footage import check_url, find_source

if TYPE_CHECKING:
    from charlib.providers.profile import Profile
    from charlib.workspace import Workspace


class Projects:
    """Series and films; the current one is the scope of everything that names no other."""

    def __init__(self, lib: Workspace) -> None:
        self._lib = lib

    def add(self, slug: str, *, name: str = "", notes: str = "") -> Project:
        """Add a project; Conflict if it exists."""
        slug = handles.parse_slug(slug)
        with self._lib.store.write() as writer:
            writer.projects.add(slug, clean(name, "the name"), clean(notes, "the notes"))
        return self.show(slug)

    def show(self, slug: str | None = None) -> Project:
        """A project, by default the current one; NotFound if there is none."""
        wanted = self._lib.project if slug is None else handles.parse_slug(slug)
        found = self._lib.store.read.projects.by_slug(wanted)
        if found is None:
            known = [one.slug for one in self.list()]
            hint = handles.did_you_mean(wanted, known, f"charlib project add {wanted}")
            raise NotFound(f"no project {wanted!r}", hint=hint)
        return found

    def use(self, slug: str) -> Project:
        """Make a project the current one, in this and later runs."""
        found = self.show(slug)
        with self._lib.store.write() as writer:
            writer.settings.set("project", found.slug)
        return self.show(slug)

    def list(self) -> list[Project]:
        """All projects by name."""
        return self._lib.store.read.projects.all()


class Accounts:
    """Accounts: a profile, a base URL, and where the key is found."""

    def __init__(self, lib: Workspace) -> None:
        self._lib = lib

    def add(
        self,
        name: str,
        *,
        profile: str,
        base_url: str | None = None,
        key_env: str | None = None,
        key_command: str | None = None,
        key_ring: str | None = None,
        allow_http: bool = False,
        upload: Mapping[str, Any] | None = None,
    ) -> Account:
        """Add an account. `profile` is a profile's name, `name:variant` for a variant of it.

        Its key is never kept, only where it is found: `key_env` is an environment variable,
        `key_command` a command that prints it, `key_ring` its name in the system's keyring. Without
        `allow_http` it goes over plain http to this machine only.

        `upload` is how files of this machine are made reachable for a provider that fetches:
        `{"s3": "s3://bucket/prefix", "endpoint": URL}` or `{"command": "… {file} … {name}"}`.

        Raises NotFound for an unknown profile, BadProfile, InvalidInput, Conflict.
        """
        name = handles.parse_slug(name, "an account")
        loaded = self._lib.catalogue.load(profile)
        url = check_base_url(base_url, loaded.http) if base_url else None
        text = self._lib.catalogue.text(profile) or ""
        where = _where_key_is(key_env, key_command, key_ring)
        variable = where.pop("key_env", None)
        with self._lib.store.write() as writer:
            writer.accounts.add(
                name, profile, text, url, variable, allows_http=int(allow_http),
                upload=_uploading(upload), **where,
            )  # fmt: skip
        return self.show(name)

    def edit(
        self,
        name: str,
        *,
        base_url: str | None = None,
        key_env: str | None = None,
        key_command: str | None = None,
        key_ring: str | None = None,
        allow_http: bool | None = None,
        upload: Mapping[str, Any] | None = None,
    ) -> Account:
        """Change where an account's calls go, or where its key is found; None leaves it as it is.

        Ids stay the account's own: another service is another account.
        """
        account = self.show(name)
        changes: dict[str, Any] = {}
        if base_url is not None:
            loaded = self._lib.remotes.profile(account)
            changes["base_url"] = check_base_url(base_url, loaded.http) if base_url else None
        given = _where_key_is(key_env, key_command, key_ring)
        if given:
            changes |= dict.fromkeys(("key_env", "key_command", "key_ring")) | given
        if allow_http is not None:
            changes["allows_http"] = int(allow_http)
        if upload is not None:
            changes["upload"] = _uploading(upload)
        if not changes:
            raise InvalidInput(
                "nothing to change",
                hint="Give --base-url, --allow-http, --upload-…, or where its key is found",
            )
        with self._lib.store.write() as writer:
            writer.accounts.edit(account.id, **changes)
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
        with self._lib.store.write() as writer:
            writer.settings.set("account", account.name)
        return self.show(name)

    def retire(self, name: str) -> int:
        """Call all that an account has gone, where its service ended; answers how many ids it was.

        Nothing is deleted: the ids stay, and `undo` brings them back.
        """
        account = self.show(name)
        with self._lib.store.write() as writer:
            return writer.jobs.retire(account.id)

    def remove(self, name: str) -> None:
        """Remove an account that nothing belongs to; Conflict otherwise."""
        account = self.show(name)
        with self._lib.store.write() as writer:
            writer.accounts.remove(account.id)
            writer.settings.unset("account", account.name)

    def list(self) -> list[Account]:
        """All accounts by name."""
        return self._lib.store.read.accounts.all()


def _where_key_is(
    key_env: str | None, key_command: str | None, key_ring: str | None
) -> dict[str, str | None]:
    """The one place a key is found at, as columns; an empty text is the profile's own variable."""
    given = {
        name: value
        for name, value in (
            ("key_env", key_env), ("key_command", key_command), ("key_ring", key_ring),
        )
        if value is not None
    }  # fmt: skip
    if len(given) > 1:
        raise InvalidInput(
            "a key is found in one place", hint="One of --key-env, --key-command and --keyring"
        )
    return {
        name: (_variable(value) if name == "key_env" else clean(value, "it", limit=1000)) or None
        for name, value in given.items()
    }


def _uploading(settings: Mapping[str, Any] | None) -> str | None:
    """Checked settings of an uploader as text; None for none."""
    if not settings:
        return None
    import json

    from charlib.providers import uploads

    return json.dumps(uploads.check(settings))


def _variable(name: str) -> str | None:
    if not name:
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
        with self._lib.store.write() as writer:
            writer.sources.record("url" if kind == "url" else "file", ref, **facts)
        return find_source(self._lib.store.read, ref)

    def _free_label(self, label: str) -> str:
        label = clean(label.strip(), "the label", limit=200)
        if not label or label.isdigit() or self._lib.store.read.sources.find(label):
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
        from charlib import media

        facts = media.probe(path) if media.is_installed() else media.Facts(*media.sha256(path))
        kept = ("sha256", "bytes", "duration_ms", "width", "height")
        return "file", str(path), {name: getattr(facts, name) for name in kept}

    def show(self, ref: str) -> Source:
        """A source by its label, URL, path or number."""
        return find_source(self._lib.store.read, ref)

    def windows(self, ref: str) -> list[tuple[str, Window]]:
        """The windows of a source with the handles of the characters seen in them."""
        return self._lib.store.read.sources.windows(self.show(ref).id)

    def saved_windows(self, ref: str) -> Sequence[Window]:
        """The windows of a source that were suggested and kept: no character has them yet."""
        return self._lib.store.read.sources.saved_windows(self.show(ref).id)

    def list(self, *, limit: int = 0) -> list[Source]:
        """All sources, newest first; a limit of 0 means all."""
        return self._lib.store.read.sources.all(limit=limit)
