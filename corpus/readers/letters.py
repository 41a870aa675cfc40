"""How large the letters of a Word paragraph are (ECMA-376, 17.3.2.38), with what its styles say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.readers.numbering import W, value

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from corpus.readers.xml import Container

_VAL = f"{W}val"
_MOST_STYLES_ABOVE = 10
# Ten points, where a document sets none.
_USUAL = 20.0


class Letters:
    """The sizes that a document's styles give, in half points."""

    def __init__(self, container: Container, styles: str | None) -> None:
        self._sizes: dict[str, float] = {}
        self._above: dict[str, str] = {}
        self._usual = _USUAL
        self._default = ""
        if styles is None:
            return
        root = container.root(styles)
        self._usual = _size(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")) or _USUAL
        for style in root.iter(f"{W}style"):
            identity = style.get(f"{W}styleId", "")
            self._sizes[identity] = _size(style.find(f"{W}rPr"))
            self._above[identity] = value(style, "basedOn")
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
                self._default = identity

    def size(self, paragraph: Element) -> float:
        """Return the size in which most of a paragraph's letters are set."""
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        named = self._default if style is None else style.get(_VAL, self._default)
        counts: dict[float, int] = {}
        for run in paragraph.iter(f"{W}r"):
            written = sum(len(text.text or "") for text in run.iter(f"{W}t"))
            size = _size(run.find(f"{W}rPr")) or self._of_style(named)
            counts[size] = counts.get(size, 0) + written
        return max(counts, key=lambda size: counts[size], default=0.0)

    def _of_style(self, style: str) -> float:
        for _ in range(_MOST_STYLES_ABOVE):
            if size := self._sizes.get(style, 0.0):
                return size
            style = self._above.get(style, "")
        return self._usual


def _size(properties: Element | None) -> float:
    size = "" if properties is None else value(properties, "sz")
    return float(size) if size.isdecimal() and size.isascii() and len(size) < 5 else 0.0
