// The two tables beside the answers: codes together, and how far coders agree.

const MOST = 60;

function table(caption, head, rows) {
  return make("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption },
    make("table", {}, make("caption", {}, caption), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows)));
}

// Codes together: answers with both, of those that are left

function pairsIn(rows) {
  const totals = new Map(), both = new Map();
  for (const row of rows) {
    const codes = R.codes[row].map((each) => each >> 1);
    for (const a of codes) {
      totals.set(a, (totals.get(a) ?? 0) + 1);
      for (const b of codes) if (a < b) both.set(a * D.codes.length + b, (both.get(a * D.codes.length + b) ?? 0) + 1);
    }
  }
  return { totals, both: (a, b) => both.get(Math.min(a, b) * D.codes.length + Math.max(a, b)) ?? 0 };
}

function togetherView(rows, state) {
  if (PUBLIC && D.texts === "ticked") {
    return [make("h2", {}, "Codes together"), make("p", {}, "This edition holds single quotes: which codes stand together is not part of it.")];
  }
  const { totals, both } = pairsIn(rows);
  const used = [...totals.keys()].sort((a, b) => totals.get(b) - totals.get(a)).slice(0, MOST).sort((a, b) => a - b);
  if (used.length < 2) return [make("h2", {}, "Codes together"), make("p", {}, "Fewer than two codes stand on the answers that are left.")];
  const most = Math.max(1, ...used.flatMap((a) => used.map((b) => (a === b ? 0 : both(a, b)))));
  const head = [make("th", { scope: "col" }, "Code"), make("th", { scope: "col" }, "Answers"),
    ...used.map((b, n) => make("th", { scope: "col" }, make("abbr", { title: D.codes[b].path, "aria-label": D.codes[b].path }, String(n + 1))))];
  const lines = used.map((a, n) => make("tr", {},
    make("th", { scope: "row" }, `${n + 1} `, make("a", { href: address({ ...state, view: "", code: [D.codes[a].path] }), title: D.codes[a].path }, shortName(a))),
    make("td", {}, number(totals.get(a))),
    ...used.map((b) => cellOf(a, b, a === b ? 0 : both(a, b), most, state))));
  const note = totals.size > MOST ? ` The ${MOST} most frequent of ${number(totals.size)} codes.` : "";
  return [make("h2", {}, "Codes together"),
    make("p", {}, `How many of the ${several(rows.length, "answer", "answers")} left have both codes. A number leads to its answers; columns are numbered like the rows.${note}`),
    table("Answers coded with both codes", head, lines)];
}

function cellOf(a, b, count, most, state) {
  if (!count) return make("td", { class: a === b ? "self" : "none" }, a === b ? "" : "·");
  const codes = [D.codes[a].path, D.codes[b].path];
  const link = make("a", { href: address({ ...state, view: "", theme: [], code: codes }), "aria-label": `${count} with ${codes.join(" and ")}` }, number(count));
  const cell = make("td", { class: "both" }, link);
  cell.style.setProperty("--heat", `${Math.round((count / most) * 45)}%`);
  return cell;
}

// Agreement

function agreementView() {
  const found = D.agreement;
  if (!found.rows.length) return [make("h2", {}, "Agreement"), make("p", {}, found.why || "Nothing was read by two coders.")];
  const columns = [
    ["Compared", (row) => number(row.n)],
    ["Raised", (row) => (row.prevalence == null ? "" : percent(row.prevalence))],
    ["Agreed", (row) => (row.percent == null ? "" : percent(row.percent))],
    ["Alpha", (row) => coefficient(row, "alpha")],
    ["Kappa", (row) => coefficient(row, "kappa")],
    ["AC1", (row) => coefficient(row, "ac1")],
  ].filter(([, show]) => found.rows.some((row) => show(row).length));
  const head = ["Code", ...columns.map(([name]) => name)].map((name) => make("th", { scope: "col" }, name));
  const lines = found.rows.map((row) => make("tr", {}, make("th", { scope: "row" }, codeLink(row.code)),
    ...columns.map(([, show]) => make("td", {}, ...[show(row) || "–"].flat()))));
  const differ = PUBLIC ? "" : make("p", {}, make("a", { href: address({ ...blank(), state: "differ" }) }, "Answers that coders coded differently"));
  return [make("h2", {}, "Agreement"),
    make("p", {}, `How far ${found.coders.replaceAll(" · ", " and ")} agree on what each read without seeing the other's codes. Below each figure stands its 95 % interval. Alpha is Krippendorff's: 1 is full agreement, 0 what chance would give.`),
    differ, table("Agreement by code", head, lines), ...undefinedOnes(found.rows)];
}

// Why a coefficient has no value, once per reason
function undefinedOnes(rows) {
  const reasons = new Map();
  for (const row of rows) if (row.alpha_why) reasons.set(row.alpha_why, [...(reasons.get(row.alpha_why) ?? []), row.code]);
  return [...reasons].map(([why, codes]) => make("p", { class: "how" }, `– for ${several(codes.length, "code", "codes")}: ${why}.`));
}

function coefficient(row, name) {
  if (row[name] == null) return "";
  const [low, high] = [row[`${name}_low`], row[`${name}_high`]];
  return [row[name].toFixed(2), low == null ? "" : make("span", { class: "ends" }, `${low.toFixed(2)} to ${high.toFixed(2)}`)];
}

function codeLink(path) {
  return paths.has(path) ? make("a", { href: address({ ...blank(), code: [path] }), title: path }, shortName(paths.get(path))) : path;
}
