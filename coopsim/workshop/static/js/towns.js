// The towns of the region: change, add, take out.  The server checks them as it checks a scenario file.

import { fitted, label } from "./charts.js";
import { byId, el, options, svg } from "./dom.js";
import { useRegion } from "./region.js";
import { post, Refusal } from "./server.js";
import { catalogue, change, copy, current, regionData } from "./state.js";
import { onLanguage, t } from "./words.js";

const NUMBERS = { population: { min: 100, step: 1 }, area_km2: { min: 0.1, step: 0.01 }, lat: { min: 34, max: 72, step: 0.0001 }, lon: { min: -25, max: 45, step: 0.0001 } };
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
    el("button", { type: "button", class: "quiet small", id: "towns-add", disabled: rows.length >= catalogue().limits.towns, onclick: () => { rows.push(another()); draw(); [...byId("towns").querySelectorAll("input[type=text]")].at(-1).select(); } }, t("towns_dialog.add")), place,
    el("div", { class: "dialog-foot" }, el("button", { type: "button", class: "quiet", onclick: () => byId("towns").close() }, t("cancel")), el("button", { type: "submit", id: "towns-apply" }, t("apply")))));
  fitted(place, preview);
}

function townRow(town) {
  const name = (field) => t("towns_dialog.row", { field: t(`towns_dialog.${field}`), name: town.name });
  const set = (field, number) => (event) => { town[field] = number ? Number(event.target.value) : event.target.value; fitted(place, preview); };
  const numbers = Object.entries(NUMBERS).map(([field, bounds]) => el("td", {}, el("input", { type: "number", required: true, ...bounds, value: town[field], "aria-label": name(field), oninput: set(field, true) })));
  return el("tr", {}, el("td", {}, el("input", { type: "text", required: true, maxlength: 60, value: town.name, "aria-label": name("name"), oninput: set("name", false) })), numbers,
    el("td", {}, options(el("select", { "aria-label": name("role"), onchange: set("role", false) }), catalogue().roles.map((role) => [role, t(`towns_dialog.${role}`)]), town.role)),
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
  const height = 190;
  const fit = rows.filter((town) => Number.isFinite(town.lat) && Number.isFinite(town.lon));
  const flat = fit.map((town) => [town.lon * Math.cos((51 * Math.PI) / 180), -town.lat]);
  const ends = [0, 1].map((axis) => [Math.min(...flat.map((at) => at[axis])), Math.max(...flat.map((at) => at[axis]))]);
  const factor = Math.min(...ends.map(([low, high], axis) => ([width, height][axis] - 70) / Math.max(high - low, 0.02)));
  const at = flat.map((one) => one.map((value, axis) => [width, height][axis] / 2 + (value - (ends[axis][0] + ends[axis][1]) / 2) * factor));
  return svg("svg", { width, height, "aria-hidden": "true" }, at.map(([x, y], i) => svg("g", {}, svg("circle", { cx: x, cy: y, r: 5 + Math.sqrt(fit[i].population) / 25, fill: "#0072b2", "fill-opacity": 0.75 }), label(x, y - 10 - Math.sqrt(fit[i].population) / 25, fit[i].name, "middle", { class: "name" }))));
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
