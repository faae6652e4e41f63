// The settings: a row per lever, a column per side, so that what differs is seen at once.

import { byId, el, options, replace } from "./dom.js";
import { impulseGroup, onImpulseForm } from "./impulses.js";
import { scheduleRows, scheduleWords } from "./schedule.js";
import { badge, SIDES } from "./sides.js";
import { catalogue, change, copy, current, differ, onSetup, regionData } from "./state.js";
import { explained } from "./tips.js";
import { number, onLanguage, own, percent, t } from "./words.js";

const open = { approaches: !matchMedia("(max-width: 62rem)").matches, hindrances: false, impulses: false }; // on a phone the answer comes first
const unfolded = new Set();
let linked = true;

export function startSettings() {
  onSetup((origin) => (origin === "slide" ? refresh() : draw()));
  onLanguage(draw);
  onImpulseForm(draw);
  byId("same").addEventListener("click", () => change((state) => { state.b = copy(state.a); }));
  byId("swap").addEventListener("click", () => change((state) => { [state.a, state.b] = [state.b, state.a]; }));
  byId("reset").addEventListener("click", () => change((state) => {
    state.a = copy(regionData().settings);
    state.b = copy(regionData().settings);
  }));
}

function draw() {
  const { a, b } = current();
  linked &&= !differ(a.hindrances, b.hindrances);
  replace(byId("matrix"), forms(),
    group("approaches", true, catalogue().approaches.map(approachRow)),
    group("hindrances", !linked, linkedSwitch(), catalogue().hindrances.map(hindranceRow)),
    group("impulses", true, impulseGroup()));
}

function group(name, sided, ...children) {
  const box = el("details", { class: "group", open: open[name], id: `group-${name}` }, el("summary", {}, el("span", { class: "heads" }, el("span", {}, t(`set.${name}`)), sided && SIDES.map((side) => el("span", { "aria-hidden": "true" }, badge(side))))), ...children);
  box.addEventListener("toggle", () => { open[name] = box.open; });
  return box;
}

function forms() {
  const choice = (side) => {
    const chosen = current()[side].governance;
    const model = regionData().models.find((row) => row.id === chosen);
    const select = el("select", { id: `form-${side}`, "data-key": `form-${side}`, "aria-label": `${t("set.form")} ${side.toUpperCase()}`,
      onchange: (event) => change((state) => { state[side].governance = event.target.value; }) });
    options(select, regionData().models.map((row) => [row.id, own(row.short)]), chosen);
    if (model) explained(select, own(model.title), own(model.text), t("set.basis", { basis: own(model.basis) }));
    return el("label", {}, badge(side), select);
  };
  return el("div", { class: "forms", id: "forms" }, el("h3", {}, t("set.form")), ...SIDES.map(choice));
}

function approachRow(row) {
  const [a, b] = SIDES.map((side) => current()[side].approaches[row.id]);
  const title = own(row.short);
  const name = el("span", { class: "name" }, title);
  explained(name, own(row.title), own(row.text), t("set.cost", { staff: number(row.staff, 2), money: number(row.money, 2) }));
  const used = [a, b].some((use) => use && use.strength > 0);
  const more = used && el("button", { type: "button", class: "bare more", "data-key": `when-${row.id}`, "aria-expanded": String(unfolded.has(row.id)), "aria-label": t("set.when", { title }),
    onclick: () => { unfolded[unfolded.has(row.id) ? "delete" : "add"](row.id); draw(); } }, el("span", { "aria-hidden": "true" }, unfolded.has(row.id) ? "▴" : "▾"));
  return el("div", { class: `row${differ(a, b) ? " differs" : ""}`, "data-row": row.id }, el("span", {}, name, more), ...SIDES.map((side) => approachCell(row, side)),
    used && el("span", { class: "lower" }, t("set.strength_row")), used && SIDES.map((side) => strengthCell(row, side)),
    used && (unfolded.has(row.id) ? scheduleRows(row, title) : scheduleLine(a, b)));
}

