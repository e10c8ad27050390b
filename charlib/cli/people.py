"""Showing characters: searches, lists, counts, formats, and searches kept by name.

What `quick` calls without Typer, and `found` with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from charlib.cli.grammar import COMMANDS
from charlib.domain.handle import called
from charlib.errors import InvalidInput

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.domain.records import Character
    from charlib.store.read.characters import Page
    from charlib.store.search.statement import Sort

DEFAULT_LIMIT = 50
_FORMATS = ("table", "csv", "jsonl")
_GLOBAL = COMMANDS[""]["options"]
_SYNTAX = set('"()|')
_VALUE = re.compile(r"^(-?[^\W\d_]+:(?!//)[=~]?)?(.*)$", re.DOTALL)


def search(
    state: State,
    words: Sequence[str] = (),
    *,
    limit: int = DEFAULT_LIMIT,
    sort: str = "newest",
    after: str | None = None,
    everywhere: bool = False,
    count: bool = False,
    ids: bool = False,
    form: str | None = None,
    save: str | None = None,
    forget: str | None = None,
    saved: bool = False,
) -> None:
    """Answer a search, or keep, forget and list the kept ones."""
    text, order, form = query_of(words), _sort(sort), _format(form)
    _keep(state, text, save, forget)
    if saved or forget:
        _show_saved(state)
    elif count:
        total = state.lib.count(text, everywhere=everywhere)
        state.output.result({"count": total}, str(total))
    elif _is_stream(state, form) and not (limit or ids) and order != "rank":
        state.output.blocks(state.lib.lines(text, sort=order, after=after, everywhere=everywhere))
    else:
        page = state.lib.page(text, limit=limit, sort=order, after=after, everywhere=everywhere)
        _show_handles(state, page.people) if ids else show_people(state, page.people, form)
        _tell_more(state, page, limit)
        if not (page.people or after):
            _tell_nobody(state, text, everywhere=everywhere)


def list_(
    state: State,
    *,
    limit: int = DEFAULT_LIMIT,
    everywhere: bool = False,
    trash: bool = False,
    form: str | None = None,
) -> None:
    """List the project's characters, those added last first."""
    form = _format(form)
    if _is_stream(state, form) and not (limit or trash):
        state.output.blocks(state.lib.lines(everywhere=everywhere))
        return
    people = state.lib.list(limit=limit + 1 if limit else 0, trashed=trash, everywhere=everywhere)
    show_people(state, people[: limit or None], form)
    if limit and len(people) > limit:
        state.output.talk(f"the newest {limit} are shown; all: --limit 0")
    elif not people:
        state.output.talk("nobody here")


def _keep(state: State, text: str, save: str | None, forget: str | None) -> None:
    """Keep or forget a query."""
    if forget:
        state.lib.forget_search(forget)
        state.output.talk(f"saved:{forget} is forgotten")
    if save is not None:
        from charlib.domain.handle import normalise

        before = state.lib.save_search(save, text)
        was = f"; until now: {before}" if before not in {None, text} else ""
        state.output.talk(f"kept: saved:{normalise(save.strip())}{was}")


def _tell_more(state: State, page: Page, limit: int) -> None:
    if page.is_bounded:
        state.output.talk("there are too many to rank: the newest 1,000 of them are ranked")
    if page.next is not None:
        state.output.talk(f"the next {limit}: --after {page.next}    all: --limit 0")


def _tell_nobody(state: State, text: str, *, everywhere: bool) -> None:
    """Say that nobody was found, and what may have been meant."""
    elsewhere = 0 if everywhere else state.lib.count(text, everywhere=True)
    more = f"; {elsewhere} in other projects: --everywhere" if elsewhere else ""
    state.output.talk(f"nobody here{more}")
    tell_unknown(state, text)
    if re.fullmatch(r"@?[\w-]+/\w+", text.strip()):
        state.output.talk(f"one character of a project: charlib show {text.strip()}")


def tell_unknown(state: State, text: str) -> None:
    """Say which names of a query nothing has, and what may have been meant."""
    for field, name, meant in state.lib.unknown(text):
        like = f": did you mean {meant}?" if meant else ""
        state.output.talk(f"there is no {field} {name}{like}")


def query_of(words: Sequence[str]) -> str:
    """One query of the words of a command line; a word with spaces among others is a phrase.

    The shell takes the quotation marks away, of `tag:"blue coat"` as well.
    """
    stray = next((one for one in words if one.startswith("--") and one in _GLOBAL), None)
    if stray:  # any other word may begin with dashes: -tag:hero
        raise InvalidInput(
            f"{stray} is an option of charlib itself",
            hint=f"It goes before the command: charlib {stray} search …",
        )
    return words[0] if len(words) == 1 else " ".join(map(_requoted, words))


def _requoted(word: str) -> str:
    _, _, rest = word.partition(" ")
    if not rest or ":" in rest or _SYNTAX & set(word):
        return word  # nothing to quote, or a query of its own
    return _VALUE.sub(r'\1"\2"', word)


def _sort(name: str) -> Sort:
    from charlib.store.search.statement import SORTS

    if name not in {*SORTS, "rank"}:
        raise InvalidInput(f"no order {name!r}", hint=f"--sort {' | '.join([*SORTS, 'rank'])}")
    return cast("Sort", name)


def _format(name: str | None) -> str | None:
    if name is not None and name not in _FORMATS:
        raise InvalidInput(f"no format {name!r}", hint=f"--format {' | '.join(_FORMATS)}")
    return name


def _is_stream(state: State, form: str | None) -> bool:
    """Whether lines are printed as they are read; with `--json` it is one document."""
    return form == "jsonl" and not state.output.as_json


def _show_saved(state: State) -> None:
    rows = state.lib.saved_searches()
    state.output.rows(
        [{"name": name, "query": query} for name, query in rows], ("name", "query"), rows
    )


def _show_handles(state: State, people: Sequence[Character]) -> None:
    current = state.lib.project
    names = [called(one.handle, one.project, current) for one in people]
    if state.output.as_json:
        state.output.json(names)
        return
    for name in names:
        state.output.line(name)


def show_people(state: State, people: Sequence[Character], form: str | None = None) -> None:
    """Print characters: JSON, JSON Lines, CSV, or a table."""
    from charlib.domain import forms
    from charlib.domain.text import short

    if _is_stream(state, form):
        state.output.json_lines(map(forms.character, people))
    elif form == "csv" and not state.output.as_json:
        state.output.csv(_CSV, ([_csv_cell(one, name) for name in _CSV] for one in people))
    else:
        current = state.lib.project
        cells = [
            [
                f"@{called(one.handle, one.project, current)}",
                short(one.name, 30),
                " ".join(one.tags),
                _where(one),
            ]
            for one in people
        ]
        made = map(forms.character, people) if state.output.as_json else ()
        state.output.rows(list(made), ("handle", "name", "tags", "bindings"), cells)


_CSV = ("handle", "name", "project", "look", "notes", "tags", "bindings")


def _csv_cell(person: Character, name: str) -> str:
    if name == "tags":
        return ";".join(person.tags)
    return _where(person) if name == "bindings" else str(getattr(person, name))


def _where(person: Character) -> str:
    """Each account that knows a character, with the state of the binding that counts there."""
    accounts = dict.fromkeys(one.account for one in person.bindings)
    counting = (person.binding_at(account) for account in accounts)
    return " ".join(f"{one.account}:{one.state}" for one in counting if one)
