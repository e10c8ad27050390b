"""Prompts: rendered for accounts, checked, decompiled, and sent as generations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.config import new_uid
from charlib.domain.character.looks import NO_EPISODE
from charlib.domain.text import several
from charlib.errors import BadProfile, CharlibError, InvalidInput, NotFound, prefixed, together
from charlib.library import finding
from charlib.library.filming import cast
from charlib.library.filming.composer import NOBODY, Composer, Reading
from charlib.library.filming.composers import composer_of
from charlib.library.filming.rows import Story, rows_of
from charlib.library.session import WORKERS, Session, Warn, Watch, reports

if TYPE_CHECKING:
    from charlib.domain.prompts.asks import Asks
    from charlib.domain.prompts.compose import Composition
    from charlib.domain.prompts.lint import CheckedPrompt
    from charlib.domain.prompts.scenarios import Scenario
    from charlib.domain.records import Account, Task
    from charlib.domain.scenes import Scene
    from charlib.providers.filming import PlannedFilm


def prompt(
    session: Session,
    text: str,
    *,
    account: str | None = None,
    episode: int | str | None = None,
) -> Composition:
    """Render a text with `@handles` for an account; BadPrompt lists every problem.

    The `episode` chooses the looks that the text does not name: a number, by default the
    project's current one, or `"none"`.
    """
    with session.store.turn():
        chosen = session.accounts.choose(account)
        return composer_of(session, chosen, episode=episode).compose(text)


def lint(
    session: Session,
    text: str,
    *,
    account: str | None = None,
    episode: int | str | None = None,
) -> CheckedPrompt:
    """Every finding about a prompt at an account, with its place; findings raise nothing."""
    return composer_of(session, session.accounts.choose(account), episode=episode).check(text)


def prompt_everywhere(
    session: Session, text: str, *, episode: int | str | None = None
) -> list[CheckedPrompt]:
    """The prompt at every account, by name."""
    read, number = session.store.read, session.episode(episode)
    reading = cache(lambda text: cast.read(read, session.project, text, number))
    return [_checked(session, account, text, number, reading) for account in read.accounts.all()]


def _checked(
    session: Session, account: Account, text: str, episode: int | None, reading: Reading
) -> CheckedPrompt:
    """The prompt at one account; an invalid profile does not stop the other accounts."""
    try:
        return composer_of(session, account, episode=episode, reading=reading).check(text)
    except (BadProfile, NotFound) as error:
        from charlib.domain.prompts.lint import CheckedPrompt, Finding

        problem = Finding("not-ready", str(error), hint=error.hint)
        return CheckedPrompt(account.name, account.profile, text, (problem,))


_NAMED = 5
"""Prompts that an error names, beside the first."""


class _Shot(NamedTuple):
    """A prompt to film, where it is from, and what is asked of it at its account."""

    text: str
    place: str
    account: Account
    asks: Asks
    scene: Scene


def generate(
    session: Session,
    text: str,
    *,
    account: str | None = None,
    wait: bool = True,
    ratio: str | None = None,
    seconds: float | None = None,
    resolution: str | None = None,
    seed: int | None = None,
    audio: bool | None = None,
    model: str | None = None,
    params: Mapping[str, Any] | None = None,
    episode: int | str | None = None,
    scene: str | None = None,
    watch: Watch | None = None,
    warn: Warn | None = None,
) -> Task:
    """Render a prompt, send it and record the task; with `wait`, download the film.

    With an `episode` or a `scene` (`3`, `3a`, `int-day`), the film is the next take of that scene;
    the episode, by default the project's current one, also chooses looks.
    `ratio` (`9:16`), `seconds`, `resolution` (`720p`), `seed`, `audio` and `model` mean the same
    at every provider; InvalidInput says what it takes instead. `params` set any path of the
    request. `warn` is called with each warning about the prompt before it is sent.
    """
    tasks = generate_many(
        session, [text], account=account, wait=wait, ratio=ratio, seconds=seconds,
        resolution=resolution, seed=seed, audio=audio, model=model, params=params,
        episode=episode, scene=scene, watch=watch, warn=warn,
    )  # fmt: skip
    return tasks[0]


def compose_many(
    session: Session,
    texts: str | Sequence[str],
    *,
    account: str | None = None,
    episode: int | str | None = None,
    places: str | Sequence[str] = (),
    warn: Warn | None = None,
) -> list[Composition]:
    """Render several prompts for one account, as `generate_many` does; nothing is sent.

    `places` say where each prompt is from, for errors and for the warnings that `warn` is called
    with: `line 3`.
    """
    story = Story(session.episode(episode))
    shots = _shots(session, several(texts), several(places), account, {}, story)
    composed = [(_composed(each, shot), shot.place) for each, shot in _composers(session, shots)]
    if warn is not None:
        for warning in _warnings(session, [(each.warnings, place) for each, place in composed]):
            warn(warning)
    return [composition for composition, _ in composed]


def generate_many(
    session: Session,
    texts: str | Iterable[str | Scenario],
    *,
    account: str | None = None,
    wait: bool = True,
    ratio: str | None = None,
    seconds: float | None = None,
    resolution: str | None = None,
    seed: int | None = None,
    audio: bool | None = None,
    model: str | None = None,
    params: Mapping[str, Any] | None = None,
    episode: int | str | None = None,
    scene: str | None = None,
    takes: int = 1,
    watch: Watch | None = None,
    workers: int = WORKERS,
    warn: Warn | None = None,
    places: str | Sequence[str] = (),
    check: bool = False,
) -> list[Task]:
    """Generate a film from each text, or `takes` of them; all are rendered before one is sent.

    Texts may be rows of `charlib.read_scenarios`: what a row asks, its account and its place in
    the story go over what is asked here. A `seed` counts up from take to take. `warn` is called
    with each warning before anything is sent. `places` say where each prompt is from, for errors
    and warnings: `line 3`. With `check` the films are compared with their characters, as
    `lib.takes.check` does; if that is not possible, nothing is sent.
    """
    from charlib.library.filming import checking

    checked = checking.before(session, wait=wait) if check else None
    asked = {
        "ratio": ratio, "seconds": seconds, "resolution": resolution, "seed": seed,
        "audio": audio, "model": model,
    }  # fmt: skip
    story = Story(session.episode(episode), scene, takes)
    shots = _shots(session, texts, several(places), account, asked, story)
    from charlib.library.footage import uploading
    from charlib.library.nouns.tasks import Tasks

    heard, tasks = reports(watch, warn, workers), Tasks(session)
    planned = _planned(session, shots, params or {}, uploads=True)
    for doubt in checking.doubts(session, planned) if check else ():
        heard.warn(doubt)
    for warning in _warnings(session, [(film.warnings, film.place) for film in planned]):
        heard.warn(warning)
    for film in planned:
        used = [character.handle for character in film.composition.characters]
        uploading.cut(session, [film.composition.request], *used[:1])
    made = tasks.generate(planned, heard, wait=wait)
    return checked(made, heard.warn) if checked else made


def plan_generate(
    session: Session,
    texts: str | Iterable[str | Scenario],
    *,
    account: str | None = None,
    ratio: str | None = None,
    seconds: float | None = None,
    resolution: str | None = None,
    seed: int | None = None,
    audio: bool | None = None,
    model: str | None = None,
    params: Mapping[str, Any] | None = None,
    episode: int | str | None = None,
    scene: str | None = None,
    takes: int = 1,
    places: str | Sequence[str] = (),
    check: bool = False,
) -> list[PlannedFilm]:
    """The films that `generate_many` would send, each with its request; nothing is sent.

    With `check`, the `doubts` of each film say whom the check would not tell, and why.
    """
    from charlib.library.filming import checking

    asked = {
        "ratio": ratio, "seconds": seconds, "resolution": resolution, "seed": seed,
        "audio": audio, "model": model,
    }  # fmt: skip
    story = Story(session.episode(episode), scene, takes)
    shots = _shots(session, texts, several(places), account, asked, story)
    planned = _planned(session, shots, params or {}, uploads=False)
    return checking.with_doubts(session, planned) if check else planned


def _shots(
    session: Session,
    texts: str | Iterable[str | Scenario],
    places: Sequence[str],
    account: str | None,
    asked: Mapping[str, Any],
    story: Story,
) -> list[_Shot]:
    """The prompts to film. Raises InvalidInput for a wish that means nothing, and without any."""
    from charlib.domain.prompts import asks
    from charlib.domain.scenes import Scene

    wishes = asks.read(asked)
    given = [row._replace(asks=row.asks.over(wishes)) for row in rows_of(texts, places)]
    rows = [take for row in given for take in story.takes_of(row)]
    names = {row.account or account for row in rows}
    accounts = {name: session.accounts.choose(name) for name in names}
    return [
        _Shot(
            row.prompt, row.place, accounts[row.account or account], row.wishes,
            Scene(row.episode, row.scene),
        )
        for row in rows
    ]  # fmt: skip


def _composers(
    session: Session,
    shots: Sequence[_Shot],
    *,
    uploads: bool = False,
    params: Mapping[str, Any] | None = None,
) -> Iterator[tuple[Composer, _Shot]]:
    """Each shot with the composer for its account, model and episode."""
    known: dict[tuple[str, str, int | None], Composer] = {}
    for shot in shots:
        key = (shot.account.name, shot.asks.model, shot.scene.episode)
        if key not in known:
            known[key] = composer_of(
                session, shot.account, uploads=uploads, model=key[1], params=params,
                episode=NO_EPISODE if key[2] is None else key[2],
            )  # fmt: skip
        yield known[key], shot


def _planned(
    session: Session, shots: Sequence[_Shot], params: Mapping[str, Any], *, uploads: bool
) -> list[PlannedFilm]:
    """The films of shots; every prompt is rendered, and every wish checked."""
    pairs = list(_composers(session, shots, uploads=uploads, params=params))
    composed = _all_composed(pairs)
    return [_film(session, *each, params, is_sent=uploads) for each in composed]


def _all_composed(pairs: Sequence[tuple[Composer, _Shot]]) -> list[tuple[Composition, _Shot]]:
    """Every rendered prompt. One error says what is wrong with all of them; takes fail alike."""
    composed: list[tuple[Composition, _Shot]] = []
    failed: dict[tuple[str, str], CharlibError] = {}
    for composer, shot in pairs:
        try:
            composed.append((_composed(composer, shot), shot))
        except CharlibError as error:
            failed.setdefault((shot.text, shot.account.name), error)
    if failed:
        raise together([*failed.values()])
    return composed


def _film(
    session: Session,
    composition: Composition,
    shot: _Shot,
    params: Mapping[str, Any],
    *,
    is_sent: bool,
) -> PlannedFilm:
    from charlib.providers import filming, pricing
    from charlib.sync.remote import operation

    profile, place = session.accounts.profile(shot.account), shot.place
    if profile.generate is None and not is_sent:
        wishes = " and ".join(shot.asks.given())
        ignored = (f"{profile.name} only renders prompts: {wishes} is ignored",) if wishes else ()
        return filming.PlannedFilm(
            composition, warnings=(*composition.warnings, *ignored), place=place, scene=shot.scene
        )
    operation(profile, "generate", shot.account.name)
    key = new_uid() if is_sent else ""
    try:
        film = filming.film(profile, composition, asks=shot.asks, params=params, key=key)
    except InvalidInput as error:
        raise prefixed(error, place) from None
    return film._replace(place=place, scene=shot.scene, cost=pricing.of_film(profile, film))


def _warnings(session: Session, told: Sequence[tuple[Sequence[str], str]]) -> Iterator[str]:
    """The warnings of prompts with their places; a library without characters misses none."""
    has_people = len(told) > 1 or bool(finding.search(session, limit=1))
    for warnings, place in told:
        for warning in warnings:
            if has_people or warning != NOBODY:
                yield f"{place}: {warning}" if place else warning


def _composed(composer: Composer, shot: _Shot) -> Composition:
    """A rendered prompt; an error names the prompt if there are several."""
    try:
        return composer.compose(shot.text)
    except CharlibError as error:
        raise prefixed(error, shot.place) from None
