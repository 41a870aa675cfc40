"""Names that a document gives in full somewhere, and in short where it says who speaks.

任总在……的讲话 is by whom the paper's head names as its signer, or who answers below: 任正行：…….
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from corpus.chinese import Grammar
from corpus.fields import SURE_NAME, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORT = Grammar(
    r"(?P<surname>[\u4e00-\u9fff]{1,2})(?:总(?:裁|经理|工|书记)?|董事?长?|校长|院长|书记|主任|局长|厂长"
    r"|处长|市长|县长|区长|省长|部长|会长|理事长|老师|教授|主席|老)"
)
_SIGNER = Grammar(rf"(?:签\s*发人?|签\s*批人?|审\s*签人?)\s*[:：]\s*(?P<name>{SURE_NAME})")
_UTTERED = Grammar(rf"(?P<name>{SURE_NAME})[:：]\s*\S.*")
_LONGEST_LINE = 80
_LEAST_UTTERED = 3
"""Times that somebody speaks behind his name, at least: once may be a quotation."""


def called(title: str) -> str | None:
    """Give whom a title begins with by surname and office: 任总 of 任总巡视江城港的讲话."""
    short = _SHORT.match(title)
    return title[: short.end()] if short else None


def in_full(speaker: str, lines: Iterable[str], texts: Iterable[str]) -> str:
    """Give the full name of whom a document calls by surname and office, where it tells just one.

    `lines` are those around a text, `texts` its paragraphs.

    >>> in_full("任总", ["江城电邮〔2018〕72号　签发人：任正行"], [])
    '任正行'
    >>> in_full("任总", ["签发人：何立本"], ["今天谈三点。"])
    '任总'
    """
    short = _SHORT.fullmatch(speaker)
    if short is None:
        return speaker
    signed = [
        line[found.start("name") : found.end("name")]
        for line in lines
        if len(line) <= _LONGEST_LINE
        for found in _SIGNER.finditer(line)
    ]
    said = Counter(
        text[found.start("name") : found.end("name")]
        for text in texts
        if (found := _UTTERED.fullmatch(text))
    )
    named = {*signed, *(name for name, times in said.items() if times >= _LEAST_UTTERED)}
    surname = speaker[short.start("surname") : short.end("surname")]
    full = {squeeze(name) for name in named if name.startswith(surname)}
    return full.pop() if len(full) == 1 else speaker
