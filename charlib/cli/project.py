"""Projects: the scope in which a handle is unique."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from charlib.cli import options as opt
from charlib.cli.state import State, of

if TYPE_CHECKING:
    from charlib.domain.records import Project

app = typer.Typer(help="Series and films.", no_args_is_help=True, rich_markup_mode=None)
Slug = Annotated[str, typer.Argument(metavar="SLUG")]


@app.command()
def add(
    ctx: typer.Context,
    slug: Slug,
    name: Annotated[str, typer.Option(metavar="N")] = "",
    notes: Annotated[str, typer.Option(metavar="TEXT")] = "",
) -> None:
    """Add a project."""
    state = of(ctx)
    _show(state, state.lib.projects.add(slug, name=name, notes=notes))


@app.command("list")
def list_(ctx: typer.Context, limit: opt.Limit = 0) -> None:
    """List the projects with the number of their characters."""
    from charlib.domain import forms

    state = of(ctx)
    projects = state.lib.projects.list()[: limit or None]
    state.output.rows(
        [forms.project(one) for one in projects],
        ("project", "name", "characters", ""),
        [
            [one.slug, one.name, str(one.characters), "in use" if one.is_current else ""]
            for one in projects
        ],
    )


@app.command()
def use(ctx: typer.Context, slug: Slug) -> None:
    """Make a project the current one, in this and later runs."""
    state = of(ctx)
    _show(state, state.lib.projects.use(slug))


@app.command()
def show(
    ctx: typer.Context, slug: Annotated[str | None, typer.Argument(metavar="SLUG")] = None
) -> None:
    """Show a project, by default the current one."""
    state = of(ctx)
    _show(state, state.lib.projects.show(slug))


def _show(state: State, project: Project) -> None:
    from charlib.domain import forms

    pairs = [
        ("project", project.slug + (" (in use)" if project.is_current else "")),
        ("name", project.name),
        ("notes", project.notes),
        ("characters", str(project.characters)),
    ]
    state.output.pairs(forms.project(project), [(name, value) for name, value in pairs if value])
