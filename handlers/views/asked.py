"""What was asked for, in words: the beginning of an answer's first line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.views.markup import esc, shorten
from store.query import HEADING, parse_query, unquoted

if TYPE_CHECKING:
    from handlers.views.lang import Lang
    from store.query import Filter, Needle

LONGEST_QUERY_SHOWN = 40
LONGEST_VALUE_SHOWN = 16
MOST_WORDS_NAMED = 4
LONGEST_WORD_NAMED = 10
"""Characters; longer ones are sentences that were pasted, and not words to be held together."""


def shown(text: str) -> str:
    """What was typed, for between quotation marks, cut to what a line has room for, as HTML."""
    return esc(shorten(unquoted(text) or " ".join(text.split()), LONGEST_QUERY_SHOWN))


def asked(text: str, lang: Lang) -> str:
    """The query as it was understood, as HTML, up to where the count follows."""
    query = parse_query(text)
    conditions = [_condition(condition, lang) for condition in query.filters]
    words = _words(query.needles, lang)
    if words is None:
        return f"“{shown(text)}” "
    excluded = lang.say("、", " or ").join(f"“{shown(word)}”" for word in query.excluded)
    if excluded:
        words += lang.say(f"、不含{excluded}", f" without {excluded}")
    said = " · ".join([*conditions, *([words] if words else [])])
    if len(query.needles) > 1 or query.excluded:
        return said + lang.say("：", ": ")
    return f"{said} "


def _words(needles: tuple[Needle, ...], lang: Lang) -> str | None:
    """The words that must stand together; None where they are too much to name."""
    if len(needles) == 1:
        pattern = lang.say("句式", "pattern ") if len(needles[0].parts) > 1 else ""
        return f"{pattern}“{shown(needles[0].shown)}”"
    if len(needles) > MOST_WORDS_NAMED or any(
        len(needle.shown) > LONGEST_WORD_NAMED for needle in needles
    ):
        return None
    named = lang.say("", " with ").join(f"“{shown(needle.shown)}”" for needle in needles)
    return lang.say(f"同含{named}", named) if needles else ""


def _condition(condition: Filter, lang: Lang) -> str:
    value = esc(shorten(condition.value, LONGEST_VALUE_SHOWN))
    match condition.field:
        case "year":
            return lang.say(f"{value} 年", value)
        case "title":
            return lang.say(f"标题“{value}”", f"title “{value}”")
        case "file":
            return lang.say(f"文件“{value}”", f"file “{value}”")
        case "kind" if condition.value == HEADING:
            return lang.say("小标题", "headings")
        case _:
            return value
