"""How a provider's prompt refers to characters, and one character as it is referred to."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from charlib.domain import paths
from charlib.domain.character.looks import with_look
from charlib.domain.footage.material import Needs
from charlib.domain.prompts.limits import Budget, Limits
from charlib.domain.prompts.naming import NameRules
from charlib.domain.prompts.prompt import Key
from charlib.domain.text import visible as visible_text

Pad = Literal["none", "after", "word", "ascii"]
Style = Literal["mention", "named", "indexed", "prose"]
Kind = Literal["image", "video", "audio"]
JOINED = "+"  # between the ids of a character that is several things at its provider
_NONE: Mapping[str, Any] = MappingProxyType({})


class Attachment(NamedTuple):
    """What accompanies a prompt in the provider's call: one `item` per slot, put at `path`.

    With `each = "medium"`, it is one item per picture or clip. `kind` and `when` (bound, kept)
    restrict it to such slots; of the kind `audio`, it is for the voice of a slot that has one.
    `voice` restricts it to slots with a voice, or without one. An item with a field that a slot
    does not have is left out.
    """

    path: str
    item: Any
    each: Literal["slot", "medium"] = "slot"
    kind: Literal["", "image", "video", "audio"] = ""
    when: Literal["", "bound", "kept"] = ""
    voice: Literal["", "yes", "no"] = ""


class Reference(NamedTuple):
    """How a provider's prompt refers to a character.

    `style` says who chooses the names: the provider (`mention`), the caller (`named`, under the
    rules `names`), the position in a list (`indexed`), or nobody: words describe it (`prose`).
    `mention` are templates over the answer that created a character; the first one whose fields the
    answer has becomes the binding's mention. `template` replaces an `@handle`, over the fields of
    `Slot`; `first` replaces its first occurrence if the character has a look. `tokens` name a
    picture (`image`) or a clip (`video`), numbered by `count` together or by kind. A character with
    several media is introduced by `intro` and then called by its name.

    `pad = "after"` puts a space after a mention if there is none (a handle with a dot in it would
    absorb the text after it), `word` one on each side that a letter would touch, `ascii` the same
    where only ASCII letters and digits count. `inline` are the ways to send kept media with a
    prompt, and `inline_sound` is that of a voice. A prompt begins with a `voice_intro` for each
    voice. `max_per_prompt` is the number of characters that a prompt may mention, and
    `longest_prompt` its length in letters; 0 is no limit. `budget` are limits on weighted sums, and
    `excludes` are paths of the request that no reference may accompany.
    """

    mention: tuple[str, ...] = ("@{remote_id}",)
    template: str = "{mention}"
    pad: Pad = "none"
    index_base: int = 1
    max_per_prompt: int = 0
    attach: tuple[Attachment, ...] = ()
    style: Style = "mention"
    names: NameRules = NameRules()
    first: str = ""
    tokens: Mapping[str, str] = _NONE
    count: Literal["all", "kind"] = "all"  # type: ignore[assignment] # not the method of tuples
    intro: str = ""
    join: str = " and "
    most: Limits = Limits()
    inline: Mapping[str, Needs] = _NONE
    longest_prompt: int = 0
    voice_intro: str = ""
    inline_sound: Needs | None = None
    budget: tuple[Budget, ...] = ()
    excludes: tuple[str, ...] = ()

    def mention_of(self, answer: Mapping[str, Any]) -> str:
        """The mention of a character in prompts, from the fields of the answer that created it."""
        known = {name for name, value in answer.items() if value not in (None, "")}
        usable = (template for template in self.mention if paths.fields(template) <= known)
        return str(paths.fill(next(usable, "@{remote_id}"), answer))

    def told_mention(self, mention: str | None, remote_id: str, name: str) -> str:
        """The mention that a person tells for an ID; by default what its provider would say."""
        given = visible_text(mention, "the mention") if mention else ""
        if given:
            return f"@{given}" if "@" not in given and self.mentions_at else given
        return self.mention_of({"remote_id": remote_id, "username": None, "name": name})

    @property
    def mentions_at(self) -> bool:
        """Whether the provider's mentions begin with an `@`."""
        return self.mention[0].startswith("@")

    @property
    def voice_fields(self) -> set[str]:
        """How a voice accompanies a prompt: by its `voice_id`, as a `sound`, or by either."""
        return {"voice_id", "sound"} & paths.fields([attach.item for attach in self.attach])

    @property
    def uses_ids(self) -> bool:
        """Whether the provider's own ids go into the text or into the request."""
        shown = [attach for attach in self.attach if attach.kind != "audio"]
        attached = [attach.item for attach in shown if attach.when != "kept"]
        ids = {"mention", "remote_id"} if self.inline else {"mention", "remote_id", "part"}
        bound = any(attach.when == "bound" for attach in shown)
        return bound or bool(paths.fields([self.template, *attached]) & ids)


class Slot(NamedTuple):
    """One character of a prompt in one of its looks, with its representation at the account.

    Two looks of a character are two slots. `look` is the description of the look, and `look_name`
    its name, empty for the main one.

    `media` are its pictures or its clip as they go into the request, for a provider that stores
    none; `kind` is the kind of these media, or of the things that `remote_id` stands for. `views`
    is the number of stills that the id was made from. A character that has neither is described in
    words (`in_words`). `voice_id` is what the provider calls its voice, or `sound` is the kept
    voice as it goes into the request.
    """

    key: Key
    handle: str
    name: str
    look: str
    remote_id: str
    mention: str
    character_id: int = 0
    binding_id: int = 0
    kind: Kind = "image"
    media: tuple[Any, ...] = ()
    has_frontal: bool = False
    in_words: bool = False
    views: int = 1
    voice_id: str = ""
    sound: Any = None
    look_name: str = ""
    look_id: int | None = None

    @property
    def called(self) -> str:
        """What people type for it: `mia`, or `mia+uniform`."""
        return with_look(self.handle, self.look_name)

    @property
    def own_handle(self) -> str:
        """A handle for names of its own, in which looks of a character differ: `mia_uniform`."""
        return f"{self.handle}_{self.look_name}" if self.look_name else self.handle

    @property
    def has_voice(self) -> bool:
        """Whether its voice accompanies the prompt."""
        return bool(self.voice_id or self.sound)

    @property
    def parts(self) -> tuple[Any, ...]:
        """The things that the provider counts: the media, else the things the id stands for."""
        if self.in_words:
            return ()
        return self.media or tuple(self.remote_id.split(JOINED) if self.remote_id else ())
