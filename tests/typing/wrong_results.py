"""What a verb returns cannot be taken for something else."""

from __future__ import annotations

import charlib

with charlib.open("cast") as lib:
    mia = lib.show("mia")
    handle = mia.handel  # wrong: attr-defined
    mia.handle = "tom"  # wrong: misc
    count: str = lib.count()  # wrong: assignment
    task: charlib.Task = lib.prompt("@mia walks")  # wrong: assignment
    lib.generate("@mia walks").output.upper()  # wrong: union-attr
    at_home = mia.binding_at("home").state  # wrong: union-attr
    state: int = mia.bindings[0].state  # wrong: assignment
    handle = lib.sync().open  # wrong: attr-defined
    manager = charlib.Manager  # wrong: attr-defined
