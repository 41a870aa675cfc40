from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.parse import parse_file
from corpus.slogans.bare import bare, gap_pairs
from corpus.slogans.kinds import mine
from corpus.slogans.known_places import Finder
from corpus.slogans.surface import (
    EXPLAINS,
    telling,
    unquoted,
    written,
)

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[2] / "shared" / "samples"
FORMULAS = json.loads((HERE / "cases" / "slogan_formulas.json").read_text("utf-8"))


def mined(*blocks: str) -> dict[str, str]:
    return {one.bare: one.kind for one in mine(blocks)}


def members(slogan: str, *blocks: str) -> tuple[str, ...]:
    return {one.bare: one.members for one in mine(blocks)}[slogan]


@pytest.mark.parametrize(
    ("text", "slogan", "kind"),
    [
        ("港口要坚持“一线三问”，问到底。", "一线三问", "numeric"),
        ("窗口推行“2+8”值班，一天不断。", "2+8", "numeric"),
        ("实施“163”工程，三年见效。", "163工程", "numeric"),
        ("把“六个一”抓在手上。", "六个一", "numeric"),
        ("纠治“四风”，一刻不松。", "四风", "numeric"),
        ("各班组严格执行三会一课制度。", "三会一课", "numeric"),
        ("写好靠泊的“后半篇文章”。", "后半篇文章", "quoted"),
        ('写好靠泊的"后半篇文章"，再谈"别的"。', "后半篇文章", "quoted"),
        (
            "要做到以港兴城、以港惠民、以港聚才，久久为功。",
            "以港兴城以港惠民以港聚才",
            "parallel",
        ),
        ("号召大家学本领、强作风、重实干、建新功。", "学本领强作风重实干建新功", "parallel"),
        ("调度上敢于决断，敢于叫停，敢于担责。", "敢于决断敢于叫停敢于担责", "parallel"),
        ("打响“把船留住、把货留住”的硬仗。", "把船留住把货留住", "parallel"),
        ("落实中央五项规矩精神，一刻不松。", "五项规矩", "numeric"),
        ("要以港兴城，以港惠民，以港聚才，稳步推进。", "以港兴城以港惠民以港聚才", "parallel"),
        ("坚定航路自信、码头自信、船员自信。", "航路自信码头自信船员自信", "parallel"),
        ("办好“我为船员办实事”这件事。", "我为船员办实事", "quoted"),
        ("记住“港口的自我革命没有终点”。", "港口的自我革命没有终点", "quoted"),
    ],
)
def test_a_slogan_is_found(text: str, slogan: str, kind: str) -> None:
    assert mined(text)[slogan] == kind


def test_formulas_recur_without_marks() -> None:
    blocks = (
        "我们要坚持以船为先，一刻不松。",
        "坚持以船为先，靠的是调度。",
        "以船为先不是一句空话。",
    )
    assert mined(*blocks)["以船为先"] == "formula"
    assert "以船为先" not in mined(blocks[0])


@pytest.mark.parametrize(
    "text",
    [
        "把“严”的要求落到码头，让“红”的底色更亮。",
        "请大家读《港口之路》和《关于码头值班的通知》。",
        "印发了“关于码头夜间值班的若干意见”，请照办。",
        "省、市、县三级都来了人，局、科、股也都到了。",
        "对问题要举一反三，一项一项过，千方百计解决。",
        "两江四湖的游船都停了，一年一度的检修开始了。",
        "他说：“船到了，货没到，人还在路上，我们得等等看。”",
        "财务科、调度科、安全科一起值班。",
        "“xx经验”还要总结。",
        "要“举一反三”“一项一项”“千方百计”去改。",
        "“两江四湖”和“省、市、县”都来了人。",
        "材料是“值班报告.docx”，占“三分之一”。",
        "、".join(f"{first}{second}号" for first in "甲乙丙丁戊己庚" for second in "东南西北上"),
    ],
)
def test_what_only_looks_like_a_slogan_is_none(text: str) -> None:
    assert mined(text) == {}


def test_a_recurring_formula_that_is_only_part_of_another_is_left_out() -> None:
    text = "坚持船舶低碳靠泊，是出路。"
    assert [form for form in mined(text, text, text) if form in "船舶低碳靠泊"] == ["船舶低碳靠泊"]


