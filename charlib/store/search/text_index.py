"""The text index: the texts of characters, split into words by charlib alone.

It is FTS5 without content of its own (a quarter of the size): a change to a character passes the
old texts to `remove` and the new ones to `add`. `domain.search.tokens` decides what a word is; the
`ascii` tokenizer only splits at the spaces between words. Tags are not in it: renaming a tag must
not touch half of the library.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from operator import itemgetter

from charlib.domain.search.tokens import fold, indexed, tokens

TEXTS = ("handle", "name", "look", "notes", "looks", "look_names")
"""The texts in the index; the last two are of all looks but the main one."""
_NAMES = ", ".join(TEXTS)
_VALUES = ", ".join("?" * len(TEXTS))
_INSERT = f"INSERT INTO character_text (rowid, {_NAMES}) VALUES (?, {_VALUES})"
_DELETE = (
    f"INSERT INTO character_text (character_text, rowid, {_NAMES}) VALUES ('delete', ?, {_VALUES})"
)
_CHANGE = _DELETE.replace("'delete'", "?")
"""Takes a row out of the index, or with NULL for `delete` puts it in."""
_CHUNK = 5_000
_GATHERED = 32 * 1024 * 1024
"""Bytes of words in memory; SQLite's own measure is one megabyte."""

Texts = tuple[int, str, str, str, str, str, str]
"""A character's id and its texts."""
_OF_LOOKS = """
    coalesce((SELECT group_concat(line, char(10)) FROM (
        SELECT look.{} AS line FROM look
        WHERE character_id = c.id AND look.deleted_at IS NULL ORDER BY look.id)), '')
"""
LOOKS = {"looks": _OF_LOOKS.format("description"), "look_names": _OF_LOOKS.format("name")}
"""What the texts of looks of a character `c` say, by its looks; `words_of_looks` says the same."""
OUTDATED = " OR ".join(f"c.{column} <> {now}" for column, now in LOOKS.items())
"""Whether these texts of a character `c` are not those of its looks."""
_id = itemgetter(0)
"""Rows are written in the order of ids: at each step back FTS5 writes a part of the index out."""


def prepare(connection: sqlite3.Connection) -> None:
    """Let many words be gathered before they are written: there is less to merge afterwards."""
    connection.execute(
        "INSERT INTO character_text (character_text, rank) VALUES ('hashsize', ?)", [_GATHERED]
    )


def add(connection: sqlite3.Connection, people: Iterable[Texts]) -> None:
    """Index characters that are not in the index."""
    words: set[str] = set()
    rows: list[tuple[object, ...]] = []
    for number, *texts in sorted(people, key=_id):
        split = [tokens(text) for text in texts]
        words.update(*split)
        rows.append((number, *map(" ".join, split)))
    connection.executemany(_INSERT, rows)
    _add_terms(connection, words)


def remove(connection: sqlite3.Connection, people: Iterable[Texts]) -> None:
    """Take characters out of the index; the texts must be those that were added."""
    rows = [(texts[0], *map(indexed, texts[1:])) for texts in sorted(people, key=_id)]
    connection.executemany(_DELETE, rows)


def replace(connection: sqlite3.Connection, changes: Iterable[tuple[Texts, Texts]]) -> None:
    """Index characters with new texts in place of old ones, which must be those that were added."""
    known = _Indexed()
    words: set[str] = set()
    rows: list[tuple[object, ...]] = []
    for old, new in sorted(changes):
        before = [*map(indexed, old[1:])]
        after = list(before)
        for at, (was, text) in enumerate(zip(old[1:], new[1:], strict=True)):
            if text != was:
                after[at] = known[text]
                words.update(after[at].split())
        rows += (("delete", old[0], *before), (None, new[0], *after))
    connection.executemany(_CHANGE, rows)
    _add_terms(connection, words)


class _Indexed(dict[str, str]):
    """Texts as they are in the index; many characters may share one."""

    def __missing__(self, text: str) -> str:
        self[text] = words = indexed(text)
        return words


