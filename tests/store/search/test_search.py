from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.normal import normalize
from store.documents.documents import Documents
from store.index.snapshot import open_indexed
from store.search.query import parse_query
from store.search.search import Search
from store.search.tokenizer import Words
from tests.support.sizes import chance_of, size
from tests.support.store_scan import Scan, make_document, make_speech, take_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Sequence

    from corpus.model import Document
    from store.db.port import RawConnection
    from store.search.model import SearchPage
    from store.search.results import Results

pytestmark = pytest.mark.endure

# One for all tests, because the dictionary takes half a second to load.
WORDS = Words(Path(gettempdir()))

SENTENCES = (
    "把窗口搬到码头，靠前服务、马上就办，船等不起，货更等不起。",
    "问题解决在靠泊之前，才算数；解决在靠泊之后，只能算补课。",
    "“一线三问”先问船几时到，再问货卡在哪，最后问人还缺什么！",
    "既要把码头的事办快，又要把船员的事办好，更要把货主的事办成。",
    '他说："下基层 察民情 解民忧"，这三件事一件也不能少……',
    "2023年吞吐量增长８.5％，ＡＢ两区的窗口都搬到了一线？",
    "作风建設永遠在路上，國有企業更要走在前頭。",
    "港。",
)


@asynccontextmanager
async def opened(documents: Iterable[Document]) -> AsyncIterator[Search]:
    with TemporaryDirectory() as folder:
        async with open_indexed(Path(folder) / "store.db") as database:
            store = Documents(database)
            for document in documents:
                await take_in(store, document)
            yield Search(database, WORDS)


def generated(seed: int, documents: int = 6) -> list[Document]:
    """Documents whose long paragraphs repeat sentences, so that borders and equal texts abound."""
    chance = chance_of(seed)

    def paragraph() -> str:
        return "".join(chance.choices(SENTENCES, k=chance.choice((1, 1, 3, 8, 14))))

    return [
        make_document(
            f"{number}.txt",
            *(
                make_speech(speech, "#一、把会开到码头上", *(paragraph() for _ in range(6)))
                for speech in range(1, 4)
            ),
        )
        for number in range(documents)
    ]


def pieces(documents: Sequence[Document], seed: int, count: int) -> Iterator[str]:
    """Substrings of whole paragraphs, cut anywhere."""
    chance = chance_of(seed)
    blocks = [b.text for d in documents for s in d.speeches for b in s.blocks]
    while count:
        text = chance.choice(blocks)
        length = chance.choice((1, 1, 2, 2, 3, 4, 6, 9, 15, 33, 40, 90, 250))
        start = chance.randrange(len(text))
        piece = text[start : start + length]
        # Marks of the grammar are tested by their own tests.
        if normalize(piece) and not set(piece) & set("…-"):
            count -= 1
            yield piece


async def all_ids(search: Search, query: str, step: int) -> list[str]:
    names: list[str] = []
    while hits := (await search.search(query, limit=step, offset=len(names))).hits:
        names += [hit.id for hit in hits]
    return names


async def check_against(scan: Scan, search: Search, query: str) -> None:
    page = await search.search(query, limit=5)
    wanted = scan.exact(query)
    assert (page.match, page.total) == ("exact", len(wanted)), query
    assert page.speeches == scan.count_speeches(wanted), query
    assert {hit.id for hit in page.hits} <= wanted


async def test_substrings_cut_anywhere_give_what_a_scan_gives() -> None:
    documents = generated(1)
    scan = Scan(documents)
    async with opened(documents) as search:
        for query in pieces(documents, 2, 400):
            await check_against(scan, search, query)


async def test_two_pieces_give_what_a_scan_gives() -> None:
    documents = generated(3)
    scan = Scan(documents)
    async with opened(documents) as search:
        queries = list(pieces(documents, 4, 200))
        for first, second in zip(queries[::2], queries[1::2], strict=True):
            query = f"{first} {second}"
            wanted = scan.exact(query)
            page = await search.search(query)
            assert (page.total if page.match == "exact" else 0) == len(wanted), query


