"""The demo: its story, clips of one's own, clips that cannot serve, and the library it keeps."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from charlib.cli.showing.phrasing import phrased
from charlib.demo import run
from charlib.errors import CharlibError
from charlib.sandbox import film
from tests.cli.shell import Result, Shell, done, refused

RAW = Path(__file__).parents[4] / "shared" / "data" / "clips" / "raw"
"""Real clips, where they lie beside the repository."""
CLIPS = sorted(str(path.relative_to(RAW)) for path in RAW.rglob("*.*"))
RENDERED = ("6x160x90.mp4", "1.2x90x160.mp4", "0.5x64x36.mp4")
"""Else films that the test renders: seconds, width and height."""

STORY = """\
  stage a provider's simulator runs at SERVER; nothing leaves this machine
   clip {facts}, served at SERVER/files/{name}
      $ charlib create mia --url SERVER/files/{name} --window {window} --tag hero {look}
   sent POST /async/sora/v1/characters: model sora-2-character, timestamps {window}
 answer a job; polled 3 times, then @mia is ready: char_1
      $ charlib search tag:hero coat
  found @mia, a red coat
      $ charlib generate '@mia walks through a city' --wait
 prompt @char_1 walks through a city
   film 8 s, SIZE bytes, downloaded and kept
      $ charlib create tom --task 1 --window 1,3
 answer @tom, cut from that film, is char_2
      $ charlib prompt '@mia walks with @tom'
 prompt @char_1 walks with @char_2
"""
YOURS = "  yours charlib account add NAME --profile P --base-url URL --key-env VAR\n"


def numbered(text: str) -> str:
    """The text with its characters' ids numbered in the order in which they come."""
    for n, identity in enumerate(dict.fromkeys(re.findall(r"char_[a-z0-9]{12}\b", text)), 1):
        text = text.replace(identity, f"char_{n}")
    return text


def story_of(result: Result) -> str:
    """The story, with the address of the demo's own sandbox and the film's size named."""
    assert (result.code, result.err) == (0, "")
    text = numbered(re.sub(r"http://127\.0\.0\.1:\d+", "SERVER", result.out))
    text = re.sub(r"polled \d+ times", "polled 3 times", text)
    return re.sub(r"[\d,]+ bytes", "SIZE bytes", text)


def test_demo_tells_its_story(shell: Shell) -> None:
    """Without a clip charlib films one itself; nothing is left of it in the person's library."""
    result = shell("demo")

    facts = {"facts": "10 s, 640x360", "name": "clip.mp4", "window": "5,8"}
    assert story_of(result) == STORY.format(look="--look 'a red coat'", **facts) + YOURS
    assert not (shell.folder / "home").exists()


def test_demo_as_json_is_its_steps(shell: Shell) -> None:
    """With --json the story is one document: the same steps with the same words."""
    result = shell("--json", "demo")

    assert {tuple(step) for step in result.json} == {("step", "text")}
    lines = "".join(f"{step['step']:>7} {step['text']}\n" for step in result.json)
    facts = {"facts": "10 s, 640x360", "name": "clip.mp4", "window": "5,8"}
    story = story_of(Result(0, lines, result.err))
    assert story == STORY.format(look="--look 'a red coat'", **facts) + YOURS


def test_demo_cuts_from_a_clip_of_ones_own(shell: Shell) -> None:
    """The window that was given is cut from the clip that was given, which stays as it is."""
    clip = shell.folder / "my clip.mp4"
    film.render(clip, seconds=4, width=64, height=36)
    before = clip.read_bytes()

    story = story_of(shell("demo", "--clip", "TMP/my clip.mp4", "--window", "1,3"))

    facts = {"facts": "4 s, 64x36", "name": "clip.mp4", "window": "1,3"}
    assert story == STORY.format(look="--look 'a red coat'", **facts) + YOURS
    assert clip.read_bytes() == before


