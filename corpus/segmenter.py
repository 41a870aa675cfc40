"""Where each speech of a document begins: one consistent reading of all of its lines.

The lines between two bodies are a run. In each run one line at most begins a speech: the one that
most evidence speaks for, when that is enough (`corpus.evidence`). What the surest heads have in
common, their shape and the blank lines above them, then speaks for the others that have it, too.
What stands above the line in its run closes the speech before, or names the part that begins.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.evidence import Surroundings
from corpus.fields import byline, is_position
from corpus.head import NO_HEAD, OCCASION, TITLE, Head
from corpus.kinds import FIELDS, TITLES, Kind
from corpus.lines import has_body_marks, is_complete, key
from corpus.prefaces import is_paper, is_preface, is_text, names, sends_on
from corpus.speech_heads import read_head
from corpus.titles import shares_words, tells_of
from corpus.weights import ENOUGH, WEIGHTS, Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.contents import Contents
    from corpus.kinds import Token

# What no line must weigh that begins one of the pieces that the cover counts.
_UNLIKELY = -2.0
# Lines of titles above an opening that count against it; more of them are a list, and none.
_MOST_LEFT = 3
# Lines between two bodies of which each may begin a speech; no head is so long.
_LONGEST_RUN = 20
# Lines that may stand above the first text without being one.
_MOST_ABOVE = 3
# Lines that the title of a page is broken over, with what the page has above it.
_MOST_PAGE_TITLE = 4
# What speaks against a text's own title only because the page's title stands above it.
_OF_THE_PAGE = frozenset(("a title's line left above", "heading of a lower level"))
# What stands below the title of a text, rather than that of a page.
_OWN = frozenset(
    f"{one} below"
    for one in ("date", "person", "name", "subtitle", "salutation", "exclaimed salutation")
)
# What tells that the text above has ended.
_AGAINS = frozenset(
    ("the same lines above a text, again and again", "numbered like its neighbours")
)
_ENDED = frozenset(("closing words above", "signed and dated above"))
_GREETING = Head(kinds=(Kind.SALUTATION, Kind.SALUTATION))
_BODY = frozenset((Kind.PROSE, Kind.ROW, Kind.HEADING, Kind.SALUTATION, Kind.NOTE))
_OPENS = TITLES | FIELDS | {Kind.NUMBER}


@dataclass(frozen=True, slots=True)
class Segment:
    """Lines start to end of one speech with its head; lines lead to start name a part."""

    lead: int
    start: int
    end: int
    head: Head


def segment(
    tokens: Sequence[Token], contents: Contents, title: str | None = None, pieces: int | None = None
) -> list[Segment]:
    """Cut the lines into speeches: the segments cover all of them.

    `title` is what the format says, `pieces` how many speeches the document says it holds.
    """
    document = Surroundings(tokens, contents, title)
    candidates = _candidates(document)
    found = _consistent(document, candidates, pieces)
    return list(_segments(document, found))


def _candidates(document: Surroundings) -> list[list[Candidate]]:
    """Return for each run the lines that may begin a speech, weighed."""
    tokens = document.tokens
    runs: list[list[Candidate]] = []
    for start, end in _runs(tokens):
        run = []
        opens = [i for i in range(start, end) if tokens[i].line.level == document.level > 0]
        for index in _last_lines(start, end):
            token = tokens[index]
            if start and opens and index < opens[0]:
                # Where headings open speeches, what stands above one signs the text before.
                continue
            if token.kind not in _OPENS and not (token.line.level and token.kind not in _BODY):
                continue
            named = index in document.recurring.names
            head = read_head(tokens, index, document.contents, document.usual, named=named)
            if head.title is None and token.kind is not Kind.NUMBER and not named:
                continue
            # What announces the first text is no text above it.
            announced = start <= _MOST_ABOVE and not is_text(tokens[:start])
            announced = announced and all(one.kind is Kind.PROSE for one in tokens[:start])
            above = 0 if announced else start
            run.append(_placed(document, document.weigh(index, head, above), start, end))
        if not run and end < len(tokens) and _is_opening_salutation(tokens[end]):
            greeted = document.weigh(end, _GREETING, end)
            run += [greeted] if end == 0 or not _ENDED.isdisjoint(greeted.evidence) else []
        if run:
            runs.append([_outside(one, run) for one in run])
    return runs


def _last_lines(start: int, end: int) -> Sequence[int]:
    """Return the lines of a run that may begin a speech: of a long list only its ends."""
    if end - start <= 2 * _LONGEST_RUN:
        return range(start, end)
    last = range(end - _LONGEST_RUN, end)
    return [*range(_LONGEST_RUN), *last] if start == 0 else last


def _outside(found: Candidate, run: Sequence[Candidate]) -> Candidate:
    """Add that a line goes on with a title that another begins."""
    within = any(
        one.index < found.index < one.index + len(one.head)
        and (
            set(one.head.fates[found.index - one.index - 1 : found.index - one.index + 1])
            == {TITLE}
            or one.head.fates[found.index - one.index] == OCCASION
        )
        for one in run
    )
    above = (one.head.speaker for one in run if one.index < found.index)
    within = within or any(tells_of(found.head.title or "", name) for name in above)
    more = ("within a title that begins above",) if within else ()
    return replace(found, evidence=(*found.evidence, *more))


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of lines that no body is among, with a body behind each."""
    start = 0
    for index, token in enumerate(tokens):
        if token.kind in _BODY and not (token.line.level and token.kind is Kind.PROSE):
            if start < index or token.kind is Kind.SALUTATION:
                yield start, index
            start = index + 1


