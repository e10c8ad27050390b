"""What stands for a person: a binding, kept media, or words; and what the provider counts."""

from __future__ import annotations

import pytest

from charlib.domain.footage.material import Material
from charlib.domain.footage.medium import Medium
from charlib.domain.records import Character
from charlib.errors import BadPrompt
from charlib.library import Library

from .cast import use_material


def stills(count: int, name: str) -> Material:
    """So many pictures by URL, the first of them frontal."""
    compiled = tuple(
        Medium(url=f"https://h.example/{name}-{n}.jpg", width=800, height=600, mime="image/jpeg")
        for n in range(count)
    )
    return Material(frontal=compiled[0], stills=compiled[1:], name=name)


@pytest.fixture
def cast(lib: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """@mia, @tom and @eva, known by words alone, and pictures of the first two."""
    lib.accounts.add("words", profile="plain")
    for handle in ("mia", "tom", "eva"):
        lib.add(handle, f"id-{handle}", account="words", name=handle.title(), look="a red coat")
    kept = {"mia": stills(4, "mia"), "tom": stills(4, "tom")}

    def find(person: Character, _: object = None) -> Material | None:
        return kept.get(person.handle)

    use_material(monkeypatch, lib)
    lib.material = find
    return lib


def test_pictures_go_along_and_the_rest_is_described(cast: Library) -> None:
    """Who has pictures is referred to by them, who has none is described, and that is said."""
    cast.accounts.add("xai", profile="xai")
    rendered = cast.prompt("@eva and @mia, then @tom and @mia", account="xai")

    assert rendered.prompt == "Eva (a red coat) and <IMAGE_0>, then <IMAGE_1> and <IMAGE_0>"
    assert rendered.request == {
        "reference_images": [
            {"url": "https://h.example/mia-0.jpg"},
            {"url": "https://h.example/tom-0.jpg"},
        ]
    }
    assert rendered.warnings == (
        "@eva is only described, with no picture beside it: no footage of it is kept",
    )
    assert [character.handle for character in rendered.characters] == ["eva", "mia", "tom"]


def test_extra_views_are_left_out_before_a_person_is(cast: Library) -> None:
    """Several views are introduced by number; where fewer are taken, everybody keeps one."""
    cast.accounts.add("veo", profile="veo")
    cast.accounts.add("seedance", profile="runway:seedance2")
    cast.material = lambda person, _=None: Material(
        stills=tuple(
            Medium(
                path=f"{person.handle}-{n}.jpg", url=f"https://h.example/{person.handle}-{n}.jpg"
            )
            for n in range(4)
        )
    )

    several = cast.prompt("@mia meets @tom", account="seedance")
    few = cast.prompt("@mia meets @tom", account="veo").request["referenceImages"]

    assert several.prompt == (
        "Image 1 and Image 2 and Image 3 are Mia. Image 4 and Image 5 and Image 6 are Tom."
        " Mia meets Tom"
    )
    assert [item["uri"].rpartition("/")[2] for item in several.request["references"]] == [
        "mia-0.jpg", "mia-1.jpg", "mia-2.jpg", "tom-0.jpg", "tom-1.jpg", "tom-2.jpg",
    ]  # fmt: skip
    assert [item["image"]["bytesBase64Encoded"]["$file"] for item in few] == [
        "mia-0.jpg", "mia-1.jpg", "tom-0.jpg",
    ]  # fmt: skip
    assert few[0]["image"]["mimeType"] == "image/jpeg"


def test_who_finds_no_place_is_named(cast: Library) -> None:
    """Where even one view each is too much, the prompt is refused with those who do not fit."""
    cast.material = lambda person, _=None: stills(1, person.handle)
    cast.accounts.add("xai", profile="xai")
    for n in range(7):
        cast.add(f"extra{n}", f"id-{n}", account="words")
    text = " ".join(f"@extra{n}" for n in range(7)) + " @mia"

    with pytest.raises(BadPrompt, match=r"no more pictures and clips: there is no room for @mia"):
        cast.prompt(text, account="xai")
    (errors,) = cast.lint(text, account="xai").errors
    assert (errors.kind, text[errors.start : errors.end]) == ("too-many", "@mia")


def test_a_url_that_has_expired_is_not_sent(cast: Library) -> None:
    """A picture whose address is no longer good does not go along; that is said."""
    old = Medium(url="https://h.example/a.jpg", url_expires_at=1)
    cast.material = lambda *_: Material(stills=(old,))
    cast.accounts.add("luma", profile="luma")

    rendered = cast.prompt("@mia waits", account="luma")

    assert rendered.request == {}
    assert "has expired" in rendered.warnings[0]


def test_names_are_derived_where_handles_are_too_much(cast: Library) -> None:
    """Runway's tags are plain and of three letters at least: others are derived, all different."""
    cast.material = lambda person, _=None: stills(1, person.handle)
    cast.accounts.add("runway", profile="runway")
    for handle in ("林小雨", "li"):
        cast.add(handle, f"id-{handle}", account="words")

    rendered = cast.prompt("@林小雨在 with @li and @mia, me@mia.example", account="runway")

    assert rendered.prompt == "@person 在 with @li_2 and @mia_2, me@mia.example"
    assert [item["tag"] for item in rendered.request["referenceImages"]] == [
        "person",
        "li_2",
        "mia_2",
    ]


def test_an_id_of_another_account_is_never_used(cast: Library) -> None:
    """Two accounts of one profile and one base URL share nothing."""
    for name in ("one", "two"):
        cast.accounts.add(name, profile="kling-elements", base_url="http://127.0.0.1:9")
    cast.add("dan", "9007199254740993", account="one")

    assert cast.prompt("@dan", account="one").request["contents"][0]["element_id"]
    with pytest.raises(BadPrompt, match="@dan is bound at one, not at two"):
        cast.prompt("@dan", account="two")


def test_words_that_would_be_read_as_references_are_told(cast: Library) -> None:
    """A text that says `<IMAGE_1>` itself is warned about."""
    cast.accounts.add("xai", profile="xai")

    rendered = cast.prompt("@mia and <IMAGE_3>", account="xai")

    assert "'<IMAGE_3>'" in rendered.warnings[-1]


def test_a_profile_that_cannot_be_read_stops_no_other(cast: Library) -> None:
    """Of all accounts the one whose profile is broken tells so, and the others render."""
    folder = cast.home.profiles
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text("extends = 'plain'", "utf-8")
    cast.accounts.add("mine", profile="mine")
    (folder / "mine.toml").write_text("colour = 'red'", "utf-8")

    checked = {
        composition.account: composition for composition in cast.prompt_everywhere("@mia waits")
    }

    assert "colour" in checked["mine"].errors[0].text
    assert checked["words"].composition is not None
