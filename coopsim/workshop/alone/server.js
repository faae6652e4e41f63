// In the place of a server: the answers of the program, worked out in this browser, behind the same questions.

import { COLUMNS, comparing, joined } from "./comparing.js";
import { byId } from "./dom.js";
import { asked, chosenRun, frames } from "./frames.js";
import { dropped, Refusal } from "./notices.js";
import { Pool } from "./pool.js";
import { Setting } from "./setting.js";
import { telling } from "./telling.js";

const data = JSON.parse(byId("coopsim-data").textContent);
const { about, start, layout } = data;
const figures = comparing(about);
const tell = telling(start.texts, figures);
const regions = new Map(data.regions.map((region) => [region.name, { ...region, ...region.inside, memory: unpacked(region.memory), image: region.image, places: layout.places }]));
const underWay = new Map();
const kept = new Map();
const KEPT = 60;
let pool = null;

export const onReturn = () => {};

function unpacked(letters) {
  return Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
}

function workers() {
  const address = URL.createObjectURL(new Blob([data.worker], { type: "text/javascript" }));
  const made = () => {
    const one = new Worker(address);
    return { say: (message) => one.postMessage(message), hear: (work) => { one.onmessage = (event) => work(event.data); }, end: () => one.terminate() };
  };
  const count = Math.max(1, Math.min(8, navigator.hardwareConcurrency ?? 2));
  pool ??= new Pool(made, count, unpacked(data.module), layout);
  return pool;
}

function newest(kind) {
  underWay.get(kind)?.abort();
  const control = new AbortController();
  underWay.set(kind, control);
  return control.signal;
}

export function drop(path) {
  underWay.get(path)?.abort();
}

const told = (key, values = {}) => Object.fromEntries(Object.entries(start.texts).map(([lang, texts]) => [lang, texts[key].replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all)]));
const refused = (key, values) => new Refusal([told(key, values)]);

function regionOf(asked) {
  const region = regions.get(asked.name);
  if (!region || asked.towns?.length || asked.removed?.length) throw refused("workshop.alone.region");
  return region;
}

function settingOf(region, side, months) {
  const setting = new Setting(about, region, side, months);
  if (setting.problems.length) {
    throw new Refusal(setting.problems.slice(0, 20).map(({ place, key, values }) => {
      if (key === null) return told("error.workshop_request", { place });
      const [words, allowed] = [told(`fault.${key}`), key === "beyond_horizon" ? told("fault.beyond_horizon_allowed", values) : null];
      return Object.fromEntries(Object.entries(words).map(([lang, text]) => [lang, `${place}: ${text}${allowed ? ` (${allowed[lang]})` : ""}`]));
    }));
  }
  return setting;
}

const sides = ({ region, months, a, b }) => [a, b].map((side) => settingOf(regionOf(region), side, months));

// The first runs of a setting; what has been simulated is kept, and more is added to it.
async function firstRuns(setting, runs, rank, signal) {
  const { key } = setting;
  const found = kept.get(key) ?? { blocks: new Map() };
  kept.delete(key);
  kept.set(key, found);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  const size = setting.region.block_runs;
  const places = Array.from({ length: Math.ceil(runs / size) }, (_, place) => place);
  const question = { ...setting.image(), seed: about.seed, keep: { series: true }, columns: COLUMNS };
  await Promise.all(places.filter((place) => !found.blocks.has(place)).map(async (place) => {
    found.blocks.set(place, await workers().block({ ...question, first: place * size, runs: size }, { rank, signal }));
  }));
  const shape = { months: setting.months, towns: setting.region.town_ids.length, phases: start.phases.length };
  return joined(places.map((place) => found.blocks.get(place)), shape);
}

async function compare(setup, signal, each) {
  const [a, b] = sides(setup);
  each({ kind: "accepted", ready: true });
  for (const [place, runs] of start.stages.entries()) {
    const different = a.key === b.key ? [a] : [a, b];
    const found = await Promise.all(different.map((side) => firstRuns(side, runs, place ? 2 + place : 0, signal)));
    const [ofA, ofB] = [found[0], found.at(-1)];
    if (signal.aborted) throw Object.assign(new Error("dropped"), { name: "AbortError" });
    each(answered(a, b, ofA, ofB));
  }
  each({ kind: "done" });
}

function answered(a, b, ofA, ofB) {
  const region = { ...a.region, approaches: about.approaches, hindrances: about.hindrances, monthOf: (moment) => a.monthOf(moment) };
  const changes = tell.differences(a, b, region);
  const words = { sentences: tell.sentences(ofA, ofB, changes), differences: changes.map((change) => change.text) };
  return { kind: "answer", ...figures.contrast(ofA, ofB, changes.length === 0, a.region.towns_by_id), ...words };
}

// What a setting does not use yet, as coopsim.workshop.contrast.levers lists it.
function leversOf(setting) {
  const full = ({ strength, start: from, end, trigger }) => strength === 1 && from === 0 && end === null && trigger === null;
  const approaches = about.approaches.filter(({ id }) => !full(setting.approaches[id])).map(({ id }) => ({ kind: "approach", name: id }));
  const forms = setting.region.forms.filter((name) => name !== setting.governance && name !== about.no_form).map((name) => ({ kind: "governance", name }));
  return [...approaches, ...forms];
}

function pulled(setting, lever) {
  if (lever.kind === "governance") return setting.with({ governance: lever.name });
  return setting.with({ approaches: { ...setting.approaches, [lever.name]: { strength: 1 } } });
}

async function levers({ setup, side }, signal, each) {
  const setting = sides(setup)[side === "b" ? 1 : 0];
  const every = leversOf(setting);
  each({ kind: "accepted", ready: true });
  each({ kind: "levers", count: every.length, stages: about.lever_stages });
  for (const [place, runs] of about.lever_stages.entries()) {
    const rank = 10 + place;
    const before = await firstRuns(setting, runs, rank, signal);
    await Promise.all(every.map(async (lever) => {
      const after = await firstRuns(pulled(setting, lever), runs, rank, signal);
      if (!signal.aborted) each({ kind: "lever", lever, runs: after.runs, effects: figures.effects(before, after) });
    }));
  }
  each({ kind: "done" });
}

// One run, by number or as an example of a kind among the first ones.
async function single({ setup, side, run = null, kind = "typical", skip = 0 }, signal) {
  const setting = sides(setup)[side === "b" ? 1 : 0];
  const number = run ?? chosenRun(kind, skip, (await firstRuns(setting, about.first_runs, 0, signal)).rows);
  if (number === null) throw refused("error.workshop_no_example");
  const found = await workers().block({ ...setting.image(), seed: about.seed, ...asked(number) }, { signal });
  return frames(number, setting.region, found);
}

export const get = async () => ({ ...start, opened: { name: data.opened } });

export async function post(path, body) {
  if (path === "api/region") return regionOf(body).shown;
  if (path === "api/run") return single(body, newest(path));
  throw refused("workshop.alone.only_program");
}

export const blob = post;

// An answer in parts: calls `each` with every message until the answer ends.
export async function stream(path, body, each) {
  const signal = newest(path);
  try {
    if (path === "api/compare") await compare(body, signal, each);
    else await levers(body, signal, each);
  } catch (error) {
    if (dropped(error) || error instanceof Refusal) throw error;
    console.error(error);
    each({ kind: "failed" });
  }
}
