// What stands behind the page: the tables of the planners, in their words.

import { byId, el, svg } from "./dom.js";
import { catalogue, current, onSetup, onView, regionData } from "./state.js";
import { onLanguage, own, t, text } from "./words.js";

const CHALLENGES = ["trust", "added_value", "win_win"];
const TERMS = ["runs", "works", "effective", "time_lost", "added_value", "target_achievement", "worst_off", "cost", "trust", "activity"];

export function startBackground() {
  const draw = () => { if (current()?.view === "background") byId("view-background").replaceChildren(el("h2", { class: "unseen" }, t("background.title")), region(), reading(), challenges(), phases(), forms(), areas(), el("p", { class: "hint" }, t("background.source"))); };
  onView(draw);
  onLanguage(draw);
  onSetup(draw);
}

const listed = (rows) => el("ul", { class: "plain" }, rows.map((row) => el("li", {}, el("strong", {}, own(row.title)), el("br"), el("span", { class: "hint" }, own(row.text)))));
const table = (title, heads, rows) => el("section", { class: "card" }, el("h3", {}, title), el("div", { class: "scroll" }, el("table", { class: "top" }, el("thead", {}, el("tr", {}, heads.map((words) => el("th", { scope: "col" }, words)))), el("tbody", {}, rows))));
const line = (head, ...cells) => el("tr", {}, el("th", { scope: "row" }, head), cells.map((cell) => el("td", {}, cell)));

const region = () => el("section", { class: "card" }, el("h3", {}, `${t("background.region")}: ${own(regionData().title)}`), el("p", {}, own(regionData().description)),
  regionData().sources.length > 0 && el("p", { class: "hint" }, t("background.sources", { sources: regionData().sources.join("; ") })));

const reading = () => el("section", { class: "card" }, el("h3", {}, t("background.reading")), el("dl", { class: "terms" }, TERMS.map((name) => [el("dt", {}, heading(name)), el("dd", {}, t(`term.${name}`))])));

function heading(name) {
  if (name === "trust") return t("run.trust");
  if (name === "runs") return t("term_runs");
  if (name === "activity") return t("term_activity");
  return t(`outcome.${name}`);
}

const challenges = () => table(t("background.challenges"), [t("background.challenge"), t("set.hindrances"), t("set.approaches")], CHALLENGES.map((name) => line(t(`background.${name}`),
  listed(catalogue().hindrances.filter((row) => row.challenges.includes(name))), listed(catalogue().approaches.filter((row) => row.challenge === name)))));

const swatch = (name) => svg("svg", { width: 16, height: 16, class: "swatch", "aria-hidden": "true" }, svg("rect", { width: 16, height: 16, rx: 3, fill: catalogue().colours[name], stroke: "#8995a1" }));

const phases = () => table(t("background.phases"), [t("chart.phase"), t("background.phase_happens")], catalogue().phases.map((name) => line([swatch(name), " ", text(`phase.${name}`)], t(`phase_text.${name}`))));

const forms = () => table(t("background.forms"), [t("background.form"), t("background.basis"), t("background.meaning")], regionData().models.map((row) => line(own(row.title), own(row.basis), own(row.text))));

const areas = () => table(t("background.areas"), [t("background.area"), t("background.functions")], catalogue().areas.map((area) => line(own(area.title), catalogue().functions.filter((row) => row.area === area.id).map((row) => own(row.title)).join(", "))));
