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
    ],
)
def test_a_table_has_a_column_of_prompts(text: str) -> None:
    """The first line is no prompt, and empty rows are none."""
    assert [each.prompt for each in read(text, is_table=True)] == WANTED


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
