// Texts with less than 4.5:1 (https://www.w3.org/TR/WCAG22/#contrast-minimum), half transparent
// colours laid over their ground, and controls that a screen reader has no name for.
() => {
  const LEAST = 4.5;
  const numbers = (colour) => {
    const found = (colour.match(/[\d.]+/g) ?? []).map(Number);
    return colour.startsWith("color(") ? found.map((one, at) => (at < 3 ? one * 255 : one)) : found;
  };
  const light = (colour) => {
    const [red, green, blue] = colour
      .map((one) => one / 255)
      .map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const laid = (colour, below) => {
    const share = colour[3] ?? 1;
    return below.map((one, at) => one * (1 - share) + colour[at] * share);
  };
  const ground = (place) => {
    if (!place) return [255, 255, 255];
    const colour = numbers(getComputedStyle(place).backgroundColor);
    return colour[3] === undefined ? colour : laid(colour, ground(place.parentElement));
  };
  const faint = (one) => {
    if (![...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) return false;
    const behind = ground(one);
    const both = [light(laid(numbers(getComputedStyle(one).color), behind)), light(behind)];
    return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05) < LEAST;
  };
  const nameless = (one) => one.matches("button, a, textarea, [role]")
    && !one.textContent.trim() && !one.getAttribute("aria-label");
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.checkVisibility() && (faint(one) || nameless(one)))
    .map((one) => one.outerHTML.slice(0, 90));
}
