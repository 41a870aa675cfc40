"""The Bot API as a machine reads it: methods and types with their fields.

The file bot_api.json is cut down by `trim` from PaulSonOfLars/telegram-bot-api-spec (MIT, see
bot_api.LICENSE), which is made from https://core.telegram.org/bots/api. To renew it:

    python -m localchat.spec telegram-bot-api.json > localchat/bot_api.json
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from localchat.errors import SpecError

PATH = Path(__file__).with_name("bot_api.json")
_LIMIT = re.compile(r"(\d+)-(\d+) (characters|bytes)", re.IGNORECASE)
_CONSTANT = re.compile(r"(?:must be|always) [\"“]?([a-z_]+)[\"”]?\.?$")


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of a method or member of a type.

    `limit` is (least, most, "characters" or "bytes") where the documentation gives one for the
    value as it is sent; lengths "after entities parsing" are not among them. `constant` is the
    one value that tells a union's types apart.
    """

    name: str
    types: tuple[str, ...]
    required: bool
    limit: tuple[int, int, str] | None
    constant: str | None


@dataclass(frozen=True, slots=True)
class ApiType:
    """An object of the Bot API, or a union of `subtypes`."""

    name: str
    fields: dict[str, Field]
    subtypes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spec:
    """All methods (by their exact name) and types of one version of the Bot API."""

    version: str
    methods: dict[str, dict[str, Field]]
    types: dict[str, ApiType]


def trim(raw: dict[str, Any]) -> dict[str, Any]:
    """Cut the published description down to what the server checks.

    Args: `raw` is the parsed api.json. A field becomes
    `[types, required, limit or null, constant or null]`.
    """
    return {
        "version": raw["version"],
        "methods": {name: _trim_fields(one) for name, one in raw["methods"].items()},
        "types": {
            name: {"fields": _trim_fields(one), "subtypes": one.get("subtypes", [])}
            for name, one in raw["types"].items()
        },
    }


def _trim_fields(owner: dict[str, Any]) -> dict[str, list[Any]]:
    return {
        field["name"]: [
            field["types"],
            field["required"],
            _limit(field),
            _constant(field),
        ]
        for field in owner.get("fields", [])
    }


def _limit(field: dict[str, Any]) -> list[Any] | None:
    found = _LIMIT.search(field["description"])
    if not found or "String" not in field["types"] or "after entities" in field["description"]:
        return None
    return [int(found[1]), int(found[2]), found[3].lower()]


def _constant(field: dict[str, Any]) -> str | None:
    if field["name"] not in {"type", "source", "status"}:
        return None
    found = _CONSTANT.search(field["description"])
    return found[1] if found else None


@cache
def load() -> Spec:
    """Read the shipped description once.

    Raises SpecError when the file is missing or not in the form `trim` writes.
    """
    try:
        raw = json.loads(PATH.read_text(encoding="utf-8"))
        return Spec(
            raw["version"],
            {name: _fields(fields) for name, fields in raw["methods"].items()},
            {
                name: ApiType(name, _fields(one["fields"]), tuple(one["subtypes"]))
                for name, one in raw["types"].items()
            },
        )
    except (OSError, ValueError, KeyError) as error:
        raise SpecError(f"{PATH.name} can't be read: {error}") from error


def _fields(raw: dict[str, list[Any]]) -> dict[str, Field]:
    return {
        name: Field(name, tuple(types), required, tuple(limit) if limit else None, constant)
        for name, (types, required, limit, constant) in raw.items()
    }


if __name__ == "__main__":
    published = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    json.dump(trim(published), sys.stdout, separators=(",", ":"), ensure_ascii=False)
