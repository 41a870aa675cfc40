"""What was asked for, in words: the beginning of an answer's first line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.views.markup import esc, shorten
from store.search.query import HEADING, parse_query, plainly, unquoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.views.lang import Lang
    from store.search.query import Filter, Needle

LONGEST_QUERY_SHOWN = 40
LONGEST_VALUE_SHOWN = 16
MOST_WORDS_NAMED = 4
USES = {
    "开头": ("讲话开头", "Opening"), "结尾": ("讲话结尾", "Ending"), "金句": ("像金句", "Quotable"),
    "比喻": ("打比方", "Image"), "排比": ("排比", "Parallel"), "引用": ("引诗文", "Quotation"),
}  # fmt: skip
"""How it is said that a passage stands at a place, or has a mark."""
NEW = ("新的", "new")
"""How it is said that what one follows has come in since he was told last."""
LONGEST_WORD_NAMED = 10
"""Characters; longer ones are sentences that were pasted, and not words to be held together."""


def shown(text: str) -> str:
    """What was typed, for between quotation marks, cut to what a line has room for, as HTML."""
    return esc(shorten(unquoted(text) or " ".join(text.split()), LONGEST_QUERY_SHOWN))


def asked(text: str, lang: Lang) -> str:
    """The query as it was understood, as HTML, up to where the count follows."""
    query = parse_query(text)
    conditions = _conditions([one for one in query.filters if one.field != "arrival"], lang)
    words = _words(query.needles, lang)
    if words is None:
        return lang.say(f"“{shown(plainly(text))}” ", f"“{shown(plainly(text))}”: ")
    if query.loose:
        words += lang.say("（不管标点）", " (any punctuation)")
    excluded = lang.say("、", " or ").join(f"“{shown(word)}”" for word in query.excluded)
    if excluded:
        words += lang.say(f"、不含{excluded}", f" without {excluded}")
    said = " · ".join([*conditions, *([words] if words else [])])
    if any(one.field == "arrival" for one in query.filters):
        return f"{said} {lang.say(*NEW)} "
    if len(query.needles) > 1 or query.excluded:
        return said + lang.say("：", ": ")
    return said + lang.say(" ", ": ")


def within(text: str, lang: Lang) -> str:
    """What of a query narrows where one looks, before what is said of it, as HTML."""
    filters = [one for one in parse_query(text).filters if one.field != "kind"]
    return "".join(f"{said} · " for said in _conditions(filters, lang))


def _conditions(filters: Sequence[Filter], lang: Lang) -> list[str]:
    """The filters in words; several of one field, of which any will do, as one."""
    said = {
        field: [condition(one, lang) for one in filters if one.field == field]
        for field in dict.fromkeys(one.field for one in filters)
    }
    return [lang.say(" 或 ", " or ").join(values) for values in said.values()]


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


def condition(one: Filter, lang: Lang) -> str:
    """A filter, typed or understood, in words."""
    value = esc(shorten(one.value, LONGEST_VALUE_SHOWN))
    match one.field:
        case "year":
            return _years(value, lang)
        case "title":
            return lang.say(f"标题含“{value}”", f"title with “{value}”")
        case "file":
            return lang.say(f"文件“{value}”", f"file “{value}”")
        case "kind" if one.value == HEADING:
            return lang.say("小标题", "headings")
        case "arrival":
            return lang.say(*NEW)
        case "place" | "mark":
            return lang.say(*USES[one.value])
        case _:
            return value


def _years(value: str, lang: Lang) -> str:
    first, dash, last = value.partition("-")
    if not dash:
        return lang.say(f"{value} 年", value)
    if not last:
        return lang.say(f"{first} 年以来", f"since {first}")
    return lang.say(f"{first}—{last} 年", f"{first}–{last}")
