# ruff: noqa: RUF001 - the colons of Chinese scripts
"""The cast of a script: who is in the library, and who is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from charlib.errors import InvalidInput, NotFound
from charlib.library import Library
from charlib.library.filming.scripts import Role

SCRIPT = """\
INT. CAFÉ - DAY

MIA WONG
Hello.

@tom
Hm.
Ho.

THE PRINCESS (V.O.)
Well.

EXT. STREET - NIGHT

NARRATOR
Later.

Dr. No walks.

ÉVA
Hi.

MIA
Hi.
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A Fountain script."""
    (tmp_path / "one.fountain").write_text(SCRIPT, "utf-8")
    return tmp_path / "one.fountain"


@pytest.fixture
def cast(lib: Library) -> Library:
    """Mia under her name, Tom under his handle, a princess under another handle."""
    lib.add("m1", name="Mia Wong")
    lib.add("tom", name="Thomas")
    lib.add("eva", name="Éva")
    lib.add("sissi")
    lib.aliases.add("sissi", "the_princess")
    return lib


def test_speakers_are_found_by_handle_alias_and_name(cast: Library, script: Path) -> None:
    """Case and accents do not count; a narrator is no character."""
    done = cast.cast(script)
    assert done.form == "fountain"
    assert list(done.roles) == [
        Role("MIA WONG", 1, 1, ("m1",)),
        Role("tom", 2, 1, ("tom",)),
        Role("THE PRINCESS", 1, 1, ("sissi",)),
        Role("NARRATOR", 1, 1, (), is_crowd=True),
        Role("ÉVA", 1, 1, ("eva",)),
        Role("MIA", 1, 1),
    ]
    assert [role.name for role in done.missing] == ["MIA"]
    assert [(each.heading, dict(each.speakers)) for each in done.scenes] == [
        ("INT. CAFÉ - DAY", {"MIA WONG": 1, "tom": 2, "THE PRINCESS": 1}),
        ("EXT. STREET - NIGHT", {"NARRATOR": 1, "ÉVA": 1, "MIA": 1}),
    ]
    assert done.added == ()


def test_the_missing_are_added_in_one_step(lib: Library, script: Path) -> None:
    """Under handles and names of their cues, without a look; again there is nobody to add."""
    done = lib.cast(script, add=True)
    assert done.added == ("mia_wong", "tom", "the_princess", "éva", "mia")
    assert done.missing == ()
    assert [(each.handle, each.name, each.look) for each in reversed(lib.list())] == [
        ("mia_wong", "Mia Wong", ""), ("tom", "tom", ""), ("the_princess", "The Princess", ""),
        ("éva", "Éva", ""), ("mia", "Mia", ""),
    ]  # fmt: skip
    assert lib.cast(script, add=True).added == ()
    lib.undo()
    assert lib.list() == []


def test_a_name_of_two_characters_is_both(lib: Library, script: Path) -> None:
    """A person has to say which one is meant; nobody is added."""
    lib.add("m1", name="Mia Wong")
    lib.add("m2", name="Mia Wong")
    (role,) = (each for each in lib.cast(script, add=True).roles if each.name == "MIA WONG")
    assert set(role.handles) == {"m1", "m2"}


def test_a_character_of_another_project_is_missing(lib: Library, script: Path) -> None:
    """A script belongs to the project that is in use."""
    lib.add("tom")
    lib.projects.add("noir")
    lib.projects.use("noir")
    assert "tom" in {role.name for role in lib.cast(script).missing}


CHINESE = "第1集 第1场\n林小雨：你好，很久没有见面了。\n陈默：好久不见，你还好吗？\n"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "gbk"])
def test_a_script_may_be_in_any_encoding(lib: Library, tmp_path: Path, codec: str) -> None:
    """As it is recognised by its mark, or by what its bytes show."""
    lib.add("林小雨")
    (tmp_path / "s.txt").write_bytes(CHINESE.encode(codec))
    done = lib.cast(tmp_path / "s.txt")
    assert [(each.name, each.handles) for each in done.roles] == [
        ("林小雨", ("林小雨",)), ("陈默", ()),
    ]  # fmt: skip
    assert (done.scenes[0].episode, done.scenes[0].heading) == (1, "第1集 第1场")


@pytest.mark.parametrize(
    "head", ["PK\x03\x04\0\0", "%PDF-1.7\n", "{\\rtf1 ", '<?xml version="1.0"?>\n<FinalDraft>'],
    ids=["docx", "pdf", "rtf", "fdx"],
)  # fmt: skip
def test_documents_of_other_programs_are_no_scripts(
    lib: Library, tmp_path: Path, head: str
) -> None:
    """They would be scripts in which nobody speaks."""
    (tmp_path / "script").write_text(f"{head}MIA: hello\n")
    with pytest.raises(InvalidInput, match="is not plain text"):
        lib.cast(tmp_path / "script")


def test_what_is_no_text_is_refused(lib: Library, tmp_path: Path) -> None:
    """As is a file that is not there."""
    (tmp_path / "s.pdf").write_bytes(b"%PDF-1.4\n\xff\xfe\x01\x02\x03")
    with pytest.raises(InvalidInput, match="another kind"):
        lib.cast(tmp_path / "s.pdf")
    with pytest.raises(NotFound, match="no file"):
        lib.cast(tmp_path / "none")


def test_a_script_without_speakers(lib: Library, tmp_path: Path) -> None:
    """Nothing is added of nobody."""
    (tmp_path / "s.txt").write_text("It rains.\n")
    done = lib.cast(tmp_path / "s.txt", add=True)
    assert (done.roles, done.scenes, done.added) == ((), (), ())
