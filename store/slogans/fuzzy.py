"""Half-remembered slogans: the one meant by a part, a slip, a like sound, pinyin or initials."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache
from itertools import chain, product
from string import ascii_lowercase
from typing import TYPE_CHECKING, NamedTuple

from corpus.pinyin import readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MOST_COMPARED = 300
"""Slogans that share the most sounds with what was asked; the one meant is among them."""

# Costs of what stands between a slogan and what was asked; another character costs 1.
_ALIKE, _NEARLY_ALIKE, _PART, _WHOLE_IN, _INITIALS, _BEGINNING = 0.2, 0.4, 0.3, 0.6, 0.1, 0.3
_NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
_SLIPPED_INITIALS, _BEGUN = 0.7, 0.4
_TURNED, _GAPS, _REBUILT = 0.5, 0.4, 0.6
_PIECE = 2
"""Characters in a row that may have been put elsewhere."""
_SHARED_PAIRS = 3
"""Pairs of characters that what is asked shares with the members of a slogan it may mean."""
_REBUILT_FROM, _MOST_REBUILT, _LEAST_REBUILT = 6, 0.6, 0.5
"""Characters that are asked at least, and shares of them and of a slogan that are the same."""
_MOST_LEFT_OUT, _MOST_WITH_FIRST = 0.55, 0.7
"""The share of a slogan that may be left out of it, and that where its first character is there."""
_GAPS_FROM = 4
"""Fewer characters than this stand in too many slogans in order."""
_BEGUN_FROM = 3
"""Fewer letters than this begin too many slogans."""
_SLIPS_FROM = 4
"""Fewer letters than this with a slip among them could mean anything."""
_MOST_SPELLINGS = 16


class _Entry(NamedTuple):
    """A slogan as it is compared."""

    key: int
    bare: str
    weight: int
    members: str = ""


class Recall:
    """Finds slogans that may not have been asked for by their exact words."""

    def __init__(self, slogans: Iterable[tuple[int, str, int] | tuple[int, str, int, str]]) -> None:
        """`slogans` are keys, bare forms, numbers of occurrences, and members one after another."""
        self._entries = [_Entry(*slogan) for slogan in slogans]
        self._by_members: defaultdict[str, list[int]] = defaultdict(list)
        self._by_sound: defaultdict[str, list[int]] = defaultdict(list)
        self._by_first: defaultdict[str, list[int]] = defaultdict(list)
        self._by_initials: defaultdict[str, list[int]] = defaultdict(list)
        self._by_characters: defaultdict[str, list[int]] = defaultdict(list)
        for position, entry in enumerate(self._entries):
            sounds = [_sounds(character) for character in entry.bare]
            for sound in set().union(*sounds):
                self._by_sound[sound].append(position)
            for reading in readings(entry.bare[0]):
                self._by_first[reading].append(position)
            self._by_characters["".join(sorted(entry.bare))].append(position)
            for pair in _pairs(entry.members):
                self._by_members[pair].append(position)
            for initials in _initials(entry.bare):
                self._by_initials[initials].append(position)

    def find(self, bare: str, parts: Sequence[str] = ()) -> tuple[int, ...]:
        """Return the keys of the slogans that may be meant by a bare text, surest first.

        `parts` are what it is a run of, where it is one; others may have been left out.
        """
        costs: dict[int, float] = {}
        for position, cost in chain(
            self._spelled(bare),
            self._worded(bare),
            self._parted(parts),
            self._disordered(bare),
            self._counting(bare),
        ):
            costs[position] = min(cost, costs.get(position, cost))

        def order(position: int) -> tuple[float, int, int, str]:
            entry = self._entries[position]
            return (round(costs[position], 3), -entry.weight, len(entry.bare), entry.bare)

        return tuple(self._entries[position].key for position in sorted(costs, key=order))

    def _worded(self, bare: str) -> Iterator[tuple[int, float]]:
        for position in self._sharing(bare):
            entry = self._entries[position]
            costs = (_cost(bare, entry.bare), _rebuilding(bare, entry.bare))
            known = [cost for cost in costs if cost is not None]
            if known:
                yield position, min(known)

    def _parted(self, parts: Sequence[str]) -> Iterator[tuple[int, float]]:
        """Find the runs that hold all parts, in whatever order."""
        if len(parts) < 2:
            return
        length = sum(map(len, parts))
        for position, entry in enumerate(self._entries):
            if length <= len(entry.bare) and all(part in entry.bare for part in parts):
                yield position, _PART * (2 - length / len(entry.bare))

    def _counting(self, bare: str) -> Iterator[tuple[int, float]]:
        """Find the slogans whose members are asked for: 四个意识 by 政治意识大局意识."""
        shared = Counter(
            position for pair in _pairs(bare) for position in self._by_members.get(pair, ())
        )
        for position, pairs in shared.items():
            if pairs >= _SHARED_PAIRS:
                cost = _rebuilding(bare, self._entries[position].members)
                if cost is not None:
                    yield position, cost

    def _disordered(self, bare: str) -> Iterator[tuple[int, float]]:
        """Find what has the same characters in another order, or those asked and more between."""
        if len(bare) < _GAPS_FROM:
            return
        for position in self._by_characters.get("".join(sorted(bare)), ()):
            yield position, _TURNED
        for position, entry in enumerate(self._entries):
            left_out = 1 - len(bare) / len(entry.bare)
            most = _MOST_WITH_FIRST if entry.bare[0] == bare[0] else _MOST_LEFT_OUT
            if 0 < left_out <= most and _in_order(bare, entry.bare):
                yield position, _GAPS * (1 + left_out)

    def _sharing(self, bare: str) -> list[int]:
        shared: Counter[int] = Counter()
        for character in set(bare):
            held: set[int] = set()
            for sound in _sounds(character):
                held.update(self._by_sound.get(sound, ()))
            shared.update(held)
        length = len(bare)
        return sorted(
            shared,
            key=lambda position: (
                -shared[position],
                abs(len(self._entries[position].bare) - length),
                -self._entries[position].weight,
                self._entries[position].bare,
            ),
        )[:_MOST_COMPARED]

    def _spelled(self, asked: str) -> Iterator[tuple[int, float]]:
        """Find by pinyin and by initials, each whole or from the beginning; symbols don't count."""
        typed = "".join(filter(str.isalpha, asked)) if asked.isascii() else ""
        if len(typed) < 2:
            return
        yield from self._initialled(typed)
        for length in range(1, 7):
            for position in self._by_first.get(typed[:length], ()):
                rest = _read(typed, self._entries[position].bare)
                if rest is not None:
                    yield position, _BEGINNING if rest else 0.0

    def _initialled(self, typed: str) -> Iterator[tuple[int, float]]:
        begun = len(typed) >= _BEGUN_FROM
        for initials, positions in self._by_initials.items():
            if initials == typed or (begun and initials.startswith(typed)):
                cost = _INITIALS + _BEGUN * (1 - len(typed) / len(initials))
                yield from ((position, cost) for position in positions)
        if len(typed) >= _SLIPS_FROM:
            for slipped in _one_slip_away(typed):
                for position in self._by_initials.get(slipped, ()):
                    yield position, _SLIPPED_INITIALS


