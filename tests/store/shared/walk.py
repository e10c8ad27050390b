"""A random walk: libraries that do anything, and take from each other at any moment.

It knows each text that was written, and who had seen it, so that a lost one is found.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from charlib.domain.sharing import record as records
from charlib.domain.windows.window import Window
from charlib.errors import CharlibError
from charlib.store.shared.media import kept_file
from charlib.store.write.takes import add_prompt

from .team import Member

HANDLES = ["mia", "tom", "m2", "ann"]
TAGS = ["hero", "cast", "villain"]
LOOKS = ["coat", "uniform", "old"]
EPISODES = ["", "1-3", "2", "4", "3-9"]
PROJECTS = ["default", "noir"]
TEXTS = ("name", "notes", "look", "consent")

Place = tuple[str, str]
"""The uid of a character, and the name of a field."""


class Walk:
    """A few libraries and their random steps, all of them from one seed."""

    def __init__(self, folder: Path, seed: int, members: int = 3) -> None:
        self.random = random.Random(seed)
        self.team = [Member(folder / str(number)) for number in range(members)]
        for member in self.team:
            member.lib.projects.add("noir")
            member.lib.accounts.add("home", profile="sandbox", base_url="http://127.0.0.1:9")
        self.done: Counter[str] = Counter()
        self.log: list[tuple[Any, ...]] = []
        self._number = 0
        self._known: list[dict[Place, set[str]]] = [defaultdict(set) for _ in self.team]
        self._written: dict[Place, set[str]] = defaultdict(set)
        self._replaced: dict[Place, set[str]] = defaultdict(set)

    def close(self) -> None:
        """Close all libraries."""
        for member in self.team:
            member.close()

    # -- steps

    def run(self, steps: int) -> None:
        """Take so many steps."""
        verbs = [*VERBS, "add", "add", "look", "episodes", "alias", "redo"]
        for _ in range(steps):
            who = self.random.randrange(len(self.team))
            if self.random.random() < 0.2:
                self.take(who, self.random.randrange(len(self.team)))
            else:
                self.step(who, self.random.choice(verbs))

    def take(self, who: int, whom: int) -> None:
        """Let a library take all that another one has."""
        self.log.append((who, "take", whom))
        self.team[who].take(self.team[whom].given())
        for place, texts in self._known[whom].items():
            self._known[who][place] |= texts

    def step(self, who: int, verb: str) -> None:
        """Let a library do something; one that refuses changes nothing."""
        before = self._texts(who)
        try:
            told = VERBS[verb](self, self.team[who])
        except CharlibError:
            return
        self.done[verb] += 1
        self.log.append((who, verb, told))
        after = self._texts(who)
        for place in {*before, *after}:
            if before.get(place, "") != after.get(place, ""):
                self._note(who, place, after.get(place, ""), is_new=verb not in {"undo", "redo"})

    def _note(self, who: int, place: Place, text: str, *, is_new: bool) -> None:
        """A text was written over those that its writer knew."""
        self._replaced[place] |= self._known[who][place]
        if text and is_new:
            self._written[place].add(text)
            self._known[who][place].add(text)

    def _texts(self, who: int) -> dict[Place, str]:
        people = self.team[who].shown()["character"]
        return {
            (uid, name): values.get(name, "") for uid, values in people.items() for name in TEXTS
        }

    # -- choices

    def text(self) -> str:
        """A text that nobody wrote before."""
        self._number += 1
        return f"text {self._number}"

    def who(self, member: Member, *, trash: bool = False) -> str:
        """The handle of a character that is there, or in the trash."""
        return self.two(member, trash=trash)[0]

    def two(self, member: Member, *, trash: bool = False) -> tuple[str, str]:
        """The handles of two characters, where there are two."""
        people = member.lib.list(everywhere=True, trashed=trash)
        names = [f"{each.project}/{each.handle}" for each in people] or HANDLES
        self.random.shuffle(names)
        return names[0], names[-1]

    def alias(self, member: Member) -> str:
        """A handle that is an alias, or one of a few."""
        people = member.lib.list(everywhere=True)
        names = [f"{each.project}/{name}" for each in people for name in each.aliases]
        return self.random.choice(names or HANDLES)

    def seldom(self, member: Member) -> str:
        """As `who`, but nobody in most cases."""
        return self.who(member) if self.random.random() < 0.1 else "nobody"

    def new(self) -> str:
        """One of a few handles."""
        return self.random.choice(HANDLES)

    def look(self, member: Member, who: str) -> str:
        """The name of a look that is there."""
        looks = [look.name for look in member.lib.show(who).looks if look.name]
        return self.random.choice(looks or LOOKS)

    def of(self, some: list[str]) -> str:
        """One of some."""
        return self.random.choice(some)

    # -- the end

    def lost(self) -> list[tuple[Place, str]]:
        """Texts that nobody replaced who had seen them, and that no record has any more."""
        lost = []
        record = {key: records.from_text(text) for key, text in self.team[0].records().items()}
        for place, texts in self._written.items():
            uid, name = place
            known = record.get(("character", uid))
            if known is None or records.is_erased(known):
                continue
            kept = {each.value for each in known.fields.get(name, ())}
            lost += [(place, text) for text in texts - self._replaced[place] - kept]
        return lost


Verb = Callable[[Walk, Member], object]


def _edit(field: str) -> Verb:
    return lambda walk, member: member.lib.edit(walk.who(member), **{field: walk.text()})


def _with_look(act: Callable[[Walk, Member, str, str], object]) -> Verb:
    def verb(walk: Walk, member: Member) -> object:
        who = walk.who(member)
        return act(walk, member, who, walk.look(member, who))

    return verb


def _film(walk: Walk, member: Member) -> object:
    """A finished film of somebody, and what people say of it."""
    person = member.lib.show(walk.who(member))
    account = member.lib.accounts.show("home").id
    with member.store.write() as writer:
        project = writer.projects.id(person.project)
        task = writer.jobs.add_task(
            account, state="done", request=None, remote_id=f"film-{member.lib.home.data.name}-"
            f"{walk.text()[5:]}", prompt=f"@{person.handle} waits", project_id=project,
        )  # fmt: skip
        columns = {"project_id": project, "account_id": account, "task_id": task}
        texts = {"template": f"@{person.handle} waits", "text": "", "request": "{}"}
        add_prompt(writer._scope, {**columns, **texts}, [(person.id, None, None)])
        return task


def _rate(walk: Walk, member: Member) -> object:
    task = walk.random.choice([each.id for each in member.lib.takes.list()] or [0])
    member.lib.takes.note(task, walk.text())
    return member.lib.takes.rate(task, walk.random.randrange(1, 6))


def _window(walk: Walk, member: Member) -> object:
    """A window of a film, and a voice from it."""
    person = member.lib.show(walk.who(member))
    looks = [look.id for look in person.looks if look.name] or [None]
    with member.store.write() as writer:
        source = writer.sources.record("url", f"https://films.example/{walk.new()}.mp4")
        window, look = Window(1000, 4000), walk.random.choice(looks)
        if walk.random.random() < 0.5:
            return writer.voices.add(person.id, None, source, window)
        return writer.sources.add_window(source, person.id, window, look)


def _id(walk: Walk, member: Member) -> object:
    """An ID of somebody, of a look or of the voice, with a window or without."""
    person = member.lib.show(walk.who(member))
    with member.store.write() as writer:
        looks = [look.id for look in person.looks]
        voice = writer.voices.present(person.id) if walk.random.random() < 0.5 else None
        found = _windows(member, person.id)
        return writer.jobs.add_bindings(
            [
                {
                    "account_id": member.lib.accounts.show("home").id, "character_id": person.id,
                    "remote_id": f"ch_{walk.text()[5:]}", "state": "ready", "method": "added",
                    "look_id": None if voice else walk.random.choice(looks), "voice_id": voice,
                    "window_id": walk.random.choice([*found, None]), "mention": None,
                    "error": None, "created_at": 1,
                }
            ]
        )  # fmt: skip


def _state(walk: Walk, member: Member) -> object:
    """What a provider says of an ID changes."""
    person = member.lib.show(walk.who(member))
    with member.store.write() as writer:
        sql = "SELECT id FROM binding WHERE character_id = ? ORDER BY id"
        ids = [row[0] for row in writer._scope.rows(sql, person.id)]
        state = walk.random.choice(["ready", "gone", "expired"])
        return writer.jobs.set_states({walk.random.choice(ids): state} if ids else {})


def _keep(walk: Walk, member: Member) -> object:
    """More is kept of a window."""
    person = member.lib.show(walk.who(member))
    with member.store.write() as writer:
        windows = _windows(member, person.id)
        if not windows:
            return None
        digest = hashlib.sha256(walk.text().encode()).hexdigest()
        form = {"role": "still", "position": walk.random.randrange(3), "sha256": digest}
        file = kept_file({**form, "mime": "image/png"})
        return writer.footage.keep(walk.random.choice(windows), [file])


def _windows(member: Member, character: int) -> list[int]:
    with member.store.session() as session:
        sql = "SELECT id FROM window WHERE character_id = ? ORDER BY id"
        bare = session.connection().connection
        return [row[0] for row in bare.execute(sql, [character])]


VERBS: dict[str, Verb] = {
    "add": lambda walk, member: member.lib.add(walk.new(), name=walk.text(), tags=[walk.of(TAGS)]),
    "name": _edit("name"),
    "notes": _edit("notes"),
    "description": _edit("look"),
    "consent": _edit("consent"),
    "rename": lambda walk, member: member.lib.rename(walk.who(member), walk.new()),
    "move": lambda walk, member: member.lib.move(walk.who(member), walk.of(PROJECTS)),
    "merge": lambda walk, member: member.lib.merge(*walk.two(member)),
    "tag": lambda walk, member: member.lib.tags.add(walk.of(TAGS), walk.who(member)),
    "untag": lambda walk, member: member.lib.tags.remove(walk.of(TAGS), walk.who(member)),
    "alias": lambda walk, member: member.lib.aliases.add(walk.who(member), walk.new()),
    "no alias": lambda walk, member: member.lib.aliases.remove(walk.alias(member)),
    "remove": lambda walk, member: member.lib.remove(walk.who(member)),
    "restore": lambda walk, member: member.lib.restore(walk.who(member, trash=True)),
    "purge": lambda walk, member: member.lib.purge(walk.seldom(member)),
    "look": lambda walk, member: member.lib.looks.add(
        walk.who(member), walk.of(LOOKS), description=walk.text(), episodes=walk.of(EPISODES)
    ),
    "episodes": _with_look(
        lambda walk, member, who, look: member.lib.looks.edit(who, look, episodes=walk.of(EPISODES))
    ),
    "rename look": _with_look(
        lambda walk, member, who, look: member.lib.looks.rename(who, look, walk.of(LOOKS))
    ),
    "no look": _with_look(lambda _, member, who, look: member.lib.looks.remove(who, look)),
    "id": lambda walk, member: member.lib.add(
        walk.who(member).partition("/")[2], f"ch_{walk.text()[5:]}", account="home"
    ),
    "another id": _id,
    "state": _state,
    "keep": _keep,
    "film": _film,
    "rate": _rate,
    "window": _window,
    "undo": lambda _, member: member.lib.undo(),
    "redo": lambda _, member: member.lib.redo(),
}
