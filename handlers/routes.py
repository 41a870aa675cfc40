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

from handlers import (
    access,
    bookmarks,
    correcting,
    daily,
    daily_settings,
    documents,
    errors,
    excerpt,
    exports,
    groups,
    inline,
    membership_updates,
    presses,
    privacy,
    reading,
    search,
    slogans,
    sources,
    start,
    stats,
)
from handlers.patience import patient

if TYPE_CHECKING:
    from handlers.context import App, Context

PRIVATE = filters.ChatType.PRIVATE
GROUP = filters.ChatType.GROUPS
FRESH = filters.UpdateType.MESSAGE
OWN_WORDS = filters.TEXT & ~filters.COMMAND & ~filters.VIA_BOT & ~filters.IS_AUTOMATIC_FORWARD
"""What somebody wrote himself: no result of inline mode, no post of the group's channel."""
PRIVATE_COMMANDS = ("saved", "export", "read", "speeches", "privacy", "forgetme", "start")
OPERATOR_COMMANDS = ("ingest", "sources", "stats", "backup")

Route = BaseHandler[Any, "Context", Any]


def routes() -> list[Route]:
    """All routes in the order in which they are tried."""
    return [
        CallbackQueryHandler(presses.on_press),
        InlineQueryHandler(inline.on_inline),
        ChatMemberHandler(membership_updates.on_own_membership),
        MessageHandler(filters.StatusUpdate.MIGRATE, membership_updates.on_migration),
        CommandHandler(("s", "search"), search.on_command),
        CommandHandler("help", start.on_help, FRESH),
        CommandHandler("slogan", slogans.on_slogan),
        CommandHandler("random", excerpt.on_random, FRESH),
        CommandHandler("daily", daily.on_daily, FRESH),
        CommandHandler("start", start.on_start, FRESH & PRIVATE),
        CommandHandler("saved", bookmarks.on_saved, FRESH & PRIVATE),
        CommandHandler("export", exports.on_export, FRESH & PRIVATE),
        CommandHandler("read", reading.on_read, FRESH & PRIVATE),
        CommandHandler("speeches", reading.on_speeches, FRESH & PRIVATE),
        CommandHandler("privacy", privacy.on_privacy, FRESH & PRIVATE),
        CommandHandler("forgetme", privacy.on_forgetme, FRESH & PRIVATE),
        CommandHandler(
            (*PRIVATE_COMMANDS, *OPERATOR_COMMANDS),
            start.on_private_command_in_group,
            FRESH & GROUP,
        ),
        CommandHandler("ingest", documents.on_ingest, FRESH & PRIVATE),
        CommandHandler("sources", sources.on_sources, FRESH & PRIVATE),
        CommandHandler("stats", stats.on_stats, FRESH & PRIVATE),
        CommandHandler("backup", stats.on_backup, FRESH & PRIVATE),
        MessageHandler(FRESH & PRIVATE & filters.Document.ALL, documents.on_document),
        MessageHandler(
            filters.UpdateType.EDITED_MESSAGE & filters.COMMAND, search.on_edited_command
        ),
        # What is left of commands: unknown ones. In groups they are somebody else's.
        MessageHandler(FRESH & PRIVATE & filters.COMMAND, start.on_unknown_command),
        MessageHandler(PRIVATE & filters.REPLY & OWN_WORDS, on_private_reply),
        MessageHandler(PRIVATE & OWN_WORDS, search.on_text),
        MessageHandler(GROUP & OWN_WORDS, groups.on_group_text),
        MessageHandler(
            FRESH & PRIVATE & ~filters.StatusUpdate.ALL & ~filters.TEXT, start.on_not_text
        ),
    ]


def install(application: App) -> None:
    """Give the application its routes: first who may ask at all, then what is asked."""
    application.add_handler(TypeHandler(Update, access.gate), group=-1)
    for route in routes():
        route.callback = patient(route.callback)
        application.add_handler(route)
    application.add_error_handler(errors.on_error)


async def on_private_reply(update: Update, context: Context) -> None:
    """Take a reply for what we asked for: a correction, a note, a setting; else for a question."""
    if await correcting.on_correction(update, context):
        return
    if await bookmarks.on_note(update, context):
        return
    if not await daily_settings.on_answer(update, context):
        await search.on_text(update, context)
