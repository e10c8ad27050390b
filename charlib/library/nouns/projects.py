"""The verbs for projects: `lib.projects`."""

from __future__ import annotations

from charlib.domain.character import handle as handles
from charlib.domain.records import Project
from charlib.domain.text import clean
from charlib.errors import Conflict
from charlib.hints import Hint, call, the_call
from charlib.library.session import Session


class Projects:
    """Series and films; the current one applies wherever no other is named."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, slug: str, *, name: str = "", notes: str = "") -> Project:
        """Add a project; Conflict if it exists."""
        slug = handles.parse_slug(slug)
        with self._session.store.write() as writer:
            writer.projects.add(slug, clean(name, "the name"), clean(notes, "the notes"))
        return self.show(slug)

    def show(self, slug: str | None = None) -> Project:
        """A project, by default the current one; NotFound if it does not exist."""
        wanted = self._session.project if slug is None else handles.parse_slug(slug)
        project = self._session.store.read.projects.by_slug(wanted)
        if project is None:
            raise self._session.unknown_project(wanted)
        return project

    def use(self, slug: str, *, episode: int | str | None = None) -> Project:
        """Make a project the current one, in this and later runs.

        The `episode` becomes its current one, which chooses the looks of prompts; `"none"` clears
        it. Raises InvalidInput for what is no number from 0 to 99999.
        """
        project = self.show(slug)
        number = None if episode is None else self._session.episode(episode)
        with self._session.store.write() as writer:
            writer.settings.set("project", project.slug)
            if episode is not None:
                writer.projects.set_episode(project.id, number)
        return self.show(slug)

    def rename(self, slug: str, new: str) -> Project:
        """Change the short name of a project; Conflict if another one has it.

        Texts stay as they are: prompts that were recorded, and saved searches.
        """
        project, new = self.show(slug), handles.parse_slug(new)
        with self._session.store.write() as writer:
            writer.projects.rename(project.id, new)
            if project.is_current:
                writer.settings.set("project", new)
        self._session.renamed(project.slug, new)
        return self.show(new)

    def remove(self, slug: str) -> Project:
        """Remove a project that has no characters, takes and prompts; return it as it was.

        Its trash goes to the trash of the current project, or else of the first other one. Raises
        Conflict if something belongs to it.
        """
        project = self.show(slug)
        with self._session.store.write() as writer:
            self._refuse_used(project, writer.projects.uses(project.id))
            if trash := writer.moving.trash_of(project.id):
                writer.moving.move(trash, self._heir(project).id)
            writer.settings.unset("project", project.slug)
            writer.projects.remove(project.id)
        return project

    def _refuse_used(self, project: Project, uses: dict[str, int]) -> None:
        left = [f"{n:,} {noun}{'s' * (n != 1)}" for noun, n in uses.items() if n]
        if not left:
            return
        if left[1:]:
            left = [", ".join(left[:-1]), left[-1]]
        if [*filter(uses.get, uses)] == ["character"]:
            remedy = call("move", query=f"project:{project.slug}", to="PROJECT")
        else:
            remedy = Hint("Prompts and takes stay with their project, which can be renamed: {}",
                          the_call("project rename", project.slug, "NEW"))  # fmt: skip
        raise Conflict(f"project {project.slug} has {' and '.join(left)}", hint=remedy)

    def _heir(self, project: Project) -> Project:
        """The project whose trash gets that of one that goes."""
        others = [other for other in self.list() if other.slug != project.slug]
        if not others:
            raise Conflict(
                f"project {project.slug} is the only one, and its trash has characters",
                hint=call("list", trash=True),
            )
        here = self._session.project
        return next((other for other in others if other.slug == here), others[0])

    def list(self) -> list[Project]:
        """All projects by name."""
        return self._session.store.read.projects.all()
