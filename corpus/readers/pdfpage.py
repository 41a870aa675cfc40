"""The text of one PDF page with the place of each piece (ISO 32000-1, 9.4).

pypdf's own extraction gives the place of whole strings only. Where a font lacks characters,
LibreOffice draws a line with holes and what fills them before or after it, so that every string
must know where it begins and ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, NameObject
from pypdf.generic._font import Font

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypdf import PageObject, PdfReader
    from pypdf.generic import PdfObject

Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_SETTINGS = {
    b"Tc": ("spacing", 1.0),
    b"Tw": ("word_spacing", 1.0),
    b"TL": ("leading", 1.0),
    b"Tz": ("scale", 0.01),
}
_DEEPEST = 8
_MOST_FORMS = 500


@dataclass(frozen=True, slots=True)
class Piece:
    """A string as it is drawn: from `left` to `right` at the height `up`, in points."""

    text: str
    left: float
    right: float
    up: float
    size: float


@dataclass(frozen=True, slots=True)
class _State:
    matrix: Matrix
    font: Font | None = None
    size: float = 12.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    scale: float = 1.0
    leading: float = 0.0


class PageText:
    """Reads page after page of one document and remembers its fonts."""

    def __init__(self, reader: PdfReader) -> None:
        self._reader = reader
        self._fonts: dict[int, Font | None] = {}
        self.pictures = False

    def pieces(self, page: PageObject) -> list[Piece]:
        """Return the pieces of a page in the order in which they are drawn."""
        contents = page.get_contents()
        if contents is None:
            return []
        run = _Run(self, _resources(page), _UNIT, 0)
        run.execute(contents)
        return run.pieces

    def font(self, resource: PdfObject) -> Font | None:
        """Return the font of a resource, None for one that can't be read."""
        found = resource.get_object()
        if not isinstance(found, DictionaryObject):
            return None
        key = id(found)
        if key not in self._fonts:
            try:
                self._fonts[key] = Font.from_font_resource(found)
            except (AttributeError, TypeError, KeyError, ValueError):
                self._fonts[key] = None
        return self._fonts[key]

    def stream(self, form: PdfObject) -> ContentStream:
        """Return the operations of a form."""
        return ContentStream(form, self._reader)


