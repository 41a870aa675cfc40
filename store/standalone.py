"""Whether a passage can stand alone in a group that has read nothing of its speech. Pure.

The rules would rather lose a good passage than send a bad one: a store of a thousand speeches
has more than a chat reads in ten years. docs/daily.md tells how they were judged.
"""

from __future__ import annotations

import re

SHORTEST = 40
LONGEST = 160

_PAIRS = ("“”", "‘’", "（）", "()", "《》", "「」", "『』", "【】", "[]")
_CLOSING = "”’」』"
_SENTENCE = re.compile(r"[^。！？]+[。！？]+[”’」』）]*")

_OPENERS = (
    # turns of speech that lean on the sentence before
    "其|同时|此外|另外|因此|因而|所以|故|但|然而|不过|可是|可|而|并|且|也|还|又|再|更|"
    "这|那|此|该|它|他|她|为此|对此|由此|从此|据此|在此|与此|于是|总之|总的|综上|例如|比如|譬如|比方|"
    "如|特别|尤其|甚至|反之|否则|相反|反过来|接着|随后|之后|后来|然后|结果|当时|诚然|当然|的确|确实|"
    "实际上|事实上|也就是|总起来|归结|总结|主要|原因|经过|随着|今后|主要是|具体|换句话说|可见|显然|尽管|即便|虽然|不仅|不但|除此|除了|除|再者|不然|难怪|就是|"
    "正是|正因|因为|由于|以便|以免|从而|进而|使|让|令|以|即|则|便|才|都|均|只是|仅|包括|前者|后者|"
    "上述|以上|以下|如下|下列|下面|前面|从.{1,8}看|就.{1,8}(?:来说|而言|来讲)|有的|有些|一些|大多|多数|少数|其他|其余|另|同样|至于|关于|对于|"
    # members of a list
    "首先|其次|再次|最后|最终|一方面|另一方面|第[一二三四五六七八九十]|[一二三四五六七八九十]+[是要、，]|"
    "[一二三四五六七八九十]+个(?:是|要)|就要|"
    r"[—…·•\-、，；：）)（(\d①-⑳]"
)
_TASKS = (
    "加强|加快|加大|推进|深化|健全|完善|建立|建设|落实|实施|扩大|支持|鼓励|推动|促进|强化|提高|提升|做好|"
    "做到|做实|做强|抓好|抓紧|抓实|开展|严格|严厉|严肃|严守|积极|大力|继续|进一步|稳步|切实|优化|整顿|改进|"
    "改革|改善|搞好|发展|全面|统筹|增强|实行|制定|保持|保障|保证|确保|引导|培育|巩固|拓展|创新|规范|突出|聚焦|"
    "围绕|着力|努力|认真|坚决|重点|普遍|广泛|充分|有序|逐步|适应|依法|合理|动员|组织|各级各|办好|管好|用好|"
    "采取|综合|集中|注重|注意|防止|防范|打造|打好|打击|构建|营造|完成|实现|启动|调整|取消|放宽|尊重|重视|"
    "关心|维护|压实|按照|根据|通过|针对|结合|对照|利用|依托|发挥|及时|尽快|尽早|持续|不断|从严|有步骤"
)
_THOUGHT = (
    "必须|必然|应当|应该|只有|才能|才会|才是|不是|而是|不能|不可|不得|决不|绝不|没有|离不开|关键|根本|核心|"
    "贵在|重在|难在|在于|取决于|意味着|来自|来源于|源于|越是|越.+越|宁可|与其|无论|不论|不管|只要|如果|"
    "为什么|怎么|？|胜过|永远|始终|终究|也要|更要|更是|要靠|要想|容不得|等不起|慢不得|少不了|没有.+就|"
    "就能|就会|就要|就有|就没|不怕|不在|敢于|善于|既.+又|是.{2,30}的(?!是)|是一|我们要|都要|都是|宁肯|胜于|莫|勿"
)


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts))


