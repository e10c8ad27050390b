"""Finding and keeping characters."""

from __future__ import annotations

from charlib.domain import handle as handles
from charlib.domain import query
from charlib.domain.records import Binding, Character
from charlib.domain.text import clean
from charlib.errors import Conflict, InvalidInput, NotFound
from charlib.workspace.parts import Parts


class Keeping(Parts):
    """The verbs for characters that ask no provider."""

    def refer(self, reference: str) -> tuple[str, str]:
        """Read `mia`, `@mia` or `noir/mia` to a project and a handle."""
        project, slash, handle = reference.strip().removeprefix("@").rpartition("/")
        return (handles.parse_slug(project) if slash else self.project), handles.parse(handle)

    def show(self, reference: str) -> Character:
        """A character by handle; NotFound with the nearest handles."""
        project, handle = self.refer(reference)
        found = self.store.read.character(project, handle)
        if found is None:
            like = handles.nearest(handle, self.store.read.handles(project))
            meant = f"Did you mean {', '.join('@' + one for one in like)}?" if like else ""
            raise NotFound(f"no @{handle} in project {project}", hint=meant or "charlib list")
        return found

    def search(self, *words: str, limit: int = 0) -> list[Character]:
        """The project's characters that have all the words and tags (`tag:hero`) of a query."""
        return self.store.read.characters(self.project, query.parse(words), limit=limit)

    def answer(self, binding: Binding) -> str:
        """The raw body of the provider's last answer about a binding; empty where none came."""
        return self.store.read.raw_answer(binding.id) or ""

    def edit(
        self,
        reference: str,
        *,
        name: str | None = None,
        look: str | None = None,
        notes: str | None = None,
    ) -> Character:
        """Change what is said of a character; None leaves a text as it is."""
        given = {"name": name, "look": look, "notes": notes}
        changes = {
            key: clean(value, f"the {key}") for key, value in given.items() if value is not None
        }
        if not changes:
            raise InvalidInput("nothing to change", hint="Give --name, --look or --notes")
        person = self.show(reference)
        with self.store.writing() as writer:
            writer.edit_character(person.id, **changes)
        return self.show(reference)

    def rename(self, reference: str, handle: str) -> Character:
        """Give a character another handle; its ids and the prompts that used it stay valid."""
        person, handle = self.show(reference), handles.parse(handle)
        with self.store.writing() as writer:
            taken = writer.find_character(writer.project(person.project), handle)
            if taken not in {None, person.id}:
                raise Conflict(f"@{handle} exists already", hint=f"charlib show {handle}")
            writer.edit_character(person.id, handle=handle)
        return self.show(f"{person.project}/{handle}")

    def uses(self, reference: str) -> int:
        """In how many recorded prompts a character is used."""
        return self.store.read.prompts_using(self.show(reference).id)

    def remove(self, reference: str) -> Character:
        """Put a character into the trash, with its bindings: `restore` brings it back."""
        person = self.show(reference)
        with self.store.writing() as writer:
            writer.edit_character(person.id, deleted_at=writer.now)
        return person

    def restore(self, reference: str) -> Character:
        """Bring the character of that handle that was removed last back from the trash."""
        project, handle = self.refer(reference)
        found = self.store.read.character(project, handle, trashed=True)
        if found is None:
            raise NotFound(f"no @{handle} in the trash of {project}", hint="charlib list --trash")
        with self.store.writing() as writer:
            if writer.find_character(writer.project(project), handle) is not None:
                raise Conflict(
                    f"@{handle} was given to another character since",
                    hint=f"charlib rename {handle} NEW, then restore again",
                )
            writer.edit_character(found.id, deleted_at=None)
        return self.show(f"{project}/{handle}")

    def list(self, *, limit: int = 0, trashed: bool = False) -> list[Character]:
        """The project's characters, newest first; a limit of 0 means all."""
        return self.store.read.characters(self.project, limit=limit, trashed=trashed)
