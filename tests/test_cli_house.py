"""What holds for every command: help, exit codes, and two-line errors."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import typer.main

import charlib
from charlib.cli.app import build
from charlib.library import Library

Cli = Callable[..., Any]
ROOT = Path(charlib.__file__).parents[1]


def commands(group: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every command and sub-command with the words that call it."""
    for name, command in group.commands.items():
        words = f"{path} {name}".strip()
        yield words, command
        if hasattr(command, "commands"):
            yield from commands(command, words)


COMMANDS = dict(commands(typer.main.get_command(build())))
CONTRACT = """
demo, account add, account list, account show, account remove, project add, project list,
project use, project show, source add, source list, source show, create, add, list, search, show,
edit, rename, rm, restore, tag add, tag remove, tag rename, tag list, prompt, generate, task add,
task list, task show, task wait, window check, sync, export, import, sandbox
"""


def test_every_promised_command_is_there() -> None:
    """The commands that others' scripts call exist under their names."""
    assert {words.strip() for words in CONTRACT.split(",")} <= set(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_has_a_help_text(words: str, cli: Cli, home: Path) -> None:
    """Help says in a sentence what a command does, fits its line, and loads no library."""
    help_text = (COMMANDS[words].help or "").strip()
    assert help_text[:1].isupper()
    assert help_text.endswith(".")

    result = cli(*words.split(), "--help")
    assert (result.code, result.err) == (0, "")
    assert " ".join(help_text.split()[:4]) in " ".join(result.out.split())
    assert not home.exists()


def test_the_help_of_the_root_needs_no_command(cli: Cli) -> None:
    """What `--help` tells without loading a command is what all of them loaded would tell."""
    out = io.StringIO()
    with redirect_stdout(out):
        build()(args=["--help"], prog_name="charlib", standalone_mode=False)
    assert cli("--help").out == out.getvalue()


WRONG: dict[str, tuple[list[str], int]] = {
    "an unknown command": (["fly"], 2),
    "an unknown sub-command": (["tag", "fly"], 2),
    "an unknown option": (["list", "--colour", "red"], 2),
    "an unknown global option": (["--colour", "list"], 2),
    "a missing argument": (["show"], 2),
    "an argument too many": (["show", "mia", "tom"], 2),
    "an option without its value": (["list", "--limit"], 2),
    "a text for a number": (["list", "--limit", "many"], 2),
    "a number below its bound": (["list", "--limit", "-1"], 2),
    "a required option": (["add", "zoe"], 2),
    "a handle that is none": (["add", "9", "--id", "x"], 2),
    "a window that is none": (["create", "zoe", "--url", "https://a/b", "--window", "5"], 2),
    "a window that runs backwards": (
        ["create", "zoe", "--url", "https://a/b", "--window", "8,5"],
        2,
    ),
    "a query that is none": (["search", '"red'], 2),
    "a prompt that names nobody known": (["prompt", "@nobody walks"], 2),
    "nobody of that handle": (["show", "nobody"], 1),
    "no such project": (["project", "show", "nowhere"], 1),
    "no such account": (["account", "show", "nobody"], 1),
    "no such profile": (["account", "add", "x", "--profile", "nothing"], 1),
    "a handle that exists": (["add", "mia", "--id", "x"], 1),
    "a file that is not there": (["import", "nothing.jsonl"], 1),
}


@pytest.fixture
def main_account(lib: Library) -> None:
    """A library with an account and one character."""
    lib.accounts.add("main", profile="sandbox")
    lib.add("mia", "ch_1", account="main")
    lib.close()


@pytest.mark.usefixtures("main_account")
@pytest.mark.parametrize("as_json", [[], ["--json"]], ids=["text", "json"])
@pytest.mark.parametrize(("arguments", "code"), WRONG.values(), ids=WRONG.keys())
def test_an_error_is_two_lines_and_a_code(
    as_json: list[str], arguments: list[str], code: int, cli: Cli
) -> None:
    """Whatever is wrong: stdout stays empty, stderr says what happened and what helps."""
    result = cli(*as_json, *arguments)

    assert (result.code, result.out) == (code, "")
    what, *picture, remedy = result.err.splitlines()
    assert len(picture) == (2 if arguments[0] == "search" else 0)
    assert what.startswith("error: ")
    assert remedy.startswith("  try: ")
    assert len(remedy) > len("  try: ")


@pytest.mark.parametrize("group", ["", *(w for w, c in COMMANDS.items() if hasattr(c, "commands"))])
def test_a_group_alone_shows_its_commands(group: str, cli: Cli) -> None:
    """Who types only `charlib`, or only a noun, is shown what there is, and exits with 2."""
    result = cli(*group.split())

    assert (result.code, result.out) == (2, "")
    inside = f"{group} " if group else ""
    below = {words.removeprefix(inside) for words in COMMANDS if words.startswith(inside)}
    assert all(words in result.err for words in below if " " not in words)


def test_the_version_is_one_line(cli: Cli) -> None:
    """`--version` goes before everything, also before a command."""
    for arguments in (["--version"], ["--version", "list"], ["--json", "--version"]):
        result = cli(*arguments)
        assert (result.code, result.out, result.err) == (0, f"charlib {charlib.__version__}\n", "")


_CHARLIB = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # some shells start children without it
from charlib.cli import run
run()
"""


@contextmanager
def creating(lib: Library) -> Iterator[tuple[subprocess.Popen[str], socket.socket]]:
    """A `charlib create` whose request has arrived at a server that has not answered yet."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        lib.accounts.add("main", profile="sora-sync", base_url=base, key_env="CHARLIB_TEST_KEY")
        lib.close()
        given = ["create", "mia", "--url", "https://host.example/a.mp4", "--window", "5,8"]
        with subprocess.Popen(
            [sys.executable, "-c", _CHARLIB, *given],
            cwd=ROOT,
            env={**os.environ, "CHARLIB_TEST_KEY": "sk"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            listener.settimeout(30)
            connection, _ = listener.accept()
            with connection:
                assert connection.recv(65536).startswith(b"POST /characters ")
                yield process, connection
            process.kill()


def test_ctrl_c_hears_the_answer_that_is_on_its_way(lib: Library, cli: Cli) -> None:
    """After Ctrl-C what was sent is still heard, because it is paid for; the exit code is 130."""
    with creating(lib) as (process, connection):
        process.send_signal(signal.SIGINT)
        body = b'{"character_id":"char_9"}'
        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
        connection.sendall(head + body)
        out, err = process.communicate(timeout=30)

    assert (process.returncode, out) == (130, "")
    assert [line[:7] for line in err.splitlines()] == ["error: ", "  try: "]
    (binding,) = json.loads(cli("--json", "show", "mia").out)["bindings"]
    assert (binding["state"], binding["remote_id"]) == ("ready", "char_9")


def test_ctrl_c_again_leaves_at_once(lib: Library, cli: Cli) -> None:
    """A second Ctrl-C does not wait; the next sync says that the answer was never heard."""
    with creating(lib) as (process, _):
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue

    assert process.returncode == 130
    cli("sync", env={"CHARLIB_TEST_KEY": "sk"})
    (binding,) = json.loads(cli("--json", "show", "mia").out)["bindings"]
    assert binding["state"] == "unknown"
