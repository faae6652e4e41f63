// The map of one run: towns by population, ties by trust, coloured by phase.  It is drawn once and then only moved along.

import { label } from "./charts.js";
import { svg } from "./dom.js";
import { catalogue } from "./state.js";
import { number, t } from "./words.js";

const PAD = 70; // room for names beside the towns
const PAD_ABOVE = [60, 30]; // above and below them, where there are few and where there are many
export const MANY = 7; // towns from which on the map is drawn finer
const KM = 111.2; // kilometres in a degree of latitude

// Places in pixels that keep shapes as they are at this latitude.
function placed(towns, width, height) {
  const middle = towns.reduce((sum, town) => sum + town.lat, 0) / towns.length;
  const flat = towns.map((town) => [town.lon * Math.cos((middle * Math.PI) / 180) * KM, -town.lat * KM]);
  const ends = [0, 1].map((axis) => [Math.min(...flat.map((at) => at[axis])), Math.max(...flat.map((at) => at[axis]))]);
  const size = ends.map(([low, high]) => Math.max(high - low, 4));
  const perKm = Math.min((width - 2 * PAD) / size[0], (height - 2 * PAD_ABOVE[Number(towns.length >= MANY)]) / size[1]);
  const centre = [width / 2, height / 2];
  return { perKm, at: flat.map((at) => at.map((value, axis) => centre[axis] + (value - (ends[axis][0] + ends[axis][1]) / 2) * perKm)) };
}

const radius = (people, most, count) => (count < MANY ? 7 : 4) + (count < MANY ? 25 : 15) * Math.sqrt(people / most);

// Where each name stands: beside its circle, at the side that covers least.
function named(at, radii, towns, width) {
  const boxes = at.map(([x, y], i) => [x - radii[i], y - radii[i], x + radii[i], y + radii[i]]);
  return towns.map((town, i) => {
    const [x, y] = at[i];
    const wide = (towns.length < MANY ? 8.4 : 7.4) * town.name.length;
    const [out, slant] = [radii[i] + 6, 0.75 * radii[i] + 5];
    const tries = [[x, y + radii[i] + 17, "middle"], [x, y - radii[i] - 7, "middle"], [x + out, y + 5, "start"], [x - out, y + 5, "end"],
      [x + slant, y + slant + 9, "start"], [x - slant, y + slant + 9, "end"], [x + slant, y - slant, "start"], [x - slant, y - slant, "end"]];
    const box = ([left, base, anchor]) => {
      const from = anchor === "middle" ? left - wide / 2 : anchor === "end" ? left - wide : left;
      return [from, base - 14, from + wide, base + 4];
    };
    const hidden = (one) => boxes.reduce((sum, other, j) => sum + (j === i ? 0 : overlap(one, other)), 0) + (one[0] < 0 || one[2] > width ? 1e6 : 0);
    const best = tries.reduce((one, other) => (hidden(box(other)) < hidden(box(one)) - 1 ? other : one));
    boxes.push(box(best));
    return best;
  });
}

const overlap = (one, other) => Math.max(0, Math.min(one[2], other[2]) - Math.max(one[0], other[0])) * Math.max(0, Math.min(one[3], other[3]) - Math.max(one[1], other[1]));

// The map of a run for a width: the drawing, and a function that shows a month.
export function townMap(run, width, height) {
  const { towns } = run;
  const { at, perKm } = placed(towns, width, height);
  const most = Math.max(...run.town.population.flat());
  const pairs = towns.flatMap((_, i) => towns.slice(i + 1).map((__, j) => [i, i + 1 + j]));
  const ties = pairs.map(([i, j]) => svg("line", { x1: at[i][0], y1: at[i][1], x2: at[j][0], y2: at[j][1], class: "tie" }));
  const radii = towns.map((_, i) => radius(run.town.population[0][i], most, towns.length));
  const circles = towns.map((_, i) => svg("circle", { cx: at[i][0], cy: at[i][1], class: "town" }));
  const names = named(at, radii, towns, width).map(([x, y, anchor], i) => label(x, y, towns[i].name, anchor, { class: "place" }));
  const length = [1, 2, 5, 10, 20, 50, 100, 200].findLast((km) => km * perKm <= 130) ?? 1;
  const bar = svg("g", { class: "scale" }, svg("path", { d: `M16 ${height - 24}v6h${(length * perKm).toFixed(1)}v-6`, fill: "none" }), label(16 + (length * perKm) / 2, height - 28, t("run.scale", { count: number(length) })));
  const show = (month) => {
    const least = towns.length < MANY ? -1 : [...run.alliance.trust[month]].sort((one, other) => other - one)[2 * towns.length];
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
  return { drawing: svg("svg", { width, height, class: towns.length < MANY ? null : "many", "aria-hidden": "true" }, ties, circles, names, bar), show };
}
