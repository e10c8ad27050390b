"""Batches: good rows are done, bad rows are named, from CSV and from JSON Lines."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.servers.dialects import SORA_ASYNC, SORA_RELAY, SORA_SYNC
from tests.acceptance.servers.expect import Cli, done, lines, listed, refused, shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .conftest import Join

SITE = "https://clips.example.com"


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> str:
    """Write rows as CSV and give the file's name."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(path)


def names_row(err: str, handle: str, number: int) -> bool:
    """Tell whether an error names a row: by its handle, or by its number with or without header."""
    return bool(
        re.search(rf"{handle}\b|\b(row|line) ({number}|{number + 1})\b", err, re.IGNORECASE)
    )


def test_csv_rows_are_created_as_written(run: Cli, join: Join, tmp_path: Path) -> None:
    """All columns count: source, window with spaces, account, name, look, tags with semicolons."""
    first, second = join(SORA_SYNC, "first"), join(SORA_RELAY, "second")
    first.remember("video_1")
    header = ("handle", "url", "task", "window", "account", "name", "look", "tags")
    file = write_csv(
        tmp_path / "cast.csv",
        [
            header,
            ("mia", f"{SITE}/1.mp4", "", "5, 8", "first", "Mia", "red coat", "hero;lead"),
            ("tom", "", "video_1", "1,3", "first", "", "", ""),
            ("林小雨", f"{SITE}/2.mp4", "", "1,2.5", "second", "小雨", "", "hero"),
        ],
    )

    done(run("create", "--from", file))

    by_handle = sorted(first.bodies("create"), key=lambda body: body["timestamps"])
    model = {"model": "sora-2-character"}
    assert by_handle == [
        {**model, "from_task": "video_1", "timestamps": "1,3"},
        {**model, "url": f"{SITE}/1.mp4", "timestamps": "5,8"},
    ]
    assert second.bodies("create") == [{"url": f"{SITE}/2.mp4", "timestamps": "1,2.5"}]
    mia = shown(run, "mia")
    assert (mia["name"], mia["look"], sorted(mia["tags"])) == ("Mia", "red coat", ["hero", "lead"])
    assert shown(run, "林小雨")["bindings"][0]["mention"] == "@hfsp00001.mooflapand"


def test_json_lines_are_created_as_written(run: Cli, join: Join, tmp_path: Path) -> None:
    """JSON Lines say the same as CSV; tags are a list; a row's project must exist and is used."""
    server = join(SORA_ASYNC)
    done(run("project", "add", "noir"))
    file = tmp_path / "cast.jsonl"
    rows = (
        {"handle": "mia", "url": f"{SITE}/1.mp4", "window": "5,8", "tags": ["hero", "lead"]},
        {"handle": "tom", "url": f"{SITE}/1.mp4", "window": "9,11", "project": "noir"},
    )
    file.write_text(lines(*rows), "utf-8")

    done(run("create", "--from", str(file)))

    sent = {(body["url"], body["timestamps"]) for body in server.bodies("create")}
    assert sent == {(f"{SITE}/1.mp4", "5,8"), (f"{SITE}/1.mp4", "9,11")}
    assert sorted(shown(run, "mia")["tags"]) == ["hero", "lead"]
    assert shown(run, "tom", "--project", "noir")["bindings"][0]["state"] == "ready"


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_good_rows_are_done_and_bad_rows_named(
    run: Cli, join: Join, tmp_path: Path, kind: str
) -> None:
    """Rows that are wrong in themselves send nothing; the others are created; the exit is 4."""
    server = join(SORA_SYNC)
    done(run("add", "taken", "--id", "char_taken"))
    rows = [
        ("good_a", f"{SITE}/a.mp4", "5,8"),
        ("backwards", f"{SITE}/b.mp4", "8,5"),
        ("sourceless", "", "5,8"),
        ("taken", f"{SITE}/d.mp4", "5,8"),
        ("windowless", f"{SITE}/e.mp4", ""),
        ("good_b", f"{SITE}/f.mp4", "1,3"),
    ]
    file = tmp_path / f"cast.{kind}"
    names = ("handle", "url", "window")
    if kind == "csv":
        write_csv(file, [names, *rows])
    else:
        full = (zip(names, row, strict=True) for row in rows)
        file.write_text(lines(*({name: value for name, value in row if value} for row in full)))

    result = run("create", "--from", str(file))

    assert result.code == 4
    assert "Traceback" not in result.err
    assert {body["url"] for body in server.bodies("create")} == {f"{SITE}/a.mp4", f"{SITE}/f.mp4"}
    for number, (handle, _, _) in enumerate(rows, start=1):
        assert names_row(result.err, handle, number) or handle.startswith("good")
    assert [character["handle"] for character in listed(run)] == ["good_a", "good_b", "taken"]


