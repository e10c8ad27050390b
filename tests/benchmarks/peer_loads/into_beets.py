"""Fills a beets library through its own library: `Library.add`, in one transaction."""

import json
import sys
from pathlib import Path

from beets.library import Item, Library

_, file, database = sys.argv
library = Library(database, directory=str(Path(database).parent))
with Path(file).open(encoding="utf-8") as lines, library.transaction():
    for line in lines:
        one = json.loads(line)
        library.add(
            Item(
                title=f"{one['handle']} {one['name']}",
                album=one["project"],
                grouping=f" {' '.join(one['tags'])} ",
                comments=f"{one['look']} {one['notes']}",
                path=f"/{one['handle']}.mp3".encode(),
            )
        )
