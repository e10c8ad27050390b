"""Renders a text with `@handles` for an account, or lists every reason why that is impossible.

A character is referred to, in this order, by its ready binding at the account; at a provider that
stores nothing, by its kept media; without these, in words. Never by an ID of another account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from charlib.domain import paths
from charlib.domain.character.handle import qualified
from charlib.domain.character.looks import described, with_look
from charlib.domain.footage.material import Material, likeness_problem, request_value, shortcomings
from charlib.domain.prompts import voices
from charlib.domain.prompts.compose import Composition, Rendered, UsedCharacter, render
from charlib.domain.prompts.fitting import fit
from charlib.domain.prompts.lint import CheckedPrompt, Finding
from charlib.domain.prompts.prompt import Key, Mention
from charlib.domain.prompts.reference import Kind, Reference, Slot
from charlib.domain.records import Account, Binding, Character, Look
from charlib.domain.text import checked
from charlib.errors import BadPrompt
from charlib.hints import Hint, argument, call, settling, the_call
from charlib.library.filming import cast
from charlib.library.filming.cast import Part
from charlib.library.reading.guesses import LITERAL
from charlib.providers import asking

if TYPE_CHECKING:
    from charlib.providers.profile import Profile
    from charlib.store.read.reader import Reader

NOBODY = "the prompt mentions no character"
_TOLD = 20
"""Problems that the error of a prompt names; `problems` has all."""
Kept = Callable[[Character, Look], Material | None]
"""Finds the kept media of a look; None if there are none."""
Heard = Callable[[Character], Material | None]
"""Finds the kept voice of a character; None if there is none."""
Reading = Callable[[str], cast.Cast]


def nothing(*_: object) -> Material | None:
    """A library that keeps no media."""
    return None


class Composer:
    """Renders prompts for one account out of one library; asks no network.

    `now` (milliseconds) is when URLs of kept media must still be good. `model` is the model that
    is asked for, whose limits count; empty for the profile's own. The `episode` chooses the looks
    that a prompt does not name; without one, they are the main ones. A `reading` for several
    accounts reads a prompt once for all of them.
    """

    def __init__(
        self,
        read: Reader,
        project: str,
        account: Account,
        profile: Profile,
        *,
        kept: Kept = nothing,
        heard: Heard = nothing,
        now: int = 0,
        episode: int | None = None,
        model: str = "",
        params: Mapping[str, Any] | None = None,
        reading: Reading | None = None,
    ) -> None:
        self._read, self._project = read, project
        self._account = account
        self._profile, self._reference = profile, profile.reference
        self._kept, self._heard, self._now = kept, heard, now
        self._asked_model, self._params = model, params
        self._reading = reading or (lambda text: cast.read(read, project, text, episode))

    def compose(self, text: str) -> Composition:
        """Render a prompt; raise BadPrompt with every problem if it has any."""
        checked = self.check(text)
        if checked.composition is not None:
            return checked.composition
        problems = list(dict.fromkeys(finding.text for finding in checked.errors))
        more = f"; and {len(problems) - _TOLD:,} more" if len(problems) > _TOLD else ""
        hint = next((finding.hint for finding in checked.errors if finding.hint), LITERAL)
        raise BadPrompt(
            f"the prompt cannot be rendered for {self._account.name}:"
            f" {'; '.join(problems[:_TOLD])}{more}",
            hint=hint,
            problems=problems,
        )

    def check(self, text: str) -> CheckedPrompt:
        """Check a prompt: every finding with its place, and the rendering if there is no error."""
        text = checked(text, "the prompt")
        tokens, parts, (*findings,) = self._reading(text)
        places = {part.key: part.mentions for part in parts}
        slots: list[Slot] = []
        for part in parts:
            slot, problems = self._resolve(part)
            if slot is not None:
                slot, more = self._carried(*self._with_voice(slot, part), part)
                slots.append(slot)
                problems = [*problems, *more]
            findings += [placed for problem in problems for placed in _at(problem, part.mentions)]
        model, of_clips = self._model_for(slots, places)
        limits = asking.for_model(self._profile, model).reference
        slots, too_many = self._fitting(slots, places, limits)
        slots, voiceless = self._fitting_voices(slots, places, limits.most.sounds)
        findings += [*of_clips, *too_many, *voiceless, *self._same_words(slots, places)]
        composition = None
        if not any(finding.is_error for finding in findings):
            rendered = render(tokens, slots, self._reference)
            findings += self._too_long(text, rendered.text, limits.longest_prompt)
            composition = self._composed(text, rendered, slots, findings)._replace(model=model)
        account, profile = self._account.name, self._account.profile
        found = tuple(findings)
        return CheckedPrompt(account, profile, text, found, composition, cast.mentioned(parts))

    def _model_for(
        self, slots: Sequence[Slot], places: Mapping[Key, Sequence[Mention]]
    ) -> tuple[str, list[Finding]]:
        """The model of the film: one that takes the characters, if they were made from clips."""
        model = asking.model_of(self._profile, self._asked_model, self._params)
        clips = [slot for slot in slots if slot.kind == "video" and slot.parts]
        if not clips or asking.takes_clips(self._profile, model):
            return model, []
        other, names = asking.for_clips(self._profile), ", ".join(map(self._typed, clips))
        if self._asked_model or asking.model_set(self._profile, self._params) or not other:
            text = f"{model} films no character that was made from a clip: {names}"
            hint = Hint("Use {}", argument("model", other)) if other else _OTHER
            return model, _at(Finding("not-ready", text, hint=hint), places[clips[0].key])[:1]
        text = f"{names}: made from a clip, so the film is made with {other}, not {model}"
        return other, _at(Finding("other-model", text, is_error=False), places[clips[0].key])[:1]

    def _too_long(self, text: str, rendered: str, longest: int) -> list[Finding]:
        """A finding if the profile states a limit, and the provider's text is longer."""
        if not longest or len(rendered) <= longest:
            return []
        count = f"the prompt has {len(rendered):,} characters; {self._account.profile} takes"
        place = min(longest, len(text))
        return [Finding("too-long", f"{count} {longest:,}", place, len(text), is_error=False)]

    def _composed(
        self, text: str, rendered: Rendered, slots: Sequence[Slot], findings: Sequence[Finding]
    ) -> Composition:
        warnings = [*(finding.text for finding in findings), *rendered.warnings]
        if not slots:
            warnings.append(NOBODY)
        return Composition(
            account=self._account.name,
            profile=self._account.profile,
            template=text,
            prompt=rendered.text,
            request=rendered.request,
            characters=tuple(_used(slot, rendered.words[slot.key]) for slot in slots),
            warnings=tuple(dict.fromkeys(warnings)),
        )

    def _named(self, part: Part) -> str:
        """What people type for a part, without the @."""
        person = part.person
        return with_look(qualified(person.handle, person.project, self._project), part.look.name)

    def _settling(self, state: str, part: Part) -> Hint:
        """What to do about a binding that is not ready."""
        if state == "unknown":
            return settling(self._named(part))
        return call("sync", retry=True) if state == "failed" else call("sync")

    def _resolve(self, part: Part) -> tuple[Slot | None, list[Finding]]:
        """How the account refers to a part, and the findings about it."""
        reference, person, look = self._reference, part.person, part.look
        binding = person.binding_at(self._account.name, look.name)
        slot = Slot(
            part.key, person.handle, person.name, described(person, look), "", "", person.id,
            look_name=look.name, look_id=look.id,
        )  # fmt: skip
        if binding and binding.state == "ready" and binding.remote_id and reference.uses_ids:
            blocked = likeness_problem(self._profile.likeness.real, person.likeness, person.consent)
            text = _of(slot, blocked.text) if blocked else ""
            warnings = [Finding("likeness-blocked", text, is_error=False)] if blocked else []
            return _bound(slot, binding, self._views(binding)), warnings
        if reference.inline or not reference.uses_ids:
            return self._with_media(slot, part, binding)
        return None, [self._unbound(part, binding)]

    def _views(self, binding: Binding) -> int:
        """The stills that a binding was made from, if a budget of the profile counts them."""
        models = self._profile.generate.models.values() if self._profile.generate else ()
        budgets = [*self._reference.budget, *(b for model in models for b in model.budget or ())]
        if not any(budget.weights.get("character") == "views" for budget in budgets):
            return 1
        from charlib.providers import creation

        request = self._read.jobs.request_of(binding.id)
        return creation.views(self._profile.create, request.get("body", {}))

    def _with_media(
        self, slot: Slot, part: Part, binding: Binding | None
    ) -> tuple[Slot | None, list[Finding]]:
        """A slot with the kept media; at a provider that stores nothing, else one in words."""
        if not self._reference.inline:
            return slot, []
        person = part.person
        blocked = likeness_problem(self._profile.likeness.real, person.likeness, person.consent)
        if blocked:
            return None, [Finding("likeness-blocked", _of(slot, blocked.text), hint=_OTHER)]
        material, why = self._kept(person, part.look), "no footage of it is kept"
        if material is not None:
            missing: list[str] = []
            for needs in self._reference.inline.values():
                problems = shortcomings(material, needs, now=self._now)
                hard = [problem.text for problem in problems if problem.is_hard]
                if not hard:
                    media = tuple(
                        request_value(medium, needs.takes, self._now)
                        for medium in needs.choose(material)
                    )
                    kind: Kind = "video" if needs.of == "clip" else "image"
                    return slot._replace(kind=kind, media=media, has_frontal=needs.frontal), []
                missing += hard
            why = ", ".join(missing)
        if self._reference.uses_ids:
            return None, [self._unbound(part, binding)]
        text = _of(slot, f"is only described, with no picture beside it: {why}")
        return slot._replace(in_words=True), [Finding("missing-media", text, is_error=False)]

    def _with_voice(self, slot: Slot, part: Part) -> tuple[Slot, list[Finding]]:
        """A slot with its voice, if it has one and the provider takes voices.

        A voice is never a condition: a film without it is possible, and a warning says so.
        """
        person = part.person
        ways, voice = self._reference.voice_fields, person.voice
        if voice is None or not ways:
            return slot, []
        voice_id = voice.id_at(self._account.name)
        if "voice_id" in ways and voice_id:
            return slot._replace(voice_id=voice_id), []
        blocked = likeness_problem(self._profile.likeness.real, person.likeness, person.consent)
        if blocked:
            text = _of(slot, f"is sent without its voice: {blocked.text}")
            return slot, [Finding("likeness-blocked", text, is_error=False)]
        needs = self._reference.inline_sound
        if "sound" not in ways or needs is None:
            text = _of(slot, f"has no voice at {self._account.name}: its ID there is not known")
            return slot, [self._voiceless(text, person)]
        material = self._heard(person)
        problems = shortcomings(material or Material(), needs, now=self._now)
        hard = [problem.text for problem in problems if problem.is_hard]
        if hard or material is None:
            text = _of(slot, f"is sent without its voice: {', '.join(hard)}")
            return slot, [self._voiceless(text, person)]
        return slot._replace(
            sound=request_value(needs.choose(material)[0], needs.takes, self._now)
        ), []

    def _carried(
        self, slot: Slot, findings: list[Finding], part: Part
    ) -> tuple[Slot, list[Finding]]:
        """A slot without its voice where no part of the request can carry it, and a warning."""
        if not slot.has_voice or voices.is_carried(slot, self._reference):
            return slot, findings
        text = _of(slot, f"is sent without its voice: {self._account.profile} takes it with a")
        without = slot._replace(voice_id="", sound=None)
        return without, [self._voiceless(f"{text} clip only", part.person)]

    def _voiceless(self, text: str, person: Character) -> Finding:
        """The warning about a character whose voice cannot accompany the prompt."""
        name = qualified(person.handle, person.project, self._project)
        hint = call("voice add", name, id="VOICE_ID", account=self._account.name)
        if self._profile.voice is not None:
            hint = call("rebind", to=self._account.name, query=f"handle:{person.handle}")
        return Finding("missing-media", text, hint=hint, is_error=False)

    def _unbound(self, part: Part, binding: Binding | None) -> Finding:
        """Why a part has no ID to refer to, and what to do."""
        mention, here, look = f"@{self._named(part)}", self._account.name, part.look.name
        ready = [b for b in part.person.bindings if b.state == "ready" and b.look == look]
        others = sorted({each.account for each in ready})
        if binding is not None:
            why = f" ({binding.error})" if binding.error else ""
            dead = binding.state in {"expired", "gone"}
            return Finding(
                "expired" if dead else "not-ready",
                f"{mention} is not ready at {here}: {binding.state}{why}",
                hint=self._again(others, part) if dead else self._settling(binding.state, part),
            )
        if not others:
            return Finding("not-ready", f"{mention} has no binding yet", hint=self._making(part))
        return Finding(
            "wrong-account",
            f"{mention} is bound at {', '.join(others)}, not at {here}",
            hint=self._again(others, part),
        )

    def _making(self, part: Part) -> Hint:
        """How to make a part that no account has."""
        name = self._named(part._replace(look=part.person.main))
        if part.look.name:
            return call("look add", name, part.look.name, url="URL", window="START,END")
        return call("create", name, url="URL", window="START,END")

    def _typed(self, slot: Slot) -> str:
        """What people type for a slot."""
        return f"@{qualified(slot.called, slot.key[0] or self._project, self._project)}"

    def _again(self, others: Sequence[str], part: Part) -> Hint:
        """What to do if this account has no usable ID; `others` have one."""
        person, look = part.person, part.look.name
        if others and not self._profile.create:
            words = ("look add", person.handle, look) if look else ("add", person.handle)
            added = the_call(*words, id="REMOTE_ID", account=self._account.name)
            return Hint("{}    # or {}", added, argument("account", others[0]))
        account = self._account.name if others else "ACCOUNT"  # its service may have ended
        if person.project == self._project:
            return call("rebind", to=account)
        query = f"project:{person.project} handle:{person.handle}"
        return call("rebind", to=account, query=query)

    def _fitting(
        self, slots: Sequence[Slot], places: Mapping[Key, Sequence[Mention]], limits: Reference
    ) -> tuple[list[Slot], list[Finding]]:
        """The slots without surplus views, and a finding if there are still too many."""
        most, profile = limits.max_per_prompt, self._account.profile
        fitting, over, why = fit(slots, limits.most, limits.budget)
        if most and len(places) > most:
            text = f"{len(places)} characters are mentioned, and {profile} takes {most}"
            return fitting, _at(Finding("too-many", text, hint=_OTHER), [*places.values()][most])[
                :1
            ]
        left_out = [slot.key for slot in slots if slot.called in over]
        if not left_out:
            return fitting, []
        names = ", ".join(f"@{handle}" for handle in over)
        text = f"{profile} takes no more pictures and clips: there is no room for {names}"
        text += f" ({why})" if why else ""
        return fitting, _at(Finding("too-many", text, hint=_OTHER), places[left_out[0]])[:1]

    def _fitting_voices(
        self, slots: Sequence[Slot], places: Mapping[Key, Sequence[Mention]], count: int
    ) -> tuple[list[Slot], list[Finding]]:
        """The slots with as many voices as the provider takes; a warning names the others."""
        fitting, over = voices.fit_voices(slots, count)
        if not over:
            return fitting, []
        names = ", ".join(f"@{handle}" for handle in over)
        text = f"{self._account.profile} takes {count} voices: without that of {names}"
        at = next(places[slot.key] for slot in slots if slot.called in over)
        return fitting, _at(Finding("too-many", text, is_error=False), at)[:1]

    def _same_words(
        self, slots: Sequence[Slot], places: Mapping[Key, Sequence[Mention]]
    ) -> Iterator[Finding]:
        """A finding for each pair of characters that this provider calls by the same words."""
        called: dict[str, Slot] = {}
        by_name = "name" in paths.fields(self._reference.template)
        for slot in slots if self._reference.style == "mention" else ():
            words = (slot.name or slot.handle) if by_name else slot.mention
            other = called.setdefault(words.casefold(), slot)
            if other is not slot:
                text = (
                    f"{self._typed(slot)} and {self._typed(other)} are both called"
                    f" {words!r} at {self._account.name}"
                )
                yield from _at(Finding("ambiguous", text, hint=_OTHER), places[slot.key])[:1]


_OTHER = Hint("Use another account, or fewer characters in one prompt")


def _of(slot: Slot, text: str) -> str:
    return f"@{slot.called}: {text}" if text.startswith("it ") else f"@{slot.called} {text}"


def _at(finding: Finding, mentions: Sequence[Mention]) -> list[Finding]:
    """A finding at each of its mentions."""
    return [finding._replace(start=place.start, end=place.end) for place in mentions]


def _bound(slot: Slot, binding: Binding, views: int) -> Slot:
    remote_id = binding.remote_id or ""
    return slot._replace(
        remote_id=remote_id,
        mention=binding.mention or f"@{remote_id}",
        binding_id=binding.id,
        views=views,
        kind="video" if binding.method == "clip" else "image",
    )


def _used(slot: Slot, words: str) -> UsedCharacter:
    return UsedCharacter(
        slot.handle, slot.remote_id, words, slot.character_id, slot.binding_id, slot.look_name,
        slot.look_id,
    )  # fmt: skip
