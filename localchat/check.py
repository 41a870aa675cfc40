"""Checks every request against the machine-readable Bot API, more strictly than Telegram does.

Telegram ignores fields it doesn't know; here they are refused, because a misspelt field is a
defect of the bot. The words of refusals follow Telegram's where it has any.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localchat.errors import ApiError, bad_request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from localchat.spec import ApiType, Field, Spec

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ARRAY = "Array of "
_INTEGER = re.compile(r"-?\d{1,19}")
_MARKUP_KEYS = {
    "inline_keyboard": "InlineKeyboardMarkup",
    "keyboard": "ReplyKeyboardMarkup",
    "remove_keyboard": "ReplyKeyboardRemove",
    "force_reply": "ForceReply",
}
_LIMIT_WORDS = {
    ("InlineKeyboardButton", "callback_data"): "BUTTON_DATA_INVALID",
    ("CopyTextButton", "text"): "BUTTON_COPY_TEXT_INVALID",
    ("BotCommand", "command"): "BOT_COMMAND_INVALID",
    ("BotCommand", "description"): "BOT_COMMAND_DESCRIPTION_INVALID",
    ("InlineQueryResultsButton", "start_parameter"): "START_PARAM_INVALID",
    ("answerCallbackQuery", "text"): "MESSAGE_TOO_LONG",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request: its part's name, file name, MIME type and bytes."""

    part: str
    name: str
    mime: str
    content: bytes


