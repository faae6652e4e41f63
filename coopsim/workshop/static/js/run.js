// One run as a story: the map, the months, and what happened and why.

import { fitted, picture } from "./charts.js";
import { byId, el, later, options, svg } from "./dom.js";
import { MANY, townMap } from "./map.js";
import { dropped, notice, Refusal } from "./notices.js";
import { drop, post } from "./server.js";
import { catalogue, current, onSetup, onView, regionData, setup } from "./state.js";
import { term } from "./tips.js";
import { calendar, number, onLanguage, own, percent, t, text } from "./words.js";

const KINDS = ["typical", "succeeded", "stagnated", "failed", "merged"];
const PACE = { slow: 260, normal: 110, fast: 35 };
let chosen = { side: "a", kind: "typical", skip: 0 };
let run = null;
let month = 0;
let timer = 0;
let pace = "normal";
let stale = true;
let parts = {};
let map = null;

export function startRun() {
  onSetup(() => { stale = true; if (current().view === "run") ask(); });
  onView((view) => {
    if (view !== "run") return stop();
    if (!parts.map) build();
    if (stale) ask();
    else redraw();
  });
  onLanguage(() => { parts = {}; if (current()?.view === "run") { build(); redraw(); } });
}

function build() {
  const pick = (name, rows, label) => options(el("select", { id: `run-${name}`, "data-key": `run-${name}`, "aria-label": label, onchange: (event) => { chosen[name] = event.target.value; chosen.skip = 0; ask(); } }), rows, chosen[name]);
  parts = {
    title: el("strong", { id: "run-number" }), outcome: el("span", { class: "hint" }), map: el("div", { class: "plot map", role: "img" }), date: el("strong", { class: "date" }), phase: el("span", { class: "phase" }),
    figures: el("p", { class: "hint" }), many: el("span"), log: el("ol", { class: "log", tabindex: 0, "aria-label": t("run.log") }), band: el("div", { class: "plot band", "aria-hidden": "true" }),
    slider: el("input", { type: "range", id: "run-month", min: 0, max: 1, value: 0, "aria-label": t("run.month"), oninput: (event) => { stop(); show(Number(event.target.value)); } }),
    play: el("button", { type: "button", id: "run-play", onclick: toggle }, t("run.play")),
  };
  byId("view-run").replaceChildren(
    el("section", { class: "card run-head" }, el("h2", { class: "unseen" }, t("run.title")), el("label", { class: "field" }, t("run.side"), pick("side", [["a", "A"], ["b", "B"]], t("run.side"))), el("label", { class: "field" }, t("run.which"), pick("kind", KINDS.map((kind) => [kind, t(`run.${kind}`)]), t("run.which"))),
      el("button", { type: "button", class: "quiet", id: "run-another", onclick: () => { chosen.skip += 1; ask(); } }, t("run.another")), parts.title, parts.outcome),
    el("div", { class: "run-grid" },
      el("figure", { class: "card" }, el("figcaption", {}, parts.date, parts.phase), parts.map, el("div", { class: "player" }, parts.play, el("div", { class: "time" }, parts.band, parts.slider),
        options(el("select", { id: "run-pace", "aria-label": t("run.speed"), onchange: (event) => { pace = event.target.value; if (timer) { stop(); toggle(); } } }), Object.keys(PACE).map((name) => [name, t(`run.${name}`)]), pace)),
      parts.figures, el("p", { class: "hint" }, term("trust", t("run.trust")), ": ", t("run.trust_scale"), " ", t("run.size_scale"), parts.many), keys()),
      el("section", { class: "card log-card" }, el("h3", {}, t("run.log")), parts.log, el("p", { class: "hint" }, t("run.all_runs")))));
}

const swatch = (name) => svg("svg", { width: 14, height: 14, class: "swatch", "aria-hidden": "true" }, svg("rect", { width: 14, height: 14, rx: 3, fill: catalogue().colours[name], stroke: "#8995a1" }));
const keys = () => el("ul", { class: "keys" }, catalogue().stack.map((name) => el("li", {}, swatch(name), " ", text(`phase.${name}`))));