_ANYWHERE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("mask", _any(r"[xXｘＸ×*＊□○◯_＿]", "某[某市县省区人地年月日]", "[甲乙丙丁][市县方]")),
    (
        "number",
        _any(r"[\d０-９％%〇]", "百分之", "[百千万亿](?:元|吨|人次|户|亩|公里|多|余)", "亿"),
    ),
    (
        "list",
        _any(
            "(?:^|[。；，：、])(?:第?[一二三四五六七八九十]+[是要、，]|首先|其次|再次|一方面)",
            "[一二三四五六七八九十]{1,2}是(?![一二三])",
            "；.*；",
            r"[（(][一二三四五六七八九十\d]+[）)]",
            "如下|下列|以下",
        ),
    ),
    (
        "day",
        _any(
            "[今去明前后当本]年|立即|草案|严峻|此后|将日益|近年|年[初底中末]|岁末|新年|新春|[今昨明]天|[今昨近]日|日前|[当目眼][前下]|如今|"
            "现在|现阶段|近期|最近|近来|本月|上月|月底|刚刚|过去|今后|下一?步|下一阶段|[上下]半年|全年|季度|本周|"
            "以来|来看|至今|迄今|已(?!知)|即将|将要|陆续|准备|上年|原来|"
            "“?[一二三四五六七八九十]+五”|五年(?:计划|规划)|第.{1,2}个|[一二三四五六七八九十零两几]年|"
            "年代|世纪|届|[一二三四五六七八九十]+(?:中全会|大)|两会|春节|国庆|元旦|[新现这一]阶段|[新同该这一]时期|"
            "[这此本]次|此时|此刻|再次|正在|仍处|新形势|当前形势|形势(?:下|严峻|复杂)|时间|开局|收官|冲刺|起步|今秋|今春|今冬|入冬|开春|节前|节后"
        ),
    ),
    (
        "event",
        _any(
            "疫情|肺炎|防疫|抗疫|非典|地震|洪|灾|危机|奥运|世博|亚运|入世|文化大革命|四人帮|林彪|大跃进|"
            "下岗|三峡|整改|巡视|巡察|督导|督查|专项行动|主题教育|启动|试点|(?:培育|行动)计划|劫机|中东|阿拉伯|人权"
        ),
    ),
    (
        # Words that date a text as a stamp does.
        "era",
        _any(
            "公社|社队|革委会|革命委员会|上山下乡|[资无]产阶级|阶级|自由化|精神污染|反革命|专政|敌对|统购|派购|国营|"
            "供销社|承包|计划经济|计划外|指令性|指导性|联产|计划生育|税费|外汇|机构改革|大锅饭|投机倒把|信用社|修正主义|"
            "四个现代化|小康|六[条项]|新宪法|回合|第三世界|僵尸企业|三严三实|外贸|文盲|关停|定额|厂长|社会主义市场"
        ),
    ),
    (
        "place",
        _any(
            "[我本全各][市县区镇乡省校院局厂所司行处矿站办委系州旗港](?![部外面])(?!局)",
            "我们(?:市|县|区|镇|乡|省|校|院|局|厂|公司|集团|单位|部门)",
            "[省市县区镇乡][委政](?!治)|常委|委员|[全本]公司|集团|学院|公司|我部|我队|我台|我团|本单位|本部门|本地区|本系统|本行业|本职",
            "台湾|香港|澳门|港澳|两岸|侨|美国|苏联|越南|日本|朝鲜|印度|柬埔寨|伊朗|伊拉克|欧洲|西欧|加拿大|澳大利亚|非洲|东盟|霸权|超级大国",
            "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|"
            "贵州|云南|陕西|甘肃|青海|内蒙古|广西|宁夏|中美|中欧|中日|西方|特区|西部|东北|中部|沿海|长江|黄河|长三角|京津冀|雄安|大湾区|西藏|新疆",
        ),
    ),
    (
        "house",
        _any(
            "同志们|各位|大家|朋友|女士|先生|代表[们大团]|委员[们会]|诸位|你们?|您|谢|祝|敬请|请[各大你予结]|汇报|报告|"
            "散会|会议|大会|会上|会后|会前|审议|发言|讲话|座谈|调研组|[讲谈提][几三四两五]|几点|意见|刚才|休会|主持|"
            "宣布|通报|传达|《|领导小组|办公室|通知|方案|条例|细则",
            "(?<!自)(?<!忘)我(?!们|国|党|军|行我素)",
        ),
    ),
    (
        "report",
        _any(
            "取得|增长|同比|累计|新增|荣获|获得|召开|印发|出台|通过了|上升|下降|顺利|圆满|完成了|实现了|"
            "进展|成就|初步|基本上?(?:完成|实现|建|形)|得到了|有了|作出了|做出了|开展了|受到|"
            "了新|明显|显著|加快了|促进了|提高了|改善了|推动了|保持了|抓了|搞了|存在.{0,12}问题|问题主要|不足|"
            "困难和|积压|拖欠|恢复一些|依然|日益突出|矛盾突出|凸显|有待|尚未|较多|较大|不满意|痛心|压力加大|致使|隐患|没有能够|频发|落后面貌"
        ),
    ),
    (
        "reference",
        _any(
            "上述|前述|前面|上面|下面|以上|该[项市县区厂局部校院案]|此项|此类|有关方面|其他方面|至于|这里"
        ),
    ),
    (
        "person",
        _any("总书记|主席|总理|书记|习近平|邓小平|江泽民|胡锦涛|毛泽东|周恩来|主任|局长|校长|院长"),
    ),
)
_POINTER = re.compile(
    "这|那[些个种样时里]|它们?|他们|她们|该|此|^[^，。]*(?:[也还]|同样|同时)[应要必需可都不]|"
    "^(?!.*(?:不仅|不但|不只|既|除)).*还[要应必]|带头作用。"
)
_OPENER = re.compile(f"[“‘「『]?(?:{_OPENERS})")
_TASK = re.compile(f"(?:{_TASKS})")
_SAYS = re.compile(_THOUGHT)
_SHORT_HEADING = re.compile(
    f"(?:必须|要|应|{_TASKS})?坚持.{{1,8}}。|(?:必须|要|{_TASKS})[^，]{{1,10}}。"
)
_CLAIM = re.compile("，|是|离不开|没有|不|就|靠|？")
_COMPLETED = re.compile("(?<![为除准])了(?!解|就)")
_MOST_COMPLETED = 1


