"""The tools: few, short, annotated, and enough to find, check and render."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from charlib.library import Library
from charlib.mcp.tools import TOOLS

from .agent import Agent, served

READING = {"search", "show", "lint", "render", "suggest_windows", "history", "open_work", "plan"}
MOST = 6_000
"""Bytes of all names, descriptions and input schemas."""


def test_the_list_of_tools_is_short(agent: Agent) -> None:
    """A model reads it in every conversation."""
    listed = [
        {"name": tool.name, "description": tool.description, "inputSchema": tool.input_schema}
        for tool in agent.tools()
    ]
    assert len(listed) == 13
    assert len(json.dumps(listed, separators=(",", ":"))) <= MOST


def test_tools_say_what_they_may_do(agent: Agent) -> None:
    """So that a client asks its person before what destroys or spends, and not before the rest."""
    told = {tool.name: tool.annotations for tool in agent.tools()}
    assert {name for name, each in told.items() if each.read_only_hint} == READING
    assert {name for name, each in told.items() if each.destructive_hint} == {"trash", "carry_out"}
    assert {name for name, each in told.items() if each.open_world_hint} == {"carry_out"}
    assert {name for name, each in told.items() if not each.idempotent_hint} == {"undo", "plan"}


def test_every_tool_calls_a_verb_of_the_library(lib: Library) -> None:
    """An agent can do nothing that the library cannot."""
    for tool in TOOLS:
        owner = lib
        for name in tool.verb.split("."):
            owner = getattr(owner, name)
        assert owner.__doc__
        assert tool.about.endswith(".")


def test_schemas_are_schemas(agent: Agent) -> None:
    """Of what goes in and of what comes out; nothing else may go in."""
    for tool in agent.tools():
        for schema in (tool.input_schema, tool.output_schema):
            Draft202012Validator.check_schema(schema)
            assert schema["additionalProperties"] is False
        assert "$ref" not in json.dumps(tool.output_schema)


def test_an_agent_finds_checks_and_renders_in_three_calls(at_sandbox: Library, era: str) -> None:
    """The whole way to a prompt, in either era."""
    at_sandbox.add("mia", "ch_1", account="home", look="a red coat")
    with served(at_sandbox, era=era) as agent:
        (found,) = agent.call("search", query="red")["characters"]
        text = f"@{found['ref'].rpartition('/')[2]} walks"
        assert agent.call("lint", text=text)["ok"]
        (prompt,) = agent.call("render", text=text)["prompts"]
    assert (prompt["account"], prompt["prompt"]) == ("home", "@ch_1 walks")


def test_findings_have_places_and_tools_that_help(at_sandbox: Library, agent: Agent) -> None:
    """In words of the tools, not of a command line."""
    at_sandbox.add("mia", "ch_1", account="home")
    checked = agent.call("lint", text="@nobody walks")
    (finding,) = checked["findings"]
    assert not checked["ok"]
    assert (finding["start"], finding["end"], finding["kind"]) == (0, 7, "unknown")
    assert "--" not in finding["hint"]
    (prompt,) = agent.call("render", text="@nobody walks", account="home")["prompts"]
    assert prompt["prompt"] is None


def test_lists_come_in_pages(lib: Library, agent: Agent) -> None:
    """With their total, and what the next one begins with."""
    for number in range(7):
        lib.add(f"extra_{number}")
    refs, after = [], None
    while True:
        page = agent.call("search", limit=3, **({"after": after} if after else {}))
        refs += [each["ref"] for each in page["characters"]]
        assert page["total"] == 7
        after = page["next"]
        if after is None:
            break
    assert refs == [f"default/extra_{number}" for number in range(6, -1, -1)]

    entries, before = [], 0
    while before is not None:
        shown = agent.call("history", limit=3, before=before)
        entries += [each["id"] for each in shown["entries"]]
        assert shown["total"] == 7
        before = shown["next"]
    assert entries == [each.id for each in lib.history()]


def test_a_search_sees_all_projects_or_one(lib: Library, agent: Agent) -> None:
    """References name the project, and `show` takes them."""
    lib.projects.add("noir")
    lib.add("mia")
    with lib.reopened(project="noir") as noir:
        noir.add("mia", name="Mia Noir")
    assert agent.call("search")["total"] == 2
    (found,) = agent.call("search", project="noir")["characters"]
    assert found["ref"] == "noir/mia"
    assert agent.call("show", handle="noir/mia")["character"]["name"] == "Mia Noir"
    assert agent.error("search", project="nowhere")["kind"] == "not-found"


WRONG = {
    "an unknown argument": ("search", {"colour": "red"}, "unknown parameter"),
    "another type": ("search", {"limit": "many"}, "limit is not valid"),
    "too many": ("search", {"limit": 1_000}, "limit is not valid"),
    "a missing one": ("show", {}, "handle is missing"),
    "no query": ("search", {"query": "tag:("}, ""),
    "a word that is none": ("plan", {"kind": "buy"}, "kind is not valid"),
}


@pytest.mark.parametrize(("name", "given", "message"), WRONG.values(), ids=WRONG.keys())
def test_wrong_arguments_are_explained(
    agent: Agent, name: str, given: dict[str, object], message: str
) -> None:
    """With what the tool takes; nothing is guessed."""
    error = agent.error(name, **given)
    assert error["kind"] == "invalid"
    assert error["message"].startswith(message)
    assert error["hint"]


def test_lists_that_are_written_as_text_are_read(lib: Library, agent: Agent) -> None:
    """Some clients send `["hero"]` as a text; null is the default."""
    agent.call("catalogue", handle="mia", tags='["hero"]', name=None)
    assert lib.show("mia").tags == ("hero",)


def test_windows_are_suggested_for_recorded_sources(at_sandbox: Library, agent: Agent) -> None:
    """By number; the numbers are listed, and no file can be named."""
    (source,) = agent.call("suggest_windows")["sources"]
    found = agent.call("suggest_windows", source=source["id"], count=1)
    assert len(found["windows"]) <= 1
    assert agent.error("suggest_windows", source=99)["kind"] == "not-found"
    assert agent.error("suggest_windows", source="/etc/passwd")["kind"] == "invalid"
    assert at_sandbox.history(by="agent:tester") == []


def test_a_read_only_server_has_no_tool_that_changes(lib: Library) -> None:
    """They are not there, rather than refused."""
    lib.add("mia")
    with served(lib, read_only=True) as agent:
        assert {tool.name for tool in agent.tools()} == READING
        assert agent.result("catalogue", {"handle": "tom"}).is_error
        assert agent.call("search")["total"] == 1
    assert [person.handle for person in lib.list()] == ["mia"]
