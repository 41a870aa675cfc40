"""Names that a document gives in full somewhere, and in short where it says who speaks.

任总在……的讲话 is by whom the paper's head names as its signer, or who answers below: 任正行：…….
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.characters import HAN
from corpus.chinese import Grammar
from corpus.fields import PLACED_NAME, SURE_NAME, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.model import Speech

_SHORT = Grammar(
    rf"(?P<surname>[{HAN}]{{1,2}})(?:总(?:裁|经理|工|书记)?|董事?长?|校长|院长|书记|主任|局长|厂长"
    r"|处长|市长|县长|区长|省长|部长|会长|理事长|老师|教授|主席|老)"
)
_SIGNER = Grammar(rf"(?:签\s*发人?|签\s*批人?|审\s*签人?)\s*[:：]\s*(?P<name>{SURE_NAME})")
# 何立本系列重要讲话数据库
_OF_ONE = Grammar(
    rf"(?P<name>{PLACED_NAME})(?:同志|系列|重要|历年)+(?:讲话|演讲|言论|文章|文)(?:数据|资料|文)?库"
)
_UTTERED = Grammar(rf"(?P<name>{SURE_NAME})[:：]\s*\S.*")
_LONGEST_LINE = 80
_LEAST_UTTERED = 3
"""Times that somebody speaks behind his name, at least: once may be a quotation."""


def with_full_names(speeches: Sequence[Speech]) -> list[Speech]:
    """Give the full names of those who are called by surname and office, where the papers do."""
    around = [warning for speech in speeches for warning in speech.warnings]
    named = []
    for speech in speeches:
        short = speech.speaker or called(speech.title)
        texts = [block.text for block in speech.blocks]
        full = in_full(short, around, texts) if short else None
        told = full if speech.speaker or full != short else None
        named.append(replace(speech, speaker=told))
    return named


def author_of_site(lines: Iterable[str]) -> str | None:
    """Give whose speeches a site holds, by its name above several pages of a file.

    >>> author_of_site(["何立本系列重要讲话数据库", "在江城的讲话", "何立本系列重要讲话数据库"])
    '何立本'
    """
    named = Counter(
        squeeze(line[found.start("name") : found.end("name")])
        for line in lines
        if (found := _OF_ONE.fullmatch(line))
    )
    return next((name for name, times in named.items() if len(named) == 1 < times), None)


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
