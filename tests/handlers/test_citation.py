from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Document
from corpus.title_forms import title_form
from handlers.views.citation import (
    chinese_date,
    cite,
    cite_kept,
    cite_kept_on_card,
    cite_on_card,
    cite_origin,
    cite_short,
)
from handlers.views.paging import SOURCE_WIDTH
from store.documents.documents import Documents
from store.index.snapshot import open_indexed
from store.people.model import Bookmark
from store.search.hits import load_speeches
from store.search.model import SpeechInfo
from tests.support.store_scan import make_speech, take_in

SPEECH = SpeechInfo(
    id="a",
    number=4,
    title="在一线服务推进会上的讲话",
    collection="港口讲话汇编",
    organisation="澄湾港集团",
    speaker="某某",
    date="2023-03-08",
    source="汇编.txt",
    container="港口讲话汇编",
    shared_title=False,
)


@pytest.mark.parametrize(
    ("changes", "citation"),
    [
        ({}, "《在一线服务推进会上的讲话》（澄湾港集团 某某，2023年3月8日）"),
        ({"speaker": None}, "《在一线服务推进会上的讲话》（澄湾港集团，2023年3月8日）"),
        ({"date": "2023-03"}, "《在一线服务推进会上的讲话》（澄湾港集团 某某，2023年3月）"),
        ({"date": "2023", "organisation": None}, "《在一线服务推进会上的讲话》（某某，2023年）"),
        ({"date": None}, "《在一线服务推进会上的讲话》（澄湾港集团 某某）"),
        (
            {"date": None, "organisation": None, "speaker": None},
            "《在一线服务推进会上的讲话》",
        ),
        ({"title": "澄湾港集团"}, "澄湾港集团（《港口讲话汇编》）"),
        ({"shared_title": True}, "《在一线服务推进会上的讲话》（第4篇，《港口讲话汇编》）"),
        (
            {"shared_title": True, "container": "0a1b2c3d4e5f60718293a4b5c6d7e8f9"},
            "《在一线服务推进会上的讲话》（澄湾港集团 某某，2023年3月8日，第4篇）",
        ),
        (
            {"shared_title": True, "container": "新建文档", "rank": 2},
            "《在一线服务推进会上的讲话》（澄湾港集团 某某，2023年3月8日，同题第2篇）",
        ),
        ({"title": "澄湾港集团", "container": "新建文档"}, "澄湾港集团（某某，2023年3月8日）"),
        (
            {"title": "学习《条例》体会", "organisation": None},
            "《学习〈条例〉体会》（某某，2023年3月8日）",
        ),
    ],
)
def test_the_citation(changes: dict[str, Any], citation: str) -> None:
    assert cite(replace(SPEECH, **changes)) == citation


@pytest.mark.parametrize(
    ("changes", "citation"),
    [
        ({"speaker": "林远"}, "《在一线服务推进会上的讲话》（澄湾港集团 林远，2023年3月8日）"),
        ({}, "《在一线服务推进会上的讲话》（澄湾港集团，2023年3月8日）"),
        ({"speaker": "陈××"}, "《在一线服务推进会上的讲话》（澄湾港集团，2023年3月8日）"),
        (
            {"speaker": "林远", "title_made": True},
            "《港口讲话汇编》澄湾港集团 林远，2023年3月8日",
        ),
        ({"title_made": True, "container": "新建文档"}, "澄湾港集团，2023年3月8日"),
        (
            {"title": "在XX集团年会上的讲话", "speaker": "林远"},
            "《港口讲话汇编》澄湾港集团 林远，2023年3月8日",
        ),
        (
            {"title": "陈××同志在会上的讲话", "speaker": "陈×", "container": "陈××讲话"},
            "澄湾港集团，2023年3月8日",
        ),
        (
            {"organisation": "SpaceX公司", "speaker": "Max"},
            "《在一线服务推进会上的讲话》（SpaceX公司 Max，2023年3月8日）",
        ),
    ],
)
def test_what_stands_on_a_card(changes: dict[str, Any], citation: str) -> None:
    assert cite_on_card(replace(SPEECH, **changes)) == citation


MASKS = ("XX", "xxx", "ＸＸ", "××", "**", "○○", "某", "□□", "●●")
WORDS = ("Max", "SpaceX", "XGBoost", "X光", "Exxon", "2×4", "二○二一", "一九九○年", "某些", "5*8")