async def test_paging_shows_every_id_once() -> None:
    documents = generated(5, documents=40)
    scan = Scan(documents)
    async with opened(documents) as search:
        for query in ("码头", "。", "港", "窗口 码头", "搬到码头，靠前", "。港。"):
            names = await all_ids(search, query, 7)
            assert len(names) == len(set(names))
            assert set(names) == scan.exact(query), query


async def test_more_passages_than_are_ranked_are_paged_in_one_order() -> None:
    paragraphs = [f"第{number}个窗口，办的是第{number}件事。" for number in range(520)]
    documents = [make_document("a.txt", make_speech(1, *paragraphs))]
    async with opened(documents) as search:
        whole = [hit.id for hit in (await search.search("窗口", limit=600)).hits]
        assert len(set(whole)) == 520
        assert await all_ids(search, "窗口", 130) == whole
        assert (await search.search("窗口", limit=5, offset=600)).hits == ()


async def test_also_in_and_the_speech_shown_are_all_the_places() -> None:
    documents = generated(6)
    scan = Scan(documents)
    async with opened(documents) as search:
        page = await search.search("港", limit=1000)
        for hit in page.hits:
            speeches = {hit.speech.id, *(place.speech for place in hit.also_in)}
            assert len(speeches) == len(scan.speeches[hit.id])


async def test_highlights_stand_on_the_right_characters() -> None:
    documents = generated(7)
    async with opened(documents) as search:
        for query in ("一线三问", '"一线三问"', "作风建设", "ab", "8.5%", "窗口 码头", "。港。"):
            page = await search.search(query, limit=20)
            assert page.hits
            words = {normalize(word) for word in query.split()}
            for hit in page.hits:
                assert hit.highlights
                assert list(hit.highlights) == sorted(hit.highlights)
                for start, end in hit.highlights:
                    marked = normalize(hit.text[start:end])
                    runs_over = end == len(hit.text) and any(w.startswith(marked) for w in words)
                    assert any(word in marked for word in words) or runs_over


async def test_a_run_is_marked_to_the_end_of_its_first_passage_and_counted_once() -> None:
    paragraph = "".join(f"第{n}件事，{SENTENCES[n % 3]}" for n in range(24))
    documents = [make_document("a.txt", make_speech(1, paragraph))]
    [first, second, *_] = [normal for _, _, normal in Scan(documents).passages]
    query = first[-9:] + second[:9]
    async with opened(documents) as search:
        [hit] = (await search.search(query)).hits
    assert normalize(hit.text) == first
    assert hit.highlights[-1] == (len(hit.text) - 9, len(hit.text))


async def test_a_run_over_three_passages_is_found() -> None:
    paragraph = "".join(f"第{n}件事，{SENTENCES[n % 3]}" for n in range(24))
    documents = [make_document("a.txt", make_speech(1, paragraph))]
    [first, second, third, *_] = [normal for _, _, normal in Scan(documents).passages]
    async with opened(documents) as search:
        for cut in (1, 2, 3, 20):
            page = await search.search(first[-cut:] + second + third[:cut])
            assert (page.match, page.total, page.hits[0].number) == ("exact", 1, 1)


