"""The table of refusals: what providers say, in English and Chinese, with codes, at every call."""

# ruff: noqa: RUF001 - Chinese sentences have commas of their own

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from charlib.cli.showing.phrasing import phrased
from charlib.domain.jobs import NOT_SENT
from charlib.errors import JobFailed, Refused
from charlib.providers import creation
from charlib.providers.engine import read_creation, read_poll
from charlib.providers.replies import classify
from charlib.providers.replies.classify import Rule, cause_of, causes, rules
from charlib.sync.remote import may_resend
from tests.providers.saying import bundled, making, reply

RELAY = bundled("sora-relay")
KLING = bundled("kling-elements")

Row = tuple[int, Any, str]
"""HTTP status, code or message, cause."""

SENTENCES: dict[str, list[tuple[int, str, str]]] = {
    "rejected": [
        (400, "InputTextSensitiveContentDetected", "input text may contain sensitive information"),
        (400, "", "内容审核未通过，提示词包含敏感信息"),
        (500, "", "该任务的输入或者输出包含敏感内容"),
        (400, "", "提示词违规，请修改后重试"),
        (400, "", "检测到违禁词"),
        (200, "failed", "输入内容不合规"),
        (400, "content_policy_violation", "Your request was rejected by our safety system"),
        (400, "", "This content may violate our content policies."),
        (400, "", "Prompt blocked: violates our usage guidelines"),
        (451, "", "The prompt contains prohibited content"),
        (400, "DataInspectionFailed", "Input data may contain inappropriate content."),
        (400, "OutputVideoSensitiveContentDetected", "output video may contain sensitive words"),
        (403, "", "Failure to pass the risk control system"),
        (400, "", "触发平台风控"),
        (400, "", "This request violates third-party content rules"),
        (503, "", "blocked by the content filter"),
    ],
    "money": [
        (403, "insufficient_user_quota", "user quota is not enough (request id: 2025)"),
        (403, "", "用户额度不足, 剩余额度: ¥0.012"),
        (403, "pre_consume_token_quota_failed", "token quota is not enough"),
        (429, "1101", "Account in arrears"),
        (429, "1102", "Account balance not enough"),
        (429, "insufficient_quota", "You exceeded your current quota, check your plan"),
        (400, "AccountOverdueError", "your account has an overdue balance"),
        (402, "", "Payment required"),
        (500, "", "账户余额不足，请充值"),
        (200, "402", "Insufficient credits"),
        (200, "", "积分不足"),
        (403, "", "You have run out of credits"),
        (400, "", "Please purchase credits to continue"),
        (401, "", "账号已欠费停机"),
    ],
    "key": [
        (401, "", "whatever"),
        (401, "invalid_api_key", "Incorrect API key provided"),
        (400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
        (403, "SignatureDoesNotMatch", "The request signature does not conform"),
        (401, "", "无效的令牌"),
        (401, "", "该令牌已过期"),
        (200, "1002", "Authentication failed"),
        (403, "", "API Key 无效"),
        (200, "", "鉴权失败"),
    ],
    "permission": [
        (403, "", "Your organization must be verified"),
        (
            403,
            "unsupported_country_region_territory",
            "Country, region, or territory not supported",
        ),
        (403, "", "This IP is not in the whitelist"),
        (400, "", "User location is not supported for the API use."),
        (403, "", "您所在的地区不支持该服务"),
        (403, "", "当前 IP 不在白名单内, IP限制"),
        (403, "", "该令牌无权访问模型 sora-2"),
    ],
    "rate": [
        (429, "", "Too Many Requests"),
        (429, "1303", "parallel task over resource pack limit"),
        (429, "", "当前分组上游负载已饱和，请稍后再试"),
        (429, "", "请求过于频繁，请稍后再试"),
        (200, "429", "Too frequent"),
        (429, "", "Rate limit reached for requests per min"),
        (400, "", "并发数超过限制"),
        (503, "", "系统繁忙"),
    ],
    "source_task": [
        (404, "task_not_exist", "task_not_exist"),
        (400, "task_not_exist", "task_not_exist"),
        (404, "", "Task not found"),
        (400, "", "任务不存在"),
        (400, "", "找不到该任务"),
        (500, "get_origin_task_failed", "no"),
    ],
    "not_found": [(404, "", "Not Found"), (405, "", "Method Not Allowed")],
    "parameters": [
        (400, "", "Bad parameter"),
        (422, "", "field required"),
        (200, "", "参数错误"),
        (500, "", "缺少必要参数"),
        (400, "InvalidParameter", "size is wrong"),
    ],
    "source_url": [
        (400, "", "The video URL is not accessible"),
        (400, "", "视频下载失败"),
        (400, "", "无法访问该链接"),
        (400, "", "链接已失效"),
    ],
    "server": [
        (500, "", "The server had an error"),
        (200, "500", "Server error"),
        (529, "", "overloaded"),
    ],
    "gone": [
        (404, "model_not_found", "no"),
        (503, "", "当前分组 default 下对于模型 sora-2 无可用渠道"),
        (410, "", "This API has been retired"),
        (400, "", "该模型已下线"),
    ],
    "unfinished": [(400, "", "视频尚未生成完成"), (409, "", "Task is still processing")],
    "gateway": [
        (502, "", "Bad gateway"),
        (500, "do_request_failed", "upstream timeout"),
        (503, "", "upstream queue: rate limit"),
        (500, "", "上游请求超时"),
    ],
}
ROWS = [(cause, *row) for cause, listed in SENTENCES.items() for row in listed]
SHAPES = {
    "the official one": lambda code, said: {"error": {"code": code or None, "message": said}},
    "new-api's": lambda code, said: {"code": code or "bad", "message": said, "data": None},
    "inside its data": lambda code, said: {"code": 0, "data": {"error": said, "errorCode": code}},
    "inside its text": lambda code, said: {
        "error": {
            "type": "relay_error",
            "message": "bad response: "
            + json.dumps({"error": {"code": code, "message": said}}, ensure_ascii=False),
        }
    },
}


@pytest.mark.parametrize(("cause", "status", "code", "said"), ROWS)
def test_a_sentence_is_understood_at_every_call(
    cause: str, status: int, code: str, said: str
) -> None:
    """The same words mean the same for a creation, a generation and their polls, in every shape."""
    create, generate = making(RELAY.create), making(RELAY.generate)
    for name, shape in SHAPES.items():
        answer = reply(shape(code, said), status)
        for refusal in (
            _refusal(read_creation, RELAY, create, answer),
            _refusal(read_creation, RELAY, generate, answer),
            _refusal(read_poll, RELAY, generate, answer, wants_id=False),
        ):
            assert refusal.cause == cause, name
            assert said in str(refusal)
            assert "{" not in str(refusal), "an error inside an error is unpacked"


@pytest.mark.parametrize(("cause", "status", "code", "said"), ROWS)
def test_a_reason_of_a_failed_job_is_understood(
    cause: str, status: int, code: str, said: str
) -> None:
    """What is said about a failed job means the same, unless the HTTP status said it."""
    if cause not in {"rejected", "money"} or not said:
        return
    failed = {"status": "failed", "error": {"code": code, "message": said}}
    for operation, wants_id in ((RELAY.generate, False), (KLING.create, True)):
        profile = KLING if wants_id else RELAY
        body = {"code": 0, "data": {**failed, "task_status": "failed"}} if wants_id else failed
        with pytest.raises(JobFailed) as caught:
            read_poll(profile, making(operation), reply(body), wants_id=wants_id)
        assert caught.value.cause == cause
        assert status


def test_content_is_final_and_the_hint_is_about_what_was_refused() -> None:
    """A prompt is reworded; of a video another part is chosen; stills are replaced."""
    said = reply({"error": {"message": "内容审核未通过"}}, 400)
    prompt, video, stills = (
        _refusal(read_creation, RELAY, making(op), said, about)
        for op, about in ((RELAY.generate, ()), (RELAY.create, ()), (RELAY.create, ("stills",)))
    )

    assert {each.cause for each in (prompt, video, stills)} == {"rejected"}
    assert cause_of("rejected").state == cause_of("rejected:prompt").state == "rejected"
    assert "Reword the prompt" in prompt.hint
    assert "another part of the video" in video.hint
    assert "other stills" in stills.hint
    assert "of the prompt" in str(prompt)
    assert "of the video" in str(video)
    assert "of the stills" in str(stills)


@pytest.mark.parametrize(
    ("code", "about"),
    [
        ("InputTextSensitiveContentDetected", "prompt"),
        ("InputVideoSensitiveContentDetected.PrivacyInformation", "film"),
        ("InputImageSensitiveContentDetected", "stills"),
        ("OutputVideoSensitiveContentDetected", "prompt"),
    ],
)
def test_a_code_may_say_what_it_is_about(code: str, about: str) -> None:
    """Where the provider names what it refused, the hint is about that."""
    body = reply({"error": {"code": code, "message": "no"}}, 400)

    refusal = _refusal(read_creation, RELAY, making(RELAY.generate), body)

    assert (refusal.cause, refusal.about) == ("rejected", about)


def test_a_request_knows_what_it_was_made_of() -> None:
    """Stills or a clip: by the way's constants and fields, in every profile with ways."""
    assets = making(bundled("seedance-assets").create)
    kling = making(KLING.create)

    assert creation.about(assets, {"AssetType": "Image", "URL": "u"}) == ("stills",)
    assert creation.about(assets, {"AssetType": "Video", "URL": "u"}) == ()
    stills = {"reference_type": "image_refer", "element_image_list": {"frontal_image": "u"}}
    assert creation.about(kling, stills) == ("stills",)
    assert creation.about(making(bundled("higgsfield-soul").create), {"name": "m"}) == ("stills",)
    assert creation.about(making(RELAY.create), {"url": "u"}) == ()


PAGES = [
    (403, "<html><title>Just a moment...</title></html>"),
    (503, "<!DOCTYPE html><title>Just a moment...</title>"),
    (403, "<html><head><title>Attention Required! | Cloudflare</title></head></html>"),
    (401, "<html><body>login</body></html>"),
    (403, "<html><title>人机验证</title></html>"),
    (429, "<html><title>Security check</title></html>"),
]


@pytest.mark.parametrize(("status", "page"), PAGES)
def test_a_challenge_stops_the_request_before_the_provider(status: int, page: str) -> None:
    """The key is not blamed, and nothing is sent again by itself."""
    refusal = _refusal(read_creation, RELAY, making(RELAY.generate), reply(page, status))

    assert refusal.cause == "challenge"
    assert "a web page answered instead of the provider" in str(refusal)
    assert "Check the key" not in refusal.hint
    assert not may_resend(refusal)


WORDS = {"expired": "task_expired", "timeout": "task_expired", "cancelled": "cancelled",
         "rejected": "rejected", "content_filtered": "rejected", "failed": "refused"}  # fmt: skip


@pytest.mark.parametrize(("word", "cause"), WORDS.items())
def test_a_state_is_a_reason(word: str, cause: str) -> None:
    """A job that ended without a sentence is told by the word for its state."""
    body = reply({"status": word, "error": None})

    refusal = _refusal(read_poll, RELAY, making(RELAY.generate), body, wants_id=False)

    assert refusal.cause == cause
    assert ("no reason" in str(refusal)) == (cause == "refused")


def test_success_is_no_reason() -> None:
    """Kling's envelope always says SUCCEED, with the code 0: neither is why a job failed."""
    legacy = bundled("kling-elements:legacy")
    reason = {"task_status": "failed", "task_status_msg": "Image pixel is invalid"}
    cases = [
        (KLING, {"data": [{"status": "failed", "task_status_msg": "Too dark"}]}, "Too dark"),
        (KLING, {"data": [{"status": "failed"}]}, "no reason"),
        (KLING, {"data": [{"status": "failed", "message": "SUCCEED"}]}, "no reason"),
        (KLING, {"message": "query finished", "data": [{"status": "failed"}]}, "no reason"),
        (legacy, {"data": reason}, "Image pixel is invalid"),
    ]
    for profile, body, said in cases:
        answer = reply({"code": 0, "message": "SUCCEED", **body})
        generate = making(profile.generate)
        refusal = _refusal(read_poll, profile, generate, answer, wants_id=False)
        assert said in str(refusal)
        assert "SUCCEED" not in str(refusal)
        assert "(0)" not in str(refusal)


KLINGS = {1000: "key", 1004: "key", 1101: "money", 1102: "money", 1103: "permission",
          1301: "rejected", 1302: "rate", 1303: "rate", 1304: "permission"}  # fmt: skip


@pytest.mark.parametrize(("code", "cause"), KLINGS.items())
@pytest.mark.parametrize("status", [200, 400, 429])
def test_klings_codes_are_its_profiles(code: int, cause: str, status: int) -> None:
    """Kling's own table decides, whatever the sentence and the status beside it."""
    body = reply({"code": code, "message": "whatever", "data": None}, status)

    refusal = _refusal(read_creation, KLING, making(KLING.create), body)

    assert refusal.cause == cause


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.cause.name)
def test_a_hint_belongs_to_the_rule(rule: Rule) -> None:
    """A rule names a cause of the table or a variant of it, and is found again by its key."""
    cause = rule.cause.of([rule.about])
    again = classify.failure("x", cause.key)

    assert not rule.about or cause.about == rule.about
    assert (again.hint, again.kind, again.about) == (cause.hint, cause.kind, cause.about)


def test_every_cause_has_hints_that_can_be_typed() -> None:
    """Each variant says something of its own, and no generation is told to retry creations."""
    for cause in causes().values():
        for variant in cause.variants.values():
            assert variant.hint[0].isupper()
            assert (variant.hint, variant.says) != (cause.hint, cause.says)
            assert variant.state == cause.state
        assert "sync --retry" not in phrased(cause.of(["prompt"]).hint) or (
            cause.name in {"file", "unfinished", *NOT_SENT}
        )


def test_a_refused_poll_is_told_to_sync_again() -> None:
    """The job goes on: to generate again would be paid twice."""
    poll = reply({"error": {"message": "Too Many Requests"}}, 429)

    refusal = _refusal(read_poll, RELAY, making(RELAY.generate), poll, wants_id=False)

    assert phrased(refusal.hint).endswith("charlib sync")


def _refusal(read: Callable[..., Any], *given: Any, **more: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        read(*given, **more)
    return caught.value
