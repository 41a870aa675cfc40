"""Counts by day or year as bars, large enough for a phone; only the title needs a Chinese font."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from handlers.views.fonts import Fonts

WIDTH, HEIGHT = 1200, 800
_LEFT, _RIGHT, _TOP, _BOTTOM = 130, 1164, 168, 706
_GROUND, _INK, _LINE, _BAR, _REST = "#ffffff", "#333333", "#dddddd", "#b3372f", "#dba39f"
_EMPTY = "#ebebeb"
_SIZE, _TITLE_SIZE = 42, 52
"""A chat shows the picture about 330 px wide: a label is 12 px high there."""
_STEPS = (1, 2, 5)
_FEWEST_PLACES = 8
"""A bar is no wider than if there were so many, or a single one would be a wall."""
_MOST_LABELS, _MOST_TOLD = 8, 12


@dataclass(frozen=True, slots=True)
class _Bar:
    """One bar; `label` stands below it, its value above it where it is `told`.

    Behind an `empty` one the ground is grey: there was nothing that could be counted.
    """

    value: int
    label: str = ""
    pale: bool = False
    told: bool = False
    empty: bool = False


def draw_days(days: Sequence[tuple[date, int]], title: str, fonts: Fonts | None) -> bytes:
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
    return _draw(bars, title, fonts)


def draw_years(
    years: Sequence[tuple[str, int]], held: Collection[str], title: str, fonts: Fonts | None
) -> bytes:
    """A PNG of one bar for each year from the first to the last; `held` are years with speeches.

    Years without use stay empty, those without speeches have a grey ground.
    """
    counts = {int(year): count for year, count in years}
    every = range(min(counts), max(counts) + 1) if counts else range(0)
    step = -(-len(every) // _MOST_LABELS) or 1
    bars = [
        _Bar(
            counts.get(year, 0),
            str(year) if (year - every[0]) % step == 0 else "",
            told=len(every) <= _MOST_TOLD or counts.get(year, 0) == max(counts.values()),
            empty=str(year) not in held,
        )
        for year in every
    ]
    return _draw(bars, title, fonts)


def years_without(years: Sequence[tuple[str, int]], held: Collection[str]) -> bool:
    """Whether `draw_years` shows a year of which there are no speeches."""
    every = range(int(min(years)[0]), int(max(years)[0]) + 1)
    return any(str(year) not in held for year in every)


def _draw(bars: Sequence[_Bar], title: str, fonts: Fonts | None) -> bytes:
    picture = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(_SIZE)
    room = (_RIGHT - _LEFT) / max(len(bars), _FEWEST_PLACES)
    first = (_LEFT + _RIGHT - room * len(bars)) / 2
    for place, bar in enumerate(bars):
        if bar.empty:
            left = first + room * place
            draw.rectangle((left, _TOP, left + room, _BOTTOM), fill=_EMPTY)
    if fonts is not None:
        face = ImageFont.truetype(fonts.text.path, _TITLE_SIZE, index=fonts.text.index)
        draw.text((_LEFT, 40), title, fill=_INK, font=face, anchor="lt")
    step, top = _scale(max((bar.value for bar in bars), default=0))
    for value in range(0, top + 1, step):
        y = _height(value, top)
        draw.line((_LEFT, y, _RIGHT, y), fill=_INK if value == 0 else _LINE, width=2)
        draw.text((_LEFT - 14, y), f"{value:,}", fill=_INK, font=font, anchor="rm")
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
            draw.text((middle, _BOTTOM + 20), bar.label, fill=_INK, font=font, anchor="mt")
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
