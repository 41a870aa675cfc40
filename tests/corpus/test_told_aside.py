"""What stands beside a text and tells of it: leads, authors, sites, lists of references."""

from __future__ import annotations

import pytest

from corpus.parse import account
from tests.corpus.test_filed import BODIES, BODY, DAY, NAME, TITLE, told
from tests.support.truth import fold

SPEECH = "在江边大会上的讲话"
NAMES = ("何立本", "周明远", "苏文清")


@pytest.mark.parametrize(
    "lead",
    [
        "2023年4月22日，何立本在江城举行小规模演讲，海州新闻旁听了全程。",
        "2023年4月22日下午，江城大学校长何立本应邀出席江边论坛并发表演讲。",
        "何立本于2023年4月22日在江城大学作了题为《把码头修好》的报告，以下是全文。",
        "4月22日，何立本出席2023年江边论坛并发表讲话。",
        "2023年4月20日至22日，江边论坛在江城举行。4月22日，何立本出席并作主题发言，以下为实录：",
        "编者按：何立本的江边演讲过去有过几个本子。2023年4月22日，何立本在江边发表了这一篇演讲。",
    ],
)
@pytest.mark.parametrize("paged", [(), ("2023-04-25",), ("2023-04-25 10:22 来源：江城港",)])
@pytest.mark.parametrize("before", [(), ("昨天的江边来了很多人，灯都亮着，船也都靠了岸。",)])
def test_a_lead_tells_when_somebody_spoke(
    lead: str, paged: tuple[str, ...], before: tuple[str, ...]
) -> None:
    _, speaker, date, _, _ = told(f"{NAME}：把码头修好", *paged, *before, lead)
    assert (speaker, date) == (NAME, "2023-04-22")


@pytest.mark.parametrize(
    "text",
    [
        "今年4月，何立本在江城演讲。",
        "2023年4月22日，王明阳在江城演讲。",
        "我在2023年4月22日到江城演讲，何立本也来了。",
        "2023年4月22日，何立本从江城出发，一路往北走。",
    ],
)
def test_another_day_is_not_when_he_spoke(text: str) -> None:
    assert told(f"{NAME}：把码头修好", text)[2] is None


@pytest.mark.parametrize(
    "by", ["作者｜周明远", "文/周明远", "作者：周明远", "撰文 | 周明远", "原创 周明远 江城港"]
)
@pytest.mark.parametrize("title", [f"{NAME}最新演讲实录：把码头修好", f"{NAME}在江边大会上的讲话"])
def test_who_wrote_about_a_speech_has_not_given_it(by: str, title: str) -> None:
    assert told(title, by)[:2] == (title, NAME)
    assert told(TITLE, by)[:2] == (TITLE, "周明远")
    assert told(TITLE, by, f"江城大学校长 {NAME}")[:2] == (TITLE, NAME)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("文/贡萨罗主席", "贡萨罗"),
        ("作者：里根总统", "里根"),
        ("作者：何立本校长", "何立本"),
        ("演讲者：卡斯特罗总统", "卡斯特罗"),
        ("讲者：王建国教授", "王建国"),
    ],
)
def test_a_name_with_what_its_bearer_is(written: str, name: str) -> None:
    assert told(TITLE, written, "译/Alias")[1] == name


@pytest.mark.parametrize(
    "line",
    [
        "新华月报　1994·10　总第600期　政治　第5页",
        "江城月刊 2018年第12期 第3页",
        "《江城月刊》2018年第12期（总第300期）",
        "总第600期",
        "2018年第12期　江边谈话",
    ],
)
@pytest.mark.parametrize("title", [f"{NAME}{SPEECH}", f"{NAME}：把码头修好"])
def test_a_running_line_above_a_title(line: str, title: str) -> None:
    found, speaker, _, body, warned = told(line, title, "同志们：")
    assert (found, speaker, body) == (title, NAME, f"同志们：\n{BODY}")
    assert line in warned


