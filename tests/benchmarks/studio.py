"""How quick the studio's page is, in a browser, beside a static page of the same pictures.

Run it by hand; `--write` puts the table into `studio.md`:

    python -m tests.benchmarks.studio [--sizes 100000] [--rounds 15] [--folder DIR] [--write]

It needs Chromium. The studio is a process of its own, as `charlib studio` starts it. All characters
have a picture, one of a few hundred. A time ends with the frame that shows what was waited for.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any

from tests.benchmarks import libraries, mentions, report, studio_material
from tests.benchmarks.timing import Line, charlib
from tests.media.test_viewing import UNEVEN, shade
from tests.pages import fill
from tests.studio.browsing import SHOWN, chromium

MS = "ms"
JUMPS = 60
ACTIONS = 2_000
VIEW = {"width": 1280, "height": 800}

FRAMES = """
const frame = () => new Promise(requestAnimationFrame);
const until = async (isTrue) => {
    do { await frame(); } while (!isTrue());
    await new Promise((done) => setTimeout(done));
    return performance.now();
};
"""
"""What each measurement begins with: a task that a frame starts runs when it is painted."""
CAST = f"""
const shown = () => [...document.querySelectorAll('{SHOWN}')];
const arrived = (images) => images.every((each) => each.complete && each.naturalWidth);
const seen = () => {{
    const {{ top, bottom }} = document.querySelector(".grid").getBoundingClientRect();
    return [...document.querySelectorAll(".cell:not([hidden])")].filter((cell) => {{
        const at = cell.getBoundingClientRect();
        return at.bottom > top && at.top < bottom;
    }});
}};
const isHere = () => seen().length > 0 && seen().every((cell) => cell.dataset.key);
const faces = () => seen().flatMap((cell) => [...cell.querySelectorAll("img")]);
const isWhole = () => isHere() && arrived(faces());
"""
"""What is seen of the cast."""


def measure(folder: Path, sizes: Sequence[int], rounds: int) -> Iterator[Line]:
    """The lines of the table."""
    for size in sizes:
        made = libraries.make(folder, size)
        studio_material.add_pictures(made.home)
        with (
            _studio(made.home) as url,
            chromium() as browser,
            tempfile.TemporaryDirectory() as films,
        ):
            inside = _entered(browser, url)
            yield from _first_paint(browser, url, inside, rounds, size)
            with _tab(browser, url, inside) as page:
                yield from _jumps(page, size)
            with _tab(browser, url, inside) as page:
                yield from _mentions(page, size)
            with _tab(browser, url, inside) as page:
                yield from _handles(page, Path(films), size)
            with _tab(browser, url, inside) as page:
                yield from _strips(page, Path(films), max(1, rounds // 5), size)
            with _tab(browser, url, inside) as page:
                yield from _memory(page, size)


@contextmanager
def _studio(home: Path) -> Iterator[str]:
    """A studio of a library; yields the address that works once."""
    command = [
        *map(str, charlib("--home", home, "--json", "studio", "--no-browser", "--port", "0"))
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.terminate()


def _entered(browser: Any, url: str) -> Any:
    """The cookie of a browser that came in, for others."""
    with browser.new_context() as context:
        context.new_page().goto(url)
        return context.storage_state()


@contextmanager
def _tab(browser: Any, url: str, inside: Any) -> Iterator[Any]:
    """A tab that shows the cast, in a browser that has cached nothing."""
    here = url.partition("?")[0]
    with browser.new_context(storage_state=inside, viewport=VIEW, base_url=here) as context:
        page = context.new_page()
        page.goto("/")
        page.locator(SHOWN).first.wait_for()
        yield page


def _run(page: Any, script: str, given: Any = None) -> Any:
    """The value of an expression in a page, with the helpers above."""
    return page.evaluate(f"async (given) => {{ {FRAMES}{CAST} return {script}; }}", given)


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[max(0, round(len(times) * 0.95) - 1)]


# -- the first screen


def _first_paint(browser: Any, url: str, inside: Any, rounds: int, size: int) -> Iterator[Line]:
    """The cast, its pictures, and a page of as many of the same pictures."""
    times: dict[str, list[float]] = {"cast": [], "pictures": [], "static": []}
    here = url.partition("?")[0]
    with _tab(browser, url, inside) as page, _still_page(page) as still:
        for number in range(rounds + 1):
            cast = _opened(browser, inside, here, "until(() => shown().length && isHere())")
            whole = _opened(browser, inside, here, "until(() => shown().length && isWhole())")
            plain = _opened(
                browser,
                None,
                still,
                "until(() => document.images.length && arrived([...document.images]))",
            )
            if number:  # the first warms up
                for name, time in zip(times, (cast, whole, plain), strict=True):
                    times[name].append(time)
    yield Line("first paint of the cast", MS, 300, median(times["cast"]), size)
    yield Line("first paint with all pictures", MS, 600, median(times["pictures"]), size)
    yield Line("the static page", MS, 600, median(times["static"]), size)
    share = median(a / b for a, b in zip(times["pictures"], times["static"], strict=True))
    yield Line("first paint with all pictures", "the static page", 5, share, size)


def _opened(browser: Any, inside: Any, url: str, script: str) -> float:
    """The milliseconds from asking for a page until it shows something."""
    with browser.new_context(storage_state=inside, viewport=VIEW) as context:
        page = context.new_page()
        page.add_init_script(f"{{ {FRAMES}{CAST} window.opened = {script}; }}")
        page.goto(url, wait_until="commit")
        return float(page.evaluate("window.opened"))


@contextmanager
def _still_page(page: Any) -> Iterator[str]:
    """A page with the pictures and names of the first screen, and nothing else."""
    _run(page, "until(isWhole)")
    cells = _run(page, "seen().map((cell) => [cell.querySelector('img')?.src, cell.innerText])")
    width = _run(page, "seen()[0].clientWidth")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = []
        for number, (source, text) in enumerate(cells):
            content = page.request.get(source).body()
            (folder / f"{number}.jpg").write_bytes(content)
            figures.append(f'<figure><img src="{number}.jpg" alt=""><p>{text}</p></figure>')
        square = f"img {{ width: {width}px; height: {width}px }}"
        style = f"<style>figure {{ float: left; margin: 6px }} {square}</style>"
        (folder / "index.html").write_text(
            f"<!doctype html><meta charset=utf-8>{style}{''.join(figures)}", "utf-8"
        )
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=name)) as server:
            Thread(target=server.serve_forever).start()
            yield f"http://127.0.0.1:{server.server_port}/"
            server.shutdown()


class _Silent(SimpleHTTPRequestHandler):
    """Serves a folder, and says nothing about it."""

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


# -- jumps


def _jumps(page: Any, size: int) -> Iterator[Line]:
    """Random jumps of the scrollbar, until every cell that is seen has its character."""
    jump = """(() => {
        const grid = document.querySelector(".grid"), begun = performance.now();
        grid.scrollTop = given * (grid.scrollHeight - grid.clientHeight);
        return until(isHere).then((end) => end - begun);
    })()"""
    for sort in ("newest", "handle"):
        page.select_option(".tools select", sort)
        _run(page, "until(isHere)")
        draw = random.Random(7)
        times = [_run(page, jump, draw.random()) for _ in range(JUMPS)]
        yield Line(f"a jump of the scrollbar, by {sort}, p95", MS, 100, _p95(times), size)
        yield Line(f"a jump of the scrollbar, by {sort}, median", MS, 100, median(times), size)


# -- mentions


def _mentions(page: Any, size: int) -> Iterator[Line]:
    """The list after each key of a mention, over the project with the most characters."""
    page.evaluate("location.hash = '#/scene'")
    page.wait_for_selector("select option[value=show_1]", state="attached")
    page.select_option(".place select", "show_1")
    times = mentions.measured(page)
    yield Line("the list of @ after a key, p95", MS, 50, _p95(times), size)
    yield Line("the list of @ after a key, median", MS, 50, median(times), size)


# -- handles


def _handles(page: Any, folder: Path, size: int) -> Iterator[Line]:
    """A window's start set at every frame, at constant and variable rate, beside the decoder."""
    for name, begins in (("constant", [*range(0, 1600, 40)]), ("variable", UNEVEN)):
        film = folder / f"{name}.mp4"
        shade(film, begins, "libx264", "yuv420p", bf="2")
        source = _uploaded(page, film)
        page.evaluate("(id) => { location.hash = `#/moment?source=${id}`; }", source)
        page.wait_for_selector(f".film:has-text('{film.name}')")
        off = 0
        for number, begin in enumerate(begins):
            page.wait_for_selector(f'.stage[data-shown="{number}"]')
            page.keyboard.press("i")
            start = page.wait_for_selector(f'.range .start[aria-valuetext$="frame {number}"]')
            off += round(float(start.get_attribute("aria-valuenow")) * 1000) != begin
            page.keyboard.press(".")
        yield Line(f"handles that are off, at {name} rate", f"{len(begins)} frames", 0, off, size)


