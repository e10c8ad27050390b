"""Films before they are paid for: a prompt at every account, tables of scenes, with prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.domain.prompts import asks
from charlib.domain.prompts.scenarios import Scenario
from charlib.domain.scenes import MOST_TAKES
from charlib.doors.shapes import many, maybe, obj, ref
from charlib.errors import CharlibError, Conflict
from charlib.studio import showing
from charlib.studio.api.scene import EPISODE, PROJECT
from charlib.studio.api.scene import TEXT as PROMPT
from charlib.studio.api.work import CONFIRM, planned, started
from charlib.studio.declare import Table, body
from charlib.studio.faults import form_of

if TYPE_CHECKING:
    from charlib.domain.prompts.lint import CheckedPrompt
    from charlib.library import Library
    from charlib.library.filming.scenario_plans import PlannedRow
    from charlib.studio.desk import Desk
    from charlib.studio.jobs import Job

table = Table()
TEXT = body("The rows: CSV, lines of JSON, or one prompt on each line.", longest=500_000)
PARAMS = body("Any values of the request, by path.", None)
KINDS = ("", "table", "json", "lines")
KIND = body("What the text is; without it, what it looks like.", "", choices=KINDS)
ACCOUNT = body("The account of rows that name none; without it, the default one.", None)
AGAIN = body("Film takes again that are filmed already.", default=False)


@table.post(
    "/api/prompts/render", "prompt_everywhere", obj(prompts=many(ref("Rendered"))), changes=False
)
def render(
    at: Desk,
    *,
    text: str = PROMPT,
    project: str | None = PROJECT,
    episode: str | None = EPISODE,
    takes: int = body("Films at each account.", 1, least=1, most=MOST_TAKES),
    wishes: dict[str, Any] | None = body("What is asked: ratio, seconds and so on.", None),
    params: dict[str, Any] | None = PARAMS,
) -> Any:
    """The prompt as every account needs it with what it costs there, or what is wrong with it."""
    asked = {name: value for name, value in (wishes or {}).items() if name in asks.NAMES}
    with at.library(project) as lib:
        found = lib.prompt_everywhere(text, episode=episode)
        return {"prompts": [_rendered(lib, each, episode, takes, asked, params) for each in found]}


def _rendered(
    lib: Library,
    found: CheckedPrompt,
    episode: str | None,
    takes: int,
    asked: dict[str, Any],
    params: dict[str, Any] | None,
) -> dict[str, Any]:
    """A prompt at an account, as it would be filmed there."""
    plan = error = None
    if found.composition is not None:
        try:
            row = Scenario("", found.template, found.account, asks.read(asked))
            films = lib.plan_generate([row], episode=episode, takes=takes, params=params)
            first, calls = films[0], [(film.composition.account, film.cost) for film in films]
            found = found._replace(composition=first.composition)
            if first.request:
                plan = planned(lib, calls, first.warnings)
                return showing.checked(found, first.request.body) | {"plan": plan, "error": None}
        except CharlibError as wrong:
            error = form_of(wrong)["error"]
    return showing.checked(found) | {"plan": plan, "error": error}


@table.post(
    "/api/scenarios/plan", "plan_scenarios", obj(rows=many(ref("Row")), plan=maybe(ref("Plan"))),
    changes=False,
)  # fmt: skip
def plan(
    at: Desk,
    *,
    text: str = TEXT,
    kind: str = KIND,
    project: str | None = PROJECT,
    account: str | None = ACCOUNT,
    episode: str | None = EPISODE,
    params: dict[str, Any] | None = PARAMS,
    again: bool = AGAIN,
) -> Any:
    """Each row with what is wrong with it or what it costs, and the plan of all that are right."""
    with at.library(project) as lib:
        rows = lib.plan_scenarios(
            text, kind=kind, account=account, episode=episode, params=params, again=again
        )
        return {"rows": [_row(lib, row) for row in rows], "plan": _plan(lib, rows)}


def _row(lib: Library, row: PlannedRow) -> dict[str, Any]:
    return {
        "cells": row.cells,
        "takes": row.takes,
        "plan": _plan(lib, [row]),
        "error": row.error and form_of(row.error)["error"],
    }


def _plan(lib: Library, rows: list[PlannedRow]) -> dict[str, Any] | None:
    """What the films of rows would cost together; None without any."""
    films = [film for row in rows for film in row.films]
    if not films:
        return None
    calls = [(film.composition.account, film.cost) for film in films]
    warnings = [text for film in films for text in film.warnings]
    return planned(lib, calls, warnings)


@table.post("/api/scenarios/generate", "generate_many", ref("Started"), spends=True)
def generate(
    at: Desk,
    *,
    text: str = TEXT,
    kind: str = KIND,
    project: str | None = PROJECT,
    account: str | None = ACCOUNT,
    episode: str | None = EPISODE,
    params: dict[str, Any] | None = PARAMS,
    again: bool = AGAIN,
    confirm: dict[str, Any] | None = CONFIRM,
) -> Any:
    """Film the rows that are right and not filmed yet; each film becomes a take of its scene."""
    with at.library(project) as lib:
        rows = lib.plan_scenarios(
            text, kind=kind, account=account, episode=episode, params=params, again=again
        )
        shown = _plan(lib, rows)
    if shown is None:
        error = next((row.error for row in rows if row.error), None)
        raise error or Conflict("every take is filmed already", hint="Ask for more takes")
    takes = [take for row in rows for take in row.left]

    def work(job: Job) -> dict[str, Any]:
        with at.library(project) as lib:
            made = lib.generate_many(
                takes, account=account, params=params, watch=job.watch, warn=job.warn
            )
            return {"tasks": list(map(showing.task, made))}

    count = len(takes)
    return started(at, shown, confirm, f"generate {count}", work, total=count)
