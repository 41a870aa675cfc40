// What the page knows: people, chats, messages, and which of them one looks at.

import { control } from "./api.js";

export class Model {
  constructor() {
    this.me = null;
    this.open = null;
    this.topic = null;
    this.users = new Map();
    this.chats = new Map();
    this.bot = null;
    this.settings = {};
    this.clock = 0;
  }

  async load() {
    const state = await control("state");
    [this.bot] = state.bots;
    this.settings = state.settings;
    this.offset = state.now * 1000 - Date.now();
    const chats = new Map();
    for (const chat of state.chats) {
      if (chat.bot_id !== null && chat.bot_id !== this.bot.id) continue;
      const { messages } = await control("messages", { chat_id: chat.id });
      chats.set(chat.id, {
        ...chat,
        messages: new Map(messages.map((one) => [one.message_id, one])),
        unread: this.chats.get(chat.id)?.unread ?? new Map(),
      });
    }
    this.users = new Map(state.users.map((user) => [user.id, user]));
    this.chats = chats;
    if (!this.users.has(this.me)) this.me = state.users[0]?.id ?? null;
    if (!this.chats.has(this.open)) this.open = this.me;
  }

  now() {
    return new Date(Date.now() + this.offset);
  }

  get chat() {
    return this.chats.get(this.open);
  }

  mine() {
    return [...this.chats.values()].filter((chat) =>
      chat.type === "private"
        ? chat.id === this.me
        : chat.members.some((one) => one.user.id === this.me && !["left", "kicked"].includes(one.status)));
  }

  // The messages of a chat that one sees, oldest first; in a forum those of one topic.
  shown(chat = this.chat) {
    const all = [...chat.messages.values()].sort((one, other) => one.message_id - other.message_id);
    if (!chat.is_forum) return all;
    return all.filter((one) => (one.is_topic_message ? one.message_thread_id : null) === this.topic);
  }

  title(chat) {
    if (chat.type !== "private") return chat.title;
    const language = this.users.get(this.me)?.language_code?.slice(0, 2);
    return this.bot.texts[`name ${language}`] ?? this.bot.first_name;
  }

  administrator(chat) {
    return chat.type !== "private" && chat.members.some(
      (one) => one.user.id === this.me && ["creator", "administrator"].includes(one.status));
  }

  // Takes in an event; tells whether the whole state has to be read again.
  take(event) {
    if (event.type === "clock") this.offset = event.now * 1000 - Date.now();
    if (["chat", "member", "user", "reset", "commands", "settings"].includes(event.type)) return true;
    if (!["message", "edit", "delete"].includes(event.type)) return false;
    if (event.bot_id !== null && event.bot_id !== this.bot?.id) return false;
    const chat = this.chats.get(event.chat_id);
    if (!chat) return true;
    if (event.type === "delete") chat.messages.delete(event.message_id);
    else chat.messages.set(event.message_id, event.message);
    if (event.type === "message") this.count(chat, event.message);
    return false;
  }

  count(chat, message) {
    for (const id of this.users.keys()) {
      const seen = id === this.me && chat.id === this.open;
      if (id !== message.from.id && !seen) chat.unread.set(id, (chat.unread.get(id) ?? 0) + 1);
    }
  }

  // The commands a client offers here: the narrowest scope that has any, in one's language first.
  commands() {
    const language = this.users.get(this.me)?.language_code?.slice(0, 2) ?? "";
    const group = this.chat?.type !== "private";
    const wanted = [
      ["chat_member", this.open], ["chat_administrators", this.open], ["chat", this.open],
      ["all_chat_administrators"], [group ? "all_group_chats" : "all_private_chats"], ["default"],
    ];
    for (const [type, chatId] of wanted) {
      if (type.includes("administrators") && !this.administrator(this.chat)) continue;
      for (const spoken of [language, ""]) {
        const found = this.bot.commands.find((one) => {
          const scope = JSON.parse(one.scope);
          return scope.type === type && one.language === spoken
            && (chatId === undefined || scope.chat_id === chatId)
            && (scope.user_id === undefined || scope.user_id === this.me);
        });
        if (found) return found.commands;
      }
    }
    return [];
  }
}