const ask = later(30, async () => {
  stop();
  drop("api/run");
  byId("view-run").classList.add("busy");
  try {
    run = await post("api/run", { setup: setup(), ...chosen });
    stale = false;
    month = 0;
    notice("run", null);
    redraw();
    show(0);
  } catch (error) {
    if (dropped(error)) return;
    if (error instanceof Refusal) notice("run", () => error.words());
  }
  byId("view-run").classList.remove("busy");
});

function redraw() {
  if (!run || current().view !== "run") return;
  parts.title.textContent = t("run.number", { run: number(run.run) });
  const counts = { effective: number(run.outcome.months_effective), lost: number(run.outcome.months_lost), delivered: number(run.outcome.delivered) };
  parts.outcome.textContent = t("run.outcome", counts);
  parts.slider.max = run.months - 1;
  fitted(parts.map, (width) => { map = townMap(run, width, Math.max(leastHeight(width), Math.min(460, innerHeight - 480))); map.show(month); return map.drawing; });
  fitted(parts.band, band);
  parts.many.textContent = run.towns.length < MANY ? "" : ` ${t("run.many_scale")}`;
  parts.log.replaceChildren(...run.entries.map((entry) => el("li", { "data-month": entry.month, hidden: true },
    own(entry.heading) ? el("h4", {}, own(entry.heading)) : null, el("time", {}, calendar(run.start, entry.month)), el("p", {}, own(entry.text)))));
  if (catalogue().alone) parts.log.replaceChildren(el("li", { "data-month": 0 }, el("p", {}, t("alone.story"))));
  show(month);
}

const leastHeight = (width) => (run.towns.length < MANY ? 260 : Math.max(360, Math.min(460, 500 - width / 4)));

// The phases of the run as a coloured band above the slider.
function band(width) {
  const { phase } = run.alliance;
  const bars = [];
  for (let from = 0; from < phase.length;) {
    let to = from;
    while (to < phase.length && phase[to] === phase[from]) to += 1;
    bars.push(svg("rect", { x: (from / phase.length) * width, width: ((to - from) / phase.length) * width + 0.5, y: 0, height: 14, fill: catalogue().colours[catalogue().phases[phase[from]]] }));
    from = to;
  }
  return picture(width, 14, { preserveAspectRatio: "none" }, bars);
}

function show(found) {
  month = Math.max(0, Math.min(run.months - 1, found));
  const phase = catalogue().phases[run.alliance.phase[month]];
  const form = regionData().models[run.alliance.form[month]];
  const members = run.town.member[month];
  const tied = run.alliance.trust[month];
  const trust = percent(tied.reduce((sum, one) => sum + one, 0) / tied.length / 100);
  const date = calendar(run.start, month);
  parts.slider.value = month;
  parts.slider.setAttribute("aria-valuetext", date);
  parts.date.textContent = date;
  parts.phase.replaceChildren(swatch(phase), ` ${text(`phase.${phase}`)} · ${own(form.short)}`);
  parts.figures.replaceChildren(t("run.figures", { activity: number(run.alliance.activity[month], 2), services: number(run.alliance.services[month]), trust }));
  parts.map.setAttribute("aria-label", t("run.map_label", { date, phase: text(`phase.${phase}`), members: number(members.filter(Boolean).length), trust }));
  map?.show(month);
  let last = null;
  for (const item of parts.log.children) {
    item.hidden = Number(item.dataset.month) > month;
    item.classList.remove("now");
    if (!item.hidden) last = item;
  }
  if (last) {
    last.classList.add("now");
    parts.log.scrollTop = last.offsetTop - parts.log.offsetTop - 40;
  }
}

function toggle() {
  if (timer) return stop();
  if (!run) return;
  if (month >= run.months - 1) show(0);
  timer = setInterval(() => (month >= run.months - 1 ? stop() : show(month + 1)), PACE[pace]);
  parts.play.textContent = t("run.pause");
}

function stop() {
  clearInterval(timer);
  timer = 0;
  if (parts.play) parts.play.textContent = t("run.play");
}
