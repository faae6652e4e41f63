// New impulses: what happens when, and in which of the two settings.

import { el, options } from "./dom.js";
import { numberField } from "./numberfield.js";
import { catalogue, change, current, regionData } from "./state.js";
import { number, own, t } from "./words.js";

const WITH_TOWN = ["scandal", "new_mayor", "closure"];
const WITH_AREA = ["closure", "new_area"];
const WITH_TIME = ["facilitator", "subsidy"];
let draft = null;
let redraw = () => {};

export const onImpulseForm = (work) => { redraw = work; };

export function impulseGroup() {
  const { a, b } = current();
  const rows = new Map([...a.impulses, ...b.impulses].map((row) => [JSON.stringify(row), row]));
  return [[...rows].map(([key, row]) => impulseRow(key, row)), draft ? form()
    : el("button", { type: "button", class: "quiet small", "data-key": "impulse-add", disabled: Math.max(a.impulses.length, b.impulses.length) >= catalogue().limits.impulses,
      onclick: () => { draft = { kind: "new_mayor", when: "year", year: 5, every: 10, town: "", area: "", months: 24, strength: 1, a: false, b: true }; redraw(); } }, t("set.impulse_add"))];
}

const often = (years) => t("set.impulse_often", { years: number(years, Number.isInteger(years) ? 0 : 1) });

function named(row) {
  const place = regionData().towns.find((town) => town.id === row.municipality);
  const area = catalogue().areas.find((one) => one.id === row.area);
  let when = row.month;
  if (typeof row.month === "number") when = t("set.impulse_at", { year: number(row.month / 12, row.month % 12 ? 1 : 0) });
  else if (row.month === undefined) when = often(1 / row.rate_per_year);
  return [t(`impulse.${row.kind}`), place?.name, area && own(area.title), when].filter(Boolean).join(" · ");
}

function impulseRow(key, row) {
  const title = named(row);
  const holds = (side) => current()[side].impulses.some((one) => JSON.stringify(one) === key);
  const tick = (side) => el("span", { class: `cell of-${side}` }, el("input", { type: "checkbox", checked: holds(side), "data-key": `impulse-${side}-${key}`, "aria-label": t("set.impulse_in", { title, side: side.toUpperCase() }),
    onchange: (event) => change((state) => {
      state[side].impulses = state[side].impulses.filter((one) => JSON.stringify(one) !== key);
      if (event.target.checked) state[side].impulses.push(row);
    }) }));
  return el("div", { class: `row${holds("a") !== holds("b") ? " differs" : ""}` }, el("span", {}, title), tick("a"), tick("b"));
}

function form() {
  const years = Math.floor(current().months / 12);
  const field = (key, control) => [el("label", { for: `impulse-${key}` }, t(`set.impulse_${key}`)), control];
  const set = (name, redrawn = false) => (event) => {
    draft[name] = event.target.type === "checkbox" ? event.target.checked : event.target.value;
    if (redrawn) redraw();
  };
  const choice = (key, name, rows, redrawn) => options(el("select", { id: `impulse-${key}`, "data-key": `draft-${name}`, "aria-label": name === "year" ? t("set.impulse_year") : null, onchange: set(name, redrawn) }), rows, draft[name]);
  const amount = (key, rules) => numberField(draft, key, rules, { id: `impulse-${key}`, "data-key": `draft-${key}` });
  const towns = regionData().towns.map((town) => [town.id, town.name]);
  const areas = catalogue().areas.map((area) => [area.id, own(area.title)]);
  return el("form", { class: "impulse-form", "aria-label": t("set.impulse_edit"), onsubmit: (event) => { event.preventDefault(); add(); } },
    field("kind", choice("kind", "kind", catalogue().impulses.map((kind) => [kind, t(`impulse.${kind}`)]), true)),
    WITH_TOWN.includes(draft.kind) && field("town", choice("town", "town", [["", t("set.impulse_any_town")], ...towns])),
    WITH_AREA.includes(draft.kind) && field("area", choice("area", "area", [["", t("set.impulse_any_area")], ...areas])),
    field("when", choice("when", "when", [["year", t("set.impulse_year")], ["often", t("set.impulse_random")]], true)),
    draft.when === "year"
      ? [el("span"), choice("year", "year", Array.from({ length: years }, (_, year) => [String(year), t("set.impulse_at", { year })]))]
      : field("every", amount("every", { min: 1, max: 100 })),
    WITH_TIME.includes(draft.kind) && field("months", amount("months", { whole: true, min: 1, max: 600 })),
    draft.kind !== "new_mayor" && field("strength", amount("strength", { min: 0, max: 1 })),
    el("span", {}, t("set.impulse_sides")),
    el("span", { class: "checks" }, ["a", "b"].map((side) => el("label", { class: `of-${side}` },
      el("input", { type: "checkbox", checked: draft[side], "data-key": `draft-${side}`, onchange: set(side) }), t(`set.${side}`)))),
    el("span", { class: "wide" },
      el("button", { type: "button", class: "quiet small", "data-key": "draft-cancel", onclick: () => { draft = null; redraw(); } }, t("cancel")),
      el("button", { type: "submit", class: "small", "data-key": "draft-add" }, t("add"))));
}

function add() {
  const row = { kind: draft.kind };
  if (draft.when === "year") row.month = 12 * Number(draft.year);
  else row.rate_per_year = 1 / draft.every;
  if (draft.kind !== "new_mayor") row.strength = draft.strength;
  if (WITH_TIME.includes(draft.kind)) row.duration_months = draft.months;
  if (WITH_TOWN.includes(draft.kind) && draft.town) row.municipality = draft.town;
  if (WITH_AREA.includes(draft.kind) && draft.area) row.area = draft.area;
  const sides = ["a", "b"].filter((side) => draft[side]);
  draft = null;
  change((state) => { for (const side of sides) state[side].impulses.push(row); });
}
