"""Which passage: repeatable, never twice a round, spread over speeches, twins kept apart."""

import random

from store.choice import TWIN_DISTANCE, Bars, Candidate, History, Pool, choose
from store.likeness import likeness
from store.standalone import (
    LIFETIME,
    QUOTABLE,
    YEARS_PER_POINT,
    quotability,
    reasons_against,
    stands_alone,
)
from tests.dailykit import sentences


def candidates(count, *, speeches=10, speakers=5):
    return [
        Candidate(
            f"id{number:04}",
            "".join(map(chr, random.Random(number).choices(range(0x4E00, 0x9000), k=60))),
            frozenset({f"speech{number % speeches}"}),
            frozenset({f"speaker{number % speeches % speakers}"}),
            frozenset({f"file{number % 2}"}),
        )
        for number in range(count)
    ]


def deliver(pool, days, *, bars=None, chat="7"):
    """Give the choices of so many days, each made with all before it behind it."""
    sent, seen, opened = [], set(), []
    for day in range(days):
        near = tuple(reversed(sent))[: History.REACH]
        choice = choose(pool, History(frozenset(seen), near, bars or Bars()), f"{chat}/{day}")
        if choice.opens_round:
            opened.append(day)
            seen.clear()
        sent.append(choice.candidate)
        seen.add(choice.candidate.id)
    return sent, opened


def test_the_same_store_chat_and_date_give_the_same_passage():
    everything = candidates(200)
    first = choose(Pool(everything), History(), "7/2025-11-20")
    again = choose(Pool(reversed(everything)), History(), "7/2025-11-20")
    assert first == again
    others = {choose(Pool(everything), History(), f"{chat}/x").candidate.id for chat in range(40)}
    assert len(others) > 20


def test_a_new_document_moves_few_choices():
    small, large = Pool(candidates(1000)), Pool(candidates(1050))
    seeds = [f"{chat}/2025-11-20" for chat in range(300)]
    kept = sum(
        choose(small, History(), seed).candidate == choose(large, History(), seed).candidate
        for seed in seeds
    )
    assert kept > 250


def test_nothing_comes_twice_before_all_have_been_sent():
    pool = Pool(candidates(120))
    sent, opened = deliver(pool, 240)
    assert opened == [120]
    for start in (0, 120):
        assert len({candidate.id for candidate in sent[start : start + 120]}) == 120


def test_a_new_round_does_not_begin_with_what_was_just_sent():
    sent, _ = deliver(Pool(candidates(60)), 120)
    for day in range(60, 80):
        assert sent[day].id not in {candidate.id for candidate in sent[day - 20 : day]}


def test_neighbouring_days_have_other_speeches_and_speakers():
    sent, _ = deliver(Pool(candidates(400, speeches=40, speakers=20)), 100)
    for day, candidate in enumerate(sent):
        recent = sent[max(0, day - 20) : day]
        assert not any(candidate.speeches & other.speeches for other in recent)
        assert not any(candidate.speakers & other.speakers for other in recent[-4:])


def test_with_few_speeches_the_one_longest_unheard_comes():
    sent, _ = deliver(Pool(candidates(60, speeches=4, speakers=2)), 40)
    for day in range(1, 40):
        assert not sent[day].speeches & sent[day - 1].speeches
        assert not sent[day].speakers & sent[day - 1].speakers


def test_near_duplicates_keep_their_distance():
    singles = candidates(150)
    twins = [
        Candidate(f"twin{one.id}", one.normal[:-4] + "改了几字", frozenset({f"t{one.id}"}))
        for one in singles[:40]
    ]
    assert all(
        likeness(one.normal, two.normal) > 0.6 for one, two in zip(singles, twins, strict=False)
    )
    sent, _ = deliver(Pool(singles + twins), 150)
    last = {}
    for day, candidate in enumerate(sent):
        name = candidate.id.removeprefix("twin")
        assert day - last.get(name, -1000) > TWIN_DISTANCE
        last[name] = day


