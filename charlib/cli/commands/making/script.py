"""The cast of a script: who speaks, and who is missing in the library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.cli.declare import argument, flag
from charlib.cli.many import counted

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.library.filming.scripts import Role, SceneCast


def cast(
    state: State,
    *,
    script: Path = argument("SCRIPT", "Fountain, or a colon behind each name.", completes="files"),
    add: bool = flag("Add the characters that are missing, as one undo step."),
) -> None:
    """Show who speaks in a script, and who is missing.

    A speaker is known by its handle, another handle, or its name. With --add the missing ones are
    added without a look. Narrators and crowds are not characters.
    """
    done = state.lib.cast(script, add=add)
    roles = {role.name: role for role in done.roles}
    if state.output.as_json:
        form = {
            "script": str(script), "form": done.form,
            "scenes": [_scene_form(scene, roles) for scene in done.scenes],
            "roles": [_role_form(role) for role in done.roles],
            "missing": [role.name for role in done.missing], "added": list(done.added),
        }  # fmt: skip
        state.output.json(form)
        return
    state.output.rows(
        (), ("line", "scene", "speakers"), [_scene_cells(scene, roles) for scene in done.scenes]
    )
    cells = [[role.name, _who(role), f"{role.lines:,}", f"{role.scenes:,}"] for role in done.roles]
    state.output.rows(
        (), ("speaker", "character", "lines", "scenes"), cells, nothing="Nobody speaks in it."
    )
    if done.added:
        names = " ".join(f"@{handle}" for handle in done.added)
        state.output.talk(f"Added {counted(len(done.added), 'character')}: {names}")
    elif done.missing:
        count = counted(len(done.missing), "speaker")
        state.output.talk(f"{count} not in the library. To add them: charlib cast {script} --add")


def _state(role: Role) -> str:
    if role.is_crowd:
        return "voice"
    if not role.handles:
        return "missing"
    return "known" if len(role.handles) == 1 else "ambiguous"


def _who(role: Role) -> str:
    """The character of a speaker for a table: its handle, or why there is none."""
    names = " or ".join(f"@{handle}" for handle in role.handles)
    return names or ("-" if role.is_crowd else "missing")


def _role_form(role: Role) -> dict[str, Any]:
    return {
        "name": role.name, "state": _state(role), "handles": list(role.handles),
        "lines": role.lines, "scenes": role.scenes,
    }  # fmt: skip


def _scene_form(scene: SceneCast, roles: dict[str, Role]) -> dict[str, Any]:
    speakers = [
        {"name": name, "lines": lines, "handles": list(roles[name].handles)}
        for name, lines in scene.speakers.items()
    ]
    return {
        "heading": scene.heading, "episode": scene.episode, "line": scene.line,
        "speakers": speakers,
    }  # fmt: skip


def _scene_cells(scene: SceneCast, roles: dict[str, Role]) -> list[str]:
    speakers = ", ".join(
        f"{_called(roles[name])} {lines}" for name, lines in scene.speakers.items()
    )
    return [str(scene.line), scene.heading or "-", speakers or "-"]


def _called(role: Role) -> str:
    return f"@{role.handles[0]}" if len(role.handles) == 1 else role.name
