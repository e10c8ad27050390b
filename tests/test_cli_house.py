"""What holds for every command: help, exit codes, and two-line errors."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

import charlib
from charlib.cli import contents, typer_app
from charlib.cli.declare import parameters
from charlib.library import Library
from tests.limits import HANGS_S

Cli = Callable[..., Any]
ROOT = Path(charlib.__file__).parents[1]
COMMANDS = [*contents.GROUPS, *contents.MODULES]
CONTRACT = """
demo, account add, account list, account show, account remove, project add, project list,
project use, project show, source add, source list, source show, create, add, list, search, show,
edit, rename, rm, restore, tag add, tag remove, tag rename, tag list, prompt, generate, task add,
task list, task show, task wait, window check, sync, export, import, sandbox, help, where
"""


def test_every_promised_command_is_there() -> None:
    """The commands that others' scripts call exist under their names."""
    assert {words.strip() for words in CONTRACT.split(",")} <= set(COMMANDS)


@pytest.mark.parametrize("help_option", ["--help", "-h"])
@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_has_help(words: str, help_option: str, cli: Cli, home: Path) -> None:
    """Help says in a sentence what a command does, and loads no library."""
    result = cli(*words.split(), help_option)

    assert (result.code, result.err) == (0, "")
    assert contents.help_of(words) in " ".join(result.out.split())
    assert not home.exists()


def test_help_goes_before_words_with_dashes(cli: Cli) -> None:
    """Also where words may begin with a dash, `-h` is help, and behind `--` it is a word."""
    assert cli("search", "red", "-h").out == cli("search", "--help").out
    assert cli("search", "--count", "--", "red", "-h").out == "0\n"


@pytest.mark.parametrize("words", COMMANDS)
def test_the_first_sentence_of_help_is_short(words: str) -> None:
    """It begins with a verb, and `--help` shows it whole at 80 columns."""
    summary = contents.help_of(words)
    assert len(summary) <= 60
    assert summary[:1].isupper()
    assert not summary.endswith(".")
    assert not summary.split()[0].endswith(("s", "ed"))


@pytest.mark.parametrize("words", contents.MODULES)
def test_every_argument_and_option_has_help(words: str) -> None:
    """A sentence, and a metavar for what takes a value."""
    command = contents.command(words)
    assert command is not None
    for parameter in parameters(command):
        assert parameter.help[:1].isupper()
        assert parameter.help.endswith((".", '".'))
        assert bool(parameter.metavar) != parameter.is_flag
        assert parameter.kind in {"str", "int", "float", "bool", "Path"}


def test_help_lists_the_commands_by_task_and_cuts_none(cli: Cli) -> None:
    """Every command and group is there once, under its task, with its whole summary."""
    out = cli("--help").out
    lines = out.splitlines()

    assert max(map(len, lines)) <= 80
    assert "..." not in out.partition("Start:")[2]
    for task, paths in contents.COMMANDS.items():
        at = lines.index(f"{task}:")
        names = list(dict.fromkeys(path.partition(" ")[0] for path in paths))
        shown = [line.split(maxsplit=1) for line in lines[at + 1 : at + 1 + len(names)]]
        assert shown == [[name, contents.help_of(name)] for name in names]


@pytest.mark.parametrize("group", contents.GROUPS)
def test_the_help_of_a_group_cuts_no_summary(group: str, cli: Cli) -> None:
    """Nor does that of a group; former names are not listed."""
    lines = cli(group, "--help").out.splitlines()
    at = lines.index("Commands:")
    names = contents.words(group)

    shown = [line.split(maxsplit=1) for line in lines[at + 1 :]]
    assert shown == [[name, contents.help_of(f"{group} {name}")] for name in names]


def test_the_help_of_the_root_needs_no_command(cli: Cli) -> None:
    """What `--help` tells without adding a command is what all of them added would tell."""
    out = io.StringIO()
    with redirect_stdout(out):
        typer_app.build()(args=["--help"], prog_name="charlib", standalone_mode=False)
    assert cli("--help").out == out.getvalue()


