"""The README's five minutes, the page `start`, and the programs: run in a folder of their own."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import charlib
from charlib.sandbox import film
from charlib.sandbox.world.footage import picture
from tests.conftest import Cli

from .pages import MANUAL, README, blocks

HERE = "http://127.0.0.1:8787"
"""Where the pages' simulator is; a test takes any free port."""
BASES = {"home": "/async/sora/v1", "vidu": "/vidu/ent/v2"}
"""Where the accounts that name no address find their profiles' dialects in the simulator."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a `charlib sandbox` that was started as people start it."""
    words = [sys.executable, "-m", "charlib", "sandbox", "--port", "0"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        lines = list(iter(process.stderr.readline, "Press Ctrl-C to stop it.\n"))
        yield lines[0].split()[4]
        process.terminate()
        assert process.stderr.read() == ""


class Reader:
    """Types the lines of a page, in a folder of their own."""

    def __init__(self, cli: Cli, address: str) -> None:
        self._cli, self._address = cli, address

    def type(self, line: str) -> str:
        """Type one line; it succeeds."""
        words = shlex.split(line.replace(HERE, self._address), comments=True)
        if words[:1] == ["export"]:
            name, _, value = words[1].partition("=")
            os.environ[name] = "sandbox-key" if value == "…" else value
            return ""
        assert words.pop(0) == "charlib"
        if words[:2] == ["account", "add"] and words[2] in BASES:
            words += ["--base-url", self._address + BASES[words[2]]]
        result = self._cli(*words)
        is_drawn = words[:2] == ["window", "suggest"]  # no window of a drawn face is clearly good
        assert result.code == int(is_drawn), (line, result)
        return result.out


@pytest.fixture
def reader(address: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Somebody who has just installed charlib."""
    monkeypatch.chdir(tmp_path)
    return Reader(cli, address)


def lines(page: Path, begin: str = "# ", end: str | None = None) -> list[str]:
    """The command lines of a page between two headings."""
    text = page.read_text("utf-8")
    first = text.count("\n", 0, text.index(begin))
    last = text.count("\n", 0, text.index(end) if end else len(text))
    shell = [block for block in blocks("sh", page) if first < block.line < last]
    return [line for block in shell for line in block.text.splitlines()]


def test_the_five_minutes_work(reader: Reader, tmp_path: Path) -> None:
    """At the end both characters have an ID at the second provider, and a page."""
    story = lines(README, "## Five minutes", "## Commands by task")
    assert story.pop(0) == "charlib sandbox"
    printed = {line: reader.type(line) for line in story}
    prompts = [out for line, out in printed.items() if line.startswith("charlib prompt")]
    assert re.fullmatch(r"@char_\w+ walks through a city\n", prompts[0])
    assert re.fullmatch(r"@char_\w+ walks with @char_\w+\n", prompts[1])
    assert prompts[2].startswith("@mia walks with @tom\n")
    assert (tmp_path / "cast.html").is_file()


def test_a_first_library_works(reader: Reader, tmp_path: Path) -> None:
    """The page's own video is one of the reader's; the simulator speaks for the provider."""
    film.render(tmp_path / "clip.mp4", prompt="Mia in a red coat")
    printed = {line: reader.type(line) for line in lines(MANUAL / "start.md")}
    assert "Mia Chen" in printed["charlib show mia"]
    assert printed["charlib search 'tag:hero coat'"].startswith("@mia\tMia Chen\thero, lead\t")
    assert (tmp_path / "cast.html").is_file()


def test_the_programs_run(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after another, in one library; the simulator speaks for the providers."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIDU_API_KEY", "sandbox-key")
    film.render(tmp_path / "ann.mp4", prompt="Ann")
    for name, moment_ms in {"front.jpg": 6000, "side.jpg": 3500}.items():
        (tmp_path / name).write_bytes(picture(tmp_path / "ann.mp4", moment_ms))
    for program in blocks("python"):
        text = program.text.replace(HERE, address).replace("/data", tmp_path.as_posix())
        for account, base in BASES.items():
            added = f'accounts.add("{account}", '
            text = text.replace(added, f'{added}base_url="{address}{base}", ')
        exec(compile(text, str(program), "exec"), {"__name__": "__main__"})
    with charlib.open("cast") as lib:
        assert {person.handle for person in lib.list()} == {"mia_chen", "ann"}
