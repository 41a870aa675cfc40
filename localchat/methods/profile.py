"""Methods by which a bot describes itself: commands, texts, menu button, default rights."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from localchat.errors import bad_request
from localchat.state import ADMIN_RIGHTS, Json

if TYPE_CHECKING:
    from localchat.methods.call import Call, Method

COMMANDS_LIMIT = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")


async def set_commands(call: Call) -> object:
    """Set the command menu of a scope and language."""
    commands: list[Json] = call.get("commands")
    if len(commands) > COMMANDS_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not _COMMAND.fullmatch(one["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
    call.bot.commands[_key(call)] = commands
    call.world.journal.write("commands", bot_id=call.bot.user.id)
    return True


async def get_commands(call: Call) -> object:
    """Return the commands of exactly this scope and language."""
    return call.bot.commands.get(_key(call), [])


async def delete_commands(call: Call) -> object:
    """Remove the commands of exactly this scope and language."""
    call.bot.commands.pop(_key(call), None)
    call.world.journal.write("commands", bot_id=call.bot.user.id)
    return True


def _key(call: Call) -> tuple[str, str]:
    scope: Json = call.get("scope") or {"type": "default"}
    if "chat_id" in scope:
        call.world.chat_for(call.bot, scope["chat_id"])
    return json.dumps(scope, sort_keys=True), _language(call)


def _language(call: Call) -> str:
    language: str = call.get("language_code") or ""
    if language and not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


async def set_text(call: Call) -> object:
    """Set name, description or short description in a language; empty removes it."""
    field = _field(call.method)
    key = (field, _language(call))
    value = call.get(field)
    if value:
        call.bot.texts[key] = value
    else:
        call.bot.texts.pop(key, None)
    if key == ("name", ""):
        call.bot.user.first_name = value or call.bot.username
    return True


async def get_text(call: Call) -> object:
    """Return name, description or short description, the default for an unset language."""
    field = _field(call.method)
    texts = call.bot.texts
    fallback = texts.get((field, ""), call.bot.user.first_name if field == "name" else "")
    return {field: texts.get((field, _language(call)), fallback)}


def _field(method: str) -> str:
    return {
        "MyName": "name",
        "MyDescription": "description",
        "MyShortDescription": "short_description",
    }[method[3:]]


async def set_menu(call: Call) -> object:
    """Set the menu button of a private chat or of all."""
    chat_id = call.get("chat_id")
    if chat_id is not None:
        call.world.chat_for(call.bot, chat_id)
    call.bot.menus[chat_id] = call.get("menu_button") or {"type": "default"}
    return True


async def get_menu(call: Call) -> object:
    """Return the menu button of a private chat, or the default one."""
    menus = call.bot.menus
    return menus.get(call.get("chat_id"), menus.get(None, {"type": "commands"}))


async def set_rights(call: Call) -> object:
    """Set the rights the bot asks for when it is added to a group."""
    call.bot.rights = call.get("rights") or {}
    return True


async def get_rights(call: Call) -> object:
    """Return the rights the bot asks for."""
    return dict.fromkeys(("is_anonymous", *ADMIN_RIGHTS), False) | call.bot.rights


PROFILE: dict[str, Method] = {
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyName": set_text,
    "setMyDescription": set_text,
    "setMyShortDescription": set_text,
    "getMyName": get_text,
    "getMyDescription": get_text,
    "getMyShortDescription": get_text,
    "setChatMenuButton": set_menu,
    "getChatMenuButton": get_menu,
    "setMyDefaultAdministratorRights": set_rights,
    "getMyDefaultAdministratorRights": get_rights,
}
