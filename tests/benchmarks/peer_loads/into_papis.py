"""Writes a papis library as papis keeps it: a folder and an `info.yaml` for each document."""

import hashlib
import json
import sys
from pathlib import Path

_, file, folder = sys.argv
with Path(file).open(encoding="utf-8") as lines:
    for line in lines:
        one = json.loads(line)
        home = Path(folder) / one["handle"]
        home.mkdir(parents=True)
        about = {
            "papis_id": hashlib.md5(one["handle"].encode()).hexdigest(),
            "ref": one["handle"],
            "title": f"{one['handle']} {one['name']}",
            "author": one["project"],
            "tags": one["tags"],
            "abstract": f"{one['look']} {one['notes']}",
        }
        # JSON is YAML, and papis reads it as such.
        (home / "info.yaml").write_text(json.dumps(about, ensure_ascii=False), "utf-8")
