"""Chinese text cut into words with jieba, whose dictionary loads when it is first asked for."""

from __future__ import annotations

import asyncio
import logging
import threading
import warnings
from typing import TYPE_CHECKING, Any, Protocol

from corpus.normal import normalize, normalize_mapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# Words that say how something is asked or said, not what about.
_EMPTY = frozenset(
    (
        "怎么", "怎样", "如何", "什么", "为什么", "哪些", "哪个", "哪里", "多少", "是否", "可以",
        "能否", "应该", "需要", "关于", "对于", "以及", "或者", "并且", "而且", "如果", "因为",
        "所以", "但是", "我们", "你们", "他们", "它们", "这个", "那个", "这些", "那些", "一个",
        "一些", "一下", "有关", "请问", "的话", "怎么样", "怎样才能", "怎么才能", "如何才能",
        "才能", "什么样", "怎么办", "怎么说", "怎么写", "能不能", "是不是", "有没有", "为何",
        "何谓", "何为", "哪几个", "说说", "谈谈", "讲讲", "一下子", "的", "了", "吗", "呢", "吧",
        "啊", "是", "有", "和", "与", "及", "在", "地", "得", "金句", "名言", "警句", "范文",
        "提法", "表述", "句子", "怎么提",
    )
)  # fmt: skip

_SLOGAN_FREQUENCY = 2_000
"""How often a slogan counts as seen in jieba's dictionary: more than its parts side by side."""


class OwnWords(Protocol):
    """The words that the stored documents make: their slogans."""

    async def since(self, version: int) -> tuple[int, tuple[str, ...]] | None:
        """Give all of them and the version of their list, None where that is the version."""
        ...


class Words:
    """The words of a text. The dictionary's cache is kept in `folder`, beside the database.

    `own` are words that are never cut, in addition to those of the dictionary.
    """

    def __init__(self, folder: Path, own: OwnWords | None = None) -> None:
        self._folder = folder
        self._own = own
        self._version = -1
        self._lock = threading.Lock()
        self._tokenizer: Any = None

    async def load(self) -> None:
        """Load the dictionary in a thread of its own, which takes about half a second."""
        await asyncio.to_thread(self._load)
        found = None if self._own is None else await self._own.since(self._version)
        if found is not None:
            self._version, words = found
            await asyncio.to_thread(self._learn, words)

    async def cut(self, text: str) -> tuple[str, ...]:
        """Return the distinct words of `text` that a passage can be found by, in order.

        Single characters and words that only ask are left out, unless nothing else is there.
        """
        await self.load()
        return await asyncio.to_thread(self._cut, text)

    def known_here(self, text: str) -> tuple[str, ...]:
        """Return the words of `text` that the dictionary knows, for the caller's own thread.

        Without guesses at unknown ones, in half of the time that `cut` takes.
        """
        return tuple(self._load().cut(text, HMM=False))

    async def pieces(self, text: str) -> tuple[str, ...]:
        """Return what `cut` does, with the shorter words that long ones are made of instead."""
        words = await self.cut(text)
        return await asyncio.to_thread(self._split, words)

    def _cut(self, text: str) -> tuple[str, ...]:
        normal, origins = normalize_mapped(text)
        shown: dict[str, str] = {}
        end = 0
        for token in _joined(self._load().cut(normal)):
            start, end = end, end + len(token)
            if any(character.isalnum() for character in token):
                shown.setdefault(token, text[origins[start] : origins[end - 1] + 1])
        telling = [token for token in shown if len(token) > 1 and token not in _EMPTY]
        return tuple(shown[token] for token in telling or shown)

    def _split(self, words: tuple[str, ...]) -> tuple[str, ...]:
        pieces: dict[str, None] = {}
        for word in words:
            found = self._load().cut_for_search(normalize(word))
            parts = [part for part in found if 1 < len(part) < len(word) and part.isalpha()]
            pieces.update(dict.fromkeys(parts or [word]))
        return tuple(pieces)

    def _learn(self, words: tuple[str, ...]) -> None:
        tokenizer = self._load()
        for word in words:
            tokenizer.add_word(word, freq=_SLOGAN_FREQUENCY)

    def _load(self) -> Any:  # noqa: ANN401 - jieba has no types
        with self._lock:
            if self._tokenizer is None:
                self._tokenizer = _make_tokenizer(self._folder)
            return self._tokenizer


def _joined(tokens: Iterable[str]) -> Iterator[str]:
    """Join what was cut too finely: numbers with what they count, and single characters in a row.

    Such a row is a word that the dictionary doesn't know; its characters stand everywhere.
    """
    pending, open_ended = "", False
    for token in tokens:
        single = len(token) == 1 and token.isalpha() and token not in _EMPTY
        if single and open_ended:
            # After a number one character counts; of a row of single ones, all belong to it.
            open_ended = not pending.isdecimal()
            pending += token
            continue
        if pending:
            yield pending
        pending, open_ended = token, single or token.isdecimal()
    if pending:
        yield pending


def _make_tokenizer(folder: Path) -> Any:  # noqa: ANN401 - jieba has no types
    with warnings.catch_warnings():
        # jieba 0.42.1 imports pkg_resources and writes regular expressions in plain strings.
        warnings.simplefilter("ignore")
        import jieba  # noqa: PLC0415 - see the module's first line

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(folder)
    tokenizer.initialize()
    return tokenizer
