"""What each service takes as a film, as closed JSON Schemas: from the facts, and nothing else.

Independent of the profiles and of the sandbox. A key that is not here is refused.
"""

# ruff: noqa: E501 - schemas are read by the line

from __future__ import annotations

from typing import Any, NamedTuple

from .family_servers import KLING, OFFICIAL, URL, VIDU, Schema, closed, text


class Film(NamedTuple):
    """Where a film is asked for, and what the body must be."""

    route: str
    body: Schema


def one_of(*words: Any) -> Schema:
    """One of these values."""
    return {"enum": list(words)}


def whole(least: int, most: int) -> Schema:
    """A whole number in these limits."""
    return {"type": "integer", "minimum": least, "maximum": most}


def several(item: Schema, most: int, least: int = 1) -> Schema:
    """A list without repetitions."""
    return {
        "type": "array",
        "minItems": least,
        "maxItems": most,
        "uniqueItems": True,
        "items": item,
    }


VOICES = 3
"""How many voices each of these services takes."""
BOOL: Schema = {"type": "boolean"}
SEED = whole(-1, 2**32)
NUMBER_ID = text(19, pattern=r"^\d+$")
WIDE = ("16:9", "9:16")
SQUARE = (*WIDE, "1:1", "4:3", "3:4")


def content(
    *models: str,
    images: int,
    clips: int,
    role: str = "reference",
    url: Schema = URL,
    **more: Schema,
) -> Schema:
    """The body of Ark and of MiniMax's second API: text, pictures and clips in one list."""

    def medium(kind: str, name: str) -> Schema:
        return closed(
            {
                "type": {"const": name},
                name: closed({"url": url}),
                "role": {"const": f"{role}_{kind}"},
            }
        )

    items = {
        "oneOf": [
            closed({"type": {"const": "text"}, "text": text(20_000)}),
            medium("image", "image_url"),
            medium("video", "video_url"),
            medium("audio", "audio_url"),
        ]
    }
    content = several(items, 1 + images + clips + VOICES)
    return closed({"model": one_of(*models), "content": content}, more)


def dashscope(model: str, media: Schema, **parameters: Schema) -> Schema:
    """The body of Alibaba's video synthesis."""
    return closed(
        {
            "model": {"const": model},
            "input": closed({"prompt": text(20_000), **media}),
            "parameters": closed({}, parameters),
        }
    )


def media(*kinds: str, most: int) -> Schema:
    """Wan's list of media of these kinds."""
    return {
        "media": several(
            closed({"type": one_of(*kinds), "url": URL}, {"reference_voice": URL}), most
        )
    }


ARK = "POST /contents/generations/tasks"
ARK_FIELDS = {
    "ratio": one_of(*SQUARE, "21:9", "adaptive"), "duration": whole(4, 15), "resolution": one_of("480p", "720p", "1080p"),
    "generate_audio": BOOL, "seed": SEED, "watermark": BOOL,
}  # fmt: skip
ASSET = text(200, pattern="^asset://asset-")
WAN = "POST /api/v1/services/aigc/video-generation/video-synthesis"
KIE = "POST /api/v1/jobs/createTask"
OMNI = {
    "duration": one_of("4", "6", "8", "10"),
    "aspect_ratio": one_of(*WIDE),
    "resolution": one_of("720p", "1080p", "4k"),
    "seed": SEED,
}
IDS = several(text(200), 3)
FUSION = closed(
    {"prompt": text(5000), "model": one_of("v6", "c1", "v4.5"),
     "image_references": several(closed({"type": {"const": "subject"}, "img_id": whole(1, 2**53), "ref_name": text(20, pattern=r"^[A-Za-z0-9_]+$")}), 7)},
    {"aspect_ratio": one_of(*SQUARE, "2:3", "3:2", "21:9"), "duration": whole(1, 15), "quality": one_of("360p", "540p", "720p", "1080p"), "seed": SEED},
)  # fmt: skip
SUBJECTS = VIDU["POST /ent/v2/reference2video"]
SUBJECTS = {**SUBJECTS, "properties": {
    **SUBJECTS["properties"], "aspect_ratio": one_of(*SQUARE), "resolution": one_of("540p", "720p", "1080p"), "audio": BOOL, "seed": SEED,
}}  # fmt: skip
VIDEOS = OFFICIAL["POST /v1/videos"]
UPLOADED = text(64, pattern="^char_")
RELAY = {
    "seconds": one_of("4", "8", "10", "12", "15", "16", "20", "25"),
    "size": one_of("1280x720", "720x1280"),
}
TASK = closed(
    {"model": text(40), "prompt": text(5000)},
    {"duration": whole(1, 25), "aspect_ratio": one_of(*WIDE)},
)

