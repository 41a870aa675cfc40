"""The first words in a group, and what is said while the library is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.views.lang import counted
from handlers.views.markup import View, esc

if TYPE_CHECKING:
    from handlers.views.lang import Lang


def render_greeting(lang: Lang, speeches: int, username: str) -> View:
    """Three lines on being added to a group: who, how to ask, how to get one every morning."""
    holds = (
        lang.say(f"库里有 {speeches:,} 篇讲话。", f"I hold {counted(speeches, 'speech')}.")
        if speeches
        else lang.say("资料库还是空的。", "My library is still empty.")
    )
    hello = lang.say(f"大家好，我是摘句，{holds}", f"Hello, I find sentences; {holds}")
    return View(f"{hello}\n{group_help(lang, username)}")


def group_help(lang: Lang, username: str) -> str:
    """How to ask in a group, and how to get an excerpt every morning, as HTML."""
    return lang.say(
        f"查句子：/s 词，或 @{esc(username)} 词；按“收藏”只有你自己看得到。\n"
        "管理员：/daily 08:30 每天早上来一条，/settings 本群设置。",
        f"/s words, or @{esc(username)} words, finds sentences; "
        "what you save only you can see.\n"
        "Administrators: /daily 08:30, one every morning; /settings of the group.",
    )


def render_empty_store(lang: Lang, *, operator: bool) -> View:
    """Nothing has been taken in yet."""
    if operator:
        return View(
            lang.say(
                "资料库还是空的。把 Word、PDF、WPS 或 txt 发给我，"
                "或在服务器上运行 python -m bot ingest 文件夹。",
                "The library is still empty. Send me documents, "
                "or run python -m bot ingest FOLDER on the server.",
            )
        )
    return View(
        lang.say(
            "资料库还是空的，请管理员先放几份讲话进来。",
            "The library is still empty; please ask the administrator to add some speeches.",
        )
    )
