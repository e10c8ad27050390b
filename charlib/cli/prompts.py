"""Prompts, rendered and turned back. What `quick` calls without Typer, and `compose` with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.errors import InvalidInput

if TYPE_CHECKING:
    from charlib.cli.state import State


def prompt(
    state: State,
    text: str,
    *,
    account: str | None = None,
    everywhere: bool = False,
    lint: bool = False,
    decompile: bool = False,
    request: str | None = None,
) -> None:
    """Render a prompt for an account or for all, tell what is wrong with it, or turn it back."""
    if sum((everywhere, lint, decompile)) > 1 or (everywhere and account):
        raise InvalidInput(
            "--all, --lint and --decompile are three ways to ask, and --all is for every account",
            hint="Say one of them",
        )
    if request is not None and not decompile:
        raise InvalidInput("--request goes with --decompile", hint="charlib prompt --help")
    if everywhere:
        _show_everywhere(state, text)
    elif lint:
        _show_findings(state, text, account)
    elif decompile:
        _show_handles(state, text, account, request)
    else:
        _show_prompt(state, text, account)


def _show_prompt(state: State, text: str, account: str | None) -> None:
    from charlib.domain import forms

    composed = state.lib.prompt(text, account=account)
    form = forms.composition(composed)
    if state.output.as_json:
        state.output.json(form)
        return
    for warning in composed.warnings:
        state.output.warn(warning)
    state.output.line(composed.prompt)
    if composed.request:
        import json

        state.output.line(json.dumps(composed.request, ensure_ascii=False))


def _show_everywhere(state: State, text: str) -> None:
    """Every account's form; an account that cannot say it tells why instead."""
    from charlib.domain import forms

    checked = state.lib.prompt_everywhere(text)
    if state.output.as_json:
        state.output.json(
            [
                forms.composition(one.composition)
                if one.composition
                else {
                    "account": one.account,
                    "profile": one.profile,
                    "template": one.template,
                    "prompt": None,
                    "problems": list(dict.fromkeys(found.text for found in one.errors)),
                }
                for one in checked
            ]
        )
        return
    said = [
        (one.account, one.composition.prompt)
        if one.composition
        else (one.account, "✗ " + "; ".join(dict.fromkeys(found.text for found in one.errors)))
        for one in checked
    ]
    state.output.side_by_side(said)
    for one in checked:
        for warning in one.composition.warnings if one.composition else ():
            state.output.warn(f"{one.account}: {warning}")
    if not checked:
        state.output.talk("there is no account yet: charlib account add NAME --profile plain")


def _show_findings(state: State, text: str, account: str | None) -> None:
    from charlib.cli.phrasing import phrased
    from charlib.domain.lint import underlined
    from charlib.errors import BadPrompt

    checked = state.lib.lint(text, account=account)
    if state.output.as_json:
        state.output.json(checked.form())
    for line in (
        underlined(text, checked.findings, phrase=phrased) if not state.output.as_json else ()
    ):
        state.output.line(line)
    if checked.errors:
        count = len(checked.errors)
        raise BadPrompt(
            f"the prompt has {count} {'error' if count == 1 else 'errors'} for {checked.account}",
            hint=next((one.hint for one in checked.errors if one.hint), "charlib list"),
        )
    if not checked.findings:
        state.output.talk(f"nothing stands against it at {checked.account}")


def _show_handles(state: State, text: str, account: str | None, request: str | None) -> None:
    import json

    try:
        given = json.loads(request) if request else None
    except ValueError as error:
        raise InvalidInput(f"--request is no JSON: {error}", hint="Give the JSON object") from None
    found = state.lib.decompile(text, account=account, request=given)
    form = {"prompt": found.text, "handles": list(found.handles), "unknown": list(found.missing)}
    for word in found.missing:
        state.output.warn(f"{word} is nobody whom the library knows at this account")
    state.output.result(form, found.text)