def stands_alone(text: str) -> bool:
    """Whether nothing speaks against sending the passage on its own."""
    return not reasons_against(text)


def reasons_against(text: str) -> tuple[str, ...]:
    """Name what keeps a passage from standing alone; empty where nothing does.

    `length`: not 40 to 160 characters. `ending`: no whole sentence at its end. `balance`: a
    bracket without its partner. `opener`: begins with a word that leans on what came before, or
    as a member of a list. `pointer`: its first sentence points at something unsaid. `heading`:
    begins with a heading run into the text. `tasks`: a list of things to do. `thought`: claims
    nothing. `narrative`: tells what was done. The others name what stands anywhere in it: `mask`,
    `number`, `list`, `day` (tied to its day), `event`, `place`, `house` (housekeeping), `report`,
    `reference`, `person`.
    """
    text = text.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        return ("length",)
    reasons = [name for name, pattern in _ANYWHERE if pattern.search(text)]
    if not text.rstrip(_CLOSING).endswith(("。", "！", "？")):
        reasons.append("ending")
    if any(text.count(pair[0]) != text.count(pair[1]) for pair in _PAIRS) or text.count('"') % 2:
        reasons.append("balance")
    if _OPENER.match(text):
        reasons.append("opener")
    reasons.extend(_reasons_in_sentences(text))
    return tuple(reasons)


def _reasons_in_sentences(text: str) -> list[str]:
    sentences = _SENTENCE.findall(text) or [text]
    reasons = []
    if _POINTER.search(sentences[0]):
        reasons.append("pointer")
    headed = len(sentences[0]) <= 16 and not _CLAIM.search(sentences[0])
    if len(sentences) > 1 and (headed or _SHORT_HEADING.fullmatch(sentences[-1])):
        reasons.append("heading")
    tasks = sum(bool(_TASK.match(sentence)) for sentence in sentences)
    if _TASK.match(text) or tasks * 2 >= len(sentences):
        reasons.append("tasks")
    if not _SAYS.search(text):
        reasons.append("thought")
    if len(_COMPLETED.findall(text)) > _MOST_COMPLETED:
        reasons.append("narrative")
    return reasons
