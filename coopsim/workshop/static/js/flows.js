// Where the same alliances stand in A and in B at the end: bands from the left to the right, and a table.

import { fitted, label, picture, scale } from "./charts.js";
import { el, svg } from "./dom.js";
import { endYear } from "./outcomes.js";
import { SIDES } from "./sides.js";
import { catalogue } from "./state.js";
import { number, t, text } from "./words.js";

const HEIGHT = 300;
const TOP = 24;
const BAR = 14;
const GAP = 6; // between two standings
const LETTER = 7.2; // pixels of a letter, about
const LEAST = 15; // pixels between the names of two
let place = null;
let note = null;
let table = null;

export function flows() {
  place = el("div", { class: "plot", role: "img" });
  note = el("p", { class: "hint" });
  table = el("div", { class: "scroll" });
  return el("figure", { class: "card", id: "flows" }, el("figcaption", {}, el("h3", {}, t("chart.flows")), note), place,
    el("details", { class: "data" }, el("summary", {}, t("chart.as_table")), table));
}

const hundred = (share) => (share > 0 && share < 0.0095 ? number(100 * share, 1) : number(100 * share));
const name = (standing) => text(`standing.${standing}`);

export function drawFlows(answer) {
  const stay = answer.flows.reduce((all, row) => all + (row.origin === row.target ? row.share[0] : 0), 0);
  note.textContent = t("chart.flows_note", { year: endYear(answer) });
  place.setAttribute("aria-label", t("chart.flows_label", { same: number(100 * stay) }));
  fitted(place, (width) => bands(answer, width));
  table.replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("chart.flows_origin")), el("th", { scope: "col" }, t("chart.flows_target")), el("th", { scope: "col", class: "number" }, t("chart.flows_share")))),
    el("tbody", {}, answer.flows.map(({ origin, target, share: [value, low, high] }) => el("tr", {}, el("th", { scope: "row" }, name(origin)), el("td", {}, name(target)), el("td", { class: "number" }, `${hundred(value)} (${hundred(low)} … ${hundred(high)})`))))));
}

// Where each standing begins and ends on a side, from the top; names that would touch are moved apart.
function column(answer, side, end, order) {
  const share = (standing) => answer.flows.reduce((all, row) => all + (row[end] === standing ? row.share[0] : 0), 0);
  const present = order.filter((standing) => share(standing) > 0);
  const y = scale([0, 1], [0, HEIGHT - TOP - 6 - GAP * (present.length - 1)]);
  let at = TOP;
  const rows = present.map((standing) => {
    const count = answer[side].stands[standing];
    const row = { standing, from: at, to: at + y(share(standing)), next: at, words: count > 0 ? `${name(standing)} ${number(count)}` : "" };
    at = row.to + GAP;
    return row;
  });
  rows.forEach((row, k) => { row.name = Math.max((row.from + row.to) / 2, k ? rows[k - 1].name + LEAST : TOP + 4); });
  for (let k = rows.length - 1, low = HEIGHT - 4; k >= 0; k -= 1, low -= LEAST) rows[k].name = Math.min(rows[k].name, low);
  return { rows: Object.fromEntries(rows.map((row) => [row.standing, row])), y, longest: LETTER * Math.max(...rows.map((row) => row.words.length)) };
}

function bands(answer, width) {
  const colours = catalogue().standings;
  const order = Object.keys(colours);
  const [a, b] = [column(answer, "a", "origin", order), column(answer, "b", "target", order)];
  const words = Math.min(width * 0.38, 14 + Math.max(a.longest, b.longest));
  const [left, right] = [words, width - words];
  const middle = (left + right) / 2;
  const sorted = [...answer.flows].sort((one, other) => order.indexOf(one.origin) - order.indexOf(other.origin) || order.indexOf(one.target) - order.indexOf(other.target));
  const drawn = sorted.map(({ origin, target, share: [share] }) => {
    const [from, to] = [a.rows[origin], b.rows[target]];
    const [y, z] = [from.next, to.next];
    from.next += a.y(share);
    to.next += b.y(share);
    const [x, w] = [left + BAR, right - BAR];
    return svg("path", { class: "flow", fill: colours[origin], d: `M${x} ${y}C${middle} ${y} ${middle} ${z} ${w} ${z}L${w} ${to.next}C${middle} ${to.next} ${middle} ${from.next} ${x} ${from.next}Z` });
  });
  const squeezed = (row) => (LETTER * row.words.length > words - 8 ? { textLength: words - 8, lengthAdjust: "spacingAndGlyphs" } : {});
  const side = (found, edge, anchor, x, letter) => svg("g", {}, label(edge + BAR / 2, 15, letter, "middle", { class: "strong" }),
    Object.values(found.rows).map((row) => [svg("rect", { x: edge, y: row.from, width: BAR, height: Math.max(1, row.to - row.from), fill: colours[row.standing] }),
      label(x, row.name + 4, row.words, anchor, squeezed(row))]));
  return picture(width, HEIGHT, { "aria-hidden": "true" }, drawn, side(a, left, "end", left - 6, SIDES[0].toUpperCase()), side(b, right - BAR, "start", right + 6, SIDES[1].toUpperCase()));
}
