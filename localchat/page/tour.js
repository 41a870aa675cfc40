// The tour: what to try first, offered until it was said, and the morning that follows a command.

import { byId, el, icon, named, refill } from "./dom.js";
import { chinese, words } from "./words.js";

export class Tour {
  // `page` has model, clock and say(text).
  constructor(page) {
    this.page = page;
    this.away = false;
    byId("tour").setAttribute("aria-label", words.tour);
  }

  // The card of a chat in which nothing was said yet.
  card() {
    const { suggestions } = this.page.model.settings;
    return el(
      "section",
      { class: "welcome", "aria-label": words.tour },
      suggestions.length ? el("p", { text: words.suggestions }) : null,
      ...suggestions.map((one) => el(
        "button",
        { type: "button", class: "suggestion", onclick: () => this.page.say(one.text) },
        el("span", { text: label(one) }),
        el("strong", { text: one.text }),
      )),
      el("button", { type: "button", class: "plain begin", text: words.start, onclick: () => this.page.say("/start") }),
    );
  }

  // The line below a chat with what is left to try.
  draw() {
    const { model } = this.page;
    const own = model.chat?.type === "private";
    const said = own ? new Set(model.shown().map((one) => one.text)) : new Set();
    const { suggestions } = model.settings;
    const begun = suggestions.some((one) => said.has(one.text));
    const left = suggestions.filter((one) => !said.has(one.text));
    const ordered = suggestions.some((one) => one.text.startsWith("/") && said.has(one.text));
    const place = byId("tour");
    place.hidden = this.away || !own || !begun || !(left.length || ordered);
    if (place.hidden) return;
    refill(place, [model.me, left, ordered && this.page.clock.morning()], () => [
      el("span", { text: words.others }),
      ...left.map((one) => el("button", {
        type: "button", class: "chip", text: one.text, title: label(one), onclick: () => this.page.say(one.text),
      })),
      ordered ? el("button", { type: "button", class: "chip", text: this.page.clock.morning(), onclick: () => this.end() }) : null,
      this.closer(),
    ].filter(Boolean));
  }

  closer() {
    const made = el("button", { type: "button", class: "icon", onclick: () => this.putAway() }, icon("close"));
    named(made, words.close);
    return made;
  }

  async end() {
    await this.page.clock.toMorning();
    const left = this.page.model.settings.suggestions.length;
    if (byId("tour").querySelectorAll(".chip").length <= 1 || !left) this.putAway();
  }

  putAway() {
    this.away = true;
    this.draw();
    byId("text").focus();
  }
}

const label = (one) => (chinese ? one.zh : one.en);
