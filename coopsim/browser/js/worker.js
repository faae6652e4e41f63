// In a worker: runs blocks of runs as they are asked for.  `hear` and `say` are what this place has for messages.

import { column, Kernel } from "./kernel.js";

let kernel = null;

export function serve(hear, say) {
  hear((asked) => {
    if (asked.kind === "begin") {
      kernel = new Kernel(new WebAssembly.Module(asked.module), asked.layout);
      return;
    }
    try {
      const answer = block(asked);
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

const parts = (answer) => Object.values(answer).flatMap((part) => (ArrayBuffer.isView(part) ? [part] : parts(part)));
