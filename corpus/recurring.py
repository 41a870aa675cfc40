"""What comes again and again in a document: lines of one shape, set apart, each above a text.

One name above a title may be anything. Three, each above a text of its own, are how this document
heads its speeches, in whatever order their lines stand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from itertools import dropwhile
from typing import TYPE_CHECKING

from corpus.kinds import FIELDS, TITLES, Kind
from corpus.lines import is_complete, key
from corpus.numbered_pieces import is_numbered
from corpus.title_speakers import speaker_of_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.kinds import Token

    Shape = tuple[Kind, ...]

# So many of one shape are no chance; each has so much text below it, in characters.
_FEWEST = 3
_LEAST_BODY = 40
_LONGEST_HEAD = 6
_BODY = frozenset((Kind.PROSE, Kind.SALUTATION, Kind.NOTE))
_NAMES = frozenset((Kind.NAME, Kind.PERSON))


class Recurring:
    """The lines that begin a shape which comes again and again."""

    def __init__(self, tokens: Sequence[Token], usual: int) -> None:
        self._tokens = tokens
        self._usual = usual

    def evidence(self, index: int) -> Iterator[str]:
        """Yield what a line's shape, coming again, says for its beginning a speech."""
        if index in self._titled:
            yield "the same lines above a text, again and again"
        if index in self.names:
            yield "a name alone above a text, again and again"
        if index in self._said:
            yield "a name, a colon and a title, again and again"

    @cached_property
    def _shapes(self) -> dict[Shape, list[int]]:
        """The beginnings of each shape: set apart from what stands above, with a text below."""
        found: defaultdict[Shape, list[int]] = defaultdict(list)
        for index, token in enumerate(self._tokens):
            if token.line.level or token.kind in _BODY or not self._is_apart(index):
                continue
            shape = self._shape(index)
            if shape and self._has_text(index + len(shape)):
                found[shape].append(index)
        return found

    def _is_apart(self, index: int) -> bool:
        token = self._tokens[index]
        if token.kind in _NAMES and is_numbered(token):
            return True
        if index == 0 or token.gap > self._usual or (index == 1 and self._tokens[0].line.level):
            return True
        # Where nothing is set apart, a title stands behind a sentence.
        return self._together and token.kind in TITLES and is_complete(self._tokens[index - 1].text)

    @cached_property
    def _together(self) -> bool:
        text = dropwhile(lambda token: token.kind not in _BODY, self._tokens)
        return all(token.gap <= self._usual for token in text)

    def _shape(self, index: int) -> Shape:
        """Return the kinds of the lines down to the text; empty for what is no head."""
        kinds: list[Kind] = []
        # What begins with a field is as near to its title as it is far from the text above.
        first = self._tokens[index]
        nearest = max(self._usual, 1)
        if index and first.kind in FIELDS:
            nearest = min(nearest, first.gap - 1)
        for token in self._tokens[index : index + _LONGEST_HEAD + 1]:
            named = len(kinds) == 1 and kinds[0] in _NAMES
            if token.kind in _BODY or (named and token.kind is Kind.HEADING):
                return tuple(kinds)
            if token.kind not in FIELDS | TITLES or (kinds and token.gap > nearest):
                return ()
            kinds.append(token.kind)
        return ()

    def _has_text(self, index: int) -> bool:
        length = 0
        for token in self._tokens[index:]:
            if token.kind not in _BODY | {Kind.HEADING}:
                return False
            length += len(token.text)
            if length >= _LEAST_BODY:
                return True
        return False

    def _again(self, shape: Shape) -> list[int]:
        """Return the beginnings of a shape where they are enough, and no two the same."""
        found = self._shapes[shape]
        written = Counter(
            key("".join(one.text for one in self._tokens[i : i + len(shape)])) for i in found
        )
        return found if len(written) >= _FEWEST and len(written) == len(found) else []

    @cached_property
    def _titled(self) -> frozenset[int]:
        shapes = (one for one in self._shapes if TITLES & set(one) and FIELDS & set(one))
        return frozenset(index for shape in shapes for index in self._again(shape))

    @cached_property
    def names(self) -> frozenset[int]:
        """The names that stand alone above texts, each another's."""
        found = sorted(
            i
            for kind in _NAMES
            for i in self._shapes.get((kind,), ())
            if i == 0 or self._tokens[i - 1].kind in _BODY or i == 1
        )
        speakers = {self._tokens[i].speaker for i in found}
        alone = len(found) >= _FEWEST and len(speakers) == len(found)
        return frozenset(found if alone else ())

    @cached_property
    def _said(self) -> frozenset[int]:
        tokens = self._tokens
        said = [
            i
            for i, token in enumerate(tokens[:-1])
            if token.kind is Kind.TITLE
            and set("：:").intersection(token.text)
            and (i == 0 or is_complete(tokens[i - 1].text) or token.gap > self._usual)
            and tokens[i + 1].kind in _BODY
            and speaker_of_title(token.text)
        ]
        return frozenset(said if len(said) >= _FEWEST else ())
