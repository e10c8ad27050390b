"""`charlib cast`: a script beside the library."""

from __future__ import annotations

from tests.cli.shell import Shell, done

LINES = (
    "INT. CAFE - DAY", "", "MIA WONG", "Hello.", "", "@Eva (V.O.)", "Hm.", "Ho.", "",
    "EXT. STREET", "", "NARRATOR", "Later.",
)  # fmt: skip


def test_a_script_shows_its_cast(cast: Shell) -> None:
    """Scenes, then speakers with their lines and scenes; what helps is on stderr."""
    script = cast.write("one.fountain", *LINES)
    assert cast("cast", script) == done(
        "1\tINT. CAFE - DAY\t@mia 1, Eva 2\n"
        "10\tEXT. STREET\tNARRATOR 1\n"
        "MIA WONG\t@mia\t1\t1\n"
        "Eva\tmissing\t2\t1\n"
        "NARRATOR\t-\t1\t1\n",
        f"1 speaker not in the library. To add them: charlib cast {script} --add\n",
    )


def test_the_missing_are_added_and_taken_back(cast: Shell) -> None:
    """One step for undo."""
    script = cast.write("one.fountain", *LINES)
    added = cast("cast", script, "--add")
    assert (added.code, added.err) == (0, "Added 1 character: @eva\n")
    assert "Eva\t@eva\t2\t1\n" in added.out
    assert cast("undo").out.startswith("undone: charlib cast")
    assert cast("show", "eva").code == 1


def test_a_cast_for_scripts(cast: Shell) -> None:
    """One document: scenes, roles, who is missing and who was added."""
    script = cast.write("one.fountain", *LINES)
    assert cast("--json", "cast", script, "--add").json == {
        "script": script, "form": "fountain",
        "scenes": [
            {
                "heading": "INT. CAFE - DAY", "episode": None, "line": 1,
                "speakers": [
                    {"name": "MIA WONG", "lines": 1, "handles": ["mia"]},
                    {"name": "Eva", "lines": 2, "handles": ["eva"]},
                ],
            },
            {
                "heading": "EXT. STREET", "episode": None, "line": 10,
                "speakers": [{"name": "NARRATOR", "lines": 1, "handles": []}],
            },
        ],
        "roles": [
            {"name": "MIA WONG", "state": "known", "handles": ["mia"], "lines": 1, "scenes": 1},
            {"name": "Eva", "state": "known", "handles": ["eva"], "lines": 2, "scenes": 1},
            {"name": "NARRATOR", "state": "voice", "handles": [], "lines": 1, "scenes": 1},
        ],
        "missing": [], "added": ["eva"],
    }  # fmt: skip


def test_a_script_without_speakers(cast: Shell) -> None:
    """It says so."""
    script = cast.write("one.txt", "It rains.")
    assert cast("cast", script) == done("", "Nobody speaks in it.\n")
