"""A client of the kind that agents have, by the protocol's own kit; it holds answers to schemas."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client
from mcp_types import CallToolResult, ElicitResult, Implementation, TextContent

from charlib.mcp.desk import Allowance, Desk
from charlib.mcp.server import create_server
from charlib.mcp.shapes import NOTE

ERAS = ("auto", "legacy")
"""Both eras of the protocol: without and with a handshake."""


class Agent:
    """A client in another thread. `asked` has what its person was asked."""

    def __init__(self, portal: BlockingPortal, client: Client, asked: list[str]) -> None:
        self.portal, self.client, self.asked = portal, client, asked

    def call(self, tool: str, /, **given: Any) -> dict[str, Any]:
        """The answer of a tool; a test fails if it is an error. It is marked as data."""
        result = self.result(tool, given)
        assert not result.is_error, text_of(result)
        head, _, document = text_of(result).partition("\n")
        assert head == NOTE
        assert json.loads(document) == result.structured_content
        answer: dict[str, Any] = result.structured_content
        assert answer["note"] == NOTE
        return answer

    def error(self, tool: str, /, **given: Any) -> dict[str, str]:
        """The error of a tool that is to have one."""
        result = self.result(tool, given)
        assert result.is_error
        error: dict[str, str] = json.loads(text_of(result))["error"]
        return error

    def result(self, name: str, given: dict[str, Any]) -> CallToolResult:
        """What a tool answered, whatever it is."""
        return self.do(self.client.call_tool, name, given)

    def tools(self) -> list[Any]:
        """The tools, as the server lists them."""
        listed: list[Any] = self.do(self.client.list_tools).tools
        return listed

    def do(self, function: Callable[..., Any], *given: Any) -> Any:
        """Wait for a coroutine of the client."""
        return self.portal.call(function, *given)

    def plan(self, **given: Any) -> str:
        """The id of a plan."""
        made: str = self.call("plan", **given)["plan"]["plan_id"]
        return made


def text_of(result: CallToolResult) -> str:
    """The text of an answer."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


@contextmanager
def talking(
    server: Any, *, era: str = "auto", answer: str | None = "yes", name: str = "tester"
) -> Iterator[Agent]:
    """An agent at a server. Its person answers `yes`, `no`, `decline` or `cancel`.

    Without an answer, the client cannot ask its person.
    """
    asked: list[str] = []

    async def ask(_: Any, params: Any) -> ElicitResult:
        asked.append(params.message)
        if answer in {"decline", "cancel"}:
            return ElicitResult(action=answer)  # type: ignore[arg-type] # one of both
        return ElicitResult(action="accept", content={"approve": answer == "yes"})

    client = Client(
        server, mode=era, elicitation_callback=ask if answer else None,
        client_info=Implementation(name=name, version="1"),
    )  # fmt: skip
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(client) as opened,
    ):
        yield Agent(portal, opened, asked)


@contextmanager
def served(
    lib: Any, *, read_only: bool = False, allow_spend: str = "", **how: Any
) -> Iterator[Agent]:
    """An agent at a server of its own over a library."""
    allowance = Allowance.parse(allow_spend) if allow_spend else None
    desk = Desk(lib.reopened(), read_only=read_only, allowance=allowance)
    try:
        with talking(create_server(desk), **how) as agent:
            yield agent
    finally:
        desk.close()
