// One message, or the messages of one album, as a bubble with its keyboard.

import { fileUrl } from "./api.js";
import { el, hue, icon, named } from "./dom.js";
import { rich } from "./entities.js";
import { words } from "./words.js";

// `page` has me, actions, time(date), press(message, button, key), reply(message), edit(message),
// scrollTo(id), grown().
export function bubble(messages, page) {
  const [message] = messages;
  const service = serviceText(message);
  if (service) return el("p", { class: "service", "data-id": message.message_id, text: service });
  const own = message.from.id === page.me;
  const content = el("div", { class: "bubble" }, ...parts(messages, page, own));
  const deed = own && message.text && !message.via_bot ? "edit" : "reply";
  const answer = el("button", { class: "icon answer", type: "button", onclick: () => page[deed](message) }, icon(deed));
  named(answer, words[deed]);
  return el(
    "article",
    {
      class: own ? "message own" : "message", "data-id": message.message_id,
      "aria-label": `${name(message)}, ${page.time(message.date)}`,
    },
    el("div", { class: "stack" }, content, keyboard(message, page)),
    answer,
  );
}

function parts(messages, page, own) {
  const [message] = messages;
  const found = [];
  if (message.chat.type !== "private" && !own) {
    found.push(el("p", { class: `sender ${hue(message.from.id)}`, text: name(message) }));
  }
  if (message.receiver_user) found.push(el("p", { class: "via", text: words.onlyYou }));
  if (message.via_bot) found.push(el("p", { class: "via", text: `${words.via} @${message.via_bot.username}` }));
  const origin = message.forward_origin?.sender_user ?? message.forward_origin?.sender_chat;
  if (origin) found.push(el("p", { class: "via", text: `${words.forwarded} ${origin.first_name ?? origin.title}` }));
  if (message.reply_to_message) found.push(replied(message.reply_to_message, page));
  found.push(...messages.flatMap((one) => media(one, page)));
  const told = messages.find((one) => one.text ?? one.caption);
  if (told) {
    const entities = told.entities ?? told.caption_entities;
    found.push(el("div", { class: "text" }, rich(told.text ?? told.caption, entities, page.actions)));
  }
  const mark = message.edit_date ? `${words.edited} ` : "";
  found.push(el("time", { text: mark + page.time(message.date) }));
  return found;
}

const name = (message) => message.sender_chat?.title ?? message.from.first_name;

function replied(message, page) {
  return el(
    "button",
    { class: "replied", type: "button", onclick: () => page.scrollTo(message.message_id) },
    el("strong", { text: name(message) }),
    el("span", { text: summary(message) }),
  );
}

// What stands for a message in a list or a reply.
export function summary(message) {
  const held = message.document?.file_name ?? (message.photo ? words.photo : place(message));
  return (message.text ?? message.caption ?? serviceText(message) ?? held).slice(0, 80) || held;
}

// What a location or a contact says, in words.
function place(message) {
  if (message.location) return `${words.location} ${message.location.latitude}, ${message.location.longitude}`;
  if (message.contact) return `${words.contact} ${message.contact.first_name} ${message.contact.phone_number}`;
  return "";
}

function media(message, page) {
  if (message.photo) return [photo(message, page)];
  if (message.sticker) return [el("p", { class: "sticker", text: message.sticker.emoji ?? "🙂" })];
  const held = message.document ?? message.voice ?? message.audio ?? message.video ?? message.animation;
  if (!held) return place(message) ? [el("p", { text: place(message) })] : [];
  return [el(
    "a",
    { class: "file", href: fileUrl(held.file_id), download: held.file_name ?? "" },
    icon("file"),
    el("span", {}, el("strong", { text: held.file_name ?? held.mime_type }), el("small", { text: size(held.file_size) })),
  )];
}

function photo(message, page) {
  const largest = message.photo[message.photo.length - 1];
  const image = el("img", {
    class: "photo", src: fileUrl(largest.file_id), alt: message.caption ?? words.photo, onload: page.grown,
  });
  image.style.setProperty("--ratio", largest.width / largest.height);
  image.style.setProperty("--own", `${largest.width}px`);
  const link = el("a", { class: "frame", href: fileUrl(largest.file_id), target: "_blank", rel: "noopener" }, image);
  if (!message.has_media_spoiler) return link;
  link.classList.add("veiled");
  link.setAttribute("aria-label", words.spoiler);
  const lift = (event) => {
    event.preventDefault();
    link.classList.remove("veiled");
    link.removeAttribute("aria-label");
  };
  link.addEventListener("click", lift, { once: true });
  return link;
}

const size = (bytes) => bytes < 1_000_000
  ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

function keyboard(message, page) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return el("div", { class: "keyboard" }, ...rows.map((row) => el(
    "div",
    { class: "row" },
    ...row.map((button) => el("button", {
      type: "button", class: button.url && !button.text.includes("↗") ? "key outward" : "key", text: button.text,
      onclick: (event) => page.press(message, button, event.currentTarget),
    })),
  )));
}

export function serviceText(message) {
  if (message.new_chat_members) {
    return `${message.new_chat_members.map((one) => one.first_name).join("、")} ${words.joined}`;
  }
  if (message.left_chat_member) return `${message.left_chat_member.first_name} ${words.left}`;
  if (message.pinned_message) return `${message.from.first_name} ${words.pinned}`;
  if (message.forum_topic_created) return `${words.opened} ${message.forum_topic_created.name}`;
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return words.upgraded;
  return null;
}
