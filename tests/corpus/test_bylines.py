"""Who speaks, in each form that a line below a title or the title itself may tell it."""

from __future__ import annotations

import pytest

from corpus.fields import Byline, byline
from corpus.parse import account

NAME = "何立本"
TITLE = "在码头改造启动会上的讲话"
BODY = """各位来宾，各位朋友：

大家好！今天我们在江边相聚，共同商量码头改造的办法，我心里十分高兴。

码头改造不是一两天能够做完的事，需要大家一起来想办法、出主意、下力气。

谢谢大家！"""

LABELS = (
    "讲话人",
    "演讲",
    "演讲者",
    "演讲嘉宾",
    "主讲嘉宾",
    "讲者",
    "讲述人",
    "口述",
    "作者",
    "文",
)
MARKS = ("：", ": ", "｜", " / ")
BEHIND = (
    *(f"{label}{mark}{NAME}" for label in LABELS for mark in MARKS),
    *(f"{sign}{space}{NAME}" for sign in "□◎●" for space in ("", " ")),
    f"{NAME}/文",
    f"——{NAME}",
    f"——江城港务集团董事长　{NAME}",
    f"- 讲话人：{NAME}",
    f"作者：{NAME} 来源：江城日报 2021-03-04",
    f"来源：江城日报 作者：{NAME} 发布时间：2021-03-04 浏览次数：33",
)
TITLES = (
    f"{NAME}：把码头修好",
    f"{NAME}演讲：把码头修好",
    f"{NAME}致辞全文：把码头修好",
    f"专访{NAME}：把码头修好",
    f"{NAME}董事长{TITLE}",
    f"{NAME}同志{TITLE}",
    f"董事长{NAME}{TITLE}",
    f"把码头修好——{NAME}{TITLE}",
    f"{TITLE}（{NAME}）",
)


def told(*head: str) -> list[tuple[str, str | None]]:
    speeches = account("\n".join(head) + "\n\n" + BODY, "a.txt").document.speeches
    return [(speech.title, speech.speaker) for speech in speeches]


@pytest.mark.parametrize("line", BEHIND)
def test_a_line_below_the_title_names_the_speaker(line: str) -> None:
    assert told(TITLE, line) == [(TITLE, NAME)]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_names_the_speaker(title: str) -> None:
    assert told(title, "2021-03-04") == [(title, NAME)]


def test_the_second_line_of_a_title_names_the_speaker() -> None:
    assert told("把码头修好", f"{NAME}{TITLE}", "2021-03-04")[0][1] == NAME


@pytest.mark.parametrize(
    "title", [f"{TITLE}（文字版）", f"{TITLE}（高三组）", "把码头修好——向江边再进一步"]
)
def test_what_only_looks_like_a_name_is_none(title: str) -> None:
    assert told(title, "2021-03-04") == [(title, None)]


@pytest.mark.parametrize("day", ["2016年3月5日", "（2016年3月5日）"])
def test_a_dated_subtitle_names_who_was_asked(day: str) -> None:
    lines = ("把码头修好", f"——{NAME}接受江城社专访{day}")
    (speech,) = account("\n".join(lines) + "\n\n" + BODY, "a.txt").document.speeches
    assert (speech.title, speech.speaker, speech.date) == (lines[0], NAME, "2016-03-05")


@pytest.mark.parametrize("name", [f"　{NAME}", f" {NAME}", "周　宁", "周  宁"])
def test_a_name_behind_a_subtitle(name: str) -> None:
    line = "——在江城港开工典礼上的致辞"
    assert told("把码头修好", line + name) == [("把码头修好" + line, "".join(name.split()))]


@pytest.mark.parametrize("word", ["谈合作", "高协作", "马工作"])
def test_a_word_that_ends_as_a_signature_does_is_none(word: str) -> None:
    assert byline(word) is None
    for signature in (f"{NAME}作", f"{NAME[:2]} 作"):
        assert byline(signature) == Byline(None, signature[:-1].strip())


@pytest.mark.parametrize("line", ["——致江城港务集团全体员工", "——向江边再进一步"])
def test_a_subtitle_stays_part_of_the_title(line: str) -> None:
    assert told("把码头修好", line, "2021-03-04") == [("把码头修好" + line, None)]


