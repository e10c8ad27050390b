"""The benchmark of changes: every row of its table is there, whatever the times."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import run_cli
from tests.pages import part

from . import in_process, kept_windows, report, takes, timing, writing

if TYPE_CHECKING:
    import pytest

VERBS = ("tag add", "undo", "edit", "add", "rename", "rm", "restore")
LIMITS = {
    **{(f"`{verb}` of one", "floor: sqlite3 script"): 4 for verb in VERBS},
    **{(f"`{verb}` of one", "`search` of two tags"): 1.5 for verb in VERBS},
    ("second `import`", "the first `import`, a row"): 1,
    ("`import --update`, nothing changed", "the first `import`, a row"): 1.5,
    ("`edit --query`", "sqlite3, a journal row each"): 3,
    ("`undo` of `edit --query`", "sqlite3, a journal row each"): 3,
    ("`rm` of 500 handles", "`undo` of the same"): 2,
    ("commits of `rm` of 500 handles", "one"): 1,
    ("`restore` of 500 handles", "`undo` of the same"): 2,
    ("commits of `restore` of 500 handles", "one"): 1,
    ("a search, 8 threads on one library", "one thread"): 1.11,
    ("`prompt` in process", "with the profile kept"): 1.2,
    ("`prompt`", "`search` of two tags"): 1.3,
    **{
        (f"`{noun} list`", "`search` of two tags"): 1.3
        for noun in ("project", "account", "source", "task", "profile")
    },
    ("`history`", "`search` of two tags"): 1.3,
    **{(what, "`search` of two tags"): takes.TARGET for what in takes.QUERIES},
    ("`window check`", "`search` of two tags"): 1.3,
    ("`sync`, nothing open", "`search` of two tags"): 1.3,
    ("`--sort name`", "the same in the smaller library"): 1.2,
    ("`--sort used`", "the same in the smaller library"): 1.2,
    ("`--sort updated`", "the same in the smaller library"): 1.2,
    ("`--count` of a tag", "the same in the smaller library"): 1.2,
    ("24 windows kept of 2 films", "decoding each film once"): 1.5,
    ("24 windows kept of 2 films: opens of a film", "one"): 3,
}
"""What issue 18 promises: what is measured, and in what → at most."""


def _run(shell: timing.Shell, command: Sequence[str | Path]) -> bytes:
    """Run a command of the benchmark in this process."""
    words = [str(word) for word in command]
    if words[0] == sys.executable:
        sys.argv = words[1:]
        runpy.run_path(words[1], run_name="__main__")
        return b""
    done = run_cli(*words[1:], env=shell._environment)
    assert done.code == 0, done.err
    return done.out.encode()


def test_every_promise_has_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tiny libraries are changed by charlib and by the floors, and charlib's doctor agrees."""
    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.setattr(timing.Shell, "run", _run)
    monkeypatch.setattr(timing.Shell, "silent", _run)
    monkeypatch.setattr(timing, "resource", None)  # nothing runs in a process of its own
    films = kept_windows.Figures(1.2, 1, {2: 80, 24: 84})  # made by a test of their own
    monkeypatch.setattr(kept_windows, "measure", lambda _folder, _rounds: films)
    monkeypatch.setattr(in_process, "SEARCHES", 16)
    monkeypatch.setattr(in_process, "PROMPTS", 2)

    lines = list(writing.measured(tmp_path, [300, 300], rounds=1))

    known = {(line.what, line.limit): line.target for line in lines}
    assert LIMITS.items() <= known.items()
    assert all(line.ratio > 0 for line in lines)
    assert report.table(lines).count("\n") >= len(known)


def test_the_page_has_every_row() -> None:
    """The committed table is of the promises that are measured now."""
    table = part(writing.PAGE, writing.MARK)
    for (what, limit), target in LIMITS.items():
        assert f"| {what} | {limit} | {target:g} |" in table
