// Asks the page without a server the questions of a file, in Node; writes what it answers.

import fs from "node:fs";
import vm from "node:vm";
import { Worker as Thread } from "node:worker_threads";

const target = process.argv[5];
const [script, content, questions] = process.argv.slice(2, 5).map((name) => fs.readFileSync(name, "utf-8"));
const texts = new Map();
class Worker {
  constructor(address) {
    const head = 'const { parentPort } = require("node:worker_threads"); const addEventListener = (_, work) => parentPort.on("message", (data) => work({ data })); const postMessage = (message, parts) => parentPort.postMessage(message, parts);\n';
    this.thread = new Thread(head + texts.get(address), { eval: true });
    this.thread.unref();
  }

  postMessage(message) { this.thread.postMessage(message); }

  set onmessage(work) { this.thread.on("message", (data) => work({ data })); }
}
const pieces = { "coopsim-data": { textContent: content }, notice: {} };
const place = {
  atob, btoa, TextEncoder, TextDecoder, AbortController, console, performance, setTimeout, clearTimeout,
  navigator: { hardwareConcurrency: 2 }, Worker,
  Blob: class { constructor(parts) { this.text = parts.join(""); } },
  URL: { createObjectURL: (blob) => { const name = `blob:${texts.size}`; texts.set(name, blob.text); return name; } },
  document: { getElementById: (id) => pieces[id], querySelectorAll: () => [], documentElement: {} },
};
place.globalThis = place;
vm.createContext(place);
vm.runInContext(`${script};`, place);
const answers = [];
for (const { path, body } of JSON.parse(questions)) {
  const found = [];
  try {
    if (path === "api/compare" || path === "api/levers") await place.door.stream(path, body, (message) => found.push(message));
    else found.push(await place.door.post(path, body));
  } catch (error) {
    if (!error.problems) throw error;
    found.push({ problems: error.problems });
  }
  answers.push(found);
}
fs.writeFileSync(target, JSON.stringify(answers));
process.exit(0);
