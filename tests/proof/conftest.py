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
from tests.media.sounds import tone

from .zygote import KEY_VARIABLE, KEYS, ROWS

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
VOICED = """
extends = "seedance-assets"
[voice]
drops = ["listing"]
[voice.poll]
interval_s = 0.01
"""
"""A provider that stores voices and does not list them: nobody can ask for a lost one."""
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


@pytest.fixture(scope="module")
def cast(
    seed: Path, sandbox: Server, films: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The library with a cast whose voices are kept, and lie where the provider can fetch them."""
    home = Path(shutil.copytree(seed, tmp_path_factory.mktemp("cast") / "home"))
    (home / "profiles" / "voiced.toml").write_text(VOICED, "utf-8")
    with open_library(home, environ=KEYS) as lib:
        base = sandbox.bases["ark"]
        lib.accounts.add("voiced", profile="voiced", base_url=base, key_env="PROOF_KEYS")
        account = lib.accounts.show("voiced")
        for number in range(ROWS):
            handle = f"extra_{number}"
            lib.add(handle, f"asset-{number}", account="voiced")
            file = tone(films / f"{handle}.wav", seconds=3, level=0.2 + number / 20)
            voice = lib.voices.add(handle, file=file).voice
            assert voice
            with lib._session.store.write() as writer:
                url = sandbox.file_url(file.name)
                writer.footage.set_upload(account.id, voice.path, url, None)
    return home


@pytest.fixture
def copy(seed: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Make a copy of the library."""
    return lambda name: Path(shutil.copytree(seed, tmp_path / name))


@pytest.fixture
def copy_of_cast(cast: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Make a copy of the library with a cast."""
    return lambda name: Path(shutil.copytree(cast, tmp_path / name))


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
