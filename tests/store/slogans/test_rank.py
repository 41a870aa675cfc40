"""What is a slogan beyond doubt, probably, a term or none; and what several speeches make one."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from corpus.parse import parse_file
from corpus.slogans.bare import bare
from corpus.slogans.hints import hints
from corpus.slogans.known import known
from corpus.slogans.rank import Evidence, Rank, rank
from store.documents.packed import outline
from tests.store.slogans.test_slogans import SHIPPED
from tests.support.slogans import ALL, SloganScan, opened
from tests.support.store_scan import make_document, make_speech, take_in
from tests.support.there import there

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.slogans.model import Kind
    from store.slogans.slogans import Slogans

PAIR = "船到港口、货到码头"
"""A run of two without a shared beginning: one speech may have it by chance."""


def seen(kind: Kind = "formula", times: int = 9, **others: Any) -> Evidence:
    told: dict[str, Any] = {
        "speeches": times,
        "alone": times,
        "quoted": 0,
        "within": 0.0,
        "within_known": 0.0,
        "within_word": 0.0,
        "called": 0,
    }
    return Evidence(kind=kind, occurrences=times, **{**told, "told": False, **others})


def test_the_list_is_one_of_names() -> None:
    listed = known()
    assert len(listed) >= 800
    for form, entry in listed.items():
        assert form == bare(form)
        assert len(form) > 1
        assert all(map(bare, entry.members))
        assert len(set(entry.members)) == len(entry.members) != 1
    assert listed["四个意识"].members == ("政治意识", "大局意识", "核心意识", "看齐意识")


@pytest.mark.parametrize("kind", ["numeric", "parallel", "quoted", "formula"])
@pytest.mark.parametrize("quoted", [0, 9])
def test_a_fragment_of_one_longer_slogan_is_none(kind: Kind, quoted: int) -> None:
    for within, fragment in ((0.7, True), (1.0, True)):
        found = rank("三船四货", "三船四货", seen(kind, quoted=quoted, within=within))
        assert (found is Rank.NONE) == fragment


@pytest.mark.parametrize(
    ("form", "shown", "evidence", "expected"),
    [
        # Everybody knows it: once is enough; a plain field of work never is.
        ("实事求是", "实事求是", seen(times=1), Rank.SURE),
        ("经济建设", "经济建设", seen(times=90), Rank.TERM),
        ("三农问题", "三农问题", seen(times=90), Rank.TERM),
        ("心连心", "心连心", seen(times=2), Rank.NONE),
        ("心连心", "心连心", seen(times=2, quoted=1), Rank.LIKELY),
        ("压舱石", "压舱石", seen(times=1, quoted=1), Rank.NONE),
        ("心连心", "心连心", seen(times=3, quoted=1), Rank.SURE),
        # A number all of whose uses lie in a longer word; a run that holds it doesn't matter.
        ("四风", "四风", seen("numeric", within=1.0, within_word=1.0), Rank.LIKELY),
        ("四风", "四风", seen("numeric", within=1.0), Rank.SURE),
        # A plan, and what is merely counted.
        ("七五", "七五", seen("numeric", quoted=9), Rank.TERM),
        ("三项补助", "三项补助", seen("numeric", quoted=0), Rank.NONE),
        ("三船四货", "三船四货", seen("numeric", quoted=9), Rank.SURE),
        ("三船四货", "三船四货", seen("numeric", times=1, quoted=1), Rank.LIKELY),
        # A word that is merely quoted, and a figure that recurs.
        ("压舱货", "压舱货", seen("quoted", times=1, quoted=1), Rank.NONE),
        ("压舱货", "压舱货", seen("quoted", times=2, quoted=2), Rank.NONE),
        ("压舱货", "压舱货", seen("quoted", times=9, quoted=9), Rank.NONE),
        ("压舱货", "压舱货", seen("quoted", times=3, quoted=3, called=2), Rank.LIKELY),
        ("压舱货", "压舱货", seen("quoted", times=90, quoted=3, alone=9), Rank.TERM),
        # Lists of goods, people and bodies.
        ("油料货物麻类货物", "油料货物、麻类货物", seen("parallel"), Rank.NONE),
        ("船长们水手们", "船长们、水手们", seen("parallel"), Rank.NONE),
        ("港务部门海关部门", "港务部门、海关部门", seen("parallel"), Rank.NONE),
        ("油罐货轮缆绳吊臂", "油罐货轮、缆绳吊臂", seen("parallel"), Rank.NONE),
        ("油罐货轮缆绳吊臂", "油罐货轮、缆绳吊臂", seen("parallel", called=2), Rank.LIKELY),
        ("老船案件新船案件", "老船案件、新船案件", seen("parallel"), Rank.NONE),
        ("船到港口货到码头", PAIR, seen("parallel"), Rank.LIKELY),
        # Fields that a common head makes a call; parts that cross, never standing alone.
        ("为码头服务为企业服务", "为码头服务、为企业服务", seen("parallel"), Rank.LIKELY),
        ("大船快靠小船快离", "大船快靠、小船快离", seen("parallel", times=3, alone=0), Rank.LIKELY),
        ("大船快靠小船快离", "大船快靠、小船快离", seen("parallel", times=2, alone=0), Rank.NONE),
        # What one can and wants to do.
        (
            "有本事敢出海能吃苦肯学艺",
            "有本事、敢出海、能吃苦、肯学艺",
            seen("parallel", times=5, alone=0),
            Rank.LIKELY,
        ),
        # What one speech quotes again and again, where it is more than a word.
        (
            "船舶是码头最好的朋友",
            "船舶是码头最好的朋友",
            seen("quoted", times=2, speeches=1, quoted=2),
            Rank.LIKELY,
        ),
        ("最好的朋友", "最好的朋友", seen("quoted", times=2, speeches=1, quoted=2), Rank.NONE),
        (
            "上过船开过吊受过累",
            "上过船、开过吊、受过累",
            seen("parallel", times=2, speeches=1, quoted=2),
            Rank.LIKELY,
        ),
        (
            "船长没有来他不来了",
            "船长没有来，他不来了",
            seen("parallel", times=2, speeches=1, quoted=2),
            Rank.NONE,
        ),
        (
            "记码头班前会开短会讲真事",
            "记码头班前会开短会讲真事",
            seen("parallel", times=2, speeches=1, quoted=2),
            Rank.NONE,
        ),
        # 以甲为乙 mostly stands inside of sentences.
        ("以货主为中心", "以货主为中心", seen(alone=1), Rank.LIKELY),
        ("以货主为中心", "以货主为中心", seen(times=2, alone=2), Rank.NONE),
        ("以货主为代表", "以货主为代表", seen(alone=1), Rank.TERM),
        # A wrong cut never stands alone.
        ("地装卸货", "地装卸货", seen(alone=0), Rank.NONE),
        ("下好装船棋", "下好装船棋", seen(alone=1), Rank.LIKELY),
    ],
)
def test_it_is_judged_by_where_it_stands(
    form: str, shown: str, evidence: Evidence, expected: Rank
) -> None:
    assert rank(form, shown, evidence) is expected


@pytest.mark.parametrize(
    "text",
    [
        f"要做到{PAIR}，一件不落。"[3:],
        "教港则港兴，教船则船兴，都懂。",
        "船决定货，货决定港，大家想想。",
        "今年要写好靠泊文章，一刻不松。"[3:],
        "人人靠前担当、忠厚实在、事事过硬，好。"[2:],
        "持续推动大船快靠、小船快离和货物快运。",
        "今后要坚持以货主为中心的理念。",
    ],
)
def test_one_speech_hints_at_what_others_may_have(text: str) -> None:
    assert hints([text])


@pytest.mark.parametrize(
    "text",
    [
        # They only begin or end alike, or are cut out of longer words.
        "持续推动大船引航、小船引航和货物运送。",
        "那天看见几条大船快靠、小船快离岸的样子。",
        # 可以 and 所以 are words of their own, and 以甲为乙 ends where the sentence pauses.
        "可以货主为先。",
        "今后要坚持以货主为上海的客人。",
    ],
)
def test_what_is_easily_said_by_chance_hints_at_nothing(text: str) -> None:
    assert not hints([text])


async def test_three_speeches_make_a_slogan_of_a_hint_in_whatever_order_they_come(
    tmp_path: Path,
) -> None:
    every = [
        make_document(f"{number}.txt", make_speech(1, f"{PAIR}，第{number}回讲了。"))
        for number in range(3)
    ]
    form = bare(PAIR)
    for number, order in enumerate(permutations(every)):
        async with opened(tmp_path / f"{number}.db") as (documents, slogans):
            for document in order[:2]:
                await take_in(documents, document)
            assert await slogans.exactly(PAIR) is None
            await take_in(documents, order[2])
            found = there(await slogans.exactly(PAIR))
            assert (found.shown, found.occurrences, found.speeches) == (PAIR, 3, 3)
            await documents.remove(order[0].source)
            assert await slogans.exactly(PAIR) is None
            await take_in(documents, order[0])
            assert there(await slogans.exactly(PAIR)).occurrences == SloganScan(every).occurrences(
                form
            )


async def test_ranks_are_those_of_a_fresh_store_whatever_came_and_went(tmp_path: Path) -> None:
    parsed = [parse_file(path, path.name) for path in SHIPPED]

    async def ranked(slogans: Slogans) -> list[tuple[str, Rank, str, int]]:
        page = await slogans.most_used(terms=True, limit=ALL)
        return [(one.shown, one.rank, one.kind, one.passages) for one in page.items]

    async with opened(tmp_path / "fresh.db") as (documents, slogans):
        for document in parsed[1::2]:
            await take_in(documents, document)
        fresh = await ranked(slogans)
    async with opened(tmp_path / "used.db") as (documents, slogans):
        for document in reversed(parsed):
            await take_in(documents, document)
        for document in parsed[::2]:
            await documents.remove(document.source)
        assert await ranked(slogans) == fresh
    assert [one[1] for one in fresh] == sorted(one[1] for one in fresh)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
async def test_a_document_is_announced_with_the_slogans_it_is_listed_with(
    tmp_path: Path, path: Path
) -> None:
    document = parse_file(path, path.name)
    async with opened(tmp_path / "store.db") as (documents, slogans):
        await take_in(documents, document)
        assert outline(document, "hash").slogans == (await slogans.most_used()).total


async def test_members_that_no_text_spells_out_are_those_everybody_knows(tmp_path: Path) -> None:
    async with opened(tmp_path / "store.db") as (documents, slogans):
        await take_in(documents, make_document("a.txt", make_speech(1, "增强“四个意识”，靠岸。")))
        card = there(await slogans.card(there(await slogans.exactly("四个意识")).key))
        assert (card.members, card.members_from) == (known()["四个意识"].members, "known")
        assert not card.explains
        told = "“四个意识”就是船意识、货意识、人意识、港意识，少一样也不行，大家都要记在心里。"
        await take_in(documents, make_document("b.txt", make_speech(1, told)))
        card = there(await slogans.card(there(await slogans.exactly("四个意识")).key))
        assert card.members == ("船意识", "货意识", "人意识", "港意识")
        assert (card.members_from, card.explains) == ("text", True)


@pytest.mark.parametrize(
    ("told", "shown_from"),
    [
        ("船意识、货意识、人意识、港意识", "known"),
        ("讲政治意识、讲大局意识、讲核心意识、讲看齐意识", "text"),
    ],
)
async def test_members_that_one_document_of_many_tells_otherwise_are_of_something_else(
    tmp_path: Path, told: str, shown_from: str
) -> None:
    async with opened(tmp_path / "store.db") as (documents, slogans):
        for number in range(4):
            text = f"第{number}年增强“四个意识”，靠岸。" if number else f"“四个意识”就是{told}。"
            await take_in(documents, make_document(f"{number}.txt", make_speech(1, text)))
            card = there(await slogans.card(there(await slogans.exactly("四个意识")).key))
            assert card.members_from == ("text" if number < 3 else shown_from)
