"""The values that leave the corpus package: documents, speeches, blocks, passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "table"]
PassageKind = Literal["heading", "text"]
TITLE_MADE = "title made"
"""Warning of a speech whose title is its first sentence."""


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, whole paragraph or table of a cleaned speech body, in document order.

    `level` is set for headings only: 1 for 一、, 2 for （一）, 3 for 1.
    """

    kind: BlockKind
    text: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """One speech or essay as the document gives it.

    `number` counts from 1 within the document. `date` is ISO, cut to what is known:
    2022-12-30, 2022-12 or 2022. `warnings` are short Chinese or English phrases for people.
    """

    number: int
    title: str
    blocks: tuple[Block, ...]
    collection: str | None = None
    organisation: str | None = None
    speaker: str | None = None
    date: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document. `source` is its name relative to the path it was found under."""

    source: str
    speeches: tuple[Speech, ...]
    collection: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one block; joined in order, a block's passages give its text.

    `id` names the same letters, digits and Han characters for ever (12 of A-Za-z0-9_-).
    `number` counts from 1 within the speech, `block` is the index into `Speech.blocks`.
    """

    id: str
    kind: PassageKind
    text: str
    number: int
    block: int
