// Whether a value is as a JSON Schema has it, with the keywords that the program's own one uses, and what stands where nothing is said.

const table = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const KINDS = {
  null: (value) => value === null,
  boolean: (value) => typeof value === "boolean",
  string: (value) => typeof value === "string",
  number: (value) => Number.isFinite(value),
  integer: (value) => Number.isInteger(value),
  array: (value) => Array.isArray(value),
  object: table,
};
const RULES = {
  type: (value, kind) => KINDS[kind](value),
  enum: (value, words) => words.includes(value),
  minimum: (value, least) => value >= least,
  maximum: (value, most) => value <= most,
  exclusiveMinimum: (value, below) => value > below,
  maxLength: (value, most) => [...value].length <= most,
  pattern: (value, form) => new RegExp(form, "u").test(value),
  maxItems: (value, most) => value.length <= most,
  required: (value, keys) => keys.every((key) => Object.hasOwn(value, key)),
};
const INSIDE = new Set(["properties", "additionalProperties", "items", "default", "$defs"]);

// The places where a value differs from a schema; `place` is that of the value, `definitions` what a schema refers to.
export function misfits(schema, value, place = "", definitions = schema.$defs) {
  if (schema.$ref) return misfits(definitions[schema.$ref.slice("#/$defs/".length)], value, place, definitions);
  if (schema.anyOf) {
    const each = schema.anyOf.map((one) => misfits(one, value, place, definitions));
    return each.find((found) => found.length === 0) ?? each.find((found) => !found.includes(place)) ?? [place];
  }
  const { type, ...rules } = schema;
  if (!RULES.type(value, type)) return [place];
  for (const [rule, bound] of Object.entries(rules)) {
    if (!INSIDE.has(rule) && !(rule in RULES)) throw new Error(`schema: ${rule}`);
    if (!INSIDE.has(rule) && !RULES[rule](value, bound)) return [place];
  }
  if (type === "array") return value.flatMap((one, k) => misfits(schema.items, one, `${place}[${k + 1}]`, definitions));
  if (type !== "object") return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const below = place ? `${place}.${key}` : key;
    return Object.hasOwn(schema.properties, key) ? misfits(schema.properties[key], one, below, definitions) : [below];
  });
}

// What a table holds where nothing is said of its keys.
export function defaults({ properties }) {
  return Object.fromEntries(Object.entries(properties).filter(([, { default: one }]) => one !== undefined).map(([key, { default: one }]) => [key, one]));
}
