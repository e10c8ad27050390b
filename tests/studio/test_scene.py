"""Writing and filming over the API: completion, forms with prices, tables of scenes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from charlib.library import Library
from charlib.sandbox import Server

from .client import Page, made, running


@pytest.fixture
def priced(page: Page, lib: Library, monkeypatch: pytest.MonkeyPatch) -> Page:
    """An account with a price, one that takes kept pictures, and one that films nothing."""
    monkeypatch.setenv("KEY", "x")
    lib.accounts.add("main", profile="openai-videos", key_env="KEY", base_url="http://127.0.0.1:9")
    lib.accounts.add("pictures", profile="veo", key_env="KEY", base_url="http://127.0.0.1:9")
    lib.accounts.add("text", profile="plain")
    lib.accounts.use("main")
    lib.add("mia", "ch_1", account="main", name="Mia Wong")
    lib.looks.add("mia", "uniform", episodes="4-6", remote_id="ch_u", account="main")
    return page


def rows(*given: dict[str, object]) -> str:
    """Rows as the page sends them."""
    return "\n".join(map(json.dumps, given))


def test_a_mention_is_completed(priced: Page) -> None:
    """With the text that an offer replaces, faces and looks; a long text is cut by the page."""
    found = priced.get("/api/mentions", text="hello @mi")
    assert found["typed"] == "mi"
    (offer,) = found["offers"]
    assert (offer["text"], offer["name"], offer["looks"]) == ("mia", "Mia Wong", 1)
    (look,) = priced.get("/api/mentions", text="@mia+")["offers"]
    assert (look["text"], look["episodes"]) == ("mia+uniform", "4-6")
    assert priced.get("/api/mentions", text="me@mi") == {"typed": None, "offers": []}
    priced.error("GET", "/api/mentions", 404, params={"text": "@mi", "project": "nowhere"})


def test_a_prompt_has_its_cast(priced: Page) -> None:
    """Each mention with its place and look, and each problem with its fixes and its view."""
    found = priced.post("/api/prompts/lint", text="@mia meets @mai", account="main", episode="5")
    (who,) = found["cast"]
    assert (who["handle"], who["look"], who["episodes"]) == ("mia", "uniform", "4-6")
    assert found["mentions"][0]["end"] == 4
    (problem,) = found["findings"]
    assert problem["fixes"] == ["@mia", "@@mai"]
    assert problem["view"] == "cast"


def test_every_account_has_its_price(priced: Page) -> None:
    """With the wishes; one that an account does not take is its error, and no other's."""
    given = {"text": "@mia walks", "takes": 2, "wishes": {"seconds": 8, "nothing": 1}}
    main, pictures, text = priced.post("/api/prompts/render", **given)["prompts"]
    assert (main["plan"]["count"], main["plan"]["costs"][0]["unit"]) == (2, "USD")
    assert main["request"]["seconds"] == "8"
    assert (text["plan"], text["prompt"] is None, text["error"]) == (None, False, None)
    assert pictures["account"] == "pictures"
    wrong = priced.post("/api/prompts/render", text="@mia", wishes={"seconds": 7})["prompts"][0]
    assert "takes 4, 8" in wrong["error"]["message"]
    assert wrong["plan"] is None
    priced.error("POST", "/api/prompts/render", 400, json={"text": "x", "takes": 0})


def test_pictures_that_go_with_a_prompt_have_no_path(
    priced: Page, lib: Library, home: Path, films: Path
) -> None:
    """They are named by their content, at which the page shows them."""
    lib.keep("mia", source=str(films / "mia.mp4"), window="5,7")
    found = priced.post("/api/prompts/render", text="@mia walks")["prompts"][1]
    assert found["prompt"], found["findings"]
    assert str(home) not in json.dumps(found)
    assert '"sha256"' in json.dumps(found["request"])


def test_what_may_be_asked(priced: Page) -> None:
    """Of an account, and of one of its models."""
    found = priced.get("/api/accounts/main/choices")["choices"]
    assert {each["name"] for each in found} >= {"model", "seconds", "ratio", "resolution"}
    pro = priced.get("/api/accounts/main/choices", model="sora-2-pro")["choices"]
    assert pro != found
    priced.error("GET", "/api/accounts/main/choices", 400, params={"model": "none-such-9"})
    priced.error("GET", "/api/accounts/none/choices", 404)


def test_a_table_is_planned_and_sent(at_sandbox: Page, lib: Library, sandbox: Server) -> None:
    """The right rows; again it has nothing to send, and says so."""
    text = rows({"prompt": "a dog", "scene": "1", "takes": "2"}, {"prompt": "@nobody", "scene": 2})
    planned = at_sandbox.post("/api/scenarios/plan", text=text)
    dog, nobody = planned["rows"]
    assert (dog["takes"], dog["plan"]["count"], dog["error"]) == (2, 2, None)
    assert (nobody["plan"], nobody["error"]["kind"]) == (None, "invalid")
    assert planned["plan"]["count"] == 2
    result = made(at_sandbox, "/api/scenarios/generate", text=text)
    assert [task["take"] for task in result["tasks"]] == [1, 2]
    error = at_sandbox.error("POST", "/api/scenarios/generate", 400, json={"text": text})
    assert "@nobody" in error["message"]
    first = text.split("\n", maxsplit=1)[0]
    error = at_sandbox.error("POST", "/api/scenarios/generate", 409, json={"text": first})
    assert "filmed already" in error["message"]
    assert len(made(at_sandbox, "/api/scenarios/generate", text=first, again=True)["tasks"]) == 2
    assert len(lib.takes.list("scene:1")) == 4
    del sandbox


def test_another_plan_than_was_shown_is_not_sent(priced: Page) -> None:
    """Nor is any where nothing may be spent or changed."""
    text = rows({"prompt": "a dog"})
    plan = priced.post("/api/scenarios/generate", text=text)["plan"]
    confirm = {"count": plan["count"] + 1, "costs": plan["costs"]}
    priced.error("POST", "/api/scenarios/generate", 409, json={"text": text, "confirm": confirm})
    assert priced.get("/api/jobs")["jobs"] == []


@pytest.mark.parametrize("rule", ["read_only", "no_spend"])
def test_rules_of_the_studio(home: Path, lib: Library, rule: str) -> None:
    """Plans are made, and nothing is sent."""
    lib.accounts.add("main", profile="sandbox")
    text = rows({"prompt": "a dog"})
    with running(home=home, **{rule: True}) as studio, Page(studio) as page:
        plan = page.post("/api/scenarios/plan", text=text)["plan"]
        confirm = {"count": 1, "costs": plan["costs"]}
        error = page.error(
            "POST", "/api/scenarios/generate", 403, json={"text": text, "confirm": confirm}
        )
        assert error["kind"] == "permission"
        assert page.get("/api/jobs")["jobs"] == []
