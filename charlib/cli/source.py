"""Sources: the videos that characters are cut from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from charlib.cli import options as opt
from charlib.cli.state import State, of

if TYPE_CHECKING:
    from charlib.domain.records import Source

app = typer.Typer(help="Source videos.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def add(
    ctx: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help="A URL or a file.")],
    label: Annotated[str | None, typer.Option(metavar="L", help="A short name for it.")] = None,
    duration: Annotated[
        float | None, typer.Option(metavar="S", help="Its seconds, if known.")
    ] = None,
) -> None:
    """Record a source video: a URL, or a file of this machine."""
    state = of(ctx)
    _show(state, state.lib.sources.add(ref, label=label, duration=duration))


@app.command("list")
def list_(ctx: typer.Context, limit: opt.Limit = opt.DEFAULT_LIMIT) -> None:
    """List the sources, newest first."""
    from charlib.domain import forms

    state = of(ctx)
    sources = state.lib.sources.list(limit=limit)
    state.output.rows(
        [forms.source(one) for one in sources],
        ("id", "kind", "seconds", "label", "ref"),
        [[str(one.id), one.kind, _seconds(one), one.label or "", one.ref] for one in sources],
    )


@app.command()
def show(ctx: typer.Context, ref: Annotated[str, typer.Argument(metavar="REF")]) -> None:
    """Show a source with the windows that were cut from it."""
    state = of(ctx)
    _show(state, state.lib.sources.show(ref))


def _seconds(source: Source) -> str:
    from charlib.domain.window import seconds

    return "" if source.duration_ms is None else seconds(source.duration_ms)


def _show(state: State, source: Source) -> None:
    from charlib.domain import forms

    windows = state.lib.sources.windows(str(source.id))
    pairs = [
        ("source", f"{source.id} ({source.kind})"),
        ("ref", source.ref),
        ("label", source.label or ""),
        ("seconds", _seconds(source)),
        ("size", f"{source.width}x{source.height}" if source.width else ""),
        ("file", source.media_path or ""),
        ("windows", "  ".join(f"{window} @{handle}" for handle, window in windows)),
    ]
    form = {
        **forms.source(source),
        "windows": [{"handle": handle, "window": str(window)} for handle, window in windows],
    }
    state.output.pairs(form, [(name, value) for name, value in pairs if value])
