"""The class and the functions of the first tutorials, with their own types."""

from __future__ import annotations

from charlib.compat import (
    SoraCharacterManager,
    create_character,
    generate_video_with_character,
    validate_timestamps,
)

manager = SoraCharacterManager("sk", base_url="https://relay.example")
task_id: str = manager.generate_video("a cat on a roof", duration=10)
answer: dict[str, object] = dict(manager.wait_for_completion(task_id, timeout=300))
character_id: str = manager.create_character_from_task(task_id, "1,3")
other_id: str = manager.create_character_from_url("https://clips.example/mia.mp4", "5,8")
film_id: str = manager.generate_with_character(character_id, "walks through a city", duration=10)

is_valid, message = validate_timestamps("5,8", 12.0)
verdict: bool = is_valid
reason: str = message
create_character("https://clips.example/mia.mp4", "5,8")
generate_video_with_character("walks through a city", character_id)
