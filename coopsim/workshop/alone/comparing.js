// The numbers behind the charts, from the runs of A and B: what coopsim.workshop.headlines and contrast work out.

import { intervals } from "./intervals.js";

// Columns of the results that are needed, by table.
export const COLUMNS = {
  rows: ["phase_end", "months_effective", "months_stagnating", "months_asleep", "months_none", "added_value", "benefit", "attainable", "worst_off", "cost", "staff", "members_end", "dissolved", "started", "merged", "delivered"],
  town_rows: ["added_value"],
  series: ["phase"],
};
export const EFFECTS = ["effective", "time_lost", "added_value", "worst_off", "cost", "absent"];

// Blocks of runs, in their order, as columns of plain numbers; `towns` by place, `phases` by month and phase.
export function joined(blocks, { months, towns, phases }) {
  const rows = Object.fromEntries(COLUMNS.rows.map((name) => [name, blocks.flatMap((block) => [...block.rows[name]])]));
  const values = Array.from({ length: towns }, (_, place) => blocks.flatMap((block) => [...block.town_rows.added_value].filter((_, k) => k % towns === place)));
  const counts = Array.from({ length: months }, () => new Array(phases).fill(0));
  for (const block of blocks) block.series.phase.forEach((phase, k) => { counts[k % months][phase] += 1; });
  return { rows, towns: values, phases: counts, runs: rows.phase_end.length };
}

// about: the names and places of standings, the rows of outcomes, the quantiles.
export function comparing(about) {
  const { wilson, share, mean, pairedMean, pairedShare } = intervals(about.quantiles);
  const names = about.standings;
  const standing = (side) => side.rows.phase_end.map((phase) => about.standing_of_phase[phase]);
  const stands = (...wanted) => (side) => standing(side).map((place) => wanted.includes(names[place]));
  const column = (name) => (side) => side.rows[name];
  const lost = (side) => side.rows.months_stagnating.map((months, r) => months + side.rows.months_asleep[r]);
  const centre = (values) => values.reduce((total, value) => total + value, 0) / values.length;
  const OF = {
    ...Object.fromEntries(names.map((name) => [name, stands(name)])),
    effective: (side) => side.rows.months_effective.map((months) => months / side.phases.length),
    time_lost: lost,
    target_achievement: (side) => {
      const { benefit, attainable } = side.rows;
      const most = centre(attainable);
      if (!(most > 0)) return benefit.map(() => NaN);
      const value = centre(benefit) / most;
      return benefit.map((one, r) => value + (one - value * attainable[r]) / most);
    },
    absent: stands("not_under_way", "dissolved"),
  };
  const of = (name) => OF[name] ?? column(name);
  const isShare = (name) => name === "absent" || names.includes(name);
  const estimate = (name, side) => (isShare(name) ? share : mean)(of(name)(side));
  const difference = (name, a, b) => (isShare(name) ? pairedShare : pairedMean)(of(name)(b), of(name)(a));
  const townDifference = (place, a, b) => pairedMean(b.towns[place], a.towns[place]);

  function ofHundred(side) {
    const counts = Object.fromEntries(names.map((name) => [name, 0]));
    for (const place of standing(side)) counts[names[place]] += 1;
    for (const [group, members] of Object.entries(about.groups)) counts[group] = members.reduce((total, name) => total + counts[name], 0);
    return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Math.floor((100 * count) / side.runs + 0.5)]));
  }

  function flows(a, b) {
    const [before, after] = [standing(a), standing(b)];
    const found = names.flatMap((origin, i) => names.map((target, k) => ({ origin, target, hits: before.map((place, r) => place === i && after[r] === k) })));
    const moved = found.filter(({ hits }) => hits.some(Boolean)).map(({ origin, target, hits }) => ({ origin, target, share: share(hits) }));
    return moved.sort((one, other) => other.share[0] - one.share[0]);
  }

  // All that the page draws of A and B; without differing settings the difference is exactly 0.
  function contrast(a, b, same, towns) {
    const loses = (side, place) => {
      const losing = side.towns[place].filter((value) => value < 0).length;
      return limits([losing / side.runs, ...wilson(losing, side.runs)]);
    };
    const one = (side) => ({ phases: side.phases, stands: ofHundred(side) });
    return {
      runs: a.runs,
      months: a.phases.length,
      a: one(a),
      b: one(b),
      outcomes: about.outcomes.map((row) => ({ ...row, a: limits(estimate(row.name, a)), b: limits(estimate(row.name, b)), difference: limits(same ? [0, 0, 0] : difference(row.name, a, b)) })),
      flows: flows(a, b).map((row) => ({ ...row, share: limits(row.share) })),
      towns: towns.map(({ id, name }, place) => ({ id, name, a: limits(mean(a.towns[place])), b: limits(mean(b.towns[place])), difference: limits(same ? [0, 0, 0] : townDifference(place, a, b)), loses: { a: loses(a, place), b: loses(b, place) } })),
    };
  }

  const effects = (before, after) => Object.fromEntries(EFFECTS.map((name) => [name, limits(difference(name, before, after))]));
  return { contrast, effects, difference, townDifference, estimate, flows, ofHundred };
}

// Value and limits, rounded to what a screen can show.
export const limits = (interval) => interval.map((x) => (Number.isNaN(x) ? null : Number(x.toPrecision(5))));