def _placed(document: Surroundings, found: Candidate, start: int, end: int) -> Candidate:
    """Add what the other lines of its run say: lines of a title that it would leave over."""
    tokens = document.tokens
    opens = document.level and tokens[found.index].line.level == document.level
    above = sum(
        tokens[i].kind in TITLES and (tokens[i].line.level > 0 or not opens)
        for i in range(start, found.index)
    )
    above = above if above <= _MOST_LEFT else 0
    behind = found.index + len(found.head)
    below = any(tokens[i].kind in TITLES for i in range(behind, end))
    number = found.index > start and tokens[found.index - 1].kind is Kind.NUMBER
    more = (
        *("a title's line left above",) * above,
        *("a title's line left below",) * int(below),
        *("its number left above",) * int(number),
    )
    return replace(found, evidence=(*found.evidence, *more))


def _consistent(
    document: Surroundings, runs: Sequence[Sequence[Candidate]], pieces: int | None
) -> list[Candidate]:
    """Choose the openings of the whole document."""
    sure = [one for one in map(_best, runs) if one.weight >= ENOUGH]
    shapes = Counter(one.head.kinds for one in sure if len(one.head.kinds) > 1)
    gaps = Counter(document.tokens[one.index].gap for one in sure if one.index)
    weighed = [[_in_company(document, one, shapes, gaps) for one in run] for run in runs]
    least = ENOUGH if pieces is None else _UNLIKELY
    best = _first_among(document, [_best(run) for run in weighed], weighed, least)
    chosen = _apart([one for one in best if one.weight >= ENOUGH])
    if pieces and len(chosen) != pieces:
        likely = sorted((one for one in best if one.weight > least), key=lambda one: -one.weight)
        if len(likely) >= pieces:
            chosen = sorted(likely[:pieces], key=lambda one: one.index)
    return _below_page_title(document, _sent_on(document, chosen, weighed), weighed)


def _sent_on(
    document: Surroundings, chosen: list[Candidate], runs: Sequence[Sequence[Candidate]]
) -> list[Candidate]:
    """Begin the text at the title behind a note that sends it on, whatever its level."""
    begun = chosen[0].index + len(chosen[0].head) if chosen and chosen[0] in runs[0] else 0
    for run in runs[:2]:
        first = run[0].index
        titled = [one for one in run if one.head.title]
        known = any(first <= one.index <= run[-1].index for one in chosen)
        if first > begun and titled and not known and sends_on(document.tokens[begun:first]):
            return sorted([*chosen, _best(titled)], key=lambda one: one.index)
    return chosen


