"""The passages that may be sent each day, read from the store once for each of its generations."""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.excerpt import RULES_VERSION
from corpus.excerpt_rules import LIFETIME
from corpus.normal import normalize, simplify
from corpus.slogans.bare import bare
from corpus.static_rank import BEST
from store.daily.chooser import Candidate, Pool
from store.db.generations import generation_of
from store.index.segments import rank

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.clock import Clock
    from store.db.database import Database
    from store.db.port import RawConnection, Row
    from store.delivery.model import Subscription
    from store.search.model import Span

PICKED_TAG = "每日"
"""The tag of bookmarks that are drawn from where a chat wants what somebody picked."""

YEARS = 12
"""How much older than the newest believable date a speech may be that is usually drawn from."""
FEWEST = 200
"""A store that would be left with fewer keeps what is older, too."""
_BELIEVABLE = 3
"""Speeches that must bear a year before it counts as the newest."""

_GRAMMAR = re.compile(
    r"\W|[的了是不在有和就也都才要而与之其为以把被让使能会可着过得地这那我们他它一]"
)
_KIND = re.compile("(?:股份)?(?:有限)?(?:责任)?(?:公司|集团)+$")
_OWN_NAMES = 100
_NAMES_ITSELF = 100
"""What an excerpt loses of its worth that names one of those who speak in the store."""
_NARROWED_POOLS = 64
_PLACES = (
    "SELECT t.id, t.text, e.start, e.stop, e.points,"
    " s.id AS speech, s.speaker, s.organisation, s.date, d.source FROM text t"
    " LEFT JOIN excerpt e ON e.text = t.key"
    " JOIN place p ON p.passage = t.passage AND p.text = t.key JOIN speech s ON s.key = p.speech"
    " JOIN document d ON d.key = s.document WHERE t.kind = 'text'"
)
_PICKED_PLACES = _PLACES.replace(
    "e.start, e.stop, e.points",
    "CASE WHEN b.text = t.text THEN b.excerpt_start END AS start, b.excerpt_stop AS stop,"
    " 0 AS points",
).replace(
    "LEFT JOIN excerpt e ON e.text = t.key",
    "JOIN bookmark b ON b.passage_id = t.id AND b.user_id = :user AND b.removed_at IS NULL",
)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """The candidates of one generation of the store, as of one day.

    `whole` are all; `usual` those of a chat that has asked for nothing; `foreign` are texts in
    traditional characters in a store of simplified ones, by their ids.
    """

    generation: int = -1
    today: date = date.min
    usual: Pool = field(default_factory=lambda: Pool(()))
    whole: Pool = field(default_factory=lambda: Pool(()))
    foreign: frozenset[str] = frozenset()
    usual_year: int | None = None


class Pools:
    """All that stands alone, and the parts of it that chats have asked for."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._loaded = _Loaded()
        self._narrowed: OrderedDict[tuple[str, str, int | None], Pool] = OrderedDict()

    @property
    def everything(self) -> Pool:
        """All that a chat draws from that has asked for nothing."""
        return self._loaded.usual

    @property
    def usual_year(self) -> int | None:
        """The first year of `everything`, None where it holds every year."""
        return self._loaded.usual_year

    async def refresh(self) -> None:
        """Read the candidates again where the store has changed since, or the day."""
        today = self._clock.now().date()
        async with self._database.read() as reader:
            loaded = await reader.run(lambda raw: _load(raw, self._loaded, today))
        if loaded is not self._loaded:
            self._loaded = loaded
            self._narrowed.clear()

    def of(self, raw: RawConnection, subscription: Subscription) -> Pool:
        """Give the candidates that a subscription draws from."""
        kind, value = subscription.source_kind, subscription.source_value
        first = subscription.from_year
        if kind == "picked":
            picked = _load_picked(raw, value or str(subscription.set_by or 0))
            return Pool(one for one in picked if not first or not one.year or one.year >= first)
        if kind == "all" and first is None:
            return self.everything
        pool = self._narrowed.get((kind, value, first))
        if pool is None:
            pool = self._narrowed[kind, value, first] = Pool(
                _narrow(self._dated(kind, first), kind, value)
            )
            while len(self._narrowed) > _NARROWED_POOLS:
                self._narrowed.popitem(last=False)
        self._narrowed.move_to_end((kind, value, first))
        return pool

    def _dated(self, kind: str, first: int | None) -> Iterable[Candidate]:
        if kind == "document":
            # Who names an old document wants what is old.
            return (one for one in self._loaded.whole if not first or one.year >= first)
        if first is None:
            return self.everything
        foreign = self._loaded.foreign
        return (
            one
            for one in self._loaded.whole
            if one.id not in foreign and (not one.year or one.year >= first)
        )


def _narrow(pool: Iterable[Candidate], kind: str, value: str) -> Iterable[Candidate]:
    if kind == "all":
        return pool
    if kind == "document":
        return (candidate for candidate in pool if value in candidate.documents)
    if kind == "slogan":
        wanted = bare(value)
        return (candidate for candidate in pool if wanted in bare(candidate.normal))
    wanted = normalize(value)
    return (candidate for candidate in pool if wanted in candidate.normal)


@dataclass(slots=True)
class _Draft:
    """A candidate while its places are being gathered."""

    text: str
    cut: Span | None
    worth: int = 0
    speeches: set[str] = field(default_factory=set)
    speakers: set[str] = field(default_factory=set)
    organisations: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)

    def age(self, newest: int) -> int:
        """How many years its latest speech is older than `newest`; 0 where nobody knows."""
        return newest - max(self.years, default=newest)

    @property
    def traditional(self) -> bool:
        """Whether it is written in traditional characters; one may be a variant in any text."""
        pairs = zip(self.text, simplify(self.text), strict=True)
        return sum(one != other for one, other in pairs) > 1


def _load(raw: RawConnection, known: _Loaded, today: date) -> _Loaded:
    """Read the candidates where the store or the day is another than the known one's."""
    generation = generation_of(raw)
    if generation == known.generation and today == known.today:
        return known
    # What the rules of now haven't judged yet is drawn from as it was before.
    rows = raw.execute(
        f"{_PLACES} AND (e.text IS NOT NULL OR t.level = ? AND"
        " (SELECT value FROM meta WHERE name = 'rules') < ? AND"
        " t.key > (SELECT value FROM meta WHERE name = 'judged')) ORDER BY t.id, t.text",
        (rank(BEST, heading=False), RULES_VERSION),
    )
    newest = _newest_year(raw, today)
    whole = _gather(rows)
    foreign = frozenset(passage_id for passage_id, draft in whole.items() if draft.traditional)
    if 2 * len(foreign) > len(whole):
        foreign = frozenset()
    ours = {key: draft for key, draft in whole.items() if key not in foreign}
    fresh = {key: draft for key, draft in ours.items() if draft.age(newest) <= YEARS}
    enough = len(fresh) >= FEWEST
    if not enough:
        fresh = {key: draft for key, draft in ours.items() if draft.age(newest) < LIFETIME}
    named = _own_names(whole.values())
    return _Loaded(
        generation,
        today,
        Pool(_candidates(fresh, named)),
        Pool(_candidates(whole, named)),
        foreign,
        newest - YEARS if enough else None,
    )


