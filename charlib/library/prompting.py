"""Prompts: rendered for accounts, checked, decompiled, and sent as generations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from charlib.domain.character.handle import qualified
from charlib.domain.text import checked, several
from charlib.errors import BadProfile, CharlibError, InvalidInput, NotFound, prefixed
from charlib.library import finding
from charlib.library.composer import NOBODY, Composer
from charlib.library.session import WORKERS, Session, Warn, Watch, reports

if TYPE_CHECKING:
    from pathlib import Path

    from charlib.domain.footage.material import Material
    from charlib.domain.prompts.compose import Composition, Reference
    from charlib.domain.prompts.decompile import Decompiled, KnownCharacter
    from charlib.domain.prompts.lint import CheckedPrompt
    from charlib.domain.prompts.scenarios import Scenario
    from charlib.domain.records import Account, Character, Task

_MOST = 64 << 20
"""The largest file of prompts, in bytes."""
_TABLES = {".csv", ".tsv"}
_JSON = {".jsonl", ".ndjson", ".json"}


def prompt(session: Session, text: str, *, account: str | None = None) -> Composition:
    """Render a text with `@handles` for an account; BadPrompt lists every problem."""
    with session.store.turn():
        return _composer(session, session.accounts.choose(account)).compose(text)


def lint(session: Session, text: str, *, account: str | None = None) -> CheckedPrompt:
    """Every finding about a prompt at an account, with its place; findings raise nothing."""
    return _composer(session, session.accounts.choose(account)).check(text)


def prompt_everywhere(session: Session, text: str) -> list[CheckedPrompt]:
    """The prompt at every account, by name."""
    return [_checked(session, account, text) for account in session.store.read.accounts.all()]


def _checked(session: Session, account: Account, text: str) -> CheckedPrompt:
    """The prompt at one account; an invalid profile does not stop the other accounts."""
    try:
        return _composer(session, account).check(text)
    except (BadProfile, NotFound) as error:
        from charlib.domain.prompts.lint import CheckedPrompt, Finding

        problem = Finding("not-ready", str(error), hint=error.hint)
        return CheckedPrompt(account.name, account.profile, text, (problem,))


def decompile(
    session: Session,
    text: str,
    *,
    account: str | None = None,
    request: Mapping[str, Any] | None = None,
) -> Decompiled:
    """Turn a provider's prompt back into one with handles.

    `request` is what accompanied it: words that count places need it.
    """
    from charlib.domain.prompts import decompile

    chosen = session.accounts.choose(account)
    reference = session.accounts.profile(chosen).reference
    current = session.project
    known = [
        name
        for person in _candidates(session, chosen, reference)
        for name in _known_as(person, current, chosen, reference)
    ]
    return decompile.decompile(checked(text, "the prompt"), known, reference, request)


def _candidates(session: Session, account: Account, reference: Reference) -> Sequence[Character]:
    """The characters that a prompt of an account may mention."""
    if reference.style != "mention":
        return finding.page(session, everywhere=True).people
    from charlib.domain.search.lexer import quoted
    from charlib.domain.search.parse import parse

    tree = parse(f"account:{quoted(account.name, in_field=True)}", now=session.clock.now())
    return session.store.read.characters.search(tree).people


def _known_as(
    person: Character, current: str, account: Account, reference: Reference
) -> Iterator[KnownCharacter]:
    """A character as an old prompt may name it: by each ID that the account ever gave it."""
    from charlib.domain.prompts.decompile import KnownCharacter

    key = (None if person.project == current else person.project, person.handle)
    name = qualified(person.handle, person.project, current)
    plain = KnownCharacter(key, person.handle, name, person.name, person.look)
    for binding in person.bindings:
        if binding.account == account.name and binding.remote_id:
            mention = binding.mention or f"@{binding.remote_id}"
            yield plain._replace(remote_id=binding.remote_id, mention=mention)
    if reference.style != "mention":
        yield plain


def _composer(session: Session, account: Account, *, uploads: bool = False) -> Composer:
    """The composer of an account; with `uploads`, media are uploaded for it."""
    return Composer(
        session.store.read,
        session.project,
        account,
        session.accounts.profile(account),
        kept=partial(_kept, session, account, uploads=uploads),
        heard=partial(_heard, session, account, uploads=uploads),
        now=session.clock.now(),
    )


def _kept(
    session: Session,
    account: Account,
    character: Character,
    *,
    uploads: bool,
) -> Material | None:
    from charlib.library.footage import kept

    material = kept.material(session, character, account)
    if material is None or not uploads:
        return material
    from charlib.library.footage import uploading

    return uploading.with_urls(session, material, account, is_plan=False)


def _heard(
    session: Session, account: Account, character: Character, *, uploads: bool
) -> Material | None:
    from charlib.library.footage import kept, uploading

    material = kept.sound(session, character, account)
    needs = session.accounts.profile(account).reference.inline_sound
    if material is None or needs is None or not uploads:
        return material
    return uploading.with_url_for(session, material, account, needs, is_plan=False)


def generate(
    session: Session,
    text: str,
    *,
    account: str | None = None,
    wait: bool = True,
    params: Mapping[str, Any] | None = None,
    watch: Watch | None = None,
    warn: Warn | None = None,
) -> Task:
    """Render a prompt, send it and record the task; with `wait`, download the film.

    `params` replace what the profile sends by default (model, size, duration …). `warn` is called
    with each warning about the prompt before it is sent.
    """
    tasks = generate_many(
        session, [text], account=account, wait=wait, params=params, watch=watch, warn=warn
    )
    return tasks[0]


def compose_many(
    session: Session,
    texts: str | Sequence[str],
    *,
    account: str | None = None,
    places: str | Sequence[str] = (),
) -> list[Composition]:
    """Render several prompts for one account, as `generate_many` does; nothing is sent.

    `places` say where each prompt is from, for errors: `line 3`.
    """
    composer = _composer(session, session.accounts.choose(account))
    return _composed_all(composer, several(texts), several(places))


def read_scenarios(path: Path) -> list[Scenario]:
    """The prompts of a file; NotFound and InvalidInput if it cannot be read."""
    from charlib.domain.prompts import scenarios
    from charlib.library.reading import text_files

    text = text_files.read(path, most=_MOST, otherwise="Give a text file with one prompt per line")
    ending = path.suffix.casefold()
    return scenarios.read(text, is_table=ending in _TABLES, is_json=ending in _JSON)


def generate_many(
    session: Session,
    texts: str | Iterable[str],
    *,
    account: str | None = None,
    wait: bool = True,
    params: Mapping[str, Any] | None = None,
    watch: Watch | None = None,
    workers: int = WORKERS,
    warn: Warn | None = None,
    places: str | Sequence[str] = (),
) -> list[Task]:
    """Generate a film from each text; all prompts are rendered before the first is sent.

    `warn` is called with each warning about them before that. `places` say where each prompt is
    from, for errors and warnings: `line 3`.
    """
    texts, places = several(texts), several(places)
    if not texts:
        raise InvalidInput("there is no prompt", hint="Give one prompt on each line")
    from charlib.library.footage import uploading
    from charlib.library.nouns.tasks import Tasks

    composer = _composer(session, session.accounts.choose(account), uploads=True)
    heard = reports(watch, warn, workers)
    composed, tasks = _composed_all(composer, texts, places), Tasks(session)
    tasks.check(composed, params or {})
    for warning in _warnings(session, composed, _places(texts, places)):
        heard.warn(warning)
    uploading.cut(session, [composition.request for composition in composed])
    return tasks.generate(composed, params or {}, heard, wait=wait)


def _warnings(
    session: Session, composed: Sequence[Composition], places: Sequence[str]
) -> Iterator[str]:
    """The warnings about prompts; a library without characters misses none in its only prompt."""
    has_people = len(composed) > 1 or bool(finding.search(session, limit=1))
    for composition, place in zip(composed, places, strict=True):
        for warning in composition.warnings:
            if has_people or warning != NOBODY:
                yield f"{place}: {warning}" if place else warning


def _composed_all(
    composer: Composer, texts: Sequence[str], places: Sequence[str]
) -> list[Composition]:
    pairs = zip(texts, _places(texts, places), strict=True)
    return [_composed(composer, text, place) for text, place in pairs]


def _places(texts: Sequence[str], places: Sequence[str]) -> Sequence[str]:
    """Where each prompt is from; empty for a single one."""
    return places or [f"prompt {n}" * (len(texts) > 1) for n in range(1, len(texts) + 1)]


def _composed(composer: Composer, text: str, name: str) -> Composition:
    """A rendered prompt; an error names the prompt if there are several."""
    try:
        return composer.compose(text)
    except CharlibError as error:
        raise prefixed(error, name) from None
