"""Ways below a list: what narrows it can always be taken back."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from handlers.search.views.facets import (
    MOST_BELOW,
    NARROWED,
    Refinements,
    refinement_buttons,
    with_refinement,
)
from handlers.views.lang import Lang
from handlers.views.markup import Button, rows
from handlers.views.paging import MOST_A_ROW, MOST_ROWS

if TYPE_CHECKING:
    from store.search.query import Field

OTHERS = ("speaker", "title", "file", "kind", "结尾")


@pytest.mark.parametrize("other", OTHERS)
def test_what_narrows_a_list_is_never_left_out(other: str) -> None:
    fields: tuple[Field, ...] = tuple(NARROWED.values())
    for count in range(len(fields) + 1):
        for taken in combinations(fields, count):
            free = tuple(field for field in fields if field not in taken)
            removals = tuple((field, "AAAAAAAA") for field in taken[: MOST_BELOW - 1])
            refined = Refinements(fields=free, removals=(*removals, (other, "AAAAAAAA")))
            labels = [one.label for one in refinement_buttons(refined, "AAAAAAAA", Lang.ZH)]
            assert len(labels) <= MOST_BELOW
            assert sum(label.startswith("去掉") for label in labels) == len(removals) + 1


def test_one_more_way_breaks_no_row() -> None:
    way = Button("我的收藏", data="x")
    for below in ([4, 4], [2, 4], [4, 1], [4], [3], []):
        numbers = [Button(str(number), data="x") for number in range(1, 6)]
        filled = [[Button("别的", data="x")] * size for size in below]
        keyboard = with_refinement(rows(numbers, *filled), way)
        assert keyboard[0] == tuple(numbers)
        assert len(keyboard) <= MOST_ROWS
        assert all(len(row) <= MOST_A_ROW for row in keyboard[1:])
        assert sum(row.count(way) for row in keyboard) == 1
