"""Render prompts, and generate films from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.cli import many
from charlib.cli import options as opt
from charlib.cli.declare import argument, flag, option, switch
from charlib.cli.many import counted
from charlib.errors import BadPrompt, InvalidInput
from charlib.hints import Hint, call

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from charlib.cli.state import State
    from charlib.domain.prompts.lint import CheckedPrompt
    from charlib.domain.prompts.scenarios import Scenario
    from charlib.domain.records import Task
    from charlib.providers.filming import PlannedFilm
    from charlib.providers.messages import Request

_SHOWN = 3
"""Rows that a message names."""
TEXT = argument("TEXT", 'The prompt, such as "@mia walks with @tom".', completes="prompt")


def prompt(
    state: State,
    *,
    text: str = TEXT,
    account: str | None = opt.ACCOUNT,
    episode: str | None = opt.EPISODE,
    all_: bool = flag("Show the prompt for every account, side by side."),
    lint: bool = flag("Show only the problems, and where they are."),
    decompile: bool = flag("Turn a provider's prompt back into @handles."),
    request: str | None = option("JSON", "With --decompile: the fields sent with the prompt."),
) -> None:
    """Render a prompt: @handles become the provider's names."""
    if sum((all_, lint, decompile)) > 1 or (all_ and account):
        raise InvalidInput(
            "--all, --lint and --decompile exclude each other, and --all excludes --account.",
            hint="Give one of them",
        )
    if request is not None and not decompile:
        raise InvalidInput("--request needs --decompile.", hint="charlib prompt --help")
    if all_:
        _show_everywhere(state, text, episode)
    elif lint:
        _show_problems(state, text, account, episode)
    elif decompile:
        _show_decompiled(state, text, account, request)
    else:
        _show_prompt(state, text, account, episode)


def generate(
    state: State,
    *,
    text: str | None = TEXT,
    account: str | None = opt.ACCOUNT,
    scenarios: Path | None = option(
        "FILE", "Prompts: one per line, a CSV table, or JSON Lines.", completes="files"
    ),
    again: bool = flag("With --scenarios: also the rows that are filmed already."),
    episode: str | None = opt.EPISODE,
    scene: str | None = option("LABEL", "The scene that is filmed: 3, 3a, int-day."),
    takes: int = option("N", "Films of each prompt.", default=1, least=1, most=100),
    dry_run: bool = flag("Show the rendered prompts; send nothing."),
    yes: bool = opt.YES,
    ratio: str | None = option("W:H", "Shape of the film: 16:9, 9:16 (or portrait), 1:1."),
    seconds: str | None = option("N", "Length of the film."),
    resolution: str | None = option("SIZE", "Size of the film: 720p, 1080p."),
    seed: str | None = option("N", "Seed: the same one gives a similar film."),
    audio: bool | None = switch("Make the film with sound, or without.", default=None),
    model: str | None = option("MODEL", "The provider's model."),
    param: list[str] = option(
        "PATH=VALUE", "Any value of the request; can be repeated.", default=()
    ),
    wait: bool | None = switch("Wait for the film and download it.", default=None),
    check: bool = flag("Wait, and tell whether the films show the characters."),
    jobs: int = opt.JOBS,
) -> None:
    """Render a prompt, send it, and record the task.

    What the provider does not take is refused before anything is sent. In a file of prompts, blank
    lines and lines that begin with # are ignored; a table may have a column for each option.
    """
    if (text is None) == (scenarios is None):
        raise InvalidInput(
            "Give a prompt, or a file of prompts.",
            hint='charlib generate "@mia walks"    # or --scenarios FILE',
        )
    story: dict[str, Any] = {"episode": episode, "scene": scene, "takes": takes}
    rows = _prompts(state, text, scenarios, story | {"account": account}, again=again)
    if not rows:
        return
    choices: dict[str, Any] = {
        "account": account, "ratio": ratio, "seconds": seconds, "resolution": resolution,
        "seed": seed, "audio": audio, "model": model, "params": dict(map(_param, param)),
        "episode": episode,
    }  # fmt: skip
    if dry_run:
        _show_plan(state, rows, choices, check=check)
        return
    told = _confirmed(state, rows, choices, check=check, yes=yes)
    if told is None:
        return
    with state.output.progress("generating", len(rows)) as watch:
        tasks = state.lib.generate_many(
            rows, wait=check if wait is None else wait, check=check, watch=watch, workers=jobs,
            warn=lambda text: None if text in told else state.output.warn(text), **choices,
        )  # fmt: skip
    _show_sent(state, tasks, rows, scenarios, check=check)


