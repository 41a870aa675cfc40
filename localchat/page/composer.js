// The line one writes in: sending, replies, files, completion of commands, inline mode.

import { control } from "./api.js";
import { summary } from "./bubble.js";
import { byId, el, icon, named } from "./dom.js";
import { toast } from "./notices.js";
import { words } from "./words.js";

const TYPING_MS = 250;

function base64(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.split(",")[1] ?? ""));
    reader.readAsDataURL(file);
  });
}

export class Composer {
  // `page` has model, links, say(text, replyTo), rewrite(id, text), sendFile(file, album, caption),
  // tried(work).
  constructor(page) {
    this.page = page;
    this.replyTo = null;
    this.editing = null;
    this.files = [];
    this.items = [];
    this.marked = -1;
    this.asked = 0;
    this.text = byId("text");
    this.popup = byId("popup");
    for (const [id, name] of [["attach", "attach"], ["send", "send"]]) {
      byId(id).append(icon(id));
      named(byId(id), words[name]);
    }
    this.text.placeholder = words.write;
    this.text.setAttribute("aria-label", words.write);
    this.text.addEventListener("input", () => this.changed());
    this.text.addEventListener("keydown", (event) => this.key(event));
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    byId("attach").addEventListener("click", () => byId("file").click());
    byId("file").addEventListener("change", () => {
      this.attach([...byId("file").files]);
      byId("file").value = "";
    });
    this.popup.setAttribute("aria-label", words.offers);
    this.takeDropped(byId("talk"));
  }

