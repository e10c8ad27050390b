"""The configuration by which a client starts the server. It is printed; nothing is written."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple


class Configuration(NamedTuple):
    """What belongs into the file of a client."""

    client: str
    file: str
    text: str


def configuration(client: str, options: Sequence[str]) -> Configuration:
    """The configuration for a client, for this interpreter.

    `options` are those before the command, the command, and its own. A client starts it in the
    folder of a project, which may have a folder `charlib` of its own: nothing is imported from it.
    """
    file, written = _CLIENTS[client]
    command = sys.executable or "python"
    return Configuration(client, file, written(command, ["-P", "-m", "charlib", *options]))


def _servers(command: str, arguments: list[str]) -> str:
    return _json({"mcpServers": {"charlib": {"command": command, "args": arguments}}})


def _vscode(command: str, arguments: list[str]) -> str:
    server = {"type": "stdio", "command": command, "args": arguments}
    return _json({"servers": {"charlib": server}})


def _json(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


def _toml(command: str, arguments: list[str]) -> str:
    # A JSON string is a basic string of TOML, and a list of them an array.
    words = json.dumps(arguments, ensure_ascii=False)
    return f"[mcp_servers.charlib]\ncommand = {json.dumps(command)}\nargs = {words}"


_CLIENTS: Mapping[str, tuple[str, Callable[[str, list[str]], str]]] = {
    "claude": (".mcp.json", _servers),
    "cursor": (".cursor/mcp.json", _servers),
    "vscode": (".vscode/mcp.json", _vscode),
    "codex": (".codex/config.toml", _toml),
}