def test_row_that_the_provider_refuses_is_named(run: Cli, join: Join, tmp_path: Path) -> None:
    """A refusal in the middle stops nobody else; its character is kept with the reason."""
    server = join(SORA_SYNC)
    server.unreachable.add(f"{SITE}/gone.mp4")
    names = ("one", "gone", "three")
    rows = [(f"clip_{name}", f"{SITE}/{name}.mp4", "5,8") for name in names]
    file = write_csv(tmp_path / "cast.csv", [("handle", "url", "window"), *rows])

    result = run("create", "--from", file)

    assert result.code == 4
    assert names_row(result.err, "clip_gone", 2)
    states = {character["handle"]: character["bindings"][0]["state"] for character in listed(run)}
    assert states.pop("clip_gone") in {"rejected", "failed"}
    assert states == {"clip_one": "ready", "clip_three": "ready"}


def test_row_with_too_many_columns_is_a_bad_row(run: Cli, join: Join, tmp_path: Path) -> None:
    """A row that is longer than the header is named; its neighbours are created."""
    server = join(SORA_SYNC)
    rows = [(f"c{n:02}", f"{SITE}/{n}.mp4", "5,8") for n in range(1, 9)]
    crooked = [row if row[0] != "c07" else (*row, "what is this") for row in rows]
    file = write_csv(tmp_path / "cast.csv", [("handle", "url", "window"), *crooked])

    result = run("create", "--from", file)

    assert result.code == 4
    assert names_row(result.err, "c07", 7)
    assert len(server.bodies("create")) == 7


def test_wrong_header_changes_nothing(run: Cli, join: Join, tmp_path: Path) -> None:
    """A file without the columns that every row needs is refused whole."""
    server = join(SORA_SYNC)
    file = write_csv(
        tmp_path / "cast.csv", [("handle", "url", "windw"), ("mia", f"{SITE}/a.mp4", "5,8")]
    )

    refused(run("create", "--from", file), 2)

    assert server.received == []
    assert listed(run) == []


def test_a_batch_that_is_run_again_creates_nothing(run: Cli, join: Join, tmp_path: Path) -> None:
    """Rows of the same source and window are skipped; another window is an error, a new row new."""
    server = join(SORA_SYNC)
    rows = [(f"c{n}", f"{SITE}/{n}.mp4", "5,8") for n in range(1, 4)]
    file = write_csv(tmp_path / "cast.csv", [("handle", "url", "window"), *rows])
    done(run("create", "--from", file))

    again = run("create", "--from", file)

    assert again.code == 0, again.err
    assert "Skipped 3 rows whose character is there already." in again.err
    assert [line.split("\t")[1] for line in again.out.splitlines()] == ["@c1", "@c2", "@c3"]
    assert len(server.bodies("create")) == 3
    changed = [rows[0], ("c2", f"{SITE}/2.mp4", "6,8"), ("c4", f"{SITE}/4.mp4", "1,3")]
    other = write_csv(tmp_path / "other.csv", [("handle", "url", "window"), *changed])
    result = run("create", "--from", other)
    assert result.code == 4
    assert names_row(result.err, "c2", 2)
    assert "Created 1 of 3 rows" in result.err
    assert len(server.bodies("create")) == 4
