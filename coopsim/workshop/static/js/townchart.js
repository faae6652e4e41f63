// Added value per town in A and B, and in how many runs a town loses.

import { COLOURS, fitted, label, picture, scale, ticks } from "./charts.js";
import { el, svg } from "./dom.js";
import { badge, SIDES } from "./sides.js";
import { number, t } from "./words.js";

const ROW = 40;
const HEAD = 20;
const AXIS = 30;
let place = null;
let table = null;

export function townChart() {
  place = el("div", { class: "plot", "aria-hidden": "true" });
  table = el("div", { class: "scroll" });
  return el("figure", { class: "card" }, el("figcaption", {}, el("h3", {}, t("chart.towns")), el("p", { class: "hint" }, t("chart.towns_note"))), place,
    el("details", { class: "data" }, el("summary", {}, t("chart.as_table")), table));
}

export function drawTowns(answer) {
  fitted(place, (width) => dots(answer.towns, width));
  const limits = (found, digits = 0, sign = false) => `${number(found[0], digits, sign)} (${number(found[1], digits, sign)} … ${number(found[2], digits, sign)})`;
  const hundred = (found) => found.map((one) => (one === null ? null : 100 * one));
  table.replaceChildren(el("table", {},
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("chart.town")), SIDES.map((side) => el("th", { scope: "col", class: "number" }, badge(side))), el("th", { scope: "col", class: "number" }, t("chart.town_difference")), SIDES.map((side) => el("th", { scope: "col", class: "number" }, t("chart.loses"), " ", badge(side))))),
    el("tbody", {}, answer.towns.map((town) => el("tr", {}, el("th", { scope: "row" }, town.name), SIDES.map((side) => el("td", { class: "number" }, limits(town[side]))),
      el("td", { class: "number" }, limits(town.difference, 0, true)), SIDES.map((side) => el("td", { class: "number" }, limits(hundred(town.loses[side])))))))));
}

function dots(towns, width) {
  const names = Math.min(170, Math.max(...towns.map((town) => 8.6 * town.name.length)) + 10);
  const right = 96;
  const values = towns.flatMap((town) => SIDES.flatMap((side) => town[side])).filter((one) => one !== null);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const pad = 0.04 * (high - low || 1);
  const x = scale([low - pad, high + pad], [names, width - right]);
  const height = HEAD + AXIS + ROW * towns.length;
  const grid = ticks(low, high, Math.max(2, (width - names - right) / 90)).map((tick) => svg("g", {}, svg("line", { class: Math.abs(tick) < 1e-9 ? "zero" : "grid", x1: x(tick), x2: x(tick), y1: HEAD, y2: height - AXIS + 4 }), label(x(tick), height - 8, number(tick))));
  const losing = label(width - 4, 13, t("chart.towns_losing"), "end");
  const heads = SIDES.map((side, k) => label(width - right + 34 + 40 * k, height - 8, side.toUpperCase(), "middle", { class: "strong" }));
  const rows = towns.map((town, place) => {
    const middle = HEAD + ROW * (place + 0.5);
    const marks = SIDES.map((side, k) => {
      const y = middle + (k ? 8 : -8);
      const [value, from, to] = town[side];
      return svg("g", { stroke: COLOURS[side], fill: COLOURS[side] }, from !== null && svg("line", { x1: x(from), x2: x(to), y1: y, y2: y, "stroke-width": 3 }),
        side === "a" ? svg("rect", { x: x(value) - 5, y: y - 5, width: 10, height: 10, rx: 2, stroke: "#fff" }) : svg("circle", { cx: x(value), cy: y, r: 6, stroke: "#fff" }));
    });
    const lost = SIDES.map((side, k) => label(width - right + 34 + 40 * k, middle + 5, number(100 * town.loses[side][0]), "middle"));
    return svg("g", {}, place % 2 ? svg("rect", { class: "stripe", x: 0, y: middle - ROW / 2, width, height: ROW }) : null, label(names - 10, middle + 5, town.name, "end", { class: "name" }), marks, lost);
  });
  return picture(width, height, {}, rows.map((row) => row.querySelector(".stripe")).filter(Boolean), grid, rows, heads, losing);
}