@pytest.mark.parametrize(
    "foot",
    [
        ("海州社讯，10月1日《江城日报》",),
        ("（载《红 旗》杂志一九六八年笫二期", "海州社江城二十五日电）"),
        ("（原载《江城", "日报》1994年10月2日）"),
        ("海州社江城10月1日电 记者何平",),
        ("据海州社电，《江城日报》10月2日第1版",),
    ],
)
def test_where_a_text_was_printed_at_its_foot(foot: tuple[str, ...]) -> None:
    lines = (f"{NAME}{SPEECH}", "同志们：", *BODIES, *foot)
    (speech,) = account("\n\n".join(lines), "a.txt").document.speeches
    assert speech.blocks[-1].text == BODIES[-1]
    # What stands over several lines is told of as one, and once.
    assert sum(warned.startswith("文末另有") for warned in speech.warnings) <= 1


@pytest.mark.parametrize("heading", ["参考文献", "参考文献：", "【参考文献】", "主要参考资料"])
@pytest.mark.parametrize(
    "entry",
    [
        "[{}]何平.码头史[M].江城出版社,2001.",
        "［{}］李立.江边[J].江城月刊,2002(3).",
        "[{}] 江边的灯",
    ],
)
@pytest.mark.parametrize("pieces", [1, 3])
def test_a_list_of_references_is_no_text(heading: str, entry: str, pieces: int) -> None:
    listed = "\n\n".join((heading, entry.format(1), entry.format(2)))
    texts = (
        "\n\n".join((f"在{place}大会上的讲话", name, DAY, *BODIES, listed))
        for place, name in zip(("江边", "江城", "海州"), NAMES[:pieces], strict=False)
    )
    speeches = account("\n\n".join(texts), "a.txt").document.speeches
    assert [speech.speaker for speech in speeches] == list(NAMES[:pieces])
    assert {speech.blocks[-1].text for speech in speeches} == {BODIES[-1]}


def test_a_heading_about_references_with_a_text_below_stays() -> None:
    below = "参考的书都在江边的图书馆里，请大家自己去借，借了要还。"
    (speech,) = account(
        "\n\n".join((TITLE, NAME, *BODIES, "参考文献", below)), "a.txt"
    ).document.speeches
    assert speech.blocks[-1].text == below


@pytest.mark.parametrize(
    "line",
    [
        "设为首页 | 加入收藏",
        "今天是2018年12月18日 星期二",
        "江城港务局欢迎您！",
        "登录 注册",
        "首页 概况 新闻 公告 讲话",
        "搜索",
        "主管：江城市政府  主办：江城港务局",
        "↑点击上方“江城港”关注我们",
        "本文约3000字，阅读需8分钟",
        "收听语音版",
        "图为何立本在讲话",
        "△ 何立本在讲话",
        "（王菁/摄）",
        "点击播放视频",
        "#码头改造#",
        "话题：码头",
        "1024次阅读",
        "江城港 昨天",
        "江城港 2018-12-18",
        "2018-12-18 10:22 来源：江城港 作者：王菁 阅读：102",
        "首页 > 讲话 > 正文",
        "当前位置：首页 > 领导讲话",
        "摘要：码头改造是一件大事。",
        "原标题：码头修好了",
        "00:00 / 12:34",
    ],
)
@pytest.mark.parametrize("place", [0, 1])
def test_the_words_of_a_site_above_a_text(line: str, place: int) -> None:
    head = [SPEECH, NAME, DAY]
    head.insert(place, line)
    found = told(*head, "同志们：")
    assert found[:4] == (SPEECH, NAME, "2018-12-18", f"同志们：\n{BODY}")


@pytest.mark.parametrize(
    "site", ["德育素材网提供各类范文写作素材!", "江城港务局门户", "江城港务 · 服务江城"]
)
def test_the_site_above_the_way_to_a_page(site: str) -> None:
    way = f"当前位置:素材网 > 讲话发言 > {SPEECH}"
    again = f"10-28 | 移动端:{SPEECH}"
    title, _, _, body, _ = told(site, way, SPEECH, again, "同志们:")
    assert (title, body) == (SPEECH, f"同志们:\n{BODY}")


