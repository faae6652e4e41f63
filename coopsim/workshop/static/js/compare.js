// The comparison: asks as settings change, draws the quick answer, then the finer ones, and says how many runs stand behind it.

import { byId, el, later } from "./dom.js";
import { drawFlows, flows } from "./flows.js";
import { drawHeadlines, headlines } from "./headlines.js";
import { dropped, notice, Refusal } from "./notices.js";
import { drawOutcomes, outcomes } from "./outcomes.js";
import { drawRivers, rivers } from "./river.js";
import { drop, onReturn, stream } from "./server.js";
import { catalogue, current, onSetup, onView, setup } from "./state.js";
import { drawTowns, townChart } from "./townchart.js";
import { term } from "./tips.js";
import { number, onLanguage, own, t } from "./words.js";

let answer = null;
let built = false;
let parts = {};

export function startCompare() {
  onSetup(awaited);
  onView(() => { if (current().view === "compare") { build(); show(); } });
  onLanguage(() => { built = false; if (current()?.view === "compare") { build(); show(); } });
  onReturn(awaited);
}

function build() {
  if (built) return;
  built = true;
  const busy = byId("headline")?.classList.contains("working");
  parts = { badge: el("span", { class: "badge", id: "badge" }), bar: el("progress", { class: "progress", max: 1, value: 0, "aria-hidden": "true" }), sentences: el("div", { class: "sentences", id: "sentences" }), warnings: el("div", { class: "sentences", id: "warnings" }), differs: el("p", { class: "differs-line" }), headlines: headlines(),
    charts: el("div", { hidden: true }, rivers(), outcomes(), el("div", { class: "pair" }, flows(), townChart())) };
  byId("view-compare").replaceChildren(
    el("section", { class: "card headline", id: "headline" }, el("div", { class: "headline-top" }, el("h2", {}, t("answer.title")), el("span", { class: "badge-box" }, parts.badge, term("runs", "?"))), parts.bar, parts.sentences, parts.headlines, parts.warnings, parts.differs),
    parts.charts);
  if (busy) working(t("answer.working"));
}

function show() {
  if (!answer) return;
  const most = catalogue().stages.at(-1);
  parts.charts.hidden = false;
  if (!byId("headline").classList.contains("working")) {
    parts.badge.textContent = t("answer.badge", { runs: number(answer.runs) });
    parts.badge.dataset.runs = answer.runs;
    parts.bar.value = answer.runs / most;
  }
  const said = (warns) => answer.sentences.filter((row) => (row.kind === "warning") === warns).map((row) => el("p", { class: row.kind }, own(row.text)));
  parts.sentences.replaceChildren(...said(false));
  parts.warnings.replaceChildren(...said(true));
  parts.differs.textContent = answer.differences.length > 1 ? `${t("answer.differs")} ${answer.differences.map(own).join("; ")}` : "";
  drawHeadlines(answer);
  drawRivers(answer);
  drawOutcomes(answer);
  drawFlows(answer);
  drawTowns(answer);
}

function working(words) {
  if (!built) return;
  byId("headline").classList.toggle("working", words !== "");
  if (words) parts.badge.textContent = words;
}

// What is shown no longer answers what is asked: says so at once, and asks when the changes pause.
function awaited() {
  drop("api/compare");
  build();
  working(t("answer.working"));
  parts.bar.removeAttribute("value");
  ask();
}

const ask = later(12, async () => {
  try {
    await stream("api/compare", setup(), heard);
  } catch (error) {
    if (dropped(error)) return;
    working("");
    if (error instanceof Refusal) notice("compare", () => `${t("trouble.refused")}\n${error.words()}`);
  }
});

const speak = later(600, (words) => { byId("spoken").textContent = words; });

function heard(message) {
  if (message.kind === "preparing") notice("compare", () => t("answer.preparing", { seconds: number(message.seconds) }));
  if (message.kind === "waiting" && message.ahead > 4) working(t("answer.waiting", { count: number(message.ahead) }));
  if (message.kind === "failed") { working(""); notice("compare", () => t("trouble.failed")); }
  if (message.kind !== "answer") return;
  notice("compare", null);
  answer = message;
  working("");
  if (current().view === "compare") show();
  speak(`${own(answer.sentences[0].text)} ${t("answer.badge", { runs: number(answer.runs) })}`);
}
