"""Which update goes where. PTB takes the first route of a group that fits, so order matters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
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
from handlers.telegram.typing import patient
from handlers.watches import watches

if TYPE_CHECKING:
    from handlers.telegram.context import App
    from handlers.telegram.incoming import Asking
    from handlers.telegram.services import Services
    from handlers.views.markup import View

PRIVATE = filters.ChatType.PRIVATE
GROUP = filters.ChatType.GROUPS
CAPTIONED = filters.CAPTION & ~filters.Document.ALL & ~filters.VIA_BOT
"""A photo, a video or the like with words below it."""
FRESH = filters.UpdateType.MESSAGE
OWN_WORDS = filters.TEXT & ~filters.COMMAND & ~filters.VIA_BOT & ~filters.IS_AUTOMATIC_FORWARD
"""What somebody wrote himself: no result of inline mode, no post of the group's channel."""
PRIVATE_COMMANDS = (
    "saved", "export", "watch", "read", "speeches", "privacy", "forgetme", "start"
)  # fmt: skip
OPERATOR_COMMANDS = ("ingest", "sources", "stats", "backup")

Route = BaseHandler[Any, Any, Any]


def routes() -> list[Route]:
    """All routes in the order in which they are tried."""
    mine = FRESH & PRIVATE
    private_only = (*PRIVATE_COMMANDS, *OPERATOR_COMMANDS)
    edited = filters.UpdateType.EDITED_MESSAGE & filters.COMMAND
    no_text = mine & ~filters.StatusUpdate.ALL & ~filters.TEXT & ~filters.CAPTION
    return [
        CallbackQueryHandler(presses.on_press),
        InlineQueryHandler(inline.on_inline),
        ChatMemberHandler(membership_updates.on_own_membership),
        MessageHandler(filters.StatusUpdate.MIGRATE, membership_updates.on_migration),
        CommandHandler(("s", "search"), said(search.on_command)),
        CommandHandler("help", said(start.on_help), FRESH),
        CommandHandler("slogan", said(slogans.on_slogan)),
        CommandHandler("random", said(excerpt.on_random), FRESH),
        CommandHandler("daily", said(daily.on_daily), FRESH),
        CommandHandler("keep", said(shelf.on_keep), FRESH),
        CommandHandler("shelf", said(shelf.on_shelf), FRESH),
        CommandHandler("settings", said(group_settings.on_settings), FRESH),
        CommandHandler("start", said(start.on_start), mine),
        CommandHandler("saved", said(bookmarks.on_saved), mine),
        CommandHandler("export", said(exports.on_export), mine),
        CommandHandler("watch", said(watches.on_watch), mine),
        CommandHandler("read", said(reading.on_read), mine),
        CommandHandler("speeches", said(reading.on_speeches), mine),
        CommandHandler("privacy", said(privacy.on_privacy), mine),
        CommandHandler("forgetme", said(privacy.on_forgetme), mine),
        CommandHandler(private_only, said(start.on_private_command_in_group), FRESH & GROUP),
        CommandHandler("ingest", said(documents.on_ingest), mine),
        CommandHandler("sources", said(sources.on_sources), mine),
        CommandHandler("stats", said(stats.on_stats), mine),
        CommandHandler("backup", said(stats.on_backup), mine),
        MessageHandler(mine & filters.Document.ALL, said(documents.on_document)),
        MessageHandler(edited, said(search.on_edited_command)),
        # What is left of commands: unknown ones. In groups they are somebody else's.
        MessageHandler(mine & filters.COMMAND, said(start.on_unknown_command)),
        MessageHandler(PRIVATE & (OWN_WORDS | CAPTIONED), said(on_private_text)),
        MessageHandler(GROUP & OWN_WORDS, said(groups.on_group_text)),
        MessageHandler(no_text, said(start.on_not_text)),
    ]


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
