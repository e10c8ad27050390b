"""Add, list, probe and show source videos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.cli import options as opt
from charlib.cli.declare import argument, option

if TYPE_CHECKING:
    from pathlib import Path

    from charlib.cli.state import State
    from charlib.domain.records import Source
    from charlib.media import Facts


def add(
    state: State,
    *,
    ref: str = argument("REF", "A URL, or a file on this machine.", completes="files"),
    label: str | None = option("LABEL", "A short name for it."),
    duration: float | None = option("S", "Its length in seconds, if known."),
) -> None:
    """Record a source video: a URL or a file."""
    _show(state, state.lib.sources.add(ref, label=label, duration=duration))


def list_(state: State, *, limit: int = opt.limit()) -> None:
    """List the sources, newest first."""
    from charlib.domain import forms

    sources = state.lib.sources.list(limit=limit)
    state.output.rows(
        list(map(forms.source, sources)),
        ("ID", "kind", "seconds", "label", "ref"),
        [
            [str(source.id), source.kind, _seconds(source), source.label or "", source.ref]
            for source in sources
        ],
        nothing="No sources yet. Add one: charlib source add REF",
    )


def show(
    state: State,
    *,
    ref: str = argument("REF", "A recorded source: label, number or URL.", completes="sources"),
) -> None:
    """Show a source and the windows cut from it."""
    _show(state, state.lib.sources.show(ref))


def probe(state: State, *, ref: str = opt.VIDEO) -> None:
    """Show facts of a video: length, size, codec, sound.

    Nothing is recorded, and little of a URL is read.
    """
    from charlib.domain import forms

    facts = state.lib.probe(ref)
    rate = f"{facts.fps:g} per second{', varying' if facts.is_vfr else ''}" if facts.fps else ""
    ranges = {None: "", True: "yes", False: "no: it was downloaded"}[facts.takes_ranges]
    pairs = [
        ("video", ref),
        ("seconds", _length(facts.duration_ms)),
        ("size", _size(facts)),
        ("frames", rate),
        ("codec", f"{facts.codec} in {facts.container}"),
        ("sound", facts.audio or "none"),
        ("bytes", f"{facts.bytes:,}"),
        ("sha256", facts.sha256),
        ("remarks", " ".join(facts.remarks)),
        ("read by ranges", ranges),
    ]
    state.output.pairs(forms.facts(ref, facts), [(name, value) for name, value in pairs if value])


def picture(
    state: State,
    *,
    ref: str = opt.VIDEO,
    sheet: bool = opt.SHEET,
    out: Path | None = opt.OUT,
    open_: bool = opt.OPEN,
) -> None:
    """Make a picture of a video, and show where it is."""
    from charlib.cli.commands.cast.show import show_picture

    show_picture(state, state.lib.picture(ref, sheet=sheet), out, opens=open_)


def _size(facts: Facts) -> str:
    turned = f", turned by {facts.rotation} degrees" if facts.rotation else ""
    return f"{facts.width}x{facts.height}{turned}"


def _length(ms: int | None) -> str:
    from charlib.domain.windows.window import seconds

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
