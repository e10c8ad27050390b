"""Windows: which ones are good, and is this one?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from charlib.cli import options as opt
from charlib.cli.state import State, of
from charlib.errors import BadWindow, InvalidInput, MediaError

if TYPE_CHECKING:
    from charlib.domain.suggestion import Subject, Suggestion, Suggestions

app = typer.Typer(help="Windows of sources.", no_args_is_help=True, rich_markup_mode=None)
_DASHED = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
Span = Annotated[str, typer.Argument(metavar="START,END", help="In seconds: 5,8")]
SubjectOption = Annotated[
    str, typer.Option("--subject", metavar="S", help="auto, face, or object: an animal, a thing.")
]
FaceModel = Annotated[
    Path | None,
    typer.Option("--face-model", metavar="FILE", help="A YuNet ONNX of yours, to find faces with."),
]


@app.command()
def suggest(
    ctx: typer.Context,
    video: Annotated[str, typer.Argument(metavar="VIDEO", help="A file, a URL or a source.")],
    count: Annotated[int, typer.Option(metavar="N", min=1, help="How many windows.")] = 3,
    least: Annotated[
        float | None, typer.Option("--min", metavar="S", help="The least seconds of a window.")
    ] = None,
    most: Annotated[
        float | None, typer.Option("--max", metavar="S", help="The most (else the account's).")
    ] = None,
    account: opt.Account = None,
    subject: SubjectOption = "auto",
    face_model: FaceModel = None,
    save: Annotated[
        bool, typer.Option("--save", help="Keep them as windows of the source.")
    ] = False,
) -> None:
    """Find the windows of a video that show somebody best, and say why.

    Ends with exit code 1 where no window is clearly good; the best there are come all the same.
    """
    state = of(ctx)
    chosen = subject_of(subject)
    with state.output.bar("watching", duration_of(state, video)) as watched:
        found = state.lib.suggest_windows(
            video, count=count, min_s=least, max_s=most, account=account, subject=chosen,
            face_model=face_model, save=save, progress=watched,
        )  # fmt: skip
    _show(state, video, found)
    if save and found.windows:
        state.output.talk(f"kept with the source: charlib source show {video}")
    if not found.is_confident:
        raise MediaError(
            f"no window of {video} is clearly good",
            hint="Look at the best ones first: charlib source picture VIDEO --sheet",
        )


def _show(state: State, video: str, found: Suggestions) -> None:
    from charlib.domain import forms

    if state.output.as_json:
        state.output.json({"video": video, **forms.suggestions(found)})
        return
    cells = [[str(one.window), f"{one.score:.2f}", told(one)] for one in found.windows]
    if sys.stdout.isatty():  # reasons are read whole, which a table would not let
        for row in cells:
            state.output.line("  ".join(row))
    else:
        state.output.rows((), (), cells)
    for gone in found.refused:
        state.output.talk(f"not {gone.window}: {gone.why}")


def told(one: Suggestion) -> str:
    """What speaks for and against a window, in one line; low confidence is said first."""
    parts = ["" if one.is_confident else "low confidence", one.but, one.why]
    if one.is_confident:
        parts = [one.why, one.but and f"but {one.but}"]
    return "; ".join(part for part in parts if part)


def subject_of(name: str) -> Subject:
    """What is looked for; InvalidInput for a word that is none of the three."""
    from charlib.domain.suggestion import SUBJECTS

    found = next((one for one in SUBJECTS if one == name), None)
    if found is None:
        raise InvalidInput(f"no subject {name!r}", hint=f"--subject {' | '.join(SUBJECTS)}")
    return found


def duration_of(state: State, video: str) -> float | None:
    """How long a video is, in seconds, for a bar; None where that is not known yet."""
    if not sys.stderr.isatty() or state.output.quiet:
        return None
    return (state.lib.probe(video).duration_ms or 0) / 1000 or None


@app.command(context_settings=_DASHED)
def check(
    ctx: typer.Context,
    window: Span,
    source: Annotated[
        str | None, typer.Option(metavar="REF", help="The source or file it is a window of.")
    ] = None,
    account: opt.Account = None,
    subject: SubjectOption = "auto",
    face_model: FaceModel = None,
) -> None:
    """Tell everything that is wrong with a window, for an account and a source, at once.

    Where the source's film is on this machine, the window is scored as `window suggest` does.
    """
    state = of(ctx)
    chosen = subject_of(subject)
    problems = state.lib.check_window(window, source=source, account=account)
    hard = [one.text for one in problems if one.is_hard]
    form: dict[str, Any] = {
        "window": window,
        "ok": not hard,
        "problems": [{"text": one.text, "hard": one.is_hard} for one in problems],
    }
    judged = None
    if source is not None and not hard:
        judged = state.lib.judge_window(window, source, subject=chosen, face_model=face_model)
    if state.output.as_json:
        state.output.json(form | (_judged_form(judged) if judged else {}))
    else:
        for one in problems:
            state.output.line(f"{'refused' if one.is_hard else 'advice'}: {one.text}")
        if judged:
            state.output.line(f"score {judged.score:.2f}: {told(judged)}")
    if hard:
        raise BadWindow(
            f"window {window}: {'; '.join(hard)}", hint="Choose another part of the source"
        )
    if not problems and (judged is None or judged.is_confident):
        state.output.talk(f"window {window} is good")


def _judged_form(judged: Suggestion) -> dict[str, Any]:
    from charlib.domain import forms

    form = forms.suggestion(judged)
    form.pop("window")
    return form


@app.command(context_settings=_DASHED)
def picture(
    ctx: typer.Context,
    window: Span,
    source: Annotated[str, typer.Option(metavar="REF", help="The source it is a window of.")],
    sheet: Annotated[bool, typer.Option("--sheet", help="Many small ones on a page.")] = False,
) -> None:
    """Make a still or a contact sheet of a window, once, and tell where it is."""
    from charlib.cli.pictures import show_picture

    state = of(ctx)
    show_picture(state, state.lib.picture(source, window, sheet=sheet))
