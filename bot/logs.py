"""Logging to stderr: kinds, ids and durations, at every level.

What people write, their names, files and the token stand in exceptions, in the updates and URLs
that libraries log, and in the values of their statements. So nothing of those is formatted at all:
a record keeps its wording, its numbers and the kinds of its exceptions, and of a library only the
wording.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.refusals import known_phrase

if TYPE_CHECKING:
    from types import TracebackType

OURS = ("bot", "handlers", "store", "corpus", "localchat")
_TOKEN = re.compile(r"\b[0-9]{1,20}:[A-Za-z0-9_-]{6,}")
_KIND = re.compile(r"[a-z_]{1,40}")
_PROCESS = re.compile(r"[\w.-]{1,64}/[0-9]{1,10}-[0-9a-f]{16}", re.ASCII)
"""A process, as a lease names its holder: host, number, and what no later one has."""
HIDDEN = "…"


class DiscreetFormatter(logging.Formatter):
    """Writes a record without anything that somebody wrote, is called, or must keep secret."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        """The finished lines."""
        told = logging.makeLogRecord(
            {
                **record.__dict__,
                "msg": _wording(record),
                "args": (),
                "exc_info": None,
                "exc_text": None,
                "stack_info": None,
            }
        )
        lines = [super().format(told)]
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            lines += _trace(error)
        return redact("\n".join(lines), self._secrets)


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """The text without secrets and without anything of a token's form."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return _TOKEN.sub(HIDDEN, text)


def set_up(level: str, secrets: tuple[str, ...] = ()) -> None:
    """Send all logs to stderr, once; of libraries what is wrong, of ours from `level` on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(DiscreetFormatter(secrets))
    severe = logging.getLevelNamesMapping()[level]
    logging.basicConfig(level=max(severe, logging.WARNING), handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(severe)


def _wording(record: logging.LogRecord) -> str:
    where = f"{record.module}:{record.lineno}"
    if record.name.partition(".")[0] not in OURS:
        # Without values it may be a sentence that was put together before, values and all.
        return f"{record.msg} ({where})" if record.args and isinstance(record.msg, str) else where
    values = record.args if isinstance(record.args, tuple) else ()
    return str(record.msg) % tuple(map(_value, values)) if values else str(record.msg)


def _value(value: object) -> object:
    if isinstance(value, (int, float, date, timedelta, type(None))):
        return value
    if isinstance(value, BaseException):
        return kind_of(value)
    told = isinstance(value, str) and (_KIND.fullmatch(value) or _PROCESS.fullmatch(value))
    return value if told else HIDDEN


def kind_of(error: BaseException) -> str:
    """An exception's kind, with Telegram's reason where it is one of those that it gives."""
    known = known_phrase(str(error)) if type(error).__module__ == "telegram.error" else ""
    return f"{type(error).__name__} ({known})" if known else type(error).__name__


def _trace(error: BaseException, after: tuple[BaseException, ...] = ()) -> list[str]:
    """Where an exception and those behind it came from, oldest first, without what they say."""
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    known = (*after, error)
    # One that was raised from itself, or from one that it caused, has no first.
    lines = _trace(behind, known) if behind is not None and behind not in known else []
    return [*lines, *_frames(error.__traceback__), f"  {kind_of(error)}"]


def _frames(trace: TracebackType | None) -> list[str]:
    return [
        f"  {frame.filename}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(trace, limit=-20)
    ]
