"""Corpora of any size out of any documents, and questions to them, the same for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bench.speeches import SAMPLES, blocks_of
from corpus.characters import is_han
from corpus.normal import normalize
from corpus.sentences import sentence_borders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LENGTH = 107
"""Characters that a passage has on average, as in real compilations."""

_SHARES = {
    "single": 20,
    "pair": 64,
    "four": 48,
    "phrase": 64,
    "cut": 64,
    "two words": 40,
    "marks": 15,
    "miss": 14,
}
"""How many questions there are of each class: 329 in all."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: words that a passage must hold all of."""

    kind: str
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """As it is typed."""
        return " ".join(self.words)


def sentences_of(folder: Path | None = None) -> list[str]:
    """Return the sentences of all documents in a folder; of the sample documents without one."""
    blocks = blocks_of(folder or SAMPLES)
    sentences = dict.fromkeys(one for block in blocks for one in sentences_in(block.text))
    return [sentence for sentence in sentences if 8 <= len(sentence) <= 200]


def sentences_in(text: str) -> list[str]:
    """Cut a text into its sentences."""
    cuts = [0, *(border.offset for border in sentence_borders(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def passages(sentences: list[str], count: int, seed: int = 1) -> Iterator[str]:
    """Yield passages of recombined sentences, `LENGTH` characters long on average."""
    chance = random.Random(seed)
    for _ in range(count):
        wanted = chance.randint(LENGTH // 3, LENGTH * 4 // 3)
        text = chance.choice(sentences)
        while len(text) < wanted:
            text += chance.choice(sentences)
        yield text


def questions(texts: list[str], seed: int = 2) -> list[Question]:
    """Draw questions of every class from some passages, and some that nothing answers."""
    chance = random.Random(seed)
    drawn = [
        Question(kind, _draw(kind, texts, chance))
        for kind, share in _SHARES.items()
        for _ in range(share)
    ]
    chance.shuffle(drawn)
    return drawn


def _draw(kind: str, texts: list[str], chance: random.Random) -> tuple[str, ...]:
    match kind:
        case "single":
            return (_han(texts, chance, 1),)
        case "pair":
            return (_han(texts, chance, 2),)
        case "four":
            return (_han(texts, chance, 4),)
        case "phrase":
            return (_han(texts, chance, chance.randint(6, 8)),)
        case "cut":
            return (_cut(texts, chance, chance.randint(3, 20)),)
        case "two words":
            return (_han(texts, chance, 2), _han(texts, chance, chance.randint(2, 3)))
        case "marks":
            return (_cut(texts, chance, 2, marks=True),)
        case _:
            return ("".join(reversed(_han(texts, chance, 6))),)


def _han(texts: list[str], chance: random.Random, length: int) -> str:
    while True:
        piece = _cut(texts, chance, length)
        if is_han(piece):
            return piece


def _cut(texts: list[str], chance: random.Random, length: int, *, marks: bool = False) -> str:
    while True:
        text = normalize(chance.choice(texts))
        if len(text) > length:
            start = chance.randrange(len(text) - length)
            piece = text[start : start + length]
            grammar = set(piece) & set("*…-") or ".." in piece
            if not grammar and not (marks and piece.isalpha()):
                return piece
