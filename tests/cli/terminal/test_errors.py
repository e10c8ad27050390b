"""Errors with `--json`: one document with a kind, a message and a hint."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from charlib import errors
from charlib.cli.showing.errors import kind_of
from charlib.providers.replies.classify import causes, failure
from charlib.sandbox import Fault
from tests.cli.shell import FILM, Result, Shell
from tests.conftest import Cli

KINDS = {
    "invalid", "not-found", "conflict", "key", "permission", "money", "rate", "content",
    "parameters", "gone", "unanswered", "provider", "network", "disk", "busy", "partial", "fault",
}  # fmt: skip
CREATE = ("create", "mia", "--url", FILM, "--window", "5,8")
FAULTS = {
    "key": Fault("status", status=401),
    "money": Fault("status", status=402),
    "content": Fault("status", status=400, code="moderation_blocked"),
    "parameters": Fault("status", status=422),
    "gone": Fault("status", status=410),
    "not-found": Fault("status", status=404),
    "provider": Fault("status", status=500),
    "unanswered": Fault("lost_answer", method="POST"),
}


def error_of(result: Result) -> dict[str, str]:
    """The error that a `--json` run printed, which the two lines on stderr tell as well."""
    (document,) = (result.json,)
    assert list(document) == ["error"]
    error: dict[str, str] = document["error"]
    assert list(error) == ["kind", "message", "hint"]
    assert result.err == f"error: {error['message']}\n  try: {error['hint']}\n"
    return error


@pytest.mark.parametrize("kind", FAULTS)
def test_a_provider_error_has_a_kind(home_account: Shell, kind: str) -> None:
    """What a provider answers decides what a program may do about it."""
    home_account.server.faults.add(FAULTS[kind])
    result = home_account("--json", *CREATE)

    assert (result.code, error_of(result)["kind"]) == (3, kind)


def test_a_provider_out_of_reach_is_the_network(shell: Shell) -> None:
    """Nothing listens at this address."""
    base = ("--base-url", "http://127.0.0.1:9", "--key-env", "NO_KEY")
    assert shell("account", "add", "home", "--profile", "sora-sync", *base).code == 0

    missing = shell("--json", *CREATE)
    assert (missing.code, error_of(missing)["kind"]) == (2, "key")
    away = shell("--json", *CREATE, env={"NO_KEY": "sk"})
    assert (away.code, error_of(away)["kind"]) == (3, "network")


@pytest.mark.parametrize(
    ("words", "code", "kind"),
    [
        ("show nobody", 1, "not-found"),
        ("help nothing", 1, "not-found"),
        ("add mia --id char_2", 1, "conflict"),
        ("search (", 2, "invalid"),
        ("fly", 2, "invalid"),
        ("list --limit many", 2, "invalid"),
        ("--colour list", 2, "invalid"),
        ("completion tcsh", 2, "invalid"),
        ("window suggest TMP/none.mp4", 1, "not-found"),
    ],
)
def test_an_error_here_has_a_kind(cast: Shell, words: str, code: int, kind: str) -> None:
    """What was typed and what is in the library, Typer's own mistakes included."""
    result = cast("--json", *words.split())
    (document,) = (result.json,)
    assert (result.code, document["error"]["kind"]) == (code, kind)


def test_a_broken_library_is_a_matter_of_the_disk(shell: Shell) -> None:
    """A file that is no database."""
    home = Path(os.environ["CHARLIB_HOME"])
    home.mkdir()
    (home / "library.db").write_text("no database" * 1000)
    assert error_of(shell("--json", "list"))["kind"] == "disk"


def test_what_was_done_in_part_prints_its_result(cast: Shell) -> None:
    """One document: the rows, of which each says how it went; the exit code is 4."""
    file = cast.write("rows.jsonl", '{"handle": "eva", "url": "x", "window": "9,5"}', "{}")
    result = cast("--json", "create", "--from", file, "--account", "home")
    assert result.code == 4
    assert [row["ok"] for row in result.json] == [False, False]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (errors.Busy("x"), "busy"),
        (errors.TooNew("x"), "conflict"),
        (errors.MediaError("x"), "invalid"),
        (errors.MissingExtra("x"), "not-found"),
        (errors.PartlyDone("x"), "partial"),
        (errors.Retired("x"), "gone"),
        (errors.Unreachable("x"), "network"),
        (errors.NoAnswer("x"), "unanswered"),
        (errors.Refused("x"), "provider"),
        (failure("x", "permission"), "permission"),
        (failure("x", "rate"), "rate"),
        (failure("x", "a new word"), "provider"),
        (OSError(errno.ENOSPC, "full"), "disk"),
        (PermissionError(errno.EACCES, "no"), "permission"),
        (FileNotFoundError(errno.ENOENT, "no"), "not-found"),
        (UnicodeEncodeError("utf-8", "\udc00", 0, 1, "x"), "invalid"),
        (KeyboardInterrupt(), "partial"),
        (ZeroDivisionError(), "fault"),
    ],
)
def test_every_error_has_a_kind(error: BaseException, kind: str) -> None:
    """Also what no command line provokes in a test."""
    assert kind_of(error) == kind


def test_the_kinds_are_those_that_are_promised() -> None:
    """Whatever is raised, the word is one of the list."""
    classes = [errors.CharlibError]
    for error in classes:
        classes += error.__subclasses__()
    assert {kind_of(of("x")) for of in classes} <= KINDS
    assert {cause.kind for cause in causes().values()} <= KINDS


@pytest.mark.parametrize(
    "words",
    [("list", "--limit", "1_0"), ("list", "--limit=1_0"), ("undo", "1_0", "--yes"),
     ("window", "suggest", "FILM", "--min", "1_0"),
     ("source", "add", "FILM", "--duration", "1_0.5")],
    ids=" ".join,
)  # fmt: skip
def test_a_number_is_written_as_people_write_it(words: tuple[str, ...], cli: Cli) -> None:
    """Python would read `1_0` as ten."""
    result = cli(*words)
    assert result.code == 2
    assert "is not a number" in result.err