@given(st.sampled_from(MASKS), st.sampled_from(["{}集团", "在{}集团年会上的讲话", "陈{}同志讲话"]))
def test_nothing_masked_stands_on_a_card(mask: str, name: str) -> None:
    masked = name.format(mask)
    for field in ("title", "organisation", "speaker", "container"):
        changes: dict[str, Any] = {"speaker": "林远", field: masked}
        on_card = cite_on_card(replace(SPEECH, **changes, title_made=field == "container"))
        assert mask not in on_card
        assert "林远" in on_card or field == "speaker"
        bookmark = kept(replace(SPEECH, **changes))
        assert mask not in cite_kept_on_card(bookmark)


@given(st.sampled_from(WORDS), st.sampled_from(["{}公司", "在{}公司年会上的讲话", "{}"]))
def test_what_is_no_mask_stays_on_a_card(word: str, name: str) -> None:
    open_ = name.format(word)
    for field in ("title", "organisation"):
        changes: dict[str, Any] = {"speaker": "Max", field: open_}
        speech = replace(SPEECH, **changes)
        assert cite_on_card(speech) == cite(speech)
        assert cite_kept_on_card(kept(speech)) == cite(speech)


def kept(speech: SpeechInfo) -> Bookmark:
    told = {name: getattr(speech, name) for name in ("title", "organisation", "speaker", "date")}
    return Bookmark("a", "讲话里的话。", cite(speech), datetime(2025, 11, 20, tzinfo=UTC), **told)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "澄湾港集团 某某 2023-03 · 一线服务推进会讲话"),
        ({"date": None}, "澄湾港集团 某某 · 一线服务推进会讲话"),
        ({"shared_title": True}, "某某 2023-03 · 一线服务推进会讲话 第4篇"),
        ({"shared_title": True, "rank": 2}, "某某 2023-03 · 一线服务推进会讲话 同题第2篇"),
        ({"title": "澄湾港集团"}, "某某 2023-03 · 澄湾港集团"),
        ({"title": "2023年工作报告"}, "澄湾港集团 某某 · 2023年工作报告"),
        ({"title": "澄湾港集团2023年工作报告"}, "某某 · 澄湾港集团2023年工作报告"),
        (
            {"title": "关于把窗口搬到码头上去并且马上就办的几点说明和2023年的打算"},
            "澄湾港集团 某某 2023-03 · 关于把窗口搬到码头上…",
        ),
        ({"organisation": None, "speaker": None, "date": None}, "一线服务推进会讲话"),
    ],
)
def test_the_line_in_a_list(changes: dict[str, Any], line: str) -> None:
    assert cite_short(replace(SPEECH, **changes)) == line


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "澄湾港集团 某某 2023-03-08"),
        ({"shared_title": True}, "2023-03-08 · 《港口讲话汇编》 第4篇"),
        ({"title": "2023年工作报告"}, "澄湾港集团 某某"),
        ({"shared_title": True, "number": 14}, "2023-03-08 · 《港口讲话汇编》 第14篇"),
        ({"shared_title": True, "date": None}, "澄湾港集团 某某 · 《港口讲话汇编》 第4篇"),
        ({"organisation": None, "speaker": None, "date": None}, "港口讲话汇编"),
        (
            {"shared_title": True, "container": "甲/新建文档 (2).docx"},
            "澄湾港集团 某某 2023-03-08 · 第4篇",
        ),
        (
            {"shared_title": True, "container": "新建文档", "rank": 3},
            "澄湾港集团 某某 2023-03-08 · 同题第3篇",
        ),
    ],
)
def test_the_line_below_a_title(changes: dict[str, Any], line: str) -> None:
    assert cite_origin(replace(SPEECH, **changes)) == line


@pytest.mark.parametrize(
    ("sources", "containers"),
    [
        (["甲/讲话.txt", "乙/报告.txt"], ["讲话", "报告"]),
        (["讲话.txt", "讲话.docx"], ["讲话.txt", "讲话.docx"]),
        (["甲/讲话.txt", "乙/讲话.txt"], ["甲/讲话.txt", "乙/讲话.txt"]),
        (["甲/讲话.txt", "讲话"], ["讲话.txt", "讲话"]),
    ],
)
async def test_a_container_is_named_as_shortly_as_no_other(
    tmp_path: Path, sources: list[str], containers: list[str]
) -> None:
    async with open_indexed(tmp_path / "store.db") as database:
        for source in sources:
            speech = make_speech(1, f"{source}里只有这一句。", title="在晨会上的讲话")
            await take_in(Documents(database), Document(source, (speech,), None))
        speeches = await database.ask(lambda raw: load_speeches(raw, range(1, len(sources) + 1)))
    assert [speeches[key].container for key in sorted(speeches)] == containers


