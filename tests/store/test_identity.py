"""The file of templates: who may read it, and what is left of what was deleted."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from charlib.errors import LibraryError
from charlib.store.identity import Template, Templates

SECRET = b"a face is in these bytes"


@pytest.fixture
def templates(tmp_path: Path) -> Templates:
    """Templates of a library, switched on."""
    on = Templates(tmp_path / "home" / "identity.db")
    on.switch_on(1)
    return on


def template(uid: str, look: str = "", model: str = "m") -> Template:
    """A template of a character."""
    return Template(uid, look, model, ("kept",), (), SECRET)


def test_it_is_off_until_it_is_switched_on(tmp_path: Path) -> None:
    """Asking creates nothing."""
    templates = Templates(tmp_path / "identity.db")
    assert not templates.is_on
    assert templates.forget(["mia"]) == 0
    assert not templates.switch_off()
    assert list(tmp_path.iterdir()) == []
    templates.switch_on(1)
    assert templates.is_on


def test_only_its_owner_reads_it(templates: Templates, tmp_path: Path) -> None:
    """The file and its folder."""
    file = tmp_path / "home" / "identity.db"
    templates.put(template("mia"), 2)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_template_belongs_to_a_look_and_a_model(templates: Templates) -> None:
    """Vectors of two models do not mix; a newer template replaces an older one."""
    for each in (template("mia"), template("mia", "uniform"), template("mia", model="other")):
        templates.put(each, 2)
    newer = template("mia")._replace(doubtful_hashes=("x",))
    templates.put(newer, 3)
    assert sorted(templates.of("m", ["mia", "tom"])) == [newer, template("mia", "uniform")]


def test_a_forgotten_template_leaves_no_bytes(templates: Templates, tmp_path: Path) -> None:
    """What is deleted is overwritten."""
    file = tmp_path / "home" / "identity.db"
    templates.put(template("mia"), 2)
    templates.put(template("tom"), 2)
    assert file.read_bytes().count(SECRET) == 2
    assert templates.forget(["mia"]) == 1
    assert file.read_bytes().count(SECRET) == 1
    assert templates.places() == {("tom", "")}
    templates.drop([("tom", "")])
    assert SECRET not in file.read_bytes()


def test_switched_off_nothing_is_left(templates: Templates, tmp_path: Path) -> None:
    """No file; and what comes too late is not stored."""
    templates.put(template("mia"), 2)
    assert templates.switch_off()
    assert list((tmp_path / "home").iterdir()) == []
    templates.put(template("mia"), 3)
    assert not templates.is_on
    assert templates.of("m", ["mia"]) == []
    assert templates.vectors() == []


def test_a_damaged_file_can_be_switched_off(templates: Templates, tmp_path: Path) -> None:
    """It says that it is damaged, and goes all the same."""
    file = tmp_path / "home" / "identity.db"
    file.write_bytes(b"no database at all, whatever its name says")
    with pytest.raises(LibraryError):
        _ = templates.is_on
    assert templates.switch_off()
    assert not file.exists()
