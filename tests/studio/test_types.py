"""The types of the page, which stand in comments, are held by TypeScript; nothing is compiled."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from .browsing import IS_CI
from .test_page import PAGE

CONFIG = Path(__file__).with_name("tsconfig.json")
HERE = "../../charlib/studio/page"


def mistakes(config: Path) -> list[str]:
    """What TypeScript finds wrong; without it, the test is skipped but in CI."""
    program = shutil.which("tsc")
    if program is None:
        assert not IS_CI, "TypeScript is missing: npm install --global typescript"
        pytest.skip("TypeScript is not installed")
    done = subprocess.run(
        [program, "--project", config, "--pretty", "false"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return (done.stdout + done.stderr).splitlines()


def test_the_types_of_the_page_hold() -> None:
    """In all of its modules, strictly."""
    assert mistakes(CONFIG) == []


def test_a_wrong_type_is_found(tmp_path: Path) -> None:
    """In a copy of the page with one mistake, also where an element is made."""
    shutil.copytree(PAGE, tmp_path / "page")
    wrong = 'import { h } from "./frame/dom.js";\nh("input").value = 1;\n'
    (tmp_path / "page" / "wrong.js").write_text(wrong, "utf-8")
    config = CONFIG.read_text("utf-8").replace(HERE, (tmp_path / "page").as_posix())
    (tmp_path / CONFIG.name).write_text(config, "utf-8")
    found = mistakes(tmp_path / CONFIG.name)
    assert len(found) == 1
    assert "wrong.js(2,1): error TS2322" in found[0]
