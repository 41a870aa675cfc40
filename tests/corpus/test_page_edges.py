"""What a page has above a text and below: counters, buttons, offices, credits, bibliographies."""

from __future__ import annotations

from itertools import product

import pytest

from corpus.parse import account, parse_text
from corpus.readers.html import read_html

TITLE, NAME, DAY = "在码头改造会上的讲话", "何立本", "2018年12月18日"
BODIES = (
    "今天把大家请到江边来，是为了商量码头改造的办法，看看哪些事可以先做，哪些事要放一放再做。",
    "码头改造不是一两天能够做完的事，需要大家一起来想办法、出主意、下力气，把每一处泊位都看好。",
    "希望各位回去以后把今天说的话记下来，一件一件地办好，年底再到江边来看一看，看看成了多少。",
)
END = "谢谢大家！"
BELOW = (
    "前一篇：江边的灯",
    "【下一篇】江边的灯",
    "« 江边的灯",
    "访问次数：[1,024]",
    "（1024次浏览）",
    "12 人点赞",
    "阅读 1.2万  在看 35",
    "联系我们 | 网站地图 | 关于我们",
    "网站首页",
    "联系电话：0571-12345678 传真：0571-12345678",
    "地址：江城市江边路1号 邮编：310000",
    "主办单位：江城港务局  承办单位：江城信息中心",
    "江ICP备12345678号-1",
    "江公网安备 33010602120014号",
    "图片源自网络",
    "文中图片来自网络，侵删",
    "文章版权归作者所有",
    "如需转载，请联系后台",
    "欢迎转发到朋友圈",
    "投稿请联系我们",
    "#码头 #改造",
    "关键词：码头 改造",
    "附件：讲话稿.docx",
    "江城社讯，10月1日《江城日报》",
    "江城社海州二十五日电",
    "（据江城日报报道）",
    "（根据录音整理，未经本人审阅）",
    "排版/苏宁 审核/周明远",
    "总监制：苏宁",
    "出品 | 江城发布",
)
ABOVE = (
    "本文约3500字，阅读需要8分钟",
    "已有1024人阅读",
    "A+ A-",
    "首页 / 新闻中心 / 领导讲话",
    "您现在的位置：首页 - 领导讲话",
    "00:00 / 03:25",
    "版权归原作者所有",
    "发信人: heliben (立本), 信区: River",
)


def body_of(*lines: str, gap: str = "\n\n") -> str:
    (speech,) = account(gap.join(lines), "a.txt").document.speeches
    assert (speech.title, speech.speaker, speech.date) == (TITLE, NAME, "2018-12-18")
    return "\n".join(block.text for block in speech.blocks)


@pytest.mark.parametrize("line", BELOW)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_page_below_its_text(line: str, gap: str) -> None:
    text = (*BODIES, END)
    assert body_of(TITLE, NAME, DAY, *text, line, gap=gap) == "\n".join(text)
    assert body_of(TITLE, NAME, DAY, *text, line, "责任编辑：苏宁", gap=gap) == "\n".join(text)


@pytest.mark.parametrize("line", BELOW)
def test_what_stands_between_paragraphs_stays(line: str) -> None:
    kept = body_of(TITLE, NAME, DAY, *BODIES[:2], line, *BODIES[2:], END)
    assert line in kept


@pytest.mark.parametrize("line", ABOVE)
def test_a_page_above_its_text(line: str) -> None:
    text = (*BODIES, END)
    assert body_of(TITLE, NAME, DAY, line, *text) == "\n".join(text)
    assert body_of(TITLE, line, NAME, DAY, *text) == "\n".join(text)


@pytest.mark.parametrize(
    ("heading", "mark"),
    list(
        product(("参考文献", "参考资料：", "【参考文献】", "References"), ("[{}]", "{}.", "［{}］"))
    ),
)
def test_works_that_a_text_names_at_its_end(heading: str, mark: str) -> None:
    works = (
        "苏宁,周明远.码头的走向[J].江城月刊,2018(02):1-22.",
        "周明远：《泊位与航道》，江城出版社2017年版，第3页。",
        "苏宁.江边的灯[N].江城日报,2018-02-24(004).",
    )
    listed = [f"{mark.format(number)} {work}" for number, work in enumerate(works, start=1)]
    text = (*BODIES, END)
    assert body_of(TITLE, NAME, DAY, *text, heading, *listed) == "\n".join(text)
    # A heading of the text itself has text below it.
    own = body_of(TITLE, NAME, DAY, *BODIES, heading, *BODIES[::-1])
    assert own.count(BODIES[0]) == 2


