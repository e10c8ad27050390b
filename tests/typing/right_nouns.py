"""The verbs of the nouns return the records of the package."""

from __future__ import annotations

import charlib

lib = charlib.open("cast")
project: charlib.Project = lib.projects.add("noir", name="Noir")
projects: list[charlib.Project] = lib.projects.list()
account: charlib.Account = lib.accounts.use("home")
gone: int = lib.accounts.retire("home")
source: charlib.Source = lib.sources.add("pilot.mp4", label="pilot", duration=12.5)
seconds: float = (source.duration_ms or 0) / 1000
windows: list[tuple[str, charlib.Window]] = lib.sources.windows("pilot")
mia: charlib.Character = lib.looks.add("mia", "uniform", episodes="4-12", still="front.jpg")
dressed: list[charlib.Character] = lib.looks.list("mia")
task: charlib.Task = lib.tasks.wait("video_1")
again: charlib.Task = lib.tasks.wait(task.id)
picked: list[charlib.Task] = lib.takes.pick(task.id, "12")
best: charlib.Task = lib.takes.rate(task.id, 5)
tom: charlib.Character = lib.create("tom", task=task.id, window="1,3")
running: list[charlib.Task] = lib.tasks.list(state="running", limit=5)
tagged: int = lib.tags.add("hero", query="look:coat")
names: list[str] = [tag.name for tag in lib.tags.list(sort="count", limit=20)]
problems: list[str] = [problem.text for problem in lib.check_window("5,8", source="pilot")]
lib.close()