def _below_page_title(
    document: Surroundings, chosen: list[Candidate], runs: Sequence[Sequence[Candidate]]
) -> list[Candidate]:
    """Begin each speech at its own title, where that of a page stands above it."""
    within = {one.index: run for run in runs for one in run}
    return [_own_title(document, one, within.get(one.index, (one,))) for one in chosen]


def _own_title(document: Surroundings, found: Candidate, run: Sequence[Candidate]) -> Candidate:
    """Return the text's own title among the lines of a run, else what was found.

    A page gives a title of its making with its data, and the text below has its title once more:
    in much the same words, or with who speaks and when.
    """
    first = run[0]
    for own in run:
        below = own.index > first.index and own.index >= found.index
        above = document.tokens[first.index : own.index]
        titled = own.head.fates[:1] == (TITLE,)
        within = own.index - found.index
        titled = titled and found.head.fates[within : within + 1] != (OCCASION,)
        if below and titled and _is_own(own, first) and _is_page_title(above, own, first):
            return own
    return found


def _is_own(own: Candidate, first: Candidate) -> bool:
    """Tell whether a line begins a title that has below it what the title of a text has."""
    title = own.head.title
    again = key(title or "") == key(first.head.title or "")
    if title is None or (again and own.index < first.index + len(first.head)):
        return False
    # A position or a unit, with a name or a date below it, is who spoke; what tells that he speaks
    # stands below his picture.
    signs = byline(title) is not None or is_position(title)
    signs = signs or tells_of(title, first.head.speaker)
    weight = sum(WEIGHTS[one] for one in own.evidence if one not in _OF_THE_PAGE)
    return not signs and weight >= ENOUGH and not _OWN.isdisjoint(own.evidence)


def _is_page_title(above: Sequence[Token], own: Candidate, first: Candidate) -> bool:
    """Tell whether lines are a page's title with its data, above a text's own title.

    In the midst of a document, where lines above a title may sign another text, only the data tell.
    """
    above = list(dropwhile(lambda token: token.kind is Kind.META, above))
    titles = list(takewhile(lambda token: token.kind in TITLES, above))
    data = [token for token in above[len(titles) :] if not _is_again(token, titles, own)]
    if not 0 < len(titles) <= _MOST_PAGE_TITLE or any(token.kind not in FIELDS for token in data):
        return False
    # When and by whom a text was spoken its own title has below it, too.
    paged = any(token.issued or (token.kind is Kind.META and token.rest) for token in data)
    begins = "first of the document" in first.evidence
    named = any(shares_words(title.text, own.head.title or "") for title in titles)
    return paged or (begins and named)


def _is_again(token: Token, titles: Sequence[Token], own: Candidate) -> bool:
    """Tell whether a line gives a title once more, or stands between two that are the same."""
    named = {key(title.text) for title in titles}
    again = key(token.text) in named or key(own.head.title or "") in named
    return again and token.kind in TITLES


def _apart(found: Sequence[Candidate]) -> list[Candidate]:
    """Leave out what stands within the head of the one before, and a greeting right below it."""
    kept: list[Candidate] = []
    for one in found:
        below = int(one.head is _GREETING)
        if not kept or one.index >= kept[-1].index + len(kept[-1].head) + below:
            kept.append(one)
    return kept


def _first_among(
    document: Surroundings,
    best: list[Candidate],
    runs: Sequence[Sequence[Candidate]],
    least: float,
) -> list[Candidate]:
    """Choose the first of several openings by what the others look like.

    What stands above it names them all.
    """
    others = Counter(one.head.kinds for one in best[1:] if one.weight >= least)
    if not others or best[0].index or len(runs[0]) < 2:
        return best
    level = document.level
    named = patterns.COLLECTION.search(document.tokens[0].text) is not None
    alike = [
        one
        for one in runs[0]
        if others[one.head.kinds]
        and document.tokens[one.index].line.level in (0, level)
        and (one.index > 0 if named else not one.index or _stands_apart(document.tokens, one))
    ]
    further = alike[:1] or ([_best(runs[0][1:])] if named else [])
    if not further:
        return best
    sure = (*further[0].evidence, "first of the document", "shape of the other heads")
    return [replace(further[0], evidence=sure), *best[1:]]


