"""Takes, costs and projects over the API."""

from __future__ import annotations

from pathlib import Path

import pytest

from charlib.library import Library
from charlib.sandbox import Server

from .client import Page, made


@pytest.fixture
def filmed(at_sandbox: Page) -> Page:
    """Two takes of one scene, filmed over the API."""
    given = {"texts": ["a dog"], "episode": "5", "scene": "3a", "takes": 2}
    assert at_sandbox.post("/api/generate", **given)["plan"]["count"] == 2
    assert len(made(at_sandbox, "/api/generate", **given)["tasks"]) == 2
    return at_sandbox


def ids(answer: object, key: str = "takes") -> list[int]:
    """The numbers of takes."""
    return [take["id"] for take in answer[key]]  # type: ignore[index]


def test_takes_are_found_in_pages(filmed: Page) -> None:
    """With a query; the answer says whether others follow."""
    first = filmed.get("/api/takes", q="episode:5", limit=1)
    second = filmed.get("/api/takes", q="episode:5", limit=1, offset=1)
    assert (ids(first) + ids(second), first["more"], second["more"]) == ([2, 1], True, False)
    assert filmed.get("/api/takes", q="episode:6")["takes"] == []
    assert ids(filmed.get("/api/takes", sort="oldest", project="default")) == [1, 2]
    assert "^" in filmed.error("GET", "/api/takes?q=(dog", 400)["picture"]
    assert ids(filmed.get("/api/tasks", limit=1, offset=1), "tasks") == [1]
    assert filmed.get("/api/tasks/2")["take"] == 2
    filmed.error("GET", "/api/tasks/9", 404)


def test_searches_of_takes_are_saved(filmed: Page) -> None:
    """Apart from those of characters; the answer has all of them."""
    good = {"name": "good", "query": "rating:>3"}
    filmed.post("/api/takes/1/rate", rating=4)
    assert filmed.post("/api/takes/searches", name="good", q="rating:>3")["searches"] == [good]
    assert filmed.get("/api/takes/searches")["searches"] == [good]
    assert filmed.get("/api/searches")["searches"] == []
    assert ids(filmed.get("/api/takes", q="saved:good")) == [1]
    filmed.error("POST", "/api/takes/searches", 400, json={"name": "bad", "q": "rating:x )"})
    assert filmed.post("/api/takes/searches/remove", name="good")["searches"] == []
    filmed.error("POST", "/api/takes/searches/remove", 404, json={"name": "good"})


def test_takes_are_judged(filmed: Page) -> None:
    """Picked, rated and noted; each is one step to undo."""
    assert filmed.post("/api/takes/1/rate", rating=4)["rating"] == 4
    filmed.error("POST", "/api/takes/1/rate", 400, json={"rating": 6})
    assert filmed.post("/api/takes/1/note", text="the hand")["note"] == "the hand"
    assert filmed.post("/api/takes/1/pick")["picked"] is True
    assert filmed.post("/api/takes/2/pick")["picked"] is True
    (scene,) = filmed.get("/api/scenes", episode=5)["scenes"]
    assert (scene["scene"], scene["picked"]) == ("3a", [2])
    filmed.post("/api/takes/1/pick", also=True)
    assert filmed.get("/api/scenes")["scenes"][0]["picked"] == [1, 2]
    assert filmed.post("/api/takes/2/unpick")["picked"] is False
    assert filmed.get("/api/scenes", project="default", episode=6)["scenes"] == []
    filmed.post("/api/undo")
    assert filmed.get("/api/tasks/2")["picked"] is True
    filmed.error("POST", "/api/takes/9/pick", 404, json={})


def test_takes_are_seen_side_by_side(filmed: Page) -> None:
    """On a sheet; without a film there is none."""
    assert filmed.file("/api/takes/sheet?q=episode:5&columns=3").content[:2] == b"\xff\xd8"
    filmed.error("GET", "/api/takes/sheet?q=episode:6", 404)


def test_films_are_handed_on(filmed: Page, home: Path) -> None:
    """To the folder in the home folder, and nowhere else."""
    filmed.error("POST", "/api/takes/export", 404, json={})
    filmed.post("/api/takes/1/pick")
    done = filmed.post("/api/takes/export")
    assert (len(done["files"]), done["written"], done["missing"]) == (1, 1, [])
    exported = home / "exports" / done["files"][0]
    assert exported.read_bytes() == filmed.file("/media/tasks/1").content
    assert filmed.post("/api/takes/export")["written"] == 0
    filmed.error("POST", "/api/takes/export", 400, json={"target": "/tmp"})


def test_names_that_do_not_exist_are_told(filmed: Page) -> None:
    """With what was probably meant."""
    found = filmed.get("/api/takes/unknown", q="account:hom dog")
    assert found["names"] == [{"field": "account", "name": "hom", "meant": "home"}]


