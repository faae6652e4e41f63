// The four headlines of A and B side by side: where alliances stand at the end, months effective, months lost, value and cost.

import { el, svg } from "./dom.js";
import { endYear, figure } from "./outcomes.js";
import { badge, SIDES } from "./sides.js";
import { catalogue } from "./state.js";
import { number, t } from "./words.js";

const SLACK = ["stagnates", "asleep"];
const REST = ["not_under_way", "merged", "dissolved"];
let place = null;

export function headlines() {
  place = el("div", { class: "headlines", id: "headlines", role: "group", "aria-label": t("headline.title") });
  return place;
}

const head = (words) => el("thead", {}, el("tr", {}, el("th", { scope: "col" }, words), SIDES.map((side) => el("th", { scope: "col", class: "number" }, badge(side)))));
const swatch = (name) => svg("svg", { width: 12, height: 12, class: "swatch", "aria-hidden": "true" }, svg("rect", { width: 12, height: 12, rx: 2, fill: catalogue().standings[name] }));

export function drawHeadlines(answer) {
  const row = (words, names, cells, kind) => el("tr", { class: kind }, el("th", { scope: "row" }, names.map(swatch), names.length > 0 && " ", words), SIDES.map((side) => el("td", { class: "number" }, cells(side))));
  const of = (names, name, kind = "") => row(t(`outcome.${name}`), names, (side) => number(answer[side].stands[name]), kind);
  const told = answer.outcomes.filter((one) => one.headline !== "standing" && one.name !== "staff");
  const words = (one) => [t(`outcome.${one.name}`), " ", el("span", { class: "unit" }, t(`unit.${one.unit}`))];
  place.replaceChildren(
    el("table", {}, head(t("headline.standing", { year: endYear(answer) })), el("tbody", {}, of(["works"], "works", "main"), of(SLACK, "slack", "main"), of(REST, "rest", "main"), REST.map((name) => of([name], name, "part")))),
    el("table", {}, head(t("headline.others")), el("tbody", {}, told.map((one) => row(words(one), [], (side) => figure(one, one[side][0]), "main")))));
}
