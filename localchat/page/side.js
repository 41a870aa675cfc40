// The side: who one is, and one's chats.

import { summary } from "./bubble.js";
import { arrows, byId, el, hue, reached, refill } from "./dom.js";
import { words } from "./words.js";

export class Side {
  // `page` has model, clock, become(user) and enter(chat).
  constructor(page) {
    this.page = page;
    arrows(byId("people"));
    byId("side").setAttribute("aria-label", words.chats);
    byId("people").setAttribute("aria-label", words.you);
  }

  draw() {
    this.drawPeople();
    this.drawChats();
  }

  drawPeople() {
    const { model } = this.page;
    const people = [...model.users.values()].map((user) => ({
      id: user.id, name: user.first_name, role: this.role(user),
      waiting: user.id !== model.me && model.waiting(user.id) > 0,
    }));
    refill(byId("people"), [model.me, people], () => people.map((one) => el(
      "button",
      {
        type: "button", role: "radio", class: "person", "aria-checked": String(one.id === model.me),
        tabindex: reached(one.id === model.me), onclick: () => this.page.become(one.id),
      },
      el("strong", { text: one.name }),
      el("small", { text: one.role }),
      one.waiting ? el("i", { class: "dot", role: "img", "aria-label": words.unread }) : null,
    )));
  }

  role(user) {
    const { model } = this.page;
    if (!user.language_code?.startsWith("zh")) return words.foreign;
    return model.manages(user.id) ? words.manager : words.member;
  }

  drawChats() {
    const { model } = this.page;
    const lines = model.recent().map((chat) => {
      const last = model.last(chat);
      return {
        id: chat.id, title: model.title(chat), open: chat.id === model.open, unread: model.unread(chat),
        hue: hue(chat.type === "private" ? model.bot.id : chat.id),
        last: last ? summary(last) : words.begin,
        time: last ? this.page.clock.brief(new Date(last.date * 1000)) : "",
      };
    });
    refill(byId("chats"), lines, () => lines.map((line) => this.line(line)));
  }

  line({ id, title, last, time, unread, open, hue: colour }) {
    const avatar = { class: `avatar ${colour}`, text: title[0].toUpperCase(), "aria-hidden": "true" };
    return el("li", {}, el(
      "button",
      { type: "button", class: "chat", "aria-current": open ? "true" : null, onclick: () => this.page.enter(id) },
      el("span", avatar),
      el("span", { class: "chat-text" }, el("strong", { text: title }), el("span", { text: last })),
      el(
        "span",
        { class: "chat-more" },
        el("time", { text: time }),
        unread ? el("span", { class: "unread", text: unread, "aria-label": `${unread} ${words.unread}` }) : null,
      ),
    ));
  }
}
