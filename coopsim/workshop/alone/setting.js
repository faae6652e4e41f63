// From the settings of a side to the arrays that the kernel reads; faults are said as the program says them.

import { stableId } from "./blake.js";
import { defaults, misfits } from "./schema.js";

const NEVER = 10 ** 6;
const FARTHEST_MONTHS = 1200;
const ORIGIN_OF_IMAGE = 1;

// about: what the catalogues hold; region: one of the embedded ones, with its image.
export class Setting {
  constructor(about, region, side, months) {
    this.about = about;
    this.region = region;
    this.months = months;
    const fits = Number.isInteger(months) && months >= region.least_months && months <= about.most_months;
    this.problems = [...(fits ? [] : ["horizon_months"]), ...misfits(about.side, side)].map((place) => ({ place, key: null }));
    if (this.problems.length) return;
    const { approaches, hindrances, impulses } = about.side.properties;
    const use = about.side.$defs.ApproachSetting.anyOf.find((one) => one.type === "object");
    const table = (given = {}) => ({ ...defaults(use), ...(typeof given === "number" ? { strength: given } : given) });
    this.governance = side.governance;
    this.approaches = Object.fromEntries(Object.keys(approaches.properties).map((id) => [id, table(side.approaches?.[id])]));
    this.hindrances = { ...defaults(hindrances), ...side.hindrances };
    this.impulses = (side.impulses ?? []).map((row) => ({ ...defaults(impulses.items), ...row }));
    this.#check();
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

  // What no single value can show, as coopsim.scenario.checks has it.
  #check() {
    const { region } = this;
    if (!region.forms.includes(this.governance)) this.#fault("governance", "unknown_form");
    for (const [id, { start, end }] of Object.entries(this.approaches)) {
      this.#inTime(`approaches.${id}.start`, start);
      if (end !== null && this.monthOf(end) <= this.monthOf(start)) this.#fault(`approaches.${id}.end`, "end_before_start");
    }
    const ids = this.impulses.map((row) => row.id).filter((id) => id !== null);
    this.impulses.forEach((row, k) => {
      const place = `impulses[${k + 1}]`;
      if (ids.filter((id) => id === row.id).length > 1) this.#fault(`${place}.id`, "twice");
      if (row.municipality !== null && !region.town_ids.includes(row.municipality)) this.#fault(`${place}.municipality`, "unknown_town");
      if ((row.month === null) === (row.rate_per_year === null)) this.#fault(place, "impulse");
      if (row.month === null) return;
      this.#inTime(`${place}.month`, row.month);
      if (this.monthOf(row.month) < 0) this.#fault(`${place}.month`, "impulse_before");
      if (this.monthOf(row.month) > FARTHEST_MONTHS) this.#fault(`${place}.month`, "too_early_or_late");
    });
  }

  #inTime(place, month) {
    if (typeof month === "number" && month >= this.months) this.#fault(place, "beyond_horizon", { last: this.months - 1, months: this.months });
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
