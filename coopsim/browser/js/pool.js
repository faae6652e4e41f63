// Workers that share blocks of runs: what is urgent first, and nothing for those who no longer want it.

export const BLOCK = 50;

export class Pool {
  // make: a new worker as { say(message), hear(work), end() }; begin: what each is told first.
  constructor(make, count, module, layout) {
    this.waiting = [];
    this.number = 0;
    this.workers = Array.from({ length: count }, () => {
      const worker = make();
      worker.job = null;
      worker.hear((answer) => this.#heard(worker, answer));
      worker.say({ kind: "begin", module, layout });
      return worker;
    });
  }

  // One block of runs.  `signal` takes it back; a smaller `rank` comes first.
  block(question, { rank = 0, signal = null } = {}) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(cancelled());
        return;
      }
      this.number += 1;
      const job = { question, rank, number: this.number, resolve, reject };
      signal?.addEventListener("abort", () => {
        this.waiting = this.waiting.filter((other) => other !== job);
        reject(cancelled());
      }, { once: true });
      const place = this.waiting.findIndex((other) => other.rank > rank);
      this.waiting.splice(place < 0 ? this.waiting.length : place, 0, job);
      this.#hand();
    });
  }

  // Runs first … first + runs − 1 in blocks, in their order; tells how many are done.
  async runs(question, { runs, first = 0, size = BLOCK, progress = () => {}, ...how }) {
    let done = 0;
    const starts = Array.from({ length: Math.ceil(runs / size) }, (_, k) => first + k * size);
    return Promise.all(starts.map(async (start) => {
      const count = Math.min(size, first + runs - start);
      const found = await this.block({ ...question, first: start, runs: count }, how);
      done += count;
      progress(done, runs);
      return found;
    }));
  }

  end() {
    for (const worker of this.workers) worker.end();
  }

  #hand() {
    for (const worker of this.workers) {
      if (worker.job || this.waiting.length === 0) continue;
      worker.job = this.waiting.shift();
      worker.say({ kind: "block", number: worker.job.number, ...worker.job.question });
    }
  }

  #heard(worker, { kind, answer, words }) {
    const { resolve, reject } = worker.job;
    worker.job = null;
    this.#hand();
    if (kind === "done") resolve(answer);
    else reject(new Error(words));
  }
}

const cancelled = () => Object.assign(new Error("cancelled"), { name: "AbortError" });
