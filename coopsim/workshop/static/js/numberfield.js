// A field for a number, read by the page's language and never by the browser's.

import { el } from "./dom.js";
import { readNumber, writeNumber } from "./numerals.js";
import { language, number, t } from "./words.js";

const typed = new WeakMap(); // by owner: what stands in a field and is no number yet; it outlives redraws
let count = 0;

// The field for `owner[name]`, which takes every number that can be read; others are asked about and stop the form.
export function numberField(owner, name, rules, attributes, changed = () => {}) {
  const kept = typed.get(owner) ?? {};
  typed.set(owner, kept);
  const id = `asked-${(count += 1)}`;
  const asked = el("span", { class: "asked", id, role: "alert" });
  const input = el("input", { type: "text", class: "numeral", inputmode: rules.whole ? "numeric" : "decimal", autocomplete: "off", "aria-describedby": id, ...attributes,
    value: kept[name] ?? writeNumber(owner[name], language()), oninput: () => read(false), onchange: () => read(true), oninvalid: () => read(true) });
  const take = (value) => {
    owner[name] = value;
    delete kept[name];
    input.setCustomValidity("");
    input.removeAttribute("aria-invalid");
    asked.replaceChildren();
    changed();
  };
  const read = (aloud) => {
    const found = readNumber(input.value, language(), rules);
    if ("value" in found) return take(found.value);
    kept[name] = input.value;
    input.setCustomValidity(question(found, rules));
    if (!aloud) return;
    input.setAttribute("aria-invalid", "true");
    asked.replaceChildren(...(found.meant ? [t("numeral.meant"), ...found.meant.map((value) => suggestion(value, input, take))] : [question(found, rules)]));
  };
  if (name in kept) read(true);
  return el("span", { class: "number-field" }, input, asked);
}

const suggestion = (value, input, take) => el("button", { type: "button", class: "quiet small", onclick: () => { input.value = writeNumber(value, language()); take(value); input.focus(); } }, writeNumber(value, language()));

function question({ meant, fault }, { whole, min, max }) {
  if (meant) return `${t("numeral.meant")} ${meant.map((value) => writeNumber(value, language())).join(" / ")}`;
  if (fault === "none") return t("numeral.none");
  const [low, high] = [min, max].map((end) => number(end, Number.isInteger(end) ? 0 : 2));
  return t(whole ? "numeral.whole" : "numeral.bounds", { low, high });
}
