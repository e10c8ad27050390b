"""Finding characters: by handle, by query, page by page; and saved searches.

The language of queries loads with the first query: a command about handles needs none of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from charlib.domain.character import handle as handles
from charlib.domain.records import Binding, Character, Look
from charlib.domain.text import clean, printable
from charlib.errors import CharlibError, InvalidInput, NotFound
from charlib.hints import Hint, argument, call
from charlib.library.session import Session, check_offset

if TYPE_CHECKING:
    from charlib.domain.choices import Sort
    from charlib.domain.prompts.reference import Reference
    from charlib.domain.search.tree import Tree
    from charlib.store.read.characters import Page
    from charlib.store.search.facets import Facets

_DEEP = 1_000
"""Matches that are read over sooner than a whole list is."""


def refer(session: Session, handle: str) -> tuple[str, str]:
    """Read `mia`, `@mia` or `noir/mia` as a project and a handle."""
    return refer_all(session, [handle])[0]


def refer_all(session: Session, names: Sequence[str]) -> list[tuple[str, str]]:
    """Read several handles; the current project is looked up once."""
    parts = [name.strip().removeprefix("@").rpartition("/") for name in names]
    current = session.project if any(not slash for _, slash, _ in parts) else ""
    return [
        (handles.parse_slug(project) if slash else current, handles.parse(name))
        for project, slash, name in parts
    ]


def character(session: Session, handle: str) -> Character:
    """A character by handle; NotFound with the nearest handles."""
    with session.store.turn():
        project, name = refer(session, handle)
        record = session.store.read.characters.by_handle(project, name)
    if record is None:
        raise _missing(session, project, name)
    return record


def look(session: Session, person: Character, name: str) -> Look:
    """A look of a character, the main one for an empty name; NotFound with the nearest names."""
    known = person.look_called(name)
    if known is None:
        from charlib.domain.character.looks import nearest_look, with_look

        handle = session.qualified(person)
        like = [f"@{with_look(handle, each)}" for each in nearest_look(name, person)]
        hint = Hint(f"Did you mean {', '.join(like)}?") if like else call("look list", handle)
        raise NotFound(f"@{handle} has no look {printable(name, 40)}", hint=hint)
    return known


def _missing(session: Session, project: str, name: str) -> NotFound:
    """The error about an unknown handle: its hint names who may be meant, here or elsewhere."""
    read = session.store.read.characters
    if read.ids_of([(project, name)], trashed=True):
        called = handles.qualified(name, project, session.project)
        return NotFound(f"@{called} is in the trash", hint=call("restore", called))
    elsewhere = read.projects_of([name]).get(name, ())
    like = [f"{slug}/{name}" for slug in elsewhere] or handles.nearest(name, read.handles(project))
    names = ", ".join(f"@{other}" for other in like)
    hint = Hint(f"Did you mean {names}?") if like else call("list")
    return NotFound(f"no @{name} in project {project}", hint=hint)


def shown(session: Session, record: Character) -> Character:
    """A character whose bindings say what prompts call it at each account."""
    return shown_all(session, [record])[0]


def shown_all(session: Session, records: Iterable[Character]) -> list[Character]:
    """Characters whose bindings say what prompts call them at each account.

    Some providers let the caller choose the name or count the characters; then it is not what the
    provider answered, and follows from the handle.
    """
    references: dict[str, Reference | None] = {}
    return [
        record._replace(
            bindings=tuple(_shown(session, record, each, references) for each in record.bindings)
        )
        for record in records
    ]


def _shown(
    session: Session,
    record: Character,
    binding: Binding,
    references: dict[str, Reference | None],
) -> Binding:
    at = binding.account
    if at not in references:
        references[at] = _reference(session, at)
    reference = references[at]
    if reference is None or binding.remote_id is None:
        return binding
    from charlib.domain.prompts.compose import called

    return binding._replace(
        mention=called(record.handle, record.name, binding.remote_id, reference, binding.look)
    )


def _reference(session: Session, account: str) -> Reference | None:
    """How an account's prompts refer to characters, if not by the mentions that it gave them."""
    try:
        chosen = session.accounts.named(account)
        table = session.profiles.reference(chosen.profile, chosen.profile_toml)
        if "{mention}" in table.get("template", "{mention}"):
            return None
        from charlib.domain.prompts.naming import NameRules
        from charlib.domain.prompts.reference import Reference

        names = NameRules(**table.get("names", {}))
        known = {name: table[name] for name in ("style", "template", "tokens") if name in table}
        return Reference(**known, names=names)
    except (CharlibError, TypeError, AttributeError):  # the profile is missing or invalid here
        return None


