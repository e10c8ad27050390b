"""The tools by what they may do, and all of them together."""

from __future__ import annotations

from charlib.mcp.declare import Tool
from charlib.mcp.tools import changing, reading, spending

TOOLS: tuple[Tool, ...] = tuple(
    tool for part in (reading, changing, spending) for tool in part.table.tools
)
