// Elements out of records. Words that people wrote become text nodes, never markup.

const SHORT = 1400;

function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value == null) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...inside.filter((each) => each !== null && each !== ""));
  return element;
}

function number(value) {
  return Math.max(0, Math.round(value)).toLocaleString("en");
}

function percent(share) {
  return `${(share * 100).toFixed(share > 0 && share < 0.0995 ? 1 : 0)}\u00a0%`;
}

function several(count, one, many) {
  return `${number(count)} ${count === 1 ? one : many}`;
}

// A count with all that belongs to it: "about 412 of 1,000 respondents (41 %, 95 % interval 37 % to 45 %): many"
function told(count) {
  if (!count) return "Not counted.";
  if (count.how === "hidden") return "The count is hidden: it is small enough to point at somebody.";
  const of = `${number(count.count)} of ${several(count.out_of, "respondent", "respondents")}`;
  const share = count.share === undefined ? "" : percent(count.share);
  if (count.how === "codings") return `${of} so far: codings only. Too little was read in random order to say more.`;
  if (count.how === "exact") return `${of} (${share}): ${count.word}. All of them were read.`;
  const interval = `95\u00a0% interval ${percent(Math.max(0, count.low))} to ${percent(Math.min(1, count.high))}`;
  const way = count.how === "assisted" ? ", with the machine's scores" : "";
  return `About ${of} (${share}, ${interval}): ${count.word}. Estimated from ${number(count.n)} read at random${way}.`;
}

const HOW = { exact: "all read", sample: "sample", assisted: "sample + machine", codings: "codings only" };

// Beside the number: "1.2 % (0.6 to 2.5), sample"
function detail(count) {
  if (!count || count.how === "hidden") return "";
  if (count.share === undefined || count.how === "codings") return HOW[count.how];
  const ends = [Math.max(0, count.low), Math.min(1, count.high)].map((end) => percent(end).replace("\u00a0%", ""));
  return `${percent(count.share)}${count.how === "exact" ? "" : ` (${ends.join(" to ")})`}, ${HOW[count.how]}`;
}

function counted(count) {
  if (!count || count.how === "hidden") return count ? "hidden" : "";
  return (count.how === "sample" || count.how === "assisted" ? "≈ " : "") + number(count.count);
}

// Share and interval as a bar; the words beside it say the same
function bar(count) {
  const line = make("span", { class: "share", "aria-hidden": "true" });
  if (!count || count.share === undefined || count.how === "codings") return line;
  const low = Math.max(0, count.low ?? count.share), high = Math.min(1, count.high ?? count.share);
  for (const [name, from, to] of [["fill", 0, count.share], ["span", low, high]]) {
    const part = make("span", { class: name });
    part.style.left = `${from * 100}%`;
    part.style.width = `${(to - from) * 100}%`;
    line.append(part);
  }
  return line;
}

// The codebook: a nested list of buttons

function treeOf(choose, state) {
  const lists = new Map([[-1, make("ul", { class: "tree" })]]);
  D.codes.forEach((code, n) => {
    const below = D.codes.some((each) => each.up === n);
    const entry = make("li", {}, entryOf("code", n, code.label, code.count, choose));
    if (below) {
      const list = make("ul", {});
      lists.set(n, list);
      entry.prepend(folderOf(code.label, list));
      entry.append(list);
    }
    lists.get(code.up).append(entry);
  });
  return lists.get(-1);
}

function folderOf(label, list) {
  const button = make("button", { type: "button", class: "fold", "aria-expanded": "true", "aria-label": `Below ${label}` });
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", open);
    list.hidden = !open;
  });
  return button;
}

function entryOf(kind, n, label, count, choose) {
  const button = make("button", { type: "button", class: "entry", "aria-pressed": "false", "data-kind": kind, "data-n": n,
    title: told(count) },
    make("span", { class: "label" }, label), make("b", { class: "number" }, counted(count)), bar(count),
    make("span", { class: "how" }, detail(count)), make("span", { class: "here" }));
  button.addEventListener("click", (event) => choose(kind, n, event.ctrlKey || event.metaKey || event.shiftKey));
  return button;
}

function themesOf(choose) {
  if (!D.themes.length) return [];
  const list = make("ul", { class: "tree flat" });
  D.themes.forEach((theme, n) => list.append(make("li", {}, entryOf("theme", n, theme.name, theme.count, choose))));
  return [make("h2", {}, "Themes"), list, make("h2", {}, "Codes")];
}

