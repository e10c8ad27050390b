"""The query language, from text to tree, and the words of the text index.

`parse.parse` reads a query and `tree.show` prints it; `tokens` splits text into words for indexing
and searching. Nothing is imported here: indexing a text needs no queries.
"""
