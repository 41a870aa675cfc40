"""Who spoke and what it is called, where only the place in a head, a form or a series tells."""

from __future__ import annotations

import pytest

from corpus.parse import account
from corpus.title_speakers import speaker_of_title
from tests.support.truth import fold

BODIES = (
    "今天把大家请到江边来，是为了商量码头改造的办法，看看哪些事可以先做，哪些事要放一放再做。",
    "码头改造不是一两天能够做完的事，需要大家一起来想办法、出主意、下力气，把每一处泊位都看好。",
    "希望各位回去以后把今天说的话记下来，一件一件地办好，年底再到江边来看一看。",
)
TITLE = "把码头修好"
DAY = "2018年12月18日"
# Surnames that begin other words, or are rare.
NAMES = ("桑田", "敬小满", "佘 明", "笪青", "亓官云")


def told(*lines: str, name: str = "a.txt") -> tuple[str, str | None, str | None]:
    (speech,) = account("\n".join(lines), name).document.speeches
    assert "".join(block.text for block in speech.blocks).endswith("".join(BODIES))
    return fold(speech.title), speech.speaker, speech.date


@pytest.mark.parametrize(
    "head",
    [
        (TITLE, "{name}"),
        (TITLE, "{name}", DAY),
        (TITLE, DAY, "{name}"),
        (TITLE, "——在江城论坛上的发言", "{name}"),
        (TITLE, "江城市总工会　{name}", DAY),
        (TITLE, "江城中学高二（3）班　{name}"),
        (TITLE, "主 讲 人：{name}（江城大学教授）", "时　　间：" + DAY),
        (TITLE, "讲话人｜{name}", "时　间｜" + DAY, "来　源｜江城日报"),
        (TITLE, "活动：江城创业者大会", "演讲者：{name}　江城科技", "日期：" + DAY),
        (TITLE, "{name}（学生）", DAY),
        (TITLE, "Mend the Wharf", "{name}", DAY),
        (TITLE, "致辞：{name}（教师代表）"),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_who_stands_below_a_title(head: tuple[str, ...], name: str) -> None:
    lines = [line.format(name=name) for line in head]
    title, speaker, date = told(*lines, *BODIES)
    subtitle = head[1] if head[1].startswith("——") else ""
    assert (title, speaker) == (fold(TITLE + subtitle), name.replace(" ", ""))
    assert date == ("2018-12-18" if DAY in "".join(head) else None)


def test_four_characters_are_a_name_beside_what_somebody_is() -> None:
    assert told(TITLE, "张杨含笑（学生）", DAY, *BODIES) == (TITLE, "张杨含笑", "2018-12-18")


@pytest.mark.parametrize(
    "foot",
    [
        ("江城市人民医院院长　{name}", "二〇一八年十二月十八日"),
        ("江城科技创始人、首席执行官", "{name}", DAY),
        ("汇报人：{name}", DAY),
        ("检讨人：{name}", DAY),
        ("{name}", "2018年元月八日"),
    ],
)
@pytest.mark.parametrize("name", ["桑田", "敬小满", "佘 明", "亓官云"])
def test_who_signs_a_text(foot: tuple[str, ...], name: str) -> None:
    lines = (TITLE, "各位同事：", *BODIES, *(line.format(name=name) for line in foot))
    (speech,) = account("\n\n".join(lines), "a.txt").document.speeches
    assert speech.speaker == name.replace(" ", "")
    assert speech.date == ("2018-01-08" if "元月" in foot[-1] else "2018-12-18")


FORMS = (
    "| 姓　名 | 桑田 |\n| 学　号 | 2018001 |\n| 日　期 | 2018年12月18日 |",
    "| 讲话人： | 桑田 | 时间： | 2018年12月18日 |\n| 地点： | 江城 | 记录人： | 沈若水 |",
)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_above_the_text(form: str) -> None:
    text = "\n\n".join((TITLE, form, *BODIES))
    (speech,) = account(text, "a.md").document.speeches
    assert (speech.title, speech.speaker, speech.date) == (TITLE, "桑田", "2018-12-18")
    assert "".join(block.text for block in speech.blocks) == "".join(BODIES)
    assert any("记录人" in one or "学" in one for one in speech.warnings)


def test_a_form_gives_the_title() -> None:
    form = "| 标题 | 把码头修好 |\n|---|---|\n| 演讲人 | 桑田 |\n| 日期 | 2018-12-18 |"
    assert told(form, "", *BODIES, name="a.md") == (TITLE, "桑田", "2018-12-18")


STACKS = (
    ("江城文学艺术界联合会", "第十一次代表大会", "开幕词"),
    ("江城文学艺术界联合会", "第十一次代表大会", "江城作家协会", "第十次代表大会", "开幕词"),
    ("江城市第十七届人民代表大会", "第二次会议", "政府工作报告"),
)


@pytest.mark.parametrize("lines", STACKS)
@pytest.mark.parametrize("apart", ["\n", "\n\n"])
def test_a_title_set_in_short_lines(lines: tuple[str, ...], apart: str) -> None:
    head = (*lines, "（2018年12月18日）", "何立本丨江城市文联主席")
    text = apart.join(head) + "\n\n" + "\n\n".join(("各位代表：", *BODIES))
    (speech,) = account(text, "a.txt").document.speeches
    assert fold(speech.title) == fold("".join(lines))
    assert (speech.speaker, speech.date) == ("何立本", "2018-12-18")


def test_a_head_in_one_line() -> None:
    line = "在码头改造会上的讲话　　江城市市长 何立本　　2018年12月18日"
    assert told(line, *BODIES) == ("在码头改造会上的讲话", "何立本", "2018-12-18")


def test_marks_of_half_a_width() -> None:
    head = (TITLE, "5月23日晚,江城市市长何立本在码头发表讲话。全文如下:")
    halved = [line.replace("，", ",").replace("：", ":") for line in BODIES]
    (speech,) = account("\n".join((*head, *halved)), "a.txt").document.speeches
    assert (speech.title, speech.speaker) == (TITLE, "何立本")


@pytest.mark.parametrize(
    "form", ["{title}（{name}）", "{title}——{name}", "{name}《{title}》", "{title} {name}"]
)
def test_names_beside_the_titles_of_a_series(form: str) -> None:
    pieces = (("把码头修好", "何立本"), ("江风万里", "桑田"), ("灯塔照着我们", "敬小满"))
    text = "\n\n".join(
        f"# 第{number}篇 {form.format(title=title, name=name)}\n\n" + "\n\n".join(BODIES)
        for number, (title, name) in zip("一二三", pieces, strict=True)
    )
    speeches = account(text, "a.md").document.speeches
    assert [one.speaker for one in speeches] == [name for _, name in pieces]
    assert all(title in one.title for one, (title, _) in zip(speeches, pieces, strict=True))


def test_the_contents_page_tells_who_spoke() -> None:
    listed = ("江城论坛讲话选编", "目录", "材料一　何立本到任致辞", "材料二　周明远离任招待会致辞")
    pieces = (("材料一", "把码头修好"), ("材料二", "江风万里"))
    text = "\n\n\n".join(
        ["\n".join(listed), *("\n\n".join((*head, "女士们、先生们：", *BODIES)) for head in pieces)]
    )
    speeches = account(text, "a.txt").document.speeches
    assert [(one.title, one.speaker) for one in speeches] == [
        ("把码头修好", "何立本"),
        ("江风万里", "周明远"),
    ]


@pytest.mark.parametrize(
    "title",
    [
        "何立本在码头改造会上的讲话心得体会",
        "江风万里——何立本建港一百周年讲话的体会",
        "学习何立本同志重要讲话精神的几点思考",
    ],
)
def test_whose_speech_somebody_writes_about_has_not_spoken(title: str) -> None:
    assert speaker_of_title(title) is None
    assert told(title, *BODIES)[1] is None


@pytest.mark.parametrize(
    ("title", "speaker"),
    [
        ("何立本院士谈码头科技创新", "何立本"),
        ("2018江城论坛演讲实录 | 何立本：把码头修好", "何立本"),
        ("江城新任市长何立本向媒体发表讲话", "何立本"),
        ("黄立本最新演讲：把码头修好", "黄立本"),
        ("马立本闭门内部讲话全文：把码头修好", "马立本"),
        ("江城市市长高立本主旨演讲：把码头修好", "高立本"),
        ("董事长何立本深度访谈：把码头修好", "何立本"),
        ("David Smith在江城大学毕业典礼上的演讲", "David Smith"),
    ],
)
def test_whom_a_title_names_as_speaking(title: str, speaker: str) -> None:
    assert told(title, "", *BODIES)[1] == speaker


@pytest.mark.parametrize(
    "title",
    [
        "新年重要讲话：把码头修好",
        "总公司重要讲话：把码头修好",
        "中国最新演讲：把码头修好",
        "董事长重要讲话：把码头修好",
    ],
)
def test_what_goes_before_a_weighty_speech_may_be_no_name(title: str) -> None:
    assert speaker_of_title(title) is None


@pytest.mark.parametrize("name", ["张杨含笑", "安晓", "阿木古楞"])
@pytest.mark.parametrize("says", ["大家好，我是高二（9）班的{}。", "我叫{}，来自江城。"])
def test_who_calls_himself_by_the_line_below_the_title(name: str, says: str) -> None:
    assert told(TITLE, name, DAY, says.format(name), *BODIES)[1] == name


@pytest.mark.parametrize("unit", ["计算机系", "经管学院", "江城港第三车间", "海州中学"])
@pytest.mark.parametrize("name", ["何立本", "苏宁", "屠环宇"])
def test_a_title_of_a_unit_and_a_name(unit: str, name: str) -> None:
    assert told(f"# {unit} {name}", "", *BODIES, name="a.md")[1] == name


@pytest.mark.parametrize("line", ["By  heliben", "by heliben", "——By：heliben", "BY: heliben"])
def test_a_name_in_latin_letters_signs(line: str) -> None:
    assert told(TITLE, line, DAY, *BODIES)[1] == "heliben"


@pytest.mark.parametrize(
    ("lines", "speaker"),
    [
        (("江城电邮〔2018〕72号　　签发人：任正行",), "任正行"),
        (("签发人：何立本",), None),
        (("签发人：任正行", "签批人：任立本"), None),
    ],
)
def test_the_full_name_of_who_is_called_by_office(
    lines: tuple[str, ...], speaker: str | None
) -> None:
    assert told(*lines, "任总在江城港大会上的讲话", DAY, *BODIES)[1] == (speaker or "任总")


def test_a_title_calls_by_office_who_has_signed() -> None:
    lines = ("江城电邮〔2018〕72号　　签发人：任正行", "任总巡视江城港的讲话纪要", DAY)
    assert told(*lines, *BODIES)[1] == "任正行"
    assert told(*lines[1:], *BODIES)[1] is None


def test_a_signer_of_one_paper_names_who_speaks_in_all() -> None:
    heads = (
        ("任总在江城的讲话", DAY, "签发人：任正行"),
        ("任总在海州的讲话", DAY),
        ("任总在青禾的讲话", DAY),
    )
    text = "\n\n\n".join("\n\n".join((*head, *BODIES)) for head in heads)
    speeches = account(text, "a.txt").document.speeches
    assert [speech.speaker for speech in speeches] == ["任正行"] * 3


@pytest.mark.parametrize("line", ["高二（3）班-何立本", "基础二班—佘明", "计算机系 - 苏宁"])
def test_a_class_and_a_name_with_a_dash(line: str) -> None:
    assert told(TITLE, line, *BODIES)[1] in ("何立本", "佘明", "苏宁")


def test_who_answers_below_is_called_by_his_full_name() -> None:
    talk = [f"任正行：{text}" for text in BODIES]
    text = "\n\n".join(("任总接受江城电视台采访纪要", DAY, *talk))
    (speech,) = account(text, "a.txt").document.speeches
    assert speech.speaker == "任正行"


@pytest.mark.parametrize("verb", ["宣布參選工會主席", "回應碼頭改造"])
def test_who_meets_the_press(verb: str) -> None:
    assert told(f"前江城港港務局局長何立本{verb}記者會全文", DAY, *BODIES)[1] == "何立本"
