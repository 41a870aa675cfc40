"""Lines beside a title that say where it is filed, who helped, and where the text first stood."""

from __future__ import annotations

import itertools

import pytest

from corpus.parse import account
from corpus.parsing import Parsing
from corpus.readers.plain import read_plain
from corpus.title_speakers import speaker_of_title
from tests.support.truth import fold

TITLE, NAME, DAY = "把码头修好", "何立本", "（2018年12月18日）"
SPOKEN = f"{NAME}在全省码头改造推进会暨船工培训启动会议上的讲话"
BODIES = (
    "今天把大家请到江边来，是为了商量码头改造的办法，看看哪些事可以先做，哪些事要放一放再做。",
    "码头改造不是一两天能够做完的事，需要大家一起来想办法、出主意、下力气，把每一处泊位都看好。",
    "希望各位回去以后把今天说的话记下来，一件一件地办好，年底再到江边来看一看。",
)
BODY = "\n".join(BODIES)
Told = tuple[str, str | None, str | None, str, str]


def told(*lines: str, name: str = "a.txt") -> Told:
    (speech,) = account("\n\n".join((*lines, *BODIES)), name).document.speeches
    body = "\n".join(block.text for block in speech.blocks)
    return speech.title, speech.speaker, speech.date, body, "\n".join(speech.warnings)


@pytest.mark.parametrize(
    "bracket", ["（代序）", "(后记)", "【代前言】", "（上）", "（续）", "（三则）", "（自序）"]
)
@pytest.mark.parametrize("below", [(NAME,), (DAY,), (NAME, DAY)])
def test_a_bracket_below_a_title_is_of_it(bracket: str, below: tuple[str, ...]) -> None:
    title, _, _, body, _ = told(TITLE, bracket, *below)
    assert (title, body) == (TITLE + bracket, BODY)


@pytest.mark.parametrize("bracket", ["（初稿）", "（发言稿）", "（第三稿）"])
def test_a_bracket_on_the_draft_is_a_remark(bracket: str) -> None:
    title, _, _, body, warned = told(TITLE, bracket, NAME)
    assert (title, body) == (TITLE, BODY)
    assert bracket in warned


@pytest.mark.parametrize(
    "section", ["船工培训", "领导讲话", "理论", "校长致辞", "专家论坛", "新闻动态"]
)
@pytest.mark.parametrize("mark", ["", "# ", "## "])
@pytest.mark.parametrize("between", [(), ("来源：江城网 2018-12-19",)])
def test_what_only_files_a_speech_is_no_title(
    section: str, mark: str, between: tuple[str, ...]
) -> None:
    title, speaker, _, body, warned = told(mark + section, *between, SPOKEN)
    assert (title, speaker, body) == (SPOKEN, NAME, BODY)
    assert section in warned


@pytest.mark.parametrize("section", ["理论", "人物专访", "名家论坛", "要闻"])
def test_a_section_above_a_title_with_its_data(section: str) -> None:
    assert told(section, TITLE, NAME, DAY)[:3] == (TITLE, NAME, "2018-12-18")
    # What has only its own data below it is the title.
    assert told(section + "学习", NAME, DAY)[0] == section + "学习"


@pytest.mark.parametrize("site", ["江城港务网", "海州在线", "江边之窗"])
def test_the_name_of_a_site_that_comes_again(site: str) -> None:
    title, _, date, body, _ = told(site, TITLE, f"2018-12-18 来源：{site}")
    assert (title, date, body) == (TITLE, "2018-12-18", BODY)