// What is chosen, in full

function aboutCode(path) {
  const code = D.codes[paths.get(path)];
  if (!code) return "";
  const [definition, include, exclude] = code.texts;
  return make("div", {}, make("h2", {}, path.replaceAll("/", " / ")),
    make("p", { class: "told" }, told(code.count)), below(code.count), words("", definition), words("Include: ", include), words("Exclude: ", exclude));
}

function aboutTheme(name) {
  const theme = D.themes[themes.get(name)];
  if (!theme) return "";
  const codes = theme.codes.map((n) => D.codes[n].path).join(", ");
  return make("div", {}, make("h2", {}, `Theme: ${name}`), make("p", { class: "told" }, told(theme.count)), below(theme.count),
    words("", theme.text), words("Its codes: ", codes));
}

// Why the list and the estimate need not be equally long
function below(count) {
  if (PUBLIC || !count || count.how === "exact" || count.how === "hidden") return "";
  return make("p", { class: "how" }, "Below are the answers coded so until now: by people, and by the machine where nobody has read.");
}

function words(before, text) {
  return text ? make("p", {}, before && make("span", { class: "how" }, before), text) : "";
}

// One answer

function answerOf(row, state) {
  const within = chosenCodes(state);
  const given = givenTo(row).map((each) => ({ ...each, chosen: Boolean(within?.[each.code]) }));
  const text = make("p", { class: "text", dir: "auto", lang: D.language });
  drawText(text, row, given, state);
  const article = make("article", { tabindex: "-1", "data-row": row, "aria-label": R.name[row] || undefined },
    headOf(row), text, longer(text, row), chipsOf(row, given), valuesOf(row));
  article.addEventListener("pointerover", (event) => point(article, event.target));
  article.addEventListener("focusin", (event) => point(article, event.target));
  return article;
}

function chosenCodes(state) {
  const tops = [
    ...state.code.map((path) => paths.get(path)),
    ...state.theme.flatMap((name) => D.themes[themes.get(name)]?.codes ?? []),
  ].filter((n) => n !== undefined);
  return tops.length ? family(tops) : null;
}

function headOf(row) {
  const name = R.name[row], who = D.cases[R.case[row]];
  const parts = [];
  if (name) parts.push(make("a", { href: address({ ...blank(), source: name }), class: "source" }, name));
  if (who && answersOf(R.case[row]) > 1) parts.push(make("a", { href: address({ ...blank(), case: who }), class: "screen" }, `all of ${who}`));
  if (D.questions.length > 1) parts.push(make("span", {}, D.questions[R.question[row]].name));
  if (!PUBLIC) parts.push(make("span", { class: "how" }, readBy(row)));
  return make("header", {}, ...parts);
}

let perCase = null;

function answersOf(respondent) {
  if (!perCase) {
    perCase = new Int32Array(D.cases.length);
    for (const each of R.case) if (each >= 0) perCase[each]++;
  }
  return perCase[respondent] ?? 0;
}

function readBy(row) {
  if (R.state[row] === UNREAD) return "not read yet";
  const names = R.readers[row].map((coder) => D.coders[coder].name).join(", ");
  return (R.state[row] === UNCODABLE ? "cannot be coded, says " : "read by ") + names;
}

const labelled = D.codes.reduce((counts, code) => counts.set(code.label, (counts.get(code.label) ?? 0) + 1), new Map());

// The label alone where no other code has it
function shortName(n) {
  const code = D.codes[n];
  if (labelled.get(code.label) === 1) return code.label;
  return code.up < 0 ? code.label : `${D.codes[code.up].label} / ${code.label}`;
}

// Codings of one answer, one entry per code: who gave it, where, and whether it counts
function givenTo(row) {
  const counts = new Map(R.codes[row].map((each) => [each >> 1, each & 1]));
  const found = new Map([...counts.keys()].map((code) => [code, entry(code, counts)]));
  const flat = R.codings[row];
  for (let n = 0; n < flat.length; n += 4) {
    const [code, coder, start, end] = flat.slice(n, n + 4);
    if (!found.has(code)) found.set(code, entry(code, counts));
    const each = found.get(code);
    if (!each.coders.includes(coder)) each.coders.push(coder);
    if (start >= 0) each.places.push([start, end]);
  }
  let last = 0;
  return [...found.values()].map((each) => ({ ...each, number: each.places.length ? ++last : 0 }));
}

