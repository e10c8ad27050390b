"""`charlib share`: what a member reads."""

from __future__ import annotations

from pathlib import Path

from charlib.library import Library
from tests.conftest import Cli


def test_what_is_not_pushed_is_counted_in_words(lib: Library, cli: Cli, tmp_path: Path) -> None:
    """A noun has its plural, also behind another one; what is none of them is named too."""
    place = str(tmp_path / "cast")
    cli("share", "init", place, "--name", "Anna")
    assert cli("share", "push").out == "Pushed projects and accounts.\n"
    lib.accounts.add("home", profile="sandbox", base_url="http://127.0.0.1:9")
    for name in ("mia", "tom"):
        lib.add(name, f"ch_{name}", account="home")
    status = cli("share", "status").out
    assert "not pushed  1 account, 2 characters, IDs of 2 characters" in status
    assert cli("share", "push").out == "Pushed 2 characters.\n"
    for number in range(2):
        lib.add(f"eva_{number}")
        cli("share", "push")
    cli("--home", tmp_path / "tom", "share", "init", place, "--name", "Tom")
    assert "not pulled  4 pushes by Anna" in cli("--home", tmp_path / "tom", "share", "status").out
    assert cli("share", "claims", "voice:mia").out == "Nobody is creating voice:mia.\n"
