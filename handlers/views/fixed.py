"""What is always said in the same words."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from handlers.views.markup import View

if TYPE_CHECKING:
    from handlers.views.lang import Lang


class Fixed(Enum):
    """Messages without anything of the case in them, in Chinese and English."""

    NOTHING_DELETED = ("好，什么都没删。", "Fine, nothing was deleted.")
    TOO_MUCH = (
        "这里排队的太多了，从这条起先不收；等前面的答完，请再发一次。",
        (
            "Too much is waiting here. I take nothing from this message on; "
            "please send it again when the others are answered."
        ),
    )
    SPEECH_UNCHANGED = ("这一篇已经不在了，没有改。", "That speech is gone; nothing was changed.")
    NOTICE_LEFT = ("好，没有用这份安排。", "Fine, it was not taken.")
    ONLY_OPERATORS = ("这个命令只有管理员能用。", "Only administrators can use this command.")
    REMOVING = ("正在删除…", "Removing…")
    QUESTIONS_A_DAY = ("最近 30 天每天查了多少次", "Questions a day over the last 30 days")
    BACKING_UP = ("正在备份…", "Making a backup…")
    HOW_TO_INGEST = (
        (
            "把文件直接发给我就行，可以一次发几份；我先给你看认出了什么，再由你决定收不收。"
            "整个文件夹请在服务器上运行 python -m bot ingest 文件夹。"
        ),
        (
            "Just send me documents, several at once if you like; I show what I recognised "
            "before you decide. For whole folders run python -m bot ingest FOLDER on the server."
        ),
    )
    TAKING = ("正在收录…", "Adding…")
    UNDOING = ("正在撤回…", "Taking it back…")
    NOTE_LOST = (
        "这一条已经不在收藏里了，先收藏再写备注。",
        "That one isn't saved any more; save it, then add a note.",
    )
    NOT_ALLOWED = ("只有群管理员能改每日一摘。", "Only group administrators can change it.")
    NOTHING_READ = (
        "还没有读过哪一篇。在一段下面按“全文”，或发 /speeches 挑一篇。",
        "Nothing read yet. Press Full text under a passage, or choose with /speeches.",
    )
    CLOSED = ("已收起。", "Closed.")
    NO_SLOGANS = ("库里的讲话还没有口号。", "The speeches here hold no slogans yet.")
    HOW_TO_KEEP = (
        "回复我给的句子发 /keep，就放进本群摘抄。",
        "Reply with /keep to a sentence of mine.",
    )
    SHOW_FIRST = (
        "先按“发到群里”，再回复那条发 /keep。",
        "Press Show all first, then reply to that with /keep.",
    )
    NOT_OURS = ("只能放我给的句子。", "Only sentences of mine can be kept.")
    PASSAGE_GONE = ("这一段已经不在库里了。", "This passage is no longer in the library.")
    ADMINISTRATORS_KEEP = (
        "本群摘抄由群管理员放。",
        "Group administrators fill the shelf of this group.",
    )
    NO_SHELF = (
        "本群不用摘抄，要用请找群管理员。",
        "This group keeps no shelf; its administrators can change that.",
    )
    SHELVES_ARE_GROUPS = (
        "摘抄在群里看，到群里发 /shelf。",
        "A shelf is a group's: send /shelf in the group.",
    )
    ASK_ADMINISTRATORS = (
        "本群的设置请找群管理员。",
        "The group's administrators change its settings.",
    )
    WORDS_BEHIND = ("把词写在后面，像 /s 靠前服务", "Put the words behind it, as in /s 靠前服务")
    WELCOME = ("不客气，接着发词就行。", "You're welcome. Send another word any time.")

    def view(self, lang: Lang) -> View:
        """The message in a language."""
        return View(lang.say(*self.value))
