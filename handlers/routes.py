"""Which update goes where. PTB takes the first route of a group that fits, so order matters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from handlers import access, errors, presses, typed
from handlers.account import privacy, start
from handlers.admin import correcting, holidays, membership_updates, sources, stats
from handlers.admin import uploads as documents
from handlers.bookmarks import bookmarks, shelf
from handlers.daily import daily
from handlers.daily import settings as daily_settings
from handlers.files import exports
from handlers.reading import reading
from handlers.search import groups, inline, search
from handlers.search import random as excerpt
from handlers.settings import settings as group_settings
from handlers.slogans import slogans
from handlers.telegram.answering import said
from handlers.telegram.command import Command
from handlers.telegram.typing import patient
from handlers.watches import watches

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.telegram.context import App
    from handlers.telegram.incoming import Asking
    from handlers.telegram.services import Services
    from handlers.views.markup import View

PRIVATE = filters.ChatType.PRIVATE
GROUP = filters.ChatType.GROUPS
FRESH = filters.UpdateType.MESSAGE
OWN = ~filters.VIA_BOT & ~filters.IS_AUTOMATIC_FORWARD
"""What somebody wrote himself: no result of inline mode, no post of the group's channel."""
CAPTIONED = filters.CAPTION & OWN & ~(PRIVATE & filters.Document.ALL)
"""A picture or the like with words below it; a document in private is one to take in."""
PRIVATE_COMMANDS = (
    "saved", "export", "watch", "read", "speeches", "privacy", "forgetme", "start"
)  # fmt: skip
OPERATOR_COMMANDS = ("ingest", "sources", "stats", "backup")

Route = BaseHandler[Any, Any, Any]


COMMAND = Command()
OWN_WORDS = (filters.TEXT & OWN | CAPTIONED) & ~COMMAND


def routes() -> list[Route]:
    """All routes in the order in which they are tried."""
    mine = FRESH & PRIVATE
    private_only = (*PRIVATE_COMMANDS, *OPERATOR_COMMANDS)
    edited = filters.UpdateType.EDITED_MESSAGE & COMMAND
    no_text = mine & ~filters.StatusUpdate.ALL & ~filters.TEXT & ~filters.CAPTION
    return [
        CallbackQueryHandler(presses.on_press),
        InlineQueryHandler(inline.on_inline),
        ChatMemberHandler(membership_updates.on_own_membership),
        MessageHandler(filters.StatusUpdate.MIGRATE, membership_updates.on_migration),
        _command(("s", "search"), search.on_command),
        _command("help", start.on_help, FRESH),
        _command("slogan", slogans.on_slogan),
        _command("random", excerpt.on_random, FRESH),
        _command("daily", daily.on_daily, FRESH),
        _command("keep", shelf.on_keep, FRESH),
        _command("shelf", shelf.on_shelf, FRESH),
        _command("settings", group_settings.on_settings, FRESH),
        _command("start", start.on_start, mine),
        _command("saved", bookmarks.on_saved, mine),
        _command("export", exports.on_export, mine),
        _command("watch", watches.on_watch, mine),
        _command("read", reading.on_read, mine),
        _command("speeches", reading.on_speeches, mine),
        _command("privacy", privacy.on_privacy, mine),
        _command("forgetme", privacy.on_forgetme, mine),
        _command(private_only, start.on_private_command_in_group, FRESH & GROUP),
        _command("ingest", documents.on_ingest, mine),
        _command("sources", sources.on_sources, mine),
        _command("stats", stats.on_stats, mine),
        _command("backup", stats.on_backup, mine),
        MessageHandler(mine & filters.Document.ALL, said(documents.on_document)),
        MessageHandler(edited, said(search.on_edited_command)),
        # What is left of commands: unknown ones. In groups they are somebody else's.
        MessageHandler(mine & COMMAND, said(start.on_unknown_command)),
        MessageHandler(PRIVATE & OWN_WORDS, said(on_private_text)),
        MessageHandler(GROUP & OWN_WORDS, said(groups.on_group_text)),
        MessageHandler(no_text, said(start.on_not_text)),
    ]


def _command(
    names: str | tuple[str, ...],
    handler: Callable[[Services, Asking], Awaitable[View | None]],
    where: filters.BaseFilter = filters.UpdateType.MESSAGES,
) -> Route:
    named = (names,) if isinstance(names, str) else names
    heard = where & Command(*named) & (filters.TEXT | CAPTIONED)
    return MessageHandler(heard, said(handler))


def install(application: App) -> None:
    """Give the application its routes: first who may ask at all, then what is asked."""
    application.add_handler(TypeHandler(Update, access.gate), group=-1)
    for route in routes():
        route.callback = patient(route.callback)
        application.add_handler(route)
    application.add_error_handler(errors.on_error)


async def on_private_text(services: Services, ask: Asking) -> View | None:
    """Take a reply for what we asked for: a correction, a note, a setting; else for a question.

    An operator's notice of days off is taken for what it is.
    """
    takers = (
        correcting.on_correction, bookmarks.on_note, daily_settings.on_answer, holidays.on_notice
    )  # fmt: skip
    for take in takers:
        if await take(services, ask):
            return None
    return await typed.on_text(services, ask)