def test_a_query_of_takes_is_completed(filmed: Page) -> None:
    """By its own fields, their values, and names of the library; not by handles alone."""
    assert "rating:" in filmed.get("/api/takes/complete", q="picked:yes ra")["queries"][0]
    assert filmed.get("/api/takes/complete", q="-picked:")["queries"] == [
        "-picked:yes",
        "-picked:no",
    ]
    assert filmed.get("/api/takes/complete", q="account:ho")["queries"] == ["account:home"]


def test_a_film_is_a_source(filmed: Page) -> None:
    """By the number of its task, as long as it is here."""
    source = filmed.get("/api/tasks/2/source")
    assert (source["kind"], source["task"]) == ("task", 2)
    assert filmed.get(f"/api/sources/{source['id']}/times")["frames"] > 0
    assert filmed.get("/api/tasks/2")["project"] == "default"
    filmed.error("GET", "/api/tasks/9/source", 404)


def test_faces_are_not_compared_where_recognition_is_off(filmed: Page) -> None:
    """Said before a job is started; so is what names no takes."""
    error = filmed.error("POST", "/api/takes/check", 409, json={"takes": ["1"]})
    assert "not switched on" in error["message"]
    assert error["hint"] == "Switch it on in Takes"
    jobs = filmed.get("/api/jobs")["jobs"]
    assert [job["what"] for job in jobs] == ["generate 2"]


@pytest.mark.parametrize("given", [{}, {"takes": ["1"], "q": "dog"}, {"takes": ["mia"]}], ids=str)
def test_takes_to_compare_are_named(
    filmed: Page, lib: Library, monkeypatch: pytest.MonkeyPatch, given: dict[str, object]
) -> None:
    """By their numbers, or by a query."""
    monkeypatch.setattr(type(lib), "is_identity_on", lambda _: True)
    filmed.error("POST", "/api/takes/check", 400, json=given)


def test_work_of_a_job_is_called_after_the_studio(filmed: Page) -> None:
    """One entry of the journal for the whole of it, and none of the program."""
    filmed.done(filmed.post("/api/sync"))
    entries = filmed.get("/api/history")["entries"]
    commands = [entry["command"] for entry in entries if "account" not in entry["changed"]]
    assert commands.count("studio: generate 2") == 1
    assert [each for each in commands if not each.startswith("studio: ")] == []


def test_costs_are_summed(filmed: Page, lib: Library, sandbox: Server) -> None:
    """By what is asked for; a budget is set, shown and removed."""
    del sandbox
    report = filmed.get("/api/cost", by="episode")
    assert [(line["name"], line["films"]) for line in report["lines"]] == [("default e05", 2)]
    assert (filmed.get("/api/cost")["lines"], report["total"][0]["films"]) == ([], 2)
    filmed.error("GET", "/api/cost?by=moon", 400)
    account = filmed.post("/api/accounts/home/budget", budget="10 calls")
    assert (account["budget"], account["left"]) == ("10 calls", "10 calls: 2 used, 8 left")
    filmed.error("POST", "/api/accounts/home/budget", 400, json={"budget": "plenty"})
    assert filmed.post("/api/accounts/home/budget", budget="none")["budget"] is None
    assert lib.accounts.show("home").key_env == "HOME_KEY"


def test_projects_are_renamed_used_and_removed(page: Page, lib: Library) -> None:
    """The episode of the current one chooses looks."""
    lib.add("mia", look="a red coat")
    lib.looks.add("mia", "uniform", description="grey", episodes="4")
    page.post("/api/projects", slug="noir")
    assert page.post("/api/projects/noir/rename", new="night")["slug"] == "night"
    assert page.post("/api/projects/night/use")["current"] is True
    assert page.get("/api/studio")["project"] == "night"
    assert page.post("/api/projects/default/use", episode="4")["episode"] == 4
    page.error("POST", "/api/projects/default/use", 400, json={"episode": "four"})
    assert page.post("/api/projects/default/use", episode="none")["episode"] is None
    assert page.post("/api/projects/night/remove")["slug"] == "night"
    page.error("POST", "/api/projects/default/remove", 409, json={})
    page.error("GET", "/api/characters?project=night", 404)


def test_a_prompt_of_an_episode_has_its_looks(at_sandbox: Page, lib: Library) -> None:
    """As it is typed, for one account and for all."""
    lib.add("mia", "ch_1", account="home")
    lib.looks.add("mia", "uniform", episodes="4", remote_id="ch_2", account="home")
    for episode, look in (("4", "uniform"), ("none", ""), (None, "")):
        given = {"text": "@mia walks", "episode": episode}
        one = at_sandbox.post("/api/prompts/lint", **given)
        assert [each["look"] for each in one["characters"]] == [look]
        (everywhere,) = at_sandbox.post("/api/prompts/render", **given)["prompts"]
        for name in ("prompt", "mentions", "characters", "findings"):
            assert everywhere[name] == one[name]
