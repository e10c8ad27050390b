"""The command line on a terminal: tables, colour and bars, and Ctrl-C in the middle."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from charlib.sandbox import Fault
from tests.cli.shell import FILM, Shell
from tests.limits import HANGS_S

CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLOURS = re.compile(r"\x1b\[[0-9;]*(3[0-7]|9[0-7]|38)[0-9;]*m")
ROWS = 24


@dataclass
class Terminal:
    """A pseudo-terminal of 80 columns, and all that was written on it so far."""

    slave: int
    master: int
    _text: str = ""
    _news: threading.Condition = field(default_factory=threading.Condition)

    def listen(self) -> None:
        """Read until the last writer has gone."""
        while True:
            try:
                heard = os.read(self.master, 65536)
            except OSError:  # Linux's way to say that nobody can write any more
                return
            if not heard:
                return
            with self._news:
                self._text += heard.decode()
                self._news.notify_all()

    def wait_for(self, pattern: str) -> None:
        """Wait until this was written."""
        with self._news:
            assert self._news.wait_for(lambda: re.search(pattern, self._text), timeout=HANGS_S)

    @property
    def text(self) -> str:
        """All that was written, with a program's line ends."""
        return self._text.replace("\r\n", "\n")

    @property
    def plain(self) -> str:
        """The same without control sequences and what only fills the line."""
        lines = CODES.sub("", self.text).split("\n")
        return "\n".join(line.rstrip() for line in lines)


@contextmanager
def terminal() -> Iterator[Terminal]:
    """A terminal that is heard until the context is left, when its writers must have gone."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    screen = Terminal(slave, master)
    listener = threading.Thread(target=screen.listen)
    listener.start()
    try:
        yield screen
    finally:
        os.close(slave)
        listener.join(30)
        os.close(master)


def start(
    shell: Shell,
    *words: str,
    stdout: int,
    stderr: int,
    stdin: int | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[str]:
    """Start a command line in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    return subprocess.Popen(
        [sys.executable, "-m", "charlib", *(shell.real(word) for word in words)],
        env={**kept, "TERM": "xterm-256color", **(env or {})},
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        encoding="utf-8",
    )


def press_until_it_ends(process: subprocess.Popen[str]) -> None:
    """Press Ctrl-C as a person does: once more, if the first came before the answer was read.

    Python looks at signals when a read is interrupted, and not between the question and the read.
    """
    for _ in range(30):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=1)
            return


def batch(shell: Shell) -> str:
    """Write a batch with a window of its own in each row."""
    rows = (f'extra_{n:02},{FILM},"{n / 10:g},{n / 10 + 2:g}"' for n in range(ROWS))
    return shell.write("cast.csv", "handle,url,window", *rows)


@pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1"}], ids=["plain", "NO_COLOR"])
def test_list_is_a_table(cast: Shell, env: dict[str, str]) -> None:
    """On a terminal lists are tables with headings that fit its width; NO_COLOR takes colours."""
    with terminal() as screen:
        process = start(cast, "list", stdout=screen.slave, stderr=subprocess.PIPE, env=env)
        _, err = process.communicate(timeout=HANGS_S)

    assert (process.returncode, err) == (0, "")
    assert screen.plain == (
        "handle  name      tags        bindings\n"
        "@tom              hero        home:ready\n"
        "@mia    Mia Wong  hero, lead  home:ready\n"
    )
    assert not COLOURS.search(screen.text)


def test_wide_rows_are_cut_to_the_terminal(cast: Shell) -> None:
    """What does not fit into eighty columns is cut, but of a handle every letter is there."""
    handle = "a_rather_long_handle_of_32_chars"
    words = " ".join(["word"] * 30)
    cast("add", handle, "--id", "char_1", "--name", words, "--tag", words[:100])

    with terminal() as screen:
        process = start(cast, "list", stdout=screen.slave, stderr=subprocess.PIPE)
        process.communicate(timeout=HANGS_S)

    lines = screen.plain.splitlines()
    names = lines[0].index("name")
    assert max(len(line) for line in lines) <= 80
    assert f"@{handle}" in "".join(line[:names].strip() for line in lines)


