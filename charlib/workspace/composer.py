"""From a text with `@handles` to what an account's provider wants, or every reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.domain import prompt
from charlib.domain.compose import Composition, Slot, Used, render
from charlib.domain.handle import nearest
from charlib.domain.prompt import Key, Mention, Token
from charlib.domain.records import Account, Character
from charlib.domain.text import short, shown, whole
from charlib.errors import BadPrompt

if TYPE_CHECKING:
    from charlib.providers.profile import Profile
    from charlib.store.reader import Reader


class Composer:
    """Renders prompts for one account out of one library; asks no network."""

    def __init__(self, read: Reader, project: str, account: Account, profile: Profile) -> None:
        self._read = read
        self._project = project
        self._account = account
        self._profile = profile

    def compose(self, text: str) -> Composition:
        """Render a prompt; raise BadPrompt with everything that stands against it at once."""
        text = whole(text, "the prompt")
        tokens = self._tokens(text)
        keys = list(dict.fromkeys(one.key for one in prompt.mentions(tokens) if one.key))
        people = {key: self._read.character(key[0] or self._project, key[1]) for key in keys}
        slots: list[Slot] = []
        problems = [self._unknown(one) for one in prompt.mentions(tokens) if one.key is None]
        for key, person in people.items():
            slot = self._slot(key, person) if person else None
            if isinstance(slot, Slot):
                slots.append(slot)
            elif slot:
                problems.append(slot)
        problems += self._too_many(len(keys))
        self._refuse(problems)
        rendered = render(tokens, slots, self._profile.reference)
        return Composition(
            account=self._account.name,
            profile=self._account.profile,
            template=text,
            prompt=rendered.text,
            request=rendered.request,
            characters=tuple(_used(slot) for slot in slots),
            warnings=() if slots else ("the prompt mentions no character",),
        )

    def _tokens(self, text: str) -> list[Token]:
        """Parse against the library; `@mia` and `@noir/mia` are one slot when noir is in use."""
        known = self._read.known(prompt.candidates(text), self._project)
        return [self._in_project(token) for token in prompt.parse(text, known)]

    def _in_project(self, token: Token) -> Token:
        if isinstance(token, str) or token.key is None:
            return token
        return token.replaced(key=(token.key[0] or self._project, token.key[1]))

    def _slot(self, key: Key, person: Character) -> Slot | str:
        """What stands for a character at the account, or the sentence that says why not."""
        binding = person.binding_at(self._account.name)
        said = f"@{person.handle}"
        if binding is None:
            others = sorted({one.account for one in person.bindings if one.state == "ready"})
            if others:
                return (
                    f"{said} is bound at {', '.join(others)}, not at {self._account.name}: an id of"
                    " one account is of no use at another"
                )
            return f"{said} has no binding yet"
        if binding.state != "ready" or binding.remote_id is None:
            why = f" ({binding.error})" if binding.error else ""
            return f"{said} is not ready at {self._account.name}: {binding.state}{why}"
        return Slot(
            key=key,
            handle=person.handle,
            name=person.name,
            look=person.look,
            remote_id=binding.remote_id,
            mention=binding.mention or f"@{binding.remote_id}",
            character_id=person.id,
            binding_id=binding.id,
        )

    def _unknown(self, mention: Mention) -> str:
        project, _, handle = mention.name.rpartition("/")
        like = nearest(handle, self._read.handles(project or self._project))
        meant = f"; did you mean {', '.join('@' + name for name in like)}?" if like else ""
        return f"nobody is called {short(shown(mention.text), 40)}{meant}"

    def _too_many(self, count: int) -> list[str]:
        most = self._profile.reference.max_per_prompt
        if not most or count <= most:
            return []
        return [f"{count} characters are mentioned, and {self._account.profile} takes {most}"]

    def _refuse(self, problems: list[str]) -> None:
        if not problems:
            return
        hint = next((hint for sign, hint in _HINTS.items() if sign in problems[0]), _LITERAL)
        raise BadPrompt(
            f"the prompt cannot be rendered for {self._account.name}: {'; '.join(problems)}",
            hint=hint,
            problems=problems,
        )


_LITERAL = "charlib list    (a literal @ is written @@)"
_HINTS = {
    ": failed": "charlib sync --retry",
    ": unknown": "charlib resolve HANDLE --adopt ID, or --resend",
    "is not ready": "charlib sync",
    "of no use at another": "Say --account NAME of the one it is bound at",
    "no binding yet": "charlib create HANDLE --url URL --window START,END",
}


def _used(slot: Slot) -> Used:
    return Used(slot.handle, slot.remote_id, slot.mention, slot.character_id, slot.binding_id)
