"""A script: its scenes, and how many lines everybody speaks in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from charlib.domain.script import dialogue, fountain
from charlib.domain.script.headings import heading
from charlib.domain.script.lines import Line
from charlib.domain.text import fold


class ScriptScene(NamedTuple):
    """A scene: its heading, the line where it begins, and the lines of each speaker.

    Who is only listed as present has no lines.
    """

    heading: str
    episode: int | None
    line: int
    speakers: dict[str, int]


class Script(NamedTuple):
    """A script in a form: `fountain`, or `dialogue` with a name and a colon."""

    form: str
    lines: tuple[Line, ...]
    scenes: tuple[ScriptScene, ...]


def parse(text: str) -> Script:
    """Read a script, in the form in which more is spoken; any text is one."""
    source = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    forms = {"fountain": fountain.parse(source), "dialogue": dialogue.parse(source)}
    form = max(forms, key=lambda name: sum(map(_is_cue, forms[name])))
    return Script(form, tuple(forms[form]), tuple(_scenes(forms[form])))


def _is_cue(line: Line) -> bool:
    return line.kind in {"cue", "speech"} and bool(line.speakers)


def _scenes(lines: Sequence[Line]) -> list[ScriptScene]:
    scenes = [ScriptScene("", None, 1, {})]
    speaking: tuple[str, ...] = ()
    spelled: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        found = heading(line.text) if line.kind in {"scene", "section"} else None
        if line.kind == "scene" or found:
            _begin(scenes, line.text, number, found.episode if found else None)
            speaking = ()
        elif line.kind in {"cue", "label"} or line.speakers:
            names = tuple(spelled.setdefault(fold(name), name) for name in line.speakers)
            speaking = names if line.kind != "label" else ()
            for name in names:
                spoken = scenes[-1].speakers.get(name, 0)
                scenes[-1].speakers[name] = spoken + (line.kind == "speech")
        elif line.kind == "speech" and line.text:
            for name in speaking:
                scenes[-1].speakers[name] += 1
    return [scene for scene in scenes if scene.speakers or scene.heading]


def _begin(scenes: list[ScriptScene], text: str, number: int, episode: int | None) -> None:
    """Begin a scene; a heading right below that of its episode continues it."""
    last = scenes[-1]
    is_empty = not last.speakers and last.episode is not None
    above = heading(last.heading) if is_empty else None
    if above and not above.is_scene and episode in {None, last.episode}:
        scenes[-1] = last._replace(heading=f"{last.heading} {text}")
        return
    scenes.append(ScriptScene(text, last.episode if episode is None else episode, number, {}))
