"""The text of bytes in any encoding that Chinese offices have used."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from corpus.errors import UndecodableError

BAD = "□"
"""Stands for what can't be read, as it does in print."""

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
_LINE_END = re.compile("\r\n?|\x0c(?!\n)|\u2028|\u2029|\x85|\x0b")
# HZ (RFC 1843), and what leads to another character set in ISO 2022 (RFC 1922).
_HZ = re.compile(rb"~\{(?:[!-w][!-~])+(?:~\}|\n|$)")
_SHIFTED = re.compile(rb"\x1b\$|\x0e[!-~]")
_UTF8_HAN = re.compile(rb"[\xe3-\xe9\xef][\x80-\xbf]{2}")
# What is left of one character may be several bytes.
_UNREAD = re.compile("\ufffd+")
# One of so many characters may be damaged, and a guess must be so plausible.
_MOST_DAMAGED = 200
_LEAST_PLAUSIBLE = 0.7


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with line feeds for line ends; `notes` say what of its bytes was bad."""

    text: str
    notes: tuple[str, ...] = ()


def read_text(data: bytes, name: str) -> Decoded:
    """Decode text; what can't be read of it is marked and told of.

    UndecodableError rather than a text with wrong characters in it.
    """
    text = _decode(data)
    if text is None or _is_binary(text):
        raise UndecodableError(name)
    bad = text.count(BAD) - data.count(BAD.encode()) if BAD in text else 0
    notes = (f"坏字 {bad} 处，以{BAD}代替",) if bad > 0 else ()
    return Decoded(_LINE_END.sub("\n", text.removeprefix(_BOM).replace("\0", "")), notes)


def _decode(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding) or _damaged(data, encoding)
    if _SHIFTED.search(data[:_SAMPLE]) or _HZ.search(data[:_SAMPLE]):
        return _decode_seven_bits(data)
    if b"\0" in data:
        return _decode_with_nul(data)
    text = _strict(data, "utf-8")
    return text if text is not None else _mixed(data) or _guess(data)


def _decode_seven_bits(data: bytes) -> str | None:
    """Read HZ; of the other encodings that shift there is none that offices still have."""
    return _strict(data, "hz") if data.isascii() and not _SHIFTED.search(data) else None


def _decode_with_nul(data: bytes) -> str | None:
    """Tell UTF-16 in either order from a text into which a program wrote zeros."""
    rest = data.replace(b"\0", b"")
    text = _strict(rest, "utf-8")
    if text is not None and len(rest) * 2 > len(data) and not rest.isascii():
        return text
    candidates = [_strict(data, encoding) for encoding in ("utf-16-le", "utf-16-be")]
    candidates += [_strict(rest, "gb18030")] if len(rest) * 2 > len(data) else []
    return _best([one for one in candidates if one is not None])


def _damaged(data: bytes, encoding: str) -> str | None:
    """Read a text of which some characters are damaged: not more than one in many."""
    return _bearable(_UNREAD.sub(BAD, data.decode(encoding, "replace")))


def _mixed(data: bytes) -> str | None:
    """Read a text in UTF-8 line by line, for some may be damaged and some be in GB 18030.

    Of a damaged line more is whole than not, and what is no UTF-8 hardly ever looks like it.
    """
    lines: list[str] = []
    sure = 0
    for line in data.split(b"\n"):
        text = _UNREAD.sub(BAD, line.decode("utf-8", "replace"))
        whole = len(_UTF8_HAN.findall(line))
        if text.count(BAD) > whole:
            other = _strict(line, "gb18030")
            if other is None:
                return None
            text, whole = other, 0
        sure += whole
        lines.append(text)
    return _bearable("\n".join(lines)) if sure > 2 else None


def _bearable(text: str) -> str | None:
    """Return a text unless too much of it is damaged."""
    sample = text[:_SAMPLE]
    han = len(_COMMON_HAN.findall(sample))
    bad = sample.count(BAD)
    few = bad * _MOST_DAMAGED <= len(sample) + _MOST_DAMAGED and han > bad
    return text if few and _plausibility(text) >= _LEAST_PLAUSIBLE else None


def _guess(data: bytes) -> str | None:
    best = from_bytes(data[:_SAMPLE], cp_isolation=_ENCODINGS).best()
    first = [best.encoding] if best else []
    texts = [text for code in [*first, *_ENCODINGS[:3]] if (text := _strict(data, code))]
    return _best(texts) or _decode_with_nul(data)


def _best(texts: list[str]) -> str | None:
    best = max(texts, key=_plausibility, default=None)
    return best if best is not None and _plausibility(best) >= _LEAST_PLAUSIBLE else None


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plausibility(text: str) -> float:
    """Return how much of a text is made of what Chinese prose is made of, 0 to 1 and more."""
    sample = text[:20000]
    common = len(_COMMON_HAN.findall(sample)) + len(_OTHERWISE_COMMON.findall(sample))
    # The characters that stand in every Chinese text decide between two readings in Han.
    frequent = sum(sample.count(character) for character in "的和在是我了一有国國中大会會们們")
    return (common + 3 * frequent) / max(len(sample), 1)


# Narrower than HAN on purpose: bytes read in a wrong encoding yield what came into Unicode later.
_COMMON_HAN = re.compile("[\u4e00-\u9fa5]")
_OTHERWISE_COMMON = re.compile("[，。、；：？！“”‘’（）《》〈〉【】—…·\u3000０-９％\x00-\x7f]")


def _is_binary(text: str) -> bool:
    return len(_CONTROL.findall(text[:_SAMPLE])) * 200 > len(text[:_SAMPLE])
