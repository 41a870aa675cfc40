// The page: puts chats, messages and composer together and follows what happens.

import { control, listen } from "./api.js";
import { bubble, summary } from "./bubble.js";
import { Composer } from "./composer.js";
import { byId, el, icon, refill } from "./dom.js";
import { Model } from "./model.js";
import { alertBox, choose, copy, toast } from "./notices.js";
import { words } from "./words.js";

const BOT_LINK = /^(?:https?:\/\/)?t\.me\/(\w+)(?:\?(.*))?$/i;
const SHARE_LINK = /^(?:https?:\/\/)?t\.me\/share\/url\?(.*)$/i;

// Which button of which message has the focus, to give it back when the message changes.
function focusedKey(log) {
  const key = document.activeElement;
  const message = key?.closest("[data-id]");
  if (!message || !log.contains(key)) return null;
  return { id: message.dataset.id, place: [...message.querySelectorAll(".key")].indexOf(key) };
}

class Page {
  constructor() {
    this.model = new Model();
    this.composer = new Composer(this);
    this.actions = {
      link: (url) => this.follow(url),
      command: (text) => this.say(text),
      mention: (name) => this.composer.write(`${name} `),
    };
    byId("back").append(icon("back"));
    byId("back").setAttribute("aria-label", words.back);
    byId("back").addEventListener("click", () => byId("app").classList.remove("talking"));
    this.reading = false;
    setInterval(() => this.drawClock(), 1000);
  }

  async start() {
    await control("sample");
    await this.reload();
    listen((event) => this.happened(event), (there) => {
      if (!there) toast(words.offline);
      else this.reload();
    });
  }

  async reload() {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    try {
      await this.model.load();
    } finally {
      this.reading = false;
    }
    if (this.again) {
      this.again = false;
      await this.reload();
      return;
    }
    this.draw();
  }

  happened(event) {
    if (event.type === "action" && event.chat_id === this.model.open) this.typing();
    const stale = this.model.take(event) || this.reading;
    if (event.type === "message" && event.chat_id === this.model.open) this.answerAsked(event.message);
    if (stale) {
      this.reload();
      return;
    }
    if (event.type === "clock") this.drawClock();
    if (!["message", "edit", "delete"].includes(event.type)) return;
    this.drawChats();
    if (event.chat_id !== this.model.open) return;
    if (event.type === "message") this.subtitle();
    this.drawLog(event.type === "message");
  }

  // A message that forces a reply puts those it is meant for into the reply at once.
  answerAsked(message) {
    const markup = message.local?.markup;
    if (!markup?.force_reply) return;
    const meant = message.reply_to_message?.from.id === this.model.me;
    if (!markup.selective || meant || message.chat.type === "private") this.composer.reply(message);
  }

  draw() {
    this.drawPeople();
    this.drawChats();
    this.drawHead();
    this.drawLog(true);
    this.drawClock();
  }

  drawPeople() {
    const { model } = this;
    byId("people").setAttribute("aria-label", words.you);
    const users = [...model.users.values()];
    refill(byId("people"), [model.me, users], () => users.map((user) => el("button", {
      type: "button", role: "radio", class: "person", "aria-checked": String(user.id === model.me),
      text: user.first_name, onclick: () => this.become(user.id),
    })));
  }

  become(id) {
    const { model } = this;
    const before = model.chat;
    model.me = id;
    if (!before || before.type === "private" || !model.mine().includes(before)) model.open = id;
    this.composer.reply(null);
    this.draw();
  }

  drawChats() {
    const { model } = this;
    const lines = model.mine().map((chat) => {
      const last = [...chat.messages.values()].at(-1);
      return {
        id: chat.id, title: model.title(chat), last: last ? summary(last) : "",
        unread: chat.unread.get(model.me), open: chat.id === model.open,
      };
    });
    refill(byId("chats"), lines, () => lines.map((line) => this.chatLine(line)));
  }

