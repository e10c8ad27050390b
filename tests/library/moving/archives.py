"""Archives of Sora as SoraVault leaves them, with films that the sandbox renders."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from charlib.sandbox import film

VERSION = "2.1.0"


def profile(number: int, name: str = "", **more: Any) -> dict[str, Any]:
    """A character as Sora's answers have it."""
    username = name or f"hero.{number}"
    return {
        "user_id": f"ch_{number:032x}", "username": username, "display_name": f"Hero {number}",
        "profile_picture_url": f"https://videos.invalid/{number}.png",
        "owner_profile": {"user_id": "user-1", "username": "maker"}, **more,
    }  # fmt: skip


def item(number: int, cast: Sequence[dict[str, Any]] = (), **more: Any) -> dict[str, Any]:
    """An item of a manifest: a film with its prompt and its cast."""
    names = " and ".join(f"@{each['username']}" for each in cast)
    prompt = f"{names or 'somebody'} in scene {number}"
    gen, post = f"gen_{number:026x}", f"s_{number:032x}"
    return {
        "mode": "v2", "source": "v2_profile", "genId": gen, "taskId": f"task_{number:026x}",
        "postId": post, "date": f"2026-04-{number % 28 + 1:02}", "prompt": prompt, "width": 720,
        "height": 1280, "ratio": "9:16", "duration": 10, "isLiked": False,
        "_raw": {
            "profile": {"user_id": "user-1", "username": "maker"},
            "post": {
                "id": post, "text": prompt, "attachments": [{"generation_id": gen}],
                "cameo_profiles": list(cast),
            },
        },
        **more,
    }  # fmt: skip


def write(path: Path, items: Iterable[Any], **more: Any) -> Path:
    """A manifest."""
    every = list(items)
    head = {"soravault_version": VERSION, "exported_at": "2026-04-30T10:00:00.000Z"}
    form = {**head, "scan_sources": ["v2_profile"], "total": len(every), **more, "items": every}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(form, ensure_ascii=False, indent=2), "utf-8")
    return path


def films(folder: Path, items: Iterable[dict[str, Any]], **asked: Any) -> None:
    """The films of items, in the folder of their source; each has a content of its own."""
    for each in items:
        place = folder / f"sora_{each['source']}"
        place.mkdir(parents=True, exist_ok=True)
        target = place / f"{each['date']}_{each['genId']}.mp4"
        film.render(
            target,
            **{"seconds": 4, "fps": 8, "width": 320, "height": 180} | asked,
            mark=each["genId"],
        )
