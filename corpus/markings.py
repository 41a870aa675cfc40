"""Marks of secrecy: where a document says of itself that it must not be passed on.

GB/T 9704-2012, 7.2.1 to 7.2.3: copy number, class of secrecy with its term (机密★1年) and urgency
stand at the head of the first page. Words in running text mark nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from corpus.normal import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.lines import Line

_CLASS = r"(?:绝密|机密|秘密(?=[★☆*※]))"
_KEEP = r"(?:不得外传|内部资料)"
_TERM = r"(?:[★☆*※](?:\d{1,2}年|[一二三四五六七八九十]{1,3}年|长期|启用前|\d{1,2}个月|解密前)?)?"
# What may stand in the same line as a mark without making it a sentence.
_BESIDE = (
    r"(?:\d+|no\.?|特急|加急|平急|特提|急件|[级件]|密级|保密期限|年|长期|份号|注意保存|妥善保[管存]"
    r"|(?:严禁|请勿|禁止)(?:外传|复制|翻印|转发|转载)|仅供(?:内部)?(?:参考|学习|使用|交流)"
    r"|(?:用|会|阅)后(?:收回|销毁|即焚)|文件|资料|材料"
    r"|[/|｜·•,，、;；.。!！_\-—()（）\[\]【】〔〕<>《》“”\"*★☆:：])"
)
_MARK = rf"(?P<mark>{_CLASS}{_TERM}|{_KEEP})"
_MORE = rf"(?:{_BESIDE}|{_CLASS}{_TERM}|{_KEEP})*+"
_LINE = re.compile(rf"{_BESIDE}*+{_MARK}{_MORE}")
_IN_BRACKETS = re.compile(rf"[（(【\[〔]{_BESIDE}*+{_MARK}{_MORE}$")
_STARRED = re.compile(r"(?P<mark>(?:绝密|机密|秘密)[★☆※](?:\d{1,2}年|长期|启用前)?)")
_SENTENCE = re.compile(
    r"(?:[本此该]|以下|内部|注意?[:：]|请|仅|严禁|未经)[^。]{0,24}?(?P<mark>内部资料|不得外传)"
    r"[^。]{0,12}[。!！]?"
)
_FILE = re.compile(rf"(?:^|[【\[(（〔《_\-\s]){_MARK}(?:$|[】\])）〕》_\-\s★☆])")
_QUOTED = re.compile(r"[“\"「『][^”\"」』]{0,12}$")
_LONGEST = 40
# Lines of a cover and of what stands at the very end.
_HEAD, _FOOT = 15, 4
_PROSE = 60


def marking(text: str, margins: Iterable[str], name: str) -> str | None:
    """Return the mark that a document bears, None where it bears none.

    Looked for in the first lines and the last, in the heads and feet of pages, in lines that
    come again, and in the file's name. A class with a star counts wherever it is a short line.
    """
    lines = [line for line in map(_squeezed, text.split("\n")) if line]
    for line in (*map(_squeezed, margins), *_cover(lines), *lines[-_FOOT:], *_repeated(lines)):
        if found := _mark(line):
            return found
    for line in lines:
        starred = _STARRED.search(line) if len(line) <= _LONGEST else None
        if starred and not _QUOTED.search(line[: starred.start()]):
            return starred["mark"]
    named = _FILE.search(_stem(name))
    return named["mark"] if named else None


def marking_lines(lines: Sequence[Line]) -> set[int]:
    """Find the lines of a cover that are nothing but a mark with its copy number and urgency."""
    return {
        index
        for index, line in enumerate(lines[:_HEAD])
        if len(line.text) <= _LONGEST and _LINE.fullmatch(_squeezed(line.text))
    }


def _cover(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines before the first paragraph, but not many."""
    for index, line in enumerate(lines[:_HEAD]):
        if len(line) > _PROSE:
            return lines[: index + 1]
    return lines[:_HEAD]


def _repeated(lines: Sequence[str]) -> list[str]:
    counts = Counter(line for line in lines if len(line) <= _LONGEST)
    return [line for line, count in counts.items() if count > 1]


def _mark(line: str) -> str | None:
    if len(line) > _LONGEST:
        return None
    found = _LINE.fullmatch(line) or _SENTENCE.fullmatch(line) or _IN_BRACKETS.search(line)
    return found["mark"] if found else None


def _squeezed(line: str) -> str:
    """Write a line as the patterns know it: without spaces and Markdown, full width made half.

    No long line is a mark; it stays as it is.
    """
    if len(line) > 3 * _LONGEST:
        return line
    return normalize(line).lstrip("#>").replace("|", "")


def _stem(name: str) -> str:
    """Return a file's name without folders and ending, in simplified characters."""
    stem = name.replace("\\", "/").rpartition("/")[2]
    stem = stem.rpartition(".")[0] or stem
    return " ".join(normalize(part) for part in stem.split())
