"""Writing who is who: names, merged records, moves, and people who are erased."""
