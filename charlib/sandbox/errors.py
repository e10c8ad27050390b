"""Refusals, in the forms that the services use."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any


class Refusal(Exception):
    """A refused call, answered as `{"error": {message, type, param, code}}`."""

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
        self.status, self.code = status, code
        self.message = encodable(message)
        self.param = None if param is None else encodable(param)
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
        """The form in which a failed job reports it."""
        return {"code": self.code, "message": self.message}


class TaskRefusal(Refusal):
    """A refusal about a task in the form of the new-api family: `{code, message, data}`."""

    def body(self) -> dict[str, Any]:
        """The JSON body of the answer."""
        return {"code": self.code, "message": self.message, "data": None}


class ChannelRefusal(Refusal):
    """The new-api family's answer if no channel serves a model."""

    def body(self) -> dict[str, Any]:
        """The JSON body of the answer; the family sends no `param`."""
        return {"error": {"message": self.message, "type": "new_api_error", "code": self.code}}


class Malformed(Exception):
    """A body that is not as documented; each service has its own answer to it."""

    def __init__(
        self, place: str, why: str, *, code: str = "invalid_value", status: int = 400
    ) -> None:
        super().__init__(f"{place or 'body'}: {why}")
        self.place, self.code, self.status = place, code, status


def encodable(text: str) -> str:
    """A text of a caller without lone surrogates, which no answer can contain."""
    return text.encode(errors="replace").decode()


def bad_field(code: str, param: str, message: str) -> Refusal:
    """A 400 about one field of a request body."""
    return Refusal(400, code, message, param=param)


def bad_window(message: str) -> Refusal:
    """A 400 about `timestamps`."""
    return bad_field("invalid_timestamps", "timestamps", message)