@given(
    st.builds(
        SpeechInfo,
        id=st.just("a"),
        number=st.integers(1, 999),
        title=st.text(max_size=90),
        collection=st.none(),
        organisation=st.none() | st.text(max_size=60),
        speaker=st.none() | st.text(max_size=30),
        date=st.sampled_from([None, "2023", "2023-03", "2023-03-08"]),
        source=st.just("a.txt"),
        container=st.just("a.txt"),
        shared_title=st.booleans(),
    )
)
def test_the_line_in_a_list_is_never_too_long(speech: SpeechInfo) -> None:
    assert len(cite_short(speech)) <= SOURCE_WIDTH
    assert len(cite_short(speech, 18)) <= 18
    assert len(cite_origin(speech)) <= SOURCE_WIDTH


def test_dates_are_as_exact_as_they_are_known() -> None:
    dates = [chinese_date(date) for date in ("2022-12-30", "2022-02", "1994", None)]
    assert dates == ["2022年12月30日", "2022年2月", "1994年", None]


@pytest.mark.parametrize("room", [SOURCE_WIDTH, 20, 18])
def test_equal_titles_are_told_apart_among_bookmarks(room: int) -> None:
    files = [
        "2022年5月推进会讲话一",
        "2022年5月推进会讲话二",
        "港口讲话",
        "新建文档",
        "新建文档 (2)",
    ]
    shared = [
        replace(SPEECH, shared_title=True, number=1, container=file, rank=rank)
        for rank, file in enumerate(files, start=1)
    ]
    bookmarks = [kept(speech) for speech in shared]
    lines = [cite_kept(one, room, bookmarks) for one in bookmarks]
    assert len(set(lines)) == len(lines)
    assert all(len(line) <= room for line in lines)
    # One speech twice is one line, as short as it is alone.
    assert cite_kept(bookmarks[0], room, bookmarks[:1] * 2) == cite_kept(bookmarks[0], room)
    assert all(len(cite_kept(one, 8, bookmarks)) <= 8 for one in bookmarks)


NAMES = st.sampled_from(
    [
        "澄湾港",
        "澄湾港集团",
        "讲话",
        "讲 话",
        "《讲话》",
        "〈讲话〉",
        "讲话》（第1篇",
        "ａ",
        "a",
        "A",
    ]
)
SPEECHES = st.lists(
    st.tuples(NAMES, st.none() | NAMES, st.none() | NAMES, st.sampled_from([None, "2023"])),
    min_size=1,
    max_size=4,
)


@pytest.mark.slow
@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.none() | NAMES | st.sampled_from(["0", "0.txt", "1.txt", "新建文档"]), SPEECHES
        ),
        min_size=1,
        max_size=5,
    )
)
def test_no_two_speeches_have_the_same_citation(
    collections: list[tuple[str | None, list[tuple[Any, ...]]]],
) -> None:
    documents = [
        Document(
            f"{'甲' * (index // 2)}/{index % 2}.txt".lstrip("/"),
            tuple(
                make_speech(
                    number,
                    f"第{index}份第{number}篇。",
                    title=title,
                    organisation=organisation,
                    speaker=speaker,
                    date=date,
                )
                for number, (title, organisation, speaker, date) in enumerate(speeches, start=1)
            ),
            collection,
        )
        for index, (collection, speeches) in enumerate(collections)
    ]

    async def stored() -> list[SpeechInfo]:
        with TemporaryDirectory() as folder:
            async with open_indexed(Path(folder) / "store.db") as database:
                for document in documents:
                    await take_in(Documents(database), document)
                keys = range(1, 1 + sum(len(document.speeches) for document in documents))
                return list((await database.ask(lambda raw: load_speeches(raw, keys))).values())

    speeches = asyncio.run(stored())
    citations = [cite(speech) for speech in speeches]
    assert len(citations) == sum(len(document.speeches) for document in documents)
    assert len(set(citations)) == len(citations)
    alike: dict[tuple[str, ...], list[SpeechInfo]] = defaultdict(list)
    for speech in speeches:
        told = (speech.organisation, speech.speaker, speech.date)
        if speech.shared_title:
            alike[title_form(speech.title), *map(str, told)].append(speech)
    for line in (cite_short, cite_origin, lambda one: cite_short(one, 18)):
        for group in alike.values():
            assert len({line(speech) for speech in group}) == len(group)
