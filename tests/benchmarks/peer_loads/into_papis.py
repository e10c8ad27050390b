"""Writes a papis library as papis keeps it: a folder and an `info.yaml` for each document."""

import hashlib
import json
import sys
from pathlib import Path

_, file, folder = sys.argv
with Path(file).open(encoding="utf-8") as lines:
    for line in lines:
        document = json.loads(line)
        home = Path(folder) / document["handle"]
        home.mkdir(parents=True)
        about = {
            "papis_id": hashlib.md5(document["handle"].encode()).hexdigest(),
            "ref": document["handle"],
            "title": f"{document['handle']} {document['name']}",
            "author": document["project"],
            "tags": document["tags"],
            "abstract": f"{document['look']} {document['notes']}",
        }
        # JSON is YAML, and papis reads it as such.
        (home / "info.yaml").write_text(json.dumps(about, ensure_ascii=False), "utf-8")
