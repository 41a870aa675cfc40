// The clock: what it shows, and the ways to move it.

import { control } from "./api.js";
import { byId, el } from "./dom.js";
import { toast } from "./notices.js";
import { words } from "./words.js";

const TICK_MS = 1000;
const MORNING = "08:30";
const SUNDAY = 0;
const SATURDAY = 6;

export class Clock {
  constructor(model) {
    this.model = model;
    byId("clock").setAttribute("aria-label", words.clock);
    byId("clock").append(
      el("span", { class: "now" }),
      el("button", { type: "button", text: words.hour, onclick: () => this.jump({ advance: 3600 }) }),
      el("button", { type: "button", class: "morning", onclick: () => this.toMorning() }),
    );
    setInterval(() => this.draw(), TICK_MS);
  }

  // To the next morning on which people work.
  toMorning() {
    return this.jump({ until: MORNING, zone: this.model.settings.zone, weekday: true });
  }

  // What that morning is called from here.
  morning() {
    const wall = new Date(this.model.now().toLocaleString("en-US", { timeZone: this.model.settings.zone }));
    const early = this.time(this.model.now()) < MORNING;
    const next = (wall.getDay() + (early ? 0 : 1)) % 7;
    if ([SATURDAY, SUNDAY].includes(next)) return words.monday;
    return early ? words.today : words.morning;
  }

  async jump(change) {
    await control("clock", change);
    toast(`${words.jumped} ${this.day(this.model.now())} ${this.time(this.model.now())}`);
  }

  draw() {
    if (!this.model.bot) return;
    const now = this.model.now();
    const shown = `${this.day(now)} ${this.time(now)}`;
    const place = byId("clock").querySelector(".now");
    if (place.textContent === shown) return;
    place.textContent = shown;
    byId("clock").querySelector(".morning").textContent = this.morning();
  }

  time(moment) {
    return this.said(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  }

  day(moment) {
    return this.said(moment, { month: "long", day: "numeric", weekday: "short" });
  }

  // The time today, the day of anything older.
  brief(moment) {
    const today = this.day(moment) === this.day(this.model.now());
    return today ? this.time(moment) : this.said(moment, { month: "numeric", day: "numeric" });
  }

  said(moment, parts) {
    return moment.toLocaleString(navigator.language, { timeZone: this.model.settings.zone, ...parts });
  }
}
