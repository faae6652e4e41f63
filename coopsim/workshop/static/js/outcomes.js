// The table of outcomes: A, B, and what B changes, with its interval as a line beside zero.

import { scale } from "./charts.js";
import { el, svg } from "./dom.js";
import { badge, SIDES } from "./sides.js";
import { term } from "./tips.js";
import { number, t } from "./words.js";

let place = null;

export function outcomes() {
  place = el("div", { class: "scroll" });
  return el("section", { class: "card" }, place, el("p", { class: "hint" }, t("answer.note")));
}

const DIGITS = { runs: 1, share_months: 0, months: 0, share: 0, money: 0, money_year: 2, staff: 1 };
const FACTOR = { runs: 100, share_months: 100, share: 100 };

// A number of an outcome in the unit that readers see.
export function figure(row, value, sign = false) {
  const factor = FACTOR[row.unit] ?? 1;
  return value === null ? "–" : number(factor * value, digitsOf(row), sign);
}

// One decimal more where whole numbers would hide the difference; shares of at most 1,000 runs have one in any case.
function digitsOf(row) {
  const digits = DIGITS[row.unit];
  if (row.unit === "runs") return digits;
  const sizes = row.difference.map((one) => Math.abs(one ?? 0) * (FACTOR[row.unit] ?? 1));
  const sure = row.difference[1] * row.difference[2] > 0;
  const hidden = Math.max(...sizes) < 2 * 10 ** -digits || (sure && Math.min(...sizes) < 0.5 * 10 ** -digits);
  return digits + (sizes[0] > 0 && hidden ? 1 : 0);
}

export function verdict(row) {
  const [value, low, high] = row.difference;
  if (row.a[0] === row.b[0] && (value === 0 && (row.a[0] === 0 || low === high))) return "same";
  if (low === null || (low <= 0 && high >= 0)) return "open";
  if (row.better === 0) return value > 0 ? "more" : "fewer";
  return Math.sign(value) === row.better ? "better" : "worse";
}

const HEADLINES = ["standing", "effective", "lost", "value"];
const SIGNS = { better: "▲", worse: "▼", open: "?", same: "=", more: "+", fewer: "−" };

export function drawOutcomes(answer) {
  place.replaceChildren(el("table", { class: "outcomes" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("answer.column_outcome")), SIDES.map((side) => el("th", { scope: "col", class: "number" }, badge(side))), el("th", { scope: "col", class: "number" }, t("answer.column_difference")), el("th", { "aria-hidden": "true" }), el("th", { scope: "col" }, t("answer.column_verdict")))),
    HEADLINES.map((name) => group(name, answer))));
}

export const endYear = (answer) => number(answer.months / 12, answer.months % 12 ? 1 : 0);

// The rows of a headline; one alone needs no other head than its name.
function group(name, answer) {
  const rows = answer.outcomes.filter((row) => row.headline === name);
  const head = rows.length > 1 && el("tr", { class: "group-head" }, el("th", { scope: "rowgroup", colspan: 6 }, t(`headline.${name}`, { year: endYear(answer) })));
  return el("tbody", {}, head, rows.map(outcomeRow));
}

function outcomeRow(row) {
  const found = verdict(row);
  const [value, low, high] = row.difference;
  return el("tr", {}, el("th", { scope: "row" }, term(row.name, t(`outcome.${row.name}`)), " ", el("span", { class: "unit" }, t(`unit.${row.unit}`))),
    SIDES.map((side) => el("td", { class: "number" }, figure(row, row[side][0]))),
    el("td", { class: "number" }, el("strong", {}, figure(row, value, true)), " ", el("span", { class: "unit" }, `(${figure(row, low, true)} … ${figure(row, high, true)})`)),
    el("td", { class: "line" }, found !== "same" && whisker(row.difference, found, 96)),
    el("td", { class: `verdict ${found}` }, el("span", { "aria-hidden": "true" }, SIGNS[found]), ` ${t(`answer.${found}`)}`));
}

// The interval as a line, zero in the middle; each row has its own scale.
export function whisker([value, low, high], found, width = 110, most = null) {
  const reach = most ?? Math.max(Math.abs(low ?? 0), Math.abs(high ?? 0), 1e-9);
  const x = scale([-reach, reach], [8, width - 8]);
  return svg("svg", { class: `whisker ${found}`, width, height: 20, "aria-hidden": "true" },
    svg("line", { class: "zero", x1: x(0), x2: x(0), y1: 1, y2: 19 }),
    low !== null && svg("line", { class: "span", x1: x(low), x2: x(high), y1: 10, y2: 10 }),
    value !== null && svg("circle", { cx: x(value), cy: 10, r: 5 }));
}