function entry(code, counts) {
  return { code, machine: counts.get(code) === 1, counts: counts.has(code), coders: [], places: [] };
}

// The text cut where a segment or a found word begins or ends, so that overlapping ones can be told apart
function drawText(into, row, given, state) {
  const text = R.text[row];
  if (!text) {
    into.append(make("span", { class: "how" }, "(confidential: the text stays in the project)"));
    return;
  }
  const found = hits(text, state.text.trim());
  const places = given.flatMap((each) => each.places.map(([start, end]) => ({ start, end, each })));
  const cuts = new Set([0, text.length]);
  for (const { start, end } of [...places, ...found]) cuts.add(start).add(end);
  const edges = [...cuts].filter((at) => at <= text.length).sort((a, b) => a - b);
  for (let n = 0; n + 1 < edges.length; n++) {
    const [start, end] = [edges[n], edges[n + 1]];
    const over = places.filter((place) => place.start <= start && place.end >= end);
    const hit = found.some((place) => place.start <= start && place.end >= end);
    into.append(pieceOf(text.slice(start, end), over.map((place) => place.each), hit));
    const ending = new Set(over.filter((place) => place.end === end).map((place) => place.each.number));
    if (ending.size) into.append(make("sup", {}, [...ending].join(" ")));
  }
}

function pieceOf(text, over, hit) {
  const inner = hit ? make("strong", { class: "hit" }, text) : text;
  if (!over.length) return inner;
  const machine = over.every((each) => each.machine || each.coders.every((coder) => D.coders[coder].machine));
  const deep = new Set(over.map((each) => each.number));
  const chosen = over.some((each) => each.chosen) ? " chosen" : "";
  return make("mark", { class: `${machine ? "machine" : "people"}${deep.size > 1 ? " deep" : ""}${chosen}`,
    "data-numbers": ` ${[...deep].join(" ")} ` }, inner);
}

function hits(text, query) {
  if (!query) return [];
  const pattern = new RegExp(query.normalize("NFC").replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&"), "gi");
  return [...text.matchAll(pattern)].map((each) => ({ start: each.index, end: each.index + each[0].length }));
}

function longer(text, row) {
  if (R.text[row].length <= SHORT) return "";
  const size = R.text[row].split(/\s+/).length;
  const button = make("button", { type: "button", class: "link", "aria-expanded": "false" }, `Show all ${number(size)} words`);
  text.classList.add("long");
  button.addEventListener("click", () => {
    const open = text.classList.toggle("long");
    button.setAttribute("aria-expanded", !open);
    button.textContent = open ? `Show all ${number(size)} words` : "Show less";
  });
  return button;
}

function chipsOf(row, given) {
  if (!given.length) return R.state[row] === UNREAD || PUBLIC ? "" : make("p", { class: "how" }, "No code.");
  return make("ul", { class: "codes", "aria-label": "Codes" }, ...given.map(chipOf));
}

function chipOf(each) {
  const names = each.coders.map((coder) => D.coders[coder].name).filter((name) => name !== "people" || !PUBLIC);
  const by = [each.machine ? "machine" : "", ...names.filter((name) => name !== "machine")].filter(Boolean).join(", ");
  const path = D.codes[each.code].path;
  const kind = `${each.machine ? "machine" : "people"}${each.counts ? "" : " overruled"}${each.chosen ? " chosen" : ""}`;
  return make("li", { class: kind, "data-number": each.number || false },
    each.number ? make("sup", {}, String(each.number)) : "",
    make("a", { href: address({ ...blank(), code: [path] }), title: path }, shortName(each.code)),
    by ? make("span", { class: "how" }, each.machine ? `⚙ ${by}` : by) : "",
    each.counts ? "" : make("span", { class: "how" }, "(does not count)"));
}

// Shows which words a code stands for
function point(article, target) {
  const chip = target.closest("[data-number]");
  for (const mark of article.querySelectorAll("mark")) {
    mark.classList.toggle("pointed", Boolean(chip) && mark.dataset.numbers.includes(` ${chip.dataset.number} `));
  }
}

function valuesOf(row) {
  const pairs = D.variables.map((each) => [each.label || each.name, each.values[each.rows[row]]]).filter(([, value]) => value);
  if (!pairs.length) return "";
  const list = make("dl", {}, ...pairs.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
  if (pairs.length <= 6) return list;
  return make("details", { class: "values" }, make("summary", {}, several(pairs.length, "variable", "variables")), list);
}
