// Where names stand beside circles so that none covers another: the nearest free place, with a line where it is farther.

import { label } from "./charts.js";
import { svg } from "./dom.js";

const NEAR = 5; // pixels between a circle and its name
const RINGS = [0, 5, 12, 20, 30, 42, 56];
const LINED = 12; // from this distance on a line ties the name to its circle
const SWEEPS = 12;
const DIRECTIONS = Array.from({ length: 16 }, (_, k) => [Math.cos((k * Math.PI) / 8), Math.sin((k * Math.PI) / 8)]);
const [COVERED, CROSSED, ASTRAY, OUTSIDE] = [10, 400, 150, 1e6]; // what is worst, against pixels of distance

const pen = document.createElement("canvas").getContext("2d");

function widthOf(words, size) {
  pen.font = `600 ${size}px ${getComputedStyle(document.body).fontFamily}`;
  return pen.measureText(words).width + 4;
}

const within = (value, low, high) => Math.max(low, Math.min(high, value));
const overlap = (one, other) => Math.max(0, Math.min(one[2], other[2]) - Math.max(one[0], other[0])) * Math.max(0, Math.min(one[3], other[3]) - Math.max(one[1], other[1]));
const gap = ([left, top, right, bottom], [x, y, radius]) => Math.hypot(x - within(x, left, right), y - within(y, top, bottom)) - radius;

// Whether the line of a place, where it has one, runs through a box.
const crosses = ({ lined, from, to }, box) => lined && [0.15, 0.3, 0.45, 0.6, 0.75, 0.9].some((share) => gap(box, [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1]), 1]) < 0);

// All places for a name, nearest first: its box, and the line that ties it to its circle where it is farther away.
function places([x, y, radius], wide, high) {
  return RINGS.flatMap((ring) => DIRECTIONS.map(([across, down]) => {
    const to = [x + across * (radius + NEAR + ring), y + down * (radius + NEAR + ring)];
    const middle = [to[0] + (within(1.5 * across, -1, 1) * wide) / 2, to[1] + (within(1.5 * down, -1, 1) * high) / 2];
    return { box: [middle[0] - wide / 2, middle[1] - high / 2, middle[0] + wide / 2, middle[1] + high / 2], ring, lined: ring >= LINED, from: [x + across * radius, y + down * radius], to };
  }));
}

// The best places for names beside circles [x, y, radius] within a width and height; `taken` are boxes to keep free.
function placesFor(names, circles, { width, height, fine, taken = [] }) {
  const size = fine ? 13 : 15;
  const tries = names.map((words, i) => places(circles[i], widthOf(words, size), 1.25 * size));
  const boxes = circles.map(([x, y, radius]) => [x - radius - 2, y - radius - 2, x + radius + 2, y + radius + 2]);
  const outside = ([left, top, right, bottom]) => left < 0 || top < 0 || right > width || bottom > height;
  const alone = (place, i) => {
    const own = gap(place.box, circles[i]);
    const others = circles.filter((_, j) => j !== i);
    return place.ring + OUTSIDE * outside(place.box) + [...boxes, ...taken].reduce((sum, box, j) => sum + COVERED * overlap(place.box, box) + CROSSED * (j !== i && crosses(place, box)), 0)
      + ASTRAY * others.some((circle) => gap(place.box, circle) < own - 1);
  };
  const fixed = tries.map((rows, i) => rows.map((place) => alone(place, i)));
  const chosen = names.map(() => 0);
  const cost = (i, k) => chosen.reduce((sum, other, j) => {
    if (j === i) return sum;
    const [one, two] = [tries[i][k], tries[j][other]];
    return sum + COVERED * overlap(one.box, two.box) + CROSSED * (crosses(one, two.box) + crosses(two, one.box));
  }, fixed[i][k]);
  for (let sweep = 0, moved = true; moved && sweep < SWEEPS; sweep += 1) {
    moved = false;
    names.forEach((_, i) => {
      const costs = tries[i].map((__, k) => cost(i, k));
      const best = costs.indexOf(Math.min(...costs));
      moved ||= costs[best] < costs[chosen[i]];
      if (costs[best] < costs[chosen[i]]) chosen[i] = best;
    });
  }
  return chosen.map((k, i) => tries[i][k]);
}

// The names as drawings, with their lines.
export const names = (words, circles, room) => placesFor(words, circles, room).map(({ box, lined, from, to }, i) => svg("g", {},
  lined && svg("line", { class: "lead", x1: from[0], y1: from[1], x2: to[0], y2: to[1] }), label(box[0] + 2, box[1] + 0.79 * (box[3] - box[1]), words[i], "start", { class: room.fine ? "place fine" : "place" })));
