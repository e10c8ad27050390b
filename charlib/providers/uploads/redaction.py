"""Removes secrets from texts of other programs, so that errors can show them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from charlib.domain.text import printable

_SIGNED = re.compile(r"(?<=://)[^\s/@]+@|\?[^\s\"'<>]*=[^\s\"'<>]*|(?i:signature)=[^\s,]+")
"""Parts of URLs and headers that give access to whoever reads them."""
_SECRET_NAME = re.compile(r"(?i)key|secret|token|pass|auth|credential")
_SECRET = 6
"""A shorter value is a word, not a secret."""


def secrets_in(environ: Mapping[str, str]) -> list[str]:
    """The values in an environment whose names suggest that they are secrets."""
    return [
        value
        for name, value in environ.items()
        if _SECRET_NAME.search(name) and len(value) >= _SECRET
    ]


def redacted(text: str, secrets: Collection[str]) -> str:
    """A text for an error: no secrets, no signatures, one short line."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "[secret]")
    return printable(_SIGNED.sub("…", text), 300)
