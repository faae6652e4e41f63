// BLAKE2b with 8 bytes of digest: what the model makes the ids of things from.

const WORDS = ["6a09e667f3bcc908", "bb67ae8584caa73b", "3c6ef372fe94f82b", "a54ff53a5f1d36f1", "510e527fade682d1", "9b05688c2b3e6c1f", "1f83d9abfb41bd6b", "5be0cd19137e2179"].map((word) => BigInt(`0x${word}`));
const ORDERS = ["0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8", "905724afe1bc683d", "2c6a0b834d75fe19", "c51fed4a0763928b", "db7ec13950f4862a", "6fe9b308c2d714a5", "a2847615fb9e3cd0"];
const MASK = 0xffffffffffffffffn;
const turned = (word, by) => ((word >> by) | (word << (64n - by))) & MASK;

// The id of a named thing, a whole number of 64 bits.
export function stableId(text) {
  const bytes = new TextEncoder().encode(text);
  const blocks = Math.max(1, Math.ceil(bytes.length / 128));
  const padded = new Uint8Array(128 * blocks);
  padded.set(bytes);
  const view = new DataView(padded.buffer);
  const state = [...WORDS];
  state[0] ^= 0x01010000n ^ 8n;
  for (let block = 0; block < blocks; block += 1) {
    const words = Array.from({ length: 16 }, (_, k) => view.getBigUint64(128 * block + 8 * k, true));
    const last = block === blocks - 1;
    compress(state, words, BigInt(last ? bytes.length : 128 * (block + 1)), last);
  }
  return state[0];
}

function compress(state, words, count, last) {
  const v = [...state, ...WORDS];
  v[12] ^= count;
  if (last) v[14] ^= MASK;
  const mix = (a, b, c, d, x, y) => {
    v[a] = (v[a] + v[b] + x) & MASK;
    v[d] = turned(v[d] ^ v[a], 32n);
    v[c] = (v[c] + v[d]) & MASK;
    v[b] = turned(v[b] ^ v[c], 24n);
    v[a] = (v[a] + v[b] + y) & MASK;
    v[d] = turned(v[d] ^ v[a], 16n);
    v[c] = (v[c] + v[d]) & MASK;
    v[b] = turned(v[b] ^ v[c], 63n);
  };
  const places = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]];
  for (let round = 0; round < 12; round += 1) {
    const order = [...ORDERS[round % 10]].map((digit) => words[parseInt(digit, 16)]);
    places.forEach(([a, b, c, d], k) => mix(a, b, c, d, order[2 * k], order[2 * k + 1]));
  }
  for (let k = 0; k < 8; k += 1) state[k] ^= v[k] ^ v[k + 8];
}
