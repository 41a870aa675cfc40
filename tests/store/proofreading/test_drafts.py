"""Pasted drafts: compared letter by letter, and slogans that lack a member named."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.documents.documents import Documents
from store.index.snapshot import open_indexed
from store.proofreading.diff import at_words, compare
from store.proofreading.drafts import Drafts
from store.proofreading.regions import regions
from store.search.tokenizer import Words
from tests.support.store_scan import make_document, make_speech, take_in
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from store.proofreading.model import DraftCheck, DraftPiece

PASSAGE = "靠前服务不是站得近，是想得早。我们要把问题解决在靠泊之前，才算数，船等不起，货更等不起。"
PARALLEL = "要坚持“以港兴城、以港促产、以港惠民”，这是我们的路子，一步也不能偏，一天也不能松。"


async def checked(tmp_path: Path, draft: str) -> DraftCheck | None:
    async with open_indexed(tmp_path / "store.db") as database:
        documents = Documents(database)
        for number in range(3):
            await take_in(
                documents,
                make_document(
                    f"{number}.txt", make_speech(1, PASSAGE, PARALLEL, f"第{number}件事另有安排。")
                ),
            )
        return await Drafts(database, Words(tmp_path).known_here).check(draft)


def shown(pieces: Iterable[DraftPiece]) -> str:
    marks = {"same": "", "extra": "-", "lacking": "+"}
    return "".join(f"{marks[p.kind]}{p.text}{marks[p.kind]}" for p in pieces)


async def test_what_differs_from_the_nearest_passage_is_marked(tmp_path: Path) -> None:
    draft = "我们要把问题解决在靠岸之前，才算数，船等不起，货更更等不起，这是真的。"
    check = there(await checked(tmp_path, draft))
    assert [hit.text for hit in check.hits] == [PASSAGE]
    assert "在靠-岸-+泊+之前，才算数" in shown(check.pieces)
    assert shown(check.pieces).endswith("等不起-，这是真的。-")
    assert check.differences == 3


async def test_a_parallel_run_that_lacks_a_member_is_named(tmp_path: Path) -> None:
    draft = "要坚持以港兴城、以港惠民，这是我们的路子，一步也不能偏，一天也不能松，大家都要记住。"
    check = there(await checked(tmp_path, draft))
    assert check.hits[0].text == PARALLEL
    [missing] = [one for one in check.missing if one.members == ("以港促产",)]
    assert "以港促产" in missing.slogan


async def test_other_punctuation_is_no_difference(tmp_path: Path) -> None:
    check = there(await checked(tmp_path, PASSAGE.replace("，", "、").replace("。", " ")))
    assert check.differences == 0


@pytest.mark.parametrize(
    "draft",
    [
        "靠前服务",
        "量子引力与弦论的统一仍然是理论物理学中最困难的问题之一，至今没有公认的答案可以给出。",
        PASSAGE * 100,
    ],
)
async def test_what_is_short_long_or_far_is_no_draft(tmp_path: Path, draft: str) -> None:
    assert await checked(tmp_path, draft) is None


@pytest.mark.parametrize(
    ("draft", "wanted"),
    [
        (f"这是新写的，{PASSAGE}", f"-这是新写的，-{PASSAGE}"),
        (PASSAGE[1:], f"+靠+{PASSAGE[1:]}"),
        (f"考{PASSAGE[1:]}", f"-考-+靠+{PASSAGE[1:]}"),
        (PASSAGE.replace("，货更等不起", ""), f"{PASSAGE[:-7]}+，货更等不起+"),
        (PASSAGE[20:], PASSAGE[20:]),
        (PASSAGE[:35], PASSAGE[:35]),
        (f"{PASSAGE[:30]}谁也说不清楚。", f"{PASSAGE[:30]}-谁也说不清楚。-+{PASSAGE[30:-1]}+"),
    ],
)
def test_what_differs_at_the_ends_is_marked_and_what_is_cut_off_is_not(
    draft: str, wanted: str
) -> None:
    assert shown(compare(draft, PASSAGE)) == wanted


async def test_a_draft_over_the_border_of_passages_is_compared_with_both(tmp_path: Path) -> None:
    draft = f"{PASSAGE[20:]}{PARALLEL[:-8]}一天也不能等。"
    check = there(await checked(tmp_path, draft))
    assert shown(check.pieces).startswith(PASSAGE[20:])
    assert "一天也不能-等。-+松+" in shown(check.pieces)
    assert check.differences == 1


@pytest.mark.parametrize(
    ("draft", "members"),
    [
        (
            "会上只说了要坚持以港兴城、以港惠民，别的话一句都没有提，散会以后大家各自回去了。",
            ["以港促产"],
        ),
        ("以港兴城是一件事，隔了很久很久，大家才又说起以港惠民来，别的话一句都没有提到过。", []),
    ],
)
async def test_a_run_that_lacks_a_member_is_named_also_where_nothing_is_near(
    tmp_path: Path, draft: str, members: list[str]
) -> None:
    check = await checked(tmp_path, draft)
    assert [one.members[0] for one in check.missing] == members if check else not members


@pytest.mark.parametrize(
    "draft",
    [
        "这件事先说到这里，会上还有别的话要说，最后才讲到要坚持以港兴城、以港促产、以港",
        "促产、以港惠民，这是我们的路子，一步不能偏，一天不能松，谁都不许走回头路。",
    ],
)
async def test_a_run_that_the_draft_cuts_off_lacks_nothing(tmp_path: Path, draft: str) -> None:
    check = await checked(tmp_path, draft)
    assert check is None or not check.missing


async def test_short_blocks_pasted_together_are_compared_with_all_of_them(tmp_path: Path) -> None:
    lines = ("四是窗口开到码头上", "五是账目贴到墙面上", "六是班子沉到船队里", "七是人心暖到船舱里")
    async with open_indexed(tmp_path / "store.db") as database:
        speeches = make_speech(1, *lines), make_speech(2, PASSAGE, PARALLEL)
        await take_in(Documents(database), make_document("a.txt", *speeches))
        check = there(
            await Drafts(database, Words(tmp_path).known_here).check(
                "，".join(lines[:3]) + "，一件一件抓落实"
            )
        )
    assert (
        shown(check.pieces)
        == "四是窗口开到码头上\n五是账目贴到墙面上\n六是班子沉到船队里-，一件一件抓落实-"
    )


@pytest.mark.parametrize(
    ("draft", "passage", "wanted"),
    [
        ("他说增长了5 k和 g以上的水平", "他说增长了5㎏以上的水平", "他说增长了5㎏-和 -以上的水平"),
        ("甲乙丙. 。.丁戊己庚", "甲乙丙…丁戊己庚", "甲乙丙…丁戊己庚"),
    ],
)
def test_a_character_of_several_letters_is_shown_once(
    draft: str, passage: str, wanted: str
) -> None:
    assert shown(compare(draft, passage)) == wanted


def test_the_pieces_of_the_passage_are_the_passage() -> None:
    draft = "先说一句。我们要把问题解决在靠岸之前，才算数，船等得起，货更等不起。"
    pieces = list(compare(draft, PASSAGE))
    whole = "".join(piece.text for piece in pieces if piece.kind != "extra")
    assert whole in PASSAGE
    assert not any(one.kind == other.kind for one, other in pairwise(pieces))


@pytest.mark.parametrize(
    ("draft", "passage", "wanted"),
    [
        ("把制度挂在墙上不算数", "把制度刻进骨头不算数", "把制度-挂在墙上-+刻进骨头+不算数"),
        ("我们先靠岸边再说", "我们先靠泊再说", "我们先-靠岸边-+靠泊+再说"),
        ("问题解决在靠岸之前", "问题解决在靠泊之前", "问题解决在靠-岸-+泊+之前"),
        ("问题要解决在靠泊之前", "问题解决在靠泊之前", "问题-要-解决在靠泊之前"),
    ],
)
def test_what_differs_begins_and_ends_where_words_do(
    tmp_path: Path, draft: str, passage: str, wanted: str
) -> None:
    pieces = at_words(list(compare(draft, passage)), Words(tmp_path).known_here)
    assert shown(pieces) == wanted


# No letter twice in a clause: of 人人人人人人人人 any piece stands anywhere in it.
_CLAUSES = st.lists(
    st.permutations("船货人码头灯缆窗口问前后早晚水路风雨").map(lambda some: "".join(some[:10])),
    min_size=3,
    max_size=8,
    unique=True,
)


@given(_CLAUSES, st.data())
def test_clauses_are_found_among_ones_own_words(clauses: list[str], data: st.DataObject) -> None:
    passage = "，".join(clauses) + "。"
    first = data.draw(st.integers(0, len(clauses) - 2))
    run = "，".join(clauses[first : first + 2])
    at = data.draw(st.integers(3, len(clauses[first]) - 4))
    slipped = data.draw(st.sampled_from((run, f"{run[:at]}甲{run[at + 1 :]}")))
    found = regions(f"子丑寅卯辰巳午未，{slipped}，子丑寅卯辰巳午未。", passage)
    assert sum(one.same for one in found) >= len(run) - 6
    for one in found:
        assert passage[one.begin : one.end] in passage


@given(st.text(max_size=60), st.text(max_size=60))
def test_regions_lie_in_both_texts_in_the_order_of_both(draft: str, passage: str) -> None:
    for one, other in pairwise(regions(draft, passage + draft)):
        assert one.start < one.stop <= other.start < other.stop
        assert one.begin < one.end <= other.begin < other.end


@pytest.mark.parametrize(
    "draft", ["我们要把问题解决在靠泊之前，才算数。\n\n好", "。", "", "好\n" * 9, "8" * 16]
)
async def test_a_piece_too_short_to_look_for_is_left_out(tmp_path: Path, draft: str) -> None:
    await checked(tmp_path, draft)
