"""The cast over the API: finding, changing, changing many, and taking it back."""

from __future__ import annotations

import pytest

from charlib.library import Library

from .client import Page


@pytest.fixture
def cast(lib: Library) -> None:
    """Three characters of one project, and one of another."""
    for handle, tags in (("mia", ["hero"]), ("tom", []), ("zoe", ["hero", "old"])):
        lib.add(handle, name=handle.title(), look="a red coat", tags=tags)
    lib.projects.add("noir")


pytestmark = pytest.mark.usefixtures("cast")


def handles(answer: object) -> list[str]:
    """The handles of a page."""
    return [person["handle"] for person in answer["characters"]]  # type: ignore[index]


def test_a_page_of_the_cast_is_anywhere(page: Page) -> None:
    """In any order, with the number of all matches."""
    found = page.get("/api/characters", sort="handle", offset=1, limit=1)
    assert (handles(found), found["total"], found["offset"]) == (["tom"], 3, 1)
    assert handles(page.get("/api/characters", q="tag:hero")) == ["zoe", "mia"]
    assert page.get("/api/characters", offset=99)["characters"] == []


def test_projects_have_their_own(page: Page) -> None:
    """A project is a scope; without one, all are seen."""
    page.post("/api/characters", handle="mia", project="noir", tags=["hero"])
    assert page.get("/api/characters")["total"] == 4
    assert handles(page.get("/api/characters", project="noir")) == ["mia"]
    assert page.get("/api/facets", project="noir")["tags"] == [{"name": "hero", "count": 1}]
    assert page.get("/api/characters/noir/mia")["project"] == "noir"
    assert page.error("GET", "/api/characters?project=nior", 404)["hint"] == "Did you mean noir?"


def test_facets_and_completion(page: Page) -> None:
    """What the matches have in common, and what a query may go on with."""
    facets = page.get("/api/facets", q="tag:hero")
    assert facets["tags"] == [{"name": "hero", "count": 2}, {"name": "old", "count": 1}]
    assert page.get("/api/complete", q="tag:o")["queries"] == ["tag:old"]
    unknown = page.get("/api/unknown", q="tag:hreo")["names"]
    assert unknown == [{"field": "tag", "name": "hreo", "meant": "hero"}]


def test_a_mistake_in_a_query_has_a_place(page: Page) -> None:
    """The picture shows where, below the query as it was typed."""
    error = page.error("GET", "/api/characters?q=(red", 400)
    assert "^" in error["picture"]


def test_texts_are_changed_in_place(page: Page) -> None:
    """What is not given stays, an empty text empties."""
    changed = page.post("/api/characters/default/mia/edit", look="", notes="from episode 2")
    assert (changed["look"], changed["notes"], changed["name"]) == ("", "from episode 2", "Mia")
    assert page.post("/api/characters/default/mia/rename", new="mio")["handle"] == "mio"
    assert page.get("/api/characters/default/mia")["aliases"] == ["mia"]
    assert page.error("GET", "/api/characters/default/mai", 404)["kind"] == "not-found"
    error = page.error("POST", "/api/characters/default/tom/rename", 409, json={"new": "zoe"})
    assert error["kind"] == "conflict"
    page.error("POST", "/api/characters/default/tom/edit", 400, json={"likeness": "unreal"})


def test_many_are_changed_after_a_preview(page: Page) -> None:
    """The number that was shown has to be the number there is."""
    preview = page.post("/api/bulk/tag", tag="cast", q="tag:hero")
    assert preview == {"count": 2, "first": ["default/zoe", "default/mia"], "changed": None}
    assert page.get("/api/characters", q="tag:cast")["total"] == 0
    page.error("POST", "/api/bulk/tag", 409, json={"tag": "cast", "q": "tag:hero", "count": 3})
    assert page.post("/api/bulk/tag", tag="cast", q="tag:hero", count=2)["changed"] == 2
    assert page.post("/api/bulk/untag", tag="cast", handles=["default/mia"], count=1) == {
        "count": 1, "first": ["default/mia"], "changed": 1,
    }  # fmt: skip
    assert page.post("/api/bulk/edit", q="", look="blue", count=3)["changed"] == 3
    assert page.post("/api/bulk/trash", q="tag:hero", project="default", count=2)["changed"] == 2
    assert handles(page.get("/api/trash")) in (["zoe", "mia"], ["mia", "zoe"])
    page.post("/api/restore", handles=["default/mia"])
    assert page.post("/api/bulk/trash", handles=["default/tom"], count=1)["changed"] == 1
    assert handles(page.get("/api/characters")) == ["mia"]


