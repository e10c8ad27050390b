"""The floor of a TAB: bare Python and sqlite3, the same SQL, the same names printed."""

import sqlite3
import sys

_, path, kind, begun, *project = sys.argv
db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
sql = {
    "handles": "SELECT handle FROM character WHERE project_id = (SELECT id FROM project"
    " WHERE slug = ?3) AND deleted_at IS NULL AND handle >= ?1 AND handle < ?2 ORDER BY handle",
    "tags": "SELECT name FROM (SELECT name, n FROM tag UNION ALL SELECT name, 0 FROM tag_alias)"
    " WHERE name >= ?1 AND name < ?2 ORDER BY n DESC",
}[kind]
rows = db.execute(sql, [begun, begun + "\U0010ffff", *project]).fetchmany(200)
sys.stdout.write("".join(f"{row[0]}\n" for row in rows))