def _newest_year(raw: RawConnection, today: date) -> int:
    """Give the newest year that several speeches bear and that isn't to come."""
    (newest,) = raw.execute(
        "WITH known AS (SELECT CAST(substr(date, 1, 4) AS INTEGER) AS year, count(*) AS times"
        " FROM speech WHERE date <= :today GROUP BY 1)"
        " SELECT coalesce((SELECT max(year) FROM known WHERE times >= :few),"
        " (SELECT max(year) FROM known), 0)",
        {"today": today.isoformat(), "few": _BELIEVABLE},
    ).fetchone()
    return int(newest)


def _load_picked(raw: RawConnection, whose: str) -> Pool:
    """Load somebody's bookmarks: `7#收尾` those of a tag, `7#` all, `7` those tagged PICKED_TAG."""
    user, several, tag = whose.partition("#")
    # What somebody picked is sent as he saw it, whether or not we should have picked it.
    rows = raw.execute(
        f"{_PICKED_PLACES} AND (:tag = '' OR EXISTS (SELECT 1 FROM bookmark_tag g"
        " WHERE g.user_id = b.user_id AND g.passage_id = b.passage_id AND g.tag = :tag))"
        " ORDER BY t.id, t.level, t.text",
        {"user": int(user), "tag": tag if several else PICKED_TAG},
    )
    return Pool(_candidates(_gather(rows)))


def _gather(rows: Iterable[Row]) -> dict[str, _Draft]:
    drafts: dict[str, _Draft] = {}
    for row in rows:
        draft = drafts.get(row["id"])
        if draft is None:
            whole = row["text"]
            cut = None if row["start"] is None else (row["start"], row["stop"])
            if cut is None or cut == (0, len(whole)):
                cut = None
            text = whole if cut is None else whole[slice(*cut)]
            draft = _Draft(text, cut, row["points"] or 0)
            drafts[row["id"]] = draft
        draft.speeches.add(row["speech"])
        draft.documents.add(row["source"])
        if row["speaker"]:
            draft.speakers.add(row["speaker"])
        if row["organisation"]:
            draft.organisations.add(row["organisation"])
        if row["date"]:
            draft.years.add(int(row["date"][:4]))
    return drafts


def _own_names(drafts: Iterable[_Draft]) -> re.Pattern[str] | None:
    """Match the names of whoever speaks most in the store: people, and organisations in short."""
    borne: Counter[str] = Counter()
    for draft in drafts:
        borne.update(draft.speakers)
        borne.update(_KIND.sub("", one) for one in draft.organisations)
    names = [name for name, _ in borne.most_common(_OWN_NAMES) if len(name) > 1]
    return re.compile("|".join(map(re.escape, names))) if names else None


def _candidates(
    drafts: dict[str, _Draft], own: re.Pattern[str] | None = None
) -> Iterable[Candidate]:
    return (_candidate(passage_id, draft, own) for passage_id, draft in drafts.items())


def _candidate(passage_id: str, draft: _Draft, own: re.Pattern[str] | None) -> Candidate:
    names_itself = own is not None and own.search(draft.text) is not None
    normal = normalize(draft.text)
    year = max(draft.years, default=0)
    traits = {f"organisation {one}" for one in draft.organisations}
    traits |= {f"subject {one}" for one in _subjects(normal)} | {f"opening {normal[:2]}"}
    if year:
        traits.add(f"year {year}")
    return Candidate(
        passage_id,
        normal,
        frozenset(draft.speeches),
        frozenset(draft.speakers),
        frozenset(draft.documents),
        year,
        draft.cut,
        draft.worth - _NAMES_ITSELF * names_itself,
        frozenset(traits),
    )


def _subjects(normal: str) -> set[str]:
    """What a text is about: pairs of characters that it says twice, and no words of grammar."""
    pairs = Counter(first + second for first, second in pairwise(normal))
    return {pair for pair, times in pairs.items() if times > 1 and not _GRAMMAR.search(pair)}
