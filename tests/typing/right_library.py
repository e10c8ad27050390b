"""Every record and verb that a program of a user needs has the type that one expects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import charlib

with charlib.open("cast", project="noir") as lib:
    lib.accounts.add("home", profile="sandbox", base_url="http://127.0.0.1:8787", key_env="KEY")
    mia: charlib.Character = lib.create(
        "mia", url="https://clips.example/mia.mp4", window="5,8", tags=["hero"], look="a red coat"
    )
    tom: charlib.Character = lib.add("tom", "ch_2", mention="tom.1", account="home")
    handles: list[str] = [person.handle for person in lib.search("tag:hero", "coat", limit=5)]
    binding: charlib.Binding | None = mia.binding_at("home")
    if binding is not None and binding.window is not None:
        window: charlib.Window = binding.window
        length: int = window.length_ms
    total: int = lib.count("tag:hero", everywhere=True)
    each: Iterator[charlib.Character] = lib.each("tag:hero", sort="oldest")
    lines: Iterator[str] = lib.lines()
    changed: int = lib.edit_many("tag:hero", likeness="fictional")
    renamed: charlib.Character = lib.rename("mia", "mia_chen")
    copy: Path = lib.backup()
    exported: int = lib.export(Path("cast.jsonl"), "tag:hero")
    added: int = lib.import_("cast.jsonl", update=True).added

with charlib.open() as lib:
    composition: charlib.Composition = lib.prompt("@mia walks with @tom", account="home")
    text: str = composition.prompt
    task: charlib.Task = lib.generate("@mia walks", wait=False, params={"duration": 8})
    films: Sequence[charlib.Task] = lib.generate_many(["@mia walks", "@mia runs"])
    output: str | None = task.output
    rows = lib.create_many(charlib.read_batch("cast.csv"), account="home", tags=["pilot"])
    failed: list[str] = [f"{row.handle}: {row.error}" for row in rows if row.error is not None]
    states: dict[str, int] = lib.sync(retry=True).states
    plan = lib.plan_rebind("kling", "tag:hero")
    remade = [row.character for row in lib.rebind(plan, wait=False)]
    with lib.as_one("tidy up"):
        lib.tags.add("hero", ["mia", "tom"])
        lib.tags.rename("charcter", "character")
    entries: list[str] = [entry.command for entry in lib.history(limit=5)]
    command: str = lib.undo().command
