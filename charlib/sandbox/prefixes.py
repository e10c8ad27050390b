"""The path of each dialect's base URL."""

from __future__ import annotations

from types import MappingProxyType

PREFIXES = MappingProxyType(
    {
        "sync": "/sync/v1/sora",
        "async": "/async/sora/v1",
        "relay": "/relay",
        "relay-model": "/relay-model",
        "openai": "/openai",
        "multipart": "/multipart",
        "tasks": "/tasks-relay",
        "evolink": "/evolink",
        "kie": "/kie",
        "grsai": "/grsai",
        "kling": "/kling",
        "vidu": "/vidu/ent/v2",
        "ark": "/ark",
        "fal": "/fal/v1",
        "higgsfield": "/higgsfield",
        "higgsfield-kling": "/higgsfield-kling",
        "omni-kie": "/omni-kie",
        "omni-muapi": "/omni-muapi/api/v1",
        "omni-runapi": "/omni-runapi",
        "comfy": "/comfy",
        "minimax": "/minimax",
        "xai": "/xai",
        "dashscope": "/dashscope",
        "pixverse": "/pixverse",
        "openrouter": "/openrouter",
        "runway": "/runway",
        "vidu-q4": "/vidu-q4/ent/v2",
        "veo": "/veo",
    }
)
