// Runs the jobs of a folder through the door, on workers of Node; writes the records and says how long it took.

import fs from "node:fs";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { Pool } from "../../coopsim/browser/js/pool.js";

const folder = process.argv[2];
const read = (name) => fs.readFileSync(path.join(folder, name));
const made = () => {
  const worker = new Worker(read("worker.js").toString(), { eval: true });
  return { say: (message) => worker.postMessage(message), hear: (work) => worker.on("message", work), end: () => worker.terminate() };
};
const pool = new Pool(made, 2, read("kernel.wasm"), JSON.parse(read("layout.json")));
const times = [];
for (const job of JSON.parse(read("jobs.json"))) {
  const question = { image: job.image, bytes: read(job.bytes), seed: job.seed, keep: { series: job.series, townSeries: job.series } };
  let told = 0;
  const start = performance.now();
  const blocks = await pool.runs(question, { first: job.first, runs: job.runs, progress: (done) => { told = done; } });
  times.push(performance.now() - start);
  if (told !== job.runs) throw new Error("progress");
  for (const name of Object.keys(blocks[0])) fs.writeFileSync(path.join(folder, `${job.name}.${name}`), Buffer.concat(blocks.map((block) => block[name])));
}
const control = new AbortController();
const some = JSON.parse(read("jobs.json"))[0];
const long = pool.runs({ image: some.image, bytes: read(some.bytes), seed: 1, keep: {} }, { runs: 100_000, signal: control.signal });
control.abort();
const ended = await long.then(() => "went on", (error) => error.name);
await pool.end();
console.log(JSON.stringify({ times, cancelled: ended }));
