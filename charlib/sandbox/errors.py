"""Refusals, in the shapes the services used."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any


class Refusal(Exception):
    """A call the service turns down, answered as `{"error": {message, type, param, code}}`."""

    def __init__(
        self,
        status: int,
        code: str | None,
        message: str,
        *,
        param: str | None = None,
        kind: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.param = status, code, message, param
        self.kind = kind or (
            "server_error"
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR
            else "invalid_request_error"
        )

    def body(self) -> dict[str, Any]:
        """The JSON body of the answer."""
        error = {
            "message": self.message,
            "type": self.kind,
            "param": self.param,
            "code": self.code,
        }
        return {"error": error}

    def outcome(self) -> dict[str, Any]:
        """How a failed job reports it."""
        return {"code": self.code, "message": self.message}


class TaskRefusal(Refusal):
    """A refusal about a task in the shape of the new-api family: `{code, message, data}`."""

    def body(self) -> dict[str, Any]:
        """The JSON body of the answer."""
        return {"code": self.code, "message": self.message, "data": None}


class ChannelRefusal(Refusal):
    """The new-api family's answer when no channel serves a model."""

    def body(self) -> dict[str, Any]:
        """The JSON body of the answer; the family sends no `param`."""
        return {"error": {"message": self.message, "type": "new_api_error", "code": self.code}}


def bad_field(code: str, param: str, message: str) -> Refusal:
    """A 400 about one field of a request body."""
    return Refusal(400, code, message, param=param)


def bad_window(message: str) -> Refusal:
    """A 400 about `timestamps`."""
    return bad_field("invalid_timestamps", "timestamps", message)
