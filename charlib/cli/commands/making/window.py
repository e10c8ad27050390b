"""Suggest, check and show windows of videos."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, cast

from charlib.cli import options as opt
from charlib.cli.declare import flag, option
from charlib.domain.choices import SUBJECTS
from charlib.errors import BadWindow, MediaError

if TYPE_CHECKING:
    from pathlib import Path

    from charlib.cli.state import State
    from charlib.domain.choices import Subject
    from charlib.domain.windows.suggestion import Suggestion, Suggestions

SUBJECT = option("SUBJECT", "What to look for.", choices=SUBJECTS, default="auto")
FACE_MODEL = option("FILE", "Your own YuNet ONNX file to find faces with.", completes="files")
SOURCE = option("REF", "The video it is a window of.", completes="video")


def suggest(
    state: State,
    *,
    video: str = opt.VIDEO._replace(metavar="VIDEO"),
    count: int = option("N", "Number of windows.", default=3, least=1),
    min_: float | None = option("S", "Minimum length of a window, in seconds."),
    max_: float | None = option("S", "Maximum length, in seconds (default: the account's)."),
    account: str | None = opt.ACCOUNT,
    subject: str = SUBJECT,
    face_model: Path | None = FACE_MODEL,
    save: bool = flag("Save them as windows of the source."),
) -> None:
    """Find the best windows of a video, and say why.

    The exit code is 1 where no window is clearly good; the best are shown all the same.
    """
    with state.output.bar("watching", duration_of(state, video)) as progress:
        suggestions = state.lib.suggest_windows(
            video, count=count, min_s=min_, max_s=max_, account=account,
            subject=cast("Subject", subject), face_model=face_model, save=save, progress=progress,
        )  # fmt: skip
    _show(state, video, suggestions)
    if save and suggestions.windows:
        state.output.talk(f"Saved with the source. To see them: charlib source show {video}")
    if not suggestions.is_confident:
        raise MediaError(
            f"No window of {video} is clearly good.", hint=_look(video, suggestions, subject)
        )


def _look(video: str, suggestions: Suggestions, subject: str) -> str:
    """How to judge the best windows oneself."""
    from shlex import quote

    best = suggestions.best
    has_face = any(each.subject == "face" for each in suggestions.windows)
    if subject != "object" and not has_face:
        drawn = f"charlib window suggest {quote(video)} --subject object"
        return f"Use another video; for a drawing, an animal or a thing: {drawn}"
    if best is None:
        return "Use another video"
    if "://" in video:
        return f"To use the best one all the same: --window {best.window}"
    return f"Look at the best one: charlib window picture {best.window} --source {quote(video)}"


def check(
    state: State,
    *,
    window: str = opt.WINDOW,
    source: str | None = SOURCE,
    account: str | None = opt.ACCOUNT,
    subject: str = SUBJECT,
    face_model: Path | None = FACE_MODEL,
) -> None:
    """Show all problems of a window at an account.

    Where the source's film is on this machine, the window gets a score, as in `window suggest`.
    """
    problems = state.lib.check_window(window, source=source, account=account)
    hard = [problem.text for problem in problems if problem.is_hard]
    form: dict[str, Any] = {
        "window": window,
        "ok": not hard,
        "problems": [{"text": problem.text, "hard": problem.is_hard} for problem in problems],
    }
    judged = None
    if source is not None and not hard:
        judged = state.lib.judge_window(
            window, source, subject=cast("Subject", subject), face_model=face_model
        )
    if state.output.as_json:
        state.output.json(form | (_judged_form(judged) if judged else {}))
    else:
        for problem in problems:
            state.output.line(f"{'refused' if problem.is_hard else 'advice'}: {problem.text}")
        if judged:
            state.output.line(f"score {judged.score:.2f}: {reasons(judged)}")
    if hard:
        raise BadWindow(
            f"Window {window}: {'; '.join(hard)}", hint="Choose another part of the source"
        )
    if not problems and (judged is None or judged.is_confident):
        state.output.talk(f"Window {window} is good.")


def picture(
    state: State,
    *,
    window: str = opt.WINDOW,
    source: str = SOURCE,
    sheet: bool = opt.SHEET,
    out: Path | None = opt.OUT,
    open_: bool = opt.OPEN,
) -> None:
    """Make a picture of a window, and show where it is."""
    from charlib.cli.commands.cast.show import show_picture

    show_picture(state, state.lib.picture(source, window, sheet=sheet), out, opens=open_)


def reasons(suggestion: Suggestion) -> str:
    """What speaks for and against a window, in one line; low confidence comes first."""
    parts = ["" if suggestion.is_confident else "low confidence", suggestion.but, suggestion.why]
    if suggestion.is_confident:
        parts = [suggestion.why, suggestion.but and f"but {suggestion.but}"]
    return "; ".join(part for part in parts if part)


def duration_of(state: State, video: str) -> float | None:
    """The length of a video in seconds, for a bar; None where no bar is shown."""
    if not sys.stderr.isatty() or state.output.quiet:
        return None
    return (state.lib.probe(video).duration_ms or 0) / 1000 or None


def _show(state: State, video: str, suggestions: Suggestions) -> None:
    from charlib.domain import forms

    if state.output.as_json:
        state.output.json({"video": video, **forms.suggestions(suggestions)})
        return
    cells = [
        [str(suggestion.window), f"{suggestion.score:.2f}", reasons(suggestion)]
        for suggestion in suggestions.windows
    ]
    if sys.stdout.isatty():  # a table would cut the reasons
        for row in cells:
            state.output.line("  ".join(row))
    else:
        state.output.rows((), (), cells)
    if suggestions.damage:
        state.output.talk(f"The video is damaged: {suggestions.damage}.")
    for refusal in suggestions.refused:
        state.output.talk(f"not {refusal.window}: {refusal.why}")


def _judged_form(judged: Suggestion) -> dict[str, Any]:
    from charlib.domain import forms

    form = forms.suggestion(judged)
    form.pop("window")
    return form
