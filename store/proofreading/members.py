"""Slogans of several members of which a draft names some, one after the other, but not all."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from corpus.normal import normalize
from corpus.slogans.bare import bare
from corpus.slogans.model import KINDS
from corpus.slogans.rank import Rank
from store.proofreading.model import MissingMember

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.db.port import RawConnection

MOST = 3
"""Slogans that are named; more would be read by nobody."""
_PARALLEL = KINDS.index("parallel")
_OFTEN = 5
"""Times that what may be a mere list must stand somewhere to be missed as a formula."""
_ENDED = re.compile("[。！？!?；;]")
_BETWEEN = re.compile(r"\W{0,3}[和与及]?\W{0,2}")
"""What may stand between two members of a run."""


class _Run(NamedTuple):
    """Members of a slogan that stand in a draft one after the other, from `start` to `end`."""

    start: int
    end: int
    slogan: str
    lacking: tuple[str, ...]
    held: int


def incomplete(raw: RawConnection, draft: str, stored: str) -> tuple[MissingMember, ...]:
    """Give the slogans that a draft lacks members of, those it has most of first.

    Both texts are normal forms. A run that stands in `stored` as it does in the draft is no slip.
    """
    runs = [
        run
        for shown, members in _with_members(raw).items()
        for run in _runs(draft, shown, members)
        if draft[run.start : run.end] not in stored
        or any(normalize(member) in stored for member in run.lacking)
    ]
    runs.sort(key=lambda run: (len(run.lacking) - run.held, len(run.lacking)))
    named: list[_Run] = []
    for run in runs:
        if all(run.end <= other.start or other.end <= run.start for other in named):
            named.append(run)
    return tuple(MissingMember(run.slogan, run.lacking) for run in named[:MOST])


def _runs(draft: str, shown: str, members: Sequence[str]) -> Iterator[_Run]:
    """Find the longest run of members, in any order, if it has half of them, but not all."""
    forms = [normalize(member).strip('"') for member in members]
    places = sorted(
        (found, found + len(form), number)
        for number, form in enumerate(forms)
        if form and (found := draft.find(form)) >= 0
    )
    lacking = [number for number, form in enumerate(forms) if draft.find(form) < 0]
    best: list[tuple[int, int, int]] = []
    run: list[tuple[int, int, int]] = []
    for place in places:
        run = [*run, place] if run and _BETWEEN.fullmatch(draft, run[-1][1], place[0]) else [place]
        best = max(best, run, key=len)
    if not lacking or len(best) < max(2, len(members) / 2):
        return
    held = [number for _, _, number in best]
    before = [forms[number] for number in lacking if number < min(held)]
    after = [forms[number] for number in lacking if number > max(held)]
    start, end = best[0][0], best[-1][1]
    cut_off = (before if _begins_within(draft[:start], before) else []) + (
        after if _ends_within(draft[end:], after) else []
    )
    if len(cut_off) < len(lacking):
        yield _Run(start, end, shown, tuple(members[number] for number in lacking), len(best))


def _begins_within(ahead: str, members: Sequence[str]) -> bool:
    """Whether a draft begins within a run, so that what lacks before it was cut off."""
    letters = bare(ahead)
    return not letters or any(bare(member).endswith(letters) for member in members)


def _ends_within(rest: str, members: Sequence[str]) -> bool:
    """Whether a draft ends within a run: behind it stands nothing, or the beginning of the next."""
    letters = bare(rest)
    begun = not letters or any(bare(member).startswith(letters) for member in members)
    return begun and not _ENDED.search(rest)


def _with_members(raw: RawConnection) -> dict[str, Sequence[str]]:
    """Return slogans that spell out their members, or have texts that do, the most used first."""
    told: defaultdict[str, list[str]] = defaultdict(list)
    for row in raw.execute(
        "SELECT s.shown, s.kind, s.occurrences, f.text, o.members FROM slogan s"
        " LEFT JOIN slogan_form f ON f.slogan = s.key"
        " LEFT JOIN slogan_source o ON o.slogan = s.key AND o.members IS NOT NULL"
        " WHERE s.rank <= ? ORDER BY s.occurrences DESC, s.bare, f.text, o.members",
        (Rank.LIKELY,),
    ):
        members = json.loads(row["members"]) if row["members"] else _clauses(row["text"] or "")
        run = row["kind"] == _PARALLEL and row["occurrences"] < _OFTEN
        if run and _is_list(members):
            continue
        if len(members) > len(told[row["shown"]]):
            told[row["shown"]] = members
    return {shown: members for shown, members in told.items() if len(members) > 2}


def _is_list(members: Sequence[str]) -> bool:
    """Whether members have nothing in common but their kind, as libraries and museums have."""
    return len({one[-1] for one in members}) == 1 and len({one[0] for one in members}) > 1


def _clauses(text: str) -> list[str]:
    clauses = "".join(c if c.isalnum() else " " for c in text).split()
    return clauses if len(clauses) > 2 and min(map(len, clauses)) > 1 else []
