"""The floor of an edit of many, and of its undo: sqlite3 with a journal row for each character.

Only what a word is comes from charlib: the text index must be the same one.
"""

import json
import sqlite3
import sys
import time

from charlib.domain.search.tokens import indexed

_, path, verb, *words = sys.argv
db = sqlite3.connect(path, isolation_level=None)
db.execute("PRAGMA synchronous=FULL")
db.execute("BEGIN IMMEDIATE")
now = time.time_ns() // 1_000_000


def set_notes(notes: dict[int, str]) -> None:
    """Give each character notes of its own, in its row and in the text index."""
    rows = db.execute(
        "SELECT c.id, handle, name, look, notes FROM json_each(?) JOIN character AS c"
        " ON c.id = value",
        (json.dumps(list(notes)),),
    ).fetchall()
    old = [(row[0], *map(indexed, row[1:])) for row in rows]
    new = [(*row[:4], indexed(notes[row[0]])) for row in old]
    db.executemany(
        "INSERT INTO character_text (character_text, rowid, handle, name, look, notes)"
        " VALUES ('delete', ?, ?, ?, ?, ?)",
        old,
    )
    db.executemany(
        "INSERT INTO character_text (rowid, handle, name, look, notes) VALUES (?, ?, ?, ?, ?)", new
    )
    terms = {word for row in new for word in row[4].split()}
    db.executemany("INSERT OR IGNORE INTO term (word) VALUES (?)", [(word,) for word in terms])
    db.executemany(
        "UPDATE character SET notes = ?, updated_at = ? WHERE id = ?",
        [(text, now, number) for number, text in notes.items()],
    )


def edit(project: str, tag: str, text: str) -> None:
    """Give all characters of a project that have a tag the same notes."""
    before = dict(
        db.execute(
            "SELECT character.id, character.notes FROM tag JOIN character_tag ON tag_id = tag.id"
            " JOIN character ON character.id = character_id"
            " JOIN project ON project.id = project_id"
            " WHERE tag.name = ? AND slug = ? AND deleted_at IS NULL",
            (tag, project),
        ).fetchall()
    )
    set_notes(dict.fromkeys(before, text))
    entry = db.execute("INSERT INTO entry (command, at) VALUES ('edit', ?)", (now,)).lastrowid
    db.executemany(
        "INSERT INTO change (entry_id, verb, what) VALUES (?, 'said', ?)",
        [
            (
                entry,
                json.dumps({"id": number, "before": {"notes": old}, "after": {"notes": text}}),
            )
            for number, old in before.items()
        ],
    )


def undo() -> None:
    """Take the last entry back."""
    entry = db.execute(
        "SELECT id FROM entry WHERE undone_at IS NULL ORDER BY id DESC LIMIT 1"
    ).fetchone()[0]
    changes = [
        json.loads(row[0])
        for row in db.execute("SELECT what FROM change WHERE entry_id = ?", (entry,))
    ]
    set_notes({change["id"]: change["before"]["notes"] for change in changes})
    db.execute("UPDATE entry SET undone_at = ? WHERE id = ?", (now, entry))


if verb == "edit":
    edit(*words)
else:
    undo()
db.execute("COMMIT")
sys.stdout.write("done\n")
db.close()
