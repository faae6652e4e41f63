// The towns of the region: change, add, take out.  The server checks them as it checks a scenario file.

import { fitted, picture } from "./charts.js";
import { byId, el, options, svg } from "./dom.js";
import { names } from "./labels.js";
import { MANY, placed } from "./map.js";
import { Refusal } from "./notices.js";
import { numberField } from "./numberfield.js";
import { useRegion } from "./region.js";
import { post } from "./server.js";
import { catalogue, change, copy, current, regionData } from "./state.js";
import { onLanguage, t } from "./words.js";

const NUMBERS = { population: { whole: true, min: 100, max: 20_000_000 }, area_km2: { min: 0.01, max: 20_000 }, lat: { min: 34, max: 72 }, lon: { min: -25, max: 45 } };
let rows = [];
let place = null;

export function startTowns() {
  byId("towns-open").addEventListener("click", () => { rows = copy(regionData().towns); draw(); byId("towns").showModal(); });
  onLanguage(() => { if (byId("towns").open) draw(); });
}

function draw() {
  const problems = el("p", { class: "problems", role: "alert" });
  const fields = ["name", ...Object.keys(NUMBERS), "role"];
  place = el("div", { class: "plot", role: "img", "aria-label": t("towns_dialog.preview") });
  byId("towns").replaceChildren(el("form", { id: "towns-form", onsubmit: (event) => { event.preventDefault(); apply(problems); } },
    el("div", { class: "dialog-head" }, el("h2", { id: "towns-title" }, t("towns_dialog.title"))), el("p", { class: "hint" }, t("towns_dialog.text")), problems,
    el("div", { class: "scroll" }, el("table", { class: "towns" }, el("thead", {}, el("tr", {}, fields.map((field) => el("th", { scope: "col" }, t(`towns_dialog.${field}`))), el("td"))), el("tbody", {}, rows.map(townRow)))),
    el("button", { type: "button", class: "quiet small", id: "towns-add", disabled: rows.length >= catalogue().limits.towns, onclick: () => { rows.push(another()); draw(); [...byId("towns").querySelectorAll("input.town-name")].at(-1).select(); } }, t("towns_dialog.add")), place,
    el("div", { class: "dialog-foot" }, el("button", { type: "button", class: "quiet", onclick: () => byId("towns").close() }, t("cancel")), el("button", { type: "submit", id: "towns-apply" }, t("apply")))));
  fitted(place, preview);
}

function townRow(town) {
  const name = (field) => t("towns_dialog.row", { field: t(`towns_dialog.${field}`), name: town.name });
  const set = (field) => (event) => { town[field] = event.target.value; fitted(place, preview); };
  const numbers = Object.entries(NUMBERS).map(([field, rules]) => el("td", {}, numberField(town, field, rules, { "aria-label": name(field) }, () => fitted(place, preview))));
  return el("tr", {}, el("td", {}, el("input", { type: "text", class: "town-name", required: true, maxlength: 60, value: town.name, "aria-label": name("name"), oninput: set("name") })), numbers,
    el("td", {}, options(el("select", { "aria-label": name("role"), onchange: set("role") }), catalogue().roles.map((role) => [role, t(`towns_dialog.${role}`)]), town.role)),
    el("td", {}, el("button", { type: "button", class: "bare", "aria-label": t("towns_dialog.remove", { name: town.name }), onclick: () => { rows = rows.filter((one) => one !== town); draw(); } }, el("span", { "aria-hidden": "true" }, "✕"))));
}

function another() {
  const used = new Set([...regionData().towns, ...rows].map((town) => town.id));
  let count = 1;
  while (used.has(`new_${count}`)) count += 1;
  const mean = (field) => rows.reduce((sum, town) => sum + town[field], 0) / Math.max(1, rows.length);
  const place = rows.length ? { lat: mean("lat"), lon: mean("lon") } : { lat: 51, lon: 11 };
  return { id: `new_${count}`, name: `${t("towns_dialog.new_name")} ${count}`, population: 10_000, area_km2: 100, lat: Number(place.lat.toFixed(4)), lon: Number(place.lon.toFixed(4)), role: "member" };
}

function preview(width) {
  const height = rows.length < MANY ? 190 : 330;
  const { at } = placed(rows, width, height, 35);
  const circles = rows.map((town, i) => [...at[i], 5 + Math.sqrt(town.population) / (rows.length < MANY ? 25 : 60)]);
  return picture(width, height, { "aria-hidden": "true" }, circles.map(([cx, cy, r]) => svg("circle", { cx, cy, r, class: "town" })), names(rows.map((town) => town.name), circles, { width, height, fine: rows.length >= MANY }));
}

// Only what differs from the region underneath goes into the settings.
async function apply(problems) {
  const { region } = current();
  const base = { ...region, towns: [], removed: [] };
  try {
    const before = (await post("api/region", base)).towns;
    const original = new Map(before.map((town) => [town.id, JSON.stringify(town)]));
    const towns = rows.filter((town) => original.get(town.id) !== JSON.stringify(town)).map((town) => Object.fromEntries(Object.entries(town).filter(([, value]) => value !== null)));
    const removed = before.filter((town) => !rows.some((row) => row.id === town.id)).map((town) => town.id);
    await useRegion({ ...base, towns, removed }, false);
    const known = new Set(regionData().towns.map((town) => town.id));
    change((state) => { for (const side of ["a", "b"]) state[side].impulses = state[side].impulses.filter((row) => !row.municipality || known.has(row.municipality)); });
    byId("towns").close();
  } catch (error) {
    if (error instanceof Refusal) problems.textContent = error.words();
    byId("towns").scrollTop = 0;
  }
}
