// Text with entities as elements. Offsets are UTF-16 units, as JavaScript counts too.

import { el } from "./dom.js";
import { words } from "./words.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

// `actions` has link(url), command(text) and mention(name).
export function rich(text, entities, actions) {
  const root = document.createDocumentFragment();
  fill(root, text, 0, text.length, [...(entities ?? [])], actions);
  return root;
}

function fill(parent, text, from, to, entities, actions) {
  let place = from;
  while (entities.length && entities[0].offset < to) {
    const one = entities.shift();
    const start = Math.max(one.offset, place);
    const end = Math.min(one.offset + one.length, to);
    if (end <= start) continue;
    parent.append(text.slice(place, start));
    const inside = [];
    while (entities.length && entities[0].offset < end) inside.push(entities.shift());
    const made = element(one, text.slice(start, end), actions);
    fill(made, text, start, end, inside, actions);
    parent.append(made);
    place = end + (made.tagName === "BLOCKQUOTE" && text[end] === "\n" ? 1 : 0);
  }
  parent.append(text.slice(place, to));
}

function element(one, said, actions) {
  if (TAGS[one.type]) return quote(one, el(TAGS[one.type]));
  if (one.type === "spoiler") return spoiler();
  const follow = {
    text_link: () => actions.link(one.url),
    url: () => actions.link(said),
    bot_command: () => actions.command(said),
    mention: () => actions.mention(said),
    hashtag: () => actions.mention(said),
  }[one.type];
  if (!follow) return el("span");
  return el("a", {
    href: one.url ?? "#",
    class: "link",
    onclick: (event) => {
      event.preventDefault();
      follow();
    },
  });
}

function quote(one, made) {
  if (one.type === "expandable_blockquote") {
    made.classList.add("folded");
    pressed(made, words.unfold, () => made.classList.toggle("folded"));
  }
  return made;
}

function spoiler() {
  const made = el("span", { class: "spoiler", role: "button", "aria-label": words.spoiler });
  pressed(made, words.spoiler, () => {
    made.classList.add("open");
    for (const name of ["role", "tabindex", "title", "aria-label"]) made.removeAttribute(name);
  });
  return made;
}

// Makes an element that is no button answer to mouse, Enter and space.
function pressed(made, title, act) {
  made.tabIndex = 0;
  made.title = title;
  made.addEventListener("click", act);
  made.addEventListener("keydown", (event) => {
    if (!["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    act();
  });
}
