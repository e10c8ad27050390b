"""What each film service of the sandbox takes and refuses, as a table."""

# ruff: noqa: E501 - tables of bodies are read by the line

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KEY = "a-key-of-the-tests"
BEARER = {"Authorization": f"Bearer {KEY}"}
PICTURE, CLIP, SOUND = (
    "https://h.example/a.jpg",
    "https://h.example/a.mp4",
    "https://h.example/a.mp3",
)
DATA = "data:image/jpeg;base64,aGVsbG8="
LEAVE_OUT = object()

Json = dict[str, Any]


@dataclass(frozen=True)
class Service:
    """A service: how a right film is asked for, and changes that it must refuse."""

    path: str
    body: Json
    refuses: Mapping[str, tuple[str, Any]]
    """What is wrong → the place that changes, and its new value."""
    allows: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=lambda: BEARER)
    job: str = ""
    poll: str = ""
    output: str = ""
    calls: tuple[str, ...] = (PICTURE,)


def _url(kind: str, url: str = PICTURE) -> Json:
    return {"type": kind, kind: {"url": url}}


def _role(kind: str, role: str, url: str = PICTURE) -> Json:
    return {**_url(kind, url), "role": role}


_SYNTHESIS = "/api/v1/services/aigc/video-generation/video-synthesis"
_ASYNC = BEARER | {"X-DashScope-Async": "enable"}
_ELEMENT = {"type": "element", "element_id": "842250903629086785", "id": "mia"}
_TEXT = {"type": "prompt", "text": "@mia walks"}


_ASSET = {
    "image": {"bytesBase64Encoded": "aGVsbG8=", "mimeType": "image/jpeg"},
    "referenceType": "asset",
}


def dashscope(model: str, given: Json, **more: Any) -> Service:
    """A film at DashScope."""
    return Service(
        _SYNTHESIS, {"model": model, "input": given, "parameters": {"duration": 5}},
        headers=_ASYNC, job="output.task_id", poll="/api/v1/tasks/{job}",
        output="output.video_url", **more,
    )  # fmt: skip


