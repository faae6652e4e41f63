// What stands above the page, and questions that were refused or dropped, whoever answers them.

import { byId } from "./dom.js";
import { own } from "./words.js";

const said = new Map();

export const dropped = (error) => error.name === "AbortError";

// Says something above the page until the one who said it takes it back with nothing.
export function notice(who, words) {
  if (words) said.set(who, words);
  else said.delete(who);
  showNotices();
}

export function showNotices() {
  const place = byId("notice");
  const all = [...said.values()].map((words) => words()).join("\n");
  place.hidden = !all;
  if (place.textContent !== all) place.textContent = all;
}

// A question that cannot be answered, and why: sentences in both languages.
export class Refusal extends Error {
  constructor(problems) {
    super("refused");
    this.problems = problems;
  }

  words() {
    return this.problems.map(own).join("\n");
  }
}
