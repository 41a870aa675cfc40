"""What came of each file of an ingest, as a table for Excel."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from bot.errors import CommandError
from store.db.lock import belongs_to

if TYPE_CHECKING:
    from pathlib import Path

    from bot.ingest import Summary

_COLUMNS = ("source", "state", "speeches", "passages", "detail")
_ENCODING = "utf-8-sig"
"""Excel reads a CSV as UTF-8 only with a byte order mark."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a cell a formula (OWASP, CSV injection)."""


def require_place(file: Path, store: Path) -> None:
    """Raise CommandError where a report would take the place of anything but a report.

    Before the work, which may take an evening: the store itself may have been named.
    """
    if belongs_to(store, file) or file.is_dir() or (file.is_file() and not _is_report(file)):
        raise CommandError(
            f"--report 的 {file} 不是以前的明细，没有覆盖，也没有收录；请换一个文件名。"
        )


def write_report(file: Path, summary: Summary) -> None:
    """Write a line for each file; CommandError where that can't be done."""
    try:
        with file.open("w", encoding=_ENCODING, newline="") as opened:
            table = csv.writer(opened)
            table.writerow(_COLUMNS)
            for line in summary.lines:
                table.writerow(
                    (
                        _text(line.source),
                        line.state,
                        line.speeches,
                        line.passages,
                        _text(line.error),
                    )
                )
    except OSError as error:
        raise CommandError(f"写不了 {file}（{error.strerror}），请换一个位置。") from error


def _text(value: str) -> str:
    """The words as a cell that Excel shows and never reckons with; a file's name may be hostile."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _is_report(file: Path) -> bool:
    head = ",".join(_COLUMNS).encode(_ENCODING)
    try:
        with file.open("rb") as opened:
            return opened.read(len(head)) in (b"", head)
    except OSError:
        return False
