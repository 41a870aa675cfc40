"""A passage as a picture: its text, a thin rule, its citation. Pure: the fonts are given."""

from __future__ import annotations

import io
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from handlers.files.views.typesetting import CLOSING, Placed, set_lines

if TYPE_CHECKING:
    from handlers.files.views.typesetting import Line
    from handlers.views.fonts import Face, Fonts

WIDTH, HEIGHT = 1080, 1440
LONGEST = 400
"""Characters beyond which the type would be too small to read on a phone."""
LARGE = 160
"""Characters up to which the type is large."""
_MARGIN = 116
_TOP, _BOTTOM = 140, 1076
"""Between these heights stands the text, in the middle where it is short."""
_RULE = 1136
_CITATION = 1172
_SPOKEN_SIZES = tuple(range(96, 55, -2))
_SIZES = tuple(range(72, 51, -2))
_SMALL_SIZES = tuple(range(52, 33, -1))
_CITATION_SIZES = (42, 40, 38, 36)
"""A chat shows the picture about 330 px wide: the source is 12 px high there."""
_CITATION_LINES = 3
_LEADING, _SMALL_LEADING, _CITATION_LEADING = 1.72, 1.7, 1.55
_SPOKEN = 96
"""Characters up to which lines end where one pauses if most of them can, else they are filled."""
_HALF = 0.5
"""Of the line's width must be there before it ends where one pauses."""
_LONG_DASH = "⸺"
"""One character that joins what two dashes leave a gap in."""
_PAPER, _INK, _FAINT, _ACCENT = "#faf7f0", "#26221d", "#7b7266", "#a33a2a"


def draw_card(text: str, citation: str, fonts: Fonts) -> bytes:
    """Draw the picture, 1080 by 1440, and give it as PNG.

    Characters that no font holds are left out. Raises ValueError for a text that is too long.
    """
    if len(text) > LONGEST:
        raise ValueError(f"{len(text)} characters are too many for a card")
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = _Pen(ImageDraw.Draw(image), fonts)
    _draw_text(pen, pen.drawable(text))
    pen.draw.rectangle((_MARGIN, _RULE, _MARGIN + 84, _RULE + 2), fill=_ACCENT)
    _draw_citation(pen, pen.drawable(citation))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _draw_text(pen: _Pen, text: str) -> None:
    leading = _LEADING if len(text) <= LARGE else _SMALL_LEADING
    size, lines = _spoken(pen, text) or _filled(pen, text, leading)
    height = (len(lines) - 1) * size * leading + size
    top = _TOP + max(0.0, (_BOTTOM - _TOP - height) * 0.46)
    pen.write(lines, size, leading, top, _INK)


def _spoken(pen: _Pen, text: str) -> tuple[int, list[Line]] | None:
    """A short text at the size at which most lines end where one pauses, if most can."""
    if len(text) > _SPOKEN:
        return None
    choices = []
    for size in _SPOKEN_SIZES:
        lines = pen.lines(text, size, _HALF)
        torn = sum(line[-1].text not in CLOSING for line in lines[:-1])
        if len(lines) * size * _LEADING <= _BOTTOM - _TOP:
            choices.append((torn, -size, lines))
    if not choices:
        return None
    torn, size, lines = min(choices, key=lambda choice: choice[:2])
    return None if len(lines) > 4 and 3 * torn > len(lines) else (-size, lines)


def _filled(pen: _Pen, text: str, leading: float) -> tuple[int, list[Line]]:
    """A longer text at the largest size at which it fits."""
    for size in _SIZES if len(text) <= LARGE else _SMALL_SIZES:
        lines = pen.lines(text, size)
        if len(lines) * size * leading <= _BOTTOM - _TOP:
            break
    return size, lines


def _draw_citation(pen: _Pen, citation: str) -> None:
    for size in _CITATION_SIZES:
        lines = pen.lines(citation, size, _HALF)
        if len(lines) <= _CITATION_LINES:
            break
    else:
        lines = pen.lines(citation, size)[:_CITATION_LINES]
        lines[-1] = (*lines[-1][:-1], Placed("…", lines[-1][-1].x))
    pen.write(lines, size, _CITATION_LEADING, _CITATION, _FAINT)


class _Pen:
    """Writes lines with the first font that holds each character."""

    def __init__(self, draw: ImageDraw.ImageDraw, fonts: Fonts) -> None:
        self.draw = draw
        self._faces = (fonts.text, *fonts.others)
        self._widths: dict[str, float] = {}

    def drawable(self, text: str) -> str:
        """The text without what has no picture: unknown characters, joiners, controls."""
        composed = unicodedata.normalize("NFC", text)
        if self._face(_LONG_DASH) is not None:
            composed = composed.replace("——", _LONG_DASH)
        return "".join(
            " " if character in "\t\r" else character
            for character in composed
            if character in "\n\t\r " or self._face(character) is not None
        )

    def lines(self, text: str, size: int, pause: float | None = None) -> list[Line]:
        """The text in lines as wide as the picture allows at this size."""
        return set_lines(text, (WIDTH - 2 * _MARGIN) / size, self._width, pause)

    def write(self, lines: list[Line], size: int, leading: float, top: float, colour: str) -> None:
        """Write lines from `top` downwards."""
        baseline = top + size * 0.88
        for line in lines:
            for placed in line:
                x = _MARGIN + placed.x * size
                for run, face in self._runs(placed.text):
                    font = _font(face, size)
                    self.draw.text((x, baseline), run, fill=colour, font=font, anchor="ls")
                    x += font.getlength(run)
            baseline += size * leading

    def _width(self, text: str) -> float:
        """In em."""
        if text not in self._widths:
            runs = self._runs(text)
            self._widths[text] = sum(_font(face, 100).getlength(run) / 100 for run, face in runs)
        return self._widths[text]

    def _runs(self, text: str) -> list[tuple[str, Face]]:
        runs: list[tuple[str, Face]] = []
        for character in text:
            face = self._face(character) or self._faces[0]
            if runs and runs[-1][1] == face:
                runs[-1] = (runs[-1][0] + character, face)
            else:
                runs.append((character, face))
        return runs

    def _face(self, character: str) -> Face | None:
        return next((face for face in self._faces if _holds(face, character)), None)


@cache
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    # Marks and scripts are placed here, so that a picture looks the same without HarfBuzz.
    return ImageFont.truetype(
        face.path, size, index=face.index, layout_engine=ImageFont.Layout.BASIC
    )


@cache
def _holds(face: Face, character: str) -> bool:
    """Whether the face has a picture for a character other than the one for unknown ones."""
    if unicodedata.category(character) in {"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zl", "Zp"}:
        return False
    font = _font(face, 32)
    unknown = font.getmask("\U0010ffff")
    mask = font.getmask(character)
    return (mask.size, bytes(mask)) != (unknown.size, bytes(unknown))