@pytest.mark.parametrize(
    "heading", ["更多精彩内容", "猜你喜欢", "最新文章", "相关专题：", "为您推荐", "栏目导航"]
)
def test_other_texts_that_a_page_lists(heading: str) -> None:
    text = (*BODIES, END)
    others = [f"江边的第{number}盏灯" for number in "一二三四五六"]
    assert body_of(TITLE, NAME, DAY, *text, heading, *others) == "\n".join(text)


@pytest.mark.parametrize("line", BELOW[:4] + BELOW[-5:])
def test_each_piece_of_a_collection_has_its_page(line: str) -> None:
    pieces = [
        "\n".join((f"在江城第{number}次码头会上的讲话", NAME, DAY, *BODIES, number, END, line))
        for number in ("一二三", "四五六", "七八九")
    ]
    speeches = account("\n\n".join(pieces), "a.txt").document.speeches
    assert len(speeches) == 3
    assert not any(line in block.text for speech in speeches for block in speech.blocks)


@pytest.mark.parametrize("label", ["导读", "核心提示", "编者的话", "小编按"])
def test_who_hands_a_text_on_leads_to_it(label: str) -> None:
    lead = f"{label}：码头修了三年，来过的人都说好，今天把这篇话登出来。"
    assert body_of(TITLE, NAME, DAY, lead, *BODIES) == "\n".join(BODIES)


@pytest.mark.parametrize(
    "line",
    [
        "摄影 上官明远",
        "采访、整理：苏宁、周明远",
        "出品｜江城新闻《江边》",
        "图文/苏宁 编辑/周明远",
        "一审：苏宁 二审：周明远 三审：郑江",
        "所属栏目：领导讲话",
        "来源 江城发布",
        "关键词：码头；改造；安全",
        "【关键词】码头 改造 安全",
        "江城月刊　1994·10　总第600期　政治　第5页",
        "江城研究2018年第3期",
        "根据录音整理，未经本人审阅",
        "港务局长何立本发言",
        "何立本在会上讲话",
    ],
)
def test_what_a_page_says_below_a_title_is_told_of(line: str) -> None:
    (speech,) = account("\n\n".join((TITLE, NAME, DAY, line, *BODIES)), "a.txt").document.speeches
    assert (speech.title, speech.speaker, speech.date) == (TITLE, NAME, "2018-12-18")
    assert [block.text for block in speech.blocks] == list(BODIES)
    assert line in "\n".join(speech.warnings)


@pytest.mark.parametrize(
    "caption",
    ["▲何立本在会上讲话", "△会议现场", "图为会议现场。", "图1 会议现场", "[图片]", "river-1.png"],
)
@pytest.mark.parametrize("place", [1, 2])
def test_captions_in_the_midst_of_a_text(caption: str, place: int) -> None:
    lines = [*BODIES]
    lines.insert(place, caption)
    assert body_of(TITLE, NAME, DAY, *lines) == "\n".join(BODIES)


def test_marks_that_count_lines_are_no_captions() -> None:
    items = [f"▲把第{number}处泊位修好" for number in "一二三四"]
    kept = body_of(TITLE, NAME, DAY, BODIES[0], *items, BODIES[1])
    assert all(item in kept for item in items)


@pytest.mark.parametrize(
    "foot",
    [
        ("（载《江城月刊》一九七八年第二期", "江城社海州二十五日电）"),
        ("（原载《江城 月刊》1978年", "第二期，有删节）"),
    ],
)
def test_a_bracket_over_the_last_lines(foot: tuple[str, ...]) -> None:
    (speech,) = account("\n\n".join((TITLE, NAME, *BODIES, *foot)), "a.txt").document.speeches
    assert [block.text for block in speech.blocks] == list(BODIES)
    assert speech.date == "1978"


@pytest.mark.parametrize(
    "foot",
    [
        "《江城日报》2018年12月20日",
        "江城日报 2018年12月20日",
        "原载 2018 年 12 月 20 日《江城教育》第 3 卷第 2 期",
    ],
)
def test_the_day_of_a_paper_dates_what_nothing_else_does(foot: str) -> None:
    (speech,) = account("\n\n".join((TITLE, NAME, *BODIES, foot)), "a.txt").document.speeches
    assert speech.date == "2018-12-20"
    assert body_of(TITLE, NAME, DAY, *BODIES, foot) == "\n".join(BODIES)


@pytest.mark.parametrize(
    "foot", ["发布于 2018-12-20", "2018-12-20 10:22", "编辑于2018年12月20日", "江城日报记者 苏宁"]
)
def test_what_tells_of_the_page_leaves_the_text(foot: str) -> None:
    assert body_of(TITLE, NAME, DAY, *BODIES, foot) == "\n".join(BODIES)


