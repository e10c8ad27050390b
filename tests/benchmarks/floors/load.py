"""The floor of an import: the same rows by `executemany` into the same schema, one index fill.

Nothing is checked. Only what a word is comes from charlib: the index must be the same one.
"""

import json
import sqlite3
import sys
from collections import Counter
from datetime import datetime
from itertools import count
from secrets import token_hex

from charlib.domain.search.tokens import indexed, tokens

_, path, file = sys.argv
forms = [json.loads(line) for line in open(file, encoding="utf-8")]  # noqa: SIM115, PTH123 - as bare as can be
now = 1_760_000_000_000


class Ids(dict[object, int]):
    """Numbers for things as they come."""

    def __missing__(self, key: object) -> int:
        self[key] = len(self) + 1
        return self[key]


def moment(text: str) -> int:
    """Milliseconds of a moment."""
    return int(datetime.fromisoformat(text).timestamp() * 1000)


db = sqlite3.connect(path, isolation_level=None)
db.execute("PRAGMA synchronous=FULL")
db.execute("BEGIN IMMEDIATE")
projects, tags, accounts, profiles, sources = Ids(), Ids(), Ids(), Ids(), Ids()
projects.update(db.execute("SELECT slug, id FROM project").fetchall())
people, links, windows, bindings = [], [], [], []
window_ids = count(1)
for number, form in enumerate(forms, start=1):
    created = moment(form["created_at"])
    project = projects[form["project"]]
    words = (form["handle"], form["name"], form["look"], form["notes"])
    people.append((number, token_hex(8), project, *words, created, created))
    links += [(tags[tag], number) for tag in form["tags"]]
    for binding in form["bindings"]:
        account = accounts[binding["account"]]
        profiles[binding["profile"]]
        window = None
        if binding["source"]:
            window = next(window_ids)
            start, end = (int(part) * 1000 for part in binding["window"].split(","))
            source = sources[binding["source"]]
            windows.append((window, token_hex(8), source, number, start, end, now))
        ids = (binding["remote_id"], binding["mention"])
        moments = (moment(binding["created_at"]), now)
        bindings.append(
            (
                token_hex(8),
                number,
                account,
                window,
                binding["state"],
                binding["method"],
                *ids,
                *moments,
            )
        )
sizes = Counter(row[2] for row in people)
kinds = dict(zip(profiles.values(), profiles, strict=True))
db.executemany(
    "INSERT OR REPLACE INTO project (id, uid, slug, name, notes, created_at, updated_at, n)"
    " VALUES (?, ?, ?, '', '', ?, ?, ?)",
    [(number, token_hex(8), slug, now, now, sizes[number]) for slug, number in projects.items()],
)
db.executemany(
    "INSERT INTO profile (id, name, toml, seen_at) VALUES (?, ?, '', ?)",
    [(number, name, now) for name, number in profiles.items()],
)
db.executemany(
    "INSERT INTO account (id, uid, name, profile_id, created_at, updated_at)"
    " VALUES (?, ?, ?, ?, ?, ?)",
    [(number, token_hex(8), name, number, now, now) for name, number in accounts.items()],
)
uses = Counter(tag for tag, _ in links)
db.executemany(
    "INSERT INTO tag (id, uid, name, created_at, n) VALUES (?, ?, ?, ?, ?)",
    [(number, token_hex(8), name, now, uses[number]) for name, number in tags.items()],
)
db.executemany(
    "INSERT INTO tag_word (word, tag_id) VALUES (?, ?)",
    [(word, number) for name, number in tags.items() for word in set(tokens(name))],
)
db.executemany(
    "INSERT INTO character (id, uid, project_id, handle, name, look, notes, created_at,"
    " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    people,
)
db.executemany("INSERT INTO character_tag (tag_id, character_id) VALUES (?, ?)", sorted(links))
homes = {row[0]: row[2] for row in people}
db.executemany(
    "INSERT INTO project_tag (project_id, tag_id, n) VALUES (?, ?, ?)",
    [(*key, n) for key, n in sorted(Counter((homes[who], tag) for tag, who in links).items())],
)
db.executemany(
    "INSERT INTO source (id, uid, kind, ref, created_at, updated_at) VALUES (?, ?, 'url', ?, ?, ?)",
    [(number, token_hex(8), ref, now, now) for ref, number in sources.items()],
)
db.executemany(
    "INSERT INTO window (id, uid, source_id, character_id, start_ms, end_ms, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)",
    windows,
)
db.executemany(
    "INSERT INTO binding (uid, character_id, account_id, window_id, state, method, remote_id,"
    " mention, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    bindings,
)
texts = [(row[0], *map(indexed, row[3:7])) for row in people]
db.executemany(
    "INSERT INTO character_text (rowid, handle, name, look, notes) VALUES (?, ?, ?, ?, ?)", texts
)
words = {word for row in texts for text in row[1:] for word in text.split()}
db.executemany("INSERT INTO term (word) VALUES (?)", [(word,) for word in sorted(words)])
db.execute("COMMIT")
db.close()
