"""A plot of how long questions take: for each way a line of all its times, sorted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.search import Measured

_SIZE = (1200, 760)
_LEFT, _TOP, _RIGHT, _BOTTOM = 90, 50, 860, 690
_LEAST, _MOST = -5.0, 1.0
"""Powers of ten of a second that the plot goes from and to."""
_COLOURS = ("#c1272d", "#e08e45", "#1f6f8b", "#4b8b3b", "#7d5ba6", "#8c6d46", "#666666")


def draw(measured: Sequence[Measured], path: Path) -> None:
    """Draw the largest size measured into a PNG file."""
    largest = max(one.passages for one in measured)
    shown = [one for one in measured if one.passages == largest]
    image = Image.new("RGB", _SIZE, "white")
    pen = ImageDraw.Draw(image)
    pen.text((_LEFT, 18), f"Time of a question at {largest:,} passages", "black", font_size=20)
    for power in range(int(_LEAST), int(_MOST) + 1):
        height = _height(10.0**power)
        pen.line((_LEFT, height, _RIGHT, height), "#dddddd")
        pen.text((14, height - 9), f"{10.0 ** (power + 3):g} ms", "black", font_size=15)
    pen.text((_LEFT, _BOTTOM + 20), "questions, fastest to slowest", "black", font_size=15)
    for number, one in enumerate(shown):
        colour = _COLOURS[number % len(_COLOURS)]
        pen.line(_line(sorted(one.seconds)), colour, width=3)
        top = _TOP + 30 * number
        pen.rectangle((_RIGHT + 30, top, _RIGHT + 48, top + 18), colour)
        pen.text((_RIGHT + 58, top), one.name, "black", font_size=16)
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path)


def _line(seconds: Sequence[float]) -> list[tuple[float, float]]:
    step = (_RIGHT - _LEFT) / max(len(seconds) - 1, 1)
    return [(_LEFT + at * step, _height(value)) for at, value in enumerate(seconds)]


def _height(seconds: float) -> float:
    share = (math.log10(max(seconds, 10.0**_LEAST)) - _LEAST) / (_MOST - _LEAST)
    return _BOTTOM - share * (_BOTTOM - _TOP)
