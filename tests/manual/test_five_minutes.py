"""The README's five minutes, run word by word against a simulator."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from charlib.sandbox import Server, Settings, film, running
from tests.conftest import Cli

from .pages import README, blocks

HERE = "http://127.0.0.1:8787"
"""Where the README's simulator is."""


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Server]:
    """A simulator that serves the clip that `charlib sandbox` serves."""
    film.render(tmp_path / "clip.mp4", seconds=10, prompt="Mia in a red coat")
    with running(Settings(files=tmp_path, polls=0)) as server:
        yield server


def story() -> list[str]:
    """Return the lines that follow the start of the simulator."""
    text = README.read_text("utf-8")
    begin = text.count("\n", 0, text.index("## Five minutes"))
    end = text.count("\n", 0, text.index("## Commands by task"))
    shell = [block for block in blocks("sh", README) if begin < block.line < end]
    assert shell[0].text == "charlib sandbox\n"
    return [line for block in shell[1:3] for line in block.text.splitlines()]


def test_the_five_minutes_work(
    simulator: Server, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line succeeds; at the end both characters have an ID at the second provider."""
    monkeypatch.chdir(tmp_path)
    printed = {}
    for line in story():
        words = shlex.split(line.replace(HERE, simulator.url), comments=True)
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            os.environ[name] = value
            continue
        assert words.pop(0) == "charlib"
        if words[:3] == ["account", "add", "home"]:  # its profile says port 8787
            words += ["--base-url", simulator.bases["async"]]
        result = cli(*words)
        assert result.code == 0, (line, result)
        printed[line] = result.out
    prompts = [out for line, out in printed.items() if line.startswith("charlib prompt")]
    assert re.fullmatch(r"@char_\w+ walks through a city\n", prompts[0])
    assert re.fullmatch(r"@char_\w+ walks with @char_\w+\n", prompts[1])
    assert prompts[2].startswith("@mia walks with @tom\n")
    assert (tmp_path / "cast.html").is_file()
