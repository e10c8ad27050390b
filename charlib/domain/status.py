"""The status words of many services, mapped to four.

Public gateways unify their providers by this table (facts on gateway dialects, section 5). A word
that is in neither table means: keep polling. It never means `failed`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

Status = Literal["queued", "running", "done", "failed"]

_WORDS: dict[Status, str] = {
    "queued": "queued pending submitted not_start preparing unknown created starting waiting"
    " in_queue queueing queuing scheduled initializing"
    " 排队中 排队 等待中 待处理 已提交 已创建",
    "running": "processing in_progress running generating inprogress in_process"
    " 处理中 生成中 进行中 运行中 执行中",
    "done": "completed complete success succeeded succeed finished ready finalized active done"
    " successful 已完成 完成 成功 已成功 生成成功 生成完成",
    "failed": "failed failure fail error cancelled canceled expired rejected refused moderated"
    " blocked filtered content_filtered timeout timed_out timedout aborted terminated",
}
_STATUS_OF: dict[str, Status] = {
    word: status for status, words in _WORDS.items() for word in words.split()
}


def normalise(word: object, special: Mapping[str, str] | None = None) -> Status | None:
    """Map a provider's status word; None if it is unknown.

    `special` is a profile's own table, which precedes the common one.
    """
    key = str(word).strip().casefold()
    plain = re.sub(r"^(task|job|video)?_?(status|state)_", "", re.sub(r"[\s-]+", "_", key))
    return _STATUS_OF.get((special or {}).get(key, plain))
