"""The body of one speech: paragraphs made whole again, headings with their levels, tables."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.characters import CLOSERS, count_han
from corpus.lines import (
    hangs_open,
    has_body_marks,
    heading_number,
    is_blank_separated,
    is_complete,
    is_titleish,
    joined,
    width,
    wrap_width,
)
from corpus.model import Block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.lines import Line

# Characters behind its number that a heading has at most: alone on its line with no mark at its
# end, alone as a sentence, run into its paragraph.
_LONGEST_BARE = 80
_LONGEST_SENTENCE = 60
_LONGEST_RUN_IN = 100
_LONGEST_UNNUMBERED = 40
_FIRST_STOP = re.compile(rf"[。！？][{CLOSERS}\"]*")
_NEVER_LAST = "，、,《（“‘("
_ENDS_BARE = re.compile(r"[，、,；;]$")
_TABLE_ROW = re.compile(r"\|.*\|")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a document sets its paragraphs: apart by blank lines, or wrapped at a width.

    `wrap` is that width, `margin` the usual indentation of its lines, both in columns. `whole`
    says that the format knows its paragraphs, which only the end of a page may have broken.
    """

    blank_separated: bool
    wrap: int | None
    margin: int
    whole: bool = False


def layout_of(lines: Sequence[Line], *, whole: bool = False) -> Layout:
    """Tell the layout of a document from its lines, whose format may know its paragraphs."""
    indents = Counter(line.indent for line in lines)
    margin = indents.most_common(1)[0][0] if indents else 0
    return Layout(is_blank_separated(lines), wrap_width(lines), margin, whole)


def make_blocks(lines: Sequence[Line], layout: Layout) -> list[Block]:
    """Make the blocks of a body; their texts together are the text of all lines, in order."""
    paragraphs = _paragraphs(lines, layout)
    blocks: list[Block] = []
    for index, paragraph in enumerate(paragraphs):
        if _is_table(paragraph):
            blocks.append(Block("table", "\n".join(line.text for line in paragraph)))
            continue
        text = joined(paragraph)
        last = index + 1 == len(paragraphs)
        heading = _heading(text, paragraph[0].level, last=last)
        if heading is None:
            blocks.append(Block("paragraph", text))
            continue
        level, length = heading
        blocks.append(Block("heading", text[:length].rstrip(), level))
        if rest := text[length:].strip():
            blocks.append(Block("paragraph", rest))
    return _deepened(blocks)


def _deepened(blocks: list[Block]) -> list[Block]:
    """Set the numbered headings below 壹、 or 第一部分 one level deeper."""
    if not any(one.kind == "heading" and patterns.MAJOR_HEADING.match(one.text) for one in blocks):
        return blocks
    return [
        replace(block, level=level[0] + 1)
        if block.kind == "heading"
        and (level := heading_number(block.text))
        and not patterns.MAJOR_HEADING.match(block.text)
        else block
        for block in blocks
    ]


