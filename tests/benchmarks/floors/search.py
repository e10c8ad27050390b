"""The floor of a search: bare Python and sqlite3, the same SQL, the same lines printed."""

import json
import sqlite3
import sys

_, path, first, other = sys.argv
db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
db.execute("SELECT version_num FROM alembic_version").fetchone()
(_, rare), (_, common) = sorted(
    db.execute("SELECT n, id FROM tag WHERE name IN (?, ?)", [first, other])
)
ids = db.execute(
    "SELECT c.id FROM character_tag AS d CROSS JOIN character AS c ON c.id = d.character_id"
    " WHERE d.tag_id = ? AND c.deleted_at IS NULL AND EXISTS (SELECT 1 FROM character_tag"
    " WHERE tag_id = ? AND character_id = d.character_id) ORDER BY d.character_id DESC LIMIT 20",
    [rare, common],
).fetchall()
listed = json.dumps([row[0] for row in ids])
people = db.execute(
    "SELECT character.id, handle, character.name, project.slug, look, character.notes, likeness,"
    " character.created_at, character.updated_at, deleted_at FROM character"
    " JOIN project ON project.id = project_id JOIN json_each(?) AS wanted"
    " ON wanted.value = character.id ORDER BY wanted.key",
    [listed],
).fetchall()
tags: dict[int, list[str]] = {}
for number, name in db.execute(
    "SELECT character_id, tag.name FROM character_tag JOIN tag ON tag.id = tag_id"
    " WHERE character_id IN (SELECT value FROM json_each(?)) ORDER BY tag.name",
    [listed],
):
    tags.setdefault(number, []).append(name)
bound: dict[int, list[str]] = {}
for number, account, state, *_ in db.execute(
    "SELECT binding.character_id, account.name, state, profile.name, remote_id, mention, method,"
    " error, binding.created_at, source.ref, start_ms, end_ms FROM binding"
    " JOIN account ON account.id = account_id JOIN profile ON profile.id = account.profile_id"
    " LEFT JOIN window ON window.id = window_id LEFT JOIN source ON source.id = source_id"
    " WHERE binding.character_id IN (SELECT value FROM json_each(?)) ORDER BY binding.id",
    [listed],
):
    bound.setdefault(number, []).append(f"{account}:{state}")
current = db.execute("SELECT value FROM setting WHERE key = 'project'").fetchone() or ["default"]
for number, handle, name, project, *_ in people:
    called = handle if project == current[0] else f"{project}/{handle}"
    cells = (f"@{called}", name, " ".join(tags[number]), " ".join(bound.get(number, ())))
    sys.stdout.write("\t".join(cells) + "\n")
