"""What is said of characters in the trash, and hints that lead back as they are printed."""

from __future__ import annotations

import pytest

from tests.cli.shell import FILM, Shell, refused

SHORT = ("--seconds", "8")


@pytest.mark.parametrize("verb", ["show", "rename", "rm", "merge"])
def test_a_character_in_the_trash_is_not_unknown(cast: Shell, verb: str) -> None:
    """Whichever command names it: it is there, and one command brings it back."""
    words = {
        "show": ("show", "tom"),
        "rename": ("rename", "tom", "tomas"),
        "rm": ("rm", "tom"),
        "merge": ("merge", "tom", "mia"),
    }[verb]
    cast("rm", "tom")

    assert cast(*words) == refused(1, "@tom is in the trash", "charlib restore tom")
    assert cast("restore", "tom").code == 0
    assert cast("show", "tom").code == 0


def test_a_prompt_names_who_is_in_the_trash(cast: Shell) -> None:
    """In this project and in others; a name that nobody has stays unknown."""
    cast("project", "add", "noir")
    cast("--project", "noir", "add", "eva", "--id", "char_eva")
    cast("--project", "noir", "rm", "eva")
    cast("rm", "tom")

    begin = "the prompt cannot be rendered for home:"
    assert cast("prompt", "@tom runs") == refused(
        2, f"{begin} @tom is in the trash", "charlib restore tom"
    )
    assert cast("prompt", "@noir/eva runs") == refused(
        2, f"{begin} @noir/eva is in the trash", "charlib restore noir/eva"
    )
    assert cast("prompt", "@nobody runs").err.startswith(
        f"error: {begin} no character is called @nobody"
    )
    assert cast("prompt", "@mai runs").err.startswith(
        f"error: {begin} no character is called @mai; did you mean @mia?"
    )


def test_the_hint_of_a_taken_handle_makes_room_for_the_trash(cast: Shell) -> None:
    """Renaming leaves the old handle as an alias, so the hint frees that too."""
    cast("rm", "tom")
    cast("add", "tom", "--id", "char_tom_2")

    result = cast("restore", "tom")

    assert result == refused(
        1,
        "another character is called @tom now",
        "charlib rename tom NEW    # then charlib alias rm tom, and restore again",
    )
    assert cast("rename", "tom", "tomas").code == 0
    assert cast("alias", "rm", "tom").code == 0
    assert cast("restore", "tom").code == 0
    assert cast("show", "tomas").code == 0


def test_rm_names_all_that_prompts_use_and_removes_all_that_were_named(cast: Shell) -> None:
    """The hint is the whole command; somebody unknown is refused first."""
    assert cast("create", "eva", "--url", FILM, "--window", "5,8").code == 0
    assert cast("create", "ann", "--url", FILM, "--window", "1,3").code == 0
    for text in ("@eva walks", "@eva and @ann walk"):
        assert cast("generate", text, *SHORT).code == 0

    assert cast("rm", "ann", "nobody").err.startswith("error: no @nobody in project")
    assert cast("rm", "eva", "tom", "ann") == refused(
        1,
        "@eva is used in 2 prompts and @ann is used in 1 prompt.",
        "charlib rm eva tom ann --yes    # they go to the trash; the prompts stay",
    )
    assert cast("rm", "eva", "tom", "ann", "--yes").code == 0
    assert [each["handle"] for each in cast("--json", "list").json] == ["mia"]


def test_a_purge_from_the_trash_needs_no_rm(cast: Shell) -> None:
    """The commands that delete IDs are those that still work."""
    first = "  charlib rm tom --yes\n"
    assert first in cast("purge", "tom", "--dry-run").err
    cast("rm", "tom")
    assert first not in cast("purge", "tom", "--dry-run").err


def test_redo_says_that_it_can_do_nothing_again(cast: Shell) -> None:
    """As undo does: what a provider made was not taken back, so it does not come again."""
    assert cast("create", "eva", "--url", FILM, "--window", "5,8").code == 0
    assert cast("generate", "@eva walks", *SHORT).code == 0
    assert cast("undo").out.startswith("nothing to undo: charlib generate ")
    assert cast("redo").out.startswith("nothing to redo: charlib generate ")


def test_a_project_with_takes_is_not_emptied_by_a_move(cast: Shell) -> None:
    """Where characters are not all that is in the way, moving them does not help."""
    cast("project", "add", "noir")
    cast("--project", "noir", "add", "eva", "--id", "char_eva")
    assert cast("project", "rm", "noir") == refused(
        1,
        "project noir has 1 character",
        "charlib move --query project:noir --to PROJECT",
    )
    seen = ("--url", FILM, "--window", "5,8")
    assert cast("--project", "noir", "create", "ann", *seen).code == 0
    assert cast("--project", "noir", "generate", "@ann walks", *SHORT).code == 0
    result = cast("project", "rm", "noir")
    assert "project noir has 2 characters, 1 take and 1 prompt\n" in result.err
    assert "charlib project rename noir NEW" in result.err