def named(readme: str) -> set[str]:
    """The commands that a text names: `charlib tag add`, and `list` after it on the same line."""
    commands: set[str] = set()
    for line in readme.splitlines():
        spans = re.findall(r"`([^`]+)`", line) or [line.strip().removeprefix("$ ")]
        group: str | None = None
        for words in map(str.split, spans):
            if words[:1] == ["charlib"]:
                called = _called(words[1:])
                commands.add(called)
                group = called.rpartition(" ")[0]
            elif group is not None and words:
                commands.add(f"{group} {words[0]}".strip())
    return commands


def _called(words: list[str]) -> str:
    """The command of a command line, its global options left out."""
    path = ""
    for word in words:
        path = f"{path} {word}".strip()
        if path not in COMMANDS:
            path = path.rpartition(" ")[0]
            if path:
                break
    return path


@pytest.mark.parametrize("words", contents.MODULES)
def test_every_command_is_in_the_readme_or_the_manual(words: str) -> None:
    """They name every command as one types it."""
    pages = [ROOT / "README.md", *(ROOT / "charlib" / "manual").glob("*.md")]
    assert any(words in named(page.read_text("utf-8")) for page in pages)


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
    "a required option": (["account", "add", "zoe"], 2),
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
    """Whatever is wrong: stderr says what happened and what helps, and so does JSON on stdout."""
    result = cli(*as_json, *arguments)

    assert result.code == code
    what, *picture, remedy = result.err.splitlines()
    assert len(picture) == (2 if arguments[0] == "search" else 0)
    assert what.startswith("error: ")
    assert remedy.startswith("  try: ")
    assert len(remedy) > len("  try: ")
    if not as_json:
        assert result.out == ""
        return
    error = result.json["error"]
    assert error["message"] == what.removeprefix("error: ")
    assert error["hint"] == remedy.removeprefix("  try: ")
    assert error["kind"] in ({"invalid"} if code == 2 else {"not-found", "conflict"})


@pytest.mark.parametrize("group", ["", *contents.GROUPS])
def test_a_group_alone_shows_its_commands(group: str, cli: Cli) -> None:
    """`charlib` alone, or only a noun, shows what there is, and exits with 2."""
    result = cli(*group.split())

    assert (result.code, result.out) == (2, "")
    assert all(word in result.err for word in contents.words(group))
    result = cli("--json", *group.split())
    assert (result.code, result.json["error"]["kind"]) == (2, "invalid")
    assert result.json["error"]["message"] in {"No command was given.", "Missing command."}


def test_former_names_keep_working(lib: Library, cli: Cli) -> None:
    """`tag under` and `tag apart` are `tag nest` and `tag unnest`."""
    lib.accounts.add("main", profile="sandbox")
    lib.add("mia", "ch_1", tags=["hero"])
    lib.close()

    assert cli("tag", "under", "hero", "cast").code == 0
    assert cli("search", "tag:cast", "--ids").out == "mia\n"
    assert cli("tag", "apart", "hero", "cast").code == 0
    assert cli("search", "tag:cast", "--ids").out == ""
    assert cli("tag", "under", "--help").code == 0


def test_the_version_is_one_line(cli: Cli) -> None:
    """`--version` goes before everything, also before a command."""
    for arguments in (["--version"], ["--version", "list"]):
        result = cli(*arguments)
        assert (result.code, result.out, result.err) == (0, f"charlib {charlib.__version__}\n", "")
    result = cli("--json", "--version")
    assert (result.code, result.json, result.err) == (0, {"version": charlib.__version__}, "")


@pytest.mark.parametrize("words", ["", "list", "tag", "voice add", "prompt"])
def test_help_as_json_is_one_document(words: str, cli: Cli) -> None:
    """It has the text that `--help` prints."""
    text = cli(*words.split(), "--help").out
    result = cli("--json", *words.split(), "--help")
    assert (result.code, result.err, result.json) == (0, "", {"help": text})


@pytest.mark.parametrize(
    "words",
    [("--home", "", "list"), ("--home=", "list"), ("voice", "add", "mia", "--file", ""),
     ("profile", "check", ""), ("window", "suggest", "")],
    ids=" ".join,
)  # fmt: skip
def test_an_empty_path_is_not_the_folder_one_is_in(words: tuple[str, ...], cli: Cli) -> None:
    """As when a variable in a script is not set."""
    result = cli(*words)
    assert result.code in {1, 2}
    assert result.err.startswith("error: ")
    if "suggest" not in words:
        assert "a path is empty" in result.err


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
        out, err = process.communicate(timeout=HANGS_S)

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
