"""The README's five minutes, and those of the page `start`, run word by word in a fresh folder."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from charlib.sandbox import film
from tests.conftest import Cli

from .pages import MANUAL, README, blocks

HERE = "http://127.0.0.1:8787"
"""Where the pages' simulator is; a test takes any free port."""
BASE = f"{HERE}/async/sora/v1"
"""The address in the profile of `charlib account add home --profile sandbox`."""


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
            os.environ[name] = value
            return ""
        assert words.pop(0) == "charlib"
        if words[:3] == ["account", "add", "home"]:
            words += ["--base-url", BASE.replace(HERE, self._address)]
        result = self._cli(*words)
        assert result.code == 0, (line, result)
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
