"""Fills a beets library through its own library: `Library.add`, in one transaction."""

import json
import sys
from pathlib import Path

from beets.library import Item, Library

_, file, database = sys.argv
library = Library(database, directory=str(Path(database).parent))
with Path(file).open(encoding="utf-8") as lines, library.transaction():
    for line in lines:
        document = json.loads(line)
        library.add(
            Item(
                title=f"{document['handle']} {document['name']}",
                album=document["project"],
                grouping=f" {' '.join(document['tags'])} ",
                comments=f"{document['look']} {document['notes']}",
                path=f"/{document['handle']}.mp3".encode(),
            )
        )
