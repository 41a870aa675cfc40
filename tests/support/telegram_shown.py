"""What tests see of a chat: people, messages, buttons and answers as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.support.telegram_html import to_html


@dataclass(frozen=True, slots=True)
class User:
    id: int
    name: str
    username: str | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """`topics` holds the ids of a forum's topics by name."""

    id: int
    type: str
    title: str
    topics: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Button:
    """`switch` is the query of a switch_inline_query button."""

    label: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    switch: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is the caption where there is a file; `file_id` names that file."""

    message_id: int
    chat_id: int
    text: str
    html: str
    entities: list[dict[str, Any]]
    buttons: list[list[Button]]
    sender: int
    reply_to: int | None
    topic: int | None
    document: str | None
    photo: tuple[int, int] | None
    file_id: str | None
    force_reply: bool
    edited: bool
    raw: dict[str, Any]

    @property
    def owner(self) -> int | None:
        """Who alone sees it, None where everybody in the chat does."""
        receiver = self.raw.get("receiver_user")
        if receiver is None:
            return None
        return self.sender if receiver["is_bot"] else int(receiver["id"])

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.buttons for button in row]

    def button(self, label: str) -> Button:
        """The only button whose label is `label`, or holds it."""
        every = [button for row in self.buttons for button in row]
        found = [one for one in every if one.label == label]
        found = found or [one for one in every if label in one.label]
        assert len(found) == 1, f"{label!r} names not exactly one of {self.labels}"
        return found[0]


@dataclass(frozen=True, slots=True)
class PressResult:
    """What pressing did: `answered` whether the bot answered the press at all.

    `message` is the message as it stood when the press was answered; later edits are read with
    `Telegram.edit`.
    """

    answered: bool
    toast: str
    alert: bool
    url: str | None
    copy: str | None
    switch: dict[str, str] | None
    message: Message


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    query_id: str
    results: list[dict[str, Any]]
    next_offset: str
    button: dict[str, Any] | None


def message(shown: dict[str, Any]) -> Message:
    """Read a Bot API message."""
    text = shown.get("text") or shown.get("caption") or ""
    entities = shown.get("entities") or shown.get("caption_entities") or []
    markup = shown.get("reply_markup") or {}
    replied = shown.get("reply_to_message")
    photo = shown["photo"][-1] if "photo" in shown else None
    held = photo or next(
        (shown[kind] for kind in ("document", "sticker", "voice", "video") if kind in shown), None
    )
    return Message(
        message_id=shown["message_id"],
        chat_id=shown["chat"]["id"],
        text=text,
        html=to_html(text, entities),
        entities=entities,
        buttons=[[_button(one) for one in row] for row in markup.get("inline_keyboard", [])],
        sender=shown["from"]["id"],
        reply_to=replied["message_id"] if replied else None,
        topic=shown.get("message_thread_id") if shown.get("is_topic_message") else None,
        document=shown.get("document", {}).get("file_name"),
        photo=(photo["width"], photo["height"]) if photo else None,
        file_id=held["file_id"] if held else None,
        force_reply=bool((shown.get("local", {}).get("markup") or {}).get("force_reply")),
        edited="edit_date" in shown,
        raw=shown,
    )


def _button(shown: dict[str, Any]) -> Button:
    switch = next((shown[key] for key in shown if key.startswith("switch_inline_query")), None)
    return Button(
        label=shown["text"],
        data=shown.get("callback_data"),
        url=shown.get("url"),
        copy=shown.get("copy_text", {}).get("text"),
        switch=switch,
    )
