// Which lever next: every lever pulled once, ranked as the answers come in.

import { byId, el, later, options } from "./dom.js";
import { dropped, notice, Refusal } from "./notices.js";
import { whisker } from "./outcomes.js";
import { drop, stream } from "./server.js";
import { badge } from "./sides.js";
import { catalogue, change, copy, current, look, onSetup, onView, regionData, setup } from "./state.js";
import { explained } from "./tips.js";
import { number, onLanguage, own, t } from "./words.js";

const COLUMNS = { effective: { digits: 1, better: 1, factor: 100 }, time_lost: { digits: 1, better: -1 }, added_value: { digits: 1, better: 1 }, worst_off: { digits: 1, better: 1 }, cost: { digits: 2, better: -1 } };
const KINDS = ["approach", "governance"];
let side = "a";
let sort = "effective";
let found = new Map();
let plan = null;
let stale = true;
let parts = {};

export function startLevers() {
  onSetup(() => { stale = true; drop("api/levers"); if (current().view === "levers") ask(); });
  onView((view) => {
    if (view !== "levers") return;
    if (!parts.heads) build();
    if (stale) ask();
    else show();
  });
  onLanguage(() => { parts = {}; if (current()?.view === "levers") { build(); show(); } });
}

function build() {
  parts = { approach: el("tbody"), governance: el("tbody"), progress: el("span", { class: "badge", id: "levers-badge" }), heads: el("tr") };
  const from = options(el("select", { id: "levers-side", onchange: (event) => { side = event.target.value; ask(); } }), [["a", "A"], ["b", "B"]], side);
  const by = options(el("select", { id: "levers-sort", onchange: (event) => { sort = event.target.value; show(); } }), Object.keys(COLUMNS).map((name) => [name, t(`levers.${name}`)]), sort);
  byId("view-levers").replaceChildren(el("section", { class: "card" }, el("div", { class: "headline-top" }, el("h2", {}, t("levers.title")), parts.progress), el("p", { class: "hint" }, t("levers.text")),
    el("div", { class: "run-head" }, el("label", { class: "field" }, t("levers.side"), from), el("label", { class: "field" }, t("levers.sort"), by)),
    el("div", { class: "scroll" }, el("table", { class: "levers" }, el("thead", {}, parts.heads), KINDS.map((kind) => parts[kind])))));
}

const ask = later(60, async () => {
  drop("api/levers");
  found = new Map();
  plan = null;
  stale = false;
  show();
  try {
    await stream("api/levers", { setup: setup(), side }, (message) => {
      if (message.kind === "levers") plan = message;
      if (message.kind === "preparing") notice("levers", () => t("answer.preparing", { seconds: number(message.seconds) }));
      if (message.kind === "failed") notice("levers", () => t("trouble.failed"));
      if (message.kind === "lever") { notice("levers", null); found.set(`${message.lever.kind}/${message.lever.name}`, message); }
      show();
    });
  } catch (error) {
    if (dropped(error)) return;
    stale = true;
    if (error instanceof Refusal) notice("levers", () => `${t("trouble.refused")}\n${error.words()}`);
  }
});

function show() {
  if (current().view !== "levers" || !parts.heads) return;
  parts.progress.textContent = progress();
  parts.progress.dataset.done = String(found.size > 0 && [...found.values()].every((row) => row.runs === plan.stages.at(-1)) && found.size === plan.count);
  parts.heads.replaceChildren(el("th", { scope: "col" }, t("levers.lever")), ...Object.keys(COLUMNS).map((name) => el("th", { scope: "col", class: "number", "aria-sort": name === sort ? (COLUMNS[name].better > 0 ? "descending" : "ascending") : null }, t(`levers.${name}`))), el("td"));
  const rows = [...found.entries()].sort(([, one], [, other]) => COLUMNS[sort].better * (other.effects[sort][0] - one.effects[sort][0]));
  for (const kind of KINDS) {
    const group = rows.filter(([, row]) => row.lever.kind === kind);
    const most = Object.fromEntries(Object.keys(COLUMNS).map((name) => [name, Math.max(1e-9, ...group.flatMap(([, row]) => row.effects[name].map((one) => Math.abs(one ?? 0))))]));
    const head = el("tr", { "data-lever": kind, class: "group-head" }, el("th", { scope: "rowgroup", colspan: 7 }, t(`levers.${kind}`)));
    place(parts[kind], group.length ? [head, ...group.map(([key, row]) => leverRow(key, row, most))] : []);
  }
}

function progress() {
  if (!plan) return t("answer.working");
  if (!plan.count) return t("levers.nothing");
  const done = [...found.values()];
  const runs = plan.stages.findLast((stage) => done.some((row) => row.runs === stage)) ?? plan.stages[0];
  const count = done.filter((row) => row.runs >= runs).length;
  return t(count === plan.count ? "levers.finished" : "levers.progress", { done: number(count), count: number(plan.count), runs: number(runs) });
}

function title(lever) {
  const rows = lever.kind === "approach" ? catalogue().approaches : regionData().models;
  return rows.find((row) => row.id === lever.name);
}

function leverRow(key, row, most) {
  const about = title(row.lever);
  const words = own(about.short);
  const name = explained(el("span", { class: "name" }, words), own(about.title), own(about.text));
  const absent = row.effects.absent[1] > 0;
  const warning = absent && explained(el("span", { class: "tag warning", tabindex: 0 }, t("levers.absent")), t("levers.absent"), t("levers.absent_help"));
  const cells = Object.entries(COLUMNS).map(([column, { digits, better, factor = 1 }]) => {
    const [value, low, high] = row.effects[column].map((one) => (one === null ? null : factor * one));
    const sign = low <= 0 && high >= 0 ? "open" : Math.sign(value) === better ? "better" : "worse";
    return el("td", { class: `number verdict ${sign}` }, el("span", { class: "effect" }, whisker(row.effects[column], sign, 52, most[column]), el("span", { class: "value" }, number(value, digits, true))), " ", el("span", { class: "unit" }, `(${number(low, digits, true)} … ${number(high, digits, true)})`));
  });
  return el("tr", { "data-lever": key }, el("th", { scope: "row" }, name, " ", warning), cells,
    el("td", {}, el("button", { type: "button", class: "quiet small", "data-key": `take-${key}`, "aria-label": t("levers.take_label", { title: words }), onclick: () => take(row.lever) }, t("levers.take"))));
}

// Puts the rows in their order; rows that change places glide there.
function place(body, rows) {
  const before = new Map([...body.children].map((row) => [row.dataset.lever, row.getBoundingClientRect().top]));
  const focused = document.activeElement?.dataset?.key;
  body.replaceChildren(...rows);
  if (focused) body.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const row of rows) {
    const from = before.get(row.dataset.lever);
    const by = from === undefined ? 0 : from - row.getBoundingClientRect().top;
    if (Math.abs(by) > 2) row.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], { duration: 300, easing: "ease-out" });
  }
}

function take(lever) {
  const from = side;
  change((state) => {
    const start = copy(state[from]);
    if (lever.kind === "governance") start.governance = lever.name;
    else start.approaches[lever.name] = { strength: 1 };
    if (from === "b") state.a = copy(state.b);
    state.b = start;
  });
  look("compare");
  byId("answer").focus();
}
