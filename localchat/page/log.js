// The messages of the open chat, drawn again only where they changed.

import { bubble } from "./bubble.js";
import { byId, el } from "./dom.js";
import { words } from "./words.js";

const NEAR_END = 40;

// Which button of which message has the focus, to give it back when the message changes.
function focusedKey(log) {
  const key = document.activeElement;
  const message = key?.closest("[data-id]");
  if (!message || !log.contains(key)) return null;
  return { id: message.dataset.id, place: [...message.querySelectorAll(".key")].indexOf(key) };
}

// Messages in groups: an album is one group, any other message its own.
function albums(messages) {
  const groups = [];
  for (const message of messages) {
    const last = groups.at(-1)?.[0];
    const together = message.media_group_id && message.media_group_id === last?.media_group_id;
    if (together) groups.at(-1).push(message);
    else groups.push([message]);
  }
  return groups;
}

export class Log {
  // `page` has model, clock, actions, composer, tour, press(message, button, key).
  constructor(page) {
    this.page = page;
    this.place = byId("log");
    this.place.setAttribute("aria-label", words.messages);
    this.drawn = new Map();
    this.atEnd = true;
    this.place.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = this.place;
      this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    });
    new ResizeObserver(() => this.keepEnd()).observe(this.place);
  }

  draw(toEnd) {
    const { model } = this.page;
    if (!model.chat) return;
    this.atEnd ||= toEnd;
    const shown = model.shown();
    this.redraw(this.dated(shown));
    if (model.chat.type === "private" && !shown.length) this.place.append(this.page.tour.card());
    this.keepEnd();
  }

  keepEnd() {
    if (this.atEnd) this.place.scrollTop = this.place.scrollHeight;
  }

  // What to show with its key: a line for each day and the messages of that day.
  dated(shown) {
    const { model, clock } = this.page;
    const found = [];
    let before = null;
    for (const group of albums(shown)) {
      const day = clock.day(new Date(group[0].date * 1000));
      if (day !== before) {
        found.push([`${model.open} ${day} ${group[0].message_id}`, () => el("p", { class: "service day", text: day })]);
      }
      before = day;
      found.push([`${model.me} ${model.open} ${JSON.stringify(group)}`, () => bubble(group, this.means())]);
    }
    return found;
  }

  means() {
    const { model, clock, actions, composer } = this.page;
    return {
      me: model.me,
      actions,
      time: (date) => clock.time(new Date(date * 1000)),
      press: (message, button, key) => this.page.press(message, button, key),
      reply: (message) => composer.reply(message),
      edit: (message) => composer.edit(message),
      scrollTo: (id) => this.place.querySelector(`[data-id="${id}"]`)?.scrollIntoView({ block: "center" }),
      grown: () => this.keepEnd(),
    };
  }

  // Keeps every node whose content is the same, so that focus and opened spoilers stay.
  redraw(wanted) {
    const before = this.drawn;
    this.drawn = new Map(wanted.map(([key, build]) => [key, before.get(key) ?? build()]));
    const focused = focusedKey(this.place);
    const nodes = [...this.drawn.values()];
    const kept = new Set(nodes);
    for (const old of [...this.place.children]) if (!kept.has(old)) old.remove();
    nodes.forEach((node, at) => {
      if (this.place.children[at] !== node) this.place.insertBefore(node, this.place.children[at] ?? null);
    });
    if (!focused) return;
    this.place.querySelector(`[data-id="${focused.id}"]`)?.querySelectorAll(".key")[focused.place]?.focus();
  }
}
