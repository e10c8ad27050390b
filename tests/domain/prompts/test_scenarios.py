"""Files of prompts: comments and blank lines are none, in every form and encoding."""

from __future__ import annotations

import json

import pytest

from charlib.domain.prompts.scenarios import read
from charlib.errors import InvalidInput

WISHES = {"seconds": 8, "audio": False, "model": "m", "seed": None}
WANTED = ["@mia walks", "@tom runs, and stops"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_are_prompts_and_comments_are_not(ending: str) -> None:
    """Blank lines and lines whose first visible character is # are ignored; places stay true."""
    lines = ["\ufeff# episode 1", "", WANTED[0], "  # aside", "\u200b# hidden", f" {WANTED[1]} "]
    scenarios = read(ending.join(lines))
    assert [(each.place, each.prompt) for each in scenarios] == [
        ("line 3", WANTED[0]),
        ("line 6", WANTED[1]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'prompt\n@mia walks\n"@tom runs, and stops"\n',
        'Prompt,\n@mia walks,\n,\n"@tom runs, and stops",\n',
        'sep=;\nprompt\n# later\n@mia walks\n"@tom runs, and stops"\n',
        '\u200b# 1\nprompt\n  # later\n@mia walks\n \u200b# no\n"@tom runs, and stops"\n',
    ],
)
def test_a_table_has_a_column_of_prompts(text: str) -> None:
    """The first line is no prompt, and empty rows are none."""
    assert [each.prompt for each in read(text, is_table=True)] == WANTED


def test_a_mark_of_inches_hides_no_comment() -> None:
    """A quote inside a cell that is not quoted opens none; a # inside a quoted cell is text."""
    text = 'prompt\n@mia holds a 5" disk\n# @tom waits\n"@mia\n# one"\n'
    assert [each.prompt for each in read(text, is_table=True)] == [
        '@mia holds a 5" disk', "@mia\n# one",
    ]  # fmt: skip


def test_only_the_ends_of_lines_part_prompts() -> None:
    """Word processors write other separators inside one text."""
    text = "@mia walks\u2028slowly\x0bhome\x85on\n@tom"
    assert [each.place for each in read(text)] == ["line 1", "line 2"]


@pytest.mark.parametrize(
    "text",
    [
        '{"prompt": "@mia walks"}\n# later\n{"prompt": "@tom runs, and stops"}\n',
        '[{"prompt": "@mia walks"}, {"prompt": "@tom runs, and stops"}]',
        '{\n"prompt": "@mia walks"\n}\n{\n"prompt": "@tom runs, and stops"\n}',
    ],
)
def test_json_has_prompts(text: str) -> None:
    """One object on each line, an array, or objects over several lines."""
    assert [each.prompt for each in read(text, is_json=True)] == WANTED


@pytest.mark.parametrize(
    ("text", "form", "words"),
    [
        ("# only\n\n", "", "no prompts"),
        ("promt\n@mia\n", "is_table", "no column prompt; it has 'promt'"),
        ("prompt,mood\n@mia,sad\n", "is_table", "unknown columns: mood"),
        ('{"text": "@mia"}', "is_json", "no column prompt"),
        ('{"prompt": 5}', "is_json", "must be text"),
        ('{"prompt": null}', "is_json", "must be text"),
        ('{"prompt": "@mia", "account": 5}', "is_json", "the account of row 1 must be text"),
        ("prompt,seconds\n@mia,long\n", "is_table", "row 1: invalid seconds 'long'"),
        ('{"prompt": "@mia", "shots": 3}', "is_json", "unknown columns: shots"),
        ("@mia", "is_json", "line 1 is not a JSON object"),
        ("prompt\n@mia walks, and smiles\n", "is_table", "row 1: it has 2 columns; the first"),
        ("prompt,\n@mia, smiles\n", "is_table", "row 1: its column 2 has a value, but no name"),
        ("prompt,scene,PROMPT\n@mia,3,@tom\n", "is_table", "has repeated columns: prompt"),
        ('{"prompt": "@mia", "model": ["a"]}', "is_json", "the model of row 1 must be text"),
        ('{"prompt": "@mia", "model": {"a": 1}}', "is_json", "the model of row 1 must be text"),
        ('{"prompt": "@mia", "scene": true}', "is_json", "the scene of row 1 must be text"),
    ],
)
def test_what_would_be_ignored_is_refused(text: str, form: str, words: str) -> None:
    """A column that nobody reads, and a file without prompts, are named before anything is sent."""
    with pytest.raises(InvalidInput, match=words):
        read(text, **({form: True} if form else {}))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("prompt,account,ratio,seconds,audio,model\n@mia,kling,portrait,8s,off,m\n", "is_table"),
        (
            json.dumps({"prompt": "@mia", "account": "kling", "ratio": "9x16", **WISHES}),
            "is_json",
        ),
    ],
)
def test_a_row_says_what_it_asks(text: str, form: str) -> None:
    """A row has its account and its wishes, in any of the spellings."""
    (row,) = read(text, **{form: True})

    assert (row.prompt, row.account) == ("@mia", "kling")
    assert row.asks.given() == {"ratio": "9:16", "seconds": 8, "audio": False, "model": "m"}
