"""How each service reads a film: which person a mention in the text means, and whose a voice is.

Written from the documents: by number, by a name given in the request, or by the order of IDs.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from charlib.domain import paths

from .film_cast import NUMBERS, reference

NAMED = r"(?<![\w@])@({names})(?![A-Za-z0-9_])"
"""A name that the request gives, behind an @."""
BY_NAME = {f"{handle.title()} Name": handle for handle in NUMBERS}
CALLED = "|".join(map(re.escape, BY_NAME))
"""A character's name in plain words: the service counts the IDs in the order of the names."""
IN_TEXT = r"@(char_\d+)"


class Reader(NamedTuple):
    """Where the text and the references are, and what a mention is.

    It has a number, counted from `base`, or a name, which is in the key `name` of a listed item.
    """

    text: str
    mention: str
    listed: str = ""
    base: int = 1
    name: str = ""
    voice: str = ""
    """How a voice is called in the sentence that introduces it."""


ELEMENTS = Reader("contents[0].text", NAMED, "contents", name="id", voice=r"@(\w+)")
CONTENT = Reader("content[0].text", r"Image (\d+)", "content", voice=r"Audio (\d+)")
SUBJECTS = Reader("prompt", NAMED, "subjects", name="name")
MEDIA = Reader("input.prompt", r"Image (\d+)", "input.media")
FUSION = Reader("prompt", NAMED, "image_references", name="ref_name")
CAST = Reader("prompt", rf"(?<!@)(?:{'|'.join(sorted(NUMBERS, key=len))})", "characters")
RELAY = Reader("prompt", IN_TEXT)

READERS: dict[str, Reader] = {
    "comfy-router": ELEMENTS,
    "gemini-omni": Reader("input.prompt", CALLED, "input.character_ids"),
    "gemini-omni:kie": Reader("input.prompt", CALLED, "input.character_ids"),
    "gemini-omni:muapi": Reader("prompt", CALLED, "character_ids"),
    "gemini-omni:runapi": Reader("prompt", CALLED, "character_ids"),
    "happyhorse": Reader("input.prompt", r"character(\d+)", "input.media"),
    "kling-elements": ELEMENTS,
    "kling-elements:legacy": Reader("prompt", r"<<<element_(\d+)>>>", "element_list"),
    "minimax:h3": CONTENT,
    "openai-videos": CAST,
    "openai-videos:azure": CAST,
    "openai-videos:litellm": CAST,
    "openrouter": CONTENT._replace(text="prompt", listed="input_references"),
    "pixverse": FUSION,
    "pixverse:c1": FUSION,
    "runway:seedance2": CONTENT._replace(text="promptText", listed="references"),
    "seedance-assets": CONTENT,
    "seedance-assets:byteplus": CONTENT,
    "vidu-subjects": SUBJECTS,
    "vidu-subjects:bracket": SUBJECTS._replace(mention=r"\[@({names})\]"),
    "vidu-subjects:q4": Reader("prompt", r"参考图(\d+)", "images", voice=r"参考音频(\d+)"),
    "wan": Reader("input.prompt", r"character(\d+)", "input.reference_video_urls"),
    "wan:v27": MEDIA,
    "wan:v3": MEDIA,
    "xai": Reader("prompt", r"<IMAGE_(\d+)>", "reference_images", 0, voice=r"<AUDIO_(\d+)>"),
    "veo": Reader("instances[0].prompt", CALLED, "instances[0].referenceImages"),
    "kie": Reader("input.prompt", CALLED, "input.character_id_list"),
    "generations-task": Reader("prompt", CALLED, "character_url"),
    **dict.fromkeys(
        (
            *("grsai", "generations-task:evolink", "sora-sync", "sora-relay", "sora-relay:model"),
            *("videos-multipart", "videos-multipart:pro"),
        ),
        RELAY,
    ),
}
SOUNDS = {
    "comfy-router": "contents",
    "minimax:h3": "content",
    "openrouter": "input_references",
    "runway:seedance2": "referenceAudio",
    "seedance-assets": "content",
    "seedance-assets:byteplus": "content",
    "vidu-subjects:q4": "sounds",
    "xai": "reference_audios",
}
"""The list that has the voices, of the services that count or name them."""


def people(profile: str, body: Any) -> list[str]:
    """The persons that the mentions of a film's text mean, in their order."""
    reader = READERS[profile]
    text = _without_voices(reader, paths.get(body, reader.text))
    found = _found(reader, text, _items(profile, body))
    return [_whose(profile, item) for item in found]


def voices(profile: str, body: Any) -> dict[str, str]:
    """Whose each voice of a film is: the person that it is said of → what the voice is there."""
    reader = READERS[profile]
    items = _items(profile, body)
    if not reader.voice:
        return {
            _whose(profile, item): str(item["reference_voice"])
            for item in items
            if isinstance(item, dict) and "reference_voice" in item
        }
    sounds = [item for item in paths.get(body, SOUNDS[profile]) or [] if _is_sound(item)]
    said: dict[str, str] = {}
    for sentence in re.finditer(_intro(reader), paths.get(body, reader.text)):
        whose = sentence["whose"]
        if not (handle := BY_NAME.get(whose, "")):
            (item,) = _found(reader, whose, items)
            handle = _whose(profile, item)
        called = re.fullmatch(reader.voice, sentence["voice"])
        assert called
        by_id = [item for item in sounds if isinstance(item, dict) and item.get("id") == called[1]]
        sound = by_id[0] if reader.name else sounds[int(called[1]) - reader.base]
        said[handle] = str(sound)
    assert len(said) == len(sounds), "a voice that is not introduced"
    return said


def _intro(reader: Reader) -> str:
    unnamed = re.sub(r"\((?!\?)", "(?:", reader.voice)
    return rf"(?P<voice>{unnamed}) is the voice of (?P<whose>[^.]+)\. "


def _without_voices(reader: Reader, text: str) -> str:
    return re.sub(rf"^(?:{_intro(reader)})+", "", text) if reader.voice else text


def _found(reader: Reader, text: str, items: list[Any]) -> list[Any]:
    """The items that a text mentions, as the service finds them."""
    if reader.mention == IN_TEXT:
        return re.findall(IN_TEXT, text)
    if reader.name:
        names = {item[reader.name]: item for item in items}
        either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        return [names[name] for name in re.findall(reader.mention.format(names=either), text)]
    mentions = re.findall(reader.mention, text)
    if r"(\d+)" in reader.mention:
        return [items[int(number) - reader.base] for number in mentions]
    order = list(dict.fromkeys(mentions))
    assert len(order) == len(items)
    return [items[order.index(name)] for name in mentions]


def _items(profile: str, body: Any) -> list[Any]:
    listed = paths.get(body, READERS[profile].listed) if READERS[profile].listed else []
    items = listed if isinstance(listed, list) else [listed]
    return [item for item in items if not _is_sound(item) and not _is_text(item)]


def _is_text(item: Any) -> bool:
    return isinstance(item, dict) and item.get("type") in {"text", "prompt"}


def _is_sound(item: Any) -> bool:
    return (isinstance(item, str) and item.endswith(".mp3")) or (
        isinstance(item, dict)
        and ("voice_id" in item or item.get("type") in {"audio", "audio_url"})
    )


def _whose(profile: str, item: Any) -> str:
    (handle,) = (handle for handle in NUMBERS if reference(profile, handle) in str(item))
    return handle
