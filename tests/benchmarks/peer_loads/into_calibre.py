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
        one = json.loads(line)
        book = Metadata(f"{one['handle']} {one['name']}", [one["project"]])
        book.tags = one["tags"]
        book.comments = f"{one['look']} {one['notes']}"
        cache.create_book_entry(book)
