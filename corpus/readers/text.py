"""Plain text and Markdown in any encoding."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from corpus.errors import UndecodableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BOM = "\ufeff"
# The encodings that Chinese offices have used; detectors know dozens more, all wrong here.
_ENCODINGS = ["gb18030", "big5", "big5hkscs", "utf_16_le", "utf_16_be", "utf_8"]
# Bytes looked at to guess: detection gets slow on megabytes and no surer.
_SAMPLE = 1 << 18
# Control characters that no text holds, tab, line feed, form feed and return apart.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|\u2028|\u2029|\x85|\x0b")


def read_text(data: bytes, name: str) -> str:
    """Decode text, with line feeds for line ends.

    Strict all the way: UndecodableError rather than a text with wrong characters in it.
    """
    text = _decode(data)
    if text is None or _is_binary(text):
        raise UndecodableError(name)
    return _LINE_END.sub("\n", text.removeprefix(_BOM))


def _decode(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    if b"\0" in data[:_SAMPLE]:
        return _decode_utf16(data)
    text = _strict(data, "utf-8")
    return text if text is not None else _guess(data)


def _decode_utf16(data: bytes) -> str | None:
    """Tell the byte orders apart by which of them yields more Han characters and ASCII."""
    candidates = [_strict(data, encoding) for encoding in ("utf-16-le", "utf-16-be")]
    known = [text for text in candidates if text is not None]
    return max(known, key=_plausibility, default=None)


def _guess(data: bytes) -> str | None:
    best = from_bytes(data[:_SAMPLE], cp_isolation=_ENCODINGS).best()
    first = [best.encoding] if best else []
    texts = [text for code in [*first, *_ENCODINGS[:3]] if (text := _strict(data, code))]
    if not texts:
        return _decode_utf16(data)
    return max(texts, key=_plausibility)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plausibility(text: str) -> float:
    """Return how much of a text is made of what Chinese prose is made of, 0 to 1."""
    sample = text[:20000]
    common = sum(
        "\u4e00" <= character <= "\u9fa5" or character in _PROSE or character.isascii()
        for character in sample
    )
    # The characters that stand in every Chinese text decide between two readings in Han.
    frequent = sum(sample.count(character) for character in "的和在是我了一有国國中大会會们們")
    return (common + 3 * frequent) / max(len(sample), 1)


_PROSE = frozenset("，。、；：？！“”‘’（）《》〈〉【】—…·\u3000０１２３４５６７８９％")


def _is_binary(text: str) -> bool:
    return len(_CONTROL.findall(text[:_SAMPLE])) * 200 > len(text[:_SAMPLE])
