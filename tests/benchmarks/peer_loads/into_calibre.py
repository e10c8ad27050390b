"""Fills a calibre library through its own API, in one transaction; run by `calibre-debug`."""

import json
import sys
from pathlib import Path

from calibre.db.legacy import LibraryDatabase
from calibre.ebooks.metadata.book.base import Metadata

_, file, folder = sys.argv
cache = LibraryDatabase(folder).new_api
with Path(file).open(encoding="utf-8") as lines, cache.backend.conn:
    for line in lines:
        document = json.loads(line)
        book = Metadata(f"{document['handle']} {document['name']}", [document["project"]])
        book.tags = document["tags"]
        book.comments = f"{document['look']} {document['notes']}"
        cache.create_book_entry(book)
