"""How many slogans a document would be listed with if it were the only one."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from corpus.slogans.bare import bare_mapped
from corpus.slogans.calls import called
from corpus.slogans.hints import ENOUGH, hints
from corpus.slogans.kinds import mine
from corpus.slogans.known import known
from corpus.slogans.known_places import Finder
from corpus.slogans.rank import Evidence, Rank, rank, split_parts
from corpus.slogans.surface import is_quoted, most_written, stands_alone, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.slogans.model import Kind


class _Seen:
    """Where a form stands in a document."""

    def __init__(self) -> None:
        self.forms: Counter[str] = Counter()
        self.alone = 0
        self.speeches: set[int] = set()


def count_listed(speeches: Sequence[Sequence[str]]) -> int:
    """Count the slogans of a document, given as the texts of its speeches' blocks; no terms."""
    candidates = {one.bare: one for one in mine([text for blocks in speeches for text in blocks])}
    hinted = Counter(form for blocks in speeches for form in hints(blocks))
    forms = {*candidates, *(form for form, times in hinted.items() if times >= ENOUGH)}
    seen = _look(speeches, forms)
    finder = Finder(seen)
    holders: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for longer in seen:
        for _, _, form in finder.find(longer):
            if form != longer:
                holders[form][longer] += 1
    calling = _calling(speeches, {*candidates, *hinted})
    ranks: dict[str, Rank] = {}
    words: set[str] = set()
    runs: set[str] = set()
    for form in sorted(seen, key=lambda form: (-len(form), form)):
        found = seen[form]
        times = found.forms.total()
        shares = {
            longer: seen[longer].forms.total() * often / times
            for longer, often in holders[form].items()
            if ranks[longer] < Rank.TERM or longer in runs
        }
        slogans = {longer: share for longer, share in shares.items() if ranks[longer] < Rank.TERM}
        shown = most_written(found.forms)
        kind: Kind = "parallel" if len(split_parts(shown)) > 1 else "formula"
        candidate = candidates.get(form)
        evidence = Evidence(
            candidate.kind if candidate else kind,
            times,
            len(found.speeches),
            found.alone,
            sum(often for text, often in found.forms.items() if is_quoted(text)),
            max(shares.values(), default=0.0),
            max((share for longer, share in slogans.items() if longer in known()), default=0.0),
            max((share for longer, share in slogans.items() if longer in words), default=0.0),
            calling[form],
            told=bool(candidate and candidate.members),
        )
        ranks[form] = rank(form, shown, evidence)
        if len(split_parts(shown)) == 1:
            words.add(form)
        if evidence.kind == "parallel":
            runs.add(form)
    return sum(one <= Rank.LIKELY for one in ranks.values())


def _calling(speeches: Sequence[Sequence[str]], forms: set[str]) -> Counter[str]:
    finder = Finder(forms)
    return Counter(form for blocks in speeches for form in called(blocks, finder))


def _look(speeches: Sequence[Sequence[str]], forms: set[str]) -> dict[str, _Seen]:
    seen: defaultdict[str, _Seen] = defaultdict(_Seen)
    finder = Finder(forms)
    for number, blocks in enumerate(speeches):
        for text in blocks:
            plain, origins = bare_mapped(text)
            for first, end, form in finder.find(plain):
                start, stop = origins[first], origins[end - 1] + 1
                found = seen[form]
                found.forms[written(text, start, stop)] += 1
                found.alone += stands_alone(text, start, stop)
                found.speeches.add(number)
    return dict(seen)
