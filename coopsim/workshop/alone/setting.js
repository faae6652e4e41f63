// From the settings of a side to the arrays that the kernel reads; faults are said as the program says them.

import { stableId } from "./blake.js";

const NEVER = 10 ** 6;
const PLAIN = { strength: 0, start: 0, end: null, trigger: null };
const IMPULSE = { id: null, kind: null, month: null, rate_per_year: null, strength: 1, duration_months: null, municipality: null, area: null, source: "" };
const ORIGIN_OF_IMAGE = 1;
const table = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const between = (value, low, high) => typeof value === "number" && value >= low && value <= high;

// about: what the catalogues hold; region: one of the embedded ones, with its image.
export class Setting {
  constructor(about, region, side, months) {
    this.about = about;
    this.region = region;
    this.months = months;
    this.problems = [];
    const approaches = table(side.approaches) ? side.approaches : {};
    const hindrances = table(side.hindrances) ? side.hindrances : {};
    this.governance = side.governance;
    this.approaches = Object.fromEntries(about.approaches.map(({ id }) => [id, { ...PLAIN, ...approaches[id] }]));
    this.hindrances = Object.fromEntries(about.hindrances.map(({ id, unknown }) => [id, hindrances[id] ?? unknown]));
    this.impulses = (Array.isArray(side.impulses) ? side.impulses : []).map((row) => ({ ...IMPULSE, ...row }));
    this.#check([["approaches", approaches, this.approaches], ["hindrances", hindrances, this.hindrances]]);
  }

  // Text by which equal settings are found again.
  get key() {
    return JSON.stringify([this.region.id, this.months, this.governance, this.approaches, this.hindrances, this.impulses]);
  }

  monthOf(moment) {
    if (typeof moment === "number") return moment;
    const [from, to] = [this.region.start, moment].map((date) => date.split("-").map(Number));
    return 12 * (to[0] - from[0]) + to[1] - from[1];
  }

  with(change) {
    const side = { governance: this.governance, approaches: this.approaches, hindrances: this.hindrances, impulses: this.impulses };
    return new Setting(this.about, this.region, { ...side, ...change }, this.months);
  }

  #fault(place, key, values = {}) {
    this.problems.push({ place, key, values });
  }

  #check(named) {
    const { about, region, months } = this;
    if (!Number.isInteger(months) || months < region.least_months || months > about.most_months) this.#fault("horizon_months", "place");
    if (!region.forms.includes(this.governance)) this.#fault("governance", "place");
    for (const [name, given, known] of named) for (const id of Object.keys(given)) if (!(id in known)) this.#fault(`${name}.${id}`, "place");
    for (const [id, level] of Object.entries(this.hindrances)) if (!between(level, 0, 1)) this.#fault(`hindrances.${id}`, "place");
    for (const [id, use] of Object.entries(this.approaches)) {
      const place = `approaches.${id}`;
      if (!between(use.strength, 0, 1) || (use.trigger !== null && !between(use.trigger, 0, 1)) || Object.keys(use).length > 4) this.#fault(place, "place");
      else if (!this.#moment(use.start) || (use.end !== null && !this.#moment(use.end))) this.#fault(place, "place");
      else if (typeof use.start === "number" && use.start >= months) this.#late(`${place}.start`);
      else if (use.end !== null && this.monthOf(use.end) <= this.monthOf(use.start)) this.#fault(`${place}.end`, "end_before_start");
    }
    if (this.impulses.length > about.most_impulses) this.#fault("impulses", "place");
    this.impulses.forEach((row, k) => {
      const place = `impulses[${k}]`;
      const fits = about.impulses.includes(row.kind) && between(row.strength, 0, 1) && (row.month === null) !== (row.rate_per_year === null)
        && (row.month === null ? row.rate_per_year > 0 && row.rate_per_year <= 12 : this.#moment(row.month)) && (row.municipality === null || region.town_ids.includes(row.municipality))
        && (row.area === null || about.areas.includes(row.area)) && (row.duration_months === null || (Number.isInteger(row.duration_months) && between(row.duration_months, 1, 600)))
        && Object.keys(row).length === Object.keys(IMPULSE).length;
      if (!fits) this.#fault(place, "place");
      else if (typeof row.month === "number" && row.month >= months) this.#late(`${place}.month`);
    });
  }

  #late(place) {
    this.#fault(place, "beyond_horizon", { last: this.months - 1, months: this.months });
  }

  #moment(value) {
    return typeof value === "number" ? Number.isInteger(value) && value >= 0 : /^\d{4}-(0[1-9]|1[0-2])$/.test(value) && Math.abs(this.monthOf(value)) <= 1200;
  }

  // The image of the region with these settings in it, and its bytes.
  image() {
    const { memory, image, places } = this.region;
    const rows = this.#impulseRows();
    const own = places["w.impulse"];
    const bytes = new Uint8Array(memory.length + own.bytes * rows.length);
    bytes.set(memory);
    const view = new DataView(bytes.buffer);
    const put = (name, row, values, start = image.table[places[name].slot]) => {
      for (const [field, value] of Object.entries(values)) {
        const [offset, kind] = places[name].columns[field];
        const at = start + row * places[name].bytes + offset;
        if (kind === "f8") view.setFloat64(at, value, true);
        else view.setBigInt64(at, BigInt.asIntN(64, BigInt(value)), true);
      }
    };
    put("w.scenario", 0, { sought: this.region.forms.indexOf(this.governance), horizon: this.months, ...this.hindrances });
    this.about.approaches.forEach(({ id }, row) => {
      const { strength, start, end, trigger } = this.approaches[id];
      put("w.approach", row, { strength, start: this.monthOf(start), end: end === null ? NEVER : this.monthOf(end), trigger: trigger ?? NaN });
    });
    const slots = [...image.table];
    const origin = [...image.origin];
    slots[own.slot] = memory.length;
    slots[own.slot + 1] = rows.length;
    origin[own.slot] = ORIGIN_OF_IMAGE;
    rows.forEach((values, row) => put("w.impulse", row, values, memory.length));
    return { image: { ...image, table: slots, origin, months: this.months }, bytes };
  }

  #impulseRows() {
    const { about, region } = this;
    const rows = this.impulses.map((row) => {
      const month = row.month === null ? null : this.monthOf(row.month);
      const name = [row.kind, words(month), words(row.rate_per_year, true), words(row.municipality), words(row.area), words(row.strength, true), words(row.duration_months)].join("/");
      return {
        id: stableId(row.id || name),
        kind: about.impulses.indexOf(row.kind),
        month: month ?? -1,
        rate: row.rate_per_year ?? 0,
        strength: row.strength,
        duration: row.duration_months ?? region.impulse_duration,
        town: row.municipality === null ? -1 : region.town_ids.indexOf(row.municipality),
        area: row.area === null ? -1 : about.areas.indexOf(row.area),
      };
    });
    return rows.sort((one, other) => (one.id < other.id ? -1 : Number(one.id > other.id)));
  }
}

// As Python writes a value.
function words(value, real = false) {
  if (value === null) return "None";
  return real && Number.isInteger(value) ? `${value}.0` : `${value}`;
}
