"""How long after a key the list of an `@` is painted, in a browser over a library of a size.

python -m tests.benchmarks.mentions FOLDER [SIZE]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.benchmarks import libraries
from tests.studio.browsing import Tab, chromium
from tests.studio.client import running

WATCH = """() => {
    window.spans = [];
    let pressed = 0;
    addEventListener("keydown", () => { pressed = performance.now(); }, true);
    const painted = () => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => { spans.push(performance.now() - pressed); };
        port2.postMessage(0);
    });
    new MutationObserver(painted).observe(document.querySelector("#mentions"), { childList: true });
}"""
"""The time from a key to after the frame in which the list has its new items."""
ROUNDS = 20
LETTERS = "preamufu"


def measured(page: Any) -> list[float]:
    """Milliseconds of each key: `@` and letters after it, in several prompts."""
    page.evaluate(WATCH)
    count = 0
    for _ in range(ROUNDS):
        page.fill("#prompt", "")
        page.focus("#prompt")
        for char in f"@{LETTERS}":
            page.keyboard.type(char)
            count += 1
            while len(page.evaluate("spans")) < count:
                page.evaluate("new Promise(requestAnimationFrame)")
        page.keyboard.press("Escape")
    spans: list[float] = page.evaluate("spans")
    return sorted(spans)


def main(folder: Path, size: int) -> None:
    """Print the percentiles."""
    library = libraries.make(folder, size)
    with running(home=library.home) as studio, chromium() as browser:
        tab = Tab(browser, studio.gate.url, viewport={"width": 1280, "height": 800})
        tab.page.evaluate("location.hash = '#/scene'")
        tab.see("[name=episode]")
        tab.page.wait_for_selector("select option[value=show_1]", state="attached")
        tab.page.select_option(".place select", "show_1")
        spans = measured(tab.page)
        tab.close()
    p50, p95 = (spans[int(len(spans) * part)] for part in (0.5, 0.95))
    print(f"{size:,} characters, {len(spans)} keys: p50 {p50:.0f} ms, p95 {p95:.0f} ms")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 100_000)