@pytest.mark.parametrize(
    ("foot", "date"),
    [
        (("江城港辑校者志", "民国二十六年六月"), "1937-06"),
        (("民国二十八年除夕立本记",), "1939"),
        (("2018年12月20日", "时年八十有五"), "2018-12-20"),
        (("何立本谨识", "2018年12月20日", "写于江城寓所"), "2018-12-20"),
        (("[1] 本文系2018年12月在江城港的一次讲话。",), "2018-12"),
        (("① 此文写于2018年12月，曾刊载在《江城通讯》上。", "② 见《江城志》。"), "2018-12"),
        (("[1] 1928年在江城港的讲演。",), "1928"),
        (("[1] 2018年以前的码头志都没有这一条。",), None),
        (("[2] 2018年12月在江城港讲过。",), None),
        # Members of a list, and what was done in a year.
        (("1、2015年完成码头改造工作。",), None),
        (("1、1978年以来，我们讲过很多次，今后还要讲下去。",), None),
        (("1.本文件自2018年1月1日起施行，写入章程。",), None),
    ],
)
def test_a_signature_or_a_note_on_the_title_tells_when(
    foot: tuple[str, ...], date: str | None
) -> None:
    (speech,) = account("\n\n".join((TITLE, NAME, *BODIES, *foot)), "a.txt").document.speeches
    assert speech.date == date
    noted = foot if foot[0][0] in "[①1" else ()
    assert [block.text for block in speech.blocks] == [*BODIES, *noted]


TELLING = (
    "2018年12月18日，港务局长何立本在江城举行演讲，听的人坐满了码头。",
    "编者按：港务局长何立本于2018年12月18日在江城发表了这一篇讲话，今天把它登出来。",
    "12月18日，港务局长何立本出席江城港年会并作主题发言，以下为发言实录：",
)


@pytest.mark.parametrize("telling", TELLING)
def test_an_editor_tells_when_somebody_spoke(telling: str) -> None:
    lines = (TITLE, NAME, "2018-12-23", telling, *BODIES)
    (speech,) = account("\n\n".join(lines), "a.txt").document.speeches
    assert (speech.speaker, speech.date) == (NAME, "2018-12-18")


@pytest.mark.parametrize(
    "telling",
    [
        "2018年12月18日，港务局长苏宁在江城举行演讲，听的人坐满了码头。",
        "2018年12月18日，我在何立本的码头上作报告，听的人坐满了码头。",
        "从2018年12月18日到2018年12月20日，何立本接受了三次采访，听的人坐满了码头。",
        "2016年12月18日，港务局长何立本在江城举行演讲，听的人坐满了码头。",
    ],
)
def test_what_tells_of_another_day_dates_nothing(telling: str) -> None:
    lines = (TITLE, NAME, "2018-12-23", telling, *BODIES)
    (speech,) = account("\n\n".join(lines), "a.txt").document.speeches
    assert speech.date == "2018-12-23"


def page(*lines: str) -> bytes:
    shown = "".join(f"<p>{line}</p>" for line in lines)
    menu = "".join(f"<li><a href='/{number}'>栏目{number}</a></li>" for number in range(12))
    return (
        f"<html><head><meta charset='utf-8'><title>{TITLE}</title></head><body><ul>{menu}</ul>"
        f"<div><h1>{TITLE}</h1>{shown}</div></body></html>"
    ).encode()


@pytest.mark.parametrize(
    "line",
    [
        "图片来源：江城发布",
        "分享",
        "收藏",
        "来源｜江城发布",
        "上一页",
        "扫一扫",
        "声明：",
        "编辑 | 苏宁",
    ],
)
@pytest.mark.parametrize("place", [2, 3])
def test_a_button_within_a_web_page_ends_no_text(line: str, place: int) -> None:
    lines = [*BODIES, *(body.replace("江", "河") for body in BODIES)]
    text = read_html(page(*lines[:place], line, *lines[place:]), "a.html").text
    assert all(one in text for one in lines)


def test_what_readers_wrote_below_a_web_page_is_none() -> None:
    remarks = [body.replace("江", "河") for body in BODIES] * 3
    text = read_html(page(*BODIES, "网友评论", *remarks), "a.html").text
    assert remarks[0] not in text


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("first", ["同志们：", "一、把服务做在前头", BODIES[-1]])
def test_a_heading_of_contents_without_entries_takes_nothing_with_it(first: str, gap: str) -> None:
    body = [first, *BODIES]
    speech, *others = parse_text(f"{TITLE}{gap}目录{gap}" + gap.join(body), "讲话.txt").speeches
    assert (speech.title, others) == (TITLE, [])
    assert [block.text for block in speech.blocks] == body
