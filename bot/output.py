"""What the command line prints: JSON as the contract gives it, and lines for people."""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.progress import bar, printable
from corpus.normal import normalize
from handlers.views.citation import cite
from store.search.meaning import FIRST
from store.search.query import filter_word, parse_query

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from bot.ingest import Summary
    from store.db.engines import Place
    from store.documents.model import Size, Source
    from store.maintenance.copying import Transfer
    from store.maintenance.restoring import Copied
    from store.search.model import Hit, SearchPage
    from store.slogans.model import SloganCard, SloganPage

_TIERS = {"exact": "原文", "words": "按词", "similar": "相近", None: "没有"}

_FEW = 10
"""Failures that a summary still names one by one."""

PROGRAM = "zhaiju" if Path(sys.argv[0]).name == "zhaiju" else "python -m bot"
"""How this program was started, and so how its commands are written to whoever reads."""
EMPTY = f"资料库还是空的，请先运行 {PROGRAM} ingest 文件夹。"
HIT_ON, HIT_OFF = "【", "】"


def by_name(sentence: str) -> str:
    """A sentence of the store's that names a command, with the command as it is written here."""
    return sentence.replace("python -m bot", PROGRAM)


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
        "understood": [{"field": one.field, "value": one.value} for one in page.understood],
        "other_punctuation": page.other_punctuation,
        "passages": [passage_value(hit) for hit in page.hits],
    }


def passage_value(hit: Hit) -> dict[str, Any]:
    """A passage as `search --json` and `random --json` print it."""
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


def passage_lines(hit: Hit) -> str:
    """A passage for people, with its citation."""
    return f"{hit.text}\n——{cite(hit.speech)}"


def search_lines(page: SearchPage) -> str:
    """A search for people: total, then passages with the hits in brackets."""
    if page.match is None:
        return f"库里没有“{page.query}”。"
    lines = [f"“{page.reading or page.query}” {page.total:,} 处 · {page.speeches:,} 篇"]
    if page.match != "exact":
        lines[0] = f"没有“{page.query}”这句原话；相近的 {page.total:,} 处 · {page.speeches:,} 篇"
    for number, hit in enumerate(page.hits, start=page.offset + 1):
        lines += [f"{number} {_bracketed(hit)}", f"  {cite(hit.speech)}"]
    return "\n".join(lines)


def explained(page: SearchPage, counts: Mapping[str, int], passages: int) -> str:
    """How a question was read, by which tier it was answered, and what each passage holds of it.

    `counts` says in how many of all the passages each word stands.
    """
    query = parse_query(page.reading or page.query)
    read = [filter_word(one.field, one.value) for one in query.filters]
    read += [f"“{needle.shown}”" for needle in query.needles]
    lines = [
        f"读作：{' '.join(read) or '原文'}",
        f"哪一层：{_TIERS[page.match]}，{page.total:,} 处",
    ]
    if page.understood or page.let_go:
        named = [filter_word(one.field, one.value) for one in (*page.understood, *page.let_go)]
        lines.append(f"{'理解为' if page.understood else '理解过、没有结果'}：{' '.join(named)}")
    if page.by_meaning:
        lines.append(f"顺序：前 {FIRST} 段里，意思近的靠前")
    weights = {word: math.log1p(passages / count) for word, count in counts.items() if count}
    lines += [
        f"词：“{word}” {counts[word]:,} 处，权重 {weight:.2f}" for word, weight in weights.items()
    ]
    if page.absent:
        lines.append(f"库里没有：{'、'.join(page.absent)}")
    for number, hit in enumerate(page.hits, start=page.offset + 1):
        normal = normalize(hit.text)
        held = [word for word in weights if normalize(word) in normal]
        share = sum(weights[word] for word in held) / (sum(weights.values()) or 1)
        told = (
            f"含 {'、'.join(held)}，占 {share:.0%}" if weights else f"{len(hit.highlights)} 处命中"
        )
        lines.append(f"{number} {hit.id}：{told}")
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
        "members_from": card.members_from,
        "companions": [companion.slogan.shown for companion in card.companions],
        "by_year": dict(card.by_year),
    }


def slogans_lines(page: SloganPage, query: str) -> str:
    """Slogans for people, a line each."""
    if not page.total:
        return f"没有像“{query}”的口号。" if query else "库里还没有口号。"
    return "\n".join(
        f"{number} {slogan.shown} {slogan.passages:,} 处 · {slogan.speeches:,} 篇"
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
        f"{printable(source.source)} · {source.speeches:,} 篇 · {source.passages:,} 段 · "
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
        f"未收 {len(summary.failed) + summary.skipped:,}"
    )
    reasons = Counter(failure.reason for failure in summary.failed)
    if summary.skipped:
        reasons["其他文件"] = summary.skipped
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
        lines.append(f"明细：{report}（再运行一次只处理未收的和改过的）")
    elif not few:
        lines.append("明细：加 --report FILE.csv（再运行一次只处理未收的和改过的）")
    return "\n".join(lines)


def copied_lines(copied: Transfer, seconds: float) -> str:
    """What a copy did: how much it holds, how long it took, and what was compared."""
    held = (
        f"{copied.passages:,} 段 · {copied.bookmarks:,} 条收藏 · {copied.deliveries:,} 次发送"
        f" {bar(1)} 100%  {_duration(seconds)}"
    )
    left = f"；示例资料 {copied.left_out:,} 份没有带过去" if copied.left_out else ""
    return f"{held}\n核对   ok   {copied.tables} 张表逐行相同{left}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"


def _taken_in(summary: Summary) -> str:
    if not summary.speeches:
        return ""
    twins = f"，其中 {summary.twins:,} 篇与库里的基本相同" if summary.twins else ""
    return f"这次 {summary.speeches:,} 篇 {summary.passages:,} 段{twins}；"


def _bracketed(hit: Hit) -> str:
    parts, position = [], 0
    for start, end in hit.highlights:
        parts += [hit.text[position:start], HIT_ON, hit.text[start:end], HIT_OFF]
        position = end
    return "".join([*parts, hit.text[position:]])


def copied_line(copied: Copied, zone: tzinfo) -> str:
    """What a backup holds that is being restored."""
    made = "做的" if copied.exact else "最后写过"
    return (
        f"备份   ok   {copied.speeches:,} 篇 {copied.passages:,} 段 · {copied.bookmarks:,} 条收藏"
        f" · {copied.made.astimezone(zone):%Y-%m-%d %H:%M} {made}"
    )


def restored_line(place: Place, kept: Path | None) -> str:
    """Where it stands now, and under which name, or in which file, what stood there before."""
    file = place.url is None
    where = place.path.resolve() if file else place
    if kept is None:
        return f"恢复   ok   {where}"
    return f"恢复   ok   {where}（原来的留在 {kept.name if file else kept}）"


def index_line(*, made_anew: bool) -> str:
    """How its index is, and what to do next."""
    state = "重新建好了，一致" if made_anew else "一致"
    return f"索引   ok   {state}。现在可以启动：{PROGRAM}"