function scheduleLine(a, b) {
  const words = [scheduleWords(a), scheduleWords(b)];
  if (!words[0] && !words[1]) return false;
  const [used, other] = [a, b].map((use) => use && use.strength > 0);
  const all = used && other && words[0] === words[1] ? words[0] : SIDES.map((side, k) => words[k] && `${side.toUpperCase()}: ${words[k]}`).filter(Boolean).join(" · ");
  return el("span", { class: "lower all" }, all);
}

function approachCell(row, side) {
  const use = current()[side].approaches[row.id];
  const strength = use ? use.strength : 0;
  const title = own(row.short);
  const set = (used) => change((state) => {
    if (used) state[side].approaches[row.id] = { strength: 1 };
    else delete state[side].approaches[row.id];
  });
  const tick = el("input", { type: "checkbox", checked: strength > 0, "data-key": `use-${side}-${row.id}`, "aria-label": t("set.use", { title, side: side.toUpperCase() }),
    onchange: (event) => set(event.target.checked) });
  explained(tick, own(row.title), own(row.text));
  const cell = el("span", { class: `cell of-${side}` }, tick);
  if (strength > 0) cell.append(el("output", { "aria-hidden": "true", id: `shown-${side}-${row.id}` }, percent(strength)));
  return cell;
}

function strengthCell(row, side) {
  const strength = current()[side].approaches[row.id]?.strength ?? 0;
  if (!(strength > 0)) return el("span");
  const label = t("set.strength", { title: own(row.short), side: side.toUpperCase() });
  const set = (value) => change((state) => { state[side].approaches[row.id].strength = Math.max(value, 0.05); }, "slide");
  return el("span", { class: `cell of-${side}` }, slider(`strength-${side}-${row.id}`, label, strength, set, () => byId(`shown-${side}-${row.id}`)));
}

function slider(key, label, value, set, place) {
  const range = el("input", { type: "range", min: 0, max: 1, step: 0.05, value, "data-key": key, "aria-label": label, "aria-valuetext": percent(value),
    oninput: (event) => {
      const words = percent(Number(event.target.value));
      place().textContent = words;
      event.target.setAttribute("aria-valuetext", words);
      set(Number(event.target.value));
    } });
  return range;
}

function linkedSwitch() {
  return el("label", { class: "linked" }, el("input", { type: "checkbox", checked: linked, "data-key": "linked",
    onchange: (event) => {
      linked = event.target.checked;
      if (linked && differ(current().a.hindrances, current().b.hindrances)) change((state) => { state.b.hindrances = copy(state.a.hindrances); });
      else draw();
    } }), t("set.linked"));
}

function hindranceRow(row) {
  const title = own(row.title);
  const name = el("span", { class: "name" }, title);
  explained(name, title, own(row.text));
  const level = (side) => current()[side].hindrances[row.id] ?? row.unknown;
  const set = (sides) => (value) => change((state) => { for (const side of sides) state[side].hindrances[row.id] = value; }, "slide");
  const shown = (side) => el("output", { "aria-hidden": "true" }, percent(level(side)));
  const differs = level("a") !== level("b") ? " differs" : "";
  if (linked) {
    const value = shown("a");
    const range = slider(`level-${row.id}`, t("set.level_both", { title }), level("a"), set(SIDES), () => value);
    return el("div", { class: `row both${differs}`, "data-row": row.id }, name, el("span", { class: "cell" }, range, value));
  }
  const values = { a: shown("a"), b: shown("b") };
  const range = (side) => slider(`level-${side}-${row.id}`, t("set.level", { title, side: side.toUpperCase() }), level(side), set([side]), () => values[side]);
  return el("div", { class: `row${differs}`, "data-row": row.id }, name, SIDES.map((side) => el("span", { class: "cell" }, values[side])), el("span"), SIDES.map((side) => el("span", { class: `cell of-${side}` }, range(side))));
}

// While a slider moves only the marks of what differs are renewed; the controls stay as they are.
function refresh() {
  const { a, b } = current();
  for (const node of byId("matrix").querySelectorAll("[data-row]")) {
    const id = node.dataset.row;
    node.classList.toggle("differs", differ([a.approaches[id], a.hindrances[id]], [b.approaches[id], b.hindrances[id]]));
  }
}