class _Run:
    """One content stream: the page's own, or that of a form drawn on it."""

    def __init__(
        self, text: PageText, resources: DictionaryObject, matrix: Matrix, depth: int
    ) -> None:
        self._text = text
        self._resources = resources
        self._depth = depth
        self._forms = 0
        self._state = _State(matrix)
        self._stack: list[_State] = []
        self._line: Matrix = _UNIT
        self._pen: Matrix = _UNIT
        self.pieces: list[Piece] = []

    def execute(self, stream: ContentStream) -> None:
        for operands, operator in stream.operations:
            self._operate(operator, operands)

    def _operate(self, operator: bytes, operands: list[Any]) -> None:
        for operate in (self._set_state, self._place, self._show_any):
            if operate(operator, operands):
                return

    def _set_state(self, operator: bytes, operands: list[Any]) -> bool:
        match operator, operands:
            case b"q", _:
                self._stack.append(self._state)
            case b"Q", _ if self._stack:
                self._state = self._stack.pop()
            case b"cm", [_, _, _, _, _, _]:
                self._set(matrix=_times(_matrix(operands), self._state.matrix))
            case b"Tf", [font, size]:
                self._set(font=self._font(font), size=float(size))
            case _, [value] if operator in _SETTINGS:
                setting, unit = _SETTINGS[operator]
                self._set(**{setting: float(value) * unit})
            case _:
                return False
        return True

    def _place(self, operator: bytes, operands: list[Any]) -> bool:
        match operator, operands:
            case b"BT", _:
                self._pen = self._line = _UNIT
            case b"Td", [across, up]:
                self._move(float(across), float(up))
            case b"TD", [across, up]:
                self._set(leading=-float(up))
                self._move(float(across), float(up))
            case b"Tm", [_, _, _, _, _, _]:
                self._pen = self._line = _matrix(operands)
            case b"T*", _:
                self._move(0.0, -self._state.leading)
            case _:
                return False
        return True

    def _show_any(self, operator: bytes, operands: list[Any]) -> bool:
        match operator, operands:
            case b"Tj", [string]:
                self._show(string)
            case b"TJ", [ArrayObject() as strings]:
                self._show_all(strings)
            case b"'", [string]:
                self._move(0.0, -self._state.leading)
                self._show(string)
            case b'"', [word_spacing, spacing, string]:
                self._set(word_spacing=float(word_spacing), spacing=float(spacing))
                self._move(0.0, -self._state.leading)
                self._show(string)
            case b"Do", [name]:
                self._draw(name)
            case _:
                return False
        return True

    def _show_all(self, strings: ArrayObject) -> None:
        for part in strings:
            if isinstance(part, (str, bytes)):
                self._show(part)
            else:
                self._advance(-float(part) / 1000 * self._state.size * self._state.scale)

    def _set(self, **changes: Matrix | Font | float | None) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]

    def _move(self, across: float, up: float) -> None:
        self._pen = self._line = _times((1.0, 0.0, 0.0, 1.0, across, up), self._line)

    def _advance(self, width: float) -> None:
        self._pen = _times((1.0, 0.0, 0.0, 1.0, width, 0.0), self._pen)

    def _show(self, string: str | bytes) -> None:
        state = self._state
        if state.font is None:
            return
        codes, text = _decoded(string, state.font)
        width = sum(map(state.font.get_text_width, codes)) / 1000 * state.size
        width += state.spacing * len(codes) + state.word_spacing * codes.count(" ")
        start = _times(self._pen, state.matrix)
        self._advance(width * state.scale)
        end = _times(self._pen, state.matrix)
        # Text that is turned on its side is a stamp or a label; 0.5 allows for slanted scans.
        if text and abs(start[0]) + abs(start[3]) > abs(start[1]) + abs(start[2]):
            self.pieces.append(Piece(text, start[4], end[4], start[5], state.size * abs(start[3])))

    def _font(self, name: NameObject) -> Font | None:
        fonts = self._resources.get("/Font")
        fonts = fonts.get_object() if fonts is not None else {}
        return self._text.font(fonts[name]) if name in fonts else None

    def _draw(self, name: NameObject) -> None:
        forms = self._resources.get("/XObject")
        forms = forms.get_object() if forms is not None else {}
        form = forms[name].get_object() if name in forms else None
        if form is None:
            return
        if form.get("/Subtype") != NameObject("/Form"):
            self._text.pictures = True
            return
        self._forms += 1
        if self._depth >= _DEEPEST or self._forms > _MOST_FORMS:
            return
        matrix = _times(_matrix(form.get("/Matrix") or _UNIT), self._state.matrix)
        own = form.get("/Resources")
        resources = own.get_object() if own is not None else self._resources
        run = _Run(self._text, resources, matrix, self._depth + 1)
        run.execute(self._text.stream(form))
        self.pieces.extend(run.pieces)


def _resources(page: PageObject) -> DictionaryObject:
    """Return a page's resources, which it may have from the nodes above it."""
    node: Any = page
    for _ in range(32):
        if node is None:
            break
        if "/Resources" in node:
            found: DictionaryObject = node["/Resources"].get_object()
            return found
        node = node.get("/Parent").get_object() if node.get("/Parent") is not None else None
    return DictionaryObject()


def _decoded(string: str | bytes, font: Font) -> tuple[str, str]:
    """Return the codes of a string, by which widths go, and its characters."""
    data = string if isinstance(string, bytes) else getattr(string, "original_bytes", b"")
    if isinstance(font.encoding, str):
        codes = data.decode(font.encoding, "replace")
        shown = codes
    else:
        codes = data.decode("latin-1")
        shown = "".join(font.encoding.get(code, chr(code)) for code in data)
    return codes, "".join(str(font.character_map.get(code, code)) for code in shown)


def _matrix(values: Iterable[Any]) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def gathered(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces of each line, from left to right; a line is drawn without a break."""
    line: list[Piece] = []
    for piece in pieces:
        if line and abs(piece.up - line[0].up) > 0.5 * max(piece.size, line[0].size):
            yield sorted(line, key=lambda one: one.left)
            line = []
        line.append(piece)
    if line:
        yield sorted(line, key=lambda one: one.left)