def test_what_is_to_be_read_goes_on_in_the_next_line(cast: Shell) -> None:
    """Advice, reasons and commands are there to their last word, beside keys that are whole."""
    cast("edit", "mia", "--look", " ".join(["red"] * 9))
    cast("undo")
    Path(os.environ["CHARLIB_HOME"], "library.db").chmod(0o644)
    shown = []
    for words in (["history"], ["doctor"], ["profile", "list"], ["account", "list"]):
        with terminal() as screen:
            process = start(cast, *words, stdout=screen.slave, stderr=subprocess.PIPE)
            process.communicate(timeout=HANGS_S)
        shown.append(screen.plain)
        assert max(len(line) for line in screen.plain.splitlines()) <= 80
    history, doctor, profiles, accounts = shown

    newest = history.splitlines()[:3]
    assert re.match(r"\d+ +\d{4}-\d\d-\d\d \d\d:\d\d +charlib edit", newest[0])
    assert newest[2].strip() == "undone: 1 changed"
    assert "charlib doctor --fix" in doctor
    assert "sunset" in profiles
    assert "default" in accounts or "home" in accounts


def test_a_path_is_whole_beside_a_bar(home_account: Shell) -> None:
    """What a command prints after a bar is for copying: no line is broken at the width."""
    with terminal() as screen:
        words = ("generate", "a street", "--wait")
        process = start(home_account, *words, stdout=screen.slave, stderr=screen.slave)
        process.communicate(timeout=HANGS_S)

    home = os.environ["CHARLIB_HOME"]
    path = rf"^output +{re.escape(home)}/media/films/[\w-]+\.mp4$"
    assert re.search(path, screen.plain, re.MULTILINE)


def test_json_is_laid_out_for_a_reader(cast: Shell) -> None:
    """On a terminal the one document is indented; it is the same document."""
    with terminal() as screen:
        process = start(cast, "--json", "tag", "list", stdout=screen.slave, stderr=subprocess.PIPE)
        process.communicate(timeout=HANGS_S)

    tags = [("hero", 2), ("lead", 1)]
    forms = [{"tag": n, "characters": c, "parents": [], "aliases": []} for n, c in tags]
    assert screen.text == json.dumps(forms, indent=2) + "\n"


def test_batch_shows_a_bar_beside_its_results(home_account: Shell) -> None:
    """The bar is on stderr, counts to the end and goes; stdout has the rows and nothing else."""
    with terminal() as screen:
        process = start(
            home_account,
            *("create", "--from", batch(home_account)),
            stdout=subprocess.PIPE,
            stderr=screen.slave,
        )
        out, _ = process.communicate(timeout=HANGS_S)

    assert process.returncode == 0
    assert [line.split("\t")[:3] for line in out.splitlines()] == [
        [str(n + 1), f"@extra_{n:02}", "ready"] for n in range(ROWS)
    ]
    assert "\x1b" not in out
    assert f"{ROWS}/{ROWS}" in screen.plain
    assert "cast.csv" in screen.plain
    assert screen.plain.endswith(f"Created {ROWS} characters.\n")


def test_quiet_batch_shows_no_bar(home_account: Shell) -> None:
    """With --quiet nothing is written on the terminal, and stdout is as it always is."""
    with terminal() as screen:
        process = start(
            home_account,
            *("--quiet", "create", "--from", batch(home_account)),
            stdout=subprocess.PIPE,
            stderr=screen.slave,
        )
        out, _ = process.communicate(timeout=HANGS_S)

    assert (process.returncode, screen.text) == (0, "")
    assert out.count("\n") == ROWS


def test_ctrl_c_ends_a_batch_that_sync_finishes(home_account: Shell) -> None:
    """Ctrl-C is exit 130 and two lines that name sync, and sync makes every row once."""
    server = home_account.server
    before = server.ledger.minted
    server.faults.add(Fault("latency", method="POST", times=0, seconds=0.1))
    with terminal() as screen:
        process = start(
            home_account,
            *("create", "--from", batch(home_account), "--jobs", "2"),
            stdout=subprocess.PIPE,
            stderr=screen.slave,
        )
        screen.wait_for(r"@extra_\d\d processing")
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=HANGS_S)
    server.faults.clear()
    interrupted = server.ledger.minted - before

    synced = home_account("sync")

    assert (process.returncode, out) == (130, "")
    assert screen.plain.endswith(
        "error: Interrupted: requests already sent are recorded\n  try: charlib sync\n"
    )
    assert interrupted < ROWS
    assert (synced.code, synced.err) == (0, "")
    assert server.ledger.minted - before == ROWS
    assert home_account("list", "--limit", "0").out.count("home:ready\n") == ROWS


