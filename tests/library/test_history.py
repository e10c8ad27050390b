"""The journal in words: each entry tells in one line what its command changed."""

from __future__ import annotations

import json
from pathlib import Path

from charlib.domain.journal import summary
from charlib.library import Library


def told(lib: Library) -> str:
    """What the newest entry says."""
    return summary(lib.history(limit=1)[0])


def test_an_edit_counts_characters(lib: Library, tmp_path: Path) -> None:
    """One character and all that a query finds, whatever their texts were before."""
    rows = [{"handle": name, "notes": notes, "tags": ["hero"]} for name, notes in
            (("mia", "a"), ("tom", "b"), ("eva", "c"), ("kim", "new"))]  # fmt: skip
    file = tmp_path / "in.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    lib.import_(file)

    lib.edit("mia", look="red coat")
    assert told(lib) == "1 changed"

    assert lib.edit_many("tag:hero", notes="new") == 3
    assert told(lib) == "3 changed"


def test_a_change_of_a_project_says_what_changed(lib: Library) -> None:
    """Its name, or its current episode."""
    lib.projects.add("noir")
    lib.projects.use("noir", episode=5)
    assert "current episode: 5" in told(lib)

    lib.projects.rename("noir", "night")
    assert "project noir renamed to night" in told(lib)

    lib.projects.use("night", episode="none")
    assert told(lib) == "current episode: none"


def test_an_import_of_many_tags_is_told_in_short(lib: Library, tmp_path: Path) -> None:
    """Each new tag is a change; a line names a few of them and counts the others."""
    file = tmp_path / "in.jsonl"
    rows = [{"handle": f"p{at}", "tags": [f"tag{at}"]} for at in range(300)]
    file.write_text("\n".join(map(json.dumps, rows)))
    lib.import_(file)

    entry = lib.history(limit=1)[0]
    assert len(entry.changes) + entry.more == 301
    assert summary(entry).startswith("300 added; tag tag0 added; tag tag1 added; ")
    assert summary(entry).endswith("; and 297 more")

    lib.undo()
    assert lib.count() == 0
