"""What the command line prints: JSON as the contract gives it, and lines for people."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from bot.progress import printable
from store.citation import cite

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.ingest import Summary
    from store.model import Hit, SearchPage, Size, Source
    from store.slogan_model import SloganCard, SloganPage

_FEW = 10
"""Failures that a summary still names one by one."""

EMPTY = "资料库还是空的，请先运行 python -m bot ingest 文件夹。"
HIT_ON, HIT_OFF = "【", "】"


def as_json(value: object) -> str:
    """One line of JSON with readable Chinese."""
    return json.dumps(value, ensure_ascii=False)


def search_value(page: SearchPage) -> dict[str, Any]:
    """A search as `search --json` prints it."""
    return {
        "query": page.query,
        "match": page.match,
        "total": page.total,
        "speeches": page.speeches,
        "suggestions": list(page.suggestions),
        "passages": [_passage_value(hit) for hit in page.hits],
    }


def search_lines(page: SearchPage) -> str:
    """A search for people: total, then passages with the hits in brackets."""
    if page.match is None:
        return f"库里没有“{page.query}”。"
    lines = [f"“{page.query}” {page.total:,} 处 · {page.speeches:,} 篇"]
    if page.match != "exact":
        lines[0] = f"没有“{page.query}”这句原话；相近的 {page.total:,} 处 · {page.speeches:,} 篇"
    for number, hit in enumerate(page.hits, start=page.offset + 1):
        lines += [f"{number} {_bracketed(hit)}", f"  {cite(hit.speech)}"]
    return "\n".join(lines)


def slogan_value(card: SloganCard) -> dict[str, Any]:
    """A slogan as `slogans --json` prints it."""
    slogan = card.slogan
    return {
        "slogan": slogan.shown,
        "kind": slogan.kind,
        "passages": slogan.passages,
        "speeches": slogan.speeches,
        "occurrences": slogan.occurrences,
        "variants": list(card.variants),
        "members": list(card.members),
        "companions": [companion.slogan.shown for companion in card.companions],
        "by_year": dict(card.by_year),
    }


def slogans_lines(page: SloganPage, query: str) -> str:
    """Slogans for people, a line each."""
    if not page.total:
        return f"没有像“{query}”的口号。" if query else "库里还没有口号。"
    return "\n".join(
        f"{number} {slogan.shown} {slogan.occurrences:,} 次 · {slogan.passages:,} 处"
        f" · {slogan.speeches:,} 篇"
        for number, slogan in enumerate(page.items, start=page.offset + 1)
    )


def sources_value(sources: Sequence[Source]) -> list[dict[str, Any]]:
    """The documents as `sources --json` prints them."""
    return [
        {
            "source": source.source,
            "speeches": source.speeches,
            "passages": source.passages,
            "added": source.added.isoformat(timespec="seconds"),
        }
        for source in sources
    ]


def sources_lines(sources: Sequence[Source]) -> str:
    """The documents for people."""
    if not sources:
        return EMPTY
    return "\n".join(
        f"{source.source} · {source.speeches:,} 篇 · {source.passages:,} 段 · "
        f"{source.added.date().isoformat()}"
        for source in sources
    )


def summary_value(summary: Summary) -> dict[str, Any]:
    """An ingest as `ingest --json` prints it."""
    return {
        "added": summary.added,
        "updated": summary.updated,
        "unchanged": summary.unchanged,
        "skipped": summary.skipped,
        "failed": [
            {"source": failure.source, "error": failure.error} for failure in summary.failed
        ],
        "speeches": summary.speeches,
        "passages": summary.passages,
    }


def summary_lines(summary: Summary, size: Size, report: Path | None = None) -> str:
    """An ingest for people: counts, reasons with theirs, and the failures that must be known.

    Those are the marked documents; the others only where they are few. `size` is the store's
    after the ingest.
    """
    counts = (
        f"收录 {summary.added:,}，更新 {summary.updated:,}，未变 {summary.unchanged:,}，"
        f"跳过 {summary.skipped:,}，没收 {len(summary.failed):,}"
    )
    reasons = Counter(failure.reason for failure in summary.failed)
    grouped = " · ".join(f"{reason} {count:,}" for reason, count in reasons.most_common())
    lines = [
        f"{counts}{f'：{grouped}' if grouped else ''}",
        f"{_taken_in(summary)}库里现有 {size.speeches:,} 篇 {size.passages:,} 段",
    ]
    few = len(summary.failed) <= _FEW
    named = [failure for failure in summary.failed if few or failure.secret]
    lines += [f"  {printable(failure.source)}：{printable(failure.error)}" for failure in named]
    if any(failure.secret for failure in summary.failed):
        lines.append("带密级的确需收录时，逐个文件加 --allow-marked FILE")
    if report is not None:
        lines.append(f"明细：{report}（再运行一次只处理没收的和改过的）")
    elif not few:
        lines.append("明细：加 --report FILE.csv（再运行一次只处理没收的和改过的）")
    return "\n".join(lines)


def _taken_in(summary: Summary) -> str:
    if not summary.speeches:
        return ""
    twins = f"，其中 {summary.twins:,} 篇与库里的基本相同" if summary.twins else ""
    return f"这次 {summary.speeches:,} 篇 {summary.passages:,} 段{twins}；"


def _passage_value(hit: Hit) -> dict[str, Any]:
    speech = hit.speech
    return {
        "id": hit.id,
        "kind": hit.kind,
        "text": hit.text,
        "match": hit.match,
        "highlights": [list(span) for span in hit.highlights],
        "speech": speech.id,
        "title": speech.title,
        "collection": speech.collection,
        "organisation": speech.organisation,
        "speaker": speech.speaker,
        "date": speech.date,
        "heading": list(hit.heading),
        "number": hit.number,
        "source": speech.source,
        "also_in": [{"speech": place.speech, "number": place.number} for place in hit.also_in],
    }


def _bracketed(hit: Hit) -> str:
    parts, position = [], 0
    for start, end in hit.highlights:
        parts += [hit.text[position:start], HIT_ON, hit.text[start:end], HIT_OFF]
        position = end
    return "".join([*parts, hit.text[position:]])
