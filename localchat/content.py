"""What a bot wants to say: text with entities, checked against Telegram's limits."""

from __future__ import annotations

from typing import Any

from localchat import htmlmode
from localchat.errors import bad_request
from localchat.text import Entity, find_entities, trimmed, units

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100
RAW_LIMIT = 32 * 1024
"""Text and caption in UTF-16 code units after parsing, entities, raw text in bytes."""

Arguments = dict[str, Any]


def read_text(arguments: Arguments, *, editing: bool = False) -> tuple[str, list[Entity]]:
    """Read text, parse_mode and entities of sendMessage and editMessageText.

    Raises ApiError 400: "message text is empty", "message is too long", "can't parse entities".
    """
    text, entities = _parsed(arguments, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if units(text) > TEXT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG" if editing else "message is too long")
    return text, entities


def read_caption(arguments: Arguments) -> tuple[str, list[Entity]]:
    """Read caption, parse_mode and caption_entities; an absent caption is empty.

    Raises ApiError 400: "message caption is too long", "can't parse entities".
    """
    text, entities = _parsed(arguments, "caption", "caption_entities")
    if units(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return text, entities


def read_inline_text(arguments: Arguments) -> tuple[str, list[Entity]]:
    """Read an InputTextMessageContent, with the refusals of `read_text`."""
    renamed = {**arguments, "text": arguments["message_text"]}
    return read_text(renamed)


def _parsed(arguments: Arguments, text_name: str, entities_name: str) -> tuple[str, list[Entity]]:
    raw = arguments.get(text_name) or ""
    if "\x00" in raw:
        raise bad_request("strings must be encoded in UTF-8 without NUL")
    if len(raw.encode("utf-8", "surrogatepass")) > RAW_LIMIT:
        raise bad_request("message is too long")
    mode = arguments.get("parse_mode")
    if mode and mode.lower() != "html":
        if mode.lower() in {"markdown", "markdownv2"}:
            raise bad_request(f"parse_mode {mode} is not supported by the local chat")
        raise bad_request("unsupported parse_mode")
    if mode and arguments.get(entities_name):
        raise bad_request(f"parse_mode and {entities_name} can't be used together")
    if mode:
        text, entities = htmlmode.parse(raw)
    else:
        text, entities = raw, list(arguments.get(entities_name) or [])
        _check_given(text, entities)
    if len(entities) > ENTITY_LIMIT:
        raise bad_request("message has more than 100 entities")
    text, entities = trimmed(text, entities)
    return text, find_entities(text, entities)


def _check_given(text: str, entities: list[Entity]) -> None:
    size = units(text)
    for one in entities:
        if one["offset"] < 0 or one["length"] <= 0 or one["offset"] + one["length"] > size:
            raise bad_request(
                "can't parse entities: entity beginning at UTF-16 offset "
                f"{one['offset']} ends after the end of the text at UTF-16 offset {size}"
            )
