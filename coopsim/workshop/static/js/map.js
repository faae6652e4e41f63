// The map of one run: towns by population, ties by trust, coloured by phase.  It is drawn once and then only moved along.

import { label, picture } from "./charts.js";
import { svg } from "./dom.js";
import { names } from "./labels.js";
import { catalogue } from "./state.js";
import { number, t } from "./words.js";

const PAD = [70, 45]; // room for names beside the towns, where there are few and where there are many
export const MANY = 7; // towns from which on the map is drawn finer
const KM = 111.2; // kilometres in a degree of latitude

// Places in pixels that keep shapes as they are at this latitude.
export function placed(towns, width, height, above = 60) {
  const middle = towns.reduce((sum, town) => sum + town.lat, 0) / towns.length;
  const flat = towns.map((town) => [town.lon * Math.cos((middle * Math.PI) / 180) * KM, -town.lat * KM]);
  const ends = [0, 1].map((axis) => [Math.min(...flat.map((at) => at[axis])), Math.max(...flat.map((at) => at[axis]))]);
  const size = ends.map(([low, high]) => Math.max(high - low, 4));
  const beside = PAD[Number(towns.length >= MANY)];
  const perKm = Math.min((width - 2 * beside) / size[0], (height - 2 * above) / size[1]);
  const centre = [width / 2, height / 2];
  return { perKm, at: flat.map((at) => at.map((value, axis) => centre[axis] + (value - (ends[axis][0] + ends[axis][1]) / 2) * perKm)) };
}

const radius = (people, most, count) => (count < MANY ? 7 : 4) + (count < MANY ? 25 : 15) * Math.sqrt(people / most);

// The map of a run for a width: the drawing, and a function that shows a month.
export function townMap(run, width, height) {
  const { towns } = run;
  const many = towns.length >= MANY;
  const { at, perKm } = placed(towns, width, height, many ? 34 : 60);
  const most = Math.max(...run.town.population.flat());
  const pairs = towns.flatMap((_, i) => towns.slice(i + 1).map((__, j) => [i, i + 1 + j]));
  const ties = pairs.map(([i, j]) => svg("line", { x1: at[i][0], y1: at[i][1], x2: at[j][0], y2: at[j][1], class: "tie" }));
  const circles = towns.map((_, i) => svg("circle", { cx: at[i][0], cy: at[i][1], class: "town" }));
  const length = [1, 2, 5, 10, 20, 50, 100, 200].findLast((km) => km * perKm <= 130) ?? 1;
  const bar = svg("g", { class: "scale" }, svg("path", { d: `M16 ${height - 24}v6h${(length * perKm).toFixed(1)}v-6`, fill: "none" }), label(16 + (length * perKm) / 2, height - 28, t("run.scale", { count: number(length) })));
  const largest = at.map((place, i) => [...place, radius(Math.max(...run.town.population.map((row) => row[i])), most, towns.length)]);
  const room = { width, height, fine: many, taken: [[8, height - 44, 24 + length * perKm, height - 12]] };
  const show = (month) => {
    const least = !many ? -1 : [...run.alliance.trust[month]].sort((one, other) => other - one)[2 * towns.length];
    run.alliance.trust[month].forEach((trust, k) => {
      const [i, j] = pairs[k];
      const joined = run.town.member[month][i] && run.town.member[month][j];
      ties[k].setAttribute("visibility", trust > least ? "visible" : "hidden");
      ties[k].setAttribute("stroke-width", (0.5 + 9 * (trust / 100) ** 1.4).toFixed(2));
      ties[k].setAttribute("stroke-opacity", (joined ? 0.18 + 0.7 * (trust / 100) : 0.1).toFixed(2));
    });
    circles.forEach((circle, i) => {
      const member = run.town.member[month][i];
      circle.setAttribute("r", radius(run.town.population[month][i], most, towns.length).toFixed(1));
      circle.setAttribute("fill", member ? catalogue().colours[catalogue().phases[run.town.phase[month][i]]] : "#fff");
      circle.classList.toggle("outside", !member);
    });
  };
  return { drawing: picture(width, height, { "aria-hidden": "true" }, ties, circles, names(towns.map((town) => town.name), largest, room), bar), show };
}