def _add_terms(connection: sqlite3.Connection, words: Iterable[str]) -> None:
    rows = [(word,) for word in sorted(words)]
    connection.executemany("INSERT OR IGNORE INTO term (word) VALUES (?)", rows)


def forget_words(connection: sqlite3.Connection) -> None:
    """Forget the words that no text has now, and what the index keeps of deleted texts.

    So the words go that a text had before it was edited, too.
    """
    connection.execute("INSERT INTO character_text (character_text) VALUES ('optimize')")
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words_in_use"
        " USING fts5vocab(main, character_text, row)"
    )
    connection.execute("DELETE FROM term WHERE word NOT IN (SELECT term FROM temp.words_in_use)")


def fill(connection: sqlite3.Connection) -> int:
    """Index all characters that are not in the trash, into an empty index; return how many."""
    reading = connection.execute(
        f"SELECT id, {_NAMES} FROM character WHERE deleted_at IS NULL ORDER BY id"
    )
    count = 0
    while people := reading.fetchmany(_CHUNK):
        add(connection, people)
        count += len(people)
    return count


def add_tasks(connection: sqlite3.Connection, tasks: Iterable[tuple[int, str]]) -> None:
    """Note the words of tasks' prompts, given with the ids of the tasks; each has its spaces."""
    connection.executemany(
        "INSERT OR REPLACE INTO task_words (task_id, words) VALUES (?, ?)",
        [(number, f" {indexed(text)} ") for number, text in tasks],
    )


def fill_tasks(connection: sqlite3.Connection) -> None:
    """Note the words of all tasks' prompts, as they were typed."""
    reading = connection.execute(
        "SELECT id, coalesce((SELECT template FROM prompt WHERE task_id = task.id), prompt)"
        " FROM task ORDER BY id"
    )
    while tasks := reading.fetchmany(_CHUNK):
        add_tasks(connection, tasks)


def add_tags(connection: sqlite3.Connection, tags: Iterable[tuple[int, str]]) -> None:
    """Note the words of tags' names."""
    connection.executemany(
        "INSERT OR IGNORE INTO tag_word (word, tag_id) VALUES (?, ?)",
        [(word, tag) for tag, name in tags for word in tokens(name)],
    )


def rename_tag(connection: sqlite3.Connection, tag: int, name: str) -> None:
    """Note the words of a tag's new name instead of the old one's."""
    connection.execute("DELETE FROM tag_word WHERE tag_id = ?", [tag])
    add_tags(connection, [(tag, name)])


def words_of_looks(looks: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """The texts of a character's looks, in the order of ids: descriptions, and names."""
    told = list(looks)
    return "\n".join(text for _, text in told), "\n".join(name for name, _ in told)


def name_key(name: str) -> str:
    """The sort key of a name: its folded form; characters without a name come last."""
    return fold(name) or "\U0010ffff"


def rebuild_name_keys(connection: sqlite3.Connection) -> None:
    """Recompute the sort keys of all names."""
    rows = connection.execute("SELECT DISTINCT name FROM character").fetchall()
    connection.execute("CREATE TEMP TABLE name_keys (name TEXT PRIMARY KEY, key TEXT)")
    connection.executemany(
        "INSERT INTO name_keys VALUES (?, ?)", [(name, name_key(name)) for (name,) in rows]
    )
    connection.execute(
        "UPDATE character SET name_key ="
        " (SELECT key FROM name_keys WHERE name_keys.name = character.name)"
    )
    connection.execute("DROP TABLE name_keys")


def rebuild(connection: sqlite3.Connection) -> None:
    """Fill the text index and the words of tags anew."""
    connection.execute(
        f"UPDATE character AS c SET {', '.join(f'{name} = {now}' for name, now in LOOKS.items())}"
        f" WHERE deleted_at IS NULL AND ({OUTDATED})"
    )
    connection.execute("INSERT INTO character_text (character_text) VALUES ('delete-all')")
    connection.execute("DELETE FROM term")
    connection.execute("DELETE FROM tag_word")
    connection.execute("DELETE FROM task_words")
    fill(connection)
    fill_tasks(connection)
    add_tags(connection, connection.execute("SELECT id, name FROM tag").fetchall())
