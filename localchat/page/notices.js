// Toasts, alerts and choices.

import { byId, el } from "./dom.js";
import { words } from "./words.js";

let hiding = 0;

export function toast(text) {
  const place = byId("toast");
  place.textContent = text;
  place.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { place.hidden = true; }, 3500);
}

export function alertBox(text, ...more) {
  const close = el("button", { type: "button", class: "plain", text: words.ok, onclick: () => byId("dialog").close() });
  byId("dialog").setAttribute("aria-label", text);
  byId("dialog").replaceChildren(el("p", { text }), ...more, close);
  byId("dialog").showModal();
}

// Asks for one of several {label, value}; the answer is null when nothing was chosen.
export function choose(question, choices) {
  const dialog = byId("dialog");
  return new Promise((resolve) => {
    let chosen = null;
    const buttons = choices.map(({ label, value }) => el("button", {
      type: "button", class: "choice", text: label,
      onclick: () => { chosen = value; dialog.close(); },
    }));
    const cancel = el("button", { type: "button", class: "plain", text: words.cancel, onclick: () => dialog.close() });
    dialog.setAttribute("aria-label", question);
    dialog.replaceChildren(el("p", { text: question }), ...buttons, cancel);
    dialog.addEventListener("close", () => resolve(chosen), { once: true });
    dialog.showModal();
  });
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { class: "offscreen" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(words.copied);
}
