"""Chinese text cut into words with jieba, whose dictionary loads when it is first asked for."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import tempfile
import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from corpus.normal import normalize_mapped

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator

    # Gives all words and the version of their list, None where that is the one asked with.
    OwnWords = Callable[[int], Awaitable[tuple[int, tuple[str, ...]] | None]]

_MARKS = "，、；："
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
        "提法", "表述", "句子", "怎么提", "帮我", "帮忙", "给我", "我要", "我想", "想要", "找找",
        "找出", "查查", "查找", "寻找", "来点", "一句", "几句", "几段", "一段", "怎么讲",
        "怎么看", "怎么用", "讲到", "谈到", "提到", "说到", "说法", "讲法", "写法", "论述",
        "语句", "段落", "原话", "原文", "适合", "用来", "有关的", "相关", "方面", "是什么",
        "什么意思", "意思", "讲", "谈", "说", "写", "找", "要", "想", "把", "被", "让", "给",
        "就", "都", "也", "还", "很", "这", "那", "哪", "我", "你", "他", "们", "含义", "多少个",
        "几个", "哪一", "哪位", "如何写", "如何讲", "讲过", "说过", "一位",
    )
)  # fmt: skip

_SLOGAN_FREQUENCY = 2_000
"""How often a slogan counts as seen in jieba's dictionary: more than its parts side by side."""


class Token(NamedTuple):
    """A word of a text: its normal form, how it was typed, and where it begins in the normal form.

    An `empty` one only asks; a `short` one is a character alone, which stands everywhere.
    """

    normal: str
    shown: str
    start: int
    kind: Literal["word", "short", "empty"]


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
        # The words learned, with how often the dictionary alone has them, and all of its counts.
        self._learned: dict[str, int] = {}
        self._total = 0

    async def load(self) -> None:
        """Load the dictionary in a thread of its own, which takes about half a second."""
        await asyncio.to_thread(self._load)
        found = None if self._own is None else await self._own(self._version)
        if found is not None:
            self._version, words = found
            await asyncio.to_thread(self._learn, words)

    async def read(self, text: str) -> tuple[Token, ...]:
        """Return the words of `text` in order, punctuation left out."""
        await self.load()
        return await asyncio.to_thread(self.read_here, text)

    async def fit(self, text: str, limit: int) -> str:
        """Cut a text to at most `limit` characters, at a mark or behind a word where one fits."""
        if len(text) <= limit:
            return text
        await self.load()
        return await asyncio.to_thread(self._fit, text, limit - 1)

    def _fit(self, text: str, room: int) -> str:
        mark = max(text.rfind(one, 0, room + 1) for one in _MARKS)
        if mark > 1:
            return f"{text[:mark]}…"
        end = 0
        for word in self.known_here(text):
            if end + len(word) > room:
                break
            end += len(word)
        return text[: end or room].rstrip(f"{_MARKS} ") + "…"

    def known_here(self, text: str) -> tuple[str, ...]:
        """Return the words of `text` that the dictionary knows, for the caller's own thread.

        Without guesses at unknown ones, in half of the time that `cut` takes.
        """
        return tuple(self._load().cut(text, HMM=False))

    def pieces_here(self, word: str) -> tuple[str, ...]:
        """Return the shorter words that a long one is made of, for the caller's own thread."""
        found = self._load().cut_for_search(word)
        return tuple(
            dict.fromkeys(part for part in found if 1 < len(part) < len(word) and part.isalpha())
        )

    def read_here(self, text: str) -> tuple[Token, ...]:
        """Do what `read` does in the caller's own thread, with the words that are known by now."""
        normal, origins = normalize_mapped(text)
        tokens: list[Token] = []
        end = 0
        for token in _joined(self._load().cut(normal, HMM=False)):
            start, end = end, end + len(token)
            if any(character.isalnum() for character in token):
                shown = text[origins[start] : origins[end - 1] + 1]
                tokens.append(Token(token, shown, start, _kind(token)))
        return tuple(tokens)

    def _learn(self, words: tuple[str, ...]) -> None:
        """Know these words besides the dictionary's, and no others: one may be none any more."""
        tokenizer = self._load()
        with self._lock:
            for word in self._learned.keys() - words:
                # Where the dictionary hasn't the word, 0 is what the beginning of another one has.
                tokenizer.FREQ[word] = self._learned.pop(word)
            for word in sorted(words):
                self._learned.setdefault(word, tokenizer.FREQ.get(word, 0))
                tokenizer.add_word(word, freq=_SLOGAN_FREQUENCY)
            # It counts a word again each time that it is added, and all others for rarer then.
            tokenizer.total = self._total + _SLOGAN_FREQUENCY * len(self._learned)

    def _load(self) -> Any:  # noqa: ANN401 - jieba has no types
        with self._lock:
            if self._tokenizer is None:
                self._tokenizer = _make_tokenizer(self._folder)
                self._total = self._tokenizer.total
            return self._tokenizer


def _kind(token: str) -> Literal["word", "short", "empty"]:
    if token in _EMPTY:
        return "empty"
    return "word" if len(token) > 1 else "short"


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
    cache, where = folder / "jieba.cache", folder
    with contextlib.ExitStack() as stack:
        if not cache.exists():
            # On a full disk jieba leaves what it could write of its cache, more at each start.
            with contextlib.suppress(OSError):
                made = tempfile.TemporaryDirectory(dir=folder, prefix=".jieba-")
                where = Path(stack.enter_context(made))
        tokenizer.tmp_dir = str(where)
        tokenizer.initialize()
        with contextlib.suppress(OSError):
            (where / cache.name).replace(cache)
    return tokenizer
