"""Chinese for everyone, English for those whose Telegram is set to English."""

from __future__ import annotations

from enum import Enum


class Lang(Enum):
    """The language of a reply. Both wordings stand side by side at each use."""

    ZH = "zh"
    EN = "en"

    @classmethod
    def of(cls, language_code: str | None) -> Lang:
        """The language for a client's IETF tag, None where the client gives none."""
        return cls.EN if (language_code or "").lower().split("-")[0] == "en" else cls.ZH

    def say(self, chinese: str, english: str) -> str:
        """The wording in this language."""
        return english if self is Lang.EN else chinese


def counted(count: int, noun: str) -> str:
    """A number with its English noun, in the plural where it is one."""
    if count == 1:
        return f"1 {noun}"
    if noun == "person":
        return f"{count:,} people"
    return f"{count:,} {noun}es" if noun.endswith("ch") else f"{count:,} {noun}s"
