"""Counts by day as bars: a picture that needs no Chinese font, for it holds digits alone."""

from __future__ import annotations

import io
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


def draw_days(days: Sequence[tuple[date, int]]) -> bytes:
    """A PNG of one bar for each day, weekends paler, with the dates of the Mondays below."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(_SIZE)
    step, top = _scale(max((count for _, count in days), default=0))
    for value in range(0, top + 1, step):
        y = _height(value, top)
        draw.line((_LEFT, y, _RIGHT, y), fill=_INK if value == 0 else _LINE, width=2)
        draw.text((_LEFT - 14, y), f"{value:,}", fill=_INK, font=font, anchor="rm")
    room = (_RIGHT - _LEFT) / max(len(days), 1)
    highest = max(range(len(days)), key=lambda place: days[place][1], default=0)
    for place, (day, count) in enumerate(days):
        left = _LEFT + room * place + room * 0.15
        right = left + room * 0.7
        if count:
            colour = _BAR if day.weekday() < 5 else _REST
            draw.rectangle((left, _height(count, top), right, _BOTTOM), fill=colour)
            if place in {highest, len(days) - 1}:
                where = ((left + right) / 2, _height(count, top) - 6)
                draw.text(where, f"{count:,}", fill=_INK, font=font, anchor="mb")
        if day.weekday() == 0:
            middle = ((left + right) / 2, _BOTTOM + 14)
            draw.text(middle, f"{day.month}/{day.day}", fill=_INK, font=font, anchor="mt")
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
