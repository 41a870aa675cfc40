"""A large document made of the clauses of the sample documents, the same for the same size."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
from corpus.parse import find_documents, parse_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.model import Block

SAMPLES = Path(corpus.__file__).with_name("sample")
_NUMBERS = "一二三四五"


def blocks_of(*folders: Path) -> Iterator[Block]:
    """The headings and paragraphs of all documents in folders."""
    for found in find_documents(folders).files:
        for speech in parse_file(found.path, found.source).speeches:
            yield from speech.blocks


def make_text(size: int, seed: int = 1) -> str:
    """A compilation of at least `size` bytes of UTF-8: titles, bylines, headings, paragraphs."""
    chance = random.Random(seed)
    clauses = list(_clauses())
    speeches: list[str] = []
    length = number = 0
    while length < size:
        number += 1
        speech = _speech(number, clauses, chance)
        speeches.append(speech)
        length += len(speech.encode())
    return "\n\n".join(speeches)


def _clauses() -> Iterator[str]:
    for block in blocks_of(SAMPLES):
        if block.kind == "paragraph":
            parts = re.split(r"(?<=[，；、。！？])", block.text)
            yield from (part[:-1] for part in parts if 4 < len(part) < 24)


def _speech(number: int, clauses: list[str], chance: random.Random) -> str:
    lines = [
        f"在第{number}次推进会上的讲话",
        "澄湾港集团 林远",
        f"（{2010 + number % 15}年{number % 12 + 1}月{number % 27 + 1}日）",
        "",
        "同志们：",
    ]
    for heading in _NUMBERS:
        lines.append(f"{heading}、把第{number}件事做在前头")
        lines += [_paragraph(clauses, chance) for _ in range(6)]
    return "\n".join(lines)


def _paragraph(clauses: list[str], chance: random.Random) -> str:
    sentences = range(chance.randint(3, 7))
    return "".join(
        "，".join(chance.choices(clauses, k=chance.randint(2, 5))) + "。" for _ in sentences
    )
