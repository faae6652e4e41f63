// What a comparison says, in both languages, from the texts of the program: as coopsim.workshop.sentences says it.

const LEAST_FLOW = 0.015;
const FLOWS = 2;
const MINUS = "\u2212";
const NARROW = "\u202f";

// texts: by language and key; figures: what `comparing` gives; titles: of forms, approaches and hindrances.
export function telling(texts, figures) {
  const languages = Object.keys(texts);
  const inEach = (make) => Object.fromEntries(languages.map((lang) => [lang, make(lang)]));

  function filled(lang, key, values) {
    const words = (name) => (typeof values[name] === "object" ? values[name][lang] : values[name]);
    return texts[lang][key].replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (_, name, one, more) => (one === undefined ? words(name) : (`${words(name)}` === "1" ? one : more).replaceAll("#", words(name))));
  }

  const both = (key, values = {}) => inEach((lang) => filled(lang, key, values));

  // As Python writes it: of two equally near numbers the even one, and no sign before what rounds to zero.
  function written(lang, value, digits = 0, sign = false) {
    if (!Number.isFinite(value)) return "–";
    const form = new Intl.NumberFormat(lang === "de" ? "de-DE" : "en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits, roundingMode: "halfEven" });
    const plain = form.format(`${Math.abs(value)}`);
    if (!/[1-9]/.test(plain)) return plain;
    return (value < 0 ? MINUS : sign ? "+" : "") + plain;
  }

  const number = (value, digits = 0) => inEach((lang) => written(lang, value, digits));
  const signed = (value, digits) => inEach((lang) => written(lang, value, digits, true));
  const percent = (share) => inEach((lang) => written(lang, 100 * share) + (lang === "de" ? `${NARROW}%` : "%"));

  function change([value, ...ends], factor = 1, digits = 0) {
    if (Number.isNaN(ends[0])) return value === 0 ? both("workshop.say.none") : signed(value * factor, digits);
    const scaled = ends.map((end) => factor * end);
    const fine = digits + (Math.min(...scaled.map(Math.abs)) < 1.5 * 10 ** -digits ? 1 : 0);
    const [low, high] = scaled.map((end) => signed(end, fine));
    return both(`workshop.say.${ends[0] <= 0 && ends[1] >= 0 ? "open" : "sure"}`, { low, high });
  }

  function size([value, ...ends], factor = 1) {
    const [low, high] = ends.map((end) => Math.abs(factor * end)).sort((one, other) => one - other);
    const digits = low < 1.5 ? 1 : 0;
    return { value: number(Math.abs(factor * value), digits), low: number(low, digits), high: number(high, digits) };
  }

  function told(name, a, b, factor = 1, digits = 0, values = {}) {
    const level = (side) => number(factor * figures.estimate(name, side)[0], digits);
    return both(`workshop.say.${name}`, { change: change(figures.difference(name, a, b), factor, digits), a: level(a), b: level(b), ...values });
  }

  function moves(a, b) {
    const moved = figures.flows(a, b).filter(({ origin, target, share }) => origin !== target && share[0] >= LEAST_FLOW).slice(0, FLOWS);
    const parts = moved.map(({ origin, target, share }, k) => {
      const key = k > 0 && target === moved[k - 1].target ? "same" : target;
      return [`part_${k + 1}`, both(`workshop.flow.${key}`, { origin: both(`workshop.would.${origin}`), value: number(Math.floor(100 * share[0] + 0.5)) })];
    });
    return parts.length ? [both(`workshop.say.flows_${parts.length}`, Object.fromEntries(parts))] : [];
  }

  function warnings(a, b) {
    const said = [];
    const [lost, absent] = ["time_lost", "absent"].map((name) => figures.difference(name, a, b));
    if (lost[2] < 0 && absent[1] > 0) said.push(both("workshop.say.more_absent", size(absent, 100)));
    else if (lost[1] > 0 && absent[2] < 0) said.push(both("workshop.say.fewer_absent", size(absent, 100)));
    const value = figures.estimate("added_value", b);
    if (value[2] < 0) said.push(both("workshop.say.not_worth", size(value)));
    else if (figures.difference("effective", a, b)[1] > 0 && figures.difference("added_value", a, b)[2] < 0) said.push(both("workshop.say.less_worth"));
    const worst = figures.difference("worst_off", a, b);
    const towns = a.towns.map((_, place) => figures.townDifference(place, a, b));
    const [up, down] = [towns.filter((town) => town[1] > 0).length, towns.filter((town) => town[2] < 0).length];
    const counts = { up: number(up), down: number(down) };
    if (worst[2] < 0) said.push(both("workshop.say.worst_loses", size(worst)));
    if (worst[1] > 0 && down > up) said.push(both("workshop.say.worst_gains_alone", { ...size(worst), ...counts }));
    if (worst[2] < 0 && up > down) said.push(both("workshop.say.worst_loses_alone", counts));
    return said;
  }

  function sentences(a, b, changes) {
    if (!changes.length) return [{ kind: "headline", text: both("workshop.say.same") }];
    const subject = changes.length === 1 && changes[0].subject ? changes[0].subject : both("workshop.say.in_b");
    const months = b.phases.length;
    const year = number(months / 12, months % 12 === 0 ? 0 : 1);
    const [one, other] = [told("effective", a, b, 100), told("time_lost", a, b, 1, 0, { months: number(months) })];
    const works = { change: change(figures.difference("works", a, b), 100), a: number(figures.ofHundred(a).works), b: number(figures.ofHundred(b).works), subject, year };
    const rows = [["headline", both("workshop.say.works", works)], ...moves(a, b).map((words) => ["plain", words]),
      ["plain", inEach((lang) => `${one[lang]} ${other[lang]}`)], ["headline", told("added_value", a, b)], ["plain", told("cost", a, b, 1, 2)],
      ...warnings(a, b).map((words) => ["warning", words])];
    return rows.map(([kind, text]) => ({ kind, text }));
  }

  // In which settings B differs from A: what it is, and how a sentence on it begins where it is the only one.
  function differences(a, b, region) {
    const found = [];
    if (a.governance !== b.governance) {
      const ends = { a: region.titles[a.governance], b: region.titles[b.governance] };
      found.push({ text: both("workshop.differs.form", ends), subject: both("workshop.say.with_form", ends) });
    }
    for (const { id, title } of region.approaches) {
      const [before, after] = [a.approaches[id], b.approaches[id]];
      const used = [before.strength > 0, after.strength > 0];
      if (JSON.stringify(before) === JSON.stringify(after) || !used.some(Boolean)) continue;
      let key = used[0] ? (used[1] ? "changed" : "dropped") : "added";
      const times = [before, after].map((use) => when(use, region));
      let ends = [before, after].map((use, k) => inEach((lang) => [percent(use.strength)[lang], times[k][lang]].filter(Boolean).join(", ")));
      if (key === "changed" && before.strength === after.strength) {
        key = "moved";
        ends = times.map((words) => inEach((lang) => words[lang] || filled(lang, "workshop.differs.always", {})));
      }
      const values = { title, a: ends[0], b: ends[1] };
      const subject = { added: "with", dropped: "without" }[key];
      found.push({ text: both(`workshop.differs.${key}`, values), subject: subject ? both(`workshop.say.${subject}`, values) : null });
    }
    for (const { id, title } of region.hindrances) {
      if (a.hindrances[id] === b.hindrances[id]) continue;
      found.push({ text: both("workshop.differs.hindrance", { title, a: percent(a.hindrances[id]), b: percent(b.hindrances[id]) }), subject: null });
    }
    if (JSON.stringify(a.impulses) !== JSON.stringify(b.impulses)) found.push({ text: both("workshop.differs.impulses", { a: number(a.impulses.length), b: number(b.impulses.length) }), subject: null });
    return found;
  }

  function when(use, region) {
    const parts = [["from", use.start || null], ["until", use.end]].filter(([, moment]) => moment !== null).map(([key, moment]) => {
      const month = region.monthOf(moment);
      return both(`workshop.differs.${key}`, { year: number(month / 12, month % 12 ? 1 : 0) });
    });
    if (use.trigger !== null) parts.push(both("workshop.differs.below", { level: percent(use.trigger) }));
    return inEach((lang) => parts.map((words) => words[lang]).join(", "));
  }

  return { sentences, differences };
}
