"""What all tests share: a library of their own, a clean environment, and the command line."""

from __future__ import annotations

import gc
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import is_hypothesis_test, settings

from charlib.cli import main
from charlib.library import Library, open_library
from charlib.sandbox import Server, Settings, film, running
from tests.examples import LONG_FORM, SUITE
from tests.moulds import moulded

_KEPT = {"PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV"}


@dataclass(frozen=True, slots=True)
class Result:
    """What one command line did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The JSON document on stdout."""
        return json.loads(self.out)


Cli = Callable[..., Result]
LONG = "long"
"""The mark of what runs only when it is asked for; its property tests have new inputs each time."""

settings.register_profile("suite", deadline=None, max_examples=SUITE)
settings.register_profile(
    LONG, deadline=None, derandomize=False, print_blob=True, max_examples=SUITE * LONG_FORM
)


def pytest_configure(config: pytest.Config) -> None:
    """Choose the profile before the modules of tests take their settings from it."""
    settings.load_profile(LONG if LONG in config.option.markexpr else "suite")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the long form, unless a mark is asked for; property tests are part of it."""
    skip = pytest.mark.skip(reason="the long form: pytest -m long")
    for item in items:
        if not config.option.markexpr and item.get_closest_marker(LONG):
            item.add_marker(skip)
        if is_hypothesis_test(getattr(item, "obj", None)) or item.get_closest_marker("hypothesis"):
            item.add_marker(LONG)


def pytest_collection_finish() -> None:
    """Keep the garbage collector off the thousands of tests that were collected."""
    gc.collect()
    gc.freeze()


class FailuresAtOnce:
    """Prints the name of a failed test when it fails, where dots alone would be printed."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal = terminal

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Print `FAILED tests/…::test_…`; an error of a fixture says so."""
        if report.failed and self._terminal.verbosity <= 0:
            word = "FAILED" if report.when == "call" else f"ERROR in {report.when} of"
            self._terminal.write_line(f"\n{word} {report.nodeid}", red=True)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Print failures at once, in the process that prints."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal and not hasattr(session.config, "workerinput"):
        session.config.pluginmanager.register(FailuresAtOnce(terminal))


@pytest.fixture(scope="session", autouse=True)
def _moulded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """New libraries of this process are copies of one."""
    with moulded(tmp_path_factory.mktemp("mould")):
        yield


@pytest.fixture(autouse=True)
def _clean_environment(tmp_path: Path) -> Iterator[None]:
    """Keeps the environment the same for every test, and the person's own library out of it."""
    before = dict(os.environ)
    for name in set(os.environ) - _KEPT:
        if not name.startswith(("PYTEST", "COV", "PYTHON")):
            del os.environ[name]
    os.environ["CHARLIB_HOME"] = str(tmp_path / "home")
    os.environ["COLUMNS"] = "80"
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of this test's library."""
    return tmp_path / "home"


@pytest.fixture
def lib(home: Path) -> Iterator[Library]:
    """This test's library."""
    with open_library(home) as opened:
        yield opened


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one film of ten seconds, `mia.mp4`."""
    folder = tmp_path_factory.mktemp("films")
    film.render(folder / "mia.mp4", seconds=10, width=160, height=90, prompt="mia")
    return folder


@pytest.fixture
def sandbox(films: Path) -> Iterator[Server]:
    """A sandbox that serves the folder and finishes every job at the second poll.

    Each test has its own: what one test leaves on its way is not counted in the next.
    """
    with running(Settings(files=films, polls=1, film_height=36)) as server:
        yield server


@pytest.fixture
def cli() -> Cli:
    """Run a command line through `main(argv)` and see its exit code and what it printed."""
    return run_cli


def run_cli(
    *argv: str | Path, stdin: str | None = None, env: Mapping[str, str] | None = None
) -> Result:
    """Run a command line in this process."""
    out, err, before = io.StringIO(), io.StringIO(), dict(os.environ)
    os.environ.update(env or {})
    sys.stdin, keyboard = io.StringIO(stdin or ""), sys.stdin
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = main([str(word) for word in argv])
    finally:
        sys.stdin = keyboard
        os.environ.clear()
        os.environ.update(before)
    return Result(code, out.getvalue(), err.getvalue())
