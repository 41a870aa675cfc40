// Builds elements; content is always set as text, never parsed as HTML.

export const byId = (id) => document.getElementById(id);

// The colour of a person, bot or group, the same wherever it is shown.
export const hue = (id) => `hue${Math.abs(id) % 7}`;

export function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.className = value;
    else if (name === "text") made.textContent = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// Replaces the children only when `content` is new: a press on a child that is exchanged between
// mouse down and mouse up would be lost. The focus stays at its place.
export function refill(parent, content, build) {
  const key = JSON.stringify(content);
  if (parent.dataset.content === key) return;
  parent.dataset.content = key;
  const place = focusable(parent).indexOf(document.activeElement);
  parent.replaceChildren(...build());
  if (place >= 0) focusable(parent)[place]?.focus();
}

const focusable = (parent) => [...parent.querySelectorAll("button")];

// Lets the arrow keys choose among the children of a radiogroup or tablist, as such groups do:
// only the chosen one, marked by `chosen`, is reached by Tab.
export function arrows(parent) {
  parent.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const buttons = focusable(parent);
    const place = buttons.indexOf(document.activeElement);
    if (!step || place < 0) return;
    event.preventDefault();
    const next = (place + step + buttons.length) % buttons.length;
    buttons[next].focus();
    buttons[next].click();
  });
}

export const reached = (chosen) => (chosen ? "0" : "-1");

const SHAPES = {
  back: "M15 5l-7 7 7 7",
  attach: "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 5 5l-8.500 8.400a1.700 1.700 0 0 1-2.500-2.400L14.500 7.500",
  send: "M4 12l16-7-7 16-2.500-6.500z",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  close: "M6 6l12 12M18 6L6 18",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  reply: "M10 7L4 12l6 5v-3.500c5 0 8 1.500 10 4.500-1-6-4.500-8.500-10-8.500z",
  mask: "M3 9c5-2 13-2 18 0-1 6-4 7-6 6-2-1-2-2-3-2s-1 1-3 2c-2 1-5 0-6-6z",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[name]);
  drawing.append(path);
  return drawing;
}

// Labels a button for eyes and ears.
export function named(button, name) {
  button.title = name;
  button.setAttribute("aria-label", name);
}
