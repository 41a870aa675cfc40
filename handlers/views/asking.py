"""What is said where there are no words to look for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.views.markup import Button, View, esc, shorten

if TYPE_CHECKING:
    from handlers.views.lang import Lang


def render_edited_command(lang: Lang, command: str) -> View:
    """A message was edited into a command; done twice by mistake, some could not be undone."""
    shown = esc(shorten(command, 20))
    return View(
        lang.say(
            f"改出来的命令不执行，请把 {shown} 另发一条。",
            f"An edited message runs no command; please send {shown} anew.",
        )
    )


def render_ask_words(lang: Lang) -> View:
    """`/s` without words asks for them."""
    return View(lang.say(*QUESTIONS), asks=True)


def render_see_in_private(url: str, lang: Lang) -> View:
    """The answer is for the asker alone, and can't be given here."""
    return View(
        lang.say("本群的回答只给本人看：", "Answers here are for the asker alone:"),
        ((Button(lang.say("到私聊看", "See it in private"), url=url),),),
    )


QUESTIONS = ("要查什么？", "What shall I look for?")
