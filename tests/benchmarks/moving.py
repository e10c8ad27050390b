"""How long an archive of Sora takes to move in, with its films, windows and a plan.

    python -m tests.benchmarks.moving [--sizes 1000] [--rounds 3] [--write]

An archive has a character for each 50 items, each in films that the sandbox rendered: 10 s of
640x360, no two of one content. What came is compared with the archive: nothing may be lost. The
limit of the first import, with a plan to make the cast at another provider, is a minute of
processor time, which is more than it takes by the clock where nothing else runs; an import of the
same archive again is measured against the first one. With `--write` the table goes into
`moving.md`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

import charlib
from charlib.library import Library
from charlib.sandbox import film
from tests.benchmarks import report
from tests.benchmarks.timing import Line, middle, ratio
from tests.library.moving import archives
from tests.pages import fill

PAGE, MARK = Path(__file__).parent / "moving.md", "moving"
_MINUTE_S = 60.0
_AGAIN = 0.2
_FILMS = 50
"""Films of a character."""


def measured(folder: Path, sizes: list[int], rounds: int) -> Iterator[Line]:
    """Moving in, and again."""
    for size in sizes:
        items = _archive(folder / f"archive-{size}", size)
        manifest = archives.write(folder / f"archive-{size}" / "soravault_manifest.json", items)
        times: dict[str, list[float]] = {"minute": [_MINUTE_S] * rounds}
        for _ in range(rounds):
            _round(folder / "home", manifest, items, times)
        for what, name, limit, target in (
            ("first", "an archive with its films, and a plan to make the cast", "minute", 1.0),
            ("again", "the same archive again", "first", _AGAIN),
        ):
            shown = "60 s of processor time" if limit == "minute" else "the first import"
            share, seconds = ratio(times, what, limit), middle(times, what)
            yield Line(name, shown, target, share, size, seconds)


def _archive(folder: Path, size: int) -> list[dict[str, Any]]:
    """The items of an archive, with their films beside them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    cast = [archives.profile(number) for number in range(max(1, size // _FILMS))]
    items = []
    for number in range(size):
        first, second = cast[number % len(cast)], cast[(number + 1) % len(cast)]
        items.append(archives.item(number, [first] if number % 3 else [first, second]))
    for number, each in enumerate(items):
        pattern = folder / f"{number % len(cast)}.part"
        if not pattern.exists():
            film.render(pattern, seconds=10, prompt=f"hero {number}")
        target = folder / f"sora_{each['source']}" / f"{each['date']}_{each['genId']}.mp4"
        target.parent.mkdir(exist_ok=True)
        mark = each["genId"].encode()
        box = (8 + len(mark)).to_bytes(4, "big") + b"free" + mark  # another content, the same film
        target.write_bytes(pattern.read_bytes() + box)
    return items


def _round(
    home: Path, manifest: Path, items: list[dict[str, Any]], times: dict[str, list[float]]
) -> None:
    shutil.rmtree(home, ignore_errors=True)
    with charlib.open(home) as lib:
        lib.accounts.add("next", profile="vidu-subjects", base_url="http://127.0.0.1:9")
        start = process_time()
        done = lib.import_from(manifest, warn=_ignore)
        plan = lib.plan_rebind("next", "account:sora", fetch=False, warn=_ignore)
        times.setdefault("first", []).append(process_time() - start)
        _compare(lib, items)
        missing = plan.of("missing")
        if missing or len(plan.steps) != len(lib.list()) != len(done.windows):
            raise AssertionError(f"{len(missing)} of {len(plan.steps)} cannot be made again")
        start = process_time()
        again = lib.import_from(manifest, warn=_ignore)
        times.setdefault("again", []).append(process_time() - start)
        if (again.added, again.films) != (0, 0):
            raise AssertionError(f"a second import added {again.added} and {again.films}")


def _compare(lib: Library, items: list[dict[str, Any]]) -> None:
    """Raise AssertionError if anything of the archive is not in the library."""
    cast = {p["user_id"]: p for i in items for p in i["_raw"]["post"]["cameo_profiles"]}
    bound = {b.remote_id: person for person in lib.list() for b in person.bindings}
    tasks = {task.remote_id: task for task in lib.tasks.list()}
    if bound.keys() != cast.keys() or len(tasks) != len(items):
        raise AssertionError(f"{len(bound)} characters of {len(cast)}, {len(tasks)} films")
    for each in items:
        task = tasks[each["genId"]]
        people = {bound[p["user_id"]].handle for p in each["_raw"]["post"]["cameo_profiles"]}
        is_whole = task.prompt == each["prompt"] and {*task.characters} == people and task.output
        if not is_whole:
            raise AssertionError(f"{each['genId']} is not whole: {task}")


def _ignore(_: str) -> None:
    """No word about accounts without keys."""


def main() -> None:
    """Measure, print the table, and with `--write` put it into its page."""
    lines, is_written = report.run(__doc__, measured, sizes="1000")
    if is_written:
        fill(PAGE, MARK, report.table(lines))


if __name__ == "__main__":
    main()
