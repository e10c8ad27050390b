"""Open the library in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.cli.declare import argument, flag, option
from charlib.errors import MissingExtra, NotFound
from charlib.hints import install

if TYPE_CHECKING:
    from pathlib import Path

    from charlib.cli.state import State


def studio(
    state: State,
    *,
    dirs: list[Path] = argument(
        "DIR…", "Folders of videos to choose from.", default=(), completes="files"
    ),
    port: int | None = option(
        "N",
        "Port to listen on; 0 for any (default: the next free one from 8788).",
        default=None,
        least=0,
        most=65535,
    ),
    no_browser: bool = flag("Do not open the browser."),
    read_only: bool = flag("Change nothing."),
    no_spend: bool = flag("Call no provider for money."),
) -> None:
    """See the cast, choose moments and write scenes in a page.

    It is for this machine only. Ctrl-C stops it; what was sent is recorded.
    """
    folders = tuple(dirs)
    for folder in folders:
        if not folder.is_dir():
            raise NotFound(f"No folder {folder}.", hint="charlib studio DIR")
    try:
        from charlib.studio.run import serve
    except ImportError as error:
        raise MissingExtra(
            f"The studio needs a package that is not installed: {error.name}.",
            hint=install("web"),
        ) from error

    def ready(url: str) -> None:
        import sys

        state.output.result({"url": url}, url)
        sys.stdout.flush()
        state.output.talk("The studio is at this address, which works once. Ctrl-C stops it.")
        if not no_browser and not state.output.as_json:
            _open(url)

    serve(
        home=state.home, project=state.project, folders=folders, port=port,
        read_only=read_only, no_spend=no_spend, on_ready=ready,
    )  # fmt: skip


def _open(url: str) -> None:
    """Open the browser, which may take its time."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=[url], daemon=True).start()
