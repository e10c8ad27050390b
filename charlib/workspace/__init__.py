"""The library as its users see it: one object that holds everything and has all the verbs.

The composition root: configuration → store, profiles, accounts, clock, each made on first use, so
that a reading command loads neither SQLModel nor httpx.

    Parts ◁ Keeping (find, edit) ◁ Looking (probe, suggest, pictures) ◁ Making (create, add, sync)
    ◁ Workspace (prompt, generate, …)
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.config import locate
from charlib.domain.text import shown
from charlib.errors import BadProfile, CharlibError, InvalidInput, NotFound, about
from charlib.workspace.making import Making

if TYPE_CHECKING:
    from charlib.domain.batch import Row
    from charlib.domain.compose import Composition
    from charlib.domain.decompile import Decompiled
    from charlib.domain.lint import CheckedPrompt
    from charlib.domain.material import Material
    from charlib.domain.records import Account, Character, Task
    from charlib.domain.rules import Problem
    from charlib.workspace.composer import Composer
    from charlib.workspace.doctor import Finding
    from charlib.workspace.exchange import Imported
    from charlib.workspace.labels import Tags
    from charlib.workspace.nouns import Accounts, Projects, Sources
    from charlib.workspace.tasks import Tasks


class Workspace(Making):
    """A library. Made by `charlib.open()`; closed by `close()` or at the end of a `with`."""

    @property
    def projects(self) -> Projects:
        """The verbs for projects."""
        from charlib.workspace.nouns import Projects

        return Projects(self)

    @property
    def accounts(self) -> Accounts:
        """The verbs for accounts."""
        from charlib.workspace.nouns import Accounts

        return Accounts(self)

    @property
    def sources(self) -> Sources:
        """The verbs for sources."""
        from charlib.workspace.nouns import Sources

        return Sources(self)

    @property
    def tags(self) -> Tags:
        """The verbs for tags."""
        from charlib.workspace.labels import Tags

        return Tags(self)

    @property
    def tasks(self) -> Tasks:
        """The verbs for tasks."""
        from charlib.workspace.tasks import Tasks

        return Tasks(self)

    def prompt(self, text: str, *, account: str | None = None) -> Composition:
        """Render a text with `@handles` for an account; BadPrompt tells every reason why not."""
        return self._composer(self.remotes.choose(account)).compose(text)

    def lint(self, text: str, *, account: str | None = None) -> CheckedPrompt:
        """Everything about a prompt at an account, with its place; what is wrong raises nothing."""
        return self._composer(self.remotes.choose(account)).check(text)

    def prompt_everywhere(self, text: str) -> list[CheckedPrompt]:
        """The prompt at every account, in the order of their names."""
        return [self._checked(one, text) for one in self.store.read.accounts()]

    def _checked(self, account: Account, text: str) -> CheckedPrompt:
        """The prompt at one account of all; a profile that cannot be read stops no other."""
        from charlib.domain.lint import CheckedPrompt, Finding

        try:
            return self._composer(account).check(text)
        except (BadProfile, NotFound) as error:
            found = Finding("not-ready", str(error), hint=error.hint)
            return CheckedPrompt(account.name, account.profile, text, (found,))

    def decompile(
        self, text: str, *, account: str | None = None, request: Mapping[str, Any] | None = None
    ) -> Decompiled:
        """Turn a provider's prompt back into one with handles.

        `request` is what accompanied it; words that count places in it mean nobody without it.
        """
        from charlib.domain.search import parse
        from charlib.domain.search.lexer import quoted

        chosen = self.remotes.choose(account)
        if self.remotes.profile(chosen).reference.style == "mention":
            name = quoted(chosen.name, in_field=True)
            tree = parse(f"account:{name}", now=self.clock.now())
            people = self.store.read.search(tree).people
        else:
            people = self.page(everywhere=True).people
        return self._composer(chosen).decompile(text, people, request)

    def _composer(self, account: Account, *, uploads: bool = False) -> Composer:
        """What renders for an account; with `uploads`, media are put where it can fetch them."""
        from charlib.workspace.composer import Composer

        def kept(person: Character) -> Material | None:
            material = self.material(person, account)
            if material is None or not uploads:
                return material
            from charlib.workspace import reaching

            return reaching.reached(self, material, account, is_plan=False)

        profile = self.remotes.profile(account)
        return Composer(
            self.store.read, self.project, account, profile, kept=kept, now=self.clock.now()
        )

    def generate(
        self,
        text: str,
        *,
        account: str | None = None,
        wait: bool = True,
        params: Mapping[str, Any] | None = None,
    ) -> Task:
        """Render a prompt, send it and record the task; with `wait`, until the film is here.

        `params` override what the profile sends by default (model, size, duration …).
        """
        return self.generate_many([text], account=account, wait=wait, params=params)[0]

    def generate_many(
        self,
        texts: Sequence[str],
        *,
        account: str | None = None,
        wait: bool = True,
        params: Mapping[str, Any] | None = None,
    ) -> list[Task]:
        """Generate one film a text; all are rendered before the first is sent."""
        if not texts:
            raise InvalidInput("there is no prompt", hint="Give one prompt a line")
        from charlib.workspace import reaching

        composer = self._composer(self.remotes.choose(account), uploads=True)
        names = [f"prompt {number}" * (len(texts) > 1) for number in range(1, len(texts) + 1)]
        composed = [_composed(composer, *one) for one in zip(texts, names, strict=True)]
        reaching.cut(self, [one.request for one in composed])
        return self.tasks.generate(composed, params or {}, wait=wait)

    def check_window(
        self, window: str, *, source: str | None = None, account: str | None = None
    ) -> list[Problem]:
        """Every problem of a window at an account, in a video if one is named; hard ones first.

        The video is a recorded source, a file or a URL, as in `suggest_windows`.
        """
        from charlib.domain.window import Window

        parsed = Window.parse(window)
        found = self._known(source) if source else None
        taken = self._taken(found)
        about = found or (self.probe(source) if source else None)
        rules = self.remotes.profile(self.remotes.choose(account)).window
        return rules.check(parsed, duration_ms=about.duration_ms if about else None, taken=taken)

    def doctor(self, *, fix: bool = False) -> list[Finding]:
        """Everything that is wrong with the library; with `fix`, what is safe to mend is mended."""
        from charlib.workspace.doctor import Doctor

        return Doctor(self).examine(fix=fix)

    def export(self, path: Path | str, text: str = "", *, everywhere: bool = True) -> int:
        """Write all characters, or the project's, or a query's, to a file; answers how many.

        One character a line, as JSON; no keys.
        """
        from charlib.workspace.exchange import export

        tree, project = self._asked(text, everywhere=everywhere)
        return export(self, Path(path), tree, project)

    def import_(self, path: Path | str, *, update: bool = False) -> Imported:
        """Read a JSON Lines file of characters: all of it, or nothing when a line is wrong."""
        from charlib.workspace.exchange import import_

        return import_(self, Path(path), update=update)


def _composed(composer: Composer, text: str, name: str) -> Composition:
    """A prompt, rendered; an error tells by its name which of several it is about."""
    try:
        return composer.compose(text)
    except CharlibError as error:
        raise about(error, name) from None


_MOST = 64 << 20
"""The most that a batch file may weigh, in bytes."""


def read_batch(path: Path | str) -> list[Row]:
    """Read a batch file: JSON Lines where its name ends in .jsonl, .ndjson or .json, else CSV.

    Raises NotFound and InvalidInput for a file that is none.
    """
    path = Path(path)
    try:
        if path.stat().st_size > _MOST:
            raise InvalidInput(
                f"{shown(str(path))} is larger than {_MOST:,} bytes", hint="Make it several batches"
            )
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise NotFound(f"no file {shown(str(path))}", hint="charlib create --from FILE") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{shown(str(path))} cannot be read: {error}", hint="A batch is a UTF-8 text file"
        ) from error
    is_json = path.suffix.casefold() in {".jsonl", ".ndjson", ".json"}
    from charlib.domain import batch

    return batch.read(text, is_json=is_json)


def open_library(
    home: Path | str | None = None, *, project: str | None = None, **more: Any
) -> Workspace:
    """Open the library of `home`, else of `CHARLIB_HOME`, else of this user.

    It is made on first use. `project` is meant when none is named; see `Parts` for the rest.
    """
    environ = more.get("environ", os.environ)
    return Workspace(locate(home, environ), chosen=project, **more)


__all__ = ["Workspace", "open_library", "read_batch"]
