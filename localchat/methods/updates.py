"""Methods about the bot's own connection: getMe, getUpdates, webhook, files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from localchat import view
from localchat.errors import ApiError, bad_request
from localchat.files import DOWNLOAD_LIMIT

if TYPE_CHECKING:
    from localchat.methods.call import Call, Method

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


async def get_me(call: Call) -> object:
    """Describe the bot."""
    return view.user(call.bot.user) | {
        "can_join_groups": True,
        "can_read_all_group_messages": call.bot.sees_all,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_guest_queries": False,
        "supports_join_request_queries": False,
    }


async def get_updates(call: Call) -> object:
    """Hand over updates, waiting for the first up to `timeout` seconds.

    ApiError 409 while a webhook is set and when another call takes over.
    """
    if call.bot.webhook:
        raise ApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    limit = call.get("limit") or 100
    if not 1 <= limit <= 100:
        raise bad_request("limit must be between 1 and 100")
    if call.get("allowed_updates") is not None:
        call.bot.inbox.allowed = call.get("allowed_updates")
    seconds = min(max(call.get("timeout") or 0, 0), 50)
    return await call.bot.inbox.poll(call.get("offset") or 0, limit, seconds)


async def set_webhook(call: Call) -> object:
    """Have updates posted to a URL: https, or http on this machine; empty removes it."""
    url, secret = call.get("url"), call.get("secret_token")
    if not url:
        return await delete_webhook(call)
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if secret is not None and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if call.get("drop_pending_updates"):
        call.bot.inbox.clear()
    if call.get("allowed_updates") is not None:
        call.bot.inbox.allowed = call.get("allowed_updates")
    call.bot.inbox.interrupt()
    call.bot.webhook = {"url": url, "secret": secret}
    call.world.journal.write("webhook", bot_id=call.bot.user.id)
    return True


async def delete_webhook(call: Call) -> object:
    """Return to getUpdates."""
    if call.get("drop_pending_updates"):
        call.bot.inbox.clear()
    call.bot.webhook = {}
    call.world.journal.write("webhook", bot_id=call.bot.user.id)
    return True


async def get_webhook_info(call: Call) -> object:
    """Describe the webhook; an empty URL means there is none."""
    shown = {
        "url": call.bot.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(call.bot.inbox),
    }
    if call.bot.webhook.get("error"):
        shown["last_error_message"] = call.bot.webhook["error"]
        shown["last_error_date"] = call.bot.webhook["error_date"]
    if call.bot.inbox.allowed:
        shown["allowed_updates"] = call.bot.inbox.allowed
    return shown


async def get_file(call: Call) -> object:
    """Prepare a download; files above 20 MB are not handed over."""
    try:
        stored = call.world.files.find(call.get("file_id"))
    except ApiError as error:
        raise bad_request("invalid file_id") from error
    if stored.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return view.file(stored) | {"file_path": call.world.files.path(stored)}


async def leave_server(call: Call) -> object:
    """Accept logOut and close, which mean nothing here."""
    call.bot.inbox.interrupt()
    return True


UPDATES: dict[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "getFile": get_file,
    "logOut": leave_server,
    "close": leave_server,
}
