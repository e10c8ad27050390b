"""What a visitor of the repository finds beside the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from .pages import README, ROOT

FORMS = sorted((ROOT / ".github").rglob("*.yml"))


@pytest.mark.parametrize(
    "file", [*FORMS, ROOT / ".pre-commit-config.yaml"], ids=lambda file: file.name
)
def test_a_file_for_a_machine_can_be_read(file: Path) -> None:
    """Workflows, forms and hooks are YAML."""
    assert isinstance(yaml.safe_load(file.read_text("utf-8")), dict)


def test_the_workflow_runs_the_commands_of_the_readme() -> None:
    """It finds both by what is in them, on each system and each Python that is supported."""
    text = (ROOT / ".github" / "workflows" / "test.yml").read_text("utf-8")
    matrix = yaml.safe_load(text)["jobs"]["test"]["strategy"]["matrix"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    versions = re.findall(r"Python :: (3\.\d+)", " ".join(project["classifiers"]))

    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    assert set(versions) <= set(matrix["python"])
    for name in re.findall(r'"([^"]*(?:demo|pytest))"', text):
        assert re.search(rf"^python3 -m venv .*{name}", README.read_text("utf-8"), re.MULTILINE)


def test_the_hooks_are_the_linters_of_the_tests() -> None:
    """Each hook is local and runs a tool that the tests run."""
    (repo,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    tools = [hook["entry"].split()[2] for hook in repo["hooks"]]
    assert (repo["repo"], tools) == ("local", ["ruff", "ruff", "mypy"])