def _show_sent(
    state: State, tasks: list[Task], rows: list[Scenario], scenarios: Path | None, *, check: bool
) -> None:
    if scenarios is None and not tasks[1:]:
        _show_one(state, tasks[0])
        return
    from charlib.cli.showing.films import show_films

    show_films(state, tasks, rows, scenarios, check=check)


def _show_prompt(state: State, text: str, account: str | None, episode: str | None) -> None:
    from charlib.domain import forms

    composed = state.lib.prompt(text, account=account, episode=episode)
    if state.output.as_json:
        state.output.json(forms.composition(composed))
        return
    for warning in composed.warnings:
        state.output.warn(warning)
    state.output.line(composed.prompt)
    if composed.request:
        import json

        state.output.line(json.dumps(composed.request, ensure_ascii=False))


def _show_everywhere(state: State, text: str, episode: str | None) -> None:
    """Every account's prompt; where an account cannot render it, why."""
    results = state.lib.prompt_everywhere(text, episode=episode)
    if state.output.as_json:
        state.output.json(list(map(_form, results)))
        return
    state.output.side_by_side([(result.account, _rendered(result)) for result in results])
    for result in results:
        for warning in result.composition.warnings if result.composition else ():
            state.output.warn(f"{result.account}: {warning}")
    if not results:
        state.output.talk("No accounts yet. Add one: charlib account add NAME --profile plain")


def _form(result: CheckedPrompt) -> dict[str, Any]:
    from charlib.domain import forms

    if result.composition:
        return forms.composition(result.composition)
    return {
        "account": result.account,
        "profile": result.profile,
        "template": result.template,
        "prompt": None,
        "problems": _problems(result),
    }


def _rendered(result: CheckedPrompt) -> str:
    if result.composition:
        return result.composition.prompt
    return "✗ " + "; ".join(_problems(result))


def _problems(result: CheckedPrompt) -> list[str]:
    return list(dict.fromkeys(problem.text for problem in result.errors))


def _show_problems(state: State, text: str, account: str | None, episode: str | None) -> None:
    from charlib.cli.showing.phrasing import phrased
    from charlib.domain.prompts.lint import underlined

    checked = state.lib.lint(text, account=account, episode=episode)
    if state.output.as_json:
        state.output.json(checked.form())
    else:
        lines = underlined(text, checked.findings, phrase=phrased)
        for line in _each_hint_once(lines, phrased(_lint_hint(checked))):
            state.output.line(line)
    if checked.errors:
        count = counted(len(checked.errors), "error")
        raise BadPrompt(
            f"The prompt has {count} for account {checked.account}.",
            hint=_lint_hint(checked),
        )
    if not checked.findings:
        state.output.talk(f"No problems for account {checked.account}.")


def _lint_hint(checked: CheckedPrompt) -> Hint:
    """What helps with the first error that something helps with."""
    return next((problem.hint for problem in checked.errors if problem.hint), call("list"))


def _each_hint_once(lines: Iterable[str], last: str) -> Iterator[str]:
    """Lines without hints that were given before, or that are given at the end."""
    given = {f"  try: {last}"}
    for line in lines:
        if line not in given:
            yield line
        if line.startswith("  try: "):
            given.add(line)


def _show_decompiled(state: State, text: str, account: str | None, request: str | None) -> None:
    import json

    try:
        fields = json.loads(request) if request else None
    except ValueError as error:
        raise InvalidInput(f"--request is not JSON: {error}", hint="Give a JSON object") from None
    decompiled = state.lib.decompile(text, account=account, request=fields)
    for word in decompiled.missing:
        state.output.warn(f"{word} is not a character known at this account")
    form = {
        "prompt": decompiled.text,
        "handles": list(decompiled.handles),
        "unknown": list(decompiled.missing),
    }
    state.output.result(form, decompiled.text)


def _prompts(
    state: State,
    text: str | None,
    scenarios: Path | None,
    choices: dict[str, Any],
    *,
    again: bool,
) -> list[Scenario]:
    """The prompts of a command, each take by itself; of a file, those that are not filmed yet."""
    from charlib.domain.prompts.scenarios import Scenario
    from charlib.library import read_scenarios

    given = [Scenario("", text)] if text is not None else read_scenarios(scenarios or "")
    rows = state.lib.unfilmed(given, again=True, **choices)
    if text is not None or again:
        return rows
    left = state.lib.unfilmed(given, **choices)
    _show_skipped(state, [row.place for row in rows], [row.place for row in left])
    return left


