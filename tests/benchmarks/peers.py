"""charlib beside the tools that people keep such libraries in today, on the same characters.

    python -m tests.benchmarks.peers [--size 100000] [--rounds 5] [--folder DIR] [--write]

The Python peers are installed into an environment that this script makes; `task` and `calibredb`
are Debian packages and are measured where they are on the PATH (or given: --task, --calibredb).
Whoever cannot be had is left out, and said to be. Every peer does what its manual says for the job,
with its defaults: it loads by its import command, or by its own library where that is no use; who
has a limit shows 20; to list all is to print all that was loaded. That is what all of them have a
place for: handle, name, project, look, notes and tags, but no bindings. An answer counts only if
the character that is known to fit is in it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.benchmarks import libraries
from tests.benchmarks.libraries import Library
from tests.benchmarks.search import PAGE
from tests.benchmarks.timing import charlib
from tests.pages import fill

ROWS = ("two tags AND", "a word", "two ideographs", "list all", "load")
MARK = "searching beside others"
_LOADS = Path(__file__).parent / "peer_loads"
_LOADED = ("handle", "name", "project", "look", "notes", "tags")
_LONG_S = 8.0
"""What takes longer than this is run once only."""
Command = Sequence[str | Path]


@dataclass(frozen=True)
class Asked:
    """What is asked of everybody: two tags, a word, two ideographs; and who fits each."""

    tags: tuple[str, str]
    word: str
    han: str
    fits: dict[str, str]


@dataclass
class Peer:
    """A tool: how it is asked each thing, and with what environment."""

    name: str
    ask: dict[str, Command]
    load: Callable[[], object]
    environ: dict[str, str] = field(default_factory=dict)
    note: str = ""

    def run(self, command: Command) -> str:
        """Run one of its commands and answer what it printed."""
        done = subprocess.run(
            list(map(str, command)), env=self._environment(), capture_output=True, text=True,
            check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{self.name}: {done.stderr[-500:]}")
        return done.stdout

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        return {**kept, "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", **self.environ}


def asked(library: Library) -> Asked:
    """The questions, with a character that fits each of them: an old one, found last."""
    tags = library.cast.tags.things[2], library.cast.tags.things[20]
    word = library.cast.commonest(rank=150)
    han = next(name for name in _names(library) if len(name) == 2)
    fits: dict[str, str] = {}
    with library.file.open(encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            command = {
                "two tags AND": {*tags} <= {*document["tags"]},
                "a word": word in document["look"].split(),
                "two ideographs": han in document["name"],
            }
            fits |= {row: document["handle"] for row, is_so in command.items() if is_so}
    return Asked(tags, word, han, fits)


def for_all(library: Library, folder: Path) -> Library:
    """The same characters without what only charlib has a place for."""
    file = folder / f"{library.size}-peers.jsonl"
    with library.file.open(encoding="utf-8") as lines, file.open("w", encoding="utf-8") as out:
        for line in lines:
            options = {name: value for name, value in json.loads(line).items() if name in _LOADED}
            out.write(json.dumps(options, ensure_ascii=False) + "\n")
    return replace(library, file=file)


def _names(library: Library) -> Iterator[str]:
    yield from (library.cast.commonest("han", rank) for rank in range(20, 400))


# -- the peers


def _charlib(folder: Path, library: Library, what: Asked) -> Peer:
    home = folder / "peer-charlib"
    limit = ("--everywhere", "--limit", "20")
    return Peer(
        "charlib",
        {
            "two tags AND": charlib("search", *(f"tag:{tag}" for tag in what.tags), *limit),
            "a word": charlib("search", what.word, *limit),
            "two ideographs": charlib("search", f"name:{what.han}", *limit),
            "list all": charlib("list", "--everywhere", "--limit", "0", "--format", "jsonl"),
        },
        lambda: peer_run(charlib("--quiet", "import", library.file), {"CHARLIB_HOME": str(home)}),
        {"CHARLIB_HOME": str(home)},
    )


def _sqlite_utils(folder: Path, library: Library, what: Asked, scripts: Path) -> Peer:
    database, tool = folder / "peer.sqlite-utils.db", scripts / "sqlite-utils"
    command = (tool, "search", database, "people")

    def load() -> None:
        peer_run((tool, "insert", database, "people", library.file, "--nl", "--pk", "handle"))
        peer_run((tool, "enable-fts", database, "people", "name", "look", "notes", "tags"))

    first, other = what.tags
    return Peer(
        "sqlite-utils",
        {
            "two tags AND": (*command, f"tags:{first} AND tags:{other}", "--limit", "20"),
            "a word": (*command, what.word, "--limit", "20"),
            "two ideographs": (
                tool, "rows", database, "people", "--limit", "20",
                "--where", f"name like '%{what.han}%'",
            ),
            "list all": (tool, "rows", database, "people", "--nl"),
        },
        load,
    )  # fmt: skip


def _buku(folder: Path, library: Library, what: Asked, scripts: Path) -> Peer:
    home = folder / "peer-buku"
    tool = (scripts / "buku", "--nostdin", "--np", "-j")
    environ = {"XDG_DATA_HOME": str(home)}

    def load() -> None:
        # Its own import command is still at work after twenty minutes.
        (home / "buku").mkdir(parents=True)
        database = home / "buku" / "bookmarks.db"
        peer_run((scripts / "python", _LOADS / "into_buku.py", library.file, database))

    return Peer(
        "buku",
        {
            "two tags AND": (*tool, "--stag", " + ".join(what.tags)),
            "a word": (*tool, "-s", what.word),
            "two ideographs": (*tool, "--deep", "-s", what.han),
            "list all": (*tool, "-p"),
        },
        load,
        environ,
    )


def _beets(folder: Path, library: Library, what: Asked, scripts: Path) -> Peer:
    home = folder / "peer-beets"
    command = (scripts / "beet", "ls", "-f")
    tool = (*command, "$title")

    def load() -> None:
        home.mkdir()
        (home / "config.yaml").write_text("library: library.db\nplugins: []\n", "utf-8")
        database = home / "library.db"
        peer_run((scripts / "python", _LOADS / "into_beets.py", library.file, database))

    return Peer(
        "beets",
        {
            "two tags AND": (*tool, *(f"grouping: {tag} " for tag in what.tags)),
            "a word": (*tool, f"comments:{what.word}"),
            "two ideographs": (*tool, f"title:{what.han}"),
            "list all": (*command, "$title $album $grouping $comments"),
        },
        load,
        {"BEETSDIR": str(home)},
    )


def _papis(folder: Path, library: Library, what: Asked, scripts: Path) -> Peer:
    home = folder / "peer-papis"
    tool = (scripts / "papis", "-l", "bench")
    command = (*tool, "list", "--format", "{doc[ref]}")
    environ = {"XDG_CONFIG_HOME": str(home / "config"), "XDG_CACHE_HOME": str(home / "cache")}

    def load() -> None:
        config = home / "config" / "papis" / "config"
        config.parent.mkdir(parents=True)
        config.write_text(f"[bench]\ndir = {home / 'library'}\n", "utf-8")
        peer_run((scripts / "python", _LOADS / "into_papis.py", library.file, home / "library"))
        peer_run((*tool, "cache", "reset"), environ)

    first, other = what.tags
    return Peer(
        "papis",
        {
            "two tags AND": (*command, "--all", f"tags:{first} tags:{other}"),
            "a word": (*command, "--all", f"abstract:{what.word}"),
            "two ideographs": (*command, "--all", f"title:{what.han}"),
            "list all": (*tool, "export", "--all", "--format", "json"),
        },
        load,
        environ,
    )


def _taskwarrior(folder: Path, library: Library, what: Asked, tool: str) -> Peer:
    home = folder / "peer-task"
    rc = ("rc.verbose=nothing", "rc.json.array=off", "rc.confirmation=no", "rc.gc=off")
    environ = {"TASKRC": str(home / "taskrc"), "TASKDATA": str(home)}

    def load() -> None:
        home.mkdir()
        (home / "taskrc").touch()
        with library.file.open(encoding="utf-8") as lines, (home / "in.json").open("w") as out:
            for line in lines:
                person = json.loads(line)
                texts = f"{person['handle']} {person['name']} {person['look']} {person['notes']}"
                task = {
                    "description": texts,
                    "project": person["project"],
                    "tags": person["tags"],
                }
                out.write(json.dumps(task, ensure_ascii=False) + "\n")
        peer_run((tool, *rc, "import", home / "in.json"), environ)

    command = (tool, *rc)
    return Peer(
        "taskwarrior",
        {
            "two tags AND": (*command, *(f"+{tag}" for tag in what.tags), "export"),
            "a word": (*command, f"description.contains:{what.word}", "export"),
            "two ideographs": (*command, f"description.contains:{what.han}", "export"),
            "list all": (*command, "export"),
        },
        load,
        environ,
    )


def _calibredb(folder: Path, library: Library, what: Asked, tool: str) -> Peer:
    home = folder / "peer-calibre"
    command = (tool, "list", "--with-library", home, "--for-machine", "--fields")
    command = (*command, "title,tags")

    def load() -> None:
        # One `calibredb add` a book takes a second: its API, in one process.
        home.mkdir()
        peer_run((tool.replace("calibredb", "calibre-debug"), _LOADS / "into_calibre.py",
                  "--", library.file, home))  # fmt: skip

    first, other = what.tags
    return Peer(
        "calibredb",
        {
            "two tags AND": (*command, "-s", f'tags:"={first}" and tags:"={other}"'),
            "a word": (*command, "-s", f"comments:{what.word}"),
            "two ideographs": (*command, "-s", f"title:{what.han}"),
            "list all": (*command, "title,authors,tags,comments"),
        },
        load,
    )


def peer_run(command: Command, environ: dict[str, str] | None = None) -> str:
    """Run a command in an environment as a peer has it."""
    return Peer("load", {}, object, environ or {}).run(command)


def known(
    folder: Path, library: Library, what: Asked, options: argparse.Namespace
) -> Iterator[Peer]:
    """charlib, and all peers that can be had here; who cannot is said on stderr."""
    yield _charlib(folder, library, what)
    for name, make in {
        "sqlite-utils": _sqlite_utils, "buku": _buku, "beets": _beets, "papis": _papis,
    }.items():  # fmt: skip
        scripts = _installed(folder, name)
        if scripts is None:
            sys.stderr.write(f"{name} is left out: it cannot be installed here\n")
        else:
            yield make(folder, library, what, scripts)
    for name, make_tool, tool in (
        ("taskwarrior", _taskwarrior, options.task),
        ("calibredb", _calibredb, options.calibredb),
    ):
        if tool is None:
            sys.stderr.write(f"{name} is left out: it is not on the PATH (a Debian package)\n")
        else:
            yield make_tool(folder, library, what, tool)


def _installed(folder: Path, name: str) -> Path | None:
    """The scripts of the peers' environment, with one more installed; None where it cannot be."""
    scripts = folder / "peers" / "bin"
    if not scripts.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "peers"], check=True)
    done = subprocess.run(
        [scripts / "pip", "install", "-q", name], check=False, capture_output=True
    )
    return scripts if done.returncode == 0 else None


