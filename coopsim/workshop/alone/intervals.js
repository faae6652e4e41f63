// Intervals for shares, means and paired differences, as coopsim.analysis.intervals has them; 95 %.
// An interval is [value, low, high]; limits are NaN where there is none.

const FEW = 3;
const ROUNDING = 1e-12;

// quantiles: { normal, student: by degrees of freedom, poisson: by count } as Python works them out.
export function intervals(quantiles) {
  const z = quantiles.normal;
  const clipped = (x) => Math.min(1, Math.max(0, x));
  const sum = (values) => values.reduce((total, value) => total + value, 0);

  function wilson(found, n) {
    const centre = (found + (z * z) / 2) / (n + z * z);
    const half = (z * Math.sqrt((found * (n - found)) / n + (z * z) / 4)) / (n + z * z);
    const few = n <= 50 ? FEW - 1 : FEW;
    const rest = n - found;
    let low = clipped(centre - half);
    let high = clipped(centre + half);
    if (found <= few) low = found > 0 ? quantiles.poisson[found] / n : 0;
    if (rest <= few) high = rest > 0 ? 1 - quantiles.poisson[rest] / n : 1;
    return [low, high];
  }

  function share(hits) {
    const found = sum(hits.map(Number));
    return [found / hits.length, ...wilson(found, hits.length)];
  }

  // The inverse of Hall's cubic transformation.
  function hall(quantile, skew, n) {
    if (Math.abs(skew) < 1e-6) return quantile;
    const root = Math.cbrt(1 + skew * (quantile / Math.sqrt(n) - skew / (6 * n)));
    return ((3 * Math.sqrt(n)) / skew) * (root - 1);
  }

  function mean(values) {
    const known = values.filter((value) => !Number.isNaN(value));
    const n = known.length;
    if (n === 0) return [NaN, NaN, NaN];
    const centre = sum(known) / n;
    const [least, most] = known.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
    if (n < 2 || most - least <= ROUNDING * Math.max(Math.abs(least), Math.abs(most))) return [centre, NaN, NaN];
    const variance = sum(known.map((value) => (value - centre) ** 2)) / n;
    const third = sum(known.map((value) => (value - centre) ** 3)) / n;
    const t = quantiles.student[n - 1];
    const skew = third / variance ** 1.5;
    const error = Math.sqrt(variance / (n - 1));
    return [centre, centre - error * Math.max(t, hall(t, skew, n)), centre - error * Math.min(-t, hall(-t, skew, n))];
  }

  const pairedMean = (values, baseline) => mean(values.map((value, r) => value - baseline[r]));

  function pairedShare(yes, baseline) {
    const n = yes.length;
    const gained = yes.filter((hit, r) => hit && !baseline[r]).length;
    const lost = yes.filter((hit, r) => !hit && baseline[r]).length;
    const [plus, minus, size] = [gained + 1, lost + 1, n + 2];
    const centre = (plus - minus) / size;
    const half = (z * Math.sqrt(plus + minus - (plus - minus) ** 2 / size)) / size;
    return [(gained - lost) / n, Math.max(-1, centre - half), Math.min(1, centre + half)];
  }

  return { wilson, share, mean, pairedMean, pairedShare };
}