class Checker:
    """Reads the arguments of method calls as the Bot API describes them."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec

    def arguments(
        self, method: str, raw: Mapping[str, object], files: Mapping[str, Upload]
    ) -> dict[str, object]:
        """Return the arguments of a call, typed: texts from a form become numbers and objects.

        Args: `raw` holds what the body said, `files` the uploads by the name of their part.
        Raises ApiError 400 for an unknown, missing or mistyped field and for a file that no
        field refers to; 404 for an unknown method.
        """
        fields = self._spec.methods.get(method)
        if fields is None:
            raise ApiError(404, "Not Found: method not found")
        known = dict(raw)
        known.update({name: files[name] for name in files if name in fields})
        reading = _Reading(self._spec, files)
        arguments = reading.members(method, fields, known, method, plain=True)
        lost = sorted(set(files) - reading.used)
        if lost:
            raise bad_request(f"uploaded file {lost[0]} is not referred to by any field")
        return arguments

    def fault_in(self, type_name: str, value: object) -> str | None:
        """Tell what is wrong with an object of the named type, None when nothing is."""
        try:
            _Reading(self._spec, {}).value((type_name,), value, type_name, plain=False)
        except ApiError as error:
            return error.description
        return None


class _Reading:
    """One reading of one request; remembers which uploads were referred to."""

    def __init__(self, spec: Spec, files: Mapping[str, Upload]) -> None:
        self._types = spec.types
        self._files = files
        self.used: set[str] = set()
        self._readers: dict[str, Callable[[object, str, bool], object]] = {
            "Integer": _integer,
            "Float": _float,
            "Boolean": _boolean,
            "String": self._string,
            "InputFile": self._input_file,
        }

    def members(
        self,
        owner: str,
        fields: Mapping[str, Field],
        raw: Mapping[str, object],
        path: str,
        *,
        plain: bool,
    ) -> dict[str, object]:
        """Read the members of an object or the arguments of a method.

        `plain`: values may be texts that hold numbers and JSON, as in a form.
        """
        if unknown := raw.keys() - fields.keys():
            raise bad_request(f'unknown field "{min(unknown)}" in {path}')
        read: dict[str, object] = {}
        for name, field in fields.items():
            if name not in raw or raw[name] is None:
                if field.required:
                    raise bad_request(_missing(owner, name))
                continue
            value = self.value(field.types, raw[name], f"{path}.{name}", plain=plain)
            _check_length(owner, field, value)
            read[name] = value
        return read

    def value(self, types: tuple[str, ...], raw: object, path: str, *, plain: bool) -> object:
        """Read a value of one of several types: the first that fits."""
        if types == ("Integer", "String"):
            return _chat_id(raw, path)
        if len(types) > 1 and all(name.startswith(_ARRAY) for name in types):
            # One array whose items may differ, as the pictures and videos of an album do.
            items = tuple(name.removeprefix(_ARRAY) for name in types)
            return self._array(items, _parsed(raw, path) if plain else raw, path)
        refusals: list[ApiError] = []
        for name in self._candidates(types, raw, plain=plain):
            try:
                return self._one(name, raw, path, plain=plain)
            except ApiError as error:
                refusals.append(error)
        if not refusals:
            raise bad_request(f"{path} is of none of the types {', '.join(types)}")
        raise max(refusals, key=_depth)

    def _candidates(self, types: tuple[str, ...], raw: object, *, plain: bool) -> tuple[str, ...]:
        if types[0] == "InlineKeyboardMarkup" and len(types) > 1:
            found = _parsed(raw, "reply_markup") if plain else raw
            keys = set(found) if isinstance(found, dict) else set()
            return tuple(_MARKUP_KEYS[key] for key in _MARKUP_KEYS if key in keys)
        return types

    def _one(self, name: str, raw: object, path: str, *, plain: bool) -> object:
        reader = self._readers.get(name)
        if reader:
            return reader(raw, path, plain)
        parsed = _parsed(raw, path) if plain else raw
        if name.startswith(_ARRAY):
            return self._array((name.removeprefix(_ARRAY),), parsed, path)
        return self._object(self._types[name], parsed, path)

    def _array(self, items: tuple[str, ...], raw: object, path: str) -> list[object]:
        if not isinstance(raw, list):
            raise bad_request(f"{path} must be an Array of {' or '.join(items)}")
        return [
            self.value(items, one, f"{path}[{place}]", plain=False) for place, one in enumerate(raw)
        ]

    def _object(self, kind: ApiType, raw: object, path: str) -> dict[str, object]:
        if not isinstance(raw, dict):
            raise bad_request(f"{path} must be an object of type {kind.name}")
        if kind.subtypes:
            return self._union(kind, raw, path)
        for field in kind.fields.values():
            if field.constant and raw.get(field.name, field.constant) != field.constant:
                raise bad_request(f'{path}.{field.name} must be "{field.constant}"')
        return self.members(kind.name, kind.fields, raw, path, plain=False)

    def _union(self, kind: ApiType, raw: dict[str, object], path: str) -> dict[str, object]:
        fitting = [
            self._types[name]
            for name in kind.subtypes
            if all(
                not field.constant or raw.get(field.name) == field.constant
                for field in self._types[name].fields.values()
            )
        ]
        if not fitting:
            raise bad_request(f"{path} is no known kind of {kind.name}")
        best = max(fitting, key=lambda one: len(set(raw) & set(one.fields)))
        for subtype in fitting:
            if subtype is not best:
                try:
                    return self._object(subtype, raw, path)
                except ApiError:
                    continue
        return self._object(best, raw, path)

    def _string(self, raw: object, path: str, plain: bool) -> str:
        del plain
        if not isinstance(raw, str):
            raise bad_request(f"{path} must be a String")
        if _SURROGATE.search(raw):
            raise bad_request("strings must be encoded in UTF-8")
        if raw.startswith("attach://"):
            self._refer(raw.removeprefix("attach://"), path)
        return raw

    def _input_file(self, raw: object, path: str, plain: bool) -> object:
        if isinstance(raw, Upload):
            self.used.add(raw.part)
            return raw
        if plain and isinstance(raw, str) and raw.startswith("attach://"):
            return self._string(raw, path, plain)
        raise bad_request(f"{path} must be an uploaded file")

    def _refer(self, part: str, path: str) -> None:
        if part not in self._files:
            raise bad_request(f"{path} refers to the file {part}, which was not uploaded")
        self.used.add(part)


def _depth(error: ApiError) -> int:
    """Of several refusals the one about the deepest member says most."""
    return error.description.count(".") + error.description.count("[")


def _missing(owner: str, name: str) -> str:
    if name == "text" and owner in {"sendMessage", "editMessageText"}:
        return "message text is empty"
    if name == "chat_id":
        return "chat_id is empty"
    return f'"{name}" is required in {owner}'


def _parsed(raw: object, path: str) -> object:
    if not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw)
    except ValueError as error:
        raise bad_request(f"can't parse {path} JSON object") from error


def _integer(raw: object, path: str, plain: bool) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if plain and isinstance(raw, str) and _INTEGER.fullmatch(raw):
        return int(raw)
    raise bad_request(f"{path} must be an Integer")


def _float(raw: object, path: str, plain: bool) -> float:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw)
    if plain and isinstance(raw, str):
        try:
            return float(raw)
        except ValueError:
            pass
    raise bad_request(f"{path} must be a Float")


def _boolean(raw: object, path: str, plain: bool) -> bool:
    if isinstance(raw, bool):
        return raw
    if plain and isinstance(raw, str) and raw.lower() in {"true", "false", "1", "0"}:
        return raw.lower() in {"true", "1"}
    raise bad_request(f"{path} must be a Boolean")


def _chat_id(raw: object, path: str) -> int | str:
    if isinstance(raw, str) and raw.startswith("@"):
        return raw
    return _integer(raw, path, plain=True)


def _check_length(owner: str, field: Field, value: object) -> None:
    if not field.limit or not isinstance(value, str):
        return
    least, most, unit = field.limit
    length = len(value.encode()) if unit == "bytes" else len(value)
    if least <= length <= most:
        return
    if owner.startswith("InlineQueryResult") and field.name == "id":
        raise bad_request("RESULT_ID_INVALID")
    words = _LIMIT_WORDS.get((owner, field.name))
    raise bad_request(words or f"{owner}.{field.name} must be {least}-{most} {unit} long")
