// Texts and numbers in the language of the moment; whoever shows words redraws when the language changes.

let texts = { en: {}, de: {} };
let lang = "en";
const redraws = [];
const NARROW = "\u202f";

export const language = () => lang;
export const load = (found) => { texts = found; };
export const onLanguage = (work) => redraws.push(work);

export function setLanguage(chosen) {
  lang = chosen in texts ? chosen : "en";
  document.documentElement.lang = lang;
  document.title = t("title");
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = text(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", text(node.dataset.tLabel));
  for (const node of document.querySelectorAll("[data-t-title]")) node.title = text(node.dataset.tTitle);
  for (const button of document.querySelectorAll("[data-lang]")) button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
  for (const redraw of redraws) redraw();
}

// The text of a whole key, with values for the names in braces.
export function text(key, values = {}) {
  const words = texts[lang][key];
  return words === undefined ? key : words.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
}

export const t = (key, values) => text(`workshop.${key}`, values);

// The text for so many of something, in the form that the number takes: keys end in "one" and "other".
export const counted = (key, count, digits = 0) => t(`${key}.${new Intl.PluralRules(lang, { minimumFractionDigits: digits }).select(count)}`, { count: number(count, digits) });

export const own = (words) => words[lang];

export function number(value, digits = 0, sign = false) {
  if (value === null || !Number.isFinite(value)) return "–";
  const plain = new Intl.NumberFormat(lang === "de" ? "de-DE" : "en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(Math.abs(value));
  if (!/[1-9]/.test(plain)) return plain;
  return (value < 0 ? "−" : sign ? "+" : "") + plain;
}

export const percent = (share, digits = 0) => (share === null ? "–" : number(100 * share, digits) + (lang === "de" ? `${NARROW}%` : "%"));

// The calendar month that lies so many months after the start "YYYY-MM".
export function calendar(start, month) {
  const [year, first] = start.split("-").map(Number);
  const date = new Date(Date.UTC(year, first - 1 + month, 1));
  return new Intl.DateTimeFormat(lang === "de" ? "de-DE" : "en-GB", { year: "numeric", month: "long", timeZone: "UTC" }).format(date);
}