FILMS: dict[str, Film] = {
    "comfy-router": Film("POST /v2/models/kling/kling-4.0/requests", closed(
        {"contents": several({"oneOf": [
            closed({"type": {"const": "prompt"}, "text": text(26_000)}),
            closed({"type": {"const": "element"}, "element_id": NUMBER_ID, "id": text(20, pattern=r"^\w+$")}),
            closed({"type": {"const": "voice"}, "voice_id": text(40), "id": text(20, pattern=r"^\w+$")}),
        ]}, 8 + VOICES)},
        {"settings": closed({}, {"aspect_ratio": one_of(*SQUARE, "21:9"), "duration": whole(3, 30), "resolution": one_of("720p", "1080p")})},
    )),  # neither a callback nor a task id: 4.0 does not take them
    "gemini-omni": Film(KIE, closed({
        "model": one_of("google/gemini-omni-flash-1-1", "gemini-omni-video"), "input": closed({"prompt": text(20_000)}, {**OMNI, "character_ids": IDS}),
    })),
    "gemini-omni:muapi": Film("POST /gemini-omni-text-to-video", closed(
        {"prompt": text(20_000)},
        {**OMNI, "duration": one_of(4, 6, 8, 10), "resolution": one_of("360p", "720p", "1080p", "4k"), "character_ids": IDS},
    )),
    "gemini-omni:runapi": Film("POST /api/v1/gemini_omni/text_to_video", closed(
        {"prompt": text(20_000)},
        {"model": text(40), "duration_seconds": one_of(4, 6, 8, 10), "aspect_ratio": one_of(*WIDE), "output_resolution": one_of("360p", "720p", "1080p", "4k"),
         "character_ids": IDS},
    )),
    "happyhorse": Film(WAN, dashscope(
        "happyhorse-1.1-r2v", media("reference_image", most=9), ratio=one_of(*SQUARE), resolution=one_of("480P", "720P", "1080P"), duration=whole(3, 15), seed=SEED,
    )),
    "kling-elements": Film("POST /omni-video/kling-3.0-omni", KLING["POST /omni-video/kling-3.0-omni"]),
    "kling-elements:legacy": Film("POST /v1/videos/omni-video", KLING["POST /v1/videos/omni-video"]),
    "minimax:h3": Film("POST /v2/video_generation", content(
        "MiniMax-H3", images=9, clips=3, resolution=one_of("768P", "2K"), duration=whole(4, 15), ratio=one_of(*SQUARE, "21:9", "adaptive"),
    )),
    "openai-videos:litellm": Film("POST /v1/videos", VIDEOS),
    "openai-videos:azure": Film("POST /v1/videos", VIDEOS),
    "openai-videos": Film("POST /v1/videos", VIDEOS),
    "openrouter": Film("POST /api/v1/videos", closed(
        {"model": text(80), "prompt": text(20_000), "input_references": several({"oneOf": [
            closed({"type": {"const": kind}, kind: closed({"url": URL})}) for kind in ("image_url", "video_url", "audio_url")
        ]}, 9 + VOICES)},
        {"duration": whole(1, 60), "aspect_ratio": one_of(*SQUARE, "3:2", "2:3", "21:9", "9:21"), "resolution": text(8), "generate_audio": BOOL, "seed": SEED},
    )),
    "pixverse": Film("POST /openapi/v2/video/fusion/generate", FUSION),
    "pixverse:c1": Film("POST /openapi/v2/video/fusion/generate", FUSION),
    "runway:seedance2": Film("POST /v1/text_to_video", closed(
        {"model": {"const": "seedance2"}, "promptText": text(3500), "references": several(closed({"uri": URL}), 9)},
        {"ratio": text(9, pattern=r"^\d+:\d+$"), "duration": whole(4, 15), "audio": BOOL, "seed": SEED,
         "referenceAudio": several(closed({"type": {"const": "audio"}, "uri": URL}), VOICES)},
    )),
    "seedance-assets": Film(ARK, content("doubao-seedance-2-0-260128", images=9, clips=3, url=ASSET, **ARK_FIELDS)),
    "seedance-assets:byteplus": Film(ARK, content("dreamina-seedance-2-0-260128", images=9, clips=3, url=ASSET, **ARK_FIELDS)),
    "vidu-subjects": Film("POST /reference2video", SUBJECTS),
    "vidu-subjects:bracket": Film("POST /reference2video", SUBJECTS),
    "vidu-subjects:q4": Film("POST /reference2video", closed(
        {"model": {"const": "viduq4-preview"}, "prompt": text(20_000), "images": several(URL, 15)},
        {"sounds": several(URL, VOICES), "duration": whole(3, 16), "resolution": one_of("540p", "720p", "1080p", "2K", "4K"), "aspect_ratio": one_of(*SQUARE), "audio": BOOL, "watermark": BOOL, "seed": SEED},
    )),
    "wan": Film(WAN, dashscope(
        "wan2.6-r2v", {"reference_video_urls": several(URL, 3)}, size=text(9, pattern=r"^\d+\*\d+$"), duration=one_of(5, 10), seed=SEED, audio=BOOL,
    )),
    "wan:v27": Film(WAN, dashscope(
        "wan2.7-r2v", media("reference_image", "reference_video", most=5), ratio=one_of(*SQUARE), resolution=one_of("720P", "1080P"), duration=whole(2, 10), seed=SEED,
    )),
    "wan:v3": Film(WAN, dashscope(
        "wan3.0-video", media("reference_image", "reference_video", most=15), ratio=one_of(*SQUARE, "adaptive"), resolution=one_of("480P", "720P", "1080P"),
        duration=whole(2, 30), seed=SEED, audio=BOOL,
    )),
    "xai": Film("POST /v1/videos/generations", closed(
        {"model": {"const": "grok-imagine-video-1.5"}, "prompt": text(4096), "reference_images": several(closed({"url": URL}), 7)},
        {"reference_audios": several(closed({"voice_id": text(40)}), VOICES), "duration": whole(1, 10), "aspect_ratio": one_of(*SQUARE, "3:2", "2:3"), "resolution": one_of("480p", "720p")},
    )),
    "veo": Film("POST /v1beta/models/veo-3.1-generate-001:predictLongRunning", closed(
        {"instances": several(closed({"prompt": text(20_000)}, {"referenceImages": several(closed(
            {"image": closed({"bytesBase64Encoded": {"type": "object"}, "mimeType": one_of("image/jpeg", "image/png")}), "referenceType": {"const": "asset"}},
        ), 3)}), 1)},
        {"parameters": closed({}, {"aspectRatio": one_of(*WIDE), "durationSeconds": {"const": 8}, "resolution": one_of("720p", "1080p", "4k")})},
    )),
    "kie": Film(KIE, closed({"model": {"const": "sora-2-text-to-video"}, "input": closed(
        {"prompt": text(20_000)}, {"aspect_ratio": one_of("landscape", "portrait"), "n_frames": one_of("10", "15"), "character_id_list": several(text(200), 5)},
    )})),
    "grsai": Film("POST /v1/video/sora-video", closed(
        {"model": {"const": "sora-2"}, "prompt": text(5000)},
        {"aspectRatio": one_of(*WIDE), "duration": one_of(10, 15, 25), "size": one_of("small", "large"), "webHook": {"const": "-1"}, "shutProgress": BOOL},
    )),
    "generations-task": Film("POST /v1/videos/generations", {**TASK, "properties": {**TASK["properties"], "character_url": text(200)}}),
    "generations-task:evolink": Film("POST /v1/videos/generations", TASK),
    "sora-sync": Film("POST /generations", closed(
        {"model": {"const": "sora-2.0-turbo"}, "prompt": text(5000)}, {"size": one_of("1280x720", "720x1280"), "duration": whole(1, 25)},
    )),
    "sora-relay": Film("POST /v1/videos", closed({"model": {"const": "sora-2"}, "prompt": text(5000)}, RELAY)),
    "sora-relay:model": Film("POST /v1/videos", closed({"model": {"const": "sora-2"}, "prompt": text(5000)}, RELAY)),
    "videos-multipart": Film("POST /v1/videos", closed({"model": {"const": "sora-2"}, "prompt": text(5000)}, RELAY)),
    "videos-multipart:pro": Film("POST /v1/videos", closed({"model": one_of("sora-2", "sora-2-pro"), "prompt": text(5000)}, RELAY)),
}  # fmt: skip
FILMS["gemini-omni:kie"] = FILMS["gemini-omni"]


