"""Mistakes of a command line: one plain sentence, and the help of the command that was meant."""

from __future__ import annotations

import pytest

from tests.cli.shell import Shell, refused


@pytest.mark.parametrize(
    ("line", "what", "command"),
    [
        ("take note 1", "TEXT is missing.", "take note"),
        ("take sheet", "--out FILE is missing.", "take sheet"),
        ("move tom", "--to PROJECT is missing.", "move"),
        ("take check", "TAKE…|QUERY is missing.", "take check"),
        ("window check film 5,8", "Unexpected words: 5,8", "window check"),
        ("project use a b c", "Unexpected words: b c", "project use"),
        ("undo x", "N must be a whole number, not 'x'.", "undo"),
        ("undo 0", "N must be 1 or more, not 0.", "undo"),
        ("generate hi --takes 0", "--takes must be from 1 to 100, not 0.", "generate"),
        ("window suggest x --min a", "--min must be a number, not 'a'.", "window suggest"),
        (
            "cost --by week",
            "--by must be project, account, month, character or episode, not 'week'.",
            "cost",
        ),
        (
            "edit mia --likeness human",
            "--likeness must be real, fictional or none, not 'human'.",
            "edit",
        ),
        ("--project x take list --sort", "--sort needs a value.", "take list"),
        ("generate hi --seconds", "--seconds needs a value.", "generate"),
        ("account add --profile", "--profile needs a value.", "account add"),
        ("completion", "SHELL is missing.", "completion"),
        ("--home", "--home needs a value.", ""),
        ("take list --nosuch", "No such option: --nosuch", "take list"),
        ("take nosuch", "No such command 'nosuch'.", "take"),
    ],
)
def test_a_mistake_is_one_sentence_about_its_word(
    shell: Shell, line: str, what: str, command: str
) -> None:
    """The subject comes first, as in all other errors; the hint is about the command."""
    helped = " ".join(filter(None, ("charlib", command, "--help")))
    assert shell(*line.split()) == refused(2, what, helped)
    assert shell(*helped.split()[1:]).code == 0


@pytest.mark.parametrize("command", ["verify", "resolve", "voice add"])
def test_help_promises_the_default_account_only_where_it_is_used(
    shell: Shell, command: str
) -> None:
    """These ask every account, the one of the request, or none."""
    promise = "default: the one set by"
    assert promise not in " ".join(shell(*command.split(), "--help").out.split())
    assert promise in " ".join(shell("generate", "--help").out.split())