# -- measuring


def measured(peers: Sequence[Peer], what: Asked, rounds: int) -> dict[str, dict[str, float]]:
    """Peer → row → median seconds; a row is left out where the answer is not what is known."""
    taken: dict[str, dict[str, float]] = {}
    for peer in peers:
        try:
            taken[peer.name] = {"load": _once(peer.load)}
        except (RuntimeError, OSError) as error:
            sys.stderr.write(f"{peer.name} is left out, it cannot be loaded: {error}\n")
        else:
            _tell(peer.name, "load", taken[peer.name]["load"])
    for row in ROWS[:-1]:
        finding = [peer for peer in peers if peer.name in taken and _finds(peer, row, what)]
        for name, seconds in _in_turn(finding, row, rounds).items():
            taken[name][row] = seconds
            _tell(name, row, seconds)
    return taken


def _finds(peer: Peer, row: str, what: Asked) -> bool:
    """Whether a peer's answer has the character in it that fits: not asked of who shows 20 only."""
    answer = peer.run(peer.ask[row]).strip()
    is_limited = "--limit" in peer.ask[row]
    fits = what.fits.get(row, "")
    is_there = fits in answer or json.dumps(fits)[1:-1] in answer  # some write JSON in ASCII
    is_found = bool(answer) and (is_limited or is_there)
    if not is_found:
        sys.stderr.write(f"{peer.name} does not find @{what.fits[row]} ({row})\n")
    return is_found


