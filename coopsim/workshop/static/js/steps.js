// Every change of settings or view is a step of the browser's history: Back and Forward, buttons and keys undo and redo it.

import { byId, later } from "./dom.js";
import { current, differ, onSetup, onView, packed, regionData, restore } from "./state.js";
import { language, onLanguage } from "./words.js";

const PAUSE = 1000; // ms between two moves of a slider that are one step
let at = 0; // the step that is shown
let last = 0; // the one that can be redone, if it is later
let slid = -Infinity;
let planned = null; // what the step is that is about to be noted

const entry = () => ({ at, setup: current(), region: regionData() });

// The address follows a little later, as packing it takes time; meanwhile the history may have moved on.
const address = later(250, async () => {
  const [packing, { setup }] = [packed(language()), structuredClone(entry())];
  const hash = await packing;
  if (history.state?.at === at && !differ(setup, current())) history.replaceState(entry(), "", hash);
});

// All that changes at one go is one step.
function plan(origin) {
  if (planned === null) queueMicrotask(note);
  planned = origin;
}

function note() {
  const sliding = planned === "slide" && performance.now() - slid < PAUSE;
  slid = planned === "slide" ? performance.now() : -Infinity;
  planned = null;
  if (!differ(history.state.setup, current())) return;
  if (!sliding) {
    at += 1;
    last = at;
    history.pushState(entry(), "");
  }
  address();
  buttons();
}

function go(by) {
  if (at + by < 0 || at + by > last) return;
  history.replaceState(entry(), "");
  history.go(by);
}

function returned({ state }) {
  if (!state) return; // a link that somebody has put into the address
  at = state.at;
  last = Math.max(last, at);
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  restore(state);
  address();
  buttons();
}

function buttons() {
  byId("undo").disabled = at === 0;
  byId("redo").disabled = at === last;
}

function keyed(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.matches("input[type=text]") || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  go(key === "y" || event.shiftKey ? 1 : -1);
}

export function startSteps() {
  at = last = history.state?.at ?? 0;
  history.replaceState(entry(), "");
  onSetup(plan);
  onView(() => plan(""));
  onLanguage(address);
  addEventListener("popstate", returned);
  addEventListener("hashchange", () => { if (!history.state && location.hash.startsWith("#1.")) location.reload(); });
  addEventListener("keydown", keyed);
  byId("undo").addEventListener("click", () => go(-1));
  byId("redo").addEventListener("click", () => go(1));
  address();
  buttons();
}
