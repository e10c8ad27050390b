"""Fills buku's own database through its own library: `BukuDb.add_rec`, one commit at the end."""

import json
import sys
from pathlib import Path

import buku

_, file, database = sys.argv
db = buku.BukuDb(dbfile=database)
with Path(file).open(encoding="utf-8") as lines:
    for line in lines:
        document = json.loads(line)
        db.add_rec(
            f"https://host.example/{document['handle']}",
            f"{document['handle']} {document['name']}",
            buku.parse_tags([",".join([document["project"], *document["tags"]])]),
            f"{document['look']} {document['notes']}",
            delay_commit=True,
            fetch=False,
        )
db.conn.commit()
db.close()
