"""Options that several commands share, declared once."""

from __future__ import annotations

from typing import Annotated

import typer

from charlib.cli import people
from charlib.cli.commands import MOST

Handle = Annotated[str, typer.Argument(metavar="HANDLE", help="mia, @mia or project/mia")]
NewHandle = Annotated[str, typer.Argument(metavar="HANDLE", help="mia or @mia")]
Account = Annotated[
    str | None, typer.Option("--account", "-a", metavar="A", help="The account that is meant.")
]
Limit = Annotated[
    int, typer.Option(metavar="N", min=0, max=MOST, help="Show at most N; 0 shows all.")
]
Query = Annotated[
    str | None, typer.Option(metavar="QUERY", help="All characters that a search finds.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="With --query: only show who is meant.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Tags = Annotated[
    list[str] | None, typer.Option("--tag", "-t", metavar="T", help="A tag; may be repeated.")
]
Name = Annotated[str, typer.Option(metavar="N", help="Its name in full.")]
Look = Annotated[str, typer.Option(metavar="TEXT", help="What it looks like, in words.")]
NoWait = Annotated[
    bool, typer.Option("--no-wait", help="Do not wait for an answer that takes time.")
]
Jobs = Annotated[int, typer.Option(metavar="N", min=1, max=64, help="Requests at a time.")]

Keep = Annotated[
    bool,
    typer.Option(
        "--keep/--no-keep",
        envvar="CHARLIB_KEEP",
        help="Keep a clip and stills, to make it again elsewhere.",
    ),
]

DEFAULT_LIMIT = people.DEFAULT_LIMIT