def test_ctrl_c_at_a_question_is_no_fault(cast: Shell) -> None:
    """Whoever is asked and presses Ctrl-C has interrupted the command, and nothing is changed."""
    with terminal() as screen:
        words = ("tag", "add", "new", "--query", "tag:hero")
        process = start(cast, *words, stdin=screen.slave, stdout=screen.slave, stderr=screen.slave)
        screen.wait_for(r"Continue\?")
        press_until_it_ends(process)

    assert process.returncode == 130
    assert "error: Interrupted: nothing was changed" in screen.plain
    assert "new" not in cast("tag", "list").out


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize("limit", ["0", "5"])
def test_what_programs_read_is_utf8(cast: Shell, form: str, limit: str) -> None:
    """Whatever the terminal's encoding is: JSON has no other, and a table of it would be none."""
    cast("add", "林小雨", "--id", "char_1")
    words = ("search", "林", "--format", form, "--limit", limit)
    latin = {"PYTHONIOENCODING": "cp1252"}
    process = start(cast, *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=latin)
    out, err = process.communicate(timeout=HANGS_S)

    assert (process.returncode, "林小雨" in out, "error" in err) == (0, True, False)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--version >&-", 0),
        ("search tag:hero >&-", 0),
        ("search tag:hero 2>&-", 0),
        ("search 'bad(' 2>&-", 2),
        ("search 'bad(' >&- 2>&-", 2),
        ("tag add new --query tag:hero <&-", 0),
    ],
)
def test_a_closed_stream_is_an_empty_one(cast: Shell, line: str, code: int) -> None:
    """Neither is it a fault, nor does the library come to lie where the output goes."""
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m charlib {line}', sys.executable],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert cast("doctor").err == "No problems found.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize("line", ["list", "search tag:hero --format jsonl", "--json show mia"])
def test_an_answer_that_cannot_be_written_is_told(cast: Shell, line: str) -> None:
    """Where the disk is full that a file is written to, and the shell has opened it."""
    with Path("/dev/full").open("w") as full:
        process = start(cast, *line.split(), stdout=full.fileno(), stderr=subprocess.PIPE)
        _, message = process.communicate()
    assert process.returncode == 1
    assert message == (
        "error: No space left on device\n  try: Free some disk space, then run it again\n"
    )


@pytest.mark.parametrize("line", ["list", "search -- tag:hero", "history", "--json show mia"])
def test_a_reader_that_went_away_is_no_fault(cast: Shell, line: str) -> None:
    """As `head` does, which has read enough; whether Typer reads the line or not."""
    reading, writing = os.pipe()
    os.close(reading)
    process = start(cast, *line.split(), stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (process.communicate()[1], process.returncode) == ("", 0)


def test_no_column_is_lost_in_a_narrow_terminal(cast: Shell) -> None:
    """However long the tags of one are: handles are whole, and of the rest something is seen."""
    many = [word for at in range(8) for word in ("--tag", f"location:episode-{at}")]
    cast("add", "a_very_long_handle_is_here_32", "--id", "b2", "--name", "Bob " * 12, *many)
    with terminal() as screen:
        process = start(cast, "list", stdout=screen.slave, stderr=subprocess.PIPE)
        process.communicate(timeout=HANGS_S)

    lines = screen.plain.splitlines()
    assert lines[0].split() == ["handle", "name", "tags", "bindings"]
    shown = next(line for line in lines if "a_very_long" in line)
    assert re.search(r"@a_very_long_handle_is_here_32 +Bob .* +location.* +\w+:ready", shown)
    assert max(map(len, lines)) <= 80


def test_tables_of_films_say_where_they_belong(cast: Shell) -> None:
    """Eighty columns have the scene and the prompt rather than the beginning of a file's name."""
    shown = []
    assert cast("create", "eva", "--url", FILM, "--window", "5,8").code == 0
    scene = ("--episode", "5", "--scene", "3", "--takes", "2", "--seconds", "8", "--wait", "--yes")
    for words in (("generate", "@eva walks", *scene), ("take", "list"), ("task", "list")):
        with terminal() as screen:
            process = start(cast, *words, stdout=screen.slave, stderr=subprocess.PIPE)
            process.communicate(timeout=HANGS_S)
        assert process.returncode == 0
        shown.append(screen.plain.splitlines())

    films, takes, tasks = shown
    assert films[0].split() == ["ID", "state", "scene", "prompt"]
    assert films[1].endswith("e05 s3 take 1  @eva walks")
    assert takes[0].split()[-2:] == ["created", "prompt"]
    assert takes[1].rstrip().endswith("@eva walks")
    assert tasks[0].split()[-1] == "prompt"
    assert max(len(line) for lines in shown for line in lines) <= 80


def test_a_page_of_the_manual_is_drawn(shell: Shell) -> None:
    """Headings and code are drawn for a reader, without a pager that waits."""
    with terminal() as screen:
        process = start(shell, "help", "start", stdout=screen.slave, stderr=subprocess.PIPE)
        _, err = process.communicate(timeout=HANGS_S)

    assert (process.returncode, err) == (0, "")
    assert "Getting started" in screen.plain
    assert "# Getting" not in screen.plain
    assert "`charlib demo`" not in screen.plain