async def test_a_text_never_runs_from_one_paragraph_into_the_next() -> None:
    documents = [make_document("a.txt", make_speech(1, "前一段到此为止。", "后一段从这里开始。"))]
    async with opened(documents) as search:
        assert (await search.search("为止。后一段")).match != "exact"


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("窗口 -码头", 1),
        ("把…办快…又要…办好", 1),
        ("办好*办快", 0),
        ("单位:澄湾 窗口", 1),
        ("单位：澄湾 年：2023 窗口", 1),
        ("年:2022 窗口", 1),
        ("年:二〇二二 窗口", 1),
        ("讲话人:某甲", 2),
        ("标题:服务推进 码头", 1),
        ("文件:汇编 窗口", 1),
        ("文件:b.md 船员", 1),
        ('"下基层 察民情"', 1),
        ("“下基层 察民情”", 1),
        ("年:三二三 窗口", 0),
        ("窗口 -", 0),
        ("更要走在前头", 1),
    ],
)
async def test_the_grammar(query: str, total: int) -> None:
    documents = [
        make_document(
            "a.txt",
            make_speech(1, SENTENCES[0], SENTENCES[6], title="在服务推进会上的讲话",
                        organisation="澄湾港集团", speaker="某甲", date="2023-03-08"),
            collection="讲话汇编",
        ),
        make_document(
            "b.md",
            make_speech(1, SENTENCES[5], SENTENCES[3], SENTENCES[4], date="2022"),
        ),
    ]  # fmt: skip
    async with opened(documents) as search:
        page = await search.search(query)
    assert (page.total if page.match == "exact" else 0) == total


async def test_many_and_long_excluded_words_exclude() -> None:
    texts = [f"第{n}个窗口，{SENTENCES[n % 5]}" for n in range(12)]
    documents = [make_document("a.txt", make_speech(1, *texts))]
    async with opened(documents) as search:
        many = " ".join(f"-第{n}个" for n in range(11))
        assert [hit.text for hit in (await search.search(f"窗口 {many}")).hits] == [texts[11]]
        assert (await search.search(f"窗口 -{texts[3]}")).total == 11


async def test_a_pasted_text_that_looks_like_grammar_is_found_as_it_stands() -> None:
    texts = (
        "年:2023 要办的事很多。",
        "作风 -试点两个字要分开看。",
        "他说……我们记住了。他说得对，我们记着。",
    )
    documents = [make_document("a.txt", make_speech(1, *texts))]
    async with opened(documents) as search:
        for text in texts:
            page = await search.search(text[:9])
            assert (page.match, page.hits[0].text, page.total) == ("exact", text, 1)


async def test_all_words_then_most_of_them_where_nothing_is_exact() -> None:
    documents = [
        make_document(
            "a.txt",
            make_speech(
                1, "抓好整改，重在落实。", "整改要抓好。", "落实要到位。", "整改和落实都要有人管。"
            ),
        )
    ]
    async with opened(documents) as search:
        page = await search.search("怎么抓好整改落实")
        assert (page.match, page.words) == ("words", ("抓好", "整改", "落实"))
        assert page.hits[0].text == "抓好整改，重在落实。"
        assert page.total == 3
        assert all(hit.match == "words" and hit.highlights for hit in page.hits)


async def test_words_that_each_stand_somewhere_are_not_cut() -> None:
    documents = [make_document("a.txt", make_speech(1, "船等不起，要快。", "车等不起，要稳。"))]
    async with opened(documents) as search:
        page = await search.search("船等不起 车等不起")
        assert (page.match, page.total) == ("words", 2)
        assert page.words == ("船等不起", "车等不起")


async def test_nothing_is_found_for_nothing() -> None:
    async with opened([make_document("a.txt", make_speech(1, *SENTENCES))]) as search:
        for query in ("", "  　", "量子引力波", "\U0010fffd", "\x00", "\ud800", "-", '""'):
            page = await search.search(query)
            assert page.total == 0 or page.match == "words", query
            assert page.query == query


async def test_a_whole_thought_stands_before_headings_and_fragments() -> None:
    texts = ("#靠前服务", "靠前服务 一是", SENTENCES[0] + "这是我们港口人的本分。")
    async with opened([make_document("a.txt", make_speech(1, *texts))]) as search:
        hits = (await search.search("靠前服务")).hits
    assert hits[0].text == texts[2]
    assert {hit.kind for hit in hits[1:]} == {"heading", "text"}