@pytest.mark.parametrize(
    ("text", "slogan", "expected"),
    [
        (
            "“一线三问”（问船、问货、问人、问路）要问到底。",
            "一线三问",
            ("问船", "问货", "问人", "问路"),
        ),
        ("“三个想在前”，即想船期、想货期、想人手。", "三个想在前", ("想船期", "想货期", "想人手")),
        (
            "增强安全意识、效率意识、服务意识“三个意识”，一样不能少。",
            "三个意识",
            ("安全意识", "效率意识", "服务意识"),
        ),
        ("说到“两个到位”，人人都懂。", "两个到位", ()),
        ("提倡问船期、问货期、问人手的“三问”。", "三问", ("问船期", "问货期", "问人手")),
        ("建好船位、车位、床位等“三位”工程。", "三位", ("船位", "车位", "床位")),
        ("航路制度不变，码头制度不变和规矩不变，“一港两制”照旧。", "一港两制", ()),
        (
            "实施岸线整治、航道疏浚、船舶换新等“三项行动”，一年见效。",
            "三项行动",
            ("岸线整治", "航道疏浚", "船舶换新"),
        ),
        ("调度快、装卸快、放行快、放行准，“三快”。", "三快", ()),
        ("“一线三问”就是问船、问货、问人，问清楚。", "一线三问", ("问船", "问货", "问人")),
        # By what they begin with, and more is said behind them.
        (
            "实行“三定”，即定船期，定货位，定人手，并且天天查。",
            "三定",
            ("定船期", "定货位", "定人手"),
        ),
        ("实行“三定”，即定船期，定货位，定人手，定规矩。", "三定", ()),
        (
            "实行“两保两压”的方针，即保到港的船，压空放的船；保急用的货，压积存的货。",
            "两保两压",
            ("保到港的船", "压空放的船", "保急用的货", "压积存的货"),
        ),
        (
            "要做到“两个高于”，即：用于疏浚整条航道的投入高于上年，用于翻修老码头的投入高于上年。",
            "两个高于",
            ("用于疏浚整条航道的投入高于上年", "用于翻修老码头的投入高于上年"),
        ),
        # Names that nothing parts, and words that are none.
        ("管好“两港两湾”（东港西港、南湾北湾）。", "两港两湾", ("东港", "西港", "南湾", "北湾")),
        ("建好“四好”码头（道路畅通、货物齐整）。", "四好", ()),
        # The last two are joined by a word, and the first may be quoted in part.
        (
            "要坚持和完善船员口粮、码头工装和调度员午休的“三条保障”制度。",
            "三条保障",
            ("船员口粮", "码头工装", "调度员午休"),
        ),
        (
            "推进“一船一码”建设、航道清淤疏浚、码头岸电改造“三大行动”。",
            "三大行动",
            ("“一船一码”建设", "航道清淤疏浚", "码头岸电改造"),
        ),
        ("码头终于送走了老船、破吊、旧厂房“三大件”。", "三大件", ("老船", "破吊", "旧厂房")),
    ],
)
def test_members_are_told_where_they_are_spelled_out(
    text: str, slogan: str, expected: tuple[str, ...]
) -> None:
    assert members(slogan, text) == expected


def test_members_of_a_run_are_its_parts() -> None:
    parts = ("以港兴城", "以港惠民", "以港聚才")
    assert members("".join(parts), f"要{'、'.join(parts)}。") == parts


def test_the_bare_form_keeps_what_tells_slogans_apart() -> None:
    assert bare("“兩個 確立”、 A＋B…") == "两个确立a+b"


def test_gaps_are_pairs_that_only_the_bare_form_puts_side_by_side() -> None:
    assert gap_pairs(["问船、问货。", "问人"]) == {"船问", "货问"}
    assert gap_pairs(["问船", "问货"]) == {"船问"}
    assert gap_pairs(["问 船"]) == set()


def test_all_slogans_are_found_as_a_scan_counts_them() -> None:
    slogans = ("一一", "一一二", "二三", "二三一")
    text = "一一一一二三一一二三"
    found = [slogan for _, _, slogan in Finder(slogans).find(text)]
    assert {slogan: found.count(slogan) for slogan in slogans} == {
        slogan: text.count(slogan) for slogan in slogans
    }


def test_how_a_slogan_is_written() -> None:
    text = "要“一线三问”，一线 三问。"
    assert written(text, 2, 6) == "“一线三问”"
    assert written(text, 8, 13) == "一线 三问"
    assert unquoted("“163”工程。") == "163工程"


