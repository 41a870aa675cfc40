"""New slogans found in all that is stored already, through the index."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.slogans.known_places import Finder
from store.db.sql import as_list
from store.index import terms as index
from store.index.reader import keys_holding
from store.search.punctuation import BLOCK_SHIFT, gapped_blocks
from store.slogans.aggregates import count_beside
from store.slogans.occurrences import (
    passages_at,
    sightings,
    sightings_within,
    some_blocks,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from store.db.port import RawConnection, Row
    from store.slogans.aggregates import Place
    from store.slogans.occurrences import Sighting


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where new slogans stand in what is stored already.

    `passages` are the passages of the places, by speech and number. `beside` says in how many
    passages of speeches a new slogan stands with one of the keys that were there before, `together`
    the same of two new ones, in both orders, and of each with itself.
    """

    found: Sequence[Sighting]
    passages: Mapping[Place, int]
    beside: Mapping[str, Mapping[int, int]]
    together: Mapping[tuple[str, str], int]

    def pairs(self, keys: Mapping[str, int]) -> list[tuple[int, int, int]]:
        """Give what is to be added: a slogan, another, and in how many passages both stand."""
        listed = [(keys[one], keys[other], times) for (one, other), times in self.together.items()]
        for slogan, others in self.beside.items():
            key = keys[slogan]
            listed.extend((key, other, times) for other, times in others.items())
            listed.extend((other, key, times) for other, times in others.items())
        return listed


def look_elsewhere(raw: RawConnection, slogans: Iterable[str]) -> Elsewhere:
    """Find new slogans in what is stored, and what stands beside them there.

    It holds as long as nothing is mined or taken back.
    """
    found, passages = _find_stored(raw, slogans)
    places: defaultdict[str, set[Place]] = defaultdict(set)
    for one in found:
        places[one.slogan].add((one.speech, one.number))
    beside = {slogan: count_beside(raw, at) for slogan, at in places.items()}
    return Elsewhere(found, passages, beside, _together(places))


def _together(places: Mapping[str, set[Place]]) -> Counter[tuple[str, str]]:
    standing: defaultdict[Place, list[str]] = defaultdict(list)
    for slogan, at in places.items():
        for place in at:
            standing[place].append(slogan)
    together: Counter[tuple[str, str]] = Counter()
    for slogans, times in Counter(map(tuple, standing.values())).items():
        for one in slogans:
            for another in slogans:
                together[one, another] += times
    return together


def _find_stored(
    raw: RawConnection, slogans: Iterable[str]
) -> tuple[list[Sighting], dict[Place, int]]:
    """Find bare forms in every block of the documents that have been mined, and their passages.

    A slogan stands in the index as it is, or with punctuation at one of its pairs of characters
    at least: then its block is in the index of gaps under that pair. Blocks that aren't need not be
    read whole, for there it stands within its passages.
    """
    gapped = {slogan: gapped_blocks(raw, slogan) for slogan in slogans}
    by_block: defaultdict[int, list[str]] = defaultdict(list)
    for slogan, rows in gapped.items():
        for row in rows:
            by_block[row].append(slogan)
    unmined = _unmined(raw)
    found: list[Sighting] = []
    blocks = some_blocks(raw, (row for row in by_block if row >> BLOCK_SHIFT not in unmined))
    for block in blocks:
        found.extend(sightings([block], Finder(by_block[block.row])))
    passages = passages_at(raw, found)
    for slogan, rows in gapped.items():
        for speech, block, number, passage, text in _passages_with(raw, slogan):
            if speech not in unmined and speech << BLOCK_SHIFT | block not in rows:
                found.extend(sightings_within(speech, number, text, slogan))
                passages[speech, number] = passage
    return found, passages


def _unmined(raw: RawConnection) -> set[int]:
    rows = raw.execute(
        "SELECT s.key FROM document d LEFT JOIN slogan_document m ON m.document = d.key"
        " JOIN speech s ON s.document = d.key WHERE m.whole IS NOT TRUE"
    )
    return {row["key"] for row in rows}


def _passages_with(raw: RawConnection, slogan: str) -> Iterable[Row]:
    """Give the places of the texts that hold the slogan without punctuation in it, one by one."""
    if not index.is_indexed(slogan):
        return ()
    return raw.execute(
        "SELECT p.speech, p.block, p.number, p.passage, t.text FROM text t"
        " CROSS JOIN place p ON p.passage = t.passage AND p.text = t.key"
        " WHERE t.key IN (SELECT value FROM json_each(?))",
        (as_list(keys_holding(raw, slogan)),),
    )


def speeches_with_slogans(
    raw: RawConnection, slogans: Iterable[int], speeches: Iterable[int]
) -> set[tuple[int, int]]:
    """Return which of the slogans are known in which of the speeches: (slogan, speech)."""
    # From the speeches, for a slogan may stand in thousands of others.
    rows = raw.execute(
        "SELECT DISTINCT f.slogan, sp.speech FROM json_each(?) j"
        " CROSS JOIN slogan_place sp ON sp.speech = j.value"
        " CROSS JOIN slogan_form f ON f.key = sp.form"
        " WHERE f.slogan IN (SELECT value FROM json_each(?))",
        (as_list(set(speeches)), as_list(set(slogans))),
    )
    return {(row["slogan"], row["speech"]) for row in rows}


def with_slogans(
    raw: RawConnection, slogans: Iterable[int], passages: Iterable[int]
) -> set[tuple[int, int]]:
    """Return which of the slogans are known in which of the passages: (slogan, passage)."""
    rows = raw.execute(
        "SELECT DISTINCT f.slogan, p.passage FROM json_each(?) j"
        " CROSS JOIN place p ON p.passage = j.value"
        " CROSS JOIN slogan_place sp ON sp.speech = p.speech AND sp.number = p.number"
        " CROSS JOIN slogan_form f ON f.key = sp.form"
        " WHERE f.slogan IN (SELECT value FROM json_each(?))",
        (as_list(set(passages)), as_list(set(slogans))),
    )
    return {(row["slogan"], row["passage"]) for row in rows}
