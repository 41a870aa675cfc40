"""What an excerpt is drawn from: the choices, and what they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.daily.views.daily import content_said
from handlers.daily.views.settings import ticked
from handlers.telegram.buttons import page_turns
from handlers.telegram.callback_data import Press, Verb
from handlers.views.markup import View, esc, rows, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.daily.views.settings import Desk
    from handlers.views.lang import Lang
    from store.delivery.model import SourceKind, Subscription
    from store.documents.model import Source

SOURCES_PAGE = 5
MOST_TAGS = 9
LONGEST_TAG = 6

CHOICES: dict[str, SourceKind] = {"w": "word", "s": "slogan", "d": "document", "p": "picked"}
"""The kinds of what is drawn from, as buttons name them."""


def render_content(desk: Desk, subscription: Subscription, usual: int | None) -> View:
    """What to draw from."""
    kind, group = subscription.source_kind, subscription.chat_id < 0
    shelf = kind == "picked" and subscription.source_value.startswith("-")
    own = kind == "picked" and not shelf
    year = _first_year(subscription, usual)
    return View(
        desk.lang.say("从哪里选？现在：", "Draw from what? Now: ")
        + content_said(subscription, desk.lang)
        + (desk.lang.say(f"，{year} 年以来", f", from {year} on") if year else ""),
        rows(
            [
                desk.button(ticked("全部", kind == "all"), "Everything", "ca"),
                desk.button(ticked("某个词", kind == "word"), "A word", "cw"),
                desk.button(ticked("某个口号", kind == "slogan"), "A slogan", "cs"),
                desk.button(ticked("某份文件", kind == "document"), "A document", "cd"),
            ],
            [
                desk.button(ticked("我的收藏", own), "My bookmarks", "cp"),
                *([desk.button(ticked("本群摘抄", shelf), "Shelf", "cg")] if group else []),
            ],
            [desk.button(f"年份 {year} 起" if year else "年份", "Years", "cy"), desk.back],
        ),
    )


def render_years(desk: Desk, subscription: Subscription, usual: int | None) -> View:
    """From which year on; `usual` is where it begins unless somebody says otherwise."""
    lang = desk.lang
    chosen = subscription.from_year
    years = [usual + more for more in (4, 7)] if usual else []
    buttons = [
        desk.button(ticked(str(year), chosen == year), str(year), "cy", str(year)) for year in years
    ]
    if usual:
        buttons.insert(
            0, desk.button(ticked(str(usual), chosen is None), str(usual), "cy", "usual")
        )
    buttons.append(desk.button("自己写", "Other", "ya"))
    last = [desk.button(ticked("不限", chosen == 0), "Every year", "cy", "0"), desk.back]
    text = lang.say("只用哪年以来的讲话？", "Speeches from which year on?")
    return View(text, rows(buttons, last))


def render_documents(
    desk: Desk, sources: Sequence[Source], keys: Sequence[str], offset: int, total: int
) -> View:
    """Which document to draw from; `keys` name the sources in buttons."""
    lines = [desk.lang.say("用哪份文件？", "Which document?")]
    lines += [f"{number} {esc(one.source)}" for number, one in enumerate(sources, start=1)]
    numbers = [
        desk.button(str(number), str(number), "cc", "d", query=key)
        for number, key in enumerate(keys, start=1)
    ]
    here = Press(Verb.DAILY_SETTING, offset=offset, extra=f"cd:{desk.chat_id}")
    turns = page_turns(desk.lang, here, SOURCES_PAGE, total)
    return View("\n".join(lines), rows(numbers, [*turns, desk.back]))


def render_bookmarks(
    desk: Desk, total: int, tags: Sequence[tuple[str, int, str]], every: str
) -> View:
    """All of one's bookmarks, or those of a tag; each with its number, and its key in buttons."""
    lang = desk.lang
    if not total:
        said = lang.say(
            "还没有收藏。看到好句子按“收藏”，再来这里选。",
            "Nothing saved yet. Press Save under good sentences, then choose here.",
        )
        return View(said, rows([desk.button("返回", "Back", "c")]))
    buttons = [desk.button(f"全部 {total:,}", f"All {total:,}", "cc", "p", query=every)]
    for tag, count, key in tags[:MOST_TAGS]:
        label = f"{tag} {count:,}"
        buttons.append(desk.button(label, label, "cc", "p", query=key))
    buttons.append(desk.button("返回", "Back", "c"))
    return View(lang.say("用哪些？", "Which ones?"), rows(buttons[:4], buttons[4:8], buttons[8:]))


