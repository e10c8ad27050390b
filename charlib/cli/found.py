"""Searching: queries, pages, counts, formats, and searches kept by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, cast

import typer

from charlib.cli import options as opt
from charlib.cli.state import State, of
from charlib.errors import InvalidInput

if TYPE_CHECKING:
    from charlib.domain.records import Character
    from charlib.store.finder import Page
    from charlib.store.search import Sort

_FORMATS = ("table", "csv", "jsonl")
_SYNTAX = set('"():|')


def search(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUERY…", help='tag:hero -tag:old "blue coat" (a or b)'),
    ] = None,
    limit: opt.Limit = opt.DEFAULT_LIMIT,
    sort: Annotated[
        str, typer.Option(metavar="S", help="newest oldest handle name updated used rank")
    ] = "newest",
    after: Annotated[
        int | None, typer.Option(metavar="CURSOR", help="Go on after the page before.")
    ] = None,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="In all projects, not only the current one.")
    ] = False,
    count: Annotated[bool, typer.Option("--count", help="Only how many there are.")] = False,
    ids: Annotated[bool, typer.Option("--ids", help="Only the handles, one a line.")] = False,
    form: Annotated[
        str | None, typer.Option("--format", metavar="F", help="table, csv or jsonl")
    ] = None,
    save: Annotated[
        str | None, typer.Option(metavar="NAME", help="Keep the query, for saved:NAME.")
    ] = None,
    forget: Annotated[str | None, typer.Option(metavar="NAME", help="Forget a kept query.")] = None,
    saved: Annotated[bool, typer.Option("--saved", help="List the kept queries.")] = False,
) -> None:
    """Find characters. The language is in the README: words, "phrases", fields, or, not, ( )."""
    state = of(ctx)
    text = query_of(words or ())
    if forget:
        state.lib.forget_search(forget)
        state.output.talk(f"saved:{forget} is forgotten")
    if saved or forget:
        _show_saved(state)
        return
    if save:
        state.lib.save_search(save, text)
        state.output.talk(f"kept: saved:{save}")
    if count:
        total = state.lib.count(text, everywhere=everywhere)
        state.output.result({"count": total}, str(total))
        return
    page = state.lib.page(text, limit=limit, sort=_sort(sort), after=after, everywhere=everywhere)
    _show_handles(state, page.people) if ids else show_people(state, page.people, _format(form))
    _tell_more(state, page, limit)


def _keep(state: State, text: str, save: str | None, forget: str | None) -> bool:
    """Keep or forget a query; whether that was all there is to do."""
    if forget:
        state.lib.forget_search(forget)
        state.output.talk(f"saved:{forget} is forgotten")
    if save:
        state.lib.save_search(save, text)
        state.output.talk(f"kept: saved:{save}")
    return bool(forget)


def _tell_more(state: State, page: Page, limit: int) -> None:
    if page.is_bounded:
        state.output.talk("there are too many to rank: the newest 1,000 of them are ranked")
    if page.next is not None:
        state.output.talk(f"the next {limit}: --after {page.next}    all: --limit 0")
    elif not page.people:
        state.output.talk("nobody here")


def query_of(words: Sequence[str]) -> str:
    """One query of the words of a command line; a word with spaces among others is a phrase."""
    if len(words) == 1:
        return words[0]
    return " ".join(
        f'"{word}"' if " " in word and not _SYNTAX & set(word) else word for word in words
    )


def _sort(name: str) -> Sort:
    from charlib.store.search import SORTS

    if name not in {*SORTS, "rank"}:
        raise InvalidInput(f"no order {name!r}", hint=f"--sort {' | '.join([*SORTS, 'rank'])}")
    return cast("Sort", name)


def _format(name: str | None) -> str | None:
    if name is not None and name not in _FORMATS:
        raise InvalidInput(f"no format {name!r}", hint=f"--format {' | '.join(_FORMATS)}")
    return name


def _show_saved(state: State) -> None:
    rows = state.lib.saved_searches()
    state.output.rows(
        [{"name": name, "query": query} for name, query in rows], ("name", "query"), rows
    )


def _show_handles(state: State, people: Sequence[Character]) -> None:
    current = state.lib.project
    names = [
        one.handle if one.project == current else f"{one.project}/{one.handle}" for one in people
    ]
    if state.output.as_json:
        state.output.json(names)
        return
    for name in names:
        state.output.line(name)


def show_people(state: State, people: Sequence[Character], form: str | None = None) -> None:
    """Print characters: JSON, JSON Lines, CSV, or a table."""
    from charlib.domain import forms
    from charlib.domain.text import short

    if form == "jsonl":
        state.output.json_lines(map(forms.character, people))
    elif form == "csv":
        state.output.csv(_CSV, ([_csv_cell(one, name) for name in _CSV] for one in people))
    else:
        cells = [
            [f"@{one.handle}", short(one.name, 30), " ".join(one.tags), _where(one)]
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
