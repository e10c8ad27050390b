"""Add, remove, rename, nest and list tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from charlib.cli import many
from charlib.cli import options as opt
from charlib.cli.declare import argument, flag, option
from charlib.cli.many import counted
from charlib.errors import InvalidInput

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.store.read.tags import TagRecord, TagSort

HANDLES = opt.HANDLES._replace(default=())
PARENT = argument("PARENT", "The tag to put it under.", completes="tags")
CHILD = argument("TAG", "The tag that goes below.", completes="tags")


def add(
    state: State,
    *,
    tag: str = opt.TAG,
    handles: list[str] = HANDLES,
    query: str | None = opt.QUERY,
    dry_run: bool = opt.DRY_RUN,
    yes: bool = opt.YES,
) -> None:
    """Add a tag to characters, named or found by a query."""
    if _is_confirmed(state, f"Add tag {tag}", handles, query, dry_run=dry_run, yes=yes):
        count = state.lib.tags.add(tag, handles, query=query)
        _show_changed(state, tag, count, f"Added tag {tag} to")


def remove(
    state: State,
    *,
    tag: str = opt.TAG,
    handles: list[str] = HANDLES,
    query: str | None = opt.QUERY,
    dry_run: bool = opt.DRY_RUN,
    yes: bool = opt.YES,
) -> None:
    """Remove a tag from characters, named or found by a query."""
    if _is_confirmed(state, f"Remove tag {tag}", handles, query, dry_run=dry_run, yes=yes):
        count = state.lib.tags.remove(tag, handles, query=query)
        _show_changed(state, tag, count, f"Removed tag {tag} from")


def rename(
    state: State,
    *,
    old: str = argument("OLD", "The tag to rename.", completes="tags"),
    new: str = argument("NEW", "Its new name.", completes="tags"),
) -> None:
    """Rename a tag everywhere, or merge it into another."""
    from charlib.domain.character.handle import parse_tag

    known, name = state.lib.tags.meant(old), parse_tag(new)
    count = next(tag.characters for tag in state.lib.tags.list() if tag.name == known)
    is_merged = state.lib.tags.rename(old, new)
    people = counted(count, "character")
    text = f"{'Merged' if is_merged else 'Renamed'} tag {known}"
    text += f" {'into' if is_merged else 'to'} {name} ({people})."
    if name == known:
        text = f"Nothing changed: {new} is the tag {known}, as tags are kept in lower case."
    state.output.result({"tag": name, "merged": is_merged, "characters": count}, text)


def nest(state: State, *, tag: str = CHILD, parent: str = PARENT) -> None:
    """Put a tag under another, so that its search finds both.

    After `charlib tag nest villain role`, a search for tag:role also finds the characters tagged
    villain. A tag can have several parents.
    """
    new = state.lib.tags.unknown(tag, parent)
    state.lib.tags.nest(tag, parent)
    state.output.result({"tag": tag, "parent": parent}, f"Tag {tag} is now under {parent}.")
    _show_new(state, new)


def unnest(state: State, *, tag: str = CHILD, parent: str = PARENT) -> None:
    """Take a tag out from under another."""
    state.lib.tags.unnest(tag, parent)
    state.output.result({"tag": tag, "parent": parent}, f"Tag {tag} is no longer under {parent}.")


def alias(
    state: State,
    *,
    alias: str = argument("ALIAS", "The new name for it.", completes="tags"),
    tag: str = opt.TAG._replace(help="The tag that it stands for."),
) -> None:
    """Give a tag another name.

    After `charlib tag alias protagonist hero`, tag:protagonist finds the characters tagged hero.
    """
    new = state.lib.tags.unknown(tag)
    before = state.lib.tags.alias(alias, tag)
    state.output.result({"alias": alias, "tag": tag}, f"{alias} now means {tag}.")
    if before:
        state.output.talk(f"It meant {before} before. To undo this: charlib undo")
    _show_new(state, new)


def unalias(
    state: State, *, alias: str = argument("ALIAS", "The other name.", completes="aliases")
) -> None:
    """Remove another name of a tag."""
    state.lib.tags.unalias(alias)
    state.output.talk(f"Removed the name {alias}.")


def list_(
    state: State,
    *,
    limit: int = opt.limit(0),
    sort: str = option("ORDER", "Order of the tags.", choices=("name", "count"), default="name"),
    unused: bool = flag("Show only tags that no character has."),
    prune: bool = flag("Remove tags that no character has."),
) -> None:
    """List the tags with their characters, parents and aliases."""
    if prune:
        _prune(state)
    if unused:  # in any project, and so they have no order by count
        tags = _unused(state)[: limit or None]
    else:
        project = state.lib.project if state.project else None
        tags = state.lib.tags.list(project, sort=cast("TagSort", sort), limit=limit)
    state.output.rows(
        [
            {
                "tag": tag.name,
                "characters": tag.characters,
                "parents": list(tag.parents),
                "aliases": list(tag.aliases),
            }
            for tag in tags
        ],
        ("tag", "characters", "under", "also"),
        [
            [tag.name, str(tag.characters), opt.listed(tag.parents), opt.listed(tag.aliases)]
            for tag in tags
        ],
    )


def _unused(state: State) -> list[TagRecord]:
    return [tag for tag in state.lib.tags.list() if not tag.characters]


def _prune(state: State) -> None:
    removed, left = state.lib.tags.remove_unused(), len(_unused(state))
    why = f" Kept {counted(left, 'unused tag')} that other tags are under." if left else ""
    state.output.talk(f"Removed {counted(removed, 'tag')}.{why}")


def _is_confirmed(
    state: State,
    what: str,
    handles: list[str],
    query: str | None,
    *,
    dry_run: bool,
    yes: bool,
) -> bool:
    if handles and query is not None:
        raise InvalidInput(
            "Handles and --query exclude each other.", hint="Give HANDLE…, or --query QUERY"
        )
    if many.is_shown_only(state, handles, query, what, dry_run=dry_run):
        return False
    return query is None or many.confirm_matches(state, query, what, dry_run=dry_run, yes=yes)


def _show_changed(state: State, tag: str, count: int, what: str) -> None:
    text = f"{what} {counted(count, 'character')}."
    state.output.result({"tag": tag, "changed": count}, text)


def _show_new(state: State, names: list[str]) -> None:
    for name in names:
        state.output.talk(f"Created tag {name}.")
