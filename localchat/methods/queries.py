"""Methods that answer presses on buttons and questions in inline mode."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from localchat.content import read_caption, read_inline_text
from localchat.errors import bad_request
from localchat.keyboards import check_markup
from localchat.state import CallbackQuery, InlineQuery

if TYPE_CHECKING:
    from localchat.methods.call import Call, Method

Query = TypeVar("Query", CallbackQuery, InlineQuery)

RESULT_LIMIT = 50
OFFSET_BYTES = 64
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _unanswered(call: Call, query: Query | None) -> Query:
    """Give a query of the bot's that still waits for its answer; ApiError 400 for any other."""
    if query is None or query.bot_id != call.bot.user.id or query.answer is not None:
        raise bad_request(_TOO_OLD)
    if call.world.clock.now().timestamp() - query.date > call.world.settings.query_seconds:
        raise bad_request(_TOO_OLD)
    return query


async def answer_callback(call: Call) -> object:
    """Answer a press, once and in time; a URL may only open the bot itself."""
    query = _unanswered(call, call.world.callbacks.get(call.get("callback_query_id")))
    url = call.get("url")
    if url:
        _check_own_link(url, call.bot.username)
    query.answer = {
        "text": call.get("text") or "",
        "show_alert": bool(call.get("show_alert")),
        "url": url,
        "cache_time": call.get("cache_time") or 0,
    }
    call.world.journal.write(
        "answer", query_id=query.id, user_id=query.user.id, answer=query.answer
    )
    return True


def _check_own_link(url: str, username: str) -> None:
    form = rf"(?:https?://)?t\.me/{re.escape(username)}\?start=([A-Za-z0-9_-]{{1,64}})"
    if not re.fullmatch(form, url, re.IGNORECASE):
        raise bad_request("URL_INVALID")


async def answer_inline(call: Call) -> object:
    """Answer an inline query, once and in time, with at most 50 results."""
    query = _unanswered(call, call.world.inlines.get(call.get("inline_query_id")))
    results: list[dict[str, Any]] = call.get("results")
    if len(results) > RESULT_LIMIT:
        raise bad_request("RESULTS_TOO_MUCH")
    numbers = [one["id"] for one in results]
    if len(set(numbers)) != len(numbers):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len((call.get("next_offset") or "").encode()) > OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    _check_button(call.get("button"))
    for one in results:
        _check_result(call, one)
    query.answer = {
        "results": results,
        "next_offset": call.get("next_offset") or "",
        "button": call.get("button"),
    }
    cached = 300 if call.get("cache_time") is None else call.get("cache_time")
    owner = query.user.id if call.get("is_personal") else None
    key = (query.bot_id, owner, query.query, query.offset)
    call.world.inline_cache[key] = (call.world.clock.now().timestamp() + cached, query.answer)
    call.world.journal.write("inline", query_id=query.id, answer=query.answer)
    return True


def _check_button(button: dict[str, Any] | None) -> None:
    if not button:
        return
    if ("web_app" in button) == ("start_parameter" in button):
        raise bad_request("inline query results button must have exactly one action")
    if "start_parameter" in button and not _START.fullmatch(button["start_parameter"]):
        raise bad_request("START_PARAM_INVALID")


def _check_result(call: Call, result: dict[str, Any]) -> None:
    check_markup(result.get("reply_markup"))
    content = result.get("input_message_content")
    if content and "message_text" in content:
        read_inline_text(content)
    if result["type"] in {"photo", "document"}:
        read_caption(result)
        file_id = result.get(f"{result['type']}_file_id")
        if file_id:
            call.world.files.find(file_id)
    if result["type"] == "article" and not result["title"].strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")


QUERIES: dict[str, Method] = {
    "answerCallbackQuery": answer_callback,
    "answerInlineQuery": answer_inline,
}
