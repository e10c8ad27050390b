"""charlib and programs against its public API type-check, and mistakes are found."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import charlib

HERE = Path(__file__).parent
ROOT = Path(charlib.__file__).parents[1]
_FOUND = re.compile(r"^.*?(\w+\.py):(\d+): error: .*\[([\w-]+)\]$", re.MULTILINE)
_EXPECTED = re.compile(r"# wrong: ([\w-]+)$")


def test_right_programs_pass_and_wrong_ones_fail() -> None:
    """Mypy, run once in strict mode over charlib and them, finds the marked lines and no more."""
    programs = [path for path in sorted(HERE.glob("*_*.py")) if path.name[:4] != "test"]
    names = [str(path.relative_to(ROOT)) for path in programs]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "charlib", *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    errors = {(file, int(line), code) for file, line, code in _FOUND.findall(done.stdout)}
    assert errors == {place for path in programs for place in _expected(path)}, done.stdout


def _expected(path: Path) -> set[tuple[str, int, str]]:
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    marks = ((number, _EXPECTED.search(line)) for number, line in lines)
    return {(path.name, number, mark[1]) for number, mark in marks if mark}
