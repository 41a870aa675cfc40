"""A group's shelf as a list, and what is said when something is put on it or taken off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.bookmarks.views.bookmarks import listed
from handlers.telegram.acts import Flag
from handlers.telegram.buttons import button, page_turns
from handlers.telegram.callback_data import Press, Verb, written_cut
from handlers.views.citation import cite_kept
from handlers.views.dates import month_day
from handlers.views.fixed import Fixed
from handlers.views.markup import Button, Toast, View, esc, rows, shorten
from handlers.views.paging import MOST_A_ROW, fitted, measures, page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.views.lang import Lang
    from store.people.model import Bookmark, BookmarkPage, Keepers, Kept
    from store.search.model import Span

_LONGEST_NAME = 8
_LONGEST_NOTE_SHOWN = 60


@dataclass(frozen=True, slots=True)
class ShelfFrame:
    """How a shelf is shown: in the group itself, or in a member's own chat.

    `keepers` are what those are called who kept the entries of the page, None where that is
    forgotten, empty for an anonymous administrator. `tags` are those that are offered, with counts
    and keys; `export_url` leads to the question for a file. What `closes` can be taken out of the
    group. `fillers` are those who may put something on the shelf.
    """

    lang: Lang
    group: bool
    chat_id: int
    wanted: str
    key: str
    keepers: tuple[str | None, ...]
    tags: tuple[tuple[str, int, str], ...]
    export_url: str
    zone: str
    closes: bool = True
    fillers: Keepers = "members"


def render_shelf(page: BookmarkPage, frame: ShelfFrame) -> View:
    """A page of a group's shelf."""
    lang = frame.lang
    everything = [button(lang.say("全部摘抄", "All kept"), Verb.SHELF, extra=_where(frame))]
    if not page.total:
        return View(_none(frame), rows(everything if frame.wanted else []))
    within = measures(group=frame.group)
    text = fitted(
        [_headline(frame, page.total) + page_of(page.offset, within.page, page.total)],
        len(page.items),
        lambda at, width, source: _entry(at, page.items, width, source, frame),
        within,
    )
    verb, opens = (Verb.SHELF, Flag.OPEN.value) if frame.group else (Verb.OPEN, "")
    numbers = [
        button(
            str(number), verb, frame.key if frame.group else "",
            page.offset + number - 1 if frame.group else 0, one.passage_id, opens,
        )
        for number, one in enumerate(page.items, start=1)
    ]  # fmt: skip
    here = Press(Verb.SHELF, frame.key, page.offset, extra=_where(frame))
    turns = page_turns(lang, here, within.page, page.total)
    export = Button(lang.say("导出", "Export"), url=frame.export_url)
    close = [button(lang.say("收起", "Close"), Verb.CLOSE)] if frame.closes else []
    ways = everything if frame.wanted else [_tag(one, frame) for one in frame.tags]
    room = MOST_A_ROW - len(turns) - len(close) - 1
    return View(text, rows(numbers, [*turns, *ways[:room], export, *close]))


def render_kept(kept: Kept, lang: Lang, *, back: bool = False) -> View:
    """A passage stands on the shelf now; `back` where it had been taken off."""
    said = lang.say(
        f"{'放回' if back else '放进'}本群摘抄了，第 {kept.total:,} 条。",
        f"{'Back' if back else 'Kept'} on the group's shelf, no. {kept.total:,}.",
    )
    note = _note(kept.entry, lang, _LONGEST_NOTE_SHOWN)
    if note:
        said += lang.say(f"备注：{note}", f" Note: {note}") if kept.entry.note else f" {note}"
    see = button(lang.say("看摘抄", "See it"), Verb.SHELF)
    return View(said, rows([take_off_button(kept.entry.passage_id, lang), see]))


def render_had(entry: Bookmark, keeper: str | None, zone: str, lang: Lang) -> View:
    """It stands there already."""
    who, day = esc(_who(keeper, lang)), _day(entry, zone, lang)
    see = button(lang.say("看摘抄", "See it"), Verb.SHELF)
    said = lang.say(
        f"本群摘抄里有了，{who} {day}放的。", f"The group has it already, kept by {who} on {day}."
    )
    return View(said, rows([see]))


def render_taken_off(passage_id: str, lang: Lang) -> View:
    """It stands there no longer."""
    back = button(lang.say("放回", "Put back"), Verb.TAKE_OFF, passage=passage_id, extra=Flag.NO)
    return View(lang.say("撤下了。", "Taken off."), rows([back]))


def take_off_button(passage_id: str, lang: Lang) -> Button:
    """撤下."""
    return button(lang.say("撤下", "Take off"), Verb.TAKE_OFF, passage=passage_id, extra=Flag.YES)


