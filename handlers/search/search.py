"""Words said to the bot: private text, /s and /search, and their later edits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.search.questions import question_view
from handlers.search.typed_words import is_english, without_addresses, without_signs
from handlers.telegram.answering import (
    answer,
    change_answer,
    deliver_answer,
    earlier_answer,
)
from handlers.views.asking import (
    render_ask_words,
    render_edited_command,
)
from handlers.views.fixed import Fixed
from store.search.query import parse_query

if TYPE_CHECKING:
    from handlers.telegram.incoming import Asking
    from handlers.telegram.services import Services
    from handlers.views.markup import Button


EDITED_MARK = "edited "
"""Before what stands for a command: of a message that says that the command isn't carried out."""
LONGEST_MISS = 30
"""Characters of a question; what is longer is somebody's draft and no word to look for."""
LONGEST_TERM = 8
"""Characters of a term; what is longer is a sentence."""
LONGEST_COMMAND = 32
"""Characters of a command, as Telegram has it."""


async def on_command(services: Services, ask: Asking) -> None:
    """Answer `/s 词`; in reply to a message its words, and without any ask for them."""
    words = ask.words or _replied(services, ask)
    if words:
        await answer_words(services, ask, words)
    elif ask.hidden and not ask.edited:
        await answer(services, ask, Fixed.WORDS_BEHIND.view(ask.lang))
    elif not ask.edited:
        await services.sender.reply(ask.message, render_ask_words(ask.lang), quote=True)


def _replied(services: Services, ask: Asking) -> str:
    """What somebody said to whom the command replies; our own answers are no question."""
    replied = ask.message.reply_to_message
    if replied is None or replied.from_user is None:
        return ""
    if (replied.from_user.username or "").lower() == services.username.lower():
        return ""
    return " ".join((replied.text or replied.caption or "").split())


async def on_edited_command(services: Services, ask: Asking) -> None:
    """Put a line where the answer stood to what has been edited into a command."""
    command = ask.text.split()[0][:LONGEST_COMMAND]
    view = render_edited_command(ask.lang, command)
    asked = EDITED_MARK + services.store.answers.name_of(command)
    earlier = await earlier_answer(services, ask)
    if earlier is not None and earlier.query == asked:
        return
    if earlier is not None and await change_answer(services, earlier, view):
        services.store.answers.record(replace(earlier, query=asked))
        return
    # In a group it may be somebody else's command.
    if not ask.group:
        await services.sender.reply(ask.message, view)


async def answer_words(
    services: Services, ask: Asking, words: str, way: Button | None = None
) -> None:
    """Search, then answer; a question that was edited gets its old answer changed instead.

    `way` leads to what the words name besides.
    """
    view = await question_view(services, words, ask.viewer, way)
    await deliver_answer(services, ask, words, view)
    await count_question(services, ask.user.id, words)


async def count_question(services: Services, user_id: int, words: str) -> None:
    """Count a question that was answered, and what of it stands nowhere."""
    missed = await _missed(services, words) if len(words) <= LONGEST_MISS else ()
    await services.store.usage.count(user_id, missed, services.zone)


async def _missed(services: Services, words: str) -> tuple[str, ...]:
    """The terms of a question that stand nowhere: no slip, no name, and nothing that only asks."""
    search = services.store.search
    page = await search.search(without_signs(without_addresses(words)), limit=0)
    if page.match not in {None, "words"}:
        return ()
    typed = [needle.shown for needle in parse_query(page.query).needles]
    terms = [one for one in typed if len(one) <= LONGEST_TERM]
    return tuple(
        [one for one in terms if not await search.count(one) and await _names(services, one)]
    )


async def _names(services: Services, term: str) -> bool:
    """Whether a term names something, in none of its words asking for it; initials are none."""
    if is_english(term) and (await services.store.slogans.meant(term, limit=1)).items:
        return False
    return all(token.kind != "empty" for token in await services.store.words.read(term))
