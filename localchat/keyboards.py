"""Limits of keyboards that the types alone don't tell.

Source: https://core.telegram.org/bots/api#inlinekeyboardbutton and the server's behaviour: rows
of at most 8 buttons, at most 100 buttons, data of 1 to 64 bytes.
"""

from __future__ import annotations

import re
from typing import Any

from localchat.errors import bad_request

ROW_LIMIT = 8
BUTTON_LIMIT = 100
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_URL = re.compile(
    r"(?:https?://|tg://|ton://)?[^\s/:@]+(?:\.[^\s/:@]+)+(?::\d+)?(?:[/?#]\S*)?|tg://\S+"
)
_OWN_LINK = re.compile(
    r"(?:https?://)?(?:t\.me|telegram\.me)/(?P<name>\w+)\?(?P<rest>\S*)|"
    r"tg://resolve\?domain=(?P<domain>\w+)&(?P<others>\S*)",
    re.IGNORECASE,
)
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")


def check_markup(markup: dict[str, Any] | None) -> None:
    """Refuse a keyboard that Telegram refuses; ApiError 400."""
    if not markup:
        return
    if "inline_keyboard" in markup:
        _check_inline(markup["inline_keyboard"])
    elif "keyboard" in markup and not any(markup["keyboard"]):
        raise bad_request("can't parse reply keyboard markup: the keyboard is empty")
    placeholder = markup.get("input_field_placeholder")
    if placeholder is not None and not 1 <= len(placeholder) <= 64:
        raise bad_request("input_field_placeholder must be 1-64 characters long")


def _check_inline(rows: list[list[dict[str, Any]]]) -> None:
    if sum(len(row) for row in rows) > BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    for place, row in enumerate(rows):
        if not row:
            raise bad_request("can't parse inline keyboard: a row is empty")
        if len(row) > ROW_LIMIT:
            raise bad_request("can't parse inline keyboard: a row has more than 8 buttons")
        for column, button in enumerate(row):
            _check_button(button, first=place == column == 0)


def _check_button(button: dict[str, Any], *, first: bool) -> None:
    given = [action for action in _ACTIONS if action in button]
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if not given:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(given) > 1:
        raise bad_request(
            "can't parse inline keyboard button: exactly one of the optional fields must be used, "
            f"not {' and '.join(given)}"
        )
    if given[0] in {"callback_game", "pay"} and not first:
        raise bad_request("BUTTON_POS_INVALID")
    if "url" in button:
        check_link(button["url"])
    query = button.get("switch_inline_query", button.get("switch_inline_query_current_chat"))
    if query is not None and len(query) > 256:
        raise bad_request("BUTTON_SWITCH_QUERY_INVALID")


def check_link(url: str) -> None:
    """Refuse a button's URL that is none, or a deep link whose payload would not arrive.

    A start payload is 1-64 characters of A-Z, a-z, 0-9, _ and -
    (https://core.telegram.org/bots/features#deep-linking).
    """
    if not _URL.fullmatch(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    link = _OWN_LINK.fullmatch(url)
    if not link:
        return
    for pair in (link["rest"] or link["others"] or "").split("&"):
        name, found, value = pair.partition("=")
        if name in {"start", "startgroup"} and found and not _START.fullmatch(value):
            if name == "startgroup" and not value:
                continue
            raise bad_request("START_PARAM_INVALID")
