"""Search and list characters, and save searches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from charlib.cli import many
from charlib.cli import options as opt
from charlib.cli.declare import argument, flag, option
from charlib.domain.choices import ORDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from charlib.cli.state import State
    from charlib.domain.choices import Sort
    from charlib.domain.records import Character
    from charlib.store.read.characters import Page

EVERYWHERE = flag("In all projects, not only the current one.")
FORMAT = option("FORMAT", "How to print them.", choices=("table", "csv", "jsonl"))
_SYNTAX = set('"()|')
_VALUE = re.compile(r"^(-?[^\W\d_]+:(?!//)[=~]?)?(.*)$", re.DOTALL)
_WORD = re.compile(r"[\w-]+")
_CSV = ("handle", "name", "project", "look", "notes", "tags", "bindings")


def search(
    state: State,
    *,
    words: list[str] = argument(
        "QUERY…",
        'Words and fields: tag:hero -tag:old "blue coat" (a or b).',
        default=(),
        completes="query",
        takes_dashes=True,
    ),
    limit: int = opt.limit(),
    sort: str = option("ORDER", "Order of the results.", choices=ORDERS, default="newest"),
    after: str | None = option("HANDLE", "Start after this character.", completes="handles"),
    everywhere: bool = EVERYWHERE,
    count: bool = flag("Print only the number of matches."),
    ids: bool = flag("Print only the handles, one per line."),
    format_: str | None = FORMAT,
    save: str | None = option("NAME", "Save the query, for saved:NAME.", completes="saved"),
    forget: str | None = option("NAME", "Delete a saved query.", completes="saved"),
    saved: bool = flag("List the saved queries."),
) -> None:
    """Find characters by words, phrases and fields.

    The fields are in `charlib help searching`.
    """
    text, order = query_of(words), cast("Sort", sort)
    save_query(state, text, save, forget, state.lib.save_search, state.lib.forget_search)
    if saved or forget:
        show_saved(state, state.lib.saved_searches())
    elif count:
        total = state.lib.count(text, everywhere=everywhere)
        state.output.result({"count": total}, str(total))
    elif _is_stream(state, format_) and not (limit or ids) and order != "rank":
        state.output.blocks(state.lib.lines(text, sort=order, after=after, everywhere=everywhere))
    else:
        page = state.lib.page(text, limit=limit, sort=order, after=after, everywhere=everywhere)
        _show_handles(state, page.people) if ids else _show_people(state, page.people, format_)
        _show_more(state, page, limit)
        if not (page.people or after):
            _show_no_matches(state, text, everywhere=everywhere)


def list_(
    state: State,
    *,
    limit: int = opt.limit(),
    everywhere: bool = EVERYWHERE,
    trash: bool = flag("List the characters in the trash."),
    format_: str | None = FORMAT,
) -> None:
    """List the project's characters, newest first."""
    if _is_stream(state, format_) and not (limit or trash):
        state.output.blocks(state.lib.lines(everywhere=everywhere))
        return
    most = limit + 1 if limit else 0
    if trash:
        people: Sequence[Character] = state.lib.list(
            limit=most, trashed=True, everywhere=everywhere
        )
    else:
        people = state.lib.page(limit=most, everywhere=everywhere).people
    _show_people(state, people[: limit or None], format_)
    if limit and len(people) > limit:
        state.output.talk(f"Showing the newest {limit}. For all: --limit 0")
    elif not people:
        more = "" if trash or everywhere else _elsewhere(state, "")
        state.output.talk(f"No characters found.{more}")


def query_of(words: Sequence[str]) -> str:
    """One query of the words of a command line; a word with spaces among others is a phrase.

    The shell removes the quotation marks, of `tag:"blue coat"` as well.
    """
    return words[0] if len(words) == 1 else " ".join(map(_requoted, words))


def _requoted(word: str) -> str:
    _, _, rest = word.partition(" ")
    if not rest or ":" in rest or _SYNTAX & set(word):
        return word  # nothing to quote, or a query of its own
    return _VALUE.sub(r'\1"\2"', word)


