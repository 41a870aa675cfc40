"""`.env` as it stands: its values, and what in it will not do what was meant.

A key that is misspelt, or a line that can't be read, would otherwise silently mean nothing: the
bot would serve the local chat though somebody has written a token down.
"""

from __future__ import annotations

import difflib
import io
import re
from typing import TYPE_CHECKING

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from bot.setting_files import read_small

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_KEY = re.compile(r"[A-Za-z0-9_.-]+")
_ALIKE = 0.75
"""How alike a misspelt key and the one that was meant are (`difflib`'s ratio, 0 to 1)."""
_NEARLY_SAME = 0.85
"""How alike they must be in the environment, most of which is other programs'."""
_GENERAL = frozenset(("URL", "ID", "IDS", "PATH", "FILE", "PORT", "API", "CHAT", "USER", "LEVEL"))
"""Words of our names that alone make no misspelling of ours: other programs use them, too."""


class DotEnv:
    """The text of an `.env`; raises ValueError where it isn't UTF-8, OSError where unreadable."""

    def __init__(self, path: Path) -> None:
        self._text = read_small(path)

    def values(self) -> dict[str, str]:
        """The keys with their values."""
        # What can't be read isn't logged by the library, for the line may hold the token.
        return {
            key: value or ""
            for key, value in dotenv_values(stream=io.StringIO(self._readable())).items()
        }

    def warnings(self, known: Sequence[str]) -> Iterator[str]:
        """A sentence for each line that means nothing, with the known key that it was meant for."""
        for binding in parse_stream(io.StringIO(self._text)):
            statement = binding.original.string
            # The library counts a statement from the blank lines before it.
            line = binding.original.line + len(statement) - len(statement.lstrip("\r\n"))
            if binding.key in known or (binding.key is None and not binding.error):
                continue
            meant = meant_key(binding.key or statement, known)
            if meant is None:
                continue
            if binding.error or not _KEY.fullmatch(binding.key or ""):
                # Nothing of the line is shown: what follows the key is a secret.
                yield f".env 第 {line} 行看不懂，应当写成 {meant}=…"
            else:
                yield f".env 第 {line} 行的 {binding.key} 不认识，是不是 {meant}？"

    def _readable(self) -> str:
        bindings = parse_stream(io.StringIO(self._text))
        return "".join(one.original.string for one in bindings if not one.error)


def slips(environment: Iterable[str], known: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The names that look like a known one misspelt, each with the known one.

    A container has its `.env` as environment.
    """
    for name in environment:
        meant = None if name in known else meant_key(name, known, others=True)
        if meant is not None:
            yield name, meant


def meant_key(written: str, known: Sequence[str], *, others: bool = False) -> str | None:
    """The known key that a wrong one is most like; None where it is another program's.

    `others`: most names here are other programs', so a likeness must be closer.
    """
    found = _KEY.search(written)
    if found is None:
        return None
    key = found[0].upper().replace("-", "_").replace(".", "_")
    if alike := difflib.get_close_matches(key, known, 1, _NEARLY_SAME if others else _ALIKE):
        return alike[0]
    words = set(key.split("_")) - {""}
    # Part of a name, as BOT_TOKEN is of TELEGRAM_BOT_TOKEN.
    if words <= _GENERAL or (others and len(words) == 1):
        return None
    return next((name for name in known if words <= set(name.split("_"))), None)
