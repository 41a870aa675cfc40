"""Compares a parsed document with what is known of it; see tests/corpus/cases/layouts/README.md."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from corpus.errors import DocumentError
from corpus.parse import TITLE_MADE, parse_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from corpus.model import Speech

SAME: dict[str, str | int | None] = {
    **dict.fromkeys("—–－―─‐‑", "-"),
    **dict.fromkeys("・•‧∙", "·"),
    **dict.fromkeys("“”„‟「」『』", '"'),
    **dict.fromkeys("‘’", "'"),
}
LONGEST_MADE = 30


def fold(text: str | None) -> str:
    text = "".join(unicodedata.normalize("NFKC", text or "").split())
    return re.sub("-+", "-", text.translate(str.maketrans(SAME)))


def name(value: str | None) -> str | None:
    if value is None:
        return None
    folded = fold(value)
    whole = folded.startswith("《") and folded.endswith("》")
    return folded[1:-1] if whole else folded


def alternatives(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def misses(path: Path, wanted: Mapping[str, Any]) -> list[str]:
    """Tell what of a document isn't as it should be, a line each."""
    try:
        speeches = parse_file(path, path.name).speeches
    except DocumentError as error:
        return [] if wanted.get("refused") else [f"refused: {error}"]
    if len(speeches) != wanted["speeches"]:
        return [f"{len(speeches)} speeches: {[speech.title for speech in speeches]}"]
    if "any_of" in wanted:
        found = [_misses(speeches, way.get("records", []), {}) for way in wanted["any_of"]]
        return min(found, key=len)
    return _misses(speeches, wanted.get("records", []), wanted.get("each", {}))


def _misses(
    speeches: Sequence[Speech], records: Sequence[Mapping[str, Any]], each: Mapping[str, Any]
) -> list[str]:
    return [
        f"{number} {miss}"
        for number, (speech, record) in enumerate(zip(speeches, records, strict=True), start=1)
        for key, value in {**each, **record}.items()
        for miss in _CHECKS.get(key, _field)(speech, key, value)
    ]


def _body(speech: Speech) -> str:
    return fold("".join(block.text for block in speech.blocks))


def _field(speech: Speech, key: str, value: Any) -> Iterator[str]:
    found = getattr(speech, key)
    if name(found) not in map(name, alternatives(value)):
        yield f"{key}: {found!r}, not {value!r}"


def _title_has(speech: Speech, key: str, value: Any) -> Iterator[str]:
    for part in alternatives(value):
        if fold(part) not in fold(speech.title):
            yield f"{key}: {part!r} not in {speech.title!r}"


def _title_not(speech: Speech, key: str, value: Any) -> Iterator[str]:
    for part in alternatives(value):
        if fold(part) in fold(speech.title):
            yield f"{key}: {part!r} in {speech.title!r}"


def _made(speech: Speech, key: str, value: Any) -> Iterator[str]:
    if (TITLE_MADE in speech.warnings) is not value:
        yield f"{key}: {speech.warnings}"
    if TITLE_MADE in speech.warnings and len(speech.title) > LONGEST_MADE:
        yield f"{key}: {speech.title!r} is too long"


def _first(speech: Speech, key: str, value: Any) -> Iterator[str]:
    if not any(_body(speech).startswith(fold(one)) for one in alternatives(value)):
        yield f"{key}: {_body(speech)[:40]!r}, not {value!r}"


def _last(speech: Speech, key: str, value: Any) -> Iterator[str]:
    if not any(_body(speech).endswith(fold(one)) for one in alternatives(value)):
        yield f"{key}: {_body(speech)[-40:]!r}, not {value!r}"


def _has(speech: Speech, key: str, value: Any) -> Iterator[str]:
    for part in alternatives(value):
        if not any(fold(one) in _body(speech) for one in alternatives(part)):
            yield f"{key}: {part!r}"


def _lacks(speech: Speech, key: str, value: Any) -> Iterator[str]:
    for part in alternatives(value):
        if any(fold(part) in fold(text) for text in _texts(speech)):
            yield f"{key}: {part!r}"


def _raw_lacks(speech: Speech, key: str, value: Any) -> Iterator[str]:
    for pattern in alternatives(value):
        if any(re.search(pattern, text) for text in (speech.title, *_texts(speech))):
            yield f"{key}: {pattern!r}"


def _texts(speech: Speech) -> list[str]:
    return [block.text for block in speech.blocks]


def _once(speech: Speech, key: str, value: Any) -> Iterator[str]:
    for part in alternatives(value):
        if (count := _body(speech).count(fold(part))) != 1:
            yield f"{key}: {part!r} {count} times"


def _in_order(speech: Speech, key: str, value: Any) -> Iterator[str]:
    places = [_body(speech).find(fold(part)) for part in value]
    if -1 in places or places != sorted(places):
        yield f"{key}: {places}"


def _block(speech: Speech, key: str, value: Any) -> Iterator[str]:
    for text in alternatives(value):
        if fold(text) not in map(fold, _texts(speech)):
            yield f"{key}: {text!r}"


def _headings(speech: Speech) -> list[str]:
    return [fold(block.text) for block in speech.blocks if block.kind == "heading"]


def _heading_has(speech: Speech, key: str, value: Any) -> Iterator[str]:
    for text in alternatives(value):
        if not any(fold(text) in heading for heading in _headings(speech)):
            yield f"{key}: {text!r} in none of {_headings(speech)}"


def _heading_lacks(speech: Speech, key: str, value: Any) -> Iterator[str]:
    for text in alternatives(value):
        if any(fold(text) in heading for heading in _headings(speech)):
            yield f"{key}: {text!r} in {_headings(speech)}"


def _levels(speech: Speech, key: str, value: Any) -> Iterator[str]:
    found = {fold(block.text): block.level for block in speech.blocks if block.kind == "heading"}
    for text, level in value.items():
        if found.get(fold(text)) != level:
            yield f"{key}: {text!r} is {found.get(fold(text))}, not {level}"


def _warned(speech: Speech, key: str, value: Any) -> Iterator[str]:
    if bool(speech.warnings) is not value:
        yield f"{key}: {speech.warnings}"


_CHECKS = {
    "title_has": _title_has,
    "title_not": _title_not,
    "title_made": _made,
    "first": _first,
    "last": _last,
    "body_has": _has,
    "body_not": _lacks,
    "raw_not": _raw_lacks,
    "once": _once,
    "in_order": _in_order,
    "block": _block,
    "heading_has": _heading_has,
    "heading_not": _heading_lacks,
    "levels": _levels,
    "warned": _warned,
}
