// Which answers are left: the state of the page, its address, and the tests that an answer must pass.
"use strict";

const D = JSON.parse(document.getElementById("data").textContent);
const R = D.rows;
const N = R.text.length;
const PUBLIC = D.edition === "public";
const UNREAD = 0, UNCODABLE = 2;
const NO_ANSWER = "(no answer)";
const SINGLE = ["question", "coder", "by", "state", "source", "case", "text"];

// Lookups, made once

const paths = new Map(D.codes.map((code, n) => [code.path, n]));
const themes = new Map(D.themes.map((theme, n) => [theme.name, n]));
const variables = new Map(D.variables.map((variable, n) => [variable.name, n]));
const questions = new Map(D.questions.map((question, n) => [question.name, n]));
const people = new Map(D.coders.map((coder, n) => [coder.name, n]));
const cases = new Map(D.cases.map((name, n) => [name, n]));
const families = D.codes.map((_, top) => {
  const within = new Uint8Array(D.codes.length);
  // Parents come first, so one pass down reaches every depth.
  for (let n = top; n < within.length; n++) {
    within[n] = n === top || (D.codes[n].up >= 0 && within[D.codes[n].up]) ? 1 : 0;
  }
  return within;
});

function family(numbers) {
  const within = new Uint8Array(D.codes.length);
  for (const number of numbers) families[number].forEach((yes, n) => { within[n] |= yes; });
  return within;
}

let lowered = null;

function folded(text) {
  return text.normalize("NFC").toLowerCase();
}

function foldedRow(row) {
  lowered ??= new Array(N);
  return (lowered[row] ??= folded(R.text[row]));
}

// State and address

function blank() {
  return { code: [], theme: [], variables: [], view: "", question: "", coder: "", by: "", state: "",
    source: "", case: "", text: "" };
}

function parsed(hash) {
  const state = blank();
  for (const [key, value] of new URLSearchParams(hash.replace(/^#/, ""))) {
    if (key === "code" || key === "theme") {
      // Without themes of its own a codebook's top-level codes are what a summary calls themes.
      const kind = !themes.has(value) && paths.has(value) ? "code" : key;
      if (!state[kind].includes(value)) state[kind].push(value);
    } else if (key === "class") state.state = "uncodable"; // the only class that is counted beside the codes
    else if (key.startsWith("v.")) state.variables.push([key.slice(2), value]);
    else if (key === "view" || SINGLE.includes(key)) state[key] = value;
  }
  return state;
}

function address(state) {
  const pairs = new URLSearchParams();
  for (const key of ["code", "theme"]) for (const value of state[key]) pairs.append(key, value);
  for (const key of [...SINGLE, "view"]) if (state[key]) pairs.append(key, state[key]);
  for (const [name, value] of state.variables) pairs.append("v." + name, value);
  return "#" + pairs;
}

function active(state) {
  return address({ ...state, view: "" }) !== "#";
}

// What this page does not know, in words: links of another edition, codes renamed since

function unknown(state) {
  const missing = [];
  const seek = (kind, value, map) => { if (value && !map.has(value)) missing.push(`${kind} “${value}”`); };
  state.code.forEach((path) => seek("code", path, paths));
  state.theme.forEach((name) => seek("theme", name, themes));
  seek("question", state.question, questions);
  seek("coder", state.coder, people);
  seek("respondent", state.case, cases);
  for (const [name] of state.variables) seek("variable", name, variables);
  return missing;
}

// The tests: each is made once per filter and asked once per answer

function tests(state) {
  const found = [];
  const wanted = [
    ...state.code.map((path) => (paths.has(path) ? families[paths.get(path)] : null)),
    ...state.theme.map((name) => (themes.has(name) ? family(D.themes[themes.get(name)].codes) : null)),
  ];
  for (const within of wanted) found.push(within ? codeTest(within, state) : () => false);
  if (!wanted.length && state.by) found.push(byTest(state.by));
  if (!wanted.length && state.coder) found.push(coderTest(people.get(state.coder)));
  if (state.question) found.push((row) => R.question[row] === questions.get(state.question));
  if (state.case) found.push((row) => R.case[row] === cases.get(state.case));
  if (state.source) found.push((row) => R.name[row] === state.source);
  for (const [name, value] of state.variables) found.push(variableTest(name, value));
  if (state.state) found.push(stateTest(state.state));
  const words = folded(state.text.trim());
  if (words) found.push((row) => foldedRow(row).includes(words));
  return found;
}

// With a coder chosen, a code is what that coder gave; else it is the resolved one.
function codeTest(within, state) {
  const coder = state.coder ? people.get(state.coder) ?? -2 : -1;
  const machine = state.by ? Number(state.by === "machine") : -1;
  if (coder === -1) {
    return (row) => R.codes[row].some((each) => within[each >> 1] && (machine < 0 || (each & 1) === machine));
  }
  return (row) => {
    const flat = R.codings[row];
    for (let n = 0; n < flat.length; n += 4) if (within[flat[n]] && flat[n + 1] === coder) return true;
    return false;
  };
}

function byTest(by) {
  const machine = Number(by === "machine");
  return (row) => R.codes[row].some((each) => (each & 1) === machine);
}

function coderTest(coder) {
  return (row) => R.readers[row].includes(coder) || R.codings[row].some((value, n) => n % 4 === 1 && value === coder);
}

function variableTest(name, value) {
  const variable = D.variables[variables.get(name)];
  if (!variable) return () => false;
  const wanted = variable.values.indexOf(value);
  if (wanted < 0 && value !== NO_ANSWER) return () => false;
  return (row) => variable.rows[row] === wanted;
}

function stateTest(name) {
  if (name === "differ") return differs;
  if (name === "unread") return (row) => R.state[row] === UNREAD;
  if (name === "uncodable") return (row) => R.state[row] === UNCODABLE;
  return (row) => R.state[row] !== UNREAD;
}

// Two people read the answer and did not give it the same codes
function differs(row) {
  const given = new Map(R.readers[row].filter((coder) => !D.coders[coder].machine).map((coder) => [coder, new Set()]));
  if (given.size < 2) return false;
  const flat = R.codings[row];
  for (let n = 0; n < flat.length; n += 4) given.get(flat[n + 1])?.add(flat[n]);
  return new Set([...given.values()].map((codes) => [...codes].sort().join())).size > 1;
}

function matching(state) {
  const asked = tests(state);
  const left = [];
  rows: for (let row = 0; row < N; row++) {
    for (const test of asked) if (!test(row)) continue rows;
    left.push(row);
  }
  return left;
}

// What is left, counted

function respondents(rows) {
  return new Set(rows.map((row) => R.case[row])).size;
}

// How many of the answers have each code or one below it
function perCode(rows) {
  const counts = new Int32Array(D.codes.length);
  const seen = new Int32Array(D.codes.length).fill(-1);
  for (const row of rows) {
    for (const each of R.codes[row]) {
      for (let n = each >> 1; n >= 0 && seen[n] !== row; n = D.codes[n].up) {
        seen[n] = row;
        counts[n]++;
      }
    }
  }
  return counts;
}

function perTheme(rows) {
  const within = D.themes.map((theme) => family(theme.codes));
  const counts = new Int32Array(D.themes.length);
  for (const row of rows) {
    within.forEach((codes, n) => { if (R.codes[row].some((each) => codes[each >> 1])) counts[n]++; });
  }
  return counts;
}
