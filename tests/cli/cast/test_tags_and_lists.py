"""Tags of every script, lists for spreadsheets, and mentions that are copied from the gallery."""

from __future__ import annotations

import re

import pytest

from tests.cli.shell import Shell, done, refused


@pytest.mark.parametrize("tag", ["👩‍👩‍👧", "🏳️‍🌈", "❤️", "🇯🇵", "role:👑", "می‌خواهم"])
def test_an_emoji_of_several_parts_is_a_tag(cast: Shell, tag: str) -> None:
    """Joiners belong to emoji and to some scripts: such a tag is kept and found."""
    assert cast("tag", "add", tag, "mia").code == 0
    assert cast("search", "--ids", f'tag:"{tag}"').out == "mia\n"


@pytest.mark.parametrize(
    ("tag", "why"), [("a\u200bb", "\\u200b"), ("\u200d", "empty"), ("a;b", "';'")]
)
def test_another_invisible_character_is_named(cast: Shell, tag: str, why: str) -> None:
    """A refusal says which character is the reason."""
    result = cast("tag", "add", tag, "mia")
    assert (result.code, why in result.err) == (2, True)


def test_an_alias_or_rename_to_itself_says_so(cast: Shell) -> None:
    """Nothing is proposed that would change nothing, and nothing is claimed that did not happen."""
    assert cast("tag", "alias", "hero", "hero") == refused(
        1, "hero is the name of the tag already", "charlib tag list"
    )
    assert cast("tag", "rename", "hero", "Hero") == done(
        "Nothing changed: Hero is the tag hero, as tags are kept in lower case.\n"
    )
    assert (
        cast("tag", "rename", "hero", "lead").out == "Merged tag hero into lead (2 characters).\n"
    )


LIGHT = "I\u015f\u0131k"
"""A Turkish name with a dotless i; its upper case has a plain I."""


@pytest.mark.parametrize("query", ["I\u015eIK", LIGHT, "\u0131\u015f\u0131k", "isik", "name:ISIK"])
def test_turkish_letters_are_found_in_any_case(cast: Shell, query: str) -> None:
    """The dotless i is an i for a search, because its upper case is I."""
    cast("add", "light", "--id", "char_3", "--name", f"{LIGHT} \u0130n\u015faat")
    assert cast("search", "--ids", query).out == "light\n"
    assert cast("search", "--ids", f"name:={query.removeprefix('name:')}").out == ""
    assert cast("search", "--ids", "\u0130N\u015eAAT").out == "light\n"


def test_a_turkish_tag_is_a_plain_word(cast: Shell) -> None:
    """The dotted I is the letter i, and no i with another dot."""
    cast("tag", "add", "İstanbul", "mia")
    assert "\nistanbul\t1" in cast("tag", "list").out
    for text in ("istanbul", "İstanbul", "ISTANBUL"):
        assert cast("search", "--ids", f"tag:{text}").out == "mia\n"


CONTROL = "\x1b[31mred\x1b]0;title\x07 \u202egro.elpmaxe\u202c \x9b2J\x7f"


def test_csv_has_no_control_characters(cast: Shell) -> None:
    """Escapes, directions and DEL are shown, not sent to a terminal; line breaks stay in a cell."""
    cast("edit", "mia", "--name", CONTROL, "--look", f"one\ntwo\t{CONTROL}")
    out = cast("list", "--format", "csv").out
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out)
    assert "one\ntwo\t" in out
    assert "\\x1b[31mred" in out


def test_a_copied_mention_is_of_the_right_character(cast: Shell) -> None:
    """A page of several projects copies mentions that resolve from each of them."""
    cast("gallery", "--out", "TMP/cast.html")
    assert 'data-copy="@mia"' in (cast.folder / "cast.html").read_text("utf-8")

    cast("project", "add", "spinoff")
    cast("--project", "spinoff", "add", "baker", "--id", "char_b")
    cast("gallery", "--out", "TMP/cast.html")
    page = (cast.folder / "cast.html").read_text("utf-8")
    copied = re.findall(r'data-copy="(@[^"]*/[^"]*)"', page)
    assert sorted(copied) == ["@default/mia", "@default/tom", "@spinoff/baker"]
    for project in ("default", "spinoff"):
        assert cast("--project", project, "prompt", " ".join(copied)).code == 0