class Wishes(NamedTuple):
    """An upright film of `seconds`: what the wire says; a length that is refused, and why."""

    seconds: int
    wire: dict[str, Any]
    refused: int
    because: str


UPRIGHT: dict[str, Wishes] = {
    "comfy-router": Wishes(30, {"settings.aspect_ratio": "9:16", "settings.duration": 30}, 31, "takes 3 to 30 seconds, not 31"),
    "gemini-omni": Wishes(10, {"input.aspect_ratio": "9:16", "input.duration": "10"}, 9, "takes 4, 6, 8 or 10 seconds, not 9"),
    "gemini-omni:muapi": Wishes(4, {"aspect_ratio": "9:16", "duration": 4}, 3, "takes 4, 6, 8 or 10 seconds, not 3"),
    "gemini-omni:runapi": Wishes(6, {"aspect_ratio": "9:16", "duration_seconds": 6}, 7, "takes 4, 6, 8 or 10 seconds, not 7"),
    "happyhorse": Wishes(15, {"parameters.ratio": "9:16", "parameters.duration": 15}, 16, "takes 3 to 15 seconds, not 16"),
    "kling-elements": Wishes(15, {"settings.aspect_ratio": "9:16", "settings.duration": 15}, 40, "takes 3 to 15 seconds, not 40"),
    "kling-elements:legacy": Wishes(3, {"aspect_ratio": "9:16", "duration": "3"}, 2, "takes 3 to 15 seconds, not 2"),
    "minimax:h3": Wishes(4, {"ratio": "9:16", "duration": 4}, 3, "takes 4 to 15 seconds, not 3"),
    "openai-videos": Wishes(12, {"size": "720x1280", "seconds": "12"}, 10, "takes 4, 8, 12, 16 or 20 seconds, not 10"),
    "openai-videos:azure": Wishes(4, {"size": "720x1280", "seconds": "4"}, 5, "takes 4, 8, 12, 16 or 20 seconds, not 5"),
    "openai-videos:litellm": Wishes(8, {"size": "720x1280", "seconds": "8"}, 9, "takes 4, 8, 12, 16 or 20 seconds, not 9"),
    "openrouter": Wishes(12, {"aspect_ratio": "9:16", "duration": 12}, 0, "invalid seconds '0'"),
    "pixverse": Wishes(15, {"aspect_ratio": "9:16", "duration": 15}, 16, "takes 1 to 15 seconds, not 16"),
    "pixverse:c1": Wishes(1, {"aspect_ratio": "9:16", "duration": 1}, 60, "takes 1 to 15 seconds, not 60"),
    "runway:seedance2": Wishes(4, {"ratio": "720:1280", "duration": 4}, 16, "takes 4 to 15 seconds, not 16"),
    "seedance-assets": Wishes(10, {"ratio": "9:16", "duration": 10}, 30, "takes 4 to 15 seconds, not 30"),
    "seedance-assets:byteplus": Wishes(15, {"ratio": "9:16", "duration": 15}, 3, "takes 4 to 15 seconds, not 3"),
    "vidu-subjects": Wishes(16, {"aspect_ratio": "9:16", "duration": 16}, 17, "takes 1 to 16 seconds, not 17"),
    "vidu-subjects:bracket": Wishes(1, {"aspect_ratio": "9:16", "duration": 1}, 60, "takes 1 to 16 seconds, not 60"),
    "vidu-subjects:q4": Wishes(16, {"aspect_ratio": "9:16", "duration": 16}, 2, "takes 3 to 16 seconds, not 2"),
    "wan": Wishes(10, {"parameters.size": "720*1280", "parameters.duration": 10}, 8, "takes 5 or 10 seconds, not 8"),
    "wan:v27": Wishes(2, {"parameters.ratio": "9:16", "parameters.duration": 2}, 11, "takes 2 to 10 seconds, not 11"),
    "wan:v3": Wishes(30, {"parameters.ratio": "9:16", "parameters.duration": 30}, 31, "takes 2 to 30 seconds, not 31"),
    "xai": Wishes(10, {"aspect_ratio": "9:16", "duration": 10}, 11, "takes 1 to 10 seconds, not 11"),
    "veo": Wishes(8, {"parameters.aspectRatio": "9:16", "parameters.durationSeconds": 8}, 6, "takes 8 seconds, not 6"),
    "kie": Wishes(15, {"input.aspect_ratio": "portrait", "input.n_frames": "15"}, 12, "takes 10 or 15 seconds, not 12"),
    "grsai": Wishes(25, {"aspectRatio": "9:16", "duration": 25}, 20, "takes 10, 15 or 25 seconds, not 20"),
    "generations-task": Wishes(15, {"aspect_ratio": "9:16", "duration": 15}, 26, "takes 1 to 25 seconds, not 26"),
    "generations-task:evolink": Wishes(8, {"aspect_ratio": "9:16", "duration": 8}, 26, "takes 1 to 25 seconds, not 26"),
    "sora-sync": Wishes(8, {"size": "720x1280", "duration": 8}, 26, "takes 1 to 25 seconds, not 26"),
    "sora-relay": Wishes(15, {"size": "720x1280", "seconds": "15"}, 9, "takes 4, 8, 10, 12, 15, 16, 20 or 25 seconds, not 9"),
    "sora-relay:model": Wishes(4, {"size": "720x1280", "seconds": "4"}, 5, "takes 4, 8, 10, 12, 15, 16, 20 or 25 seconds, not 5"),
    "videos-multipart": Wishes(15, {"size": "720x1280", "seconds": "15"}, 4, "takes 10, 15 or 25 seconds, not 4"),
    "videos-multipart:pro": Wishes(25, {"size": "720x1280", "seconds": "25"}, 4, "takes 10, 15 or 25 seconds, not 4"),
}  # fmt: skip
"""By hand from the facts; what is at a path of the body, in the provider's words."""
UPRIGHT["gemini-omni:kie"] = UPRIGHT["gemini-omni"]

