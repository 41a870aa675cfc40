"""The words of a page that stand around a text, by what they do: count, lead, invite, imprint.

Each is a whole line by its shape. They count as the page's only where no text stands between them
and the edge of the document, or of the piece.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.chinese import Grammar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.lines import Line

_LONGEST = 120
_COUNTED = (
    r"(?:浏览|阅读|点击|访问|查看|点赞|评论|收藏|转发"
    r"|下载|回复|人气|热度|围观|分享|播放|在看|喜欢|赞|参与)"
)
_NUMBER = r"\d[\d,.]*\s*[万千wWkK]?\+?"
# 本文共阅读 1024 次, 12 人点赞, 浏览：[1024]
_COUNTER = (
    rf"[（(\[【]?(?:(?:(?:本文|此文|文章|已有?|总|共|累计|被)*{_COUNTED}(?:次数|人数|总数|[量数次])?\s*[:：]?\s*[\[（(【]?\s*{_NUMBER}\s*[\]）)】]?\s*(?:人次|[次人条个])?"
    rf"|(?:已有|共有?|有)?\s*{_NUMBER}\s*(?:人次|[次人条个位])?\s*{_COUNTED}[过量数]?)[\s|｜·，、]*){{1,6}}[）)\]】]?"
)
# 本文约3500字，阅读需要8分钟
_LENGTH = r"(?:本文|全文|字数)[^。，]{0,6}?\d[\d,]*\s*[余多]?字?(?:[，,|｜\s][^。]{0,20})?"
_BUTTON = (
    r"(?:(?:网站)?首页|返回\S{0,4}|回到顶部|top|rss|关于(?:我们|本站)|联系(?:我们|方式)|网站(?:地图|声明|导航|管理)|[免法]责?律?声明|隐私(?:政策|声明)"
    r"|友情链接|关注我们|加入收藏|设为首页|[我要]{1,2}(?:评论|纠错|投稿|留言)|(?:网友|最新|热门|精彩|发表|查看|暂无|全部|写|更多)评论|收藏本?[页文]?|分享[此本]?[文页]?"
    r"|举报(?:/?反馈)?|意见反馈|不感兴趣|展开(?:阅读)?(?:全文)?|加载更多|(?:查看|阅读)(?:原文|更多|全文)|原文链接|附件下载|栏目导航|手机版|电脑版|繁[体體]中?文?|简体中?文?|english"
    r"|登录|注册|纠错|打印(?:本[页文])?|关闭(?:窗口|本页)?|戳这里|播放|听全文|A[-+]|置顶|广告|继续滑动看下一个|点击查看(?:大图|原图)|[↓↑▼▲]{1,6})"
)
_BUTTONS = rf"[\s|｜·/【\[（(]*(?:{_BUTTON}[\s|｜·/【】\[\]（）()>]*){{1,12}}"
# Where a page is among others: 首页 / 新闻 / 正文
_WAY = (
    r"(?:[^。：:]{0,8}位置\s*[:：]\s*\S.{0,60}"
    r"|(?:网站)?首页(?:\s*[-—/·|>›»]+\s*[^\s。/>-]{1,16}){1,6})"
)
_CONTACT = (
    r"(?:[^，。；：:\s]{0,8}(?:电话|传真|邮编|邮政编码|邮箱|信箱|e-?mail|网址|微信号?"
    r"|公众号|微博|抖音号?|视频号|头条号|QQ群?号?|热线|地址|联系人|联系方式)\s*[:：]\s*[^。；！？：]{1,40})"
)
_OFFICE = (
    r"(?:(?:主办|承办|协办|主管|运维|维护|制作|建设|设计)(?:单位|方|部门)?|技术支持|版权所有|备案编?号|网站标识码|刊号|ISSN|DOI)"
    r"\s*[:：]\s*[^。；！？：]{1,40}"
)
_RECORDS = (
    rf"(?:(?:{_CONTACT}|{_OFFICE})[\s|，,]*){{1,6}}|.{{0,24}}(?:ICP\s?[备证]|网安备|增值电信业务).{{0,40}}"
    r"|powered by .{1,40}|.{0,16}(?:承办|制作维护|技术支持)\s*\S{2,20}"
)
_PICTURES = (
    r"[*＊※（(]*(?:文中|文内|本文|以上|部分|封面|题)*(?:图片?|照片|配图|图文|视频)(?:均|全部|素材|及文字)?(?:来自|来源于?|源于|源自|由|取自|选自)[^。]{1,20}[。）)]*"
    r"|(?:如有)?侵权?[，,]?(?:请)?(?:联系)?(?:我们)?(?:立?删|必删|删除)[。）)]*"
)
_RIGHTS = (
    r"[（(*＊]*(?:文章|本文|图片|作品|内容)?版权(?:归|属于?)[^。]{2,30}[。）)]*|版权专有.{0,20}"
    r"|(?:网络|如需|欢迎|谢绝|禁止|严禁|请勿)[^。，]{0,6}转载.{0,30}|本文[为系][^。，]{2,20}原创.{0,30}"
)
_INVITATION = (
    r"[（(*＊]*(?:如[需有果]|想|更多|觉得|喜欢|投稿|长按|戳|扫|你|快来).{0,30}(?:公众号|微信|二维码|后台|点赞|在看|朋友圈|客户端|APP|联系我们).{0,30}"
    r"|欢迎(?:关注|订阅|转发|投稿|扫码|添加)[^。！]{0,30}[。！]?|下载[^。]{0,8}(?:APP|客户端).{0,12}"
)
_BESIDE = (
    r"[【\[（(]?[上下前后]一[篇页条则][】\]）)]?\s*[:：>›»].{0,60}|[【\[（(][上下]一[篇页条则][】\]）)].{0,60}"
    r"|[«‹]\s*[^。]{2,40}|[^。]{2,40}\s[»›]"
)
_TAGS = (
    r"(?:#[^#\s，。]{1,16}#?\s*){1,12}|(?:标签|tags?|话题|关键[词字]|主题词|分类"
    r"|所属(?:栏目|专题)|文章(?:分类|标签)|categor(?:y|ies)|filed under)\s*[:：|]\s*[^。！？]{1,60}"
)
_FILES = (
    r"附件\s*\d*\s*[:：]\s*[^。]{1,60}\.(?:docx?|pdf|xlsx?|pptx?|wps|zip|rar)"
    r"(?:\s*[（(].{1,16}[）)])?"
)
# 新华社讯，10月1日《江城日报》, （据海州社）, （根据录音整理，未经本人审阅）
_SENT = (
    r"[（(]?据?[^，。；：\s（(《》]{1,10}[社报网台](?:[^，。：《》\d]{0,8}?[\d一二三四五六七八九十]{1,3}(?:月[\d一二三四五六七八九十]{1,3})?日)?[电讯]"
    r"(?:[，,\s（(]*(?:\d{4}年)?\d{1,2}月\d{1,2}日)?(?:\s*《[^《》]{2,14}》)?[）)]*"
    r"|[（(]?据[^，。；：]{1,12}(?:社|报|网|台|客户端)(?:[电讯]|报道|消息)?[）)]?"
    r"|[（(]?(?:本文|以上)?[系是为]?(?:根?据|由)[^。，]{0,16}(?:录音|速记|视频|记录)[^。，]{0,8}整理(?:[^。]{0,24})[。）)]*"
)
# Who did what for a page: 排版/龚昕 审核/郗悦, 总监制：何立
_TASK = (
    r"(?:采访|采写|整理|记录|速记|录音|听打|编译|翻译|译|校译|校[对稿]?|责编|编辑|编审|[初复终一二三]审|审[核校读签]|签发|监制|策划|统筹|出品|制作"
    r"|制图|绘图|插画|海报|摄[影像]?|供图|图文|文图|图片?|文[字案]|视频|剪辑|配音|设计|排版|美编|通讯员|实习生|录入|上传|发布|供稿|运营|值班|主播|朗读|后期|图源)"
)
_CREDIT = (
    rf"[（(\[【]?(?:[^，。；：\s（(\[【]{{0,4}}?{_TASK}(?:[、/&和与及\s]{{1,2}}{_TASK})*(?:[人者员]|单位)?\s*[:：|｜丨/／]\s*"
    r"[^，。；：！？\s|｜丨/）)]{1,16}(?:[、\s]+[^，。；：！？\s|｜丨/）)]{1,10}(?!\s*[:：|｜丨/]))*[\s|，；]*){1,6}[）)\]】]?"
)
# When a page was changed: 最后更新：2018-12-20
_CHANGED = (
    r"[（(]?(?:最[后近])?(?:编辑|更新|修改)于?(?:时间|日期)?\s*[:：]?\s*"
    r"\d{4}[\d年月日:：./\s-]{4,20}[）)]?"
)
_FORUM = r"--|※\s?.{2,80}|(?:发信[人站]|寄信人|信\s*区)\s*[:：].{2,80}|楼主|沙发|\d{1,3}\s*[楼#]"
# How long a recording is: 00:00 / 03:25
_PLAYED = r"\d\d:\d\d(?:\s*/\s*\d\d:\d\d)?"
_ABOVE = Grammar(
    f"{_COUNTER}|{_LENGTH}|{_BUTTONS}|{_WAY}|{_FORUM}|{_RIGHTS}|{_PLAYED}",
    re.IGNORECASE,
)
_BELOW = Grammar(
    "|".join(
        (
            *(_COUNTER, _BUTTONS, _RECORDS, _PICTURES, _RIGHTS, _INVITATION, _BESIDE, _TAGS),
            *(_FILES, _SENT, _CREDIT, _CHANGED, _FORUM),
        )
    ),
    re.IGNORECASE,
)
_OF_TEXT = Grammar(
    f"{_CREDIT}|{_SENT}|{_OFFICE}"
    r"|[【\[]?(?:关键[词字]|主题词|tags?|标签|categor(?:y|ies))[】\]]?\s*[:：]?\s*"
    r"[^。！？、，；：\s]{1,16}(?:[；\s]+[^。！？、，；\s]{1,16}){1,12}|categor(?:y|ies): \S{1,30}"
    r"|(?:来源|稿源)\s+\S{2,16}|\d{1,3} min read"
    r"|(?:发布|供稿|报送|发文|所属|文章|信息)[^，。：\s]{1,4}\s*[:：]\s*[^。，；]{1,30}",
    re.IGNORECASE,
)
_REFERENCES = Grammar(
    r"[【\[]?(?:主要)?(?:参考(?:文献|资料|书目)|引用文献|references?|bibliography)[】\]]?\s*[:：]?",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    r"(?:[\[［【〔(（]\s*\d{1,3}\s*[\]］】〕)）]|\d{1,3}\s*[.．、]|[①-⑳])\s*\S.*"
    r"|.*(?:\[[A-Z](?:/OL)?\]|https?://|《[^《》]+》.*(?:出版社|第\s*\d+\s*[期版页]|\d{4})).*"
)
# Lines of a bibliography, and characters of one.
_MOST_ENTRIES, _LONGEST_ENTRY = 80, 300


def stands_above(text: str) -> bool:
    """Tell whether a line above a text is one of its page."""
    return len(text) <= _LONGEST and _ABOVE.fullmatch(text) is not None


def stands_below(text: str) -> bool:
    """Tell whether a line below a text is one of its page."""
    # A bracket that only ends here is of the lines above, too.
    whole = text[-1:] not in "）)" or any(mark in text for mark in "（(")
    return whole and len(text) <= _LONGEST and _BELOW.fullmatch(text) is not None


def is_of_page(text: str) -> bool:
    """Tell whether a line below a title tells of the text as a page does: 出品｜江城发布."""
    return len(text) <= _LONGEST and _OF_TEXT.fullmatch(text) is not None


def bibliography(lines: Sequence[Line]) -> set[int]:
    """Find the works that a text names at its end, below a word that says so."""
    for index in range(len(lines) - 1, max(0, len(lines) - _MOST_ENTRIES), -1):
        text = lines[index].text
        if index + 1 < len(lines) and _REFERENCES.fullmatch(text):
            return set(range(index, len(lines)))
        if len(text) > _LONGEST_ENTRY or not (_ENTRY.fullmatch(text) or stands_below(text)):
            break
    return set()
