"""The query language, text to tree, and what a word is for the text index.

`parse` reads a query, `show` prints one; `tokens` parts text into what is indexed and looked for.
"""

from charlib.domain.search.fields import CHOICES, EXAMPLES, FIELDS
from charlib.domain.search.kept import expanded
from charlib.domain.search.parse import parse
from charlib.domain.search.ranges import Range
from charlib.domain.search.tokens import GAP, fold, indexed, matches, phrase, tokens
from charlib.domain.search.tree import (
    And,
    Everything,
    How,
    Not,
    Or,
    Term,
    Tree,
    all_of,
    any_of,
    negated,
    show,
)

__all__ = [
    "CHOICES", "EXAMPLES", "FIELDS", "GAP", "And", "Everything", "How", "Not", "Or", "Range",
    "Term", "Tree", "all_of", "any_of", "expanded", "fold", "indexed", "matches", "negated",
    "parse", "phrase", "show", "tokens",
]  # fmt: skip