  chatLine({ id, title, last, unread, open }) {
    const avatar = { class: `avatar hue${Math.abs(id) % 7}`, text: title[0].toUpperCase(), "aria-hidden": "true" };
    return el("li", {}, el(
      "button",
      { type: "button", class: "chat", "aria-current": open ? "true" : null, onclick: () => this.enter(id) },
      el("span", avatar),
      el("span", { class: "chat-text" }, el("strong", { text: title }), el("span", { text: last })),
      unread ? el("span", { class: "unread", text: unread }) : null,
    ));
  }

  enter(id, topic = null) {
    const { model } = this;
    if (id !== model.open || topic !== model.topic) this.composer.reply(null);
    model.open = id;
    model.topic = topic;
    model.chat.unread.delete(model.me);
    byId("app").classList.add("talking");
    this.drawChats();
    this.drawHead();
    this.drawLog(true);
  }

  drawHead() {
    const { model } = this;
    const { chat } = model;
    if (!chat) return;
    byId("title").textContent = model.title(chat);
    document.title = model.title(chat);
    this.subtitle();
    byId("topics").hidden = !chat.is_forum;
    const topics = [{ message_thread_id: null, name: words.general }, ...chat.topics.filter((one) => !one.deleted)];
    refill(byId("topics"), [chat.id, model.topic, topics], () => (chat.is_forum ? topics : []).map((topic) => el("button", {
      type: "button", role: "tab", class: "topic", text: topic.name,
      "aria-selected": String(topic.message_thread_id === model.topic),
      onclick: () => this.enter(chat.id, topic.message_thread_id),
    })));
  }

  subtitle(text) {
    const { chat } = this.model;
    const count = chat.members.filter((one) => !["left", "kicked"].includes(one.status)).length;
    byId("subtitle").textContent = text ?? (chat.type === "private" ? words.bot : `${count} ${words.members}`);
  }

  typing() {
    this.subtitle(words.typing);
    clearTimeout(this.typed);
    this.typed = setTimeout(() => this.subtitle(), 5000);
  }

  drawLog(toEnd) {
    const { model } = this;
    if (!model.chat) return;
    const log = byId("log");
    const atEnd = toEnd || log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    const shown = model.shown();
    const page = {
      me: model.me,
      actions: this.actions,
      time: (date) => this.time(new Date(date * 1000)),
      press: (message, button, key) => this.press(message, button, key),
      reply: (message) => this.composer.reply(message),
      edit: (message) => this.composer.edit(message),
      scrollTo: (id) => log.querySelector(`[data-id="${id}"]`)?.scrollIntoView({ block: "center" }),
    };
    this.redraw(log, shown, page);
    if (model.chat.type === "private" && !shown.length) log.append(this.welcome());
    if (atEnd) log.scrollTop = log.scrollHeight;
  }

  // Draws again only what has changed, so that focus and opened spoilers stay.
  redraw(log, shown, page) {
    const before = this.drawn ?? new Map();
    const here = `${this.model.me} ${this.model.open} `;
    this.drawn = new Map(shown.map((message) => {
      const content = here + JSON.stringify(message);
      const known = before.get(content);
      return [content, known ?? bubble(message, page)];
    }));
    const focused = focusedKey(log);
    const wanted = [...this.drawn.values()];
    for (const old of [...log.children]) if (!wanted.includes(old)) old.remove();
    wanted.forEach((node, place) => {
      if (log.children[place] !== node) log.insertBefore(node, log.children[place] ?? null);
    });
    if (focused) log.querySelector(`[data-id="${focused.id}"]`)?.querySelectorAll(".key")[focused.place]?.focus();
  }

  welcome() {
    const offered = ["/start", ...(this.model.settings.suggestions ?? [])];
    return el("div", { class: "welcome" }, el("p", { text: words.suggestions }), ...offered.map((text) => el("button", {
      type: "button", class: "suggestion", text: text === "/start" ? `${words.start} /start` : text,
      onclick: () => this.say(text),
    })));
  }

  time(moment, more = {}) {
    const zone = this.model.settings.zone;
    return moment.toLocaleString(navigator.language, { timeZone: zone, hour: "2-digit", minute: "2-digit", hour12: false, ...more });
  }

