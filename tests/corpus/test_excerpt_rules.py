"""What keeps a text from being sent alone, and what makes one worth reading."""

import math

from hypothesis import given
from hypothesis import strategies as st

from corpus.excerpt_worth import LEAST, LONGEST, TABLE, VERSION, least_worth, pieces, worth_of
from tests.support.daily import sentences
from tests.support.excerpts import reasons_against, stands_alone


def test_the_invented_passages_stand_alone() -> None:
    assert [text for text in sentences(300) if not stands_alone(text)] == []


WHOLE = "窗口前移不是把桌子搬近，而是把难处想在前头；船等不起，货更等不起，办事的人就不能慢半拍。"


def test_what_keeps_a_passage_from_standing_alone() -> None:
    assert stands_alone(WHOLE)
    spoiled = {
        "length": WHOLE[:20] + "。",
        "ending": WHOLE[:-1] + "，",
        "balance": "“" + WHOLE,
        "opener": "其中，" + WHOLE,
        "pointer": "这个" + WHOLE,
        "heading": "不是把桌子搬近。" + WHOLE,
        "mask": WHOLE.replace("船", "xx号船"),
        "figure": WHOLE.replace("半拍", "3分钟"),
        "list": WHOLE.replace("船等", "一是船等"),
        "era": WHOLE.replace("船等", "大跃进时船等"),
        "note": "【导读】" + WHOLE,
        "unfit": WHOLE.replace("难处", "蠢话"),
        "question": WHOLE + "那么窗口该归谁来管呢？",
        "dull": "窗口前移了，值守的人增加了，登记制度有了，办理效率提高了，"
        "一批试点单位已受到好评。",
    }
    for reason, text in spoiled.items():
        assert reason in reasons_against(text), reason


def test_he_is_somebody_only_where_a_person_was_named_before() -> None:
    for person in ("值守的人", "调度员", "老专家", "年轻干部", "谁要是偷懒", "船员们"):
        text = WHOLE.replace("船等不起", f"{person}先到，他就先办")
        assert stands_alone(text), person
    for thing in ("窗口", "潮水", "这国家", "我们"):
        text = WHOLE.replace("船等不起", f"{thing}先到，他就先办")
        assert tuple(reasons_against(text)) == ("pointer",), thing


def test_a_question_is_its_own_answer_or_waits_for_one() -> None:
    for asked in ("难道窗口前移还不该做？", "谁愿意等到潮水退了再开船？", "怎么能让船等人呢？"):
        assert stands_alone(WHOLE + asked), asked
    for asked in ("窗口还要前移多少米？", "为什么呢？", "船什么时候到？"):
        assert "question" in reasons_against(WHOLE + asked), asked
    assert "question" in reasons_against("船呢？" + WHOLE)


def test_a_sentence_that_comes_twice_is_a_heading() -> None:
    twice = "办事的窗口往前移。" + WHOLE + "说到底，办事的窗口往前移。"
    assert tuple(reasons_against(twice)) == ("heading",)


def test_brackets_must_close_in_their_order() -> None:
    nested = WHOLE.replace("窗口前移不是", "窗口“（前移）”不是")
    crossed = WHOLE.replace("窗口前移不是", "窗口“（前移”）不是")
    assert stands_alone(nested)
    assert tuple(reasons_against(crossed)) == ("balance",)


def test_what_people_quote_is_worth_more_than_orders_and_reports() -> None:
    ranked = (
        WHOLE,
        "窗口前移是服务的第一步，各个科室的同志要在一线的岗位上把群众交代的事情认真办好。",
        "推进窗口前移工作，加强一线值守力量，完善登记制度，进一步提高办理效率，逐步扩大试点范围。",
        "窗口前移了，值守的人增加了，登记制度有了，办理效率提高了，一批试点单位已受到好评。",
    )
    quoted, plain, orders, report = map(worth_of, ranked)
    assert quoted > max(plain, orders, report)
    assert max(orders, report) < least_worth()


def test_each_opener_that_leans_on_what_came_before_counts() -> None:
    for opener in (
        "一是",
        "二要",
        "同时，",
        "此外，",
        "为此，",
        "因此，",
        "但",
        "这",
        "（一）",
        "——",
        "第三，",
        "服务方面，",
        "开会时，",
        "多次试过后，",
    ):
        assert not stands_alone(opener + WHOLE), opener


def test_each_weight_is_of_a_few_characters_and_has_three_answers() -> None:
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]
    names = [row[0] for row in rows]
    assert names[:3] == [VERSION, LEAST, ""]
    assert len(set(names)) == len(names)
    for name, *weights in rows[3:]:
        assert 1 <= len(name) <= LONGEST, name
        assert len([math.isfinite(float(one)) for one in weights]) == 3, name


@given(st.text(max_size=400))
def test_whatever_is_weighed_is_a_number(text: str) -> None:
    assert math.isfinite(worth_of(text))
    assert all(len(piece) <= LONGEST for piece in pieces(text))
