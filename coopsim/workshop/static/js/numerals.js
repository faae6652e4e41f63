// Numbers as people write them.  The language of the page decides: in German "19.500" is 19500, "148,9" is 148.9, and
// "19.5" is refused with "19,5?"; in English it is the other way round.  What both languages can read, each as another
// number that the field allows ("1.275" km²), is asked about.  Spaces and apostrophes may part thousands in both.

const MARKS = { de: [",", "."], en: [".", ","] }; // before decimals, between thousands
const OTHER = { de: "en", en: "de" };

// The number that a language reads in some words; null for none.
function reading(words, lang) {
  const [decimal, group] = MARKS[lang];
  const pattern = new RegExp(String.raw`^([-−+]?)(\d+|[1-9]\d{0,2}(?:([${group}\s'’])\d{3})(?:\3\d{3})*)(?:[${decimal}](\d+))?$`);
  const found = pattern.exec(words);
  if (!found) return null;
  const [, sign, whole, , decimals] = found;
  return Number(`${sign.replace("−", "-")}${whole.replaceAll(/\D/g, "")}.${decimals ?? 0}`);
}

// What some words mean in a field: the `value`, or what could be `meant` by them, or the `fault`: "none" for no number,
// "bounds" for one that the field does not allow.
export function readNumber(words, lang, { whole = false, min = -Infinity, max = Infinity } = {}) {
  const [own, other] = [lang, OTHER[lang]].map((one) => reading(words.trim(), one));
  const fits = (value) => Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value));
  const meant = [...new Set([own, other])].filter(fits);
  if (meant.length === 1 && fits(own)) return { value: own };
  if (meant.length) return { meant };
  return { fault: own === null && other === null ? "none" : "bounds" };
}

// A number as a field shows it: all its decimals, no thousands parted.
export function writeNumber(value, lang) {
  return new Intl.NumberFormat(lang, { useGrouping: false, maximumFractionDigits: 12 }).format(value);
}
