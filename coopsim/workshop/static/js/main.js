// The beginning: catalogues, the settings from the address or from the scenario, then the views.

import { startBackground } from "./background.js";
import { startCompare } from "./compare.js";
import { byId } from "./dom.js";
import { startGuide } from "./guide.js";
import { startKeep } from "./keep.js";
import { startLevers } from "./levers.js";
import { notice, Refusal, showNotices } from "./notices.js";
import { startRegion, useRegion } from "./region.js";
import { startRun } from "./run.js";
import { get } from "./server.js";
import { startSettings } from "./settings.js";
import { begin, catalogue, change, copy, current, look, onSetup, setCatalogue, unpacked } from "./state.js";
import { startSteps } from "./steps.js";
import { startTabs } from "./tabs.js";
import { startTips } from "./tips.js";
import { startTowns } from "./towns.js";
import { language, load, onLanguage, setLanguage, t } from "./words.js";

const FIRST = { governance: "none", approaches: {}, hindrances: {}, impulses: [] };

async function start() {
  setCatalogue(await get("api/start"));
  load(catalogue().texts);
  let kept = null;
  let unreadable = false;
  try {
    kept = await unpacked(location.hash);
  } catch {
    unreadable = true;
  }
  begin(kept ?? { region: copy(catalogue().opened), months: 240, a: copy(FIRST), b: copy(FIRST), view: "compare" });
  setLanguage(kept?.lang ?? document.documentElement.lang);
  const known = kept !== null && await restored();
  if (!known) {
    unreadable ||= kept !== null;
    current().region = copy(catalogue().opened);
    await useRegion(current().region, true);
  }
  startTips();
  startTabs();
  startSettings();
  startRegion();
  startCompare();
  startRun();
  startLevers();
  startBackground();
  startTowns();
  startKeep();
  onLanguage(() => { byId("foot-version").textContent = t("footer", { version: catalogue().version }); });
  onLanguage(showNotices);
  for (const button of document.querySelectorAll("[data-lang]")) button.addEventListener("click", () => setLanguage(button.dataset.lang));
  setLanguage(language());
  look(current().view);
  change(() => {});
  startSteps();
  startGuide(!known);
  if (unreadable) {
    notice("link", () => t("trouble.link"));
    onSetup(() => notice("link", null));
  }
}

// Whether the region of a link can be had; the settings are looked at by the first comparison.
async function restored() {
  try {
    await useRegion(current().region, false);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return false;
  }
}

document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); byId("answer").focus(); });
start();
