"""The Bot API as a machine reads it: methods and types with their fields.

The file bot_api.json is made by spec_trim.py from PaulSonOfLars/telegram-bot-api-spec (MIT, see
bot_api.LICENSE), which is made from https://core.telegram.org/bots/api.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from localchat.errors import SpecError

PATH = Path(__file__).with_name("bot_api.json")


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of a method or member of a type.

    `limit` is (least, most, "characters" or "bytes") where the documentation gives one for the
    value as it is sent; texts with entities are measured after parsing, in content.py.
    `constant` is the one value that tells a union's types apart.
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
