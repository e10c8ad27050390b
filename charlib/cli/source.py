"""Sources: the videos that characters are cut from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from charlib.cli import options as opt
from charlib.cli.state import State, of

if TYPE_CHECKING:
    from charlib.domain.records import Source
    from charlib.media import Facts

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


@app.command()
def probe(
    ctx: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help="A file, a URL or a source.")],
) -> None:
    """Look into a video and tell what it is; nothing is recorded, and little of a URL is read."""
    from charlib.domain import forms

    state = of(ctx)
    facts = state.lib.probe(ref)
    rate = f"{facts.fps:g} a second{', varying' if facts.is_vfr else ''}" if facts.fps else ""
    ranges = {None: "", True: "yes", False: "no: it was downloaded"}[facts.takes_ranges]
    pairs = [
        ("video", ref),
        ("seconds", _length(facts.duration_ms)),
        (
            "size",
            _size(facts),
        ),
        ("frames", rate),
        ("codec", f"{facts.codec} in {facts.container}"),
        ("sound", facts.audio or "none"),
        ("bytes", f"{facts.bytes:,}"),
        ("sha256", facts.sha256),
        ("read by ranges", ranges),
    ]
    state.output.pairs(forms.facts(ref, facts), [(name, value) for name, value in pairs if value])


@app.command()
def picture(
    ctx: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help="A file or a source.")],
    sheet: Annotated[bool, typer.Option("--sheet", help="Many small ones on a page.")] = False,
) -> None:
    """Make a still or a contact sheet of a video, once, and tell where it is."""
    from charlib.cli.pictures import show_picture

    state = of(ctx)
    show_picture(state, state.lib.picture(ref, sheet=sheet))


def _size(facts: Facts) -> str:
    turned = f", turned by {facts.rotation} degrees" if facts.rotation else ""
    return f"{facts.width}x{facts.height}{turned}"


def _length(ms: int | None) -> str:
    from charlib.domain.window import seconds

    return "" if ms is None else seconds(ms)


def _seconds(source: Source) -> str:
    return _length(source.duration_ms)


def _show(state: State, source: Source) -> None:
    from charlib.domain import forms

    windows = state.lib.sources.windows(str(source.id))
    saved = state.lib.sources.saved_windows(str(source.id))
    pairs = [
        ("source", f"{source.id} ({source.kind})"),
        ("ref", source.ref),
        ("label", source.label or ""),
        ("seconds", _seconds(source)),
        ("size", f"{source.width}x{source.height}" if source.width else ""),
        ("file", source.media_path or ""),
        ("windows", "  ".join(f"{window} @{handle}" for handle, window in windows)),
        ("saved", "  ".join(map(str, saved))),
    ]
    form = {
        **forms.source(source),
        "windows": [{"handle": handle, "window": str(window)} for handle, window in windows],
        "saved": [str(window) for window in saved],
    }
    state.output.pairs(form, [(name, value) for name, value in pairs if value])
