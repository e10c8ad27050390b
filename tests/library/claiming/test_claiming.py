"""Two members never pay for one creation."""

from __future__ import annotations

import pytest

from charlib.errors import CharlibError
from charlib.sandbox import Server

from .conftest import Members
from .members import order


def test_who_comes_later_is_told_to_pull(members: Members, url: str, sandbox: Server) -> None:
    """The second member's creation is refused before anything is sent, with who was first."""
    anna, bob = members(url)
    minted = sandbox.ledger.minted
    anna.create("mia", **order(sandbox))

    with pytest.raises(CharlibError, match=r"anna created it on .*, and its ID is not here") as no:
        bob.create("mia", **order(sandbox))

    assert (no.value.kind, no.value.exit_code) == ("conflict", 1)
    assert "lib.share.pull()" in no.value.hint or "share" in no.value.hint
    assert sandbox.ledger.minted - minted == 1
