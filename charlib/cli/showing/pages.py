"""How a page of the manual is drawn on a terminal: nothing that is to be typed is broken or cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markdown import CodeBlock, Markdown, TableDataElement
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import ConsoleOptions, RenderResult


class _Code(CodeBlock):
    """A block of code whose lines are as long as they are: a terminal copies them whole."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in str(self.text).rstrip().splitlines():
            yield Text(f"  {line}", style="bold", no_wrap=True, overflow="ignore")


class _Cell(TableDataElement):
    """A cell of a table that continues in the next line."""

    def __init__(self, justify: Any) -> None:
        super().__init__(justify)
        self.content.overflow = "fold"


class _Page(Markdown):
    """A page of the manual."""

    elements = {  # noqa: RUF012 - as Rich declares it
        **Markdown.elements,
        "fence": _Code,
        "td_open": _Cell,
        "th_open": _Cell,
    }


def draw(text: str) -> None:
    """Draw a page on stdout."""
    Console().print(_Page(text), crop=False)
