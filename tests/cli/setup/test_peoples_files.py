"""Files as people have them: every mark, every separator, every reader."""

from __future__ import annotations

import codecs
import json
import time
from pathlib import Path

import pytest

from tests.cli.shell import FILM, Shell

MARKS = {
    "utf-8": b"",
    "utf-8-sig": b"",
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
UNMARKED = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
READERS = [("create", "--from"), ("import",), ("generate", "--scenarios")]
FORMS = [*MARKS.items(), *((codec, b"") for codec in UNMARKED)]


def save(shell: Shell, name: str, text: str, form: tuple[str, bytes]) -> str:
    """Save a text as another program would."""
    codec, mark = form
    (shell.folder / name).write_bytes(mark + shell.real(text).encode(codec))
    return f"TMP/{name}"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_batch_is_read_from_any_spreadsheet(
    home_account: Shell, form: tuple[str, bytes], separator: str
) -> None:
    """Encodings and separators are recognised; an empty last column is passed over."""
    window = '"5,8"' if separator == "," else "0:05-0:08"
    rows = [["Handle", "url", "window", "notes", ""], ["林小雨", FILM, window, "第一", ""]]
    text = "\r\n".join(separator.join(row) for row in rows) + "\r\n"

    result = home_account("create", "--from", save(home_account, "cast.csv", text, form))

    assert result.code == 0, result.err
    shown = home_account("--json", "show", "林小雨").json
    assert (shown["notes"], shown["bindings"][0]["window"]) == ("第一", "5,8")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("is_array", [False, True])
def test_an_import_is_read_in_any_encoding(
    shell: Shell,
    form: tuple[str, bytes],
    is_array: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Lines of JSON and an array of objects are imported alike."""
    people = [{"handle": "mia"}, {"handle": "林小雨", "name": "一"}]
    lines = "\r\n\r\n".join(json.dumps(each, ensure_ascii=False) for each in people)
    text = json.dumps(people, ensure_ascii=False, indent=1) if is_array else lines
    result = shell("import", save(shell, "cast.json", text, form))
    assert result.out == "2 added, 0 updated, 0 unchanged\n", result.err


@pytest.mark.parametrize("form", FORMS)
def test_scenarios_are_read_in_any_encoding(cast: Shell, form: tuple[str, bytes]) -> None:
    """Prompts are rendered, comments are not; nothing is sent in a dry run."""
    file = save(cast, "s.txt", "# episode 1\r\n@mia walks\r\n\r\n  # 第二\r\na street\r\n", form)
    result = cast("generate", "--scenarios", file, "--dry-run")
    prompts = [line for line in result.out.splitlines() if not line.startswith("POST /videos {")]
    assert prompts == ["@char_mia walks", "a street"]
    assert result.err == (
        "warning: line 5: the prompt mentions no character\n"
        "2 prompts for account home; about 1.6 USD; nothing was sent.\n"
    )
    assert cast("task", "list").out == ""


def test_only_prompts_of_a_scenario_file_are_sent(home_account: Shell) -> None:
    """A comment is no film, and a line without a character is sent with a warning."""
    home_account("create", "mia", "--url", FILM, "--window", "5,8")
    file = home_account.write("s.txt", "# episode 1", "@mia walks", "a street")
    result = home_account("generate", "--scenarios", file, "--param", "duration=2")
    assert result.code == 0
    assert result.err == "warning: line 3: the prompt mentions no character\n"
    assert home_account("task", "list").out.count("\n") == 2


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize("codec", ["cp1252", "gbk"])
def test_an_older_encoding_is_named(
    home_account: Shell, command: tuple[str, ...], codec: str
) -> None:
    """What is not text is said in charlib's own words, by every reader."""
    text = "handle\nJosé café" if codec == "cp1252" else "handle\n林小雨在雨里跑"
    file = save(home_account, "old.csv", text, (codec, b""))
    result = home_account(*command, file)
    assert result.code == 2
    assert "old.csv is not UTF-8 text: line 2 looks like" in result.err
    assert "codec" not in result.err


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["handel,url,window"], "unknown columns: handel (did you mean handle?)"),
        (["handle,url,window,projekt", "mia,u,5-8,x"], "projekt (did you mean project?)"),
        (["handle,url,window,", f"mia,{FILM},5-8,x"], "column 4 has a value, but no name"),
    ],
)
def test_a_column_is_named_with_what_was_meant(
    home_account: Shell, lines: list[str], words: str
) -> None:
    """A misspelt column proposes the nearest; a nameless one is called by its number."""
    result = home_account("create", "--from", home_account.write("cast.csv", *lines))
    assert (result.code, words in result.err) == (2, True), result.err


