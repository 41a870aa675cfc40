"""The operator's own days off and worked, a line each."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from bot.setting_files import read_small

if TYPE_CHECKING:
    from pathlib import Path

_LINE = re.compile(r"(\d{4}-\d\d-\d\d)\s+([休班])")


def read_days(file: Path) -> dict[date, bool]:
    """Read lines such as `2027-02-05 休` and `2027-02-20 班`: of each day, whether it is worked.

    Empty lines and what follows `#` are left out. ValueError names the line that can't be read;
    OSError is the system's.
    """
    days = {}
    for number, line in enumerate(read_small(file).splitlines(), start=1):
        written = line.partition("#")[0].strip()
        if not written:
            continue
        found = _LINE.fullmatch(written)
        try:
            day = date.fromisoformat(found[1]) if found else None
        except ValueError:
            day = None
        if found is None or day is None:
            raise ValueError(f"第 {number} 行应当像 2027-02-05 休 或 2027-02-20 班")
        days[day] = found[2] == "班"
    return days