  // Files may be dropped on the chat, or pasted.
  takeDropped(talk) {
    talk.addEventListener("dragover", (event) => event.preventDefault());
    talk.addEventListener("drop", (event) => {
      event.preventDefault();
      this.attach([...event.dataTransfer.files]);
    });
    this.text.addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files];
      if (!files.length) return;
      event.preventDefault();
      this.attach(files);
    });
  }

  write(text) {
    this.text.value = text;
    this.text.focus();
    this.changed();
  }

  // Has the next text answer a message; null: no longer.
  reply(message) {
    this.replyTo = message;
    this.editing = null;
    this.hold([]);
    this.announce(message && `${words.reply} ${message.from.first_name}：${summary(message)}`);
  }

  // Has the next text replace one's own message.
  edit(message) {
    this.replyTo = null;
    this.editing = message;
    this.hold([]);
    this.announce(`${words.edit} ${message.from.first_name}：${summary(message)}`);
    this.write(message.text);
  }

  // Files that wait to be sent; the next text is their caption.
  hold(files) {
    this.files = files;
    this.text.placeholder = files.length ? words.caption : words.write;
  }

  // Says above the line what the next text is for; null: nothing but itself.
  announce(line) {
    const place = byId("replying");
    place.hidden = !line;
    if (!line) return;
    const cancel = el("button", { class: "icon", type: "button", onclick: () => this.cancel() }, icon("close"));
    named(cancel, words.cancel);
    place.replaceChildren(el("span", { text: line }), cancel);
    this.text.focus();
  }

  // Somebody else writes, or in another chat: nothing of what was begun is left.
  restart() {
    this.text.value = "";
    this.changed();
    this.reply(null);
  }

  cancel() {
    if (this.editing) this.write("");
    this.reply(null);
  }

  async submit(text = this.text.value.trim()) {
    if (!text && !this.files.length) return;
    const { replyTo, editing, files } = this;
    this.restart();
    if (files.length) await this.sendFiles(files, text);
    else if (editing) await this.page.rewrite(editing.message_id, text);
    else await this.page.say(text, replyTo?.message_id);
  }

  // Takes files to be sent with the next text below the first of them.
  attach(files) {
    if (!files.length) return;
    this.reply(null);
    this.hold(files);
    this.announce(`${words.attach} ${files.map((one) => one.name).join("、")}`);
  }

  // Several at once are one album.
  async sendFiles(files, caption) {
    const album = files.length > 1 ? `page${Date.now()}` : undefined;
    for (const file of files) {
      const mime = file.type || "application/octet-stream";
      const sent = { name: file.name, mime, content: await base64(file) };
      await this.page.sendFile(sent, album, file === files[0] && caption ? caption : undefined);
    }
  }

  key(event) {
    if (event.isComposing) return;
    if (!this.popup.hidden && ["ArrowDown", "ArrowUp", "Tab", "Escape"].includes(event.key)) {
      event.preventDefault();
      if (event.key === "Escape") this.show([]);
      else if (event.key === "Tab") this.items[Math.max(this.marked, 0)].take();
      else this.mark(this.marked + (event.key === "ArrowUp" ? -1 : 1));
      return;
    }
    if (event.key === "Escape") this.cancel();
    if (event.key === "ArrowUp" && !this.text.value) this.editLast(event);
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    const item = this.items[this.marked];
    if (item) (item.enter ?? item.take)();
    else this.submit();
  }

  editLast(event) {
    const { model } = this.page;
    const last = model.shown().findLast((one) => one.from.id === model.me && one.text && !one.via_bot);
    if (!last) return;
    event.preventDefault();
    this.edit(last);
  }

  changed() {
    this.text.style.height = "auto";
    // What isn't seen, as behind the list of chats on a phone, has no height yet.
    const { scrollHeight } = this.text;
    if (scrollHeight) this.text.style.height = `${Math.min(scrollHeight, 160)}px`;
    const { bot } = this.page.model;
    const text = this.text.value;
    const inline = new RegExp(`^@${bot?.username} (.*)$`, "is").exec(text);
    clearTimeout(this.waiting);
    this.asked += 1;
    if (inline) this.waiting = setTimeout(() => this.ask(inline[1]), TYPING_MS);
    else if (/^\/\w*$/.test(text)) this.offerCommands(text.slice(1));
    else if (/^@\w*$/.test(text) && `@${bot?.username}`.startsWith(text)) this.offerBot();
    else this.show([]);
  }

  offerBot() {
    const name = `@${this.page.model.bot.username}`;
    this.show([{ title: name, note: words.bot, take: () => this.write(`${name} `) }]);
  }

  offerCommands(begun) {
    this.show(this.page.model.commands().filter((one) => one.command.startsWith(begun)).map((one) => ({
      title: `/${one.command}`, note: one.description,
      take: () => this.write(`/${one.command} `),
      enter: () => this.submit(`/${one.command}`),
    })));
  }

  async ask(query, offset = "", before = []) {
    const mine = this.asked;
    const { model } = this.page;
    try {
      const found = await control("inline", {
        user_id: model.me, query, offset, chat_id: model.open, wait: 8,
      });
      if (mine !== this.asked) return;
      this.offerResults(query, found, before);
    } catch (error) {
      if (mine === this.asked) toast(error.message);
    }
  }

  offerResults(query, found, before) {
    const items = [...before];
    if (found.button && !before.length) {
      items.push({
        title: found.button.text, note: "",
        take: () => { this.write(""); this.page.links.start(found.button.start_parameter); },
      });
    }
    items.push(...found.results.map((one) => ({
      title: one.title ?? one.type, note: one.description ?? "",
      take: () => this.take(found.query_id, one.id),
    })));
    const kept = [...items];
    if (found.next_offset) {
      items.push({ title: words.more, note: "", take: () => this.ask(query, found.next_offset, kept) });
    }
    if (!items.length) items.push({ title: words.nothing, note: "", take: () => this.show([]) });
    this.show(items);
  }

  async take(queryId, resultId) {
    const { model } = this.page;
    const replyTo = this.replyTo?.message_id;
    this.write("");
    this.reply(null);
    await this.page.tried(() => control("choose", {
      user_id: model.me, chat_id: model.open, query_id: queryId, result_id: resultId, topic: model.topic,
      reply_to: replyTo,
    }));
  }

  show(items) {
    this.items = items;
    this.popup.hidden = !items.length;
    this.popup.replaceChildren(...items.map((item, place) => el(
      "button",
      {
        class: "item", type: "button", role: "option", tabindex: "-1", id: `item${place}`,
        onclick: () => item.take(),
      },
      el("strong", { text: item.title }),
      el("span", { text: item.note }),
    )));
    this.mark(items.length && this.text.value.startsWith("/") ? 0 : -1);
  }

  mark(place) {
    const count = this.items.length;
    this.marked = count && place >= 0 ? place % count : -1;
    [...this.popup.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === this.marked)));
    if (this.marked < 0) this.text.removeAttribute("aria-activedescendant");
    else this.text.setAttribute("aria-activedescendant", `item${this.marked}`);
    this.popup.children[this.marked]?.scrollIntoView({ block: "nearest" });
  }
}