def save_query(
    state: State,
    text: str,
    save: str | None,
    forget: str | None,
    saving: Callable[[str, str], str | None],
    forgetting: Callable[[str], object],
) -> None:
    """Save a query, or forget one, and say so; the verbs are those of characters or of takes."""
    if forget:
        forgetting(forget)
        state.output.talk(f"Deleted saved:{forget}.")
    if save is not None:
        from charlib.domain.character.handle import normalise

        before = saving(save, text)
        was = f" It was: {before}" if before not in {None, text} else ""
        state.output.talk(f"Saved as saved:{normalise(save.strip())}.{was}")


def _show_more(state: State, page: Page, limit: int) -> None:
    if page.is_bounded:
        state.output.talk("Too many matches to rank: only the newest 1,000 are ranked.")
    if page.next is not None:
        state.output.talk(f"For the next {limit}: --after {page.next}    For all: --limit 0")


def _elsewhere(state: State, text: str) -> str:
    """How many matches the other projects have, if any."""
    count = state.lib.count(text, everywhere=True)
    return f" In other projects: {count:,}, with --everywhere" if count else ""


def _show_no_matches(state: State, text: str, *, everywhere: bool) -> None:
    """Show that nothing matches, and what may have been meant."""
    more = "" if everywhere else _elsewhere(state, text)
    state.output.talk(f"No characters match.{more}")
    many.show_unknown(state, text)
    _show_looser(state, text, everywhere=everywhere)
    if re.fullmatch(r"@?[\w-]+/\w+", text.strip()):
        state.output.talk(f"For one character of a project: charlib show {text.strip()}")


def _show_looser(state: State, text: str, *, everywhere: bool) -> None:
    """Show a query of word beginnings, or of any of the words, that would find somebody."""
    words = text.replace('"', " ").split()
    if not words or not all(_WORD.fullmatch(word) for word in words):
        return
    begun = [f"{word}*" for word in words]
    for query in dict.fromkeys((" ".join(begun), " or ".join(begun))):
        count = state.lib.count(query, everywhere=everywhere)
        if count:
            matches = many.counted(count, "character")
            state.output.talk(f"Words are matched whole. {matches}: charlib search '{query}'")
            return


def _is_stream(state: State, form: str | None) -> bool:
    """Whether lines are printed as they are read; with `--json` it is one document."""
    return form == "jsonl" and not state.output.as_json


def show_saved(state: State, rows: Sequence[tuple[str, str]]) -> None:
    """List saved queries."""
    forms = [{"name": name, "query": query} for name, query in rows]
    state.output.rows(forms, ("name", "query"), rows, nothing="No saved searches.")


def _show_handles(state: State, people: Sequence[Character]) -> None:
    names = _called(state, people)
    if state.output.as_json:
        state.output.json(names)
        return
    for name in names:
        state.output.line(name)


def _show_people(state: State, people: Sequence[Character], form: str | None) -> None:
    """Print characters: JSON, JSON Lines, CSV, or a table."""
    from charlib.domain import forms

    if _is_stream(state, form):
        state.output.json_lines(map(forms.character, people))
    elif form == "csv" and not state.output.as_json:
        rows = ([_csv_cell(person, name) for name in _CSV] for person in people)
        state.output.csv(_CSV, rows)
    else:
        documents = map(forms.character, state.lib.shown(people)) if state.output.as_json else ()
        cells = list(map(_cells, people, _called(state, people)))
        state.output.rows(list(documents), ("handle", "name", "tags", "bindings"), cells)


def _cells(person: Character, name: str) -> list[str]:
    from charlib.domain.text import shortened

    return [f"@{name}", shortened(person.name, 30), opt.listed(person.tags), _bindings(person)]


def _called(state: State, people: Sequence[Character]) -> list[str]:
    """What people type for each: with its project if that is not the current one."""
    from charlib.domain.character.handle import qualified

    current = state.lib.project
    return [qualified(person.handle, person.project, current) for person in people]


def _csv_cell(person: Character, name: str) -> str:
    if name == "tags":
        return ";".join(person.tags)
    return _bindings(person) if name == "bindings" else str(getattr(person, name))


def _bindings(person: Character) -> str:
    """Each account that knows a character, with the states of what counts there, of all looks."""
    states = (f"{binding.account}:{binding.state}" for binding in person.counting())
    return " ".join(dict.fromkeys(states))