def plain_blocks(lines: Sequence[Line]) -> tuple[Block, ...]:
    """Make blocks of lines that are no prose: tables, and every other line by itself."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and is_row(line) and is_row(groups[-1][-1]):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(
        Block("table" if _is_table(group) else "paragraph", "\n".join(line.text for line in group))
        for group in groups
    )


def _paragraphs(lines: Sequence[Line], layout: Layout) -> list[list[Line]]:
    paragraphs: list[list[Line]] = []
    for line in lines:
        if paragraphs and _belongs(paragraphs[-1], line, layout):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def _belongs(paragraph: Sequence[Line], line: Line, layout: Layout) -> bool:
    """Tell whether a line goes on with the paragraph before it."""
    before = paragraph[-1]
    if line.level or before.level or _is_salutation(paragraph):
        return False
    if is_row(line) or is_row(before):
        return not line.gap and is_row(line) and is_row(before)
    text = joined(paragraph[-2:])
    if layout.whole:
        return _goes_on_over_page(text, line)
    if line.gap:
        return _goes_on_over_gap(paragraph, text, line, layout)
    if layout.blank_separated:
        alone = len(paragraph) == 1 and is_titleish(before)
        return _goes_on_below(text, line, alone=alone)
    return _goes_on_in_run(paragraph, text, line, layout)


def _goes_on_over_page(text: str, line: Line) -> bool:
    """Tell whether a page's end broke a paragraph: in mid-sentence, and the sentence is a long one.

    A short line without a mark at its end is whole: a form, a slogan, a closing formula.
    """
    if is_complete(text) or _starts_item(line) or _is_bare_heading(text):
        return False
    return _breaks_off(text) or (
        len(text) > _LONGEST_UNNUMBERED and has_body_marks(text) and has_body_marks(line.text)
    )


def _goes_on_over_gap(paragraph: Sequence[Line], text: str, line: Line, layout: Layout) -> bool:
    """A page ended in mid-sentence."""
    if not layout.blank_separated and _in_a_series(text):
        return has_body_marks(line.text) and not _starts_item(line)
    if is_complete(text) or _is_bare_heading(text):
        return False
    if _breaks_off(text):
        return True
    if _starts_item(line):
        return False
    prose = len(text) > _LONGEST_UNNUMBERED or any(has_body_marks(one.text) for one in paragraph)
    return prose and has_body_marks(line.text)


def _goes_on_below(text: str, line: Line, *, alone: bool) -> bool:
    """Where blank lines part paragraphs, a mere line end is a wrap or a link."""
    if patterns.BARE_ENUMERATOR.fullmatch(line.text):
        return True
    if is_complete(text):
        return not _starts_item(line)
    if _starts_item(line):
        return _breaks_off(text)
    return not _is_bare_heading(text) and not (alone and is_titleish(line))


def _goes_on_in_run(paragraph: Sequence[Line], text: str, line: Line, layout: Layout) -> bool:
    """Where every line is a paragraph, or lines are wrapped at a width."""
    if layout.wrap and line.indent > layout.margin:
        return False
    if _starts_item(line) or _is_bare_heading(text):
        return False
    full = layout.wrap is not None and width(paragraph[-1].text) >= layout.wrap - 6
    if is_complete(text):
        return full
    if _breaks_off(text):
        return True
    return full or has_body_marks(text)


def _is_salutation(paragraph: Sequence[Line]) -> bool:
    """Tell whether a paragraph is a salutation, which stands alone on its line."""
    text = paragraph[0].text
    return (
        len(paragraph) == 1
        and text[-1] in "：:"
        and len(text) <= _LONGEST_UNNUMBERED
        and patterns.SALUTATION.fullmatch(text) is not None
    )


def _in_a_series(text: str) -> bool:
    """Tell whether a paragraph ends behind a semicolon and holds more than one clause like it.

    One clause alone may be an item of a list that has a line for each.
    """
    return text[-1] in "；;" and any(mark in text[:-1] for mark in "；;。")


def _breaks_off(text: str) -> bool:
    """Tell whether no paragraph can end so: behind a comma, or with a bracket open."""
    return text[-1] in _NEVER_LAST or hangs_open(text)


def _starts_item(line: Line) -> bool:
    """Tell whether a line begins an item or is a heading or salutation, so begins something."""
    text = line.text
    if patterns.BARE_ENUMERATOR.fullmatch(text):
        return False
    return (
        heading_number(text) is not None
        or patterns.ENUMERATOR.match(text) is not None
        or (len(text) < 40 and patterns.SALUTATION.fullmatch(text) is not None)
    )


def _is_bare_heading(text: str) -> bool:
    """Tell whether a line is a numbered heading without a mark at its end."""
    number = heading_number(text)
    ordinal = patterns.ORDINAL.match(text)
    length = number[1] if number else ordinal.end() if ordinal else 0
    rest = text[length:]
    return (
        length > 0
        and 1 < len(rest) <= _LONGEST_BARE
        and "。" not in rest
        and not _ENDS_BARE.search(rest)
        and not hangs_open(rest)
    )


def _heading(text: str, markdown: int, *, last: bool) -> tuple[int, int] | None:
    """Return level of a heading and how much of the paragraph it is; None for plain text."""
    number = heading_number(text)
    if markdown and not has_body_marks(text[-1]):
        return (number[0] if number else max(1, markdown - 1)), len(text)
    if number:
        return _numbered(text, *number)
    if last or _ENDS_BARE.search(text):
        return None
    if patterns.ORDINAL.match(text):
        return None if is_complete(text) or len(text) > _LONGEST_SENTENCE else (2, len(text))
    return (1, len(text)) if _is_unnumbered_heading(text) else None


def _numbered(text: str, level: int, begins: int) -> tuple[int, int] | None:
    stop = _FIRST_STOP.search(text, begins)
    if stop is None:
        bare = begins < len(text) <= _LONGEST_BARE and not _ENDS_BARE.search(text)
        return (level, len(text)) if bare else None
    length = stop.end() - begins
    alone = stop.end() == len(text)
    longest = _LONGEST_SENTENCE if alone or level == 3 else _LONGEST_RUN_IN
    return (level, stop.end()) if length <= longest else None


def _is_unnumbered_heading(text: str) -> bool:
    return (
        len(text) <= _LONGEST_UNNUMBERED
        and not is_complete(text)
        and not any(mark in text for mark in "。；：:！？")
        and patterns.ENUMERATOR.match(text) is None
        and count_han(text) > 0
    )


def is_row(line: Line) -> bool:
    """Tell whether a line is a row of a table, its cells set apart by tabs or bars."""
    return _TABLE_ROW.fullmatch(line.text) is not None or "\t" in line.text


def _is_table(paragraph: Sequence[Line]) -> bool:
    return len(paragraph) > 1 and all(is_row(line) for line in paragraph)