def _uploaded(page: Any, film: Path) -> int:
    """The number of a film that was dropped on the page."""
    origin = {"origin": page.evaluate("location.origin")}
    answer = page.request.put(
        f"/api/sources?name={film.name}", data=film.read_bytes(), headers=origin
    )
    return int(answer.json()["id"])


# -- strips


def _strips(page: Any, folder: Path, rounds: int, size: int) -> Iterator[Line]:
    """The first sheet of a film's strip, and all of them, beside decoding its keyframes."""
    ask = """(async () => {
        const begun = performance.now();
        const strip = await (await fetch(`/api/sources/${given}/strip`)).json();
        const draw = async (url) => createImageBitmap(await (await fetch(url)).blob());
        await draw(strip.sheets[0]);
        const first = performance.now() - begun;
        await Promise.all(strip.sheets.slice(1).map(draw));
        return [first, performance.now() - begun];
    })()"""
    firsts, shares = [], []
    for number in range(rounds):
        # Another film in each run: a library that is kept has the tiles of those it saw.
        film = studio_material.ten_minutes(folder, os.getpid() * 100 + number)
        first, whole = _run(page, ask, _uploaded(page, film))
        firsts.append(first)
        shares.append(whole / (studio_material.keyframes_s(film) * 1000))
    yield Line("the first tiles of ten minutes", MS, 1000, median(firsts), size)
    yield Line("all tiles of ten minutes", "decoding its keyframes", 1.5, median(shares), size)