def ids(session: Session, names: Sequence[str]) -> list[int]:
    """The IDs of characters by handle or alias, each once.

    Raises NotFound with the nearest handles to the first unknown.
    """
    keys = refer_all(session, names)
    known = session.store.read.characters.ids_of(keys)
    found = (
        known[key] if key in known else character(session, name).id
        for key, name in zip(keys, names, strict=True)
    )
    return list(dict.fromkeys(found))


def search(
    session: Session,
    *words: str,
    limit: int = 0,
    sort: Sort = "newest",
    everywhere: bool = False,
) -> list[Character]:
    """The matches of a query in the current project or, with `everywhere`, in all projects.

    The words are one query; `charlib help searching` describes the language. Raises BadQuery,
    whose `picture` shows where the query cannot be read.
    """
    found = page(session, " ".join(words), limit=limit, sort=sort, everywhere=everywhere)
    return shown_all(session, found.people)


def page(
    session: Session,
    query: str = "",
    *,
    limit: int = 0,
    sort: Sort = "newest",
    after: str | None = None,
    offset: int = 0,
    everywhere: bool = False,
) -> Page:
    """One page of matches; `after` is the `next` of the page before, or any handle.

    `offset` is the number of matches before the page, for a scrollbar. Mentions are those that the
    providers answered; `shown` has them as prompts do.
    """
    check_offset(offset, limit)
    if after is not None and sort == "rank":
        raise InvalidInput(
            "a ranked search has one page", hint=Hint("Give a larger {}", argument("limit"))
        )
    with session.store.turn():
        tree, project = scoped(session, query, everywhere=everywhere)
        read = session.store.read.characters
        if offset > _DEEP and sort != "rank" and after is None:
            places = session.places.of(
                (query, project, sort),
                session.store.version(),
                lambda: read.ids(tree, project=project, sort=sort),
            )
            return read.page_of(places, offset, limit)
        return read.search(
            tree, project=project, sort=sort, limit=limit, after=_cursor(session, after),
            offset=offset,
        )  # fmt: skip


def each(
    session: Session,
    query: str = "",
    *,
    sort: Sort = "newest",
    after: str | None = None,
    everywhere: bool = False,
) -> Iterator[Character]:
    """All matches of a query, read one by one: for very many."""
    tree, project = scoped(session, query, everywhere=everywhere)
    read = session.store.read.characters
    return read.each(read.ids(tree, project=project, sort=sort, after=_cursor(session, after)))


def lines(
    session: Session,
    query: str = "",
    *,
    sort: Sort = "newest",
    after: str | None = None,
    everywhere: bool = False,
) -> Iterator[str]:
    """All matches as JSON Lines, like an export; each text has some hundred lines."""
    tree, project = scoped(session, query, everywhere=everywhere)
    read = session.store.read.characters
    return read.lines(read.ids(tree, project=project, sort=sort, after=_cursor(session, after)))


def _cursor(session: Session, handle: str | None) -> int | None:
    if handle is None:
        return None
    read, name = session.store.read.characters, refer(session, handle)
    # A character trashed since still works as a page cursor.
    record = read.by_handle(*name) or read.by_handle(*name, trashed=True)
    return (record or character(session, handle)).id


def count(session: Session, query: str = "", *, everywhere: bool = False) -> int:
    """The number of matches of a query."""
    with session.store.turn():
        tree, project = scoped(session, query, everywhere=everywhere)
        return session.store.read.characters.count(tree, project=project)


def facets(session: Session, query: str = "", *, everywhere: bool = False) -> Facets:
    """The number of matches, and of those with each tag, in each project, with IDs in each state.

    Of tags, the 50 most common are counted.
    """
    with session.store.turn():
        tree, project = scoped(session, query, everywhere=everywhere)
        return session.store.read.characters.facets(tree, project=project)