def test_what_is_barred_never_comes():
    pool = Pool(candidates(80))
    barred = Bars(
        frozenset({"id0000", "id0010"}),
        frozenset({"speech1"}),
        frozenset({"speaker2"}),
        frozenset({"file1"}),
    )
    sent, _ = deliver(pool, 60, bars=barred)
    assert not any(barred.hit(candidate) for candidate in sent)
    assert {candidate.id for candidate in sent} == {one.id for one in pool if not barred.hit(one)}


def test_where_nothing_may_be_sent_nothing_is_chosen():
    assert choose(Pool(()), History(), "1").candidate is None
    pool = Pool(candidates(3))
    barred = History(bars=Bars(documents=frozenset({"file0", "file1"})))
    assert choose(pool, barred, "1").candidate is None


def test_the_invented_passages_stand_alone():
    assert [text for text in sentences(300) if reasons_against(text)] == []


WHOLE = "窗口前移不是把桌子搬近，而是把难处想在前头；船等不起，货更等不起，办事的人就不能慢半拍。"


def test_what_keeps_a_passage_from_standing_alone():
    assert stands_alone(WHOLE)
    spoiled = {
        "length": WHOLE[:20] + "。",
        "ending": WHOLE[:-1] + "，",
        "balance": "“" + WHOLE,
        "opener": "其中，" + WHOLE,
        "pointer": "这个" + WHOLE,
        "heading": "窗口前移工作的要求。" + WHOLE,
        "mask": WHOLE.replace("船", "xx号船"),
        "figure": WHOLE.replace("半拍", "3分钟"),
        "list": WHOLE.replace("船等", "一是船等"),
        "day": WHOLE.replace("船等", "今年的船等"),
        "house": "同志们，" + WHOLE,
        "place": "我市" + WHOLE,
        "person": "主席说，" + WHOLE,
        "report": WHOLE + "值守工作取得明显成效，成绩突出。",
        "abroad": WHOLE + "两国的船都是一样的船。",
        "claim": "窗口开着，风吹进来，几个人低头抄着单子，一句话没说。"
        "外面的船一条接一条靠上岸，天色慢慢暗下来。",
        "dull": "推进窗口前移，加强值守，完善登记，是继续提高效率的一部分。"
        "进一步落实责任，逐步扩大试点，还要抓紧总结。",
    }
    for reason, text in spoiled.items():
        assert reason in reasons_against(text), reason
    tail = WHOLE + "加强夜间值守。"
    assert reasons_against(tail) == ("heading",)


def test_brackets_must_close_in_their_order():
    nested = WHOLE.replace("窗口前移不是", "窗口“（前移）”不是")
    crossed = WHOLE.replace("窗口前移不是", "窗口“（前移”）不是")
    assert stands_alone(nested)
    assert reasons_against(crossed) == ("balance",)


def test_what_people_quote_scores_higher_than_orders_and_reports():
    ranked = (
        WHOLE,
        "窗口前移是服务的第一步，各个科室的同志要在一线的岗位上把群众交代的事情认真办好。",
        "推进窗口前移工作，加强一线值守力量，完善登记制度，进一步提高办理效率，逐步扩大试点范围。",
        "窗口前移了，值守的人增加了，登记制度有了，办理效率提高了，一批试点单位已受到好评。",
    )
    quoted, plain, orders, report = (quotability(text) for text in ranked)
    assert quoted > plain >= QUOTABLE > max(orders, report)


def test_an_old_speech_must_say_it_better_and_a_very_old_one_is_left_alone():
    plain = "窗口前移是服务的第一步，各个科室的同志要在一线的岗位上把群众交代的事情认真办好。"
    enough = (quotability(plain) - QUOTABLE) * YEARS_PER_POINT
    assert enough + YEARS_PER_POINT < LIFETIME
    assert stands_alone(plain, years=enough)
    assert reasons_against(plain, years=enough + YEARS_PER_POINT) == ("dull",)
    assert reasons_against(WHOLE, years=LIFETIME) == ("old",)


def test_each_opener_that_leans_on_what_came_before_counts():
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
    ):
        assert not stands_alone(opener + WHOLE), opener
