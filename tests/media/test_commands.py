"""The commands that look into videos, as a person runs them."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from charlib import media
from charlib.cli.showing import terminals
from charlib.domain.windows.window import Window
from charlib.library import Library
from tests.conftest import Cli
from tests.limits import HANGS_S

from .making import film
from .test_suggest import thing

HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;"


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Four seconds of a thing at rest."""
    return film(tmp_path / "clip.mp4", thing, count=100)


def test_probe_tells_what_a_file_is(cli: Cli, clip: Path) -> None:
    """Facts are lines, and one document with --json; nothing is recorded."""
    output, form = cli("source", "probe", clip), cli("--json", "source", "probe", clip).json

    assert output.code == 0
    assert re.search(r"^seconds +4$", output.out, re.MULTILINE)
    assert (form["duration"], form["width"], form["fps"], form["audio"]) == (4.0, 480, 25.0, None)
    assert cli("source", "list").out == ""


def test_suggest_prints_windows_and_why(cli: Cli, clip: Path) -> None:
    """Windows go to stdout, refused stretches to stderr; --save keeps them with the source."""
    words = ("window", "suggest", clip, "--subject", "object", "--count", "1", "--save")
    result = cli(*words)
    again = cli("--json", *words[:-1])
    saved = cli("--json", "source", "show", "1").json["saved"]

    window, score, why = result.out.strip().split("\t")
    assert result.code == 0
    assert float(score) >= 0.6
    assert why.startswith("one clear subject")
    assert saved == [window]
    assert again.json["windows"][0]["window"] == window
    assert again.json["confident"] is True
    assert again.err == ""


def test_a_film_without_a_clear_window_says_so(cli: Cli, clip: Path) -> None:
    """What is not confident is listed as that, and the exit code is 1, with --json too."""
    output, form = cli("window", "suggest", clip), cli("--json", "window", "suggest", clip)

    assert output.code == form.code == 1
    assert "low confidence" in output.out
    assert "is clearly good" in output.err
    assert form.json["confident"] is False
    assert form.json["windows"]


@pytest.mark.parametrize("words", [("--subject", "cat"), ("--min", "4", "--max", "2")])
def test_what_cannot_be_meant_is_refused(cli: Cli, clip: Path, words: tuple[str, ...]) -> None:
    """A subject that is none, and a shortest above the longest, are exit code 2."""
    assert cli("window", "suggest", clip, *words).code == 2


def test_check_scores_a_window_of_a_film_that_is_here(cli: Cli, lib: Library, clip: Path) -> None:
    """The old answer stays, and a score comes beside it, in words and as new keys."""
    lib.accounts.add("main", profile="sandbox")
    lib.sources.add(str(clip), label="clip")
    words = ("window", "check", "1,3", "--source", "clip", "--subject", "object")
    output, form = cli(*words), cli("--json", *words).json

    assert output.code == 0
    assert output.out.startswith("score 0.")
    assert (form["window"], form["ok"], form["problems"]) == ("1,3", True, [])
    assert form["score"] > 0.5
    assert set(form["parts"]) >= {"sharp", "steady", "light"}


def test_auto_takes_the_best_or_refuses(cli: Cli, lib: Library, clip: Path) -> None:
    """Without a confident window nothing is created, and the remedy is named."""
    lib.accounts.add("main", profile="sandbox")

    result = cli("create", "mia", "--source", clip, "--window", "auto")
    none = cli("create", "mia", "--window", "auto")

    assert (result.code, none.code) == (1, 2)
    assert "is clearly good" in result.err
    assert "--accept-low" in result.err
    assert cli("list").out == ""


def test_pictures_are_made_once(cli: Cli, clip: Path, home: Path) -> None:
    """A still and a sheet lie in the media folder under names of what they show."""
    still = Path(cli("source", "picture", clip).out.strip())
    before = still.stat().st_mtime_ns
    sheet = Path(cli("--json", "source", "picture", clip, "--sheet").json["picture"])
    lib_clip = cli("source", "add", clip, "--label", "clip")
    part = Path(cli("window", "picture", "1,2", "--source", "clip").out.strip())

    assert lib_clip.code == 0
    assert len({still, sheet, part}) == 3
    assert all(path.is_relative_to(home / "media" / "pictures") for path in (still, sheet, part))
    assert still.read_bytes()[:2] == b"\xff\xd8"
    assert Path(cli("source", "picture", clip).out.strip()) == still
    assert still.stat().st_mtime_ns == before


