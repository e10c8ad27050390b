"""Whether takes show the characters that their prompts mention."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.character.looks import with_look
from charlib.domain.identity import Check
from charlib.domain.records import Task
from charlib.errors import CharlibError, InvalidInput, NotAllowed, NotFound, prefixed
from charlib.hints import Notice, call
from charlib.library import identity
from charlib.library.footage import player
from charlib.library.identity import Person, Recognition
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.domain.records import Character
    from charlib.providers.filming import PlannedFilm


class CheckedTake(NamedTuple):
    """A take, what was found of each of its characters, and why others were not compared."""

    take: Task
    checks: tuple[Check, ...] = ()
    problems: tuple[CharlibError, ...] = ()


class _Cast(NamedTuple):
    """The characters of a take that may be compared, the look ID of each, and the problems."""

    people: list[Person]
    look_ids: list[int | None]
    problems: list[CharlibError]


class Checker:
    """Checks takes, one after the other; Conflict if recognition is not switched on."""

    def __init__(self, session: Session, model: Path | str | None = None) -> None:
        self._session = session
        self._recognition = Recognition(session, model)

    def check(self, takes: Iterable[Task]) -> list[CheckedTake]:
        """Compare films with those whom they should show, and record what was found.

        Each take is recorded before the next one is looked at. What cannot be compared is among the
        problems of its take.
        """
        return [self._checked(take) for take in takes]

    def _checked(self, take: Task) -> CheckedTake:
        film = player.film_of(self._session, take)
        if film is None:
            return CheckedTake(take, problems=(player.not_here(take),))
        cast = self._cast(take)
        try:
            checks = (
                self._recognition.check(film, cast.people, others=len(cast.problems))
                if cast.people
                else []
            )
        except CharlibError as error:
            return CheckedTake(take, problems=(prefixed(error, f"take {take.id}"),))
        self._record(take, cast, checks)
        (fresh,) = self._session.store.read.takes.by_ids([take.id])
        return CheckedTake(fresh, tuple(checks), tuple(cast.problems))

    def _cast(self, take: Task) -> _Cast:
        """Whom a take should show; a person without consent, or who is gone, is a problem."""
        cast = _Cast([], [], [])
        mentioned = self._session.store.read.tasks.people(take.id)
        known = self._session.store.read.characters.by_ids([number for number, *_ in mentioned])
        by_id = {character.id: character for character in known}
        for number, look_id, look in mentioned:
            try:
                self._refuse(by_id[number], look)
            except CharlibError as error:
                cast.problems.append(prefixed(error, f"take {take.id}"))
            else:
                cast.people.append((by_id[number], look))
                cast.look_ids.append(look_id)
        return cast

    def _refuse(self, character: Character, look: str) -> None:
        name = self._session.qualified(character)
        if character.deleted_at is not None:
            raise NotFound(f"@{name} is in the trash", hint=call("restore", name))
        if character.look_called(look) is None:
            raise NotFound(f"@{name} has no look {look} any longer", hint=call("look list", name))
        self._recognition.refuse_without_consent(character)

    def _record(self, take: Task, cast: _Cast, checks: Sequence[Check]) -> None:
        with self._session.store.write() as writer:
            for (character, _), look_id, check in zip(
                cast.people, cast.look_ids, checks, strict=True
            ):
                lowest, lowest_ms = check.lowest or (None, None)
                writer.takes.check(
                    take.id, character.id, look_id, verdict=check.verdict, score=check.score,
                    at_ms=check.frame_ms, lowest=lowest, lowest_ms=lowest_ms, why=check.why,
                )  # fmt: skip


def problems_of(checked: Iterable[CheckedTake]) -> Iterator[CharlibError]:
    """What could not be compared, in the order of the takes."""
    for each in checked:
        yield from each.problems


def before(
    session: Session, *, wait: bool
) -> Callable[[Sequence[Task], Callable[[str], object]], list[Task]]:
    """What will check the films that are made. Raises Conflict, before anything is paid for."""
    if not wait:
        raise InvalidInput(
            "a check needs the films, so it waits for them", hint="Wait for the films"
        )
    checker = Checker(session)

    def checked(made: Sequence[Task], warn: Callable[[str], object]) -> list[Task]:
        done = checker.check(task for task in made if task.state == "done")
        for warning in _warnings(done):
            warn(warning)
        fresh = {each.take.id: each.take for each in done}
        return [fresh.get(task.id, task) for task in made]

    return checked


def with_doubts(session: Session, films: Sequence[PlannedFilm]) -> list[PlannedFilm]:
    """Planned films with their doubts. Raises Conflict if recognition is not switched on."""
    Checker(session)
    return [film._replace(doubts=tuple(doubts(session, [film]))) for film in films]


def doubts(session: Session, films: Iterable[PlannedFilm]) -> list[str]:
    """Whom a check of planned films will not tell, and why; known before anything is paid for."""
    used = {
        (each.character_id, each.look): each
        for film in films
        for each in film.composition.characters
    }
    people = session.store.read.characters.by_ids([number for number, _ in used])
    by_id = {person.id: person for person in people}
    found = (identity.doubt(session, by_id[number], look) for number, look in used)
    return list(dict.fromkeys(filter(None, found)))


def _warnings(checked: Sequence[CheckedTake]) -> Iterator[str]:
    """What cannot be told, and why; a missing consent was told before the films were made."""
    for problem in problems_of(checked):
        if not isinstance(problem, NotAllowed):
            yield Notice(str(problem), problem.hint)
    for take, found in ((each.take, found) for each in checked for found in each.checks):
        if found.why:
            yield f"take {take.id}: @{with_look(found.handle, found.look)}: {found.why}"
