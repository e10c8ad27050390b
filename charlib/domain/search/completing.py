"""What a query may go on with: a field, a field's value, or a handle."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from charlib.domain.search.fields import CHARACTERS, Fields
from charlib.domain.search.lexer import quoted

Known = Callable[[str, str], Sequence[str]]
"""The names of a kind in the library that begin with a text."""
_KINDS = {
    "tag": "tags", "project": "projects", "account": "accounts", "profile": "profiles",
    "saved": "saved", "handle": "handles", "source": "sources", "look": "looks",
    "character": "handles",
}  # fmt: skip
"""Field → the kind of name that is its value."""


def completed(
    query: str, known: Known, of: Fields = CHARACTERS, *, handles: str = "handles"
) -> list[str]:
    """The query with its last term completed, in each way that the library knows.

    `of` are the fields that there are; `handles` is the kind of name that may stand alone.
    """
    bare = query[_last_term(query) :].lstrip("-(^!")
    before = query[: len(query) - len(bare)]
    field, colon, value = bare.partition(":")
    if not colon:
        fields = [f"{name}:" for name in of.kinds if name.startswith(bare)]
        alone = known(handles, bare) if bare and handles else ()
        return [before + word for word in (*fields, *alone)]
    sought = value.lstrip("=~")
    mark, sought = value[: len(value) - len(sought)], sought.lstrip('"').replace('""', '"')
    kind = "saved takes" if field == "saved" and of is not CHARACTERS else _KINDS.get(field)
    names = [*(known(kind, sought) if kind else ())]
    names += [word for word in of.choices.get(field, ()) if word.startswith(sought)]
    return [f"{before}{field}:{mark}{quoted(word, in_field=True)}" for word in names]


def _last_term(query: str) -> int:
    """Where the last term of a query begins; spaces in quotation marks do not end a term."""
    start, is_quoted = 0, False
    for at, char in enumerate(query, 1):
        is_quoted ^= char == '"'
        if not is_quoted and (char.isspace() or char in "()|"):
            start = at
    return start
