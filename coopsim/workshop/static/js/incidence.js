// How many alliances have stagnated so far, A against B, with bands for what chance leaves open.

import { COLOURS, fitted, label, path, picture, scale, yearAxis } from "./charts.js";
import { el, svg } from "./dom.js";
import { SIDES } from "./sides.js";
import { number, percent, t } from "./words.js";

const HEIGHT = 230;
const MARGIN = { left: 52, right: 34, top: 10, bottom: 26 };
let place = null;
let table = null;

export function incidence() {
  place = el("div", { class: "plot", role: "img" });
  table = el("div", {});
  return el("figure", { class: "card" }, el("figcaption", {}, el("h3", {}, t("chart.incidence"))), place,
    el("details", { class: "data" }, el("summary", {}, t("chart.as_table")), table));
}

export function drawIncidence(answer) {
  const last = (side) => percent(answer[side].incidence.incidence.at(-1));
  place.setAttribute("aria-label", t("chart.incidence_label", { years: number(answer.months / 12), a: last("a"), b: last("b") }));
  fitted(place, (width) => curves(answer, width));
  const years = Array.from({ length: Math.floor(answer.months / 12) }, (_, year) => year + 1);
  table.replaceChildren(el("table", {},
    el("thead", {}, el("tr", {}, [t("chart.year_column"), "A", "B"].map((words) => el("th", { scope: "col", class: "number" }, words)))),
    el("tbody", {}, years.map((year) => el("tr", {}, el("th", { scope: "row", class: "number" }, number(year)),
      SIDES.map((side) => el("td", { class: "number" }, percent(answer[side].incidence.incidence[12 * year - 1]))))))));
}

function curves(answer, width) {
  const top = Math.max(0.05, ...SIDES.map((side) => Math.max(...answer[side].incidence.high)));
  const most = Math.min(1, Math.ceil(top * 10 + 0.2) / 10);
  const x = scale([0, answer.months], [MARGIN.left, width - MARGIN.right]);
  const y = scale([0, most], [HEIGHT - MARGIN.bottom, MARGIN.top]);
  const parts = most > 0.5 ? 0.25 : most > 0.2 ? 0.1 : 0.05;
  const marks = Array.from({ length: Math.floor(most / parts + 1e-9) + 1 }, (_, k) => k * parts);
  const grid = marks.map((share) => svg("g", {}, svg("line", { class: "grid", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(share), y2: y(share) }), label(MARGIN.left - 6, y(share) + 4, percent(share), "end")));
  const axis = yearAxis(answer.months / 12, width, x, HEIGHT - 8);
  const ends = SIDES.map((side) => y(answer[side].incidence.incidence.at(-1)));
  if (Math.abs(ends[0] - ends[1]) < 18) {
    const middle = (ends[0] + ends[1]) / 2;
    const order = ends[0] <= ends[1] ? -9 : 9;
    [ends[0], ends[1]] = [middle + order, middle - order];
  }
  const lines = SIDES.map((side, k) => {
    const { incidence: value, low, high } = answer[side].incidence;
    const points = (values) => values.map((share, month) => [x(month + 1), y(share)]);
    return svg("g", {}, svg("path", { d: `${path([...points(high), ...points(low).reverse()])}Z`, fill: COLOURS[side], opacity: 0.16 }),
      svg("path", { d: path([[x(0), y(0)], ...points(value)]), fill: "none", stroke: COLOURS[side], "stroke-width": 3, "stroke-dasharray": side === "a" ? "7 4" : null }),
      label(width - MARGIN.right + 8, ends[k] + 5, side.toUpperCase(), "start", { class: "strong", fill: side === "a" ? COLOURS.a : "#00795a" }));
  });
  return picture(width, HEIGHT, { "aria-hidden": "true" }, grid, axis, lines);
}