def test_an_explanation_tells_more_than_a_mention() -> None:
    said = "“一线三问”就是先问船几时到，再问货卡在哪，最后问人还缺什么，问清楚了才算数。"
    named = "今年我们落实了“一线三问”，也落实了“两个到位”，大家都很辛苦，成绩来之不易，要倍加珍惜。"
    start = named.index("一线三问")
    assert telling(said, 1, 5) > telling(named, start, start + 4)


@pytest.mark.parametrize(
    ("text", "slogan"),
    [
        ("第三，通过窗口办事就是快，船员都说好。", "三，通"),
        ("有三十五亿元是用在码头上的，一分没浪费。", "十五"),
        ("非公有船队就是外面来的船队，也要服务好。", "公有船队"),
    ],
)
def test_characters_that_stand_there_by_chance_tell_nothing(text: str, slogan: str) -> None:
    start = text.index(slogan)
    assert telling(text, start, start + len(slogan)) == 0


@pytest.mark.samples
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real documents are not here")
def test_the_hand_made_list_is_found_in_the_compilations() -> None:
    found: set[str] = set()
    for path in sorted(SAMPLES.glob("00*.txt")):
        document = parse_file(path, path.name)
        found |= mined(
            *(block.text for speech in document.speeches for block in speech.blocks)
        ).keys()
    assert len(FORMULAS) >= 200
    missed = [formula for formula in FORMULAS if bare(formula) not in found]
    assert len(missed) <= len(FORMULAS) * 0.05, missed


@pytest.mark.parametrize(
    ("passage", "explains"),
    [
        (
            "靠前服务不断深入，泊位一天比一天满，船东来得一天比一天早，码头上的灯亮得久。",
            False,
        ),
        (
            "靠前服务就是把问题解决在靠泊之前，船没到，人先到，货没到，车先到，话没说，茶先热。",
            True,
        ),
        (
            "这些年大家都知道靠前服务是船来得快的原因，也是货走得快的原因，谁也不能忘了它。",
            False,
        ),
        (
            "这些年大家都知道靠前服务是人先到、车先到、茶先热，谁也不能忘了它，忘了要受罚。",
            True,
        ),
        (
            "我们说了多年的靠前服务，是指三件事：人先到、车先到、茶先热，一天也不能晚。",
            True,
        ),
        # That it is right says nothing of what it is.
        ("靠前服务就是对的。不要总看到别人的泊位有缺点，先看看自己的灯亮不亮，人在不在。", False),
        # What it shows in.
        ("船没到人先到，夜里来船夜里有人接，是“靠前服务”理念的具体体现，谁也不能忘了它。", True),
        ("夜里来船夜里有人接，靠前服务的要求大家都知道，今年还要往细处做，往船上做才行。", False),
    ],
)
def test_a_good_place_alone_explains_nothing(passage: str, explains: bool) -> None:
    start = passage.index("靠前服务")
    assert (telling(passage, start, start + 4) >= EXPLAINS) is explains


@pytest.mark.parametrize(
    ("passage", "explains"),
    [
        ("港区也要讲“三保障”，把义务教育、基本医疗、住房安全有保障一件一件办到船员家里。", True),
        ("港区也要讲“三保障”，把住房安全和饮水一件一件办到船员家里，谁也不能落在后面。", False),
        ("两条船同在港里，今天先说三保障：", False),
    ],
)
def test_who_names_all_members_explains(passage: str, explains: bool) -> None:
    start = passage.index("三保障")
    assert (telling(passage, start, start + 3) >= EXPLAINS) is explains


def test_a_sentence_of_its_own_says_more_than_a_list() -> None:
    alone = "今年港里上下都要靠前服务，把问题解决在靠泊之前，夜里来船也要夜里有人接。"
    listed = "今年港里上下都要快装快卸、靠前服务、夜间引航，把问题解决在靠泊之前才行。"
    places = [text.index("靠前服务") for text in (alone, listed)]
    first, second = (
        telling(text, at, at + 4) for text, at in zip((alone, listed), places, strict=True)
    )
    assert first > second


@pytest.mark.parametrize(
    ("longer", "slogan"),
    [("绿水青山就是金山银山", "绿水青山"), ("社会主义，是干出来的", "社会主义")],
)
def test_what_begins_a_longer_slogan_is_not_explained_by_its_rest(longer: str, slogan: str) -> None:
    passage = f"港里的人都说“{longer}”，船来船往都记得这句话，新来的人也要记住，一天也不能忘。"
    start = passage.index(slogan)
    assert telling(passage, start, start + len(slogan)) < EXPLAINS
