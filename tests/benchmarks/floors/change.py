"""The floor of one change: bare Python and sqlite3 write the same rows in one durable commit.

Texts are ASCII words with spaces between, so that splitting finds the words of the text index.
"""

import json
import os
import sqlite3
import sys
import time

_, path, verb, *words = sys.argv
db = sqlite3.connect(path, isolation_level=None)
db.execute("PRAGMA synchronous=FULL")
db.execute("BEGIN IMMEDIATE")
now = time.time_ns() // 1_000_000
DELETE = (
    "INSERT INTO character_text (character_text, rowid, handle, name, look, notes)"
    " VALUES ('delete', ?, ?, ?, ?, ?)"
)


def note(*changes: tuple[str, object]) -> None:
    """Write down a journal entry with its changes."""
    entry = db.execute("INSERT INTO entry (command, at) VALUES (?, ?)", (verb, now)).lastrowid
    db.execute("DELETE FROM entry WHERE id <= ?", (entry - 1_000,))
    for name, what in changes:
        row = (entry, name, json.dumps(what))
        db.execute("INSERT INTO change (entry_id, verb, what) VALUES (?, ?, ?)", row)


def texts(number: int) -> list[str]:
    """What the text index has of a character."""
    row = db.execute("SELECT handle, name, look, notes FROM character WHERE id = ?", (number,))
    return [" ".join(text.lower().split()) for text in row.fetchone()]


def index(number: int) -> None:
    """Put a character into the text index."""
    parts = texts(number)
    db.execute(
        "INSERT INTO character_text (rowid, handle, name, look, notes) VALUES (?, ?, ?, ?, ?)",
        (number, *parts),
    )
    terms = [(word,) for word in sorted(set(" ".join(parts).split()))]
    db.executemany("INSERT OR IGNORE INTO term (word) VALUES (?)", terms)


def unindex(number: int) -> None:
    """Take a character out of the text index."""
    db.execute(DELETE, (number, *texts(number)))


def find(project: int, handle: str, state: str = "NULL") -> int:
    """The id of a character."""
    row = db.execute(
        f"SELECT id FROM character WHERE project_id = ? AND handle = ? AND deleted_at IS {state}",
        (project, handle),
    ).fetchone()
    return int(row[0])


def count(project: int, tag: int, n: int) -> None:
    """Add to the counters of a tag."""
    db.execute(
        "INSERT INTO project_tag (project_id, tag_id, n) VALUES (?, ?, ?)"
        " ON CONFLICT (project_id, tag_id) DO UPDATE SET n = n + excluded.n",
        (project, tag, n),
    )
    db.execute("UPDATE tag SET n = n + ? WHERE id = ?", (n, tag))


def set_text(number: int, column: str, text: str) -> None:
    """Change a text of a character; its old handle becomes an alias."""
    sql = f"SELECT {column} FROM character WHERE id = ?"
    before = db.execute(sql, (number,)).fetchone()[0]
    unindex(number)
    db.execute(
        f"UPDATE character SET {column} = ?, updated_at = ? WHERE id = ?", (text, now, number)
    )
    index(number)
    ids = [[number, number]]
    what = {"columns": [column], "before": [[ids, [before]]], "after": [[ids, [text]]]}
    more = [("other handle", add_alias(number, before))] if column == "handle" else []
    note(("edited", what), *more)


def add_alias(number: int, alias: str) -> dict[str, object]:
    """Give a character another handle; what the journal says of it."""
    sql = "SELECT project_id FROM character WHERE id = ?"
    row = (db.execute(sql, (number,)).fetchone()[0], alias, number, now)
    made = db.execute(
        "INSERT INTO character_alias (project_id, handle, character_id, created_at)"
        " VALUES (?, ?, ?, ?)",
        row,
    ).lastrowid
    names = ("id", "project_id", "handle", "character_id", "created_at")
    return {"before": None, "after": dict(zip(names, (made, *row), strict=True))}


