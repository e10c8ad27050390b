"""Weighted budgets in prompt, lint and generate, at a profile of one's own."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from charlib.errors import BadPrompt
from charlib.library import Library

OMNI = """
title = "Omni"
status = "live"
[http]
base_url = "http://127.0.0.1:9"
key_env = "ONE_KEY"
[create.call]
path = "/characters"
fields = { name = "name" }
[create.answer]
remote_id = "id"
[create.ways.stills]
fields = { stills = "image_urls[]" }
[create.ways.stills.needs]
of = "stills"
takes = ["url"]
most = 2
[generate.call]
path = "/films"
fields = { prompt = "prompt" }
[generate.answer]
job_id = "id"
[generate.asks.model]
to = "model"
default = "small"
[generate.models.small]
[generate.models.large]
budget = [{ most = 5, weights = { character = "views" } }]
longest_prompt = 40
[reference]
style = "prose"
template = "{who}"
longest_prompt = 10
[[reference.budget]]
most = 3
weights = { character = "views" }
[[reference.attach]]
path = "character_ids[]"
item = "{remote_id}"
"""


@pytest.fixture
def cast(lib: Library) -> Library:
    """@mia and @tom, each made from a portrait and a body, and @eva, from a portrait."""
    folder = lib.home.profiles
    folder.mkdir(parents=True)
    (folder / "omni.toml").write_text(OMNI, "utf-8")
    lib.accounts.add("omni", profile="omni")
    for handle, count in (("mia", 2), ("tom", 2), ("eva", 1)):
        lib.add(handle, f"id-{handle}", account="omni")
        body = {"name": handle, "image_urls": ["https://h.example/a.jpg"] * count}
        request = {"method": "POST", "path": "/characters", "body": body, "encoding": "json"}
        with closing(sqlite3.connect(lib.home.database)) as database, database:
            database.execute(
                "UPDATE binding SET request = ? WHERE remote_id = ?",
                [json.dumps(request), f"id-{handle}"],
            )
    return lib


def test_a_portrait_with_a_body_counts_two(cast: Library) -> None:
    """Prompt, lint and a planned film know the sum, and the model's own budget."""
    assert cast.prompt("@mia @eva").request == {"character_ids": ["id-mia", "id-eva"]}
    with pytest.raises(BadPrompt, match=r"no room for @tom \(a character counts"):
        cast.prompt("@mia @tom")
    (problem,) = cast.lint("@mia @tom").errors
    assert (problem.kind, problem.start) == ("too-many", 5)
    assert "the sum is 4 and the maximum 3" in problem.text
    (film,) = cast.plan_generate("@mia @tom", model="large")
    assert film.request is not None
    assert film.request.body["model"] == "large"
    assert film.request.body["character_ids"] == ["id-mia", "id-tom"]


def test_a_prompt_keeps_to_its_model(cast: Library) -> None:
    """The length of the prompt is that of the model that is asked for."""
    text = "@mia waits for a very long time"
    (short,), (long,) = cast.plan_generate(text), cast.plan_generate(text, model="large")

    assert "omni takes 10" in short.warnings[0]
    assert long.warnings == ()
