// The region and how long it is looked at.

import { byId, el, options } from "./dom.js";
import { notice, Refusal } from "./notices.js";
import { post } from "./server.js";
import { catalogue, change, copy, current, onSetup, regionData, setRegionData } from "./state.js";
import { counted, onLanguage, own } from "./words.js";

const YEARS = [5, 10, 15, 20, 25, 30, 40];

// With what a region opens: B in the loosest form there is, so that the first answer is on what the form of A is for.
const LOOSE = ["informal_network", "working_community"];

function opening() {
  const state = current();
  state.a = copy(regionData().settings);
  state.b = copy(regionData().settings);
  state.b.governance = LOOSE.find((name) => name !== state.a.governance && regionData().models.some((row) => row.id === name)) ?? state.a.governance;
}

// Fetches what a region is like; with `fresh`, it opens as if nothing had been set.
export async function useRegion(region, fresh) {
  const found = await post("api/region", region);
  setRegionData(found);
  const state = current();
  state.region = region;
  if (fresh) {
    state.months = Math.min(found.months, catalogue().limits.months);
    opening();
  }
}

export function startRegion() {
  byId("region").addEventListener("change", async (event) => {
    try {
      await useRegion({ name: event.target.value }, true);
      notice("region", null);
      change(() => {});
    } catch (error) {
      if (error instanceof Refusal) notice("region", () => error.words());
      draw();
    }
  });
  byId("horizon").addEventListener("change", (event) => change((state) => { state.months = Number(event.target.value); }));
  onSetup(draw);
  onLanguage(draw);
}

function draw() {
  const { region, months } = current();
  const split = [catalogue().scenarios.filter((row) => !row.name.includes("/")), catalogue().scenarios.filter((row) => row.name.includes("/"))];
  const [real, teaching] = split.map((rows) => rows.map((row) => el("option", { value: row.name, selected: row.name === region.name }, own(row.title))));
  const mine = region.document ? [el("option", { value: "", selected: true }, own(regionData().title))] : [];
  byId("region").replaceChildren(...mine, ...real, el("hr"), ...teaching);
  const rows = new Map(YEARS.map((years) => [12 * years, years]));
  rows.set(months, months / 12);
  options(byId("horizon"), [...rows].sort((one, other) => one[0] - other[0]).map(([value, years]) => [String(value), counted("years", years, Number.isInteger(years) ? 0 : 1)]), months);
}
