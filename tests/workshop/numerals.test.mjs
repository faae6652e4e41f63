// The rule by which the page reads numbers; run by test_numerals.py (node --test).

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const script = await readFile(new URL("../../coopsim/workshop/static/js/numerals.js", import.meta.url), "utf8");
const { readNumber, writeNumber } = await import(`data:text/javascript,${encodeURIComponent(script)}`);

const PEOPLE = { whole: true, min: 100, max: 20_000_000 };
const AREA = { min: 0.01, max: 20_000 };
const LAT = { min: 34, max: 72 };
const LON = { min: -25, max: 45 };

// Words in German with a field, and what they mean there; English is the same with comma and point exchanged.
const CASES = [
  ["148,9", AREA, { value: 148.9 }],
  ["19.500", PEOPLE, { value: 19_500 }],
  ["21.000", PEOPLE, { value: 21_000 }],
  ["1.234.567", PEOPLE, { value: 1_234_567 }],
  ["1 234 567", PEOPLE, { value: 1_234_567 }],
  ["40\u202f069", PEOPLE, { value: 40_069 }],
  ["40’069", PEOPLE, { value: 40_069 }],
  ["19500", PEOPLE, { value: 19_500 }],
  ["  19500 ", PEOPLE, { value: 19_500 }],
  ["1.489,25", AREA, { value: 1489.25 }],
  ["-1,5", LON, { value: -1.5 }],
  ["−1,5", LON, { value: -1.5 }],
  ["19.5", AREA, { meant: [19.5] }],
  ["148.9", AREA, { meant: [148.9] }],
  ["0.500", AREA, { meant: [0.5] }],
  ["51.8961", LAT, { meant: [51.8961] }],
  ["51.896", LAT, { meant: [51.896] }],
  ["148.900", AREA, { meant: [148.9] }],
  ["1.275", AREA, { meant: [1275, 1.275] }],
  ["1,275", AREA, { meant: [1.275, 1275] }],
  ["1,2750", AREA, { value: 1.275 }],
  ["1275", AREA, { value: 1275 }],
  ["19,500", PEOPLE, { meant: [19_500] }],
  ["1,489.25", AREA, { meant: [1489.25] }],
  ["19,5", PEOPLE, { fault: "bounds" }],
  ["21", PEOPLE, { fault: "bounds" }],
  ["9".repeat(400), PEOPLE, { fault: "bounds" }],
  ...["", "  ", "viele", "1.2.3", "12.34.567", "1.23,4", "1.234.56", "1e5", "0x10", "1,2,3", "1.234 567", "--5", "12,", ",", "NaN", "Infinity", "१२"].map((words) => [words, AREA, { fault: "none" }]),
];
const exchanged = (words) => words.replaceAll(/[.,]/g, (mark) => (mark === "." ? "," : "."));

for (const [words, field, meaning] of CASES) {
  test(`German ${words.slice(0, 20)}`, () => assert.deepEqual(readNumber(words, "de", field), meaning));
  test(`English ${exchanged(words).slice(0, 20)}`, () => assert.deepEqual(readNumber(exchanged(words), "en", field), meaning));
}

test("what a field shows is read as the same number, or asked about", () => {
  for (let k = 0; k < 5000; k += 1) {
    const value = Math.round(10 ** (6 * Math.random())) / 10 ** Math.floor(5 * Math.random());
    for (const lang of ["de", "en"]) {
      const found = readNumber(writeNumber(value, lang), lang, { min: 0, max: 1e7 });
      assert.ok(found.value === value || found.meant?.includes(value), `${value} ${lang}`);
    }
  }
});

test("never another number than the language of the page says", () => {
  const letters = "0123456789.,";
  for (let k = 0; k < 20_000; k += 1) {
    const words = Array.from({ length: 1 + Math.floor(8 * Math.random()) }, () => letters[Math.floor(letters.length * Math.random())]).join("");
    const [german, english] = ["de", "en"].map((lang) => readNumber(words, lang).value);
    if (german !== undefined && english !== undefined) assert.equal(german, english, words);
  }
});
