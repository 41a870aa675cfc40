"""The slogans that one document gives evidence for: each kind as its own module finds it."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from corpus.slogans.bare import bare, bare_mapped
from corpus.slogans.formulas import recurring_formulas
from corpus.slogans.known import known, known_finder
from corpus.slogans.known_places import Finder
from corpus.slogans.members import members_by_noun, most_told, spelled_out
from corpus.slogans.model import KINDS, Candidate
from corpus.slogans.numeric import unquoted_numeric
from corpus.slogans.parallel import parallel_runs
from corpus.slogans.quoted import quoted_formulas
from corpus.slogans.surface import stands_clear

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.slogans.model import Kind


_FRAGMENT = 0.7
"""The share of a formula's occurrences inside one longer slogan that makes it part of that."""


def mine(blocks: Sequence[str]) -> tuple[Candidate, ...]:
    """Return the slogans of a document, given as the texts of all its blocks."""
    kinds: dict[str, Kind] = {}
    runs: dict[str, tuple[str, ...]] = {}
    for form, kind in _found(blocks, runs):
        if form not in kinds or KINDS.index(kind) < KINDS.index(kinds[form]):
            kinds[form] = kind
    _drop_fragments(kinds, blocks)
    told = _members(kinds, runs, blocks)
    return tuple(Candidate(form, kind, told.get(form, ())) for form, kind in kinds.items())


def _drop_fragments(kinds: dict[str, Kind], blocks: Sequence[str]) -> None:
    """Drop the recurring formulas that hardly ever stand outside of a longer slogan."""
    whole = "\n".join(map(bare, blocks))
    for form in [form for form, kind in kinds.items() if kind == "formula" and form not in known()]:
        longer = [other for other in kinds if form in other and form != other]
        if longer:
            count = whole.count(form)
            if any(whole.count(other) >= count * _FRAGMENT for other in longer):
                del kinds[form]


def _found(blocks: Sequence[str], runs: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, Kind]]:
    """Yield every form that is found with its kind, and note the parts of all runs."""
    unsure: Counter[str] = Counter()
    for text in blocks:
        yield from quoted_formulas(text)
        for form in unquoted_numeric(text):
            yield bare(form), "numeric"
        for form, parts, sure in parallel_runs(text):
            runs[form] = parts
            unsure[form] += 1
            if sure or unsure[form] > 1:
                yield form, "parallel"
        yield from _well_known(text)
    for form in recurring_formulas(blocks):
        yield form, "formula"


def _well_known(text: str) -> Iterator[tuple[str, Kind]]:
    plain, origins = bare_mapped(text)
    for start, end, form in known_finder().find(plain):
        if stands_clear(text, origins[start], origins[end - 1] + 1):
            yield form, known()[form].kind


def _members(
    kinds: dict[str, Kind], runs: dict[str, tuple[str, ...]], blocks: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    members = {
        form: runs[form] for form, kind in kinds.items() if kind == "parallel" and form in runs
    }
    numeric = [form for form, kind in kinds.items() if kind == "numeric"]
    told: defaultdict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    finder = Finder(numeric)
    for text in blocks:
        plain, origins = bare_mapped(text)
        for start, end, form in finder.find(plain):
            found = spelled_out(form, text, origins[start], origins[end - 1] + 1)
            if found:
                told[form][found] += 1
    for form in numeric:
        found = most_told(told[form]) or members_by_noun(form, runs.values())
        if found:
            members[form] = found
    return members