def _person(lib: Library, clip: Path, handle: str, name: str) -> None:
    """A character that was cut from a film of this machine."""
    if not lib.accounts.list():
        lib.accounts.add("main", profile="sandbox")
    lib.sources.add(str(clip))
    lines = [
        {
            "handle": handle, "name": name, "project": "default", "look": name, "tags": ["hero"],
            "bindings": [
                {
                    "account": "main", "profile": "sandbox", "remote_id": f"id_{handle}",
                    "mention": f"@id_{handle}", "state": "ready", "method": "url",
                    "source": str(clip), "window": "1,2",
                }
            ],
        }
    ]  # fmt: skip
    path = clip.with_suffix(".jsonl")
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    lib.import_(path)


def test_a_picture_can_be_copied_and_opened(
    cli: Cli, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`-o` names the copy that is printed, `--open` shows it, and a wrong place is told."""
    opened: list[str] = []
    monkeypatch.setattr("typer.launch", lambda path: opened.append(path) or 0)
    still = tmp_path / "still.jpg"
    assert cli("source", "picture", clip, "-o", still, "--open").out == f"{still}\n"
    assert still.read_bytes()[:2] == b"\xff\xd8"
    assert opened == [str(still)]
    into = cli("window", "picture", "1,2", "--source", clip, "-o", tmp_path).out.strip()
    assert Path(into).parent == tmp_path
    assert Path(into).is_file()
    wrong = cli("source", "picture", clip, "-o", tmp_path / "no" / "a.jpg")
    assert wrong.code == 2
    assert "cannot be written" in wrong.err
    monkeypatch.setattr("typer.launch", lambda _: 1)
    assert cli("source", "picture", clip, "--open").code == 1


def test_show_tells_where_the_picture_is(cli: Cli, lib: Library, clip: Path) -> None:
    """Off a terminal `show` prints the path and never a picture; its JSON stays as it was."""
    _person(lib, clip, "mia", "Mia")
    output, form = cli("show", "mia", env={"TERM": "xterm-kitty"}), cli("--json", "show", "mia")
    own = cli("picture", "mia", "--sheet")

    path = re.search(r"^picture +(\S+)$", output.out, re.MULTILINE)
    assert path is not None
    assert Path(path[1]).is_file()
    assert "\x1b" not in output.out + form.out
    assert "picture" not in form.json
    assert own.code == 0
    assert cli("picture", "nobody").code == 1


@pytest.mark.parametrize(
    ("environ", "way"),
    [
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "iterm2"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "xterm-256color"}, None),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/x"}, None),
        ({"TERM": "xterm-kitty", "CHARLIB_PICTURES": "none"}, None),
        ({"CHARLIB_PICTURES": "sixel"}, "sixel"),
        ({}, None),
    ],
)
def test_terminals_are_believed_not_guessed(environ: dict[str, str], way: str | None) -> None:
    """Only what says that it shows pictures gets one, and never inside tmux."""
    assert terminals.way_of(environ) == way


def test_each_way_of_drawing_holds_the_picture(clip: Path, tmp_path: Path) -> None:
    """What is written can be read back: a PNG, a JPEG, and sixels of the right size."""
    path = tmp_path / "a.jpg"
    path.write_bytes(media.stills(clip, count=1)[0].data)

    kitty = terminals.drawn(path, "kitty")
    png = base64.b64decode("".join(re.findall(r"\x1b_G[^;]*;([^\x1b]*)\x1b\\", kitty)))
    iterm = base64.b64decode(terminals.drawn(path, "iterm2").partition(":")[2].rstrip("\a"))
    sixel = terminals.drawn(path, "sixel")

    assert png.startswith(b"\x89PNG")
    assert iterm.startswith(b"\xff\xd8")
    assert sixel.startswith('\x1bPq"1;1;320;180#')
    assert sixel.endswith("\x1b\\")
    bands = re.sub(r"#\d+;2;\d+;\d+;\d+", "", sixel[2:-2]).partition("180")[2].split("-")
    widths = {
        sum(int(n or 1) for n, _ in re.findall(r"!?(\d*)([?-~])", re.sub(r"#\d+", "", run)))
        for band in bands
        for run in band.split("$")
    }
    assert (len(bands), widths) == (30, {320})
    assert terminals.drawn(clip.with_name("gone"), "kitty") == ""


class _Page(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember it."""
        self.tags.append((tag, dict(attrs)))


def test_the_gallery_is_one_page_that_trusts_no_name(
    cli: Cli, lib: Library, clip: Path, tmp_path: Path
) -> None:
    """Pictures are in it, nothing is outside of it, and hostile names stay text."""
    _person(lib, clip, "mia", HOSTILE)
    lib.add("tom", "x", name="林小雨", tags=["a<b", "hero"], mention='"><b>')
    result = cli("gallery", "-o", tmp_path / "cast.html", "--title", HOSTILE)
    text = (tmp_path / "cast.html").read_text("utf-8")
    page = _Page(text)
    tags = [tag for tag, _ in page.tags]
    outside = [
        value
        for _, attrs in page.tags
        for name, value in attrs.items()
        if name in {"src", "href"} and not (value or "").startswith("data:image/jpeg;base64,")
    ]
    handlers = [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    copies = {attrs["data-copy"] for _, attrs in page.tags if "data-copy" in attrs}
    image = next(attrs["src"] for tag, attrs in page.tags if tag == "img")

    assert (result.code, result.err) == (0, "2 characters, 1 with a picture\n")
    assert (tags.count("script"), tags.count("img"), tags.count("article")) == (1, 1, 2)
    assert (outside, handlers) == ([], [])
    assert "http" not in text.replace("http-equiv", "")
    assert copies == {"@mia", "@id_mia", "@tom", '@"><b>'}
    assert base64.b64decode(str(image).partition(",")[2]).startswith(b"\xff\xd8")
    assert "prefers-color-scheme: dark" in text
    assert "default-src 'none'" in text


def test_the_gallery_takes_a_query(cli: Cli, lib: Library, tmp_path: Path) -> None:
    """Only those that a search finds are on the page; a folder that is not there is told."""
    lib.accounts.add("main", profile="sandbox")
    lib.add("mia", "a", tags=["hero"])
    lib.add("tom", "b")

    result = cli("--json", "gallery", "tag:hero", "-o", tmp_path / "a.html")

    assert result.json == {
        "file": str(tmp_path / "a.html"),
        "characters": 1,
        "pictures": 0,
        "films": 0,
    }
    assert cli("gallery", "-o", tmp_path / "no" / "a.html").code == 1


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no browser is here")
def test_a_browser_filters_the_gallery(lib: Library, tmp_path: Path) -> None:
    """In a real browser a word typed and a tag pressed leave those that fit."""
    lib.accounts.add("main", profile="sandbox")
    for number, tag in enumerate(["hero", "hero", "extra"]):
        lib.add(f"one_{number}", f"id_{number}", tags=[tag])
    page = tmp_path / "cast.html"
    lib.gallery(page)
    typed = (
        "<script>document.querySelector('[data-tag=hero]').click();"
        "const words = document.getElementById('words'); words.value = 'ONE_1';"
        "words.dispatchEvent(new Event('input'));</script></body>"
    )
    page.write_text(page.read_text("utf-8").replace("</body>", typed), "utf-8")
    flags = (
        "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking"
        " --disable-component-update --disable-sync --dump-dom"
    )
    command = ["chromium", *flags.split(), f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run(
        [*command, page.as_uri()], capture_output=True, text=True, timeout=HANGS_S, check=True
    )

    assert "1 of 3 shown" in done.stdout


def test_windows_of_a_source_that_others_have_are_taken(lib: Library, clip: Path) -> None:
    """The library knows whose windows a source has: they are offered to nobody else."""
    _person(lib, clip, "mia", "Mia")

    advice = lib.suggest_windows(str(clip), subject="object", count=1)

    assert advice.best is not None
    assert not advice.best.window.overlaps(Window(1000, 2000))
