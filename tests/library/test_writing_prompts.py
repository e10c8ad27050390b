"""What writing a prompt needs: completion, fixes, choices, and tables that are planned by row."""

from __future__ import annotations

import pytest

from charlib.errors import InvalidInput
from charlib.library import Library, open_library
from charlib.sandbox import Server


@pytest.fixture
def cast(lib: Library) -> Library:
    """Some people of two projects at an account with a price."""
    lib.accounts.add("main", profile="openai-videos", base_url="http://127.0.0.1:9")
    for handle in ("mia", "mia2", "tom"):
        lib.add(handle, f"ch_{handle}", name=f"{handle.title()} Wong")
    lib.looks.add("mia", "uniform", episodes="4-6", remote_id="ch_u")
    lib.aliases.add("tom", "miko")
    lib.projects.add("mirror")
    with open_library(lib.home.data, project="mirror") as other:
        other.add("vera", "ch_v")
    return lib


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("@mi", ["mia", "mia2", "miko", "mirror/"]),
        ("@mia", ["mia", "mia2"]),
        ("@wong", ["tom", "mia2", "mia"]),
        ("@[tom w", ["tom"]),
        ("@mirror/v", ["mirror/vera"]),
        ("@mia+u", ["mia+uniform"]),
        ("@mia@to", ["tom"]),
        ("@nobody+u", []),
        ("@mi\u0000", []),
    ],
    ids=["handle", "exact", "name", "brackets", "project", "look", "joined", "nobody", "nul"],
)
def test_a_mention_goes_on(cast: Library, text: str, offers: list[str]) -> None:
    """With handles and other handles, then names, then projects."""
    assert [each.text for each in cast.complete_mention(text).offers] == offers


def test_few_offers_are_enough(cast: Library) -> None:
    """The newest without a letter; none where no mention may stand."""
    assert [each.text for each in cast.complete_mention("@", limit=2).offers] == ["tom", "mia2"]
    assert cast.complete_mention("me@mi").typed is None


def test_findings_have_fixes(cast: Library) -> None:
    """Texts for their place: what may be meant, or the same as plain text."""
    text = "@mai and @mia+unifrom, @vera, @ tom, x@tom"
    fixes = {each.kind: each.fixes for each in cast.lint(text).findings}
    assert fixes["unknown-look"] == ("@mia+uniform", "@mia +unifrom")
    mended = text
    for each in sorted(cast.lint(text).findings, reverse=True, key=lambda each: each.start):
        assert each.fixes, each
        mended = mended[: each.start] + each.fixes[0] + mended[each.end :]
    assert mended == "@mia and @mia+uniform, @mirror/vera, @tom, x @tom"
    assert [f.kind for f in cast.lint(mended).findings if f.fixes] == []


def test_mentions_have_their_looks(cast: Library) -> None:
    """The episode decides, and a mention may decide otherwise."""
    (mention,) = cast.lint("go @mia", episode=5).mentions
    assert mention == (3, 7, "default", "mia", "uniform")
    assert cast.lint("go @miko").mentions[0].handle == "tom"


def test_a_prompt_that_is_read_once_is_checked_everywhere(cast: Library) -> None:
    """What is found at one account is no finding of another."""
    cast.accounts.add("box", profile="sandbox")
    text = "@mia meets @mai and @tom+hat"
    everywhere = cast.prompt_everywhere(text, episode=5)
    assert [each.account for each in everywhere] == ["box", "main"]
    for each in everywhere:
        assert each == cast.lint(text, account=each.account, episode=5)


def test_what_may_be_asked_of_a_film(cast: Library) -> None:
    """By account and model; a value that stands for two wishes is two choices."""
    found = {each.name: each for each in cast.accounts.choices("main")}
    assert found["ratio"].values == ("16:9", "9:16")
    assert found["ratio"].default == "16:9"
    assert found["seconds"].values[0] == "4"
    pro = {each.name: each for each in cast.accounts.choices("main", model="sora-2-pro")}
    assert "1080p" in pro["resolution"].values
    cast.accounts.add("box", profile="sandbox")
    seconds = next(each for each in cast.accounts.choices("box") if each.name == "seconds")
    assert (seconds.values, seconds.least, seconds.most) == ((), 1, 25)
    cast.accounts.add("text", profile="plain")
    assert cast.accounts.choices("text") == []
    with pytest.raises(InvalidInput):
        cast.accounts.choices("main", model="nothing-7")


@pytest.mark.parametrize(
    "text",
    [
        "prompt,scene,seconds\n@mia waits,1,8\n@nobody,2,\n@tom,3,long\n",
        "prompt\tscene\tseconds\n@mia waits\t1\t8\n@nobody\t2\t\n@tom\t3\tlong\n",
        '{"prompt":"@mia waits","scene":1,"seconds":8}\n{"prompt":"@nobody","scene":2}\n{"prompt":"@tom","scene":"3","seconds":"long"}',  # noqa: E501
    ],
    ids=["csv", "tsv", "json"],
)
def test_a_wrong_row_stops_no_other(cast: Library, text: str) -> None:
    """Whatever the text is; its cells stay as they were written."""
    right, unknown, wrong = cast.plan_scenarios(text, takes=2)
    assert (right.error, right.takes, len(right.films)) == (None, 2, 2)
    assert right.films[0].cost is not None
    assert unknown.error is not None
    assert "no character is called @nobody" in str(unknown.error)
    assert wrong.error is not None
    assert "invalid seconds 'long'" in str(wrong.error)
    assert wrong.cells == {"prompt": "@tom", "scene": "3", "seconds": "long"}


def test_lines_and_accounts_of_rows(cast: Library) -> None:
    """A text without columns is one prompt on each line; a row may name an account that is none."""
    first, second = cast.plan_scenarios("@mia waits, prompt\n# no prompt\n@tom\n")
    assert (first.cells["prompt"], second.cells["prompt"]) == ("@mia waits, prompt", "@tom")
    (row,) = cast.plan_scenarios('{"prompt": "@tom", "account": "nowhere"}')
    assert "nowhere" in str(row.error)
    (row,) = cast.plan_scenarios('{"scene": "3", "prompt": " "}', kind="json")
    assert str(row.error) == "there is no prompt"
    first, second = cast.plan_scenarios("prompt,scene\n@mia walks, and smiles,3\n@tom,4\n")
    assert first.error is not None
    assert second.error is None
    with pytest.raises(InvalidInput, match="unknown columns"):
        cast.plan_scenarios("prompt,wheather\nx,y\n", kind="table")


def test_what_is_filmed_is_not_planned_again(
    lib: Library, sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each scene as many takes as are missing, unless all are asked for again."""
    monkeypatch.setenv("HOME_KEY", "sandbox-key")
    lib.accounts.add("home", profile="sandbox", base_url=sandbox.bases["async"], key_env="HOME_KEY")
    text = "prompt,scene,takes\na dog,1,1\na cat,2,2\n"
    (dog, _) = lib.plan_scenarios(text)
    lib.generate_many(dog.left)
    left = [len(row.left) for row in lib.plan_scenarios(text)]
    assert left == [0, 2]
    assert [len(row.films) for row in lib.plan_scenarios(text, again=True)] == [1, 2]
