"""Erase a person for good."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from charlib.cli import many
from charlib.cli import options as opt
from charlib.cli.declare import flag
from charlib.cli.many import counted
from charlib.cli.showing.phrasing import phrased
from charlib.hints import call

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.domain.character.traces import Purge

_LISTED = 20


def purge(
    state: State,
    *,
    handle: str = opt.HANDLE,
    dry_run: bool = flag("Show what would be erased, and what would remain."),
    yes: bool = flag("Do not ask; needed where no terminal is attached.", short="-y"),
) -> None:
    """Erase a character for good, as a withdrawn consent demands.

    Its record, files, films, prompt texts and the journal are erased. What providers and backups
    have is listed.
    """
    plan = state.lib.plan_purge(handle)
    for line in _lines(plan):
        state.output.talk(line)
    if dry_run:
        state.output.result({**_form(plan), "dry_run": True}, "Nothing was changed.")
        return
    name = state.lib.qualified(plan)
    if not many.confirmed_for_good(f"Erasing @{name} cannot be undone", yes=yes):
        state.output.talk("Nothing was changed.")
        return
    done = state.lib.purge(handle)
    state.output.result(_form(done), f"Erased @{name}. The history begins anew.")
    if done.cast:
        state.output.warn(
            f"the cast in {done.cast[0]} still has @{name}; to tell the others:"
            f" {phrased(call('share push'))}"
        )
    if not done.is_scrubbed:
        state.output.warn(
            "another program reads the library, so old bytes remain. When it has ended:"
            " charlib doctor --fix"
        )


def _lines(plan: Purge) -> Iterator[str]:
    yield (
        f"To erase: the record, {counted(plan.files, 'file')}, {counted(plan.films, 'film')},"
        f" the texts of {counted(plan.prompts, 'prompt')}, and the whole history"
    )
    yield from _listed(
        "Remains at providers", [f"{each.account}: {each.kind} {each.remote_id}" for each in
                                 plan.elsewhere],
    )  # fmt: skip
    yield from _to_delete(plan)
    yield from _in_cast(plan)
    yield from _listed("Remains in backups, to be deleted by you", list(map(str, plan.copies)))
    yield from _listed("Films that show others too", list(plan.shared))
    yield from _listed("Videos with this character", list(plan.refs))
    yield from _listed("Texts that name this character", list(plan.mentions))
    yield from _listed(
        "Films that you exported, to be deleted by you", list(map(str, plan.exports))
    )
    yield from _listed("Files with other names elsewhere (hard links)", list(map(str, plan.links)))
    yield "Other exports and packs that you gave away are not known to charlib."


def _in_cast(plan: Purge) -> Iterator[str]:
    """What was pushed: nothing deletes it, and others may have pulled it."""
    if plan.cast:
        place, *members = plan.cast
        yield from _listed("Remains in the shared cast, where nothing is deleted", [place])
        yield from _listed("Remains with members of the cast, if they pulled it", members)


def _to_delete(plan: Purge) -> Iterator[str]:
    """The commands that delete the IDs at the providers: before, as nothing knows them later."""
    ids = [each for each in plan.elsewhere if each.kind == "character"]
    if ids:
        yield "To delete IDs there, before the purge:"
        if not plan.is_trashed:
            yield f"  {phrased(call('rm', plan.handle, yes=True))}"
    for each in ids[:_LISTED]:
        yield f"  {phrased(call('account clean', each.account, delete=each.remote_id))}"


def _listed(title: str, found: list[str]) -> Iterator[str]:
    if found:
        yield f"{title}:"
        yield from (f"  {each}" for each in found[:_LISTED])
    if len(found) > _LISTED:
        yield f"  and {len(found) - _LISTED:,} more"


def _form(plan: Purge) -> dict[str, Any]:
    names = ("handle", "project", "uid", "files", "films", "prompts")
    return {
        **{name: getattr(plan, name) for name in names},
        "remains": {
            "ids": [each._asdict() for each in plan.elsewhere],
            "backups": list(map(str, plan.copies)),
            "exports": list(map(str, plan.exports)),
            "links": list(map(str, plan.links)),
            "cast": list(plan.cast),
            "films": list(plan.shared),
            "videos": list(plan.refs),
            "texts": list(plan.mentions),
        },
    }
