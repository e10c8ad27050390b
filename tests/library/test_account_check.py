"""A free question at each address of an account: all that is wrong is told, with what helps."""

from __future__ import annotations

import pytest

from charlib.errors import NoKey
from charlib.hints import Hint, argument, the_call, together
from charlib.library import Library


def test_every_missing_key_has_its_hint(lib: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two addresses with a key of their own each."""
    for name in ("VOLC_ACCESS_AND_SECRET_KEY", "ARK_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    lib.accounts.add("ark", profile="seedance-assets")
    with pytest.raises(NoKey) as caught:
        lib.accounts.check("ark")
    for name in ("VOLC_ACCESS_AND_SECRET_KEY", "ARK_API_KEY"):
        assert name in str(caught.value)
        assert name in str(caught.value.hint)


def test_hints_are_joined_each_once() -> None:
    """With their parts, so that each door phrases all of them; braces of one stay braces."""
    one = Hint("See {}", the_call("account show", "main"))
    other = Hint("Give {}", argument("key_env", "KEY"))
    both = together([one, Hint(""), other, Hint("See {}", the_call("account show", "main"))])
    assert both == "See lib.accounts.show('main'); Give key_env=KEY"
    assert both.phrased(lambda part: type(part).__name__) == "See Call; Give Argument"
    assert together([Hint("Write {x}"), one]) == "Write {x}; See lib.accounts.show('main')"
    assert together([Hint("Write {x}"), Hint("or {y}")]) == "Write {x}; or {y}"
    assert together([]) == ""
    assert (
        together([Hint("Set A; it is free"), Hint("Set B; it is free")])
        == "Set A; Set B; it is free"
    )
