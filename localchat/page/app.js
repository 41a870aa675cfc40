// The page: puts chats, messages and composer together and follows what happens.

import { control, listen } from "./api.js";
import { Clock } from "./clock.js";
import { Composer } from "./composer.js";
import { arrows, byId, el, icon, named, reached, refill } from "./dom.js";
import { Links } from "./links.js";
import { Log } from "./log.js";
import { Model } from "./model.js";
import { alertBox, copy, toast } from "./notices.js";
import { Side } from "./side.js";
import { Tour } from "./tour.js";
import { words } from "./words.js";

const TYPING_MS = 5000;
const TEXT_LIMIT = 4096;

class Page {
  constructor() {
    document.documentElement.lang = words.lang;
    this.model = new Model();
    this.clock = new Clock(this.model);
    this.composer = new Composer(this);
    this.links = new Links(this);
    this.tour = new Tour(this);
    this.side = new Side(this);
    this.actions = {
      link: (url) => this.links.follow(url),
      command: (text) => this.say(text),
      mention: (name) => this.composer.write(`${name} `),
    };
    this.log = new Log(this);
    this.reading = false;
    this.narrow = window.matchMedia("(max-width: 720px)");
    this.narrow.addEventListener("change", () => this.look());
    this.prepareHead();
  }

  prepareHead() {
    byId("back").append(icon("back"));
    named(byId("back"), words.back);
    byId("back").addEventListener("click", () => this.leave());
    byId("anonymous").append(icon("mask"));
    named(byId("anonymous"), words.anonymous);
    byId("anonymous").addEventListener("click", (event) => {
      const button = event.currentTarget;
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    });
    arrows(byId("topics"));
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
    if (event.type === "clock") this.clock.draw();
    if (!["message", "edit", "delete"].includes(event.type)) return;
    this.side.draw();
    if (event.chat_id !== this.model.open) return;
    if (event.by_bot) clearTimeout(this.typed);
    this.drawHead();
    this.log.draw(event.type === "message");
    this.tour.draw();
  }

  // A message that forces a reply puts those it is meant for into the reply at once.
  answerAsked(message) {
    const markup = message.local?.markup;
    if (!markup?.force_reply) return;
    const meant = message.reply_to_message?.from.id === this.model.me;
    if (!markup.selective || meant || message.chat.type === "private") this.composer.reply(message);
  }

  draw() {
    this.look();
    this.side.draw();
    this.drawHead();
    this.log.draw(true);
    this.tour.draw();
    this.clock.draw();
  }

  look() {
    this.model.looking = !this.narrow.matches || byId("app").classList.contains("talking");
    this.model.read();
  }

  become(id) {
    const { model } = this;
    const before = model.chat;
    model.me = id;
    if (!before || before.type === "private" || !model.mine().includes(before)) this.show(id);
    this.composer.restart();
    // On a phone the list covers the chat: who begins is led into his own.
    const own = model.chats.get(id);
    if (this.narrow.matches && own && !model.last(own)) this.enter(id);
    else this.draw();
  }

  show(id, topic = null) {
    this.model.open = id;
    this.model.topic = topic;
    byId("anonymous").setAttribute("aria-pressed", "false");
  }

  enter(id, topic = null) {
    const { model } = this;
    if (id !== model.open || topic !== model.topic) this.composer.restart();
    this.show(id, topic);
    byId("app").classList.add("talking");
    this.draw();
    if (!this.narrow.matches && !byId("topics").contains(document.activeElement)) byId("text").focus();
  }

  leave() {
    byId("app").classList.remove("talking");
    this.look();
    byId("chats").querySelector("[aria-current]")?.focus();
  }

  drawHead() {
    const { model } = this;
    const { chat } = model;
    if (!chat) return;
    byId("title").textContent = model.title(chat);
    document.title = model.title(chat);
    this.subtitle();
    byId("anonymous").hidden = !model.administrator(chat);
    byId("topics").hidden = !chat.is_forum;
    const open = chat.is_forum ? chat.topics.filter((one) => !one.deleted) : [];
    const topics = [{ message_thread_id: null, name: words.general }, ...open].map((one) => ({
      id: one.message_thread_id, name: one.name, unread: model.unread(chat, one.message_thread_id),
    }));
    refill(byId("topics"), [chat.id, model.topic, topics], () => topics.map((one) => el(
      "button",
      {
        type: "button", role: "tab", class: "topic", "aria-selected": String(one.id === model.topic),
        "aria-controls": "log", tabindex: reached(one.id === model.topic),
        onclick: () => this.enter(chat.id, one.id),
      },
      one.name,
      one.unread ? el("span", { class: "unread", text: one.unread }) : null,
    )));
  }

  subtitle(text) {
    const { chat } = this.model;
    const count = chat.members.filter((one) => !["left", "kicked"].includes(one.status)).length;
    byId("subtitle").textContent = text ?? (chat.type === "private" ? words.bot : `${count} ${words.people}`);
  }

  typing() {
    this.subtitle(words.typing);
    clearTimeout(this.typed);
    this.typed = setTimeout(() => this.subtitle(), TYPING_MS);
  }

  // Says a text, in several messages where it is too long for one, as the clients do.
  async say(text, replyTo) {
    const { model } = this;
    const anonymous = byId("anonymous").getAttribute("aria-pressed") === "true" || undefined;
    for (let from = 0; from < text.length; from += TEXT_LIMIT) {
      await this.tried(() => control("say", {
        user_id: model.me, chat_id: model.open, text: text.slice(from, from + TEXT_LIMIT),
        reply_to: replyTo, topic: model.topic, anonymous,
      }));
    }
  }

  async rewrite(messageId, text) {
    const { model } = this;
    await this.tried(() => control("edit", {
      user_id: model.me, chat_id: model.open, message_id: messageId, text,
    }));
  }

  async sendFile({ name, mime, content }, album, caption) {
    const { model } = this;
    await this.tried(() => control("send", {
      user_id: model.me, chat_id: model.open, name, mime, content, topic: model.topic, album, caption,
      kind: /^image\/(png|jpeg)$/.test(mime) ? "photo" : "document",
    }));
  }

  async press(message, button, key) {
    if (button.copy_text) await copy(button.copy_text.text);
    else if (button.url) await this.links.follow(button.url);
    else if (button.callback_data === undefined) await this.links.inline(button);
    else await this.ask(message, button, key);
  }

  async ask(message, button, key) {
    key.classList.add("waiting");
    const result = await this.tried(() => control("press", {
      user_id: this.model.me, chat_id: message.chat.id, message_id: message.message_id, data: button.callback_data,
    }));
    key.classList.remove("waiting");
    if (!result) return;
    const { answer } = result;
    if (!answer) toast(words.silent);
    else if (answer.url) await this.links.follow(answer.url);
    else if (answer.text && answer.show_alert) alertBox(answer.text);
    else if (answer.text) toast(answer.text);
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