CAST = text(100)
"""A name of up to a hundred characters."""
SAID = text(8000)
PORTRAITS = closed(
    {
        "input_images": several(closed({"type": {"const": "image_url"}, "image_url": URL}), 100),
        "name": CAST,
    }
)
PROJECT = {"ProjectName": {"const": "default"}}
ASSET_GROUP = closed(
    {"Name": text(64), "GroupType": {"const": "AIGC"}, **PROJECT}, {"Description": text(300)}
)


def asset(kind: str) -> Schema:
    """One asset of a group at Ark."""
    return closed(
        {"GroupId": {"const": "ID-1"}, "URL": URL, "AssetType": {"const": kind}, **PROJECT},
        {"Name": text(64)},
    )


def soul(version: str) -> Film:
    """A training at Higgsfield, for one family of models."""
    body = {
        **PORTRAITS,
        "properties": {**PORTRAITS["properties"], "model_version": {"const": version}},
    }
    return Film(
        "POST /v1/custom-references",
        {**body, "required": [*PORTRAITS["required"], "model_version"]},
    )


GROUP = Film("POST /?Action=CreateAssetGroup&Version=2024-01-01", ASSET_GROUP)
IMAGE, VIDEO = (
    Film("POST /?Action=CreateAsset&Version=2024-01-01", asset(kind)) for kind in ("Image", "Video")
)
OMNI_MADE = closed(
    {"descriptions": SAID, "image_urls": several(URL, 2)},
    {"character_name": text(100), "audio_ids": several(text(100), 1, 0)},
)
ELEMENTS = Film(
    "POST /v1/general/advanced-custom-elements", KLING["POST /v1/general/advanced-custom-elements"]
)
SUBJECT = Film("POST /subjects", VIDU["POST /ent/v2/subjects"])
UPLOAD = Film("POST /v1/videos/characters", closed({"video": {"type": "object"}, "name": text(80)}))
CREATIONS: dict[str, dict[str, tuple[Film, ...]]] = {
    "kling-elements": {"stills": (ELEMENTS,), "clip": (ELEMENTS,)},
    "kling-elements:legacy": {"stills": (ELEMENTS,), "clip": (ELEMENTS,)},
    "vidu-subjects": {"stills": (SUBJECT,), "clip": (SUBJECT,)},
    "vidu-subjects:bracket": {"stills": (SUBJECT,), "clip": (SUBJECT,)},
    "seedance-assets": {"stills": (GROUP, *[IMAGE] * 4), "clip": (GROUP, VIDEO)},
    "seedance-assets:byteplus": {"stills": (GROUP, *[IMAGE] * 4), "clip": (GROUP, VIDEO)},
    "gemini-omni": {"stills": (Film("POST /api/v1/omni/character/create", OMNI_MADE),)},
    "gemini-omni:kie": {"stills": (Film("POST /api/v1/omni/character/create", OMNI_MADE),)},
    "gemini-omni:muapi": {"stills": (Film("POST /gemini-omni-character", closed({"images_list": several(URL, 1), "descriptions": SAID})),)},
    "gemini-omni:runapi": {"stills": (Film("POST /api/v1/gemini_omni/create_character", closed(
        {"descriptions": SAID, "reference_image_url": URL}, {"body_reference_image_url": URL},
    )),)},
    "higgsfield-soul": {"stills": (soul("v1"),)},
    "higgsfield-soul:v2": {"stills": (soul("v2"),)},
    "higgsfield-soul:cinema": {"stills": (soul("cinema"),)},
    "fal-assets": {"stills": (Film("POST /assets/characters", closed(
        {"name": SAID, "identifier": text(64), "description": SAID, "reference_images": several(URL, 9)},
    )),)},
    "pixverse": {"stills": (Film("POST /openapi/v2/image/upload", closed({"image": {"type": "object"}})),)},
    "pixverse:c1": {"stills": (Film("POST /openapi/v2/image/upload", closed({"image": {"type": "object"}})),)},
    "kie": {"clip": (Film(KIE, closed({"model": {"const": "sora-2-characters"}, "input": closed(
        {"character_file_url": several(URL, 1)}, {"character_prompt": text(5000)},
    )})),)},
    "openai-videos": {"clip": (UPLOAD,)},
    "openai-videos:azure": {"clip": (UPLOAD,)},
    "openai-videos:litellm": {"clip": (Film(UPLOAD.route, closed(
        {"video": {"type": "object"}, "name": text(80), "target_model_names": {"const": "sora-2"}},
    )),)},
}  # fmt: skip
"""How a character is made from kept media: each way, with its calls in their order."""

SOUND = "https://h.example/11.mp3"
VOICES_OF: dict[str, dict[str, str]] = {
    "seedance-assets": {"id": "asset-voice", "place": "content[-1].audio_url.url", "wire": "asset://asset-voice"},
    "seedance-assets:byteplus": {"id": "asset-voice", "place": "content[-1].audio_url.url", "wire": "asset://asset-voice"},
    "comfy-router": {"id": "771", "place": "contents[-1].voice_id", "wire": "771"},
    "xai": {"id": "eve", "place": "reference_audios[0].voice_id", "wire": "eve"},
    "vidu-subjects:q4": {"place": "sounds[0]", "wire": SOUND},
    "minimax:h3": {"place": "content[-1].audio_url.url", "wire": SOUND},
    "openrouter": {"place": "input_references[-1].audio_url.url", "wire": SOUND},
    "runway:seedance2": {"place": "referenceAudio[0].uri", "wire": SOUND},
    "wan:v3": {"place": "input.media[1].reference_voice", "wire": SOUND},
}  # fmt: skip
"""Where @mia's voice is in a film of @tom and @mia: her id there, or her kept sound."""
