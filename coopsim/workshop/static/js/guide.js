// The guided start: five steps beside the page, which stays usable all the time.

import { byId, el } from "./dom.js";
import { look } from "./state.js";
import { onLanguage, t } from "./words.js";

const STEPS = [["one", () => byId("region").parentElement], ["two", () => byId("forms")], ["three", approaches], ["four", () => byId("headline")], ["five", () => document.querySelector("[role=tablist]")]];
const SEEN = "coopsim-guided";
let step = -1;

export function startGuide(fresh) {
  byId("guide-open").addEventListener("click", () => go(0, true));
  onLanguage(() => { if (step >= 0) go(step, false); });
  addEventListener("keydown", (event) => { if (event.key === "Escape" && step >= 0 && byId("guide").contains(document.activeElement)) end(); });
  if (fresh && !seen()) go(0, false);
}

// The rows that are to be seen, even where they are folded at first.
function approaches() {
  byId("group-approaches").open = true;
  return byId("group-approaches");
}

// The browser may refuse to keep anything; then the tour is offered again.
function seen() {
  try {
    return localStorage.getItem(SEEN) === "1";
  } catch {
    return false;
  }
}

function go(to, focused) {
  step = to;
  const [name, target] = STEPS[step];
  if (step < 4) look("compare");
  const last = step === STEPS.length - 1;
  const next = el("button", { type: "button", id: "guide-next", onclick: () => (last ? end() : go(step + 1, true)) }, t(last ? "guide.done" : "guide.next"));
  byId("guide").replaceChildren(el("p", { class: "step" }, t("guide.step", { step: step + 1, count: STEPS.length })), el("h2", { id: "guide-title" }, t(`guide.${name}_title`)), el("p", {}, t(`guide.${name}_text`)),
    el("div", { class: "buttons" }, el("button", { type: "button", class: "bare", id: "guide-skip", onclick: end }, t("guide.skip")), step > 0 && el("button", { type: "button", class: "quiet", onclick: () => go(step - 1, true) }, t("guide.back")), next));
  byId("guide").hidden = false;
  point(target());
  if (focused) next.focus({ preventScroll: true });
}

function point(node) {
  document.querySelector(".pointed")?.classList.remove("pointed");
  node?.classList.add("pointed");
  node?.scrollIntoView({ block: "nearest" });
}

function end() {
  step = -1;
  point(null);
  byId("guide").hidden = true;
  byId("answer").focus({ preventScroll: true });
  try {
    localStorage.setItem(SEEN, "1");
  } catch {
    // nothing is kept; the tour is offered again next time
  }
}