  drawClock() {
    if (!this.model.bot) return;
    const now = this.time(this.model.now(), { month: "numeric", day: "numeric", weekday: "short" });
    const place = byId("clock");
    if (place.dataset.now === now) return;
    place.dataset.now = now;
    const jump = async (change) => {
      await control("clock", change);
      toast(`${words.jumped} ${this.time(this.model.now(), { month: "numeric", day: "numeric" })}`);
    };
    place.replaceChildren(
      el("span", { class: "now", title: words.clock, text: now }),
      el("button", { type: "button", text: words.hour, onclick: () => jump({ advance: 3600 }) }),
      el("button", {
        type: "button", text: words.morning,
        onclick: () => jump({ until: "08:30", zone: this.model.settings.zone }),
      }),
    );
  }

  async say(text, replyTo) {
    const { model } = this;
    await this.tried(() => control("say", {
      user_id: model.me, chat_id: model.open, text, reply_to: replyTo, topic: model.topic,
    }));
  }

  async rewrite(messageId, text) {
    const { model } = this;
    await this.tried(() => control("edit", {
      user_id: model.me, chat_id: model.open, message_id: messageId, text,
    }));
  }

  async sendFile(name, mime, content) {
    const { model } = this;
    await this.tried(() => control("send", {
      user_id: model.me, chat_id: model.open, name, mime, content, topic: model.topic,
      kind: /^image\/(png|jpeg|gif)$/.test(mime) ? "photo" : "document",
    }));
  }

  async press(message, button, key) {
    key.classList.add("waiting");
    const result = await this.tried(() => control("press", {
      user_id: this.model.me, chat_id: message.chat.id, message_id: message.message_id,
      label: button.callback_data === undefined ? button.text : undefined, data: button.callback_data,
    }));
    key.classList.remove("waiting");
    if (!result) return;
    if (result.copy) await copy(result.copy);
    else if (result.url) this.follow(result.url);
    else if (result.switch) await this.switchInline(result.switch);
    else if (!result.answer) toast(words.silent);
    else if (result.answer.url) this.follow(result.answer.url);
    else if (result.answer.text && result.answer.show_alert) alertBox(result.answer.text);
    else if (result.answer.text) toast(result.answer.text);
  }

  async switchInline({ kind, query }) {
    const text = `@${this.model.bot.username} ${query.query ?? query}`;
    if (!kind.endsWith("current_chat")) {
      const target = await this.pick();
      if (target === null) return;
      this.enter(target);
    }
    this.composer.write(text);
  }

  pick() {
    const { model } = this;
    return choose(words.choose, model.mine().map((chat) => ({ label: model.title(chat), value: chat.id })));
  }

  async follow(url) {
    const share = SHARE_LINK.exec(url);
    const own = BOT_LINK.exec(url);
    if (share) {
      const given = new URLSearchParams(share[1]);
      const target = await this.pick();
      if (target === null) return;
      this.enter(target);
      this.composer.write([given.get("text"), given.get("url")].filter(Boolean).join("\n"));
    } else if (own && own[1].toLowerCase() === this.model.bot.username.toLowerCase()) {
      await this.followBot(new URLSearchParams(own[2] ?? ""));
    } else {
      const link = el("a", { href: url.includes("://") ? url : `https://${url}`, target: "_blank", rel: "noopener noreferrer", text: url });
      alertBox(words.outside, link);
    }
  }

  async followBot(given) {
    if (given.has("startgroup")) {
      const groups = this.model.mine().filter((chat) => chat.type !== "private");
      const target = await choose(words.choose, groups.map((chat) => ({ label: chat.title, value: chat.id })));
      if (target !== null) this.enter(target);
    } else await this.deepLink(given.get("start"));
  }

  async deepLink(payload) {
    this.enter(this.model.me);
    await this.say(payload ? `/start ${payload}` : "/start");
  }

  async tried(work) {
    try {
      return await work();
    } catch (error) {
      toast(error.message);
      return null;
    }
  }
}

new Page().start();
