// Explanations on pointing and on keyboard focus: one bubble for the whole page, closed with Escape.

import { byId, el } from "./dom.js";
import { t } from "./words.js";

let timer = 0;
let shown = null;

// Lets a node explain itself; the words are also there for screen readers.
export function explained(node, title, ...lines) {
  node.addEventListener("pointerenter", () => { timer = setTimeout(() => show(node, title, lines), 350); });
  node.addEventListener("pointerleave", hide);
  node.addEventListener("focus", () => { if (node.matches(":focus-visible")) show(node, title, lines); });
  node.addEventListener("blur", hide);
  node.addEventListener("change", hide);
  node.setAttribute("aria-description", lines.join(" "));
  return node;
}

// A word that explains itself, to be reached with the keyboard too.
export function term(name, words) {
  const node = el("button", { type: "button", class: "term", "data-key": `term-${name}`, onclick: (event) => show(event.currentTarget, words, [t(`term.${name}`)]) }, words);
  return explained(node, words, t(`term.${name}`));
}

function show(node, title, lines) {
  const tip = byId("tip");
  tip.replaceChildren(el("strong", {}, title), lines[0], ...lines.slice(1).map((line) => el("span", {}, line)));
  tip.hidden = false;
  shown = node;
  const at = node.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const below = at.bottom + 8 + size.height < window.innerHeight;
  tip.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - size.width - 8))}px`;
  tip.style.top = `${Math.max(8, below ? at.bottom + 8 : at.top - size.height - 8)}px`;
}

function hide() {
  clearTimeout(timer);
  shown = null;
  byId("tip").hidden = true;
}

export function startTips() {
  addEventListener("keydown", (event) => { if (event.key === "Escape" && shown) { hide(); event.stopPropagation(); } }, true);
  addEventListener("scroll", hide, { capture: true, passive: true });
  new MutationObserver(() => { if (shown && !shown.isConnected) hide(); }).observe(document.body, { childList: true, subtree: true });
}
