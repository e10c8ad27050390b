"""What a query may go on with: a field, a field's value, or a handle."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from charlib.domain.search.fields import CHOICES, FIELDS
from charlib.domain.search.lexer import quoted

Known = Callable[[str, str], Sequence[str]]
"""The names of a kind in the library that begin with a text."""
_KINDS = {
    "tag": "tags", "project": "projects", "account": "accounts", "profile": "profiles",
    "saved": "saved", "handle": "handles", "source": "sources",
}  # fmt: skip
"""Field → the kind of name that is its value."""


def completed(query: str, known: Known) -> list[str]:
    """The query with its last term completed, in each way that the library knows."""
    bare = query[_last_term(query) :].lstrip("-(^!")
    before = query[: len(query) - len(bare)]
    field, colon, value = bare.partition(":")
    if not colon:
        fields = [f"{name}:" for name in FIELDS if name.startswith(bare)]
        handles = known("handles", bare) if bare else ()
        return [before + word for word in (*fields, *handles)]
    sought = value.lstrip("=~")
    mark, sought = value[: len(value) - len(sought)], sought.lstrip('"').replace('""', '"')
    names = [*(known(_KINDS[field], sought) if field in _KINDS else ())]
    names += [word for word in CHOICES.get(field, ()) if word.startswith(sought)]
    return [f"{before}{field}:{mark}{quoted(word, in_field=True)}" for word in names]


def _last_term(query: str) -> int:
    """Where the last term of a query begins; spaces in quotation marks do not end a term."""
    start, is_quoted = 0, False
    for at, char in enumerate(query, 1):
        is_quoted ^= char == '"'
        if not is_quoted and (char.isspace() or char in "()|"):
            start = at
    return start
