// All settings of the page; every change goes through here, and an address can hold it all.

const listeners = { setup: [], view: [] };
let state = null;
let data = null;
let region = null;

export const current = () => state;
export const catalogue = () => data;
export const regionData = () => region;
export const setCatalogue = (found) => { data = found; };
export const setRegionData = (found) => { region = found; };
export const setup = () => ({ region: state.region, months: state.months, a: state.a, b: state.b });
export const onSetup = (work) => listeners.setup.push(work);
export const onView = (work) => listeners.view.push(work);
export const copy = (value) => JSON.parse(JSON.stringify(value));

export function begin(found) {
  state = found;
}

// Changes settings: the work gets the state to change; then whoever listens hears of it.
export function change(work, origin = "") {
  work(state);
  for (const listener of listeners.setup) listener(origin);
}

export function look(view) {
  state.view = view;
  for (const listener of listeners.view) listener(view);
}

// Puts settings, view and region back as they once were.
export function restore(found) {
  const asked = setup();
  state = copy(found.setup);
  region = found.region;
  if (differ(asked, setup())) change(() => {});
  look(state.view);
}

export const differ = (one, other) => JSON.stringify(one) !== JSON.stringify(other);

async function squeezed(bytes, how) {
  const flow = new Blob([bytes]).stream().pipeThrough(how);
  return new Uint8Array(await new Response(flow).arrayBuffer());
}

export async function packed(lang) {
  const bytes = await squeezed(new TextEncoder().encode(JSON.stringify({ ...state, lang })), new CompressionStream("deflate-raw"));
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return `#1.${btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

// The state that an address holds, null for none; throws for one that cannot be read.
export async function unpacked(hash) {
  if (!hash || hash === "#") return null;
  if (!hash.startsWith("#1.") || hash.length > 40_000) throw new Error("link");
  const letters = atob(hash.slice(3).replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = await squeezed(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)), new DecompressionStream("deflate-raw"));
  const found = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  return checked(found);
}

function checked(found) {
  const table = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const side = (value) => table(value) && typeof value.governance === "string" && table(value.approaches) && table(value.hindrances) && Array.isArray(value.impulses)
    && Object.values(value.approaches).every((use) => table(use) && typeof use.strength === "number")
    && Object.values(value.hindrances).every((level) => typeof level === "number") && value.impulses.every(table);
  const fits = table(found) && table(found.region) && Number.isInteger(found.months) && side(found.a) && side(found.b)
    && ["de", "en"].includes(found.lang) && ["compare", "run", "levers", "background"].includes(found.view);
  if (!fits) throw new Error("link");
  return { region: found.region, months: found.months, a: found.a, b: found.b, view: found.view, lang: found.lang };
}
