"""The films and pictures of an archive: looked at before anything is written, then recorded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.domain.character.handle import qualified
from charlib.domain.text import clean
from charlib.errors import CharlibError
from charlib.files import sha256
from charlib.hints import Notice
from charlib.library.footage import portraits
from charlib.library.footage.portraits import Portraits
from charlib.library.moving.formats.contents import uid_of
from charlib.store.marks import WINDOWLESS

if TYPE_CHECKING:
    from charlib.domain.windows.suggestion import Suggestion
    from charlib.domain.windows.window import Window
    from charlib.library.moving.formats.contents import Contents, Film, Person
    from charlib.library.moving.importing import Importer
    from charlib.library.session import Session, Warn
    from charlib.store.write.arrivals import NewFilm
    from charlib.store.write.transaction import Transaction

_THREADS = 2
MOST_WINDOWS = 25
"""Films that one import looks for windows in: about a second each. The next import goes on."""
_SHORTEST_S, _LONGEST_S = 1.0, 3.0
_ENOUGH_MS = 10_000
_MEASURING = 0.3
"""The share of the work that measuring films is, beside looking for windows."""
_DIGITS = 16
_NO_WINDOW = "characters of whom no window was found"
_NEVER_ALONE = "characters that no film here shows alone"
_FACTS = ("sha256", "bytes", "duration_ms", "width", "height")


class SeenAt(NamedTuple):
    """A window that was suggested for a character, and what speaks against it."""

    handle: str
    film: str
    window: Window
    is_confident: bool
    but: str


class Suggested(NamedTuple):
    """A suggested window, and the film that it is of."""

    film: Film
    suggestion: Suggestion


@dataclass(slots=True)
class Prepared:
    """What was found out about films and pictures before the library is written."""

    facts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """By the ID of a film."""
    windows: dict[str, Suggested] = field(default_factory=dict)
    """By the uid of a character."""
    pictures: dict[str, Portraits] = field(default_factory=dict)
    windowless: list[str] = field(default_factory=list)
    """What `_content` says of films in which no window was found."""


def prepare(
    session: Session, contents: Contents, warn: Warn, progress: Callable[[float], object]
) -> Prepared:
    """Look at films, choose windows, and keep pictures of characters that are new.

    `progress` is called with the share of it that is done, from 0 to 1.
    """
    prepared, read = Prepared(), session.store.read
    uids = {film.remote_id: _uid(film) for film in contents.films}
    here = read.sources.films_of(uids.values())
    prepared.facts = {name: here[uid] for name, uid in uids.items() if uid in here}
    _measure(contents, prepared, lambda share: progress(share * _MEASURING))
    known = read.characters.by_uids(str(each.form.get("uid")) for each in contents.people)
    windows = {each.uid: read.footage.windows_of(each.id) for each in known}
    seen = {uid for uid, found in windows.items() if found}
    choosing = 1 - _MEASURING
    tried = set(json.loads(read.setting(WINDOWLESS) or "[]"))
    _choose(
        contents, prepared, seen, tried, warn, lambda share: progress(_MEASURING + share * choosing)
    )
    shown = {uid for uid, found in windows.items() if any(w.keeping == "kept" for w in found)}
    people = [
        each for each in contents.people if each.picture and each.form.get("uid") not in shown
    ]
    _keep_pictures(session, people, contents, prepared, warn)
    return prepared


def _uid(film: Film) -> str:
    """The uid of the task of a film, the same in every library."""
    return uid_of("film", film.place.uid, film.remote_id)


# -- the facts of films


def _measure(contents: Contents, prepared: Prepared, progress: Callable[[float], object]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    here = [film for film in contents.films if film.file and film.remote_id not in prepared.facts]
    with ThreadPoolExecutor(_THREADS) as pool:
        found = zip(here, pool.map(_facts, here), strict=True)
        for number, (film, (facts, fault)) in enumerate(found, 1):
            progress(number / len(here))
            prepared.facts[film.remote_id] = facts
            if fault:
                contents.leave("films that cannot be played", f"{film.remote_id}: {fault}")


def _facts(film: Film) -> tuple[dict[str, Any], str]:
    """The facts of a film, and why it cannot be played; without PyAV, its hash and its size."""
    from charlib import media

    if film.file is None:
        return {}, ""
    fault = ""
    if media.is_installed():
        try:
            facts = media.probe(film.file)
        except CharlibError as error:
            fault = str(error)
        else:
            return {name: getattr(facts, name) for name in _FACTS}, ""
    try:
        digest, size = sha256(film.file)
    except OSError as error:
        return {}, error.strerror or "it cannot be read"
    return {"sha256": digest, "bytes": size}, fault


# -- windows


def _choose(
    contents: Contents,
    prepared: Prepared,
    seen: set[str],
    tried: set[str],
    warn: Warn,
    progress: Callable[[float], object],
) -> None:
    """Suggest a window for each character that has none, in a film that shows it alone.

    A film in which none was found is not looked at again: the next one has its turn.
    """
    names = {str(each.form.get("uid")): str(each.form["handle"]) for each in contents.people}
    unseen = {uid: handle for uid, handle in names.items() if uid not in seen}
    best = _best(unseen, contents, prepared, tried) if contents.films else {}
    if not best:
        return
    from concurrent.futures import ThreadPoolExecutor

    from charlib import media
    from charlib.hints import install

    if not media.can_suggest():
        warn(Notice("no windows are suggested: packages are missing", install("suggest")))
        return
    for uid in list(best)[MOST_WINDOWS:]:
        contents.leave("windows for another time: import the file again", names[uid])
    chosen = list(best.items())[:MOST_WINDOWS]
    with ThreadPoolExecutor(_THREADS) as pool:
        found = pool.map(lambda each: _suggested(each[1]), chosen)
        for number, ((uid, film), suggestion) in enumerate(zip(chosen, found, strict=True), 1):
            progress(number / len(chosen))
            if suggestion is None:
                contents.leave(_NO_WINDOW, names[uid])
                prepared.windowless.append(_content(prepared, film))
            else:
                prepared.windows[uid] = Suggested(film, suggestion)


def _best(
    unseen: Mapping[str, str], contents: Contents, prepared: Prepared, tried: set[str]
) -> dict[str, Film]:
    """The film to look at for each character: long enough to choose from, and sharp."""
    best = {}
    for uid, handle in unseen.items():
        alone = _alone(uid, contents, prepared)
        fresh = [film for film in alone if _content(prepared, film) not in tried]
        if fresh:
            best[uid] = max(fresh, key=lambda film: _worth(prepared.facts[film.remote_id]))
        else:
            contents.leave(_NO_WINDOW if alone else _NEVER_ALONE, handle)
    return best


def _alone(uid: str, contents: Contents, prepared: Prepared) -> list[Film]:
    """The films that show a character, and nobody else."""
    return [
        film for film in contents.films
        if film.people == (uid,) and prepared.facts.get(film.remote_id, {}).get("duration_ms")
    ]  # fmt: skip


def _content(prepared: Prepared, film: Film) -> str:
    """What tells a film by its content, in few letters."""
    return str(prepared.facts[film.remote_id]["sha256"])[:_DIGITS]


def _worth(facts: Mapping[str, Any]) -> tuple[int, int, int]:
    """What speaks for a film: up to ten seconds of it, its pixels, and little to look through."""
    duration, pixels = facts["duration_ms"], (facts["width"] or 0) * (facts["height"] or 0)
    return min(duration, _ENOUGH_MS), pixels, -duration


def _suggested(film: Film) -> Suggestion | None:
    """The best window of a film: of a face, or else of whatever stands out."""
    from charlib import media

    if film.file is None:
        return None
    for subject in ("face", "auto"):
        try:
            suggestions = media.suggest(
                film.file, count=1, least=_SHORTEST_S, most=_LONGEST_S,
                subject="face" if subject == "face" else "auto",
            )  # fmt: skip
        except CharlibError:
            return None
        if suggestions.best is not None:
            return suggestions.best
    return None


# -- pictures


def _keep_pictures(
    session: Session,
    people: Sequence[Person],
    contents: Contents,
    prepared: Prepared,
    warn: Warn,
) -> None:
    for person in people:
        try:
            prepared.pictures[str(person.form.get("uid"))] = _kept(session, person)
        except CharlibError as error:
            contents.leave("pictures that cannot be kept", str(person.form["handle"]))
            warn(Notice(f"no picture of @{person.form['handle']} is kept: {error}", error.hint))


def _kept(session: Session, person: Person) -> Portraits:
    picture = person.picture
    if picture is None:
        raise ValueError("it has no picture")
    if picture.data is None:
        return portraits.read(session, picture.file)
    with TemporaryDirectory() as folder:  # a picture inside of a file
        part = Path(folder) / "picture"
        part.write_bytes(picture.data)
        return portraits.read(session, part)._replace(path=picture.file)


# -- writing


class Films:
    """Records films, their prompts and their windows; `ids` are the characters by their uid."""

    def __init__(
        self,
        session: Session,
        writer: Transaction,
        importer: Importer,
        contents: Contents,
        ids: Mapping[str, int],
    ) -> None:
        self._session = session
        self._writer = writer
        self._importer = importer
        self._contents = contents
        self._ids = ids
        self._sources: dict[str, int] = {}

    def take(self, prepared: Prepared) -> int:
        """Add films that are not here, and files of films that are; return their number."""
        if not self._contents.films:
            return 0
        project = self._writer.projects.id(self._session.project)
        return sum(self._take(film, project, prepared) for film in self._contents.films)

    def _take(self, film: Film, project: int, prepared: Prepared) -> bool:
        from charlib.store.write.arrivals import NewFilm

        place, arrivals = film.place, self._writer.arrivals
        facts = prepared.facts.get(film.remote_id, {})
        new = NewFilm(
            _uid(film),
            self._importer.accounts.id(place.name, place.uid, place.profile, None), project,
            film.remote_id, self._text(film), film.created_at or self._writer.now, film.raw,
            json.dumps(dict(film.params), ensure_ascii=False),
            {**facts, "media_path": str(film.file)} if film.file else {},
        )  # fmt: skip
        task = arrivals.film_of(new.account_id, film.remote_id, new.uid)
        is_new = task is None
        if task is None:
            task = arrivals.add_film(new)
            arrivals.add_prompt(task, new, *self._template(film, new))
        source = arrivals.source_of(task)
        if source is None and new.facts:
            source, is_new = arrivals.add_file(task, new), True
        if source is not None:
            self._sources[film.remote_id] = source
        return is_new

    def _template(self, film: Film, new: NewFilm) -> tuple[str, list[int]]:
        """The prompt with the handles of its characters, and those who are in the film."""
        from charlib.domain.prompts.decompile import KnownCharacter, decompile

        here = {self._ids[uid]: uid for uid in film.people if uid in self._ids}
        known = []
        for each in self._writer.arrivals.called(here).values():
            name = qualified(each.handle, each.project, self._session.project)
            project = None if each.project_id == new.project_id else each.project
            mention = self._contents.mentions.get(here[each.id], "")
            key = (project, each.handle)
            known.append(KnownCharacter(key, each.handle, name, remote_id=mention, mention=mention))
        reference = self._session.profiles.load(film.place.profile).reference
        return decompile(new.prompt, known, reference).text, list(here)

    def _text(self, film: Film) -> str:
        try:
            return clean(film.prompt, "the prompt")
        except CharlibError as error:
            self._contents.leave("prompts that cannot be kept", f"{film.remote_id}: {error}")
            return ""

    def take_windows(self, prepared: Prepared) -> Iterator[SeenAt]:
        """Give characters the windows that were suggested, unless they have one."""
        numbers = {
            self._ids[uid]: each for uid, each in prepared.windows.items() if uid in self._ids
        }
        free = self._writer.arrivals.without_window(numbers)
        called = self._writer.arrivals.called(free)
        for number in sorted(free):
            film, suggestion = numbers[number]
            source = self._sources.get(film.remote_id)
            if source is not None:
                self._writer.sources.add_window(source, number, suggestion.window)
                yield SeenAt(
                    called[number].handle, film.remote_id, suggestion.window,
                    suggestion.is_confident, suggestion.but,
                )  # fmt: skip