async def test_neighbours_of_one_speech_do_not_crowd_out_others() -> None:
    same = [
        f"第{n}次说靠前服务，说的是把第{n}个窗口搬到码头上去，让船和货都少等一等。"
        for n in range(9)
    ]
    other = "靠前服务说到底是人到码头、心到船上，让等的人少等一刻钟，让办的人多走一步路。"
    documents = [
        make_document("a.txt", make_speech(1, *same)),
        make_document("b.txt", make_speech(1, other)),
    ]
    async with opened(documents) as search:
        hits = (await search.search("靠前服务", limit=5)).hits
    assert "b.txt" in [hit.speech.source for hit in hits[:2]]


HOSTILE = st.text(
    st.one_of(
        st.sampled_from(
            "港前服务。！，“”\"'’ 　\n…*-:：（）國国ＡａAß㎏ﬁ½①ｶﾞ👍🏽\u200b\u0301\U0010fffd"
        ),
        st.sampled_from('“”"。码头'),
        st.sampled_from("\x00\ufffe\u180e"),
        st.characters(),
    ),
    max_size=60,
)
TRICKS = (
    "AND",
    'a"b',
    "NEAR(",
    "OR NOT",
    '"',
    "*",
    "^a",
    "a:b",
    "{x} :",
    "' OR 1=1 --",
    "%",
    "_",
    "\\",
)


@settings(
    max_examples=size("stores of hostile text", 25, 60),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    paragraphs=st.lists(st.lists(HOSTILE, min_size=1, max_size=6), min_size=1, max_size=5),
    cuts=st.lists(st.tuples(st.integers(0, 400), st.integers(1, 90)), min_size=1, max_size=6),
    typed=HOSTILE,
)
def test_hostile_text_is_found_like_any_other(
    paragraphs: list[list[str]], cuts: list[tuple[int, int]], typed: str
) -> None:
    texts = ["。".join(f"{part}{SENTENCES[n % 3]}" for n, part in enumerate(p)) for p in paragraphs]
    documents = [make_document("a.txt", make_speech(1, *texts))]
    scan = Scan(documents)
    whole = "".join(texts)
    queries = [whole[start % len(whole) :][:length] for start, length in cuts]

    async def run() -> None:
        async with opened(documents) as search:
            for query in (typed, *TRICKS):
                page = await search.search(query)
                assert len(page.hits) == min(page.total, 10)
            for query in queries:
                # One needle without marks of the grammar: then the scan's answer is the answer.
                piece = "".join(c for c in query if not c.isspace() and c not in "…⋯*＊.．-－:：")
                normal = normalize(piece)
                if normal:
                    page = await search.search(piece)
                    total = page.total if page.match == "exact" else 0
                    assert total == len(scan.holding(normal)), piece

    asyncio.run(run())


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "typed",
    ['"' * 4096, "的…" * 2048, "。" * 4096, " ".join("港口码头窗口服务船货人车办事" * 140)],
)
async def test_a_message_full_of_one_thing_is_not_asked_of_the_store_again_and_again(
    typed: str,
) -> None:
    asked: list[str] = []
    async with opened(generated(5)) as search:

        def find(raw: RawConnection) -> tuple[SearchPage, Results]:
            assert isinstance(raw, sqlite3.Connection)
            raw.set_trace_callback(asked.append)
            try:
                return search.exact_here(raw, parse_query(typed), 5, 0)
            finally:
                raw.set_trace_callback(None)

        await search._database.ask(find)
    assert len(asked) < 100


async def test_quotation_marks_count_where_a_passage_has_them() -> None:
    paragraphs = (SENTENCES[2], "一线三问不是写在墙上给人看的，是拿来问的，问了就要有人答。")
    async with opened([make_document("1.txt", make_speech(1, *paragraphs))]) as search:
        assert (await search.search("一线三问")).total == 2
        assert (await search.search('"一线三问"')).total == 1
        unmarked = await search.search('"墙上"')
        assert (unmarked.match, unmarked.total) == ("exact", 1)
        assert [unmarked.hits[0].text[a:b] for a, b in unmarked.hits[0].highlights] == ["墙上"]