@pytest.mark.parametrize(
    "line",
    [
        "摄影 宗琪琪",
        "图 宗琪琪",
        "摄影/宗琪琪 何立",
        "采访、整理：卢凯悦、王菁、曹起瞳",
        "采访 | 卢凯悦 编辑 | 王菁",
        "翻译/校对：卢凯悦",
        "采写：本报记者 王菁",
        "采访：卢凯悦；整理：王菁",
        "本报记者 王菁 摄影报道",
        "江城大学新闻中心 宗琪琪 摄",
        "阅读 1000+",
        "第12期 总第300期",
        "江城CN网站：<http://jiangcheng.org/2015/12/heliben/>",
        "原文链接：http://jiangcheng.org/a",
        "原文来自「江边CN」：何立本教授生前访谈",
        "转自：江城日报",
        "来自 | 江边谈话",
        "微信号：jiangbian",
        "首发于江边谈话（ID：jiangbian）",
        "原文刊于《江城月刊》2018年第12期",
        "视频链接 https://v.x.com/1",
        "文章转载自江边谈话，作者何立本",
        "[原文地址](http://jiangcheng.org/a)",
        "[Source](https://a.com/2)",
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_who_helped_and_where_a_text_first_stood(line: str, place: int) -> None:
    head = [TITLE, NAME, DAY]
    head.insert(place, line)
    title, speaker, date, body, _ = told(*head, "亲爱的同学们：")
    assert (title, speaker, date) == (TITLE, NAME, "2018-12-18")
    assert body == f"亲爱的同学们：\n{BODY}"


@pytest.mark.parametrize(
    "filed",
    [
        "江城大学->{}",
        "{} | jiangcheng.info",
        "江城大学->{} | jiangcheng.info",
        "江城大学 » {}",
        "{}_江城大学",
        "江城大学新闻网 | {}",
        "{} - 江城大学新闻网",
        "{}",
    ],
)
def test_where_front_matter_files_a_title(filed: str) -> None:
    title = f"把码头修好——{NAME}在毕业典礼上的讲话"
    matter = f"---\ntitle: {filed.format(title)}\ntags:\n- 江城大学\n---\n{NAME}\n\n{DAY}\n\n{BODY}"
    reading = read_plain(matter.encode(), "a.md")
    (speech,) = Parsing(reading.text, "a.md", (), reading.metadata).run().document.speeches
    assert (speech.title, speech.speaker, speech.date) == (title, NAME, "2018-12-18")


@pytest.mark.parametrize(
    "foot",
    [
        "2001年4月校庆前夕  撰于江城寓所",
        "2001年4月校庆前夕",
        "二〇〇一年四月校庆之际",
        "记于2001年4月8日江边小楼",
        "2001年4月8日凌晨三点",
        "2001年春节后三日写于江边",
        "2001年国庆前夕于江城",
    ],
)
def test_when_and_where_a_text_was_written(foot: str) -> None:
    (speech,) = account("\n\n".join((TITLE, NAME, *BODIES, foot)), "a.txt").document.speeches
    assert (speech.date or "").startswith("2001")
    assert speech.blocks[-1].text == BODIES[-1]
    assert any(foot in warning for warning in speech.warnings)


@pytest.mark.parametrize("foot", ["2001年4月8日的事，我记得。"])
def test_a_sentence_that_begins_with_a_day_is_text(foot: str) -> None:
    (speech,) = account("\n\n".join((TITLE, NAME, *BODIES, foot)), "a.txt").document.speeches
    assert speech.blocks[-1].text == foot


@pytest.mark.parametrize(
    "fields",
    [
        field
        for count in (1, 2, 3)
        for field in itertools.permutations(
            ("江城港务局 何立本", "2018年12月18日", "来源：江城日报"), count
        )
    ],
)
@pytest.mark.parametrize("greeting", [(), ("同志们：",)])
def test_a_text_whose_title_only_its_file_tells(
    fields: tuple[str, ...], greeting: tuple[str, ...]
) -> None:
    title, speaker, date, body, _ = told(*fields, *greeting, name=f"{TITLE}.txt")
    assert (title, body) == (TITLE, "\n".join((*greeting, *BODIES)))
    assert speaker == (NAME if "何立本" in "".join(fields) else None)
    assert date == ("2018-12-18" if "2018" in "".join(fields) else None)


@pytest.mark.parametrize(
    "lines",
    [
        ("关于《江城市码头改造重大成就和历史经验", "的决议》的说明"),
        ("在“码头改造重大成就和", "历史经验”座谈会上的讲话"),
        ("《码头改造重大成就和", "历史经验》序"),
        ("关于“码头改造和", "疏通航道”工作的", "报告"),
    ],
)
@pytest.mark.parametrize("above", [(), ("海州社江城11月16日电",)])
@pytest.mark.parametrize("below", [("何 立 本",), (), ("2018年12月18日", NAME)])
def test_a_title_that_breaks_within_marks(
    lines: tuple[str, ...], above: tuple[str, ...], below: tuple[str, ...]
) -> None:
    title, speaker, _, body, _ = told(*above, "\n".join(lines), *below, name="a（识别稿）.txt")
    assert (fold(title), body) == (fold("".join(lines)), BODY)
    assert speaker == (NAME if below else None)


@pytest.mark.parametrize(
    "title",
    [
        "何立本（He Liben）教授生前访谈",
        "何立本（HeLiben）院士演讲",
        "专访何立本（He Liben）：江边的遗产",
        "对话何立本（江城大学）：把码头修好",
        "何立本 (He Liben) 毕业典礼致辞",
    ],
)
def test_a_name_with_what_it_is_called_besides(title: str) -> None:
    spoken = speaker_of_title(title)
    assert spoken is not None
    assert spoken.speaker == NAME
