"""The numbers that Word counts itself: 一、 before a paragraph stands in no text of the file.

ECMA-376 part 1, 17.9: a paragraph names a list and a level; the list's definition gives start,
format and pattern of each level, such as chineseCounting and %1、.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from corpus.readers.xml import Container

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{W}val"
_SLOT = re.compile(r"%([1-9])")
_CHINESE = frozenset(
    (
        "chineseCounting", "chineseCountingThousand", "ideographTraditional",
        "taiwaneseCountingThousand", "taiwaneseCounting", "japaneseCounting", "ideographDigital",
    )
)  # fmt: skip
_DEPTHS = frozenset("012345678")
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    pattern: str


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of one document, in order."""

    _lists: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, container: Container, part: str | None, styles: str | None) -> Numbering:
        """Read the definitions of a document; one without any numbers nothing."""
        if part is None:
            return cls()
        root = container.root(part)
        abstract = {
            element.get(f"{W}abstractNumId", ""): _levels(element)
            for element in root.iter(f"{W}abstractNum")
        }
        lists = {}
        for element in root.iter(f"{W}num"):
            defined = abstract.get(value(element, "abstractNumId"))
            if defined is not None:
                lists[element.get(f"{W}numId", "")] = defined
        return cls(lists, _numbered_styles(container, styles))

    def number(self, properties: Element | None) -> str:
        """Return what Word writes before a paragraph with these properties, else an empty text."""
        identity, depth = self._place(properties)
        levels = self._lists.get(identity)
        if levels is None or depth not in levels:
            return ""
        counts = self._counts.setdefault(identity, {})
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        if levels[depth].form in ("bullet", "none"):
            return ""
        return _SLOT.sub(
            lambda slot: _written(int(slot[1]) - 1, levels, counts), levels[depth].pattern
        )

    def _place(self, properties: Element | None) -> tuple[str, int]:
        if properties is None:
            return "", 0
        found = properties.find(f"{W}numPr")
        if found is not None:
            depth = value(found, "ilvl")
            return value(found, "numId"), int(depth) if depth in _DEPTHS else 0
        return self._styles.get(value(properties, "pStyle"), ("", 0))


def _levels(element: Element) -> dict[int, _Level]:
    levels = {}
    for level in element.iter(f"{W}lvl"):
        depth, start = level.get(f"{W}ilvl", ""), value(level, "start")
        if depth in _DEPTHS:
            levels[int(depth)] = _Level(
                int(start) if start.isdecimal() else 1,
                value(level, "numFmt") or "decimal",
                value(level, "lvlText"),
            )
    return levels


def _numbered_styles(container: Container, part: str | None) -> dict[str, tuple[str, int]]:
    if part is None:
        return {}
    styles = {}
    for style in container.root(part).iter(f"{W}style"):
        found = style.find(f"{W}pPr/{W}numPr")
        if found is not None:
            depth = value(found, "ilvl")
            place = value(found, "numId"), int(depth) if depth in _DEPTHS else 0
            styles[style.get(f"{W}styleId", "")] = place
    return styles


def _written(depth: int, levels: dict[int, _Level], counts: dict[int, int]) -> str:
    level = levels.get(depth)
    if level is None:
        return ""
    count = counts.get(depth, level.start)
    if level.form in _CHINESE and 0 < count < 100:
        return chinese(count)
    if level.form in ("upperLetter", "lowerLetter") and 0 < count <= 26:
        return chr((65 if level.form == "upperLetter" else 97) + count - 1)
    if level.form == "decimalEnclosedCircleChinese" and 0 < count <= 20:
        return chr(0x2460 + count - 1)
    return str(count)


def chinese(number: int) -> str:
    """Write a number below 100 as headings do: 十二 for 12."""
    tens, units = divmod(number, 10)
    ten = "十" if tens == 1 else f"{_DIGITS[tens]}十" if tens else ""
    return ten + (_DIGITS[units] if units else "")


def value(element: Element, name: str) -> str:
    """Return the value of a property below an element, empty where it isn't set."""
    found = element.find(f"{W}{name}")
    return found.get(_VAL, "") if found is not None else ""
