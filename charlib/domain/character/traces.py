"""What a library knows of a person who is to be erased, and what remains in other places."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from charlib.domain.footage.film_names import nameless


class Elsewhere(NamedTuple):
    """What an account's provider has: the ID of a character, a voice or a film, or an upload."""

    kind: str
    account: str
    remote_id: str


class SharedFilm(NamedTuple):
    """A film that shows others too: its task, and its file, or "" if it has none here."""

    task: int
    path: str
    is_kept: bool = True
    """Whether the file is below the media folder: others keep their names."""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.path or f"task {self.task}"

    @property
    def nameless(self) -> str:
        """The path without the words of the prompt."""
        path = Path(self.path)
        is_named = self.path and self.is_kept
        return str(path.with_name(nameless(path.name))) if is_named else self.path


class Traces(NamedTuple):
    """What belongs to a person, by the numbers of its rows.

    `ids` are its character and the records that were merged into it; `windows`, `media`, `sources`
    and `films` are shared with nobody, `shared` are films with other characters. `prompts` and
    `tasks` mention it. `files` are below the media folder, `exports` are where films were handed on
    to. `scenes` are tasks whose scene has no take of anybody else.
    """

    ids: tuple[int, ...]
    uids: tuple[str, ...]
    open: tuple[str, ...]
    requests: tuple[str, ...]
    elsewhere: tuple[Elsewhere, ...]
    media: tuple[int, ...]
    files: tuple[str, ...]
    sources: tuple[int, ...]
    refs: tuple[str, ...]
    prompts: tuple[int, ...]
    tasks: tuple[int, ...]
    films: tuple[int, ...]
    film_files: tuple[str, ...]
    shared: tuple[SharedFilm, ...]
    mentions: tuple[str, ...]
    exports: tuple[str, ...]
    scenes: tuple[int, ...]


class Purge(NamedTuple):
    """A person that is erased for good: how much of what, and what remains.

    `files` counts kept files and films. Remaining are `elsewhere` what providers have, `shared` the
    films that show others too, `refs` the videos it was cut from, `mentions` texts of yours that
    name it, `copies` the backups that have it, `exports` the files that its films were handed on
    as, and `links` the files of the library that have other names elsewhere. `cast` is the place of
    the shared cast that has it, and the names of the members who may have it from there.
    `is_scrubbed` is False while another program keeps old bytes of the database.
    """

    handle: str
    project: str
    uid: str
    is_trashed: bool
    files: int
    films: int
    prompts: int
    elsewhere: tuple[Elsewhere, ...]
    shared: tuple[str, ...]
    refs: tuple[str, ...]
    mentions: tuple[str, ...]
    copies: tuple[Path, ...] = ()
    exports: tuple[Path, ...] = ()
    links: tuple[Path, ...] = ()
    cast: tuple[str, ...] = ()
    is_scrubbed: bool = True
