// The page's own words, by the browser's language.

const CHINESE = {
  back: "返回会话列表", attach: "发文件", send: "发送", write: "写消息", you: "我是",
  bot: "机器人", members: "人", topics: "个话题", general: "综合", edited: "已编辑", via: "来自",
  copied: "已复制", typing: "正在输入…", clock: "时钟", hour: "+1 小时", morning: "到明天早上",
  suggestions: "试试这些：", start: "开始", reply: "回复", edit: "修改", cancel: "取消", more: "更多",
  nothing: "没有结果", choose: "发到哪个会话？", ok: "好", silent: "机器人没有回应",
  outside: "这个链接通向外面：", joined: "加入了群", left: "离开了群", pinned: "置顶了一条消息",
  opened: "开了话题", upgraded: "群升级了", waiting: "正在等机器人…", offline: "和服务器断开了，正在重连…",
  spoiler: "点开看隐藏的文字", menu: "命令", photo: "图片", jumped: "时钟到了",
};
const ENGLISH = {
  back: "Back to chats", attach: "Send a file", send: "Send", write: "Message", you: "I am",
  bot: "bot", members: "members", topics: "topics", general: "General", edited: "edited", via: "via",
  copied: "Copied", typing: "typing…", clock: "Clock", hour: "+1 hour", morning: "To tomorrow morning",
  suggestions: "Try these:", start: "Start", reply: "Reply", edit: "Edit", cancel: "Cancel", more: "More",
  nothing: "No results", choose: "Send to which chat?", ok: "OK", silent: "The bot did not answer",
  outside: "This link leads outside:", joined: "joined the group", left: "left the group",
  pinned: "pinned a message", opened: "opened the topic", upgraded: "The group was upgraded",
  waiting: "Waiting for the bot…", offline: "Connection lost, trying again…",
  spoiler: "Show the hidden text", menu: "Commands", photo: "Photo", jumped: "The clock shows",
};

export const words = navigator.language.startsWith("zh") ? CHINESE : ENGLISH;
