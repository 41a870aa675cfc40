"""What was typed before it is a question: addresses, signs, what is asked after. Pure."""

from __future__ import annotations

import re
import unicodedata

_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE)
_SIGNS = frozenset(("So", "Sk", "Cf", "Co", "Cn", "Cs"))
"""Categories of emoji, of what changes their colour, and of what isn't seen (Unicode 15)."""
_JOINERS = "\ufe0e\ufe0f\u20e3"
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z0-9'’ .,?!&/-]*")
_MEANING = (
    re.compile(r"(?:什么是|啥是|何谓|什么叫|请?解释(?:一下)?)(?P<name>.+)"),
    re.compile(
        r"(?P<name>.+?)(?:是什么意思|是啥意思|什么意思|的意思(?:是什么)?|的含义(?:是什么)?"
        r"|指的?是什么|指什么|是指什么|是什么|是啥)"
    ),
)
_REQUEST = re.compile(
    r"(?:请|麻烦)?(?:(?:帮我|帮忙|帮|给我|替我)[找查搜看](?:一下|几句|一句|几段|[找查些])?"
    r"|[找查搜](?:一下|几句|一句|几段))(?:关于|有关)?(?P<wanted>.+?)(?:的(?:句子|说法|原话|话))?"
)
_END = " 　？?。.！!吗呢"


def without_addresses(text: str) -> str:
    """The text without addresses of pages."""
    return " ".join(_ADDRESS.sub(" ", text).split())


def without_signs(text: str) -> str:
    r"""The text without emoji and without what isn't seen.

    >>> without_signs("🚩 新\u200b时代")
    '新时代'
    """
    kept = "".join(
        character
        for character in text
        if character not in _JOINERS and unicodedata.category(character) not in _SIGNS
    )
    return kept.strip() if kept != text else text


def says_something(text: str) -> bool:
    """Whether it holds anything but signs."""
    return any(character.isalnum() for character in text)


def is_english(text: str) -> bool:
    """Whether it was typed in the Latin alphabet throughout."""
    return _ENGLISH.fullmatch(text.strip()) is not None


def asked_after(text: str) -> str:
    """What a question asks the meaning of; empty for any other.

    >>> asked_after("什么是一线三问？"), asked_after("一线三问是什么意思"), asked_after("一线三问")
    ('一线三问', '一线三问', '')
    """
    for form in _MEANING:
        match = form.fullmatch(text.strip(_END))
        if match:
            return match["name"].strip(_END + "“”\"'")
    return ""


def asked_for(text: str) -> str:
    """What a request asks to be found; empty for any other text.

    >>> asked_for("帮我找一下一窗通办"), asked_for("请查几句关于食堂的话"), asked_for("找差距")
    ('一窗通办', '食堂', '')
    """
    match = _REQUEST.fullmatch(text.strip(_END))
    return match["wanted"] if match else ""