# -- memory


def _memory(page: Any, size: int) -> Iterator[Line]:
    """The heap after many actions, over that after a tenth of them; garbage is collected first."""
    page.context.on("page", lambda other: other.close())  # a picture was opened beside it
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    draw = random.Random(5)
    marks: dict[int, dict[str, float]] = {}
    acts: list[Callable[[], object]] = [
        lambda: page.keyboard.press(
            draw.choice(["ArrowDown", "ArrowRight", "PageDown", "Home", "End"])
        ),
        lambda: page.keyboard.press("Enter"),
        lambda: page.keyboard.press("Escape"),
        lambda: page.keyboard.press("Space"),
        lambda: page.keyboard.press("v"),
        lambda: page.evaluate(
            """(at) => {
                const grid = document.querySelector(".grid");
                grid.scrollTop = at * grid.scrollHeight;
            }""",
            draw.random(),
        ),
        lambda: page.fill("#query", draw.choice(["", "tag:a", "red", "state:ready", "name:li"])),
        lambda: page.evaluate("location.hash = '#/work'"),
    ]
    for number in range(ACTIONS + 1):
        if number in {ACTIONS // 10, ACTIONS}:
            _at_rest(page)
            devtools.send("HeapProfiler.collectGarbage")
            metrics = devtools.send("Performance.getMetrics")["metrics"]
            marks[number] = {each["name"]: each["value"] for each in metrics}
        if page.evaluate("document.querySelector('main').dataset.view") != "cast":
            _at_rest(page)
        draw.choices(acts, weights=[30, 10, 10, 10, 5, 20, 10, 5])[0]()
    before, after = marks[ACTIONS // 10], marks[ACTIONS]
    for what, name in (
        ("heap", "JSHeapUsedSize"),
        ("elements", "Nodes"),
        ("listeners", "JSEventListeners"),
    ):
        yield Line(
            f"{what} after {ACTIONS:,} actions",
            f"after {ACTIONS // 10}",
            1.2,
            after[name] / before[name],
            size,
        )


def _at_rest(page: Any) -> None:
    """The cast as it was first, with nothing selected or open."""
    page.evaluate("location.hash = '#/cast'")
    page.locator("#query").wait_for()
    page.fill("#query", "")
    page.locator(SHOWN).first.wait_for()
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.evaluate("document.querySelector('.grid').scrollTop = 0")
    _run(page, "until(isWhole)")


def main() -> None:
    """Measure, print, and with `--write` put the table into its page."""
    print(f"load: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")  # noqa: T201
    lines, is_written = report.run(__doc__, measure, sizes="100000")
    if is_written:
        fill(Path(__file__).with_name("studio.md"), "studio", report.table(lines))
    sys.exit(not all(line.is_kept for line in lines))


if __name__ == "__main__":
    main()
