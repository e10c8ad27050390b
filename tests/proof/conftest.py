"""What the proofs share: a sandbox, a library to copy, and the process that forks victims."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from charlib.library import open_library
from charlib.sandbox import Server, Settings, running

from .zygote import KEY_VARIABLE

ROOT = Path(__file__).resolve().parent.parent.parent
QUICK = """
extends = "sora-sync"
status = "live"
[http]
base_url = "https://host.example"
[generate.poll]
interval_s = 0.01
"""
"""The first tutorial's dialect, for a provider that is quick."""
Forked = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def sandbox(films: Path) -> Iterator[Server]:
    """A running sandbox that serves the folder."""
    with running(Settings(files=films, polls=1, film_height=36)) as server:
        yield server


@pytest.fixture(scope="module")
def seed(sandbox: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with one account, to be copied."""
    home = tmp_path_factory.mktemp("seed")
    (home / "profiles").mkdir()
    (home / "profiles" / "quick.toml").write_text(QUICK, "utf-8")
    with open_library(home, environ={}) as lib:
        lib.accounts.add(
            "main", profile="quick", base_url=sandbox.bases["sync"], key_env=KEY_VARIABLE
        )
    return home


@pytest.fixture
def copy(seed: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Make a copy of the library."""
    return lambda name: Path(shutil.copytree(seed, tmp_path / name))


@pytest.fixture(scope="module")
def forked() -> Iterator[Forked]:
    """`forked(home=…, url=…, story=…, moment=…)`: fork a victim, and tell how it ended."""
    command = [sys.executable, "-m", "tests.proof.zygote"]
    environ = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        talk, hear = process.stdin, process.stdout

        def order(**words: Any) -> dict[str, Any]:
            talk.write(json.dumps(words) + "\n")
            talk.flush()
            answer: dict[str, Any] = json.loads(hear.readline())
            return answer

        yield order
        talk.close()