NOBODY = (
    *(
        "毕业典礼致辞",
        "开学讲话",
        "任职表态发言",
        "周年庆致辞",
        "龙舟赛致辞",
        "向党汇报",
        "高考动员讲话",
    ),
    *("毕业生代表发言", "2018年新年贺词", "党委书记讲话", "校长在毕业典礼上的讲话", "安全部署"),
    *("家长会上的发言", "班主任在家长会上的发言", "关于江城的报告", "成人礼上的讲话", "马年贺词"),
    *(
        "时间与未来——在江城大学开学典礼上的讲话",
        "高山和大海——第一学期毕业典礼致辞",
    ),
    *("江城：把码头修好", "江城大学：把码头修好", "高端访谈：把码头修好", "金句：把码头修好"),
    *("毕业：把码头修好", "万言书：把码头修好", "祝福你：把码头修好", "钟声：把码头修好"),
    *(
        "致2018届毕业生的一封信",
        "国旗下讲话：做文明学生",
        "水上论坛致辞",
        "江城市2018年政府工作报告",
    ),
)


@pytest.mark.parametrize("title", NOBODY)
def test_a_title_that_names_nobody(title: str) -> None:
    assert told(title) == [(title, None)]


SPOKEN = (
    f"{NAME}就职演讲",
    f"{NAME}的讲话",
    f"{NAME}同志的讲话",
    f"{NAME}2018年新年贺词",
    f"{NAME}发表二〇一八年新年贺词",
    f"主席{NAME}发表二〇一八年新年贺词",
    f"江城大学校长{NAME}2018年毕业典礼演讲",
    f"{NAME}出席江城论坛开幕式并发表主旨演讲（全文）",
    f"{NAME}致江城大学全体校友的一封信",
    f"{NAME}丨把码头修好",
    f"把码头修好-----{NAME}在码头改造汇报会上的讲话",
    f"把码头修好——{NAME}和江城港工作组座谈纪要",
    f"{NAME}赴江城港为铜像揭幕并向师生们发表讲话",
    f"{NAME}接受江城电视台专访纪要",
    f"{NAME}与青年座谈会上的讲话",
    f"{NAME}在题为《时间——未来》的论坛上的讲话",
)


@pytest.mark.parametrize("title", SPOKEN)
def test_a_title_names_who_spoke_on_an_occasion(title: str) -> None:
    assert told(title) == [(title, NAME)]


ANNOUNCED = (
    f"以下是{NAME}演讲全文：",
    f"以下为江城大学校长{NAME}今日（七月一日）在江城论坛开幕式致辞全文：",
    f"【编者按】这是{NAME}同志为江城港务局起草的指示。",
    f"这是{NAME}在江城开会期间写的一篇文章。",
    f"【编者按】本文是{NAME}同志在江城论坛上的讲话，有删节。",
    f"（本文系江城大学校长{NAME}在毕业典礼上的讲话）",
    f"7月1日，江城大学校长{NAME}在毕业典礼上发表讲话。全文如下：",
    f"7月1日上午，江城大学举行毕业典礼，校长{NAME}发表了题为《把码头修好》的讲话，全文如下。",
    f"大家好，我是{NAME}，来自江城。",
    f"{NAME}同志在港务局第一届委员会第三次会议上讲话的要点。",
)


@pytest.mark.parametrize("announcement", ANNOUNCED)
@pytest.mark.parametrize("behind", [False, True])
def test_a_sentence_announces_who_speaks(announcement: str, behind: bool) -> None:
    paragraphs = BODY.split("\n\n")[1:3]
    if behind and announcement[0] not in "（【":
        return
    whole = [*paragraphs, announcement] if behind else [announcement, *paragraphs]
    text = "\n\n".join(["把码头修好", *whole])
    (speech,) = account(text, "a.txt").document.speeches
    assert (speech.title, speech.speaker) == ("把码头修好", NAME)


@pytest.mark.parametrize(
    "line",
    [
        "2018年7月1日在江城论坛上的演讲",
        "（2018年7月1日在江城论坛上的演讲）",
        "江城 2018年7月1日",
        "2018年7月1日 来源：江城日报",
    ],
)
def test_an_occasion_tells_when(line: str) -> None:
    (speech,) = account(f"把码头修好\n{NAME}\n{line}\n\n{BODY}", "a.txt").document.speeches
    assert (speech.title, speech.speaker, speech.date) == ("把码头修好", NAME, "2018-07-01")


@pytest.mark.parametrize("title", ["2018年7月1日{}", "{}（2018年7月1日）", "何立本{}（2018.7.1）"])
def test_a_title_tells_when(title: str) -> None:
    (speech,) = account(title.format(TITLE) + "\n\n" + BODY, "a.txt").document.speeches
    assert speech.date == "2018-07-01"