def _show_skipped(state: State, places: list[str], left: list[str]) -> None:
    """Say which rows are not filmed again."""
    skipped = [place for place in places if place not in left]
    if not skipped:
        return
    rows = list(dict.fromkeys(place.partition(" (")[0] for place in skipped))
    named = ", ".join(rows[:_SHOWN]) + ", …" * (len(rows) > _SHOWN)
    takes = counted(len(skipped), "take")
    state.output.talk(f"Skipped {takes} filmed already: {named}. To film again: --again")
    if not left and state.output.as_json:
        state.output.json([])


def _show_plan(state: State, rows: list[Scenario], choices: dict[str, Any], *, check: bool) -> None:
    """Show what would be sent."""
    films = state.lib.plan_generate(rows, check=check, **choices)
    _show_doubts(state, films)
    for film in films:
        for warning in film.warnings:
            state.output.warn(f"{film.place}: {warning}" if film.place else warning)
    names = list(dict.fromkeys(film.composition.account for film in films))
    sent = [(film.composition.account, film.cost) for film in films if film.request]
    estimate = state.lib.estimate(sent)
    many.show_estimate(state, estimate)
    if state.output.as_json:
        prompts = list(map(_planned, films))
        form = {"account": names[0], "count": len(films), "prompts": prompts}
        state.output.json(form | {"cost": many.estimate_form(estimate)})
        return
    _show_films(state, films)
    count, where = counted(len(films), "prompt"), "accounts" if names[1:] else "account"
    price = f"; {estimate.words}" if sent else ""
    state.output.talk(f"{count} for {where} {', '.join(names)}{price}; nothing was sent.")


def _show_films(state: State, films: list[PlannedFilm]) -> None:
    """Print what would be sent, and where it belongs; takes that are alike are printed once."""
    from itertools import groupby

    def lines(film: PlannedFilm) -> tuple[str, ...]:
        sent = [_request(film.request)] if film.request else []
        return (
            str(film.scene) if films[1:] else "",
            film.composition.account,
            film.composition.prompt,
            *sent,
        )

    for (scene, _, text, *sent), alike in groupby(films, key=lines):
        count = sum(1 for _ in alike)
        where = ", ".join(filter(None, (scene, counted(count, "take") if count > 1 else "")))
        state.output.line(f"{where}: {text}" if where else text)
        for request in sent:
            state.output.line(request)


def _planned(film: PlannedFilm) -> dict[str, Any]:
    """A planned film as a document; `call` is the whole request."""
    from charlib.domain import forms

    call = film.request and {
        "method": film.request.method, "path": film.request.path, "body": film.request.body,
    }  # fmt: skip
    form = forms.composition(film.composition) | {
        "warnings": [*film.warnings, *film.doubts],
        "episode": film.scene.episode, "scene": film.scene.label,
    }  # fmt: skip
    cost = forms.cost(film.cost)
    return form | {"model": film.model, "params": dict(film.params), "call": call, "cost": cost}


def _request(request: Request) -> str:
    import json

    return f"{request.method} {request.path} {json.dumps(request.body, ensure_ascii=False)}"


def _confirmed(
    state: State, rows: list[Scenario], choices: dict[str, Any], *, check: bool, yes: bool
) -> list[str] | None:
    """Ask on a terminal before several films that cost something, or that cannot be checked.

    Returns the warnings that were shown; None if nothing is to be sent.
    """
    if yes or not many.is_terminal() or (len(rows) < many.TOGETHER and not check):
        return []
    films = state.lib.plan_generate(rows, check=check, **choices)
    calls = [(film.composition.account, film.cost) for film in films]
    told, what = _show_doubts(state, films), f"Generate {counted(len(films), 'film')}"
    return told if many.confirmed_cost(state, what, calls, yes=yes, always=bool(told)) else None


def _show_doubts(state: State, films: list[PlannedFilm]) -> list[str]:
    """Warn of characters that a check would not tell; return these warnings."""
    doubts = list(dict.fromkeys(doubt for film in films for doubt in film.doubts))
    for doubt in doubts:
        state.output.warn(doubt)
    return doubts


def _show_one(state: State, task: Task) -> None:
    from charlib.cli.commands.filming.task import show_task

    show_task(state, task)
    if task.state != "done":
        state.output.talk(f"To wait for it: charlib task wait {task.id}")


def _param(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise InvalidInput(f"--param {text} has no value.", hint="--param duration=8")
    return name, value