def test_texts_of_several_are_set(page: Page) -> None:
    """Of those that are named, after a preview; one that is not there changes nobody."""
    names = ["default/mia", "default/tom"]
    assert page.post("/api/bulk/edit", handles=names, notes="old")["changed"] is None
    assert page.post("/api/bulk/edit", handles=names, notes="old", count=2)["changed"] == 2
    assert page.get("/api/characters", q="notes:old")["total"] == 2
    given = {"handles": [*names, "default/nobody"], "notes": "new", "count": 3}
    page.error("POST", "/api/bulk/edit", 404, json=given)
    page.post("/api/undo")
    assert page.get("/api/characters", q="notes:old")["total"] == 0


def test_searches_are_saved(page: Page) -> None:
    """The answer has all of them; a query that cannot be read is refused."""
    heroes = {"name": "heroes", "query": "tag:hero"}
    assert page.post("/api/searches", name="heroes", q="tag:hero")["searches"] == [heroes]
    assert page.get("/api/characters", q="saved:heroes")["total"] == 2
    page.error("POST", "/api/searches", 400, json={"name": "bad", "q": "tag:hero )"})
    page.error("POST", "/api/searches", 400, json={"name": "empty", "q": " "})
    assert page.post("/api/searches/remove", name="heroes")["searches"] == []
    page.error("POST", "/api/searches/remove", 404, json={"name": "heroes"})


def test_searches_for_takes_have_names_of_their_own(page: Page) -> None:
    """One of each kind may have the same name; each is used in its own queries."""
    good = {"name": "good", "query": "rating:>=4"}
    page.post("/api/searches", name="good", q="tag:hero")
    assert page.post("/api/searches", name="good", q="rating:>=4", of="takes")["searches"] == [good]
    assert page.get("/api/searches", of="takes")["searches"] == [good]
    assert page.get("/api/searches")["searches"] == [{"name": "good", "query": "tag:hero"}]
    assert page.get("/api/takes", q="saved:good")["takes"] == []
    page.error("POST", "/api/searches", 400, json={"name": "bad", "q": "rating:4 )", "of": "takes"})
    page.error("GET", "/api/searches?of=films", 400)
    assert page.post("/api/searches/remove", name="good", of="takes")["searches"] == []
    assert len(page.get("/api/searches")["searches"]) == 1


@pytest.mark.parametrize("given", [{}, {"handles": [], "q": ""}], ids=["nobody", "both"])
def test_whom_a_change_is_about_has_to_be_said(page: Page, given: dict[str, object]) -> None:
    """Once, by handles or by a query."""
    page.error("POST", "/api/bulk/trash", 400, json=given)


def test_one_undo_takes_back_one_call(page: Page) -> None:
    """Whatever it changed; and only if it is still the last."""
    page.post("/api/bulk/edit", q="tag:hero", look="blue", notes="new", count=2)
    entry = page.get("/api/history", limit=1)["entries"][0]
    assert entry["command"].startswith("studio: edit_many")
    page.post("/api/characters", handle="max")
    assert page.error("POST", "/api/undo", 409, json={"entry": entry["id"]})["kind"] == "conflict"
    page.post("/api/undo")
    assert page.get("/api/undoable")["entries"][0]["id"] == entry["id"]
    assert page.post("/api/undo", entry=entry["id"])["state"] == "undone"
    assert {p["look"] for p in page.get("/api/characters")["characters"]} == {"a red coat"}
    page.post("/api/redo")
    assert page.get("/api/characters", q="look:blue")["total"] == 2


def test_a_change_says_which_entry_it_made(page: Page, lib: Library) -> None:
    """For the page to undo that one alone; a preview has made none."""
    changed = page.http.post("/api/characters/default/mia/edit", json={"look": "blue"})
    entry = int(changed.headers["journal-entry"])
    assert lib.history(limit=1)[0].id == entry
    preview = page.http.post("/api/bulk/trash", json={"q": "tag:hero"})
    assert "journal-entry" not in preview.headers
    assert page.post("/api/undo", entry=entry)["id"] == entry
    assert page.get("/api/characters/default/mia")["look"] == "a red coat"


def test_the_rest_of_a_library(page: Page, lib: Library) -> None:
    """Projects, accounts, saved searches, doctor and the studio itself."""
    lib.accounts.add("main", profile="sandbox", key_env="SECRET_PLACE")
    lib.save_search("heroes", "tag:hero")
    page.post("/api/projects", slug="pilot", name="Pilot")
    assert [p["slug"] for p in page.get("/api/projects")["projects"]] == [
        "default",
        "noir",
        "pilot",
    ]
    (account,) = page.get("/api/accounts")["accounts"]
    assert (account["key"], account["creates"], account["films"]) == ("variable", True, True)
    assert page.get("/api/searches")["searches"] == [{"name": "heroes", "query": "tag:hero"}]
    assert page.get("/api/doctor")["problems"] == page.post("/api/doctor")["problems"]
    assert page.get("/api/studio")["read_only"] is False
    assert page.get("/api/characters/default/mia/uses") == {"prompts": 0}