def _in_turn(peers: Sequence[Peer], row: str, rounds: int) -> dict[str, float]:
    times: dict[str, list[float]] = {peer.name: [] for peer in peers}
    for _ in range(rounds):
        for peer in peers:
            if not times[peer.name] or times[peer.name][0] < _LONG_S:
                times[peer.name].append(_once(partial(peer.run, peer.ask[row])))
    return {name: median(all_of_them) for name, all_of_them in times.items()}


def _once(run: Callable[[], object]) -> float:
    begun = perf_counter()
    run()
    return perf_counter() - begun


def _tell(name: str, row: str, seconds: float) -> None:
    sys.stderr.write(f"{name}: {row}: {seconds:.3f} s\n")


def table(taken: dict[str, dict[str, float]]) -> str:
    """The times in charlib's, as Markdown; a dash where a peer does not find what there is."""
    ours = taken["charlib"]
    lines = [f"| times charlib's | {' | '.join(ROWS)} |", "|---|" + "---|" * len(ROWS)]
    lines.append(f"| charlib takes | {' | '.join(f'{_seconds(ours[row])}' for row in ROWS)} |")
    for name, rows in taken.items():
        if name != "charlib":
            cells = [_times(rows.get(row), ours[row]) for row in ROWS]
            lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _seconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _times(theirs: float | None, ours: float) -> str:
    if theirs is None:
        return "-"
    share = theirs / ours
    return f"{share:.2g}" if share < 10 else f"{share:.0f}"


def main() -> None:
    """Measure, print the table, and with `--write` put it into its page."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--size", type=int, default=100_000)
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--folder", type=Path, help="Where libraries are kept for another run.")
    ask.add_argument("--only", default="", help="Only these peers, parted by commas.")
    ask.add_argument("--task", default=shutil.which("task"))
    ask.add_argument("--calibredb", default=shutil.which("calibredb"))
    ask.add_argument("--write", action="store_true")
    options = ask.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).absolute()
        folder.mkdir(exist_ok=True, parents=True)
        library = for_all(libraries.make(folder, options.size), folder)
        for old in folder.glob("peer[-.]*"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        what = asked(library)
        wanted = {"charlib", *options.only.split(",")}
        peers = [
            peer
            for peer in known(folder, library, what, options)
            if peer.name in wanted or not options.only
        ]
        text = table(measured(peers, what, options.rounds))
    print(text)  # noqa: T201
    if options.write:
        fill(PAGE, MARK, text)


if __name__ == "__main__":
    main()
