"""From a text with `@handles` to what an account's provider wants, or every reason why not.

What stands for a person is, in this order: the ready binding at the account; at a provider that
stores nothing, the kept media; where that is missing, words. Never an id of another account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from charlib.domain.character.handle import nearest
from charlib.domain.footage.material import Material, likeness_problem, request_value, shortcomings
from charlib.domain.prompts import prompt
from charlib.domain.prompts.compose import (
    Composition,
    Kind,
    Reference,
    Slot,
    UsedCharacter,
    fit,
    render,
)
from charlib.domain.prompts.decompile import Decompiled, KnownCharacter, decompile
from charlib.domain.prompts.lint import CheckedPrompt, Finding
from charlib.domain.prompts.prompt import Key, Mention, Token
from charlib.domain.records import Account, Binding, Character
from charlib.domain.text import checked, printable
from charlib.errors import BadPrompt
from charlib.hints import Hint, argument, call, the_call

if TYPE_CHECKING:
    from charlib.providers.profile import Profile
    from charlib.store.read.reader import Reader

Kept = Callable[[Character], Material | None]
"""Where kept media are found; None for a character of whom none are kept."""


def nothing(_: Character) -> Material | None:
    """A library that keeps no media."""
    return None


class Composer:
    """Renders prompts for one account out of one library; asks no network.

    `now` (milliseconds) is when URLs of kept media must still be good.
    """

    def __init__(
        self,
        read: Reader,
        project: str,
        account: Account,
        profile: Profile,
        *,
        kept: Kept = nothing,
        now: int = 0,
    ) -> None:
        self._read = read
        self._project = project
        self._account = account
        self._profile = profile
        self._reference: Reference = profile.reference
        self._kept = kept
        self._now = now

    def compose(self, text: str) -> Composition:
        """Render a prompt; raise BadPrompt with everything that stands against it at once."""
        checked = self.check(text)
        if checked.composition is not None:
            return checked.composition
        problems = list(dict.fromkeys(one.text for one in checked.errors))
        hint = next((one.hint for one in checked.errors if one.hint), _LITERAL)
        raise BadPrompt(
            f"the prompt cannot be rendered for {self._account.name}: {'; '.join(problems)}",
            hint=hint,
            problems=problems,
        )

    def check(self, text: str) -> CheckedPrompt:
        """Look at a prompt: every finding with its place, and the rendering where none forbids."""
        text = checked(text, "the prompt")
        tokens = self._tokens(text)
        mentions = prompt.mentions(tokens)
        keys = list(dict.fromkeys(one.key for one in mentions if one.key))
        people = {
            key: self._read.characters.by_handle(key[0] or self._project, key[1]) for key in keys
        }
        places = {key: [one for one in mentions if one.key == key] for key in keys}
        findings = [self._unknown(one) for one in mentions if one.key is None]
        slots: list[Slot] = []
        for key, person in people.items():
            if person is None:  # thrown away a moment ago
                findings += map(self._unknown, places[key])
                continue
            slot, found = self._resolve(key, person)
            slots += [slot] if slot else []
            findings += [f for one in found for f in _at(one, places[key])]
        slots, too_many = self._fitting(slots, keys, places)
        findings += [*too_many, *self._same_words(slots, places)]
        composition = None
        if not any(one.is_error for one in findings):
            composition = self._rendered(text, tokens, slots, findings)
        account, profile = self._account.name, self._account.profile
        return CheckedPrompt(account, profile, text, tuple(findings), composition)

    def decompile(
        self, text: str, people: Sequence[Character], request: Mapping[str, Any] | None = None
    ) -> Decompiled:
        """Turn a prompt of this account back into handles of the library."""
        known = [one for person in people for one in self._persons(person)]
        return decompile(checked(text, "the prompt"), known, self._reference, request)

    def _rendered(
        self, text: str, tokens: Sequence[Token], slots: Sequence[Slot], findings: Sequence[Finding]
    ) -> Composition:
        rendered = render(tokens, slots, self._reference)
        warnings = [one.text for one in findings] + list(rendered.warnings)
        return Composition(
            account=self._account.name,
            profile=self._account.profile,
            template=text,
            prompt=rendered.text,
            request=rendered.request,
            characters=tuple(_used(slot) for slot in slots),
            warnings=tuple(dict.fromkeys(warnings))
            if slots
            else ("the prompt mentions no character",),
        )

    def _tokens(self, text: str) -> list[Token]:
        """Parse against the library; `@mia` and `@noir/mia` are one slot when noir is in use."""
        known = self._read.characters.known(prompt.candidates(text), self._project)
        return [self._in_project(token) for token in prompt.parse(text, known)]

    def _in_project(self, token: Token) -> Token:
        if isinstance(token, str) or token.key is None:
            return token
        return token._replace(key=(token.key[0] or self._project, token.key[1]))

    def _resolve(self, key: Key, person: Character) -> tuple[Slot | None, list[Finding]]:
        """What stands for a character at the account, and what is to be said of it."""
        reference = self._reference
        binding = person.binding_at(self._account.name)
        slot = Slot(key, person.handle, person.name, person.look, "", "", person.id)
        if binding and binding.state == "ready" and binding.remote_id and reference.uses_ids:
            blocked = likeness_problem(self._profile.likeness.real, person.likeness, person.consent)
            found = [Finding("likeness-blocked", _of(person, blocked.text))] if blocked else []
            return _bound(slot, binding), [one._replace(is_error=False) for one in found]
        if reference.inline or not reference.uses_ids:
            return self._with_media(slot, person, binding)
        return None, [self._unbound(person, binding)]

    def _with_media(
        self, slot: Slot, person: Character, binding: Binding | None
    ) -> tuple[Slot | None, list[Finding]]:
        """A slot with the kept media; else one in words, where the provider stores nobody."""
        if not self._reference.inline:
            return slot, []
        blocked = likeness_problem(self._profile.likeness.real, person.likeness, person.consent)
        if blocked:
            return None, [Finding("likeness-blocked", _of(person, blocked.text), hint=_OTHER)]
        material, why = self._kept(person), "nothing of it is kept"
        if material is not None:
            missing: list[str] = []
            for needs in self._reference.inline.values():
                problems = shortcomings(material, needs, now=self._now)
                hard = [one.text for one in problems if one.is_hard]
                if not hard:
                    media = tuple(
                        request_value(one, needs.takes, self._now) for one in needs.choose(material)
                    )
                    kind: Kind = "video" if needs.of == "clip" else "image"
                    return slot._replace(kind=kind, media=media, has_frontal=needs.frontal), []
                missing += hard
            why = ", ".join(missing)
        if self._reference.uses_ids:
            return None, [self._unbound(person, binding)]
        text = _of(person, f"is only described, with no picture beside it: {why}")
        found = Finding("missing-media", text, is_error=False)
        return slot._replace(in_words=True), [found]

    def _unbound(self, person: Character, binding: Binding | None) -> Finding:
        """Why a character cannot be referred to by an id, and what helps."""
        said, here = f"@{person.handle}", self._account.name
        others = sorted({one.account for one in person.bindings if one.state == "ready"})
        if binding is not None:
            why = f" ({binding.error})" if binding.error else ""
            dead = binding.state in {"expired", "gone"}
            return Finding(
                "expired" if dead else "not-ready",
                f"{said} is not ready at {here}: {binding.state}{why}",
                hint=self._again(others) if dead else _settling(binding.state, person.handle),
            )
        if not others:
            create = call("create", person.handle, url="URL", window="START,END")
            return Finding("not-ready", f"{said} has no binding yet", hint=create)
        return Finding(
            "wrong-account",
            f"{said} is bound at {', '.join(others)}, not at {here}",
            hint=self._again(others),
        )

    def _again(self, others: Sequence[str]) -> Hint:
        """What helps where an account has no id of use, and `others` have."""
        if not others:  # its service may have ended
            return call("rebind", to="ACCOUNT")
        if self._profile.create:
            return call("rebind", to=self._account.name)
        return Hint("Give {} of an account that has it", argument("account", "NAME"))

    def _unknown(self, mention: Mention) -> Finding:
        project, _, handle = mention.name.rpartition("/")
        name = printable(mention.text, 40)
        elsewhere = [] if project else self._elsewhere(handle)
        if len(elsewhere) > 1:
            text = f"{name} could be {' or '.join('@' + one for one in elsewhere)}"
            return Finding("ambiguous", text, mention.start, mention.end, _NAME_PROJECT)
        like = elsewhere or nearest(handle, self._read.characters.handles(project or self._project))
        meant = f"; did you mean {', '.join('@' + one for one in like)}?" if like else ""
        text = f"nobody is called {name}{meant}"
        return Finding("unknown", text, mention.start, mention.end, _LITERAL)

    def _elsewhere(self, handle: str) -> list[str]:
        """Who has this handle in other projects."""
        keys: list[Key] = [(one.slug, handle) for one in self._read.projects.all()]
        return [
            f"{key[0]}/{key[1]}" for key in sorted(self._read.characters.known(keys, self._project))
        ]

    def _fitting(
        self, slots: Sequence[Slot], keys: Sequence[Key], places: Mapping[Key, Sequence[Mention]]
    ) -> tuple[list[Slot], list[Finding]]:
        """Slots without the views that find no place, and a finding where people find none."""
        most, profile = self._reference.max_per_prompt, self._account.profile
        fitting, over = fit(slots, self._reference.most)
        if most and len(keys) > most:
            text = f"{len(keys)} characters are mentioned, and {profile} takes {most}"
            return fitting, _at(Finding("too-many", text), places[keys[most]])[:1]
        left_out = [one.key for one in slots if one.handle in over]
        if not left_out:
            return fitting, []
        names = ", ".join(f"@{one}" for one in over)
        text = f"{profile} takes no more pictures and clips: {names} find no place"
        return fitting, _at(Finding("too-many", text), places[left_out[0]])[:1]

    def _same_words(
        self, slots: Sequence[Slot], places: Mapping[Key, Sequence[Mention]]
    ) -> Iterator[Finding]:
        """Two people whom this provider calls by the same words cannot be told apart."""
        said: dict[str, Slot] = {}
        for slot in slots if self._reference.style == "mention" else ():
            other = said.setdefault(slot.mention.casefold(), slot)
            if other is not slot:
                text = (
                    f"@{slot.handle} and @{other.handle} are both called {slot.mention!r} at"
                    f" {self._account.name}"
                )
                yield from _at(Finding("ambiguous", text, hint=_OTHER), places[slot.key])[:1]

    def _persons(self, person: Character) -> Iterator[KnownCharacter]:
        """A character as an old prompt may mean it: by each id that the account ever gave it."""
        said = person.handle
        if person.project != self._project:
            said = f"{person.project}/{person.handle}"
        key: Key = (None if said == person.handle else person.project, person.handle)
        plain = KnownCharacter(key, person.handle, said, person.name, person.look)
        here = [one for one in person.bindings if one.account == self._account.name]
        for binding in here:
            if binding.remote_id:
                mention = binding.mention or f"@{binding.remote_id}"
                yield plain._replace(remote_id=binding.remote_id, mention=mention)
        if self._reference.style != "mention":
            yield plain


_NAME_PROJECT = Hint("Name the project too: @project/handle")
_LITERAL = Hint("{}    (a literal @ is written @@)", the_call("list"))
_OTHER = Hint("Use another account, or fewer characters in one prompt")


def _settling(state: str, handle: str) -> Hint:
    """What to do about a binding that is not ready."""
    if state == "unknown":
        adopt, resend = the_call("resolve", handle, adopt="ID"), argument("resend")
        return Hint("{}, or {}", adopt, resend)
    return call("sync", retry=True) if state == "failed" else call("sync")


def _of(person: Character, text: str) -> str:
    return f"@{person.handle}: {text}" if text.startswith("it ") else f"@{person.handle} {text}"


def _at(finding: Finding, mentions: Sequence[Mention]) -> list[Finding]:
    """A finding at each place where its person is mentioned."""
    return [finding._replace(start=one.start, end=one.end) for one in mentions]


def _bound(slot: Slot, binding: Binding) -> Slot:
    remote_id = binding.remote_id or ""
    return slot._replace(
        remote_id=remote_id,
        mention=binding.mention or f"@{remote_id}",
        binding_id=binding.id,
        kind="video" if binding.method == "clip" else "image",
    )


def _used(slot: Slot) -> UsedCharacter:
    return UsedCharacter(
        slot.handle, slot.remote_id, slot.mention, slot.character_id, slot.binding_id
    )
