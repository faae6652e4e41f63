// The door to the module: one scenario's arrays in, the records of many runs out.  Runs in pages, workers and Node.

const PAGE = 65536;
const aligned = (bytes) => Math.ceil(bytes / 16) * 16;

// How a column's numbers are read from its records; whole numbers of 64 bits are months and codes, which are small.
const READERS = {
  f8: (view, at) => view.getFloat64(at, true),
  f4: (view, at) => view.getFloat32(at, true),
  i8: (view, at) => Number(view.getBigInt64(at, true)),
  u8: (view, at) => Number(view.getBigUint64(at, true)),
  i4: (view, at) => view.getInt32(at, true),
  i2: (view, at) => view.getInt16(at, true),
  i1: (view, at) => view.getInt8(at),
  u1: (view, at) => view.getUint8(at),
  b1: (view, at) => view.getUint8(at),
};

// A column of many records as numbers.
export function column(bytes, place, name) {
  const [offset, kind] = place.columns[name];
  const read = READERS[kind];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.byteLength / place.bytes }, (_, row) => read(view, row * place.bytes + offset));
}

const SALT = 0xd1b54a32d192ed03n;
const GOLDEN = 0x9e3779b97f4a7c15n;
const whole = (x) => BigInt.asUintN(64, x);

function mixed(found) {
  let x = whole((found ^ (found >> 30n)) * 0xbf58476d1ce4e5b9n);
  x = whole((x ^ (x >> 27n)) * 0x94d049bb133111ebn);
  return x ^ (x >> 31n);
}

// The key of one run, as coopsim.model.streams makes it.
export const runKey = (seed, run) => mixed(whole(mixed(whole(BigInt(seed) + SALT)) + GOLDEN * BigInt(run)));

export class Kernel {
  // module: a compiled WebAssembly.Module; layout: the description of its table.
  constructor(module, layout) {
    this.layout = layout;
    this.instance = new WebAssembly.Instance(module, {});
    this.memory = this.instance.exports.memory;
    this.base = aligned(this.instance.exports.__heap_base.value);
  }

  // Lays out memory for a scenario: table, what the kernel returns, image, state, and behind them the results.
  load(image, bytes) {
    const { size } = this.layout;
    this.image = image;
    this.table = this.base;
    this.answer = this.table + aligned(8 * size);
    const origins = [0, this.answer + 32, 0];
    origins[2] = origins[1] + aligned(bytes.length);
    this.free = origins[2] + aligned(image.state_bytes);
    this.#room(this.free);
    new Uint8Array(this.memory.buffer).set(bytes, origins[1]);
    const slots = new BigInt64Array(this.memory.buffer, this.table, size);
    image.table.forEach((value, slot) => { slots[slot] = BigInt(value + origins[image.origin[slot]]); });
    this.#put({ horizon: image.months });
  }

  // Runs first … first + runs − 1 of a seed: the bytes of the records of runs and towns, and of months if asked for.
  run(seed, first, runs, { series = false, townSeries = false } = {}) {
    const { months, towns } = this.image;
    const shapes = { rows: [runs], town_rows: [runs, towns], series: series ? [runs, months] : [1, 1], town_series: townSeries ? [runs, months, towns] : [1, 1, towns] };
    this.#place({ runs: [runs], ...shapes });
    const numbers = new BigUint64Array(this.memory.buffer, this.placed.runs, runs);
    for (let r = 0; r < runs; r += 1) numbers[r] = BigInt(first + r);
    this.#put({ seed, keep_alliance: series ? 1 : 0, keep_towns: townSeries ? 1 : 0 });
    this.#do("run_chunk");
    const kept = { rows: true, town_rows: true, series, town_series: townSeries };
    return Object.fromEntries(Object.keys(shapes).filter((name) => kept[name]).map((name) => [name, this.#bytes(this.placed[name], shapes[name], name)]));
  }

  // One run, month by month: `seen` is given a reader of the state after each month; at the end the row of results.
  single(key, seen) {
    const { months, towns } = this.image;
    const shapes = { rows: [1], town_rows: [1, towns] };
    this.#place(shapes);
    this.#put({ key });
    this.#do("begin");
    for (let month = 0; month < months; month += 1) {
      this.#put({ first: month, last: month + 1 });
      this.#do("run_months");
      seen((name, field) => this.#state(name, field), month);
    }
    this.#do("end");
    const place = this.layout.places.rows;
    const row = this.#bytes(this.placed.rows, [1], "rows");
    return (name) => column(row, place, name)[0];
  }

  // The numbers of an array of the state, or of one field of its records.
  #state(name, field) {
    const place = this.layout.places[name];
    const slots = new BigInt64Array(this.memory.buffer, this.table, this.layout.size);
    const lengths = Array.from({ length: place.axes }, (_, axis) => Number(slots[place.slot + 1 + axis]));
    const count = lengths.reduce((product, length) => product * length, 1);
    const bytes = new Uint8Array(this.memory.buffer, Number(slots[place.slot]), count * place.bytes);
    return field ? column(bytes, place, field) : new Float64Array(this.memory.buffer, bytes.byteOffset, count);
  }

  #bytes(at, shape, name) {
    const length = shape.reduce((product, axis) => product * axis, this.layout.places[name].bytes);
    return new Uint8Array(this.memory.buffer, at, length).slice();
  }

  // Gives zeroed room behind the state to arrays of these shapes.
  #place(shapes) {
    this.placed = {};
    let at = this.free;
    for (const [name, shape] of Object.entries(shapes)) {
      this.placed[name] = at;
      at += aligned(shape.reduce((product, length) => product * length, this.layout.places[name].bytes));
    }
    this.#room(at);
    new Uint8Array(this.memory.buffer, this.free, at - this.free).fill(0);
    const slots = new BigInt64Array(this.memory.buffer, this.table, this.layout.size);
    for (const [name, shape] of Object.entries(shapes)) {
      const { slot } = this.layout.places[name];
      slots[slot] = BigInt(this.placed[name]);
      shape.forEach((length, axis) => { slots[slot + 1 + axis] = BigInt(length); });
    }
  }

  #put(settings) {
    const slots = new BigInt64Array(this.memory.buffer, this.table, this.layout.size);
    for (const [name, value] of Object.entries(settings)) slots[this.layout.head.indexOf(name)] = BigInt.asIntN(64, BigInt(value));
  }

  #do(task) {
    this.#put({ task: this.layout.tasks.indexOf(task) });
    const status = this.instance.exports.coopsim(this.answer, this.answer + 16, BigInt(this.table));
    if (status !== 0) throw new Error(`The kernel stopped with ${status}.`);
  }

  #room(bytes) {
    const lacking = bytes - this.memory.buffer.byteLength;
    if (lacking > 0) this.memory.grow(Math.ceil(lacking / PAGE));
  }
}
