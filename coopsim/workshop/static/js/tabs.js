// The four views as tabs: arrow keys move between them.

import { byId } from "./dom.js";
import { current, look, onView } from "./state.js";

export function startTabs() {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  for (const tab of tabs) tab.addEventListener("click", () => look(tab.dataset.view));
  tabs[0].parentElement.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -tabs.length, End: tabs.length }[event.key];
    if (!step) return;
    const at = tabs.findIndex((tab) => tab.dataset.view === current().view);
    const next = Math.abs(step) === 1 ? (at + step + tabs.length) % tabs.length : step < 0 ? 0 : tabs.length - 1;
    look(tabs[next].dataset.view);
    tabs[next].focus();
    event.preventDefault();
  });
  onView((view) => {
    for (const tab of tabs) {
      const chosen = tab.dataset.view === view;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      byId(`view-${tab.dataset.view}`).hidden = !chosen;
    }
  });
}
