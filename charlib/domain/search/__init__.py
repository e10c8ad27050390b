"""The query language, text to tree, and what a word is for the text index.

`parse.parse` reads a query and `tree.show` prints one; `tokens` parts text into what is indexed and
looked for. Nothing is imported here: whoever indexes a text does not read a query.
"""