MENDED = "把码头修好"
DAY = "2018年12月18日"
HEADS = (
    (f"标题：{MENDED}", f"作者：{NAME}", f"日期：{DAY}", "正文："),
    (f"【标题】{MENDED}", f"【作者】{NAME}", f"【日期】{DAY}", "【正文】"),
    (f"演讲题目：{MENDED}", f"演讲人：{NAME}", f"演讲时间：{DAY}"),
    (f"title: {MENDED}", f"author: {NAME}", "date: 2018-12-18"),
    ("江城大学新闻网", "首页 > 新闻 > 正文", MENDED, f"发布时间：2018-12-18 作者：{NAME} 点击：33"),
    ("江城大学新闻网", MENDED, f"2018-12-18 10:22:33　来源：江城大学　作者：{NAME}"),
    ("https://a.b/c", MENDED, NAME, DAY),
    ("港 务 办 电 子 邮 件", "江港〔2018〕26号  签发人：甘立新", MENDED, NAME, DAY),
    ("会议名称：江城论坛", MENDED, f"发言人：{NAME}", f"时间：{DAY}"),
    (MENDED, f"{NAME}先生", DAY),
    (MENDED, f"{NAME}教授", DAY),
    (MENDED, f"演讲者：{NAME}先生", DAY),
    (MENDED, f"作者l {NAME}", "来源l 江边的灯（ID：jiangcheng）", DAY),
    (MENDED, f"作者：{NAME}（江城大学）", DAY),
    (MENDED, NAME, "December 18, 2018"),
    (MENDED, NAME, "18 Dec 2018"),
    (MENDED, "Repair the Pier", NAME, DAY),
    (MENDED, f"原创 {NAME} 江城大学", f"{DAY} 10:22 江城"),
    (MENDED, "发佈日期：107年12月18日", f"作者：{NAME}"),
    (f"　　　　　{MENDED}", f"　　　　　　{NAME}", f"　　　　{DAY}"),
)


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_head_as_pages_and_forms_have_it(head: tuple[str, ...], between: str) -> None:
    (speech,) = account(between.join(head) + "\n\n" + BODY, "a.txt").document.speeches
    assert (speech.title, speech.speaker, speech.date) == (MENDED, NAME, "2018-12-18")
    assert speech.blocks[0].text == BODY.split("\n", maxsplit=1)[0]


@pytest.mark.parametrize("name", ["John Smith", "J.K.罗琳", "约翰·史密斯"])
def test_a_foreign_name_behind_its_label(name: str) -> None:
    assert told(MENDED, f"演讲者：{name}", DAY) == [(MENDED, name)]


@pytest.mark.parametrize(
    "sentence",
    [
        "现在，我代表市政府，向大会作政府工作报告，请予审议，并请各位委员提出意见。",
        "现在我代表市政府向大会作政府工作报告，请予审议，并请各位委员提出意见。",
        "受市委委托，向大会作工作报告，请予审议。",
        "去年这个时候，我在这里向大家作报告，今天又同各位见面了。",
        "各代表团在会议上作了很好的发言，全体同志都作了认真的讨论。",
        "常委会在去年的会议上作了报告，安委会在全市大会上作部署。",
    ],
)
def test_whoever_speaks_of_himself_announces_nobody(sentence: str) -> None:
    (speech,) = account(f"{TITLE}\n\n各位代表：\n\n{sentence}\n\n{BODY}", "a.txt").document.speeches
    assert (speech.speaker, speech.organisation) == (None, None)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (f"{NAME} 2018年", NAME),
        (f"2018年　{NAME}", NAME),
        (f"江城大学校长{NAME} 2018年", NAME),
        ("John Smith 2018年", "John Smith"),
        ("Jane B. Smith, Václav Mráz 2018年", "Jane B. Smith, Václav Mráz"),
        ("John Smith 2018年12月18日", "John Smith"),
    ],
)
@pytest.mark.parametrize("below", [(), (DAY,)])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_name_and_a_year_in_one_line(
    line: str, name: str, below: tuple[str, ...], between: str
) -> None:
    lines = between.join((MENDED, line, *below))
    (speech,) = account(f"{lines}\n\n{BODY}", "a.txt").document.speeches
    day = "2018-12-18" if below or "月" in line else "2018"
    assert (speech.title, speech.speaker, speech.date) == (MENDED, name, day)


@pytest.mark.parametrize("line", ["江城 2018年", "码头改造 2018年"])
def test_another_word_and_a_year_name_nobody(line: str) -> None:
    (speech,) = account(f"{MENDED}\n{line}\n\n{BODY}", "a.txt").document.speeches
    assert speech.speaker is None


@pytest.mark.parametrize("column", ["【求学记】", "[江边人物]"])
def test_a_title_behind_its_column(column: str) -> None:
    title = f"{column}{NAME}：先靠泊再返航，把船送出去"
    (speech,) = account(f"{title}\n\n{BODY}", "a.txt").document.speeches
    assert (speech.title, speech.speaker) == (title, NAME)
