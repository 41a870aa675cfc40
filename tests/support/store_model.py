"""What a store must say of its documents, by reading all of them: the contract in plain Python."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from opencc import OpenCC

from corpus.passages import split_passages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.model import Document, Passage, Speech
    from store.search.model import Hit

_SIMPLIFIER = OpenCC("t2s")
_QUOTES = frozenset('"“”„‟〝〞〟＂❝❞')


@cache
def _character(character: str) -> str:
    """The contract's normal form of one character."""
    composed = unicodedata.normalize("NFKC", character)
    simple = "".join(_SIMPLIFIER.convert(one) for one in composed).casefold()
    return "".join('"' if one in _QUOTES else one for one in simple if not one.isspace())


@cache
def normal(text: str) -> str:
    """The contract's normal form N."""
    return "".join(map(_character, text))


@cache
def _passages(speech: Speech) -> tuple[Passage, ...]:
    return tuple(one for one in split_passages(speech) if normal(one.text))


@dataclass(frozen=True)
class Asked:
    """A query as it was made: words (each its parts in order), what is excluded, what filters."""

    text: str
    words: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    organisation: str = ""
    speaker: str = ""
    year: str = ""
    title: str = ""
    file: str = ""
    headings: bool = False
    phrase: bool = False
    quoted: bool = False

    @property
    def whole(self) -> str:
        """The words written as one, where that may be meant."""
        plain = len(self.words) > 1 and not self.phrase and all(len(w) == 1 for w in self.words)
        return "".join(normal(word[0]) for word in self.words) if plain else ""

    @property
    def filtered(self) -> bool:
        return bool(self.organisation or self.speaker or self.year or self.title or self.file)


@dataclass
class Standing:
    """One wording of a passage, and all places where it stands: speech and number.

    `rest` is, for each place, what follows in the same block.
    """

    id: str
    kind: str
    text: str
    normal: str
    places: list[tuple[tuple[str, int], int]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


class Model:
    """All passages of some documents."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = {document.source: document for document in documents}
        self.wordings: dict[tuple[str, str, str], Standing] = {}
        self.speeches: dict[tuple[str, int], tuple[Document, Speech]] = {}
        self.counts: dict[str, tuple[int, int]] = {}
        for document in self.documents.values():
            places = sum(self._read(document, speech) for speech in document.speeches)
            self.counts[document.source] = (len(document.speeches), places)

    def _read(self, document: Document, speech: Speech) -> int:
        name = (document.source, speech.number)
        self.speeches[name] = (document, speech)
        passages = _passages(speech)
        behind: defaultdict[int, str] = defaultdict(str)
        for passage in reversed(passages):
            key = (passage.id, passage.kind, passage.text)
            standing = self.wordings.setdefault(key, Standing(*key, normal=normal(passage.text)))
            standing.places.append((name, passage.number))
            standing.rest.append(behind[passage.block])
            behind[passage.block] = standing.normal + behind[passage.block]
        return len(passages)

    @cached_property
    def by_id(self) -> dict[str, list[Standing]]:
        """The wordings of each passage."""
        found: defaultdict[str, list[Standing]] = defaultdict(list)
        for standing in self.wordings.values():
            found[standing.id].append(standing)
        return dict(found)

    def exact(self, asked: Asked) -> set[str]:
        """Ids of the passages that match."""
        marked = asked.excluded or asked.filtered or asked.headings or asked.quoted
        marked = marked or any(len(word) > 1 for word in asked.words)
        if marked and not asked.phrase:
            literal = Asked(asked.text, ((asked.text,),))
            if found := self._matching(literal):
                # What was typed stands there letter by letter: a sentence was pasted.
                return found
        return self._matching(asked)

    def count_speeches(self, ids: set[str], asked: Asked) -> int:
        """How many speeches the passages stand in, of those that the filters let through."""
        if self._is_literal(asked):
            asked = Asked(asked.text)
        allowed = self._allowed(asked)
        return len(
            {
                speech
                for one in ids
                for standing in self.by_id[one]
                for speech, _ in standing.places
                if speech in allowed
            }
        )

    def holds(self, hit: Hit) -> bool:
        """Whether what a hit says of a passage is so."""
        standing = self.wordings.get((hit.id, hit.kind, hit.text))
        place = (hit.speech.source, hit.speech.number)
        if standing is None or (place, hit.number) not in standing.places:
            return False
        document, speech = self.speeches[place]
        told = (hit.speech.title, hit.speech.organisation, hit.speech.speaker, hit.speech.date)
        return (
            hit.speech.collection == speech.collection
            and told
            == (
                speech.title,
                speech.organisation,
                speech.speaker,
                speech.date,
            )
            and document.source == hit.speech.source
        )

    def stands(self, text: str) -> bool:
        """Whether every word of a text stands in some passage or over a border."""
        return all(
            any(self._holds(one, normal(word)) for one in self.wordings.values())
            for word in text.split()
        )

    def _is_literal(self, asked: Asked) -> bool:
        return bool(asked.text) and self.exact(asked) != self._matching(asked)

    def _matching(self, asked: Asked) -> set[str]:
        allowed = self._allowed(asked)
        return {
            one.id
            for one in self.wordings.values()
            if self._matches(one, asked, [speech in allowed for speech, _ in one.places])
        }

    def _matches(self, one: Standing, asked: Asked, here: list[bool]) -> bool:
        if not any(here) or (asked.headings and one.kind != "heading"):
            return False
        if any(normal(part) in one.normal for part in asked.excluded):
            return False
        rest = [text for text, inside in zip(one.rest, here, strict=True) if inside]
        if asked.whole and _begins(one.normal, rest, asked.whole):
            return True
        return all(
            _begins(one.normal, rest, normal(word[0]))
            if len(word) == 1
            else _in_order(one.normal, [normal(part) for part in word])
            for word in asked.words
        )

    def _allowed(self, asked: Asked) -> set[tuple[str, int]]:
        return {
            name
            for name, (document, speech) in self.speeches.items()
            if normal(asked.organisation) in normal(speech.organisation or "")
            and normal(asked.speaker) in normal(speech.speaker or "")
            and normal(asked.title) in normal(speech.title)
            and normal(asked.file) in normal(f"{document.source}\n{document.collection or ''}")
            and asked.year in ("", (speech.date or "")[:4])
        }

    @staticmethod
    def _holds(one: Standing, needle: str) -> bool:
        return _begins(one.normal, one.rest, needle)


def _begins(text: str, rest: list[str], needle: str) -> bool:
    """Whether a needle stands in a passage, or begins there and goes on in its block."""
    return any(needle in text + behind[: max(0, len(needle) - 1)] for behind in (rest or [""]))


def _in_order(text: str, parts: list[str]) -> bool:
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True
