// When an approach is used: from a year, until a year, only while activity is low.

import { el, options } from "./dom.js";
import { SIDES } from "./sides.js";
import { change, current } from "./state.js";
import { explained } from "./tips.js";
import { number, percent, t } from "./words.js";

const LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
const DEFAULTS = { start: 0, end: null, trigger: null };

// A month of the run, or the calendar month of a scenario file, in words.
const moment = (found) => (typeof found === "number" ? t("set.year", { year: number(found / 12, found % 12 ? 1 : 0) }) : found);

const choices = {
  start: (use) => [[0, t("set.start_first")], ...years().filter((month) => month > 0 && !(typeof use.end === "number" && month >= use.end)).map((month) => [month, moment(month)])],
  end: (use) => [["", t("set.end_never")], ...years().filter((month) => month > (typeof use.start === "number" ? use.start : 0)).map((month) => [month, moment(month)])],
  trigger: () => [["", t("set.trigger_always")], ...LEVELS.map((level) => [level, percent(level)])],
};

const years = () => Array.from({ length: Math.ceil(current().months / 12) }, (_, year) => 12 * year);

// Three rows of choices for both sides; a value that no choice has, from a file, is one of its own.
export function scheduleRows(row, title) {
  return Object.keys(DEFAULTS).map((field) => {
    const name = el("span", {}, t(`set.${field}_row`));
    if (field === "trigger") explained(name, t("term_activity"), t("term.activity"));
    return el("span", { class: "detail" }, name, SIDES.map((side) => choice(row, title, field, side)));
  });
}

function choice(row, title, field, side) {
  const use = current()[side].approaches[row.id];
  if (!use || !(use.strength > 0)) return el("span");
  const value = use[field] ?? DEFAULTS[field] ?? "";
  const rows = choices[field](use);
  if (!rows.some(([one]) => one === value)) rows.push([value, field === "trigger" ? percent(value) : moment(value)]);
  return options(el("select", { "data-key": `${field}-${side}-${row.id}`, "aria-label": t(`set.${field}`, { title, side: side.toUpperCase() }),
    onchange: (event) => change((state) => {
      const [found] = rows.find(([one]) => String(one) === event.target.value);
      const changed = state[side].approaches[row.id];
      if (found === "" || found === DEFAULTS[field]) delete changed[field];
      else changed[field] = found;
    }) }), rows.map(([one, words]) => [String(one), words]), value);
}

// The same in words, for the folded row; empty where an approach is simply used all the time.
export function scheduleWords(use) {
  if (!use || !(use.strength > 0)) return "";
  return [use.start && t("set.when_from", { moment: moment(use.start) }), use.end !== undefined && use.end !== null && t("set.when_until", { moment: moment(use.end) }),
    typeof use.trigger === "number" && t("set.when_below", { level: percent(use.trigger) })].filter(Boolean).join(", ");
}
