"""Closed lists of words, each written once: light enough for a command line to start with."""

from typing import Literal, get_args

Sort = Literal["newest", "oldest", "handle", "name", "updated", "used", "rank"]
ORDERS: tuple[Sort, ...] = get_args(Sort)
"""What the results of a search are sorted by."""

Searched = Literal["character", "take"]
"""What a search may be for."""

Likeness = Literal["", "real", "fictional", "none"]
LIKENESSES: tuple[Likeness, ...] = get_args(Likeness)
"""The kind of face: a real person's, an invented one, none; empty if it is not known."""

Subject = Literal["auto", "face", "object"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
"""What a window is to show."""

BindingState = Literal[
    "planned", "sending", "processing", "ready", "rejected", "failed", "unknown", "expired", "gone"
]
BINDING_STATES: tuple[BindingState, ...] = get_args(BindingState)
OPEN_BINDINGS: tuple[BindingState, ...] = ("planned", "sending", "processing")
"""States in which `sync` has something to do for a binding."""
LIVE_BINDINGS: tuple[BindingState, ...] = (*OPEN_BINDINGS, "ready", "unknown")
"""States in which a character is bound, or may be: creating it again could cost money twice."""

TaskState = Literal[
    "planned", "sending", "queued", "running", "done", "failed", "rejected", "unknown"
]
TASK_STATES: tuple[TaskState, ...] = get_args(TaskState)
OPEN_TASKS: tuple[TaskState, ...] = ("planned", "sending", "queued", "running")
"""States in which `sync` has something to do for a task."""
LOST_TASKS: tuple[TaskState, ...] = ("failed", "rejected", "unknown")
"""States in which a task made no film, as far as is known."""
UNANSWERED = ("sending", "unknown")
"""The states of a request that was sent and has no answer yet, of a binding and of a task."""

SourceKind = Literal["url", "file", "task"]
SOURCE_KINDS: tuple[SourceKind, ...] = get_args(SourceKind)

Verdict = Literal["same", "unsure", "another", "cannot-tell"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""What a check of a take says of a character that it should show."""
WORSENING: tuple[Verdict, ...] = ("same", "unsure", "cannot-tell", "another")
"""The verdicts from the best to the worst: a take has the worst one of its characters."""

MediaMode = Literal["all", "on-demand", "none"]
MEDIA_MODES: tuple[MediaMode, ...] = get_args(MediaMode)
"""Which kept files a library fetches from a share: all, those that are needed, or none."""

CostGroup = Literal["project", "account", "month", "character", "episode"]
COST_GROUPS: tuple[CostGroup, ...] = get_args(CostGroup)
"""What costs are summed up by."""

Role = Literal["clip", "frontal", "still", "avatar"]
ROLES: tuple[Role, ...] = get_args(Role)
"""What a kept file of a window is: the padded clip, the still that shows the face, others."""

Import = Literal[
    "jsonl", "charpack", "soravault", "card", "wenjing", "gflow", "moyin", "csv", "sqlite"
]
IMPORTS: tuple[Import, ...] = get_args(Import)
"""The formats of files that can be imported."""
