"""Arguments that several tools take."""

from __future__ import annotations

from charlib.mcp.declare import give

PROJECT = give("Default: the current one.", None, longest=200)
HANDLE = give("project/handle, or a handle.", longest=300)
EPISODE = give("A number; it chooses looks.", None, longest=20)
TEXT = give("A prompt with @handles.")
MOST = 200
"""Characters of a page."""
