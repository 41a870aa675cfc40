"""Counts by day or year as bars: a picture of digits alone, which needs no Chinese font."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

WIDTH, HEIGHT = 1200, 560
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 1164, 48, 484
_GROUND, _INK, _LINE, _BAR, _REST = "#ffffff", "#333333", "#dddddd", "#b3372f", "#dba39f"
_SIZE = 24
_STEPS = (1, 2, 5)
_FEWEST_PLACES = 8
"""A bar is no wider than if there were so many, or a single one would be a wall."""
_MOST_LABELS, _MOST_TOLD = 12, 24


@dataclass(frozen=True, slots=True)
class _Bar:
    """One bar; `label` stands below it, its value above it where it is `told`."""

    value: int
    label: str = ""
    pale: bool = False
    told: bool = False


def draw_days(days: Sequence[tuple[date, int]]) -> bytes:
    """A PNG of one bar for each day, weekends paler, with the dates of the Mondays below."""
    highest = max(range(len(days)), key=lambda place: days[place][1], default=0)
    bars = [
        _Bar(
            count,
            f"{day.month}/{day.day}" if day.weekday() == 0 else "",
            pale=day.weekday() >= 5,
            told=place in {highest, len(days) - 1},
        )
        for place, (day, count) in enumerate(days)
    ]
    return _draw(bars)


def draw_years(years: Sequence[tuple[str, int]]) -> bytes:
    """A PNG of one bar for each year from the first to the last; years without use stay empty."""
    counts = {int(year): count for year, count in years}
    every = range(min(counts), max(counts) + 1) if counts else range(0)
    step = -(-len(every) // _MOST_LABELS) or 1
    bars = [
        _Bar(
            counts.get(year, 0),
            str(year) if (year - every[0]) % step == 0 else "",
            told=len(every) <= _MOST_TOLD or counts.get(year, 0) == max(counts.values()),
        )
        for year in every
    ]
    return _draw(bars)


def _draw(bars: Sequence[_Bar]) -> bytes:
    picture = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(_SIZE)
    step, top = _scale(max((bar.value for bar in bars), default=0))
    for value in range(0, top + 1, step):
        y = _height(value, top)
        draw.line((_LEFT, y, _RIGHT, y), fill=_INK if value == 0 else _LINE, width=2)
        draw.text((_LEFT - 14, y), f"{value:,}", fill=_INK, font=font, anchor="rm")
    room = (_RIGHT - _LEFT) / max(len(bars), _FEWEST_PLACES)
    first = (_LEFT + _RIGHT - room * len(bars)) / 2
    for place, bar in enumerate(bars):
        left = first + room * place + room * 0.15
        right = left + room * 0.7
        if bar.value:
            where = (left, _height(bar.value, top), right, _BOTTOM)
            draw.rectangle(where, fill=_REST if bar.pale else _BAR)
        middle = (left + right) / 2
        if bar.value and bar.told:
            above = (middle, _height(bar.value, top) - 6)
            draw.text(above, f"{bar.value:,}", fill=_INK, font=font, anchor="mb")
        if bar.label:
            draw.text((middle, _BOTTOM + 14), bar.label, fill=_INK, font=font, anchor="mt")
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _height(value: int, top: int) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * value / top


def _scale(highest: int) -> tuple[int, int]:
    """The distance of the lines, a round number, and the value at the top: at most 5 lines."""
    power = 1
    while True:
        for step in _STEPS:
            if step * power * 5 >= highest:
                lines = max(-(-highest // (step * power)), 1)
                return step * power, step * power * lines
        power *= 10
