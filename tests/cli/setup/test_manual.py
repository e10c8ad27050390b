"""`charlib where` and `charlib help`."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from charlib.cli.commands.setup.start import topics

Cli = Callable[..., Any]


def test_where_shows_the_folders(cli: Cli, home: Path) -> None:
    """As strings, without making any of them."""
    places = {
        "home": str(home),
        "database": str(home / "library.db"),
        "media": str(home / "media"),
        "config": str(home),
    }
    assert cli("--json", "where").json == places
    lines = cli("where").out.splitlines()
    assert lines == [f"{name:<8}  {place}" for name, place in places.items()]
    assert cli("--json", "--home", str(home / "other"), "where").json["home"] == str(home / "other")
    assert not home.exists()


def test_help_lists_the_topics(cli: Cli, home: Path) -> None:
    """A topic is a page of the manual, and its title the page's first heading."""
    listed = cli("help")
    rows = [line.split("\t") for line in listed.out.splitlines()]

    pages = [page for page in (files("charlib") / "manual").iterdir() if page.name.endswith(".md")]
    assert [topic for topic, _ in rows] == sorted(page.name[:-3] for page in pages)
    assert all(title and not title.startswith("#") for _, title in rows)
    assert cli("--json", "help").json == [{"topic": row[0], "title": row[1]} for row in rows]
    assert not home.exists()


@pytest.mark.parametrize("topic", topics())
def test_help_prints_a_page(topic: str, cli: Cli) -> None:
    """As it is written; with `--json` as one document."""
    text = topics()[topic]
    result = cli("help", topic)
    assert (result.code, result.out, result.err) == (0, text, "")
    assert cli("--json", "help", topic).json == {"topic": topic, "text": text}


def test_an_unknown_topic_names_the_nearest(cli: Cli) -> None:
    """A slip of the pen; the name of a command; anything else."""
    for typed, hint in {
        "strat": "Did you mean start?",
        "window": "charlib window --help    # or: charlib help windows",
        "xyzzy": "charlib help",
    }.items():
        result = cli("help", typed)
        assert (result.code, result.out) == (1, "")
        assert result.err == f"error: No topic {typed!r} in the manual.\n  try: {hint}\n"