SERVICES: dict[str, tuple[str, Service]] = {
    "minimax": ("minimax", Service(
        "/v2/video_generation",
        {"model": "MiniMax-H3", "resolution": "768P", "duration": 5, "ratio": "16:9",
         "content": [{"type": "text", "text": "Image 1 speaks as Audio 1"}, _role("image_url", "reference_image"), _role("audio_url", "reference_audio", SOUND)]},
        {
            "Runway's shape": ("references", [{"uri": PICTURE}]), "text as seconds": ("duration", "5"), "16 s": ("duration", 16),
            "lower case": ("resolution", "768p"), "a tier of another model": ("resolution", "480P"), "an unknown ratio": ("ratio", "2:1"),
            "no role": ("content.1.role", LEAVE_OUT), "a frame beside references": ("content.1.role", "first_frame"), "no prompt": ("content.0", _role("image_url", "reference_image")),
            "a number without a picture": ("content.0.text", "Image 2 walks"), "a file": ("content.1.image_url.url", "a.jpg"),
            "ten pictures": ("content", [{"type": "text", "text": "x"}, *[_role("image_url", "reference_image")] * 10]),
            "adaptive for text only": ("", {"model": "MiniMax-H3", "content": [{"type": "text", "text": "x"}], "ratio": "adaptive"}),
            "a sound alone": ("content", [{"type": "text", "text": "x"}, _role("audio_url", "reference_audio", SOUND)]),
        },
        {"data URL": ("content.1.image_url.url", DATA), "adaptive": ("ratio", "adaptive"), "text only": ("content", [{"type": "text", "text": "x"}])},
        job="task_id", poll="/v2/query/video_generation/{job}", output="task.content.url", calls=(PICTURE, SOUND),
    )),
    "xai": ("xai", Service(
        "/v1/videos/generations",
        {"model": "grok-imagine-video-1.5", "prompt": "<IMAGE_0> walks", "reference_images": [{"url": PICTURE}], "duration": 8, "aspect_ratio": "9:16", "resolution": "720p"},
        {
            "1080p with references": ("resolution", "1080p"), "15 s with references": ("duration", 15), "text as seconds": ("duration", "8"),
            "a frame too": ("image", {"url": PICTURE}), "a number without a picture": ("prompt", "<IMAGE_1> walks"), "eight": ("reference_images", [{"url": PICTURE}] * 8),
            "both forms": ("reference_images.0.file_id", "file-1"), "neither form": ("reference_images.0.url", LEAVE_OUT), "4 voices": ("reference_audios", [{"voice_id": "eve"}] * 4),
            "an unknown ratio": ("aspect_ratio", "21:9"), "a long prompt": ("prompt", "x" * 4097), "an unknown key": ("size", "1280x720"), "a voice without a picture": ("", {"model": "grok-imagine-video", "prompt": "x", "reference_audios": [{"voice_id": "eve"}]}),
        },
        {"a file": ("reference_images", [{"file_id": "file-1"}]), "data URL": ("reference_images.0.url", DATA), "voices": ("reference_audios", [{"voice_id": "eve"}])},
        job="request_id", poll="/v1/videos/{job}", output="video.url",
    )),
    "wan 2.6": ("dashscope", dashscope(
        "wan2.6-r2v", {"prompt": "character1 sings", "reference_video_urls": [CLIP]}, calls=(CLIP,),
        refuses={
            "media of 2.7": ("input", {"prompt": "x", "media": [{"type": "reference_video", "url": CLIP}]}), "four clips": ("input.reference_video_urls", [CLIP] * 4), "a ratio": ("parameters.ratio", "16:9"),
            "both lists": ("input.reference_urls", [CLIP]), "no list": ("input.reference_video_urls", LEAVE_OUT), "a number without a clip": ("input.prompt", "character2 sings"), "a size": ("parameters.size", "1280x720"),
        },
        allows={"the other list": ("input", {"prompt": "character1", "reference_urls": [PICTURE]}), "size": ("parameters.size", "720*1280")},
    )),
    "wan 2.7": ("dashscope", dashscope(
        "wan2.7-r2v", {"prompt": "Image 1 meets Video 1", "media": [{"type": "reference_image", "url": PICTURE}, {"type": "reference_video", "url": CLIP, "reference_voice": SOUND}]}, calls=(PICTURE, CLIP),
        refuses={
            "480P": ("parameters.resolution", "480P"), "six": ("input.media", [{"type": "reference_image", "url": PICTURE}] * 6), "adaptive": ("parameters.ratio", "adaptive"), "text as seconds": ("parameters.duration", "5"),
            "an unknown type": ("input.media.0.type", "image"), "a sound as a medium": ("input.media.0", {"type": "reference_audio", "url": SOUND}), "lower case": ("parameters.resolution", "720p"),
        },
    )),
    "wan 3.0": ("dashscope", dashscope(
        "wan3.0-video", {"prompt": "Image 1 walks", "media": [{"type": "reference_image", "url": PICTURE}]},
        refuses={
            "a frame too": ("input.media.1", {"type": "first_frame", "url": PICTURE}), "31 s": ("parameters.duration", 31), "negative_prompt": ("input.negative_prompt", "x"), "eleven": ("input.media", [{"type": "reference_image", "url": PICTURE}] * 11),
            "clip as data": ("input.media.1", {"type": "reference_video", "url": "data:video/mp4;base64,aGVsbG8="}), "file and link": ("input.media", [{"type": "file", "url": PICTURE}, {"type": "link", "url": PICTURE}]),
        },
        allows={"480P": ("parameters.resolution", "480P"), "adaptive": ("parameters.ratio", "adaptive"), "30 s": ("parameters.duration", 30), "sound off": ("parameters.audio", False), "text only": ("input", {"prompt": "a boat"}), "picture as data": ("input.media.0.url", DATA)},
    )),
    "happyhorse": ("dashscope", dashscope(
        "happyhorse-1.0-r2v", {"prompt": "character1 walks", "media": [{"type": "reference_image", "url": PICTURE}]},
        refuses={"a clip": ("input.media.0", {"type": "reference_video", "url": CLIP}), "ten": ("input.media", [{"type": "reference_image", "url": PICTURE}] * 10), "no media": ("input.media", LEAVE_OUT), "480P of 1.1": ("parameters.resolution", "480P"), "an unknown model": ("model", "happyhorse-1.0")},
        allows={"1.1": ("model", "happyhorse-1.1-r2v")},
    )),
    "openrouter": ("openrouter", Service(
        "/api/v1/videos",
        {"model": "bytedance/seedance-2.0", "prompt": "Image 1 walks", "input_references": [_url("image_url")], "duration": 5, "resolution": "720p", "aspect_ratio": "9:16"},
        {
            "an unknown model": ("model", "openai/sora-2"), "20 s": ("duration", 20), "a resolution of another model": ("resolution", "2K"), "lower case": ("resolution", "4k"), "a role": ("input_references.0.role", "reference_image"),
            "a bare URL": ("input_references", [PICTURE]), "a frame without its kind": ("frame_images", [_url("image_url")]), "an unknown key": ("seconds", 5), "text as seconds": ("duration", "5"),
        },
        {"a clip": ("input_references.1", _url("video_url", CLIP)), "a sound": ("input_references.1", _url("audio_url", SOUND)), "prose": ("prompt", "Mia walks")},
        job="id", poll="/api/v1/videos/{job}", output="unsigned_urls.0",
    )),
    "comfy": ("comfy", Service(
        "/v2/models/kling/kling-4.0/requests",
        {"contents": [_TEXT, _ELEMENT], "settings": {"duration": 5, "resolution": "720p", "aspect_ratio": "9:16"}},
        {
            "a key of the caller's": ("options", {"external_task_id": "x"}), "a callback": ("options", {"callback_url": PICTURE}), "31 s": ("settings.duration", 31), "no length": ("settings.duration", LEAVE_OUT), "4k": ("settings.resolution", "4k"),
            "no id": ("contents.1.id", LEAVE_OUT), "an id twice": ("contents", [_TEXT, _ELEMENT, _ELEMENT]), "a number as the element": ("contents.1.element_id", 5), "a prompt outside": ("prompt", "x"),
            "eight elements": ("contents", [_TEXT, *[{**_ELEMENT, "id": f"e{n}"} for n in range(8)]]), "four voices": ("contents", [_TEXT, *[{"type": "voice", "voice_id": "v", "id": f"v{n}"} for n in range(4)]]),
            "two base videos": ("contents", [_TEXT, *[{"type": "base_video", "url": CLIP}] * 2]), "an unknown kind": ("contents.1.type", "character"),
        },
        {"a voice": ("contents.2", {"type": "voice", "voice_id": "v1", "id": "v"}), "30 s": ("settings.duration", 30), "X-API-Key": ("settings.audio", "off")},
        job="request_id", poll="/v2/models/kling/kling-4.0/requests/{job}/status", output="", calls=("842250903629086785",),
    )),
    "runway": ("runway", Service(
        "/v1/text_to_video",
        {"model": "seedance2", "promptText": "Image 1 walks", "references": [{"uri": PICTURE}], "ratio": "1080:1920", "duration": 5},
        {
            "a resolution": ("resolution", "720p"), "a ratio in words": ("ratio", "9:16"), "3 s": ("duration", 3), "a size of another model": ("model", "seedance2_fast"), "ten": ("references", [{"uri": PICTURE}] * 10),
            "an unknown model": ("model", "sora2"), "a tag": ("references.0.tag", "mia"), "a clip without its type": ("referenceVideos", [{"uri": CLIP}]), "a number without a picture": ("promptText", "Image 2 walks"), "a long prompt": ("promptText", "x" * 3501),
            "adaptive for text only": ("", {"model": "hailuo3", "promptText": "x", "ratio": "adaptive"}),
        },
        {"Hailuo": ("", {"model": "hailuo3", "promptText": "Image 1", "references": [{"uri": PICTURE}], "ratio": "adaptive", "resolution": "2k"}), "Wan": ("", {"model": "wan3", "promptText": "x", "ratio": "auto_720p"}), "a clip": ("referenceVideos", [{"type": "video", "uri": CLIP}])},
        headers=BEARER | {"X-Runway-Version": "2024-11-06"}, job="id", poll="/v1/tasks/{job}", output="output.0",
    )),
    "vidu q4": ("vidu-q4", Service(
        "/reference2video",
        {"model": "viduq4-preview", "prompt": "[@reference_image_1] walks", "images": [PICTURE], "sounds": [SOUND], "duration": 5, "resolution": "720p", "aspect_ratio": "16:9", "audio": True, "seed": 7},
        {
            "subjects": ("subjects", [{"name": "mia", "server_id": "1"}]), "16 pictures": ("images", [PICTURE] * 16), "4 sounds": ("sounds", [SOUND] * 4), "2 s": ("duration", 2), "17 s": ("duration", 17), "an older model": ("model", "viduq3"),
            "a number without a picture": ("prompt", "[@reference_image_2] walks"), "bare base64": ("images", ["aGVsbG8="]), "sounds without sound": ("audio", False), "a long prompt": ("prompt", "x" * 20_001),
        },
        {"the other word": ("prompt", "参考图1 走"), "4K": ("resolution", "4K"), "data URL": ("images", [DATA])},
        headers={"Authorization": f"Token {KEY}"}, job="task_id", poll="/tasks/{job}/creations", output="creations.0.url",
    )),
    "veo": ("veo", Service(
        "/v1beta/models/veo-3.1-generate-001:predictLongRunning",
        {"instances": [{"prompt": "Mia walks", "referenceImages": [_ASSET]}], "parameters": {"aspectRatio": "9:16", "durationSeconds": 8, "resolution": "1080p"}},
        {
            "two instances": ("instances.1", {"prompt": "x"}), "a prompt outside": ("prompt", "x"), "no prompt": ("instances.0.prompt", LEAVE_OUT), "four pictures": ("instances.0.referenceImages", [_ASSET] * 4), "a URL": ("instances.0.referenceImages.0.image.bytesBase64Encoded", PICTURE),
            "another type": ("instances.0.referenceImages.0.image.mimeType", "image/gif"), "a frame too": ("instances.0.image", _ASSET["image"]), "6 s with pictures": ("parameters.durationSeconds", 6), "text as seconds": ("parameters.durationSeconds", "8"),
            "square": ("parameters.aspectRatio", "1:1"), "upper case": ("parameters.resolution", "1080P"), "4 s in 4k": ("", {"instances": [{"prompt": "x"}], "parameters": {"durationSeconds": 4, "resolution": "4k"}}),
        },
        {"text only": ("", {"instances": [{"prompt": "x"}], "parameters": {"durationSeconds": 4}}), "4k": ("parameters.resolution", "4k")},
        headers={"x-goog-api-key": KEY}, job="name", poll="/v1beta/{job}", output="response.generateVideoResponse.generatedSamples.0.video.uri", calls=("sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",),
    )),
    "higgsfield-kling": ("higgsfield-kling", Service(
        "/kling-video/omni/video-reference",
        {"prompt": "@Element1 walks", "video_url": CLIP, "elements": ["842250903629086785"], "duration": 5},
        {"no video": ("video_url", LEAVE_OUT), "a number": ("elements", [842250903629086785]), "five elements": ("elements", ["1"] * 5), "11 s": ("duration", 11), "five pictures": ("image_urls", [PICTURE] * 5), "a number without an element": ("prompt", "@Element2 walks")},
        headers={"Authorization": f"Key sandbox:{KEY}"}, job="request_id", poll="/requests/{job}/status", output="video.url", calls=("842250903629086785",),
    )),
}  # fmt: skip

