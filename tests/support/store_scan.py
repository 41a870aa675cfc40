"""What search must find, by reading everything: the contract's definition, slowly."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from corpus.model import Block, Document, Speech
from corpus.normal import normalize
from corpus.passages import split_passages
from store.index.terms import storable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.documents.documents import Documents
    from store.documents.model import IngestOutcome

NOW = datetime(2025, 11, 20, 6, 0, tzinfo=UTC)


def make_speech(
    number: int, *paragraphs: str, title: str = "在会上的讲话", **fields: Any
) -> Speech:
    """A speech of paragraphs; one that starts with # becomes a heading."""
    blocks = tuple(
        Block("heading", text[1:], 1) if text.startswith("#") else Block("paragraph", text)
        for text in paragraphs
    )
    return Speech(number, title, blocks, **fields)


def make_document(source: str, *speeches: Speech, collection: str | None = None) -> Document:
    return Document(source, speeches, collection)


async def take_in(documents: Documents, document: Document) -> IngestOutcome:
    return await documents.ingest(document, sha256(repr(document).encode()).hexdigest(), NOW)


class Scan:
    """All passages of some documents, in memory."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.passages: list[tuple[str, tuple[str, int], str]] = []
        self.blocks: defaultdict[tuple[str, int, int], list[tuple[str, str]]] = defaultdict(list)
        self.speeches: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
        for document in documents:
            for speech in document.speeches:
                place = (document.source, speech.number)
                for passage in split_passages(speech):
                    normal = normalize(storable(passage.text))
                    if normal:
                        self.passages.append((passage.id, place, normal))
                        self.blocks[(*place, passage.block)].append((passage.id, normal))
                        self.speeches[passage.id].add(place)
        self._wholes = ["".join(text for _, text in block) for block in self.blocks.values()]

    def holding(self, needle: str) -> set[str]:
        """Ids of the passages that hold a normal form or begin a run of it."""
        return {name for name, _ in self._texts(needle)}

    def exact(self, query: str) -> set[str]:
        """Ids that match a query of words without the grammar's marks."""
        words = [normal for word in query.split() if (normal := normalize(word))]
        # One wording must hold all the words; two wordings of an id don't share them out.
        together = set.intersection(*map(self._texts, words))
        return {name for name, _ in together} | self.holding(normalize(query))

    def _texts(self, needle: str) -> set[tuple[str, str]]:
        found = set()
        for block, whole in zip(self.blocks.values(), self._wholes, strict=True):
            start = whole.find(needle)
            while start >= 0:
                found.add(self._at(block, start))
                start = whole.find(needle, start + 1)
        return found

    def count_speeches(self, ids: Iterable[str]) -> int:
        return len(set().union(*(self.speeches[name] for name in ids)))

    @staticmethod
    def _at(block: list[tuple[str, str]], position: int) -> tuple[str, str]:
        for name, normal in block:
            if position < len(normal):
                return name, normal
            position -= len(normal)
        raise AssertionError(position)
