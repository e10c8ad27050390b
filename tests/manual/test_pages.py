"""What holds for every page: its form, its links, its programs, and what may not be in it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from charlib.domain.choices import IMPORTS
from charlib.library.moving.formats import table
from tests.conftest import Cli

from .pages import MANUAL, PAGES, README, ROOT, TOPICS, Block, blocks

LONGEST = 110
README_LINES = 200


def test_the_manual_has_these_topics() -> None:
    """A topic is the name of a file, in lower case with hyphens."""
    assert tuple(sorted(path.stem for path in MANUAL.glob("*.md"))) == TOPICS
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", topic) for topic in TOPICS)


def test_the_readme_is_short_and_lists_every_topic() -> None:
    """A newcomer reads it in a few minutes, and finds the rest from there."""
    text = README.read_text("utf-8")
    assert len(text.splitlines()) <= README_LINES
    assert re.findall(r"\]\(charlib/manual/([\w-]+)\.md\)", text)
    assert {f"charlib/manual/{topic}.md" for topic in TOPICS} <= set(_links(text))


def test_the_first_test_command_is_the_one_to_run() -> None:
    """The line that runs the tests is the first one that contains `-m pytest`."""
    first = next(line for line in README.read_text("utf-8").splitlines() if "-m pytest" in line)
    assert first == (
        "python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]'"
        " && .venv/bin/python -m pytest -n 4"
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_opens_with_a_heading_and_a_sentence(page: Path) -> None:
    """So that the list of topics can say what each is about."""
    heading, sentence, *_ = page.read_text("utf-8").split("\n\n")
    assert re.fullmatch(r"# \S.*", heading)
    assert re.search(r"[.:*]$", sentence)
    assert not sentence.startswith(("#", "|", "```", "- "))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_fits_a_window(page: Path) -> None:
    """Prose is wrapped; tables, links and shell lines may be longer."""
    long = [
        line
        for line in re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL).splitlines()
        if len(line) > LONGEST and not line.startswith(("|", "![", "- `"))
    ]
    assert long == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    """Links are relative, and lead to files of the repository."""
    targets = [page.parent / link.partition("#")[0] for link in _links(page.read_text("utf-8"))]
    assert [str(target) for target in targets if not target.is_file()] == []


def _links(text: str) -> list[str]:
    return [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_page_installs_another_project(page: Path) -> None:
    """On the public registry `charlib` is somebody else's: no page tells to install it."""
    installs = re.findall(r"pip install ([^`&\n]*)", page.read_text("utf-8"))
    assert [words for words in installs if re.search(r"\bcharlib(?!-cast)", words)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_topic_that_is_named_exists(page: Path) -> None:
    """`charlib help TOPIC` names a page."""
    text = re.sub(r"\s+", " ", page.read_text("utf-8"))
    named = set(re.findall(r"charlib help ([a-z][\w-]*)", text))
    assert named <= set(TOPICS)


def test_the_architecture_names_what_exists() -> None:
    """Its files are in the package, its values in them, and its layers are those checked."""
    text = (MANUAL / "architecture.md").read_text("utf-8")
    names = set(re.findall(r"`(\w+(?:/\w+)*\.py)`", text))
    sources = {name: (MANUAL.parent / name).read_text("utf-8") for name in names}
    for row in re.findall(r"^\| ([\w, ]+) \| `(\S+\.py)` \|", text, re.MULTILINE):
        missing = [name for name in row[0].split(", ") if f"\nclass {name}" not in sources[row[1]]]
        assert missing == [], row[1]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    drawn = re.findall(r"^(\w+(?: \| \w+)*)  ", text, re.MULTILINE)
    assert drawn == [*layers, "sandbox"]


def test_the_changes_name_every_schema() -> None:
    """Whoever upgrades a library can read what is new in it."""
    migrations = (ROOT / "migrations" / "versions").glob("*.py")
    named = re.findall(
        r"^- Schema (\d{4}):", (MANUAL / "changes.md").read_text("utf-8"), re.MULTILINE
    )
    assert sorted(named) == sorted(file.name[:4] for file in migrations)


def is_mapping(block: Block) -> bool:
    """Whether a block says what the columns of a table are."""
    return "[columns]" in block.text


@pytest.mark.parametrize("block", [b for b in blocks("toml") if not is_mapping(b)], ids=str)
def test_a_profile_is_accepted(block: Block, cli: Cli, tmp_path: Path) -> None:
    """Every other TOML block is a profile that `charlib profile check` accepts."""
    file = tmp_path / "example.toml"
    file.write_text(block.text, "utf-8")
    result = cli("profile", "check", file)
    assert (result.code, "error" in result.err) == (0, False)


@pytest.mark.parametrize("block", [b for b in blocks("toml") if is_mapping(b)], ids=str)
def test_a_mapping_is_accepted(block: Block, tmp_path: Path) -> None:
    """Every mapping file is valid, and its page names every field."""
    file = tmp_path / "map.toml"
    file.write_text(block.text, "utf-8")
    assert table.Mapped(file).columns
    assert all(f"`{field}`" in block.page.read_text("utf-8") for field in table.FIELDS)


def test_the_formats_of_imports_are_in_the_manual() -> None:
    """Each has its row."""
    text = (MANUAL / "moving-in.md").read_text("utf-8")
    rows = re.findall(
        r"^\| ((?:`\w+`(?:, )?)+) \|", text.partition("With `--json`")[0], re.MULTILINE
    )
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row)] == list(IMPORTS)


def test_the_picture_is_small() -> None:
    """A clone and a wheel carry it, so it stays light."""
    assert (ROOT / "charlib" / "manual" / "gallery.webp").stat().st_size <= 60_000
