"""What the command menus say: each command with its line in Chinese and English."""

from __future__ import annotations

Commands = tuple[tuple[str, str, str], ...]
PRIVATE: Commands = (
    ("slogan", "口号：/slogan 词", "Slogans: /slogan words"),
    ("random", "来一条", "A good excerpt"),
    ("saved", "我的收藏", "My bookmarks"),
    ("export", "导出收藏", "Bookmarks as a file"),
    ("watch", "关注，有了告诉我：/watch 词", "Tell me when it comes: /watch words"),
    ("read", "接着读", "Go on reading"),
    ("speeches", "找一篇讲话：/speeches 词", "Find a speech: /speeches words"),
    ("daily", "每日一摘", "The daily excerpt"),
    ("help", "怎么用", "How to use it"),
    ("privacy", "我记了你什么", "What I keep of you"),
)
GROUP: Commands = (
    ("s", "查句子：/s 词", "Find sentences: /s words"),
    ("slogan", "口号：/slogan 词", "Slogans: /slogan words"),
    ("random", "来一条", "A good excerpt"),
    ("shelf", "本群摘抄", "The group's shelf"),
    ("daily", "每日一摘", "The daily excerpt"),
    ("help", "怎么用", "How to use it"),
)
HIDDEN: Commands = (
    *GROUP,
    ("search", "查句子，同 /s", "The same as /s"),
    ("keep", "放进本群摘抄：回复句子发 /keep", "Onto the group's shelf: reply with /keep"),
    *(one for one in PRIVATE if one not in GROUP),
    ("forgetme", "全部删除", "Delete all that is mine"),
)
"""What a group has where commands are hidden from the others: Telegram hides no other ones."""
ADMINISTRATOR: Commands = (("settings", "本群设置", "The group's settings"),)
"""What groups' administrators have beside the others'."""
OPERATOR: Commands = (
    ("ingest", "收录资料", "Add documents"),
    ("sources", "资料清单", "The documents"),
    ("stats", "使用情况", "How it is used"),
    ("backup", "备份", "A backup"),
)
"""What operators' private chats have beside the others'."""
