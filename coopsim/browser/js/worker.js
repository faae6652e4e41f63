// In a worker: runs blocks of runs as they are asked for.  `hear` and `say` are what this place has for messages.

import { column, Kernel, runKey } from "./kernel.js";

let kernel = null;

export function serve(hear, say) {
  hear((asked) => {
    if (asked.kind === "begin") {
      kernel = new Kernel(new WebAssembly.Module(asked.module), asked.layout);
      return;
    }
    try {
      const answer = asked.single ? single(asked) : block(asked);
      say({ kind: "done", number: asked.number, answer }, parts(answer).map((part) => part.buffer));
    } catch (error) {
      say({ kind: "failed", number: asked.number, words: `${error}` });
    }
  });
}

// The bytes of the records, or of the columns that are wanted the numbers.
function block({ image, bytes, seed, first, runs, keep, columns }) {
  kernel.load(image, bytes);
  const found = kernel.run(seed, first, runs, keep);
  if (!columns) return found;
  const places = kernel.layout.places;
  return Object.fromEntries(Object.entries(columns).map(([table, names]) => [table, Object.fromEntries(names.map((name) => [name, column(found[table], places[table], name)]))]));
}

// One run: the wanted fields of the state after each month, and the wanted columns of its results.
function single({ image, bytes, seed, single: run, fields, columns }) {
  kernel.load(image, bytes);
  const months = [];
  const outcome = kernel.single(runKey(seed, run), (read) => {
    months.push(Object.fromEntries(Object.entries(fields).map(([name, wanted]) => [name, wanted.length ? Object.fromEntries(wanted.map((field) => [field, read(name, field)])) : read(name).slice()])));
  });
  return { months, outcome: Object.fromEntries(columns.map((name) => [name, outcome(name)])) };
}

const parts = (answer) => Object.values(answer).flatMap((part) => (ArrayBuffer.isView(part) ? [part] : typeof part === "object" ? parts(part) : []));