def _pairs(text: str) -> set[str]:
    return {text[at : at + _PIECE] for at in range(len(text) - 1)}


def _in_order(asked: str, bare: str) -> bool:
    """Say whether the characters asked stand in a slogan in this order."""
    characters = iter(bare)
    return all(one in characters for one in asked)


def _cost(asked: str, bare: str) -> float | None:
    """Say how far a slogan is from what was asked, None where it is too far to be meant."""
    if asked == bare:
        return 0.0
    if asked in bare:
        return _PART * (2 - len(asked) / len(bare))
    if bare in asked:
        return _WHOLE_IN * (2 - len(bare) / len(asked))
    most = 0.5 if len(asked) < 3 else 1.0 if len(asked) < 6 else len(asked) / 4
    if abs(len(asked) - len(bare)) > most:
        return None
    cost = _distance(asked, bare, most)
    return cost if cost <= most else None


def _rebuilding(asked: str, bare: str) -> float | None:
    """Say how far what was asked is from a slogan whose pieces it has in whatever order."""
    if len(asked) < _REBUILT_FROM:
        return None
    at = held = 0
    while at < len(asked):
        lengths = range(len(asked) - at, _PIECE - 1, -1)
        length = next((one for one in lengths if asked[at : at + one] in bare), 0)
        held += length
        at += length or 1
    if held < max(_MOST_REBUILT * len(asked), _LEAST_REBUILT * len(bare)):
        return None
    return _REBUILT * (2 - held / len(asked))


