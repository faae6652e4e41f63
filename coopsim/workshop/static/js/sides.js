// The marks of the two sides: a square A, a round B, never colour alone.

import { el } from "./dom.js";
import { t } from "./words.js";

export const SIDES = ["a", "b"];
export const badge = (side) => el("span", { class: `side ${side}` }, t(`set.${side}`));
