"""Prompts on the command line: what is bound, what is told, and that long ones are quick."""

from __future__ import annotations

import time

import pytest

from tests.cli.shell import Shell


@pytest.mark.parametrize(
    "text",
    ["\uff20mia runs", "@[Mia Wong] runs", "@{mia} runs", "@[ mia wong ] runs", "@\u200bmia runs"],
)
def test_every_way_to_write_a_mention_is_rendered(cast: Shell, text: str) -> None:
    """By handle or by name, with any sign, and whatever is invisible in it."""
    assert cast("prompt", text, "--lint").err == "No problems for account home.\n"
    assert cast("prompt", text).out == "@char_mia runs\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("@tom and @ mia", "unbound"), ("and@mia", "unbound"), ("@mia.smith", "longer-name")],
)
def test_a_doubt_is_a_warning_with_its_place(cast: Shell, text: str, kind: str) -> None:
    """The prompt is rendered, and each place is shown with --lint and told without it."""
    linted = cast("--json", "prompt", text, "--lint")
    (finding,) = linted.json["findings"]
    assert (linted.code, finding["kind"], finding["severity"]) == (0, kind, "warning")
    assert "mia" in finding["text"]
    assert finding["message"] in cast("prompt", text).err
    assert finding["message"] in cast("generate", text, "--dry-run").err


def test_a_name_of_two_characters_is_ambiguous(cast: Shell) -> None:
    """Brackets with a shared name bind nobody, and name the handles; an unknown one is refused."""
    cast("add", "mia2", "--id", "char_2", "--name", "mia wong")
    (finding,) = cast("--json", "prompt", "@[Mia Wong]", "--lint").json["findings"]
    assert finding["kind"] == "ambiguous"
    assert finding["message"] == "@[Mia Wong] could be @default/mia or @default/mia2"
    assert "no character is called @[Nobody]" in cast("prompt", "@[Nobody] runs").err


def test_a_prompt_longer_than_the_provider_takes_is_told(cast: Shell) -> None:
    """A profile's limit is a warning before anything is paid, and cuts nothing."""
    cast("account", "add", "k", "--profile", "kling-elements")
    text = "rain " * 634
    (finding,) = cast("--json", "prompt", text, "--lint", "-a", "k").json["findings"]
    assert finding["message"] == "the prompt has 3,170 characters; kling-elements takes 2,500"
    assert finding["kind"] == "too-long"
    assert cast("prompt", text, "-a", "home", "--lint").code == 0


@pytest.mark.parametrize(
    "texts",
    [
        [f"@a/{'@a/' * times}" for times in (500, 5_000)],
        [" ".join(f"@nobody{n}" for n in range(times)) for times in (500, 5_000)],
        [" ".join(f"@ mia{n}" for n in range(times)) for times in (500, 5_000)],
    ],
    ids=["slashes", "unknown", "doubts"],
)
def test_the_time_of_a_prompt_grows_with_its_length(cast: Shell, texts: list[str]) -> None:
    """Ten times the text takes no more than about ten times the time, with many handles around."""
    people = "".join(f'{{"handle": "p{n}x"}}\n' for n in range(2_000))
    cast("import", cast.write("many.jsonl", people))
    short, long = (_seconds(cast, text) for text in texts)
    assert long < 40 * short + 1


def _seconds(cast: Shell, text: str) -> float:
    start = time.process_time()
    cast("prompt", text, "--lint")
    return time.process_time() - start


def test_an_error_names_the_first_problems_only(cast: Shell) -> None:
    """Thousands of unknown names make one line that can be read."""
    result = cast("prompt", " ".join(f"@nobody{n}" for n in range(100)))
    assert result.code == 2
    assert "; and 80 more" in result.err