def move(number: int, project: int, sign: int) -> None:
    """Put a character into the trash (-1), or bring it back (1)."""
    unindex(number) if sign < 0 else index(number)
    db.execute(
        "UPDATE character SET deleted_at = ?, updated_at = ? WHERE id = ?",
        (now if sign < 0 else None, now, number),
    )
    db.execute("UPDATE project SET n = n + ? WHERE id = ?", (sign, project))
    sql = "SELECT tag_id FROM character_tag WHERE character_id = ?"
    for (tag,) in db.execute(sql, (number,)).fetchall():
        count(project, tag, sign)
    note(("removed" if sign < 0 else "restored", {"ids": [[number, number]]}))


def add_tag(number: int, project: int, name: str) -> None:
    """Give a character a new tag."""
    uid = os.urandom(8).hex()
    tag = db.execute(
        "INSERT INTO tag (uid, name, created_at) VALUES (?, ?, ?)", (uid, name, now)
    ).lastrowid
    assert tag is not None
    db.execute("INSERT INTO tag_word (word, tag_id) VALUES (?, ?)", (name, tag))
    db.execute("INSERT INTO character_tag (tag_id, character_id) VALUES (?, ?)", (tag, number))
    count(project, tag, 1)
    db.execute("UPDATE character SET updated_at = ? WHERE id = ?", (now, number))
    note(
        ("tag", {"before": None, "after": [tag, uid, name, now]}),
        ("linked", {"ids": [[number, number]], "tag": tag}),
    )


def add(project: int, handle: str, remote_id: str, account: str) -> None:
    """Add a character that a provider has already."""
    number = db.execute(
        "INSERT INTO character (uid, project_id, handle, name, look, notes, created_at, updated_at,"
        " likeness, consent, name_key) VALUES (?, ?, ?, '', '', '', ?, ?, '', '', char(0x10ffff))",
        (os.urandom(8).hex(), project, handle, now, now),
    ).lastrowid
    assert number is not None
    index(number)
    db.execute("UPDATE project SET n = n + 1 WHERE id = ?", (project,))
    db.execute(
        "INSERT INTO binding (uid, character_id, account_id, state, method, remote_id, mention,"
        " created_at, updated_at) VALUES"
        " (?, ?, (SELECT id FROM account WHERE name = ?), 'ready', 'added', ?, ?, ?, ?)",
        (os.urandom(8).hex(), number, account, remote_id, f"@{remote_id}", now, now),
    )
    made = db.execute("SELECT max(id) FROM binding").fetchone()[0]
    told = {"table": "binding", "ids": [[made, made]]}
    note(("added", {"ids": [[number, number]]}), ("made", told))


def undo() -> None:
    """Take back the last change: a new tag that one character got."""
    entry = db.execute(
        "SELECT id FROM entry WHERE undone_at IS NULL ORDER BY id DESC LIMIT 1"
    ).fetchone()[0]
    for name, text in db.execute(
        "SELECT verb, what FROM change WHERE entry_id = ? ORDER BY id DESC", (entry,)
    ).fetchall():
        what = json.loads(text)
        if name == "tag":
            db.execute("DELETE FROM tag_word WHERE tag_id = ?", (what["after"][0],))
            db.execute("DELETE FROM project_tag WHERE tag_id = ?", (what["after"][0],))
            db.execute("DELETE FROM tag WHERE id = ?", (what["after"][0],))
            continue
        number, tag = what["ids"][0][0], what["tag"]
        db.execute("DELETE FROM character_tag WHERE tag_id = ? AND character_id = ?", (tag, number))
        sql = "SELECT project_id FROM character WHERE id = ?"
        count(db.execute(sql, (number,)).fetchone()[0], tag, -1)
        db.execute("UPDATE character SET updated_at = ? WHERE id = ?", (now, number))
    db.execute("UPDATE entry SET undone_at = ? WHERE id = ?", (now, entry))


if verb == "undo":
    undo()
else:
    slug, name, *others = words
    home = db.execute("SELECT id FROM project WHERE slug = ?", (slug,)).fetchone()[0]
    if verb == "add":
        add(home, name, *others)
    elif verb == "tag":
        add_tag(find(home, name), home, *others)
    elif verb == "edit":
        set_text(find(home, name), "notes", *others)
    elif verb == "rename":
        set_text(find(home, name), "handle", *others)
    elif verb == "rm":
        move(find(home, name), home, -1)
    elif verb == "restore":
        move(find(home, name, "NOT NULL"), home, 1)
db.execute("COMMIT")
sys.stdout.write("done\n")
db.close()
