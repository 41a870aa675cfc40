// The page's own words, by the browser's language.

const CHINESE = {
  lang: "zh-CN", chats: "会话", messages: "消息", offers: "可选项", tour: "上手",
  back: "返回会话列表", attach: "发文件", send: "发送", write: "写消息", you: "我是",
  bot: "机器人", people: "人", general: "综合", edited: "已编辑", via: "来自",
  manager: "管理员", member: "成员", foreign: "English",
  copied: "已复制", typing: "正在输入…", clock: "时钟", hour: "+1 小时",
  today: "到今天早上", morning: "到明天早上", monday: "到周一早上",
  suggestions: "三步看看它能做什么", others: "接着试：", start: "开始 /start", close: "收起",
  begin: "从这里开始", reply: "回复", edit: "修改", cancel: "取消", more: "更多",
  nothing: "没有结果", choose: "发到哪个会话？", ok: "好", silent: "机器人没有回应",
  outside: "这个链接通向外面：", joined: "加入了群", left: "离开了群", pinned: "置顶了一条消息",
  opened: "开了话题", upgraded: "群升级了", offline: "和服务器断开了，正在重连…",
  spoiler: "点开看隐藏的内容", photo: "图片", jumped: "时钟到了", anonymous: "匿名发言",
  unread: "条未读", unfold: "展开或收起引文", forwarded: "转发自", location: "位置", contact: "联系人",
  caption: "加一句说明，或直接发送", onlyYou: "只有你看得到",
};
const ENGLISH = {
  lang: "en", chats: "Chats", messages: "Messages", offers: "Choices", tour: "Tour",
  back: "Back to chats", attach: "Send files", send: "Send", write: "Message", you: "I am",
  bot: "bot", people: "members", general: "General", edited: "edited", via: "via",
  manager: "administrator", member: "member", foreign: "English",
  copied: "Copied", typing: "typing…", clock: "Clock", hour: "+1 hour",
  today: "To this morning", morning: "To tomorrow morning", monday: "To Monday morning",
  suggestions: "Three things to try", others: "Next:", start: "Start /start", close: "Put away",
  begin: "Start here", reply: "Reply", edit: "Edit", cancel: "Cancel", more: "More",
  nothing: "No results", choose: "Send to which chat?", ok: "OK", silent: "The bot did not answer",
  outside: "This link leads outside:", joined: "joined the group", left: "left the group",
  pinned: "pinned a message", opened: "opened the topic", upgraded: "The group was upgraded",
  offline: "Connection lost, trying again…", spoiler: "Show what is hidden", photo: "Photo",
  jumped: "The clock shows", anonymous: "Write anonymously", unread: "unread",
  unfold: "Unfold or fold the quotation", forwarded: "forwarded from", location: "Location", contact: "Contact",
  caption: "Add a caption, or just send", onlyYou: "Only you see this",
};

export const chinese = navigator.language.startsWith("zh");
export const words = chinese ? CHINESE : ENGLISH;
