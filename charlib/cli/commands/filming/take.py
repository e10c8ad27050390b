"""Find, watch, rate and pick takes of scenes."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, cast

from charlib.cli import options as opt
from charlib.cli.commands.cast.search import query_of, save_query, show_saved
from charlib.cli.commands.filming.identity import lowest, score, shown
from charlib.cli.declare import argument, flag, option
from charlib.cli.many import counted, minute
from charlib.errors import InvalidInput, PartlyDone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from charlib.cli.state import State
    from charlib.domain.records import FilmedScene, SceneTake, Task
    from charlib.library.filming.checking import CheckedTake
    from charlib.store.search.takes import TakeSort

TAKE = argument("TAKE", "A take: the number of its task, or the provider's ID.", completes="tasks")
TAKES = argument("TAKE…", "Takes: the numbers of their tasks.", completes="tasks")
QUERY = argument(
    "QUERY…",
    "Words of prompts, and fields: character:mia episode:4..6 rating:>3.",
    default=(),
    completes="takes",
    takes_dashes=True,
)
EVERYWHERE = flag("In all projects, not only the current one.")
_SHOWN = 5
_NUMBER = re.compile(r"(task:)?[0-9]+", re.ASCII)
_ORDERS = ("newest", "oldest", "scene", "rating", "check")


def list_(
    state: State,
    *,
    query: list[str] = QUERY,
    limit: int = opt.limit(),
    sort: str = option("ORDER", "Order of the takes.", choices=_ORDERS, default="newest"),
    after: str | None = option("TAKE", "Start after this take.", completes="tasks"),
    everywhere: bool = EVERYWHERE,
    save: str | None = option("NAME", "Save the query, for saved:NAME.", completes="saved takes"),
    forget: str | None = option("NAME", "Delete a saved query.", completes="saved takes"),
    saved: bool = flag("List the saved queries."),
) -> None:
    """List takes by their scenes, people, ratings and prompts.

    The fields are in `charlib help takes`.
    """
    text = _text(query)
    verbs = state.lib.takes
    save_query(state, text, save, forget, verbs.save_search, verbs.forget_search)
    if saved or forget:
        show_saved(state, verbs.saved_searches())
        return
    takes = state.lib.takes.list(
        text, limit=limit, sort=cast("TakeSort", sort), after=after, everywhere=everywhere
    )
    show_takes(state, takes)
    if limit and len(takes) == limit:
        state.output.talk(f"For the next {limit}: --after {takes[-1].id}    For all: --limit 0")
    if not (takes or after):
        show_no_matches(state, text, everywhere=everywhere)


def show(state: State, *, take: str = TAKE) -> None:
    """Show a take."""
    show_take(state, state.lib.takes.show(take))


def pick(
    state: State,
    *,
    takes: list[str] = TAKES,
    also: bool = flag("Keep the takes of these scenes that are picked already."),
    none: bool = flag("Pick them no longer."),
) -> None:
    """Pick takes, each in place of the picked one of its scene."""
    if also and none:
        raise InvalidInput("--also and --none exclude each other.", hint="Give one of them")
    verbs = state.lib.takes
    replaced = [] if also or none else verbs.plan_pick(*takes)
    show_takes(state, verbs.unpick(*takes) if none else verbs.pick(*takes, also=also))
    if replaced:
        noun = "takes" if replaced[1:] else "take"
        state.output.talk(f"No longer picked: {noun} {_numbers(replaced)}. To undo: charlib undo")


def rate(
    state: State,
    *,
    take: str = TAKE,
    rating: str = argument("RATING", "From 0 to 5, or none."),
) -> None:
    """Rate a take from 0 to 5."""
    show_takes(state, [state.lib.takes.rate(take, None if rating == "none" else rating)])


def note(
    state: State,
    *,
    take: str = TAKE,
    text: str = argument("TEXT", "The note; an empty text removes it."),
) -> None:
    """Note something about a take."""
    show_take(state, state.lib.takes.note(take, text))


def scenes(
    state: State,
    *,
    query: list[str] = QUERY,
    episode: int | None = option("N", "Only this episode.", least=0),
    unpicked: bool = flag("Only scenes without a picked take."),
    everywhere: bool = EVERYWHERE,
) -> None:
    """List the scenes with their takes, and what is picked.

    With a query, the scenes with a take that it finds.
    """
    from charlib.domain import forms

    text = _text(query)
    found = state.lib.takes.scenes(text, episode=episode, everywhere=everywhere)
    shown = [scene for scene in found if not (unpicked and scene.picked)]
    current = state.lib.project
    state.output.rows(
        list(map(forms.scene, shown)),
        ("scene", "takes", "picked"),
        [_scene_cells(scene, current) for scene in shown],
        nothing="No scenes found.",
    )
    if text and not found:
        show_no_matches(state, text, everywhere=everywhere)
    missing = sum(not scene.picked for scene in found)
    if found and not state.output.as_json:
        state.output.talk(f"{counted(len(found), 'scene')}, {missing:,} without a picked take.")


def open_(state: State, *, take: str = TAKE) -> None:
    """Open the film of a take in the system's player.

    CHARLIB_PLAYER names another player. Where there is no display, only the path is printed.
    """
    opened = state.lib.takes.open(take)
    state.output.result({"film": str(opened.path), "open": opened.is_open}, str(opened.path))


def check(
    state: State,
    *,
    query: list[str] = argument(
        "TAKE…|QUERY",
        "Numbers of takes, or what `take list` finds.",
        completes="takes",
        takes_dashes=True,
    ),
    identity_model: Path | None = opt.IDENTITY_MODEL,
    everywhere: bool = EVERYWHERE,
) -> None:
    """Tell whether films show the characters of their prompts.

    The faces are compared with the kept stills of each character, after `charlib identity on`.
    """
    numbered = all(map(_NUMBER.fullmatch, query))
    named: dict[str, Any] = {} if numbered else {"query": _text(query), "everywhere": everywhere}
    checked = state.lib.takes.check(*(query if numbered else ()), model=identity_model, **named)
    state.output.rows(
        [_checked_form(each) for each in checked],
        ("ID", "handle", "verdict", "score", "lowest", "why"),
        [cells for each in checked for cells in _checked_cells(each)],
    )
    if not (checked or numbered):
        show_no_matches(state, _text(query), everywhere=everywhere)
    problems = [problem for each in checked for problem in each.problems]
    if problems:
        texts = [*map(str, problems[:_SHOWN]), *["…"] * (len(problems) > _SHOWN)]
        raise PartlyDone(f"Not checked: {'; '.join(texts)}.", hint=problems[0].hint)


def _checked_form(checked: CheckedTake) -> dict[str, Any]:
    """A task with its checks, and all that was found now: frames, lowest moments and reasons."""
    from charlib.domain import forms, identity

    return forms.task(checked.take) | {"found": list(map(identity.form, checked.checks))}


def _checked_cells(checked: CheckedTake) -> list[list[str]]:
    number = str(checked.take.id)
    if not (checked.checks or checked.problems):
        return [[number, "", "", "", "", "its prompt mentions nobody"]]
    return [
        [number, shown(each), each.verdict, score(each), lowest(each), each.why]
        for each in checked.checks
    ]


def sheet(
    state: State,
    *,
    query: list[str] = QUERY,
    out: Path = option("FILE", "The picture (JPEG).", short="-o", completes="files"),
    columns: int = option("N", "Moments of each take.", default=6, least=1, most=12),
) -> None:
    """Write a contact sheet: a row for each take.

    The same moments are below each other.
    """
    takes = state.lib.takes.sheet(out, _text(query), columns=columns)
    form = {"file": str(out), "takes": [take.id for take in takes]}
    state.output.result(form, str(out))
    state.output.talk(f"{counted(len(takes), 'take')}, from top to bottom: {_numbers(takes)}")


def export(
    state: State,
    *,
    target: str = argument(
        "DIR|FILE.otio",
        "A folder (DIR/ if it is new and has a dot), or a timeline.",
        completes="files",
    ),
    query: list[str] = QUERY,
    everywhere: bool = EVERYWHERE,
) -> None:
    """Hand films on, by default the picked takes.

    A folder gets files with readable names, linked where the system can, else copied. A .otio file
    is a timeline for editors. Running it again changes nothing.
    """
    from charlib.library.nouns.takes import PICKED

    done = state.lib.takes.export(target, _text(query) or PICKED, everywhere=everywhere)
    form = {
        "path": str(done.path),
        "files": [str(path) for path in done.files],
        "written": done.written,
        "missing": [take.id for take in done.missing],
        "others": [str(path) for path in done.others],
    }
    if state.output.as_json:
        state.output.json(form)
    else:
        for path in done.files:
            state.output.line(str(path))
    state.output.talk(f"{counted(done.written, 'file')} written.")
    if done.missing or done.others:
        faults = [f"the film of take {take.id} ({take.state}) is not here" for take in done.missing]
        faults += [f"{path} is another file" for path in done.others]
        raise PartlyDone(
            f"Not exported: {'; '.join(faults[:_SHOWN])}{'; …' * (len(faults) > _SHOWN)}.",
            hint="charlib sync" if done.missing else "Choose another folder",
        )


def show_takes(state: State, takes: Sequence[Task]) -> None:
    """Print takes as a table that fits a terminal."""
    from charlib.domain import forms

    current = state.lib.project
    state.output.rows(
        list(map(forms.task, takes)),
        ("ID", "scene", "with", "state", "rating", "", "created", "film", "prompt"),
        [_cells(take, current) for take in takes],
    )


def show_take(state: State, take: Task) -> None:
    """Print a take: its task, and what was decided about it."""
    from charlib.cli.commands.filming.task import show_task

    show_task(state, take)


def show_no_matches(state: State, text: str, *, everywhere: bool) -> None:
    """Say that no take matches, and what may have been meant."""
    more = ""
    if not everywhere and state.lib.takes.list(text, limit=1, everywhere=True):
        more = " Other projects have some: --everywhere"
    state.output.talk(f"No takes match.{more}")
    for field, name, meant in state.lib.takes.unknown(text):
        suggestion = f" Did you mean {meant}?" if meant else ""
        state.output.talk(f"No {field} {name}.{suggestion}")


def _cells(take: Task, current: str) -> list[str]:
    from charlib.domain import forms

    form: dict[str, Any] = forms.task(take)
    film = take.output or ""
    return [
        str(take.id),
        _place(take, current),
        " ".join(f"@{handle}" for handle in take.characters),
        form["state"],
        "★" * (take.rating or 0),
        "✓" if take.picked else "",
        minute(form["created_at"])[:10],
        "" if "://" in film else PurePath(film).name,
        take.template,
    ]


def _place(take: Task, current: str) -> str:
    """Where a take belongs: `noir e05 s3 take 2`, the project only if it is another."""
    from charlib.cli.commands.filming.task import place_of

    project = "" if take.project in {current, ""} else take.project
    return " ".join(filter(None, (project, place_of(take))))


def _scene_cells(scene: FilmedScene, current: str) -> list[str]:
    from charlib.domain.scenes import Scene

    project = "" if scene.project == current else f"{scene.project} "
    takes = [
        " ".join(
            filter(
                None,
                (
                    str(take.id),
                    "★" * (take.rating or 0),
                    "" if take.state == "done" else take.state,
                ),
            )
        )
        for take in scene.takes
    ]
    picked = _numbers(scene.picked)
    return [f"{project}{Scene(scene.episode, scene.label)}", ", ".join(takes), picked or "none"]


def _text(words: Sequence[str]) -> str:
    return query_of(words) if words else ""


def _numbers(takes: Sequence[Task | SceneTake]) -> str:
    return ", ".join(str(take.id) for take in takes)
