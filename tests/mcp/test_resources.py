"""The cast, characters and pictures as resources, and completions."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from mcp import MCPError
from mcp_types import INVALID_PARAMS, PromptReference, ResourceTemplateReference

from charlib.library import Library
from charlib.mcp.shapes import NOTE

from .agent import Agent, served


def read(agent: Agent, uri: str) -> Any:
    """The one content of a resource."""
    (content,) = agent.do(agent.client.read_resource, uri).contents
    return content


def test_the_cast_and_its_characters_are_resources(lib: Library, era: str) -> None:
    """As JSON, marked as data; handles of any script."""
    lib.add("林小雨", look="red")
    lib.add("mia")
    with served(lib, era=era) as agent:
        cast = json.loads(read(agent, "charlib://cast/default").text)
        assert (cast["note"], cast["total"]) == (NOTE, 2)
        assert [each["ref"] for each in cast["characters"]] == ["default/mia", "default/林小雨"]
        uri = "charlib://character/default/%E6%9E%97%E5%B0%8F%E9%9B%A8"
        assert json.loads(read(agent, uri).text)["character"]["look"] == "red"
        templates = agent.do(agent.client.list_resource_templates).resource_templates
    assert {each.uri_template for each in templates} == {
        "charlib://cast/{project}",
        "charlib://character/{project}/{handle}",
        "charlib://picture/{project}/{handle}",
    }


def test_a_prompt_says_what_is_wrong(lib: Library, era: str) -> None:
    """An unknown character is the client's mistake, not a fault of the server."""
    lib.add("mia")
    given = {"handles": "mia, nobody", "scene": "they dance"}
    with served(lib, era=era) as agent, pytest.raises(MCPError, match="no @nobody") as error:
        agent.do(agent.client.get_prompt, "cast_scene", given)
    assert error.value.code == INVALID_PARAMS


def test_a_picture_is_a_resource(at_sandbox: Library, era: str) -> None:
    """Named by what `show` answers; a small JPEG."""
    at_sandbox.create("mia", source="1", window="5,8")
    with served(at_sandbox, era=era) as agent:
        uri = agent.call("show", handle="mia")["character"]["picture"]
        picture = read(agent, uri)
    assert picture.mime_type == "image/jpeg"
    assert base64.b64decode(picture.blob).startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    "uri",
    [
        "charlib://character/default/nobody",
        "charlib://cast/nowhere",
        "charlib://picture/default/mia",
        "charlib://character/..%2F..%2Fetc/passwd",
        "charlib://file/etc",
    ],
)
def test_what_is_not_there_is_an_error(lib: Library, uri: str) -> None:
    """Of the protocol; a path leads nowhere."""
    lib.add("mia")
    with served(lib) as agent, pytest.raises(Exception, match=r"."):
        read(agent, uri)


def test_arguments_are_completed(lib: Library, agent: Agent) -> None:
    """Handles after a comma too, projects and accounts."""
    lib.projects.add("noir")
    lib.accounts.add("main", profile="sandbox")
    for name in ("mia", "mimi", "tom"):
        lib.add(name)
    prompt = PromptReference(type="ref/prompt", name="cast_scene")
    character = ResourceTemplateReference(
        type="ref/resource", uri="charlib://character/{project}/{handle}"
    )

    def completed(ref: Any, name: str, begun: str) -> list[str]:
        argument = {"name": name, "value": begun}
        values: list[str] = agent.do(agent.client.complete, ref, argument).completion.values
        return values

    assert completed(prompt, "handles", "mi") == ["mia", "mimi"]
    assert completed(prompt, "handles", "tom, mi") == ["tom, mia", "tom, mimi"]
    assert completed(prompt, "account", "m") == ["main"]
    assert completed(prompt, "scene", "a") == []
    assert completed(character, "project", "n") == ["noir"]
    assert completed(character, "handle", "t") == ["tom"]
