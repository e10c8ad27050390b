"""The Inspector of the protocol's makers reads the server; skipped where it is not installed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import Any

import pytest

from charlib.library import Library
from tests.limits import HANGS_S

INSPECTOR = shutil.which("mcp-inspector")
pytestmark = pytest.mark.skipif(INSPECTOR is None, reason="mcp-inspector is not installed")


def asked(lib: Library, *words: str) -> Any:
    """What the Inspector prints of an answer."""
    server = [sys.executable, "-m", "charlib", "--home", str(lib.home.data), "mcp"]
    run = subprocess.run(
        [str(INSPECTOR), "--cli", *server, "--method", *words],
        capture_output=True, text=True, timeout=4 * HANGS_S, check=True,
    )  # fmt: skip
    return json.loads(run.stdout)


@pytest.mark.parametrize(
    ("method", "kind", "some"),
    [
        ("tools/list", "tools", "carry_out"), ("resources/list", "resources", ""),
        ("resources/templates/list", "resourceTemplates", "character"),
        ("prompts/list", "prompts", "cast_scene"),
    ],
    ids=["tools", "resources", "templates", "prompts"],
)  # fmt: skip
def test_it_lists_what_there_is(lib: Library, method: str, kind: str, some: str) -> None:
    """Each by its name; resources are templates only."""
    names = [each["name"] for each in asked(lib, method)[kind]]
    assert some in names if some else names == []


def test_it_calls_a_tool(lib: Library) -> None:
    """The answer is structured, and no error."""
    lib.add("mia", look="a red coat")
    answer = asked(lib, "tools/call", "--tool-name", "search", "--tool-arg", "query=red")
    assert not answer.get("isError")
    assert [each["ref"] for each in answer["structuredContent"]["characters"]] == ["default/mia"]
