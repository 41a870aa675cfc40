// Where links lead: chats of this page, a choice of chats, or outside.

import { el } from "./dom.js";
import { alertBox, choose } from "./notices.js";
import { words } from "./words.js";

const BOT_LINK = /^(?:https?:\/\/)?t\.me\/(\w+)(?:\?(.*))?$/i;
const SHARE_LINK = /^(?:https?:\/\/)?t\.me\/share\/url\?(.*)$/i;

export class Links {
  // `page` has model, composer, enter(chat) and say(text).
  constructor(page) {
    this.page = page;
  }

  async follow(url) {
    const share = SHARE_LINK.exec(url);
    const own = BOT_LINK.exec(url);
    if (share) await this.share(new URLSearchParams(share[1]));
    else if (own && own[1].toLowerCase() === this.page.model.bot.username.toLowerCase()) {
      await this.bot(new URLSearchParams(own[2] ?? ""));
    } else this.outside(url);
  }

  outside(url) {
    const address = url.includes("://") ? url : `https://${url}`;
    const safe = /^https?:/i.test(address);
    alertBox(words.outside, safe
      ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer", text: url })
      : el("p", { text: url }));
  }

  async share(given) {
    const target = await this.pick();
    if (target === null) return;
    this.page.enter(target);
    this.page.composer.write([given.get("text"), given.get("url")].filter(Boolean).join("\n"));
  }

  async bot(given) {
    if (!given.has("startgroup")) {
      await this.start(given.get("start"));
      return;
    }
    const target = await this.pick((chat) => chat.type !== "private");
    if (target !== null) this.page.enter(target);
  }

  // Opens one's own chat with the bot, as a deep link does.
  async start(payload) {
    this.page.enter(this.page.model.me);
    await this.page.say(payload ? `/start ${payload}` : "/start");
  }

  // A button that switches to inline mode: here, or in a chat that is asked for.
  async inline(button) {
    const { model } = this.page;
    const here = button.switch_inline_query_current_chat;
    const query = here ?? button.switch_inline_query ?? button.switch_inline_query_chosen_chat.query ?? "";
    if (here === undefined) {
      const target = await this.pick();
      if (target === null) return;
      this.page.enter(target);
    }
    this.page.composer.write(`@${model.bot.username} ${query}`);
  }

  pick(wanted = () => true) {
    const { model } = this.page;
    const chats = model.mine().filter(wanted);
    return choose(words.choose, chats.map((chat) => ({ label: model.title(chat), value: chat.id })));
  }
}