def render_shelf(desk: Desk, total: int) -> View:
    """The group's shelf is drawn from now on, or it is empty and nothing has changed."""
    if not total:
        said = desk.lang.say(
            "本群还没有摘抄，没有改。在群里回复我给的句子发 /keep，就放进去。",
            "Nothing on the group's shelf yet; nothing has changed. Reply with /keep in the group.",
        )
    else:
        said = desk.lang.say(
            f"以后从本群摘抄的 {total:,} 条里选，发完从头再来。",
            f"From now on one of the {total:,} on the group's shelf, then from the start again.",
        )
    return View(said, rows([desk.button("返回", "Back", "c")]))


def render_few(desk: Desk, said: str, count: int, use: tuple[str, str, str]) -> View:
    """What was chosen leaves little or nothing; `use` are action, value and key that take it."""
    lang = desk.lang
    if count:
        text = lang.say(
            f"{said}、能独立成句的只有 {count} 条，发{_days(count)}就用完。",
            f"{said}: only {count} can stand alone, enough for {count} days.",
        )
    else:
        text = lang.say(
            f"{said}、能独立成句的一条也没有，用了就没有可发的。",
            f"{said}: nothing can stand alone, so nothing would go out.",
        )
    action, value, key = use
    buttons = [
        desk.button("还是用", "Use it", action, value, query=key),
        desk.button("算了", "Never mind", "c"),
    ]
    return View(text, rows(buttons))


def render_no_slogan(desk: Desk, written: str, others: Sequence[tuple[str, int, str]]) -> View:
    """No slogan: others that are, each with its number of passages and its key in buttons."""
    shown = esc(shorten(written, 20))
    text = desk.lang.say(
        f"没有口号“{shown}”，没有改。换一个：",
        f"There is no slogan “{shown}”; nothing has changed. Another one:",
    )
    buttons = [
        desk.button(f"{name} {count:,}", f"{name} {count:,}", "cc", "s", query=key)
        for name, count, key in others
    ]
    return View(text, rows(buttons, [desk.button("返回", "Back", "c")]))


def choice_said(kind: SourceKind, value: str, lang: Lang) -> str:
    """What was chosen, as the beginning of a sentence, as HTML."""
    shown = esc(shorten(value, 20))
    match kind:
        case "word":
            return lang.say(f"含“{shown}”", f"With “{shown}”")
        case "slogan":
            return lang.say(f"含口号“{shown}”", f"With the slogan “{shown}”")
        case "document":
            return lang.say(f"《{shown}》里", f"In “{shown}”")
        case "picked":
            tag = esc(shorten(value.partition("#")[2], 20))
            return lang.say(f"标签“{tag}”的收藏里" if tag else "收藏里", "In your bookmarks")
        case _:
            return lang.say("全部资料里", "In all documents")


def year_said(year: int, lang: Lang) -> str:
    """From which year on, as the beginning of a sentence."""
    return lang.say(f"{year} 年以来", f"From {year} on")


def _first_year(subscription: Subscription, usual: int | None) -> int | None:
    if subscription.from_year is not None:
        return subscription.from_year
    # Who names what is old wants it.
    return None if subscription.source_kind in ("document", "picked") else usual


def _days(count: int) -> str:
    return {1: "一天", 2: "两天"}.get(count, f" {count} 天")