def complete(session: Session, query: str) -> list[str]:
    """The query with its last term completed: fields, values and handles, at most 200 of each."""
    from contextlib import closing

    from charlib.domain.search.completing import completed
    from charlib.store.read.completion import Names

    with closing(Names(str(session.home.database), session.project)) as names:
        return completed(query, names.like)


def matching(session: Session, query: str, *, everywhere: bool = False) -> Sequence[int]:
    """The IDs of all matches of a query, for verbs that change many."""
    tree, project = scoped(session, query, everywhere=everywhere)
    return session.store.read.characters.ids(tree, project=project)


def list_(
    session: Session, *, limit: int = 0, trashed: bool = False, everywhere: bool = False
) -> list[Character]:
    """The characters of the project, or of all, newest first; a limit of 0 means all."""
    if trashed:
        project = None if everywhere else session.project
        return shown_all(session, session.store.read.characters.trash(project, limit=limit))
    return search(session, limit=limit, everywhere=everywhere)


def scoped(session: Session, query: str, *, everywhere: bool) -> tuple[Tree, str | None]:
    """A query's tree and its scope: a query that names a project looks beyond the current one."""
    from charlib.domain.search.saved import expanded
    from charlib.domain.search.tree import terms

    tree = expanded(_parsed(session, query), lambda name: _saved(session, name))
    names_project = any(term.field == "project" for term in terms(tree))
    return tree, None if everywhere or names_project else session.project


def _parsed(session: Session, query: str) -> Tree:
    from charlib.domain.search.parse import parse

    return parse(clean(query, "the search"), now=session.clock.now())


def _saved(session: Session, name: str) -> Tree:
    return _parsed(session, session.store.read.searches.text(name))


# -- names in a query

_NAMED = {"tag", "project", "account", "profile"}


def unknown(session: Session, query: str) -> Sequence[tuple[str, str, str]]:
    """The names in a query that do not exist: field, name, and the most similar name or `""`.

    Tags, projects, accounts and profiles are looked up; saved searches are not looked into.
    """
    from charlib.domain.search.tree import terms

    missing = []
    for term in terms(_parsed(session, query)):
        if term.field not in _NAMED or term.how not in {"exact", "is"}:  # parts of names
            continue
        field, name = term.field, str(term.value)
        if field == "tag" and session.store.read.tags.named(name):
            continue
        known = _names(session, field)
        if name not in map(handles.normalise, known):
            missing.append((field, name, _meant(name, known)))
    return missing


def _names(session: Session, field: str) -> list[str]:
    read = session.store.read
    if field == "tag":
        return [tag.name for tag in read.tags.all()]
    if field == "project":
        return [project.slug for project in read.projects.all()]
    attribute = "name" if field == "account" else field
    return [getattr(account, attribute) for account in read.accounts.all()]


def _meant(name: str, known: Sequence[str]) -> str:
    """What an unknown name was probably meant to be: a namespace, or the most similar name."""
    if any(other.startswith(f"{name}:") for other in known):
        return f"{name}:*"
    longer = next((other for other in known if other.startswith(f"{name} ")), None)
    if longer:  # the query had no quotation marks
        return f'"{longer}"'
    return next(iter(handles.nearest(name, known, count=1)), "")


# -- saved searches


def save_search(session: Session, name: str, query: str) -> str | None:
    """Save a query by name, for `saved:name` in others; return the query it replaced.

    Raises BadQuery for one that would be part of itself, or that names an unknown search.
    """
    from charlib.domain.search.saved import expanded
    from charlib.domain.search.tree import Everything

    name = handles.parse_slug(name, "a saved search", "heroes")
    tree = _parsed(session, query)
    if isinstance(tree, Everything):
        raise InvalidInput("there is no query to save", hint=call("search", "QUERY", save=name))
    expanded(tree, lambda other: tree if other == name else _saved(session, other))
    before = dict(saved_searches(session)).get(name)
    with session.store.write() as writer:
        writer.settings.save_search(name, query)
    return before


def forget_search(session: Session, name: str) -> None:
    """Forget a saved search; NotFound if it does not exist."""
    name = handles.normalise(name)
    session.store.read.searches.text(name)
    with session.store.write() as writer:
        writer.settings.save_search(name, None)


def saved_searches(session: Session) -> Sequence[tuple[str, str]]:
    """All saved searches: name and query."""
    return session.store.read.searches.all()