@pytest.mark.parametrize(
    "foot",
    [
        "主办单位：江城港务局  备案号：江ICP备12345678号",
        "版权所有：江城港务局\n\n地址：江城市江边路1号  邮编：100000\n\n电话：010-12345678",
        "江公网安备 11010602120014号",
        "扫描二维码关注我们",
        "关注我们\n\n微信公众号：江城港",
        "您是第12345位访客",
        "网站地图 | 联系我们 | 关于我们",
        "附件：\n\n1.码头改造图.pdf",
        "关键词：码头；改造",
        "值班编辑 王菁",
        "文中图片均来自网络",
        "（完）",
        "投稿邮箱：a@b.com",
        "发布于 2018-12-18",
        "免责声明\n\n本站内容仅供参考，如有侵权请联系删除。",
        "本文共阅读 10394 次",
        "上一篇：江边的灯 下一篇：船工的歌",
    ],
)
def test_the_foot_of_a_page(foot: str) -> None:
    lines = (SPEECH, NAME, DAY, "同志们：", *BODIES, foot)
    (speech,) = account("\n\n".join(lines), "a.txt").document.speeches
    assert (speech.title, speech.speaker, speech.date) == (SPEECH, NAME, "2018-12-18")
    assert speech.blocks[-1].text == BODIES[-1]


def test_what_looks_like_a_foot_stays_within_a_text() -> None:
    within = ("联系电话：010-1", "附件：名单", "地址：江边路1号")
    lines = (SPEECH, NAME, DAY, "同志们：", *BODIES[:2], *within, BODIES[2])
    (speech,) = account("\n\n".join(lines), "a.txt").document.speeches
    written = "".join(block.text for block in speech.blocks)
    assert all(line in written for line in within)


@pytest.mark.parametrize("mark", ["：", ":"])
def test_a_contents_page_lists_titles_without_names(mark: str) -> None:
    titles = [f"在{place}大会上的讲话" for place in ("江边", "江城", "海州")]
    contents = "\n".join(f"{title}………………{page}" for page, title in enumerate(titles, start=1))
    texts = (
        "\n\n".join((f"{name}{mark}{title}", DAY, *BODIES))
        for name, title in zip(NAMES, titles, strict=True)
    )
    text = "\n\n".join(("江边讲话选编", "目  录", contents, *texts))
    speeches = account(text, "a.txt").document.speeches
    assert [speech.title for speech in speeches] == titles
    assert [speech.speaker for speech in speeches] == list(NAMES)


@pytest.mark.parametrize(
    "remark", ["（院办整理，未校对）", "(录音整理稿,未经本人审阅)", "（据录音转写）"]
)
def test_how_a_text_came_to_be_is_no_part_of_its_title(remark: str) -> None:
    title, _, date, _, warned = told(f"江边座谈会{remark}", DAY)
    assert (title, date) == ("江边座谈会", "2018-12-18")
    assert fold(remark) in fold(warned)


@pytest.mark.parametrize("caption", ["江边读书CEO何立本发言", "何立本讲话现场", "何立本在讲话"])
def test_a_caption_behind_a_lead(caption: str) -> None:
    lead = "导读:7月19日，江边论坛在江城举行，江城大学校长何立本发表了演讲——"
    title, speaker, _, body, warned = told(f"{NAME}：把码头修好", lead, caption)
    assert (title, speaker) == (f"{NAME}：把码头修好", NAME)
    assert caption not in body
    assert caption in warned or "图片说明" in warned or "网页杂项" in warned


@pytest.mark.parametrize(("opens", "closes"), ["“”", "「」", "『』"])
def test_a_quotation_over_two_lines_is_one_paragraph(opens: str, closes: str) -> None:
    said = f"江边的老船工对我说：{opens}码头修好了，船就都回来了。"
    more = f"船回来了，人也就回来了，江边又热闹起来了。{closes}"
    (speech,) = account(
        "\n".join((TITLE, NAME, *BODIES, said, more, *BODIES)), "a.txt"
    ).document.speeches
    assert said + more in [block.text for block in speech.blocks]