_FACE = "http://127.0.0.1:9/face.jpg"
OTHERS: dict[str, Json] = {
    "omni-kie /api/v1/omni/character/create": {
        "descriptions": "red coat",
        "image_urls": [_FACE],
        "audio_ids": [],
        "character_name": "Mia",
    },
    "omni-kie /api/v1/omni/audio/create": {"audio_id": "kore", "name": "Narrator"},
    "omni-kie /api/v1/jobs/createTask": {
        "model": "google/gemini-omni-flash-1-1",
        "input": {
            "prompt": "Mia walks",
            "duration": "8",
            "character_ids": [],
            "video_list": [{"url": CLIP}],
        },
    },
    "omni-muapi /gemini-omni-character": {
        "descriptions": "red coat",
        "images_list": [_FACE],
    },
    "omni-muapi /gemini-omni-text-to-video": {
        "prompt": "Mia walks",
        "duration": 8,
        "character_ids": [],
        "audio_ids": [],
    },
    "omni-runapi /api/v1/gemini_omni/create_character": {
        "descriptions": "red coat",
        "reference_image_url": _FACE,
    },
    "omni-runapi /api/v1/gemini_omni/create_audio": {"audio_id": "kore"},
    "omni-runapi /api/v1/gemini_omni/text_to_video": {
        "prompt": "Mia walks",
        "duration_seconds": 6,
        "character_ids": [],
    },
    "pixverse /openapi/v2/video/fusion/generate": {
        "image_references": [{"type": "subject", "img_id": 5, "ref_name": "mia"}],
        "prompt": "@mia walks",
        "model": "v6",
        "duration": 5,
        "quality": "720p",
    },
}
"""Right bodies of the other calls, by dialect and path."""
