"""How each dialect finds characters in a prompt."""

from __future__ import annotations

import re

# An address such as bob@char_1.org is no mention, but a mention may touch text that is not ASCII.
_NOT_IN_A_WORD = r"(?<![A-Za-z0-9._%+-])"

BY_ID = re.compile(_NOT_IN_A_WORD + r"@(char_[A-Za-z0-9]+)")
"""The tutorials: `@char_…`, wherever it ends."""

BY_USERNAME = re.compile(_NOT_IN_A_WORD + r"@([a-z0-9]+\.[a-z0-9]+)(?=\s|\Z)")
"""The relays: `@user.name`, understood only before white space or at the end of the prompt."""


def find_mentions(prompt: str, pattern: re.Pattern[str]) -> list[str]:
    """What a prompt mentions, each once, in the order of its first appearance."""
    return list(dict.fromkeys(pattern.findall(prompt)))
