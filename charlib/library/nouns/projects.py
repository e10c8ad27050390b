"""The verbs for projects: `lib.projects`."""

from __future__ import annotations

from charlib.domain.character import handle as handles
from charlib.domain.records import Project
from charlib.domain.text import clean
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

    def list(self) -> list[Project]:
        """All projects by name."""
        return self._session.store.read.projects.all()
