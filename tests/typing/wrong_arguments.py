"""Each line marked `# wrong:` is a mistake that a type checker finds, with this code."""

from __future__ import annotations

import charlib

with charlib.open("cast") as lib:
    lib.create("mia", url="https://clips.example/mia.mp4", window=5)  # wrong: arg-type
    lib.create("mia", url="https://clips.example/mia.mp4")  # wrong: call-arg
    lib.search("tag:hero", limit="5")  # wrong: arg-type
    lib.search("tag:hero", sort="best")  # wrong: arg-type
    lib.prompt(1)  # wrong: arg-type
    lib.edit("mia", tags=["hero"])  # wrong: call-arg
    lib.redo("mia")  # wrong: call-arg
    lib.tasks.wait(1.5)  # wrong: arg-type
    lib.tags.list(sort="colour")  # wrong: arg-type
    lib.accounts.add("home")  # wrong: call-arg
    lib.accounts.add("home", profile="sandbox", key="sk")  # wrong: call-arg
    charlib.read_batch(5)  # wrong: arg-type
    lib.fly()  # wrong: attr-defined