def _stands_apart(tokens: Sequence[Token], one: Candidate) -> bool:
    """Tell whether more parts a line from the one above than parts it from the one below."""
    line, before = tokens[one.index].line, tokens[one.index - 1].line
    below = tokens[one.index + 1].line if one.index + 1 < len(tokens) else line
    again = not _AGAINS.isdisjoint(one.evidence)
    if one.index == 1 and before.level > line.level and again:
        return True
    return line.level > before.level or (line.level == before.level and line.gap > below.gap)


def _best(run: Sequence[Candidate]) -> Candidate:
    return max(run, key=lambda one: (one.weight, -one.index))


def _in_company(
    document: Surroundings, one: Candidate, shapes: Counter[tuple[Kind, ...]], gaps: Counter[int]
) -> Candidate:
    """Add what the surest heads of the document say of a line."""
    more = []
    own = int(one.weight >= ENOUGH)
    if shapes[one.head.kinds] - own > 0 and len(one.head):
        more.append("shape of the other heads")
    gap = document.tokens[one.index].gap
    rare = gap > document.usual and document.is_rare(gap)
    if rare and gaps[gap] - own > 1 and not own:
        more.append("set apart as the other heads are")
    return replace(one, evidence=(*one.evidence, *more))


def _is_opening_salutation(token: Token) -> bool:
    """Tell 同志们： that opens a speech from 同志们！ that goes on with it."""
    return (
        token.kind is Kind.SALUTATION
        and token.text[-1] in "：:"
        and not any(mark in token.text for mark in "！!")
    )


def _segments(document: Surroundings, found: Sequence[Candidate]) -> Iterator[Segment]:
    tokens = document.tokens
    openings = _without_cover(tokens, found)
    above = tokens[: openings[0].index] if len(openings) == len(found) > 0 else ()
    if not openings or (is_text(above) and not sends_on(above)):
        openings.insert(0, Candidate(0, _untitled(document), ()))
    leads = [one.index - _part_titles(tokens, one.index) for one in openings]
    leads[0] = 0
    ends = [*leads[1:], len(tokens)]
    for one, lead, end in zip(openings, leads, ends, strict=True):
        yield Segment(lead, one.index, end, one.head)


def _untitled(document: Surroundings) -> Head:
    """Return the head of a text whose title stands in no line: who spoke and when, if anything."""
    tokens = document.tokens
    first = next(iter(tokens), None)
    below = tokens[1].kind if len(tokens) > 1 else Kind.PROSE
    if first is None or first.kind not in FIELDS - {Kind.ORGANISATION}:
        return NO_HEAD
    if first.kind is Kind.NAME and below not in FIELDS | {Kind.SALUTATION}:
        return NO_HEAD
    return read_head(tokens, 0, document.contents, document.usual, named=True)


def _without_cover(tokens: Sequence[Token], found: Sequence[Candidate]) -> list[Candidate]:
    """Leave out a first opening that has no text, or none but a note or a preface to the next."""
    openings = list(found)
    while len(openings) > 1:
        first, own, *others = openings
        between = tokens[first.index + len(first.head) : own.index]
        behind = others[0].index if others else len(tokens)
        apart = names(first.head) or is_paper(first.head)
        noted = not apart and sends_on(between, surely=first.head.speaker is not None)
        below = tokens[own.index + len(own.head) : behind]
        if not (noted or not is_text(between) or is_preface(first.head, own.head, between, below)):
            break
        openings = openings[1:]
    return openings


def _part_titles(tokens: Sequence[Token], index: int) -> int:
    """Count the lines right above an opening that name the part it stands in.

    A heading with nothing of its own below it is one; so is a title, where what stands above it
    is complete.
    """
    count = 0
    while count < index - 1:
        token, before = tokens[index - count - 1], tokens[index - count - 2]
        whole = is_complete(before.text) or before.kind is not Kind.PROSE
        closes = patterns.CLOSING.search(token.text) is not None
        named = token.kind in TITLES or (
            token.kind is Kind.HEADING and not has_body_marks(token.text)
        )
        if not named or closes or not (whole or token.gap or token.line.level):
            break
        count += 1
    return count if count <= _MOST_LEFT else 0
