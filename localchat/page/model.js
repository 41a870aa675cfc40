// What the page knows: people, chats, messages, and which of them one looks at.

import { control } from "./api.js";

const GONE = ["left", "kicked"];
const MANAGING = ["creator", "administrator"];
const WHOLE = ["chat", "member", "user", "reset", "commands", "settings"];

export class Model {
  constructor() {
    this.me = null;
    this.open = null;
    this.topic = null;
    // Whether the open chat is in view; on a phone the list of chats may cover it.
    this.looking = true;
    this.users = new Map();
    this.chats = new Map();
    this.bot = null;
    this.settings = {};
    this.offset = 0;
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
        moved: this.chats.get(chat.id)?.moved,
      });
    }
    this.users = new Map(state.users.map((user) => [user.id, user]));
    this.chats = chats;
    if (!this.users.has(this.me)) this.me = this.somebody(state.users);
    if (!this.chats.has(this.open)) this.open = this.me;
  }

  // The first person who speaks the browser's language.
  somebody(users) {
    const spoken = navigator.language.slice(0, 2);
    return (users.find((one) => one.language_code?.startsWith(spoken)) ?? users[0])?.id ?? null;
  }

  now() {
    return new Date(Date.now() + this.offset);
  }

  get chat() {
    return this.chats.get(this.open);
  }

  mine(user = this.me) {
    return [...this.chats.values()].filter((chat) => (chat.type === "private"
      ? chat.id === user
      : chat.members.some((one) => one.user.id === user && !GONE.includes(one.status))));
  }

  last(chat) {
    return [...chat.messages.values()].filter((one) => this.sees(one)).at(-1);
  }

  // One's chats, that of the latest message first; the chat with the bot leads until it has begun.
  recent() {
    const moved = (chat) => {
      const last = this.last(chat);
      return last ? last.date : chat.type === "private" ? Infinity : 0;
    };
    return this.mine().sort((one, other) => {
      const [before, after] = [moved(one), moved(other)];
      return before === after ? (other.moved ?? 0) - (one.moved ?? 0) : after - before;
    });
  }

  // The messages of a chat that one sees, oldest first; in a forum those of one topic.
  shown(chat = this.chat) {
    // As they came: what one person sees has numbers of its own.
    const all = [...chat.messages.values()].filter((one) => this.sees(one));
    return chat.is_forum ? all.filter((one) => topicOf(one) === this.topic) : all;
  }

  // Whether a person sees a message: some are for one alone.
  sees(message, user = this.me) {
    return !message.receiver_user || message.receiver_user.id === user || message.from.id === user;
  }

  title(chat) {
    if (chat.type !== "private") return chat.title;
    const language = this.users.get(this.me)?.language_code?.slice(0, 2);
    return this.bot.texts[`name ${language}`] ?? this.bot.texts.name ?? this.bot.first_name;
  }

  administrator(chat, user = this.me) {
    return chat.type !== "private"
      && chat.members.some((one) => one.user.id === user && MANAGING.includes(one.status));
  }

  manages(user) {
    return [...this.chats.values()].some((chat) => this.administrator(chat, user));
  }

  // Takes in an event; tells whether the whole state has to be read again.
  take(event) {
    if (event.type === "clock") this.offset = event.now * 1000 - Date.now();
    if (WHOLE.includes(event.type)) return true;
    if (!["message", "edit", "delete"].includes(event.type)) return false;
    if (event.bot_id !== null && event.bot_id !== this.bot?.id) return false;
    const chat = this.chats.get(event.chat_id);
    if (!chat) return true;
    if (event.type === "delete") chat.messages.delete(event.message_id);
    else chat.messages.set(event.message_id, event.message);
    if (event.type === "message") {
      chat.moved = event.seq;
      this.count(chat, event.message);
    }
    return false;
  }

  count(chat, message) {
    const topic = chat.is_forum ? topicOf(message) : null;
    const here = this.looking && chat.id === this.open && topic === this.topic;
    for (const id of this.users.keys()) {
      if (id === message.from.id || (here && id === this.me) || !this.sees(message, id)) continue;
      const place = `${id} ${topic}`;
      chat.unread.set(place, (chat.unread.get(place) ?? 0) + 1);
    }
  }

  // How many messages of a chat a person hasn't seen; of one topic where it is named.
  unread(chat, topic, user = this.me) {
    const wanted = topic === undefined ? `${user} ` : `${user} ${topic}`;
    return [...chat.unread].filter(([place]) => (topic === undefined ? place.startsWith(wanted) : place === wanted))
      .reduce((sum, [, number]) => sum + number, 0);
  }

  waiting(user) {
    return this.mine(user).reduce((sum, chat) => sum + this.unread(chat, undefined, user), 0);
  }

  read() {
    if (this.looking) this.chat?.unread.delete(`${this.me} ${this.topic}`);
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

const topicOf = (message) => (message.is_topic_message ? message.message_thread_id : null);
