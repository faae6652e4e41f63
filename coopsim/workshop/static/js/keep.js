// Saving and sharing: a link, scenario files, figures and tables, the same in Python.

import { byId, el } from "./dom.js";
import { Refusal } from "./notices.js";
import { blob, post } from "./server.js";
import { SIDES } from "./sides.js";
import { catalogue, change, copy, current, packed, regionData, setRegionData, setup } from "./state.js";
import { language, onLanguage, own, t } from "./words.js";

export function startKeep() {
  byId("keep-open").addEventListener("click", () => { draw(); byId("keep").showModal(); });
  onLanguage(() => { if (byId("keep").open) draw(); });
}

function draw() {
  if (catalogue().alone) drawAlone();
  else drawAll();
}

const linkField = () => el("input", { type: "text", id: "keep-link", readonly: true, "aria-label": t("keep.link"), onfocus: (event) => event.target.select() });
const head = () => el("div", { class: "dialog-head" }, el("h2", { id: "keep-title" }, t("keep.title")), el("button", { type: "button", class: "quiet", id: "keep-close", onclick: () => byId("keep").close() }, t("close")));

function linkBox(link) {
  const said = el("span", { class: "hint", role: "status" });
  packed(language()).then((settings) => { link.value = `${location.href.split("#")[0]}${settings}`; });
  return box("link", link, el("div", { class: "buttons" }, el("button", { type: "button", onclick: () => copied(link, said) }, t("keep.link_copy")), said));
}

// Of a page without a program behind it: the link, and what only the program does.
function drawAlone() {
  byId("keep").replaceChildren(head(), el("div", { class: "keep-grid" }, linkBox(linkField()), el("section", {}, el("h3", {}, t("alone.more")), el("p", { class: "hint" }, t("alone.more_text")))));
}

function drawAll() {
  const problems = el("p", { class: "problems", role: "alert" });
  const fail = (error) => { if (error instanceof Refusal) problems.textContent = error.words(); };
  const code = el("pre", { id: "keep-python", tabindex: 0, role: "region", "aria-label": t("keep.python") });
  byId("keep").replaceChildren(
    head(), problems,
    el("div", { class: "keep-grid" },
      linkBox(linkField()),
      box("files", el("div", { class: "buttons" }, el("button", { type: "button", id: "keep-files", onclick: () => saveFiles().catch(fail) }, t("keep.files_save")), opener("a", fail), opener("b", fail))),
      box("results", el("div", { class: "buttons" }, el("button", { type: "button", id: "keep-results", onclick: (event) => saveResults(event.target).catch(fail) }, t("keep.results_save")))),
      box("report", el("div", { class: "buttons" }, ["pdf", "html"].map((form) => el("button", { type: "button", id: `keep-report-${form}`, class: form === "pdf" ? null : "quiet", onclick: (event) => saveReport(event.target, form).catch(fail) }, t(`keep.report_${form}`))))),
      el("section", { class: "wide" }, el("h3", {}, t("keep.python")), el("p", { class: "hint" }, t("keep.python_text")), code)));
  post("api/save", setup()).then((found) => { code.textContent = found.python; }).catch(fail);
}

const box = (name, ...children) => el("section", {}, el("h3", {}, t(`keep.${name}`)), el("p", { class: "hint" }, t(`keep.${name}_text`)), ...children);

function copied(link, said) {
  link.select();
  const done = () => { said.textContent = t("keep.link_copied"); };
  if (navigator.clipboard) navigator.clipboard.writeText(link.value).then(done, () => {});
  else if (document.execCommand("copy")) done(); // without https only this is left
}

function save(content, name) {
  const address = URL.createObjectURL(content);
  const anchor = el("a", { href: address, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

async function saveFiles() {
  const { files } = await post("api/save", setup());
  for (const [name, words] of Object.entries(files)) save(new Blob([words], { type: "application/toml" }), name);
}

async function made(button, question, path, name) {
  const words = button.textContent;
  button.disabled = true;
  button.textContent = t("keep.results_working");
  try {
    save(await blob(path, { setup: setup(), lang: language(), ...question }), name);
  } finally {
    button.disabled = false;
    button.textContent = words;
  }
}

const saveResults = (button) => made(button, {}, "api/results", `coopsim_${regionData().id}.zip`);
const saveReport = (button, form) => made(button, { form }, "api/report", `coopsim_${regionData().id}_${language()}.${form}`);

function opener(side, fail) {
  const input = el("input", { type: "file", accept: ".toml", class: "unseen", id: `keep-file-${side}`, tabindex: -1, "aria-hidden": "true", onchange: (event) => openFile(event.target.files[0], side).catch(fail) });
  return [input, el("button", { type: "button", class: "quiet", onclick: () => input.click() }, t(`keep.file_open_${side}`))];
}

// A file opened as A brings its region along, and B begins like A where that is another one; as B it must be of A's region.
async function openFile(file, side) {
  if (!file) return;
  const { document, ...region } = await post("api/open", { text: await file.text() });
  const other = region.ground !== regionData().ground;
  if (side === "b" && other) throw new Refusal([{ en: t("keep.other_region"), de: t("keep.other_region") }]);
  if (side === "a") setRegionData(region);
  change((state) => {
    if (side === "a") Object.assign(state, { region: { document, towns: [], removed: [] }, months: region.months });
    for (const one of side === "a" && other ? SIDES : [side]) state[one] = copy(region.settings);
  });
  byId("keep").close();
  byId("spoken").textContent = t("keep.file_opened", { title: own(region.title) });
}