def render_which(offered: Sequence[tuple[str, Span | None]], key: str, lang: Lang) -> View:
    """Which passage of a list is to be kept; `key` names the note."""
    numbers = [
        button(str(number), Verb.SHELF, key, 0, passage, Flag.KEEP + written_cut(cut))
        for number, (passage, cut) in enumerate(offered, start=1)
    ]
    return View(lang.say("放哪一条？", "Which one?"), rows(numbers))


def render_members_only(title: str, lang: Lang) -> View:
    """Somebody who isn't in the group opened a link to its shelf."""
    name = esc(shorten(title, 30))
    whose = f"“{name}”的" if name else ""
    english = f" of “{name}”" if name else ""
    return View(
        lang.say(f"{whose}摘抄只给群成员看。", f"The shelf{english} is for the group's members.")
    )


def render_not_yours(keeper: str | None, lang: Lang) -> Toast:
    """Somebody else's entry can't be taken off."""
    if not keeper:
        return Toast(lang.say("只有群管理员能撤下", "Only group administrators can take it off"))
    name = shorten(keeper, _LONGEST_NAME)
    return Toast(
        lang.say(f"只有{name}和群管理员能撤下", f"Only {name} and administrators can take it off")
    )


def kept_line(entry: Bookmark, keeper: str | None, zone: str, lang: Lang) -> str:
    """`甲放的，11月21日｜年底会上用`, as HTML."""
    who, day = esc(_who(keeper, lang)), _day(entry, zone, lang)
    line = lang.say(f"{who}放的，{day}", f"Kept by {who}, {day}")
    note = _note(entry, lang, _LONGEST_NOTE_SHOWN)
    return f"{line}｜{note}" if note else line


def _entry(at: int, items: Sequence[Bookmark], width: int, source: int, frame: ShelfFrame) -> str:
    item = items[at]
    day = f"{item.saved_at.astimezone(ZoneInfo(frame.zone)):%m-%d}"
    who = f"{_who(frame.keepers[at], frame.lang)} {day} · "
    cited = cite_kept(item, max(source - len(who), 8), items)
    return listed(at + 1, item, width, who + cited)


def _headline(frame: ShelfFrame, total: int) -> str:
    lang, wanted = frame.lang, frame.wanted
    shown = esc(shorten(wanted.lstrip("#＃"), 30))
    if wanted.startswith(("#", "＃")):
        return lang.say(f"标签“{shown}” {total:,} 条", f"Tag “{shown}”: {total:,}")
    if wanted:
        return lang.say(f"本群摘抄里“{shown}” {total:,} 条", f"“{shown}” kept here: {total:,}")
    return lang.say(f"本群摘抄 {total:,} 条", f"Group shelf: {total:,}")


def _none(frame: ShelfFrame) -> str:
    if frame.wanted:
        shown = esc(shorten(frame.wanted, 30))
        return frame.lang.say(
            f"本群摘抄里没有“{shown}”。", f"Nothing on the group's shelf holds “{shown}”."
        )
    if frame.fillers == "nobody":
        return Fixed.NO_SHELF.view(frame.lang).text
    if frame.fillers == "administrators":
        return frame.lang.say(
            "本群还没有摘抄。群管理员回复我给的句子发 /keep，就放进来。",
            "Nothing on the group's shelf yet. Its administrators reply with /keep to a sentence "
            "of mine.",
        )
    return frame.lang.say(
        "本群还没有摘抄。回复我给的句子发 /keep，就放进来。",
        "Nothing on the group's shelf yet. Reply with /keep to a sentence of mine.",
    )


def _where(frame: ShelfFrame) -> str:
    """What buttons of the list say of the chat: nothing in the group itself."""
    return "" if frame.group else f"l{frame.chat_id}"


def _tag(one: tuple[str, int, str], frame: ShelfFrame) -> Button:
    tag, count, key = one
    return button(f"{tag} {count:,}", Verb.SHELF, key, extra=_where(frame))


def _who(keeper: str | None, lang: Lang) -> str:
    if keeper is None:
        return lang.say("同事", "a colleague")
    if not keeper:
        return lang.say("群管理员", "an administrator")
    return shorten(keeper, _LONGEST_NAME)


def _day(entry: Bookmark, zone: str, lang: Lang) -> str:
    return month_day(entry.saved_at.astimezone(ZoneInfo(zone)).date(), lang)


def _note(entry: Bookmark, lang: Lang, longest: int) -> str:
    tags = esc(lang.say("、", ", ").join(entry.tags))
    tagged = lang.say(f"标签 {tags}", f"tags {tags}") if tags else ""
    note = esc(shorten(entry.note, longest))
    return lang.say("　", " · ").join(filter(None, (note, tagged)))
