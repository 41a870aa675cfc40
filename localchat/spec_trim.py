"""Cuts the published Bot API description down to what the server checks.

To renew it:

python -m localchat.spec_trim telegram-bot-api.json > localchat/bot_api.json
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

_LIMIT = re.compile(r"(\d+)-(\d+) (characters|bytes)", re.IGNORECASE)
_PARSED_TEXTS = {"text", "message_text", "caption"}
_CONSTANT = re.compile(r"(?:must be|always) [\"“]?([a-z0-9_]+)[\"”]?\.?$")


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
    if not found or "String" not in field["types"] or _is_parsed(field):
        return None
    return [int(found[1]), int(found[2]), found[3].lower()]


def _is_parsed(field: dict[str, Any]) -> bool:
    """Texts of messages are measured after parsing; toasts and buttons as they are."""
    found = _LIMIT.search(field["description"])
    return field["name"] in _PARSED_TEXTS and found is not None and int(found[2]) >= 1024


def _constant(field: dict[str, Any]) -> str | None:
    if field["name"] not in {"type", "source", "status"}:
        return None
    found = _CONSTANT.search(field["description"])
    return found[1] if found else None


if __name__ == "__main__":
    published = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    json.dump(trim(published), sys.stdout, separators=(",", ":"), ensure_ascii=False)