def _distance(asked: str, bare: str, most: float) -> float:
    """Return the edit distance, swapped neighbours counting once and like sounds in part."""
    before: list[float] = []
    row = [float(index) for index in range(len(bare) + 1)]
    for index, typed in enumerate(asked):
        last, before = before, row
        row = [index + 1.0]
        for place, meant in enumerate(bare):
            cost = min(
                before[place] + _substitution(typed, meant),
                before[place + 1] + 1,
                row[place] + 1,
            )
            swapped = index and place and typed == bare[place - 1] and asked[index - 1] == meant
            row.append(min(cost, last[place - 1] + 1) if swapped else cost)
        if min(row) > most:
            return min(row)
    return row[-1]


def _substitution(typed: str, meant: str) -> float:
    if typed == meant:
        return 0.0
    if not set(readings(typed)).isdisjoint(readings(meant)):
        return _ALIKE
    return 1.0 if _sounds(typed).isdisjoint(_sounds(meant)) else _NEARLY_ALIKE


@lru_cache(maxsize=32_768)
def _sounds(character: str) -> frozenset[str]:
    """Return the readings of a character as they sound to who doesn't tell zh from z."""
    sounds = set()
    for reading in readings(character):
        for written, near in _NEAR:
            reading = reading.replace(written, near)  # noqa: PLW2901 - one step after the other
        sounds.add(reading)
    return frozenset(sounds)


def _read(typed: str, bare: str) -> int | None:
    """Read typed pinyin off a slogan, and return how many characters are left; None: it isn't."""
    ends = {0}
    for index, character in enumerate(bare):
        following: set[int] = set()
        for start in ends:
            for reading in readings(character):
                if typed.startswith(reading, start):
                    following.add(start + len(reading))
                elif reading.startswith(typed[start:]):
                    following.add(len(typed))
        if len(typed) in following:
            return len(bare) - index - 1
        ends = following
    return None


def _one_slip_away(typed: str) -> set[str]:
    """Return what was typed with a letter left out, put in, exchanged, or two swapped."""
    cuts = [(typed[:at], typed[at:]) for at in range(len(typed) + 1)]
    slipped = {left + right[1:] for left, right in cuts if right}
    slipped.update(left + letter + right for left, right in cuts for letter in ascii_lowercase)
    slipped.update(
        left + letter + right[1:] for left, right in cuts if right for letter in ascii_lowercase
    )
    slipped.update(left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1)
    return slipped


def _initials(bare: str) -> set[str]:
    letters: list[Sequence[str]] = [
        sorted({reading[0] for reading in readings(character)})
        for character in bare
        if character.isalpha()
    ]
    spellings = 1
    for index, choice in enumerate(letters):
        spellings *= len(choice)
        if spellings > _MOST_SPELLINGS:
            letters[index:] = [(choice[0],) for choice in letters[index:]]
            break
    return {"".join(spelling) for spelling in product(*letters)}
