// What the charts share: scales, ticks, and drawing again when the room for them changes.

import { svg } from "./dom.js";
import { counted, number } from "./words.js";

export const COLOURS = { a: "#1f3a5f", b: "#009e73" };

export const scale = (from, to) => (value) => to[0] + ((value - from[0]) / (from[1] - from[0] || 1)) * (to[1] - to[0]);

// Round numbers between two ends, about so many.
export function ticks(low, high, about) {
  const raw = (high - low) / about || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= raw);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k += 1) found.push(k * step);
  return found;
}

// Years below a chart whose scale `x` takes months; the last one says what they are.
export function yearAxis(years, width, x, y) {
  const marks = ticks(0, years, Math.max(2, Math.min(5, width / 80))).filter((year) => Number.isInteger(year));
  const last = marks.at(-1);
  return marks.map((year) => (year === last && year > 0 ? label(x(12 * year) + 8, y, counted("years", year), "end") : label(x(12 * year), y, number(year))));
}

export const path = (points) => points.map(([x, y], k) => `${k ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

export const label = (x, y, words, anchor = "middle", more = {}) => svg("text", { x, y, "text-anchor": anchor, ...more }, words);

// A drawing of some size in pixels, which scales where there is less room, as on paper.
export const picture = (width, height, attributes, ...children) => svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, ...attributes }, ...children);

// Calls `draw(width)` now and whenever the width of the place changes.
const drawn = new WeakMap();
const watcher = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const last = drawn.get(target);
    if (last && Math.abs(last.width - contentRect.width) > 1 && contentRect.width > 0) paint(target, last.draw);
  }
});

function paint(place, draw) {
  const width = Math.max(160, place.clientWidth);
  drawn.set(place, { draw, width });
  place.replaceChildren(draw(width));
}

export function fitted(place, draw) {
  if (!drawn.has(place)) watcher.observe(place);
  drawn.set(place, { draw, width: 0 });
  if (place.isConnected && place.clientWidth) paint(place, draw);
  return place;
}
