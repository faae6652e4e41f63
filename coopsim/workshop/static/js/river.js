// The phase rivers of A and B side by side, and a legend that reads off the shares of a year.

import { fitted, label, path, picture, scale, yearAxis } from "./charts.js";
import { el, svg } from "./dom.js";
import { badge, SIDES } from "./sides.js";
import { catalogue } from "./state.js";
import { explained } from "./tips.js";
import { number, percent, t, text } from "./words.js";

const LEAST = 236;
const MOST = 400;
const MARGIN = { left: 50, right: 10, top: 8, bottom: 26 };
let answer = null;
let year = null; // the year that is read off; null for all
let places = null;

export function rivers() {
  places = { a: el("div", { class: "plot" }), b: el("div", { class: "plot" }), legend: el("div", { class: "legend" }) };
  const box = (side) => el("div", { class: "river", role: "slider", tabindex: 0, "data-key": `river-${side}`, id: `river-${side}`, onkeydown: keyed, onpointermove: pointed, onpointerleave: () => read(null), onblur: () => read(null) },
    el("div", { class: "river-head" }, badge(side)), places[side]);
  return el("figure", { class: "card rivers" }, el("figcaption", {}, el("h3", {}, t("chart.river")), el("span", { class: "hint" }, t("chart.river_hint"))),
    el("div", { class: "river-grid" }, SIDES.map(box), places.legend));
}

export function drawRivers(found) {
  answer = found;
  legend();
  for (const side of SIDES) fitted(places[side], (width) => river(width, side));
}

// As high as the legend where that stands beside the rivers.
function heightBeside() {
  const [drawn, words] = [places.b, places.legend].map((place) => place.getBoundingClientRect());
  return words.left > drawn.right ? Math.max(LEAST, Math.min(MOST, words.bottom - drawn.top)) : LEAST;
}

const years = () => answer.months / 12;

function river(width, side) {
  const height = heightBeside();
  const rows = answer[side].phases;
  const x = scale([0, rows.length], [MARGIN.left, width - MARGIN.right]);
  const y = scale([0, answer.runs], [height - MARGIN.bottom, MARGIN.top]);
  const order = catalogue().stack.map((name) => catalogue().phases.indexOf(name));
  const base = rows.map(() => 0);
  const bands = order.map((code) => {
    const lower = rows.map((_, month) => [x(month + 0.5), y(base[month])]);
    rows.forEach((counts, month) => { base[month] += counts[code]; });
    const upper = rows.map((_, month) => [x(month + 0.5), y(base[month])]);
    return svg("path", { d: `${path([[x(0), lower[0][1]], ...lower, [x(rows.length), lower.at(-1)[1]], [x(rows.length), upper.at(-1)[1]], ...upper.reverse(), [x(0), upper.at(-1)[1]]])}Z`,
      fill: catalogue().colours[catalogue().phases[code]] });
  });
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => svg("g", {}, svg("line", { class: "over", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(share * answer.runs), y2: y(share * answer.runs) }),
    label(MARGIN.left - 6, y(share * answer.runs) + 4, percent(share), "end")));
  const axis = yearAxis(years(), width, x, height - 8);
  const cursor = year === null ? null : svg("line", { class: "cursor", x1: x(12 * year), x2: x(12 * year), y1: MARGIN.top, y2: height - MARGIN.bottom });
  return picture(width, height, { "aria-hidden": "true" }, bands, grid, axis, cursor);
}

// Mean share over all months, or the share in the month at the end of a year.
function shareOf(side, code) {
  const rows = answer[side].phases;
  if (year === null) return rows.reduce((sum, counts) => sum + counts[code], 0) / rows.length / answer.runs;
  return rows[Math.min(rows.length - 1, Math.max(0, 12 * year - 1))][code] / answer.runs;
}

const when = () => (year === null ? t("chart.all_years") : t("year", { year }));

function legend() {
  const rows = catalogue().stack.map((name) => {
    const code = catalogue().phases.indexOf(name);
    const key = svg("svg", { width: 16, height: 16, "aria-hidden": "true" }, svg("rect", { width: 16, height: 16, rx: 3, fill: catalogue().colours[name], stroke: "#8995a1", "stroke-width": name === "none" ? 1 : 0 }));
    const words = explained(el("span", { class: "name" }, text(`phase.${name}`)), text(`phase.${name}`), t(`phase_text.${name}`));
    return el("tr", {}, el("th", { scope: "row" }, el("span", { class: "key" }, key, words)), SIDES.map((side) => el("td", { class: "number" }, percent(shareOf(side, code)))));
  });
  places.legend.replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, when()), SIDES.map((side) => el("th", { scope: "col", class: "number" }, badge(side))))), el("tbody", {}, rows)));
  const codes = { done: ["stabilised", "implementation"], stuck: ["stagnating", "asleep"] };
  const sum = (side, names) => percent(names.reduce((all, name) => all + shareOf(side, catalogue().phases.indexOf(name)), 0));
  const words = t("chart.river_value", { year: when(), a: sum("a", codes.done), b: sum("b", codes.done), c: sum("a", codes.stuck), d: sum("b", codes.stuck) });
  for (const side of SIDES) {
    const box = places[side].parentElement;
    const state = { "aria-label": t("chart.river_label", { side: side.toUpperCase() }), "aria-valuemin": 0, "aria-valuemax": Math.floor(years()), "aria-valuenow": year ?? 0, "aria-valuetext": words };
    for (const [name, value] of Object.entries(state)) box.setAttribute(name, value);
  }
}

function read(found) {
  const next = found === null ? null : Math.max(0, Math.min(Math.floor(years()), found));
  if (next === year || !answer) return;
  year = next;
  drawRivers(answer);
}

function pointed(event) {
  if (!answer) return;
  const box = event.currentTarget.querySelector(".plot").getBoundingClientRect();
  const share = (event.clientX - box.left - MARGIN.left) / (box.width - MARGIN.left - MARGIN.right);
  read(share < 0 || share > 1 ? null : Math.round(share * years()));
}

function keyed(event) {
  const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 };
  if (event.key === "Home") read(0);
  else if (event.key === "End") read(Math.floor(years()));
  else if (event.key in steps) read((year ?? 0) + steps[event.key]);
  else return;
  event.preventDefault();
}
