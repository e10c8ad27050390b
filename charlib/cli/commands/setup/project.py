"""Add, list, choose and show projects: series or films."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.cli import options as opt
from charlib.cli.declare import argument, option

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.domain.records import Project

SLUG = argument("SLUG", "The project's short name.", completes="projects")


def add(
    state: State,
    *,
    slug: str = argument("SLUG", "A short name for the project, such as noir."),
    name: str = option("NAME", "Full name.", default=""),
    notes: str = option("TEXT", "Notes of your own.", default=""),
) -> None:
    """Add a project."""
    _show(state, state.lib.projects.add(slug, name=name, notes=notes))


def list_(state: State, *, limit: int = opt.limit(0)) -> None:
    """List the projects and their number of characters."""
    from charlib.domain import forms

    projects = state.lib.projects.list()[: limit or None]
    state.output.rows(
        list(map(forms.project, projects)),
        ("project", "name", "characters", ""),
        [
            [
                project.slug,
                project.name,
                str(project.characters),
                "in use" if project.is_current else "",
            ]
            for project in projects
        ],
    )


def use(
    state: State,
    *,
    slug: str = SLUG,
    episode: str | None = option("N", "Its current episode, which chooses looks; or none."),
) -> None:
    """Set the current project, for this and later runs."""
    _show(state, state.lib.projects.use(slug, episode=episode))


def rename(
    state: State, *, old: str = SLUG, new: str = argument("NEW", "Its new short name.")
) -> None:
    """Change the short name of a project.

    Prompts that were recorded, and saved searches, keep the old one.
    """
    _show(state, state.lib.projects.rename(old, new))


def rm(state: State, *, slug: str = SLUG) -> None:
    """Remove a project that has no characters and no takes.

    Its trash goes to another project's; undo brings it back.
    """
    from charlib.domain import forms

    project = state.lib.projects.remove(slug)
    state.output.result(forms.project(project), f"Removed project {project.slug}.")
    state.output.talk("To undo this: charlib undo")


def show(state: State, *, slug: str | None = SLUG) -> None:
    """Show a project, by default the current one."""
    _show(state, state.lib.projects.show(slug))


def _show(state: State, project: Project) -> None:
    from charlib.domain import forms

    pairs = [
        ("project", project.slug + (" (in use)" if project.is_current else "")),
        ("name", project.name),
        ("notes", project.notes),
        ("characters", str(project.characters)),
        ("episode", "" if project.episode is None else str(project.episode)),
    ]
    state.output.pairs(forms.project(project), [(name, value) for name, value in pairs if value])
