"""A profile for each family of dialects, and short ways to send and read with them."""

from __future__ import annotations

from charlib.providers.engine import build, read_creation, read_poll
from charlib.providers.messages import Answer, Request
from charlib.providers.profile import Operation, Profile

from .saying import PLAIN, making, profile, reply

HTTP = '[http]\nbase_url = "https://host.example"\n'

VIDEOS_MULTIPART = f"""
name = "videos-multipart"
{HTTP}
[create.call]
path = "/v1/videos"
encoding = "multipart"
constants = {{ model = "sora-2-character" }}
fields = {{ task = "character_from_task", window = "character_timestamps" }}
[create.answer]
job_id = "id"
[create.poll.call]
method = "GET"
path = "/v1/videos/{{job_id}}"
[create.poll.answer]
remote_id = "id"
username = "username"
avatar_url = "profile_picture_url"
done_when = "username"
pending_http = [404, 202]
"""

KIE = f"""
name = "kie"
{HTTP}
[create.call]
path = "/api/v1/jobs/createTask"
constants = {{ model = "sora-2-characters-pro", "input.safety_instruction" = "none" }}
[create.call.fields]
url = "input.character_file_url[]"
task = "input.origin_task_id"
window = "input.timestamps"
look = "input.character_prompt"
[create.answer]
ok = {{ code = 200 }}
job_id = "data.taskId"
[create.poll.call]
method = "GET"
path = "/api/v1/jobs/recordInfo"
fields = {{ job_id = "taskId" }}
[create.poll.answer]
ok = {{ code = 200 }}
json_strings = "data.resultJson"
status = "data.state"
remote_id = ["data.resultJson.resultObject.character_id", "data.resultJson.character_id"]
error = ["data.failMsg", "msg"]
"""

GRSAI = f"""
name = "grsai"
{HTTP}
[create.call]
path = "/v1/video/sora-upload-character"
constants = {{ webHook = "-1", shutProgress = true }}
fields = {{ url = "url", window = "timestamps" }}
[create.answer]
prefix = "data:"
ok = {{ code = 0 }}
job_id = "data.id"
[create.poll.call]
path = "/v1/draw/result"
fields = {{ job_id = "id" }}
[create.poll.answer]
prefix = "data:"
ok = {{ code = [0, "0"] }}
status = "data.status"
remote_id = "data.results[0].character_id"
error = ["data.failure_reason", "data.error"]
[[errors]]
match = '^-22\\b'
kind = "source_task"
"""

KLING = f"""
name = "kling"
{HTTP}
[create.call]
path = "/v1/general/advanced-custom-elements"
constants = {{ reference_type = "video_refer" }}
[create.call.fields]
name = "element_name"
url = "element_video_list.refer_videos[].video_url"
[create.answer]
job_id = "data.task_id"
[create.poll.call]
method = "GET"
path = "/v1/general/advanced-custom-elements/{{job_id}}"
[create.poll.answer]
status = "data.task_status"
remote_id = "data.task_result.elements[0].element_id"
error = "data.task_status_msg"
"""

ASSETS = f"""
name = "asset-library"
{HTTP}
[create.call]
path = "/seedance/v3/assets/create"
constants = {{ assetType = "video" }}
fields = {{ url = "url", name = "name" }}
[create.answer]
ok = {{ code = 0 }}
job_id = "data.assetId"
[create.poll.call]
path = "/seedance/v3/assets/query"
fields = {{ job_id = "assetId" }}
[create.poll.answer]
ok = {{ code = 0 }}
status = "data.status"
statuses = {{ deleted = "failed" }}
remote_id = "data.assetId"
"""

FAMILIES = {
    "plain": PLAIN,
    "videos-multipart": VIDEOS_MULTIPART,
    "kie": KIE,
    "grsai": GRSAI,
    "kling": KLING,
    "asset-library": ASSETS,
}


def creating(toml: str) -> tuple[Profile, Operation]:
    """A profile and its creation."""
    loaded = profile(toml)
    return loaded, making(loaded.create)


def made(toml: str, body: object, status: int = 200) -> Answer:
    """What the answer to a creation means."""
    return read_creation(*creating(toml), reply(body, status))


def polled(toml: str, body: object, status: int = 200) -> Answer:
    """What the answer to a poll of a creation means."""
    return read_poll(*creating(toml), reply(body, status), wants_id=True)


def asked(toml: str, job_id: str) -> Request:
    """What is sent to ask after a job."""
    poll = creating(toml)[1].poll
    assert poll is not None
    return build(poll.call, {"job_id": job_id})