def test_a_new_project_of_a_batch_must_be_meant(home_account: Shell) -> None:
    """A typing mistake in the column `project` makes no project."""
    home_account("project", "add", "noir")
    rows = ("handle,url,window,project", f"mia,{FILM},5-8,nior", f"tom,{FILM},1-3,noir")
    file = home_account.write("cast.csv", *rows)

    result = home_account("create", "--from", file)
    assert (result.code, "no project 'nior'; did you mean 'noir'?" in result.err) == (4, True)
    assert "nior" not in home_account("project", "list").out
    meant = home_account("create", "--from", file, "--new-project")
    assert (meant.code, meant.err) == (
        0, "Skipped 1 row whose character is there already.\nCreated 1 character.\n"
    )  # fmt: skip
    assert "nior" in home_account("project", "list").out


@pytest.mark.parametrize("separator", [",", ";"])
def test_rejects_are_the_failed_rows_as_they_were(home_account: Shell, separator: str) -> None:
    """The file has the failed rows only; corrected, it is run again."""
    rows = [["handle", "url", "window"], ["mia", FILM, "5-8"], ["t m", FILM, "1-3"]]
    file = home_account.write("cast.csv", *(separator.join(row) for row in rows))

    result = home_account("create", "--from", file, "--rejects", "TMP/bad.csv")
    bad = Path(home_account.folder / "bad.csv")
    text = home_account.tidy(bad.read_text("utf-8"))
    assert (result.code, "Wrote 1 failed row to TMP/bad.csv." in result.err) == (4, True)
    assert text == f"{separator.join(rows[0])}\n{separator.join(rows[2])}\n"

    bad.write_text(home_account.real(text.replace("t m", "tom")), "utf-8")
    again = home_account("create", "--from", "TMP/bad.csv", "--rejects", "TMP/bad.csv")
    assert again.code == 0
    assert bad.read_text("utf-8") == f"{separator.join(rows[0])}\n"


def test_rejects_are_checked_before_anything_is_sent(home_account: Shell) -> None:
    """A file that cannot be written is refused while it costs nothing."""
    file = home_account.write("cast.csv", "handle,url,window", f"mia,{FILM},5-8")
    result = home_account("create", "--from", file, "--rejects", "TMP/none/bad.csv")
    assert (result.code, home_account("list").out) == (2, "")


@pytest.mark.parametrize("window", ["0:05,0:08", "5-8", "00:00:05-00:00:08", "0:05 --> 0:08"])
def test_windows_are_read_as_players_show_them(home_account: Shell, window: str) -> None:
    """Every command reads a window alike."""
    assert home_account("window", "check", window).code == 0
    assert home_account("create", "mia", "--url", FILM, "--window", window).code == 0
    assert home_account("--json", "show", "mia").json["bindings"][0]["window"] == "5,8"


def test_blank_lines_cost_nothing(shell: Shell) -> None:
    """Many blank lines are passed over in blocks, and lines after them keep their numbers."""
    (shell.folder / "blank.jsonl").write_text("\n" * 5_000_000 + '{"handle": "b b"}\n', "utf-8")
    assert "line 5000001: invalid handle" in shell("import", "TMP/blank.jsonl").err


TABLES = {
    "blank rows above": ";;\n \n;;\nhandle;url;window\nmia;FILM;5-8\n",
    "the end of an old file": "handle,url,window\nmia,FILM,5-8\n\x1a\0\0\0",
}


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES.keys())
def test_what_is_around_a_table_is_no_row(home_account: Shell, text: str) -> None:
    """Blank rows above the names, and what old programs write at the end, are passed over."""
    file = home_account.write("rows.csv", text.replace("FILM", FILM))

    result = home_account("create", "--from", file)

    assert (result.code, result.out.count("ready")) == (0, 1)


def test_many_unknown_columns_cost_nothing(home_account: Shell) -> None:
    """A few are named, with what was perhaps meant; comparing them all would take minutes."""
    names = ",".join(f"handl{n}" for n in range(20_000))
    file = home_account.write("rows.csv", f"{names}\nmia\n")

    started = time.process_time()
    result = home_account("create", "--from", file)

    assert "handl9 (did you mean handle?) and 19,990 more" in result.err
    assert time.process_time() - started < 2


def test_a_comment_is_a_line_and_no_part_of_a_cell(home_account: Shell) -> None:
    """A line of a quoted prompt may begin with `#`."""
    file = home_account.write("rows.csv", '# mine\nprompt,seconds\n"a\n# b",\n# c,\nd,\n')

    result = home_account("--json", "generate", "--scenarios", file, "--dry-run")

    assert [each["prompt"] for each in result.json["prompts"]] == ["a\n# b", "d"]
