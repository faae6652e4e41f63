// One run for the map, month by month, and which run is an example of what: as coopsim.workshop.one_run has it.

const MIDDLE = ["months_effective", "months_stagnating", "months_asleep", "months_none", "added_value", "cost", "members_end"];
const MERGED_COMPLETELY = 2;
const FIELDS = { "s.alliance": ["phase", "form", "activity", "services"], "s.town": ["phase", "member", "talks", "population", "contribution"], "s.trust": [] };

// What a worker is asked for one run.
export const asked = (run) => ({ single: run, fields: FIELDS, columns: ["months_effective", "delivered", "months_stagnating", "months_asleep"] });

// The number of the run that is the `skip`-th best example of a kind; null where there is none.
export function chosenRun(kind, skip, rows) {
  const order = kind === "typical" ? typical(rows) : examples(kind, rows);
  return order.length ? order[skip % order.length] : null;
}

function typical(rows) {
  const distance = rows.phase_end.map(() => 0);
  for (const name of MIDDLE) {
    const values = rows[name];
    const sorted = [...values].sort((one, other) => one - other);
    const half = sorted.length / 2;
    const middle = Number.isInteger(half) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[Math.floor(half)];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    values.forEach((value, r) => { distance[r] += Math.abs(value - middle) / (spread > 0 ? spread : 1); });
  }
  return ordered(distance.map((_, r) => r), distance);
}

function examples(kind, rows) {
  const lost = rows.months_stagnating.map((months, r) => months + rows.months_asleep[r]);
  const effective = rows.months_effective;
  const [fits, key] = {
    stagnated: [(r) => lost[r] > 0, lost.map((months) => -months)],
    failed: [(r) => rows.dissolved[r] || !rows.started[r], effective],
    merged: [(r) => rows.merged[r] === MERGED_COMPLETELY, effective.map((_, r) => r)],
    succeeded: [(r) => effective[r] > 0, effective.map((months) => -months)],
  }[kind];
  return ordered(effective.map((_, r) => r).filter(fits), key);
}

const ordered = (places, key) => places.sort((one, other) => key[one] - key[other] || one - other);

// Whole numbers as Python rounds them: of two equally near ones the even one.
function even(value, digits = 0) {
  const scaled = value * 10 ** digits;
  const low = Math.floor(scaled);
  const up = scaled - low > 0.5 || (scaled - low === 0.5 && low % 2 !== 0);
  return (low + (up ? 1 : 0)) / 10 ** digits;
}

// What a worker has found, as the page shows it; what happened, in words, only the full program tells.
export function frames(run, region, { months, outcome }) {
  const n = region.town_ids.length;
  const pairs = Array.from({ length: n }, (_, i) => Array.from({ length: n - i - 1 }, (__, k) => [i, i + k + 1])).flat();
  const alliance = (name, digits) => months.map((month) => even(month["s.alliance"][name][0], digits));
  const town = (name, digits) => months.map((month) => [...month["s.town"][name]].map((value) => even(value, digits)));
  return {
    run,
    months: months.length,
    start: region.start,
    towns: region.towns_by_id,
    forms: region.forms,
    alliance: {
      phase: alliance("phase"), form: alliance("form"), activity: alliance("activity", 3), services: alliance("services"),
      trust: months.map((month) => pairs.map(([i, j]) => even(50 * (month["s.trust"][i * n + j] + month["s.trust"][j * n + i])))),
    },
    town: {
      phase: town("phase"), member: months.map((month) => [...month["s.town"].member].map((value, i) => Math.max(value, month["s.town"].talks[i]))),
      population: town("population"), contribution: town("contribution", 2),
    },
    entries: [],
    outcome: { months_effective: outcome.months_effective, delivered: outcome.delivered, months_lost: outcome.months_stagnating + outcome.months_asleep },
  };
}