def test_demo_refuses_a_clip_that_is_none(shell: Shell) -> None:
    """A text, a missing file and a clip that is too short are two lines that name that file."""
    text = shell.write("notes.txt", "no film")
    film.render(shell.folder / "blink.mp4", seconds=0.5, width=64, height=36)

    assert shell("demo", "--clip", text) == refused(
        1,
        "notes.txt is not a video: Invalid data found when processing input",
        "Give a video file: mp4, mov, mkv, webm",
    )
    assert shell("demo", "--clip", "TMP/none.mp4") == refused(
        1, "no file TMP/none.mp4", "Give a video of at least a second: --clip FILE"
    )
    assert shell("demo", "--clip", "TMP/blink.mp4") == refused(
        1,
        "blink.mp4 is 0.5 s long; a window needs at least 1 s",
        "Give a video of at least a second: --clip FILE",
    )


@pytest.mark.parametrize(
    ("window", "fault"),
    [
        ("9,12", "it ends after the source, which is 10 s long"),
        ("8,5", "its start must come before its end"),
        ("8;5", "invalid window '8;5'"),
    ],
)
def test_demo_refuses_a_window_before_anything_else(shell: Shell, window: str, fault: str) -> None:
    """A window that does not fit is two lines, and no part of the story is told before them."""
    result = shell("demo", "--window", window)

    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: ")
    assert fault in result.err
    assert result.err.count("\n") == 2


def test_demo_keeps_its_library_where_it_is_told(shell: Shell) -> None:
    """A kept library has its cast and films, and the demo can be played in it once more."""
    first = story_of(shell("demo", "--keep", "TMP/kept"))
    cast = shell("--home", "TMP/kept", "list")
    films = shell("--home", "TMP/kept", "source", "list")
    second = shell("demo", "--keep", "TMP/kept")

    kept = "   kept look around in it: charlib --home TMP/kept list\n"
    facts = {"facts": "10 s, 640x360", "name": "clip.mp4", "window": "5,8"}
    assert first == STORY.format(look="--look 'a red coat'", **facts) + kept + YOURS
    assert re.sub(r"demo-\d+", "demo-PORT", cast.out) == (
        "@tom\t\t\tdemo-PORT:ready\n@mia\t\thero\tdemo-PORT:ready\n"
    )
    assert films.out.count("\n") == 2
    assert (second.code, second.err) == (0, "")


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    """What the demo says to each clip, played six at a time: most of a demo is waiting."""
    folder, names = tmp_path_factory.mktemp("clips"), CLIPS or RENDERED
    with ThreadPoolExecutor(6) as pool:
        return dict(zip(names, pool.map(lambda name: play(name, folder), names), strict=True))


def play(name: str, folder: Path) -> Result:
    """Play the demo with one clip, as the command does."""
    clip = RAW / name if CLIPS else folder / name
    if not CLIPS:
        seconds, width, height = name.removesuffix(".mp4").split("x")
        film.render(clip, seconds=float(seconds), width=int(width), height=int(height))
    lines: list[str] = []
    try:
        run(lambda step, text: lines.append(f"{step:>7} {phrased(text)}\n"), clip=clip)
    except CharlibError as error:
        return refused(error.exit_code, str(error), phrased(error.hint), out="".join(lines))
    return done("".join(lines))


@pytest.mark.parametrize("name", CLIPS or RENDERED)
def test_demo_takes_any_clip_or_says_why_not(stories: dict[str, Result], name: str) -> None:
    """Each clip plays the whole story, or is refused in two lines that name it."""
    result = stories[name]

    if result.code:
        assert result.out == ""
        assert result.err.count("\n") == 2
        assert result.err.startswith(f"error: {Path(name).name} ")
    else:
        clip = re.search(r"clip (\S+ s, \d+x\d+), .*--window (\S+) ", story_of(result), re.DOTALL)
        assert clip
        facts = {"facts": clip[1], "window": clip[2], "name": f"clip{Path(name).suffix}"}
        assert story_of(result) == STORY.format(look="--look 'a red coat'", **facts) + YOURS
