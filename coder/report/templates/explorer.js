// Putting it together: events change the address, the address changes the page.

const PAGE = 50;
const at = (id) => document.getElementById(id);
let state = parsed(location.hash), left = [], drawn = 0, typing = false;

function go(next, { silently = false } = {}) {
  typing = false;
  const hash = address(next);
  if (hash !== address(state)) history[silently ? "replaceState" : "pushState"](null, "", hash);
  state = next;
  draw();
}

function choose(kind, n, also) {
  const name = kind === "code" ? D.codes[n].path : D.themes[n].name;
  const chosen = state[kind].includes(name);
  const adding = also || at("combine").checked;
  const rest = adding ? { code: state.code, theme: state.theme } : { code: [], theme: [] };
  rest[kind] = chosen ? rest[kind].filter((each) => each !== name) : [...rest[kind], name];
  go({ ...state, ...rest, view: state.view === "agreement" ? "" : state.view });
}

// Filters

function selectOf(label, options, value, change) {
  const select = make("select", {}, make("option", { value: "" }, "any"), ...options.map(([key, name]) => make("option", { value: key }, name)));
  select.addEventListener("change", () => change(select.value));
  select.refresh = () => { select.value = value(); };
  return [make("label", {}, make("span", {}, label), select), select];
}

const selects = [];

function addSelect(into, label, options, value, change) {
  const [element, select] = selectOf(label, options, value, change);
  into.append(element);
  selects.push(select);
}

function controls() {
  const simple = (into, label, key, options) =>
    addSelect(into, label, options, () => state[key], (value) => go({ ...state, [key]: value }));
  if (D.questions.length > 1) simple(at("selects"), "Question", "question", D.questions.map((each) => [each.name, each.text || each.name]));
  if (D.coders.some((coder) => coder.machine)) simple(at("selects"), "Coded by", "by", [["people", "people"], ["machine", "the machine"]]);
  if (!PUBLIC) {
    simple(at("selects"), "Coder", "coder", D.coders.map((each) => [each.name, each.name]));
    simple(at("selects"), "Reading", "state", [["read", "read"], ["unread", "not read yet"], ["uncodable", "cannot be coded"], ["differ", "coders differ"]]);
  }
  const fitting = D.variables.filter((each) => each.values.length > 1 && each.values.length <= 60);
  fitting.forEach((each) => variableSelect(fitting.length <= 3 ? at("selects") : at("variables"), each));
  at("more").hidden = fitting.length <= 3;
}

function variableSelect(into, variable) {
  const options = [...variable.values].sort(new Intl.Collator("en", { numeric: true }).compare).map((value) => [value, value]);
  if (variable.rows.includes(-1)) options.push([NO_ANSWER, NO_ANSWER]);
  const others = () => state.variables.filter(([name]) => name !== variable.name);
  addSelect(into, variable.label || variable.name, options,
    () => state.variables.find(([name]) => name === variable.name)?.[1] ?? "",
    (value) => go({ ...state, variables: value ? [...others(), [variable.name, value]] : others() }));
}

function typed() {
  go({ ...state, text: at("text").value }, { silently: typing });
  typing = true;
}

// Chips: what is filtered by, each to be taken away

function chips() {
  const found = [];
  const chip = (label, next) => {
    const button = make("button", { type: "button" }, label, make("span", { "aria-hidden": "true" }, " ×"));
    button.setAttribute("aria-label", `Take away: ${label}`);
    button.addEventListener("click", () => { go(next); at("main").focus(); });
    found.push(make("li", {}, button));
  };
  for (const key of ["code", "theme"]) {
    state[key].forEach((name) => chip(name.replaceAll("/", " / "), { ...state, [key]: state[key].filter((each) => each !== name) }));
  }
  const says = { text: "words", case: "respondent", source: "answer", by: "coded by", state: "reading" };
  for (const key of SINGLE) if (state[key]) chip(`${says[key] ?? key}: ${state[key]}`, { ...state, [key]: "" });
  state.variables.forEach(([name, value]) => chip(`${name}: ${value}`, { ...state, variables: state.variables.filter(([other]) => other !== name) }));
  if (found.length > 1) chip("all filters", { ...blank(), view: state.view });
  at("chips").replaceChildren(...found);
}

// Drawing

const WHAT = D.texts === "ticked" ? ["quote", "quotes"] : ["answer", "answers"];

function leftWords() {
  const missing = unknown(state);
  if (missing.length) return `This edition has no ${missing.join(", no ")}.`;
  const rows = left.length ? several(left.length, ...WHAT) : `No ${WHAT[0]}`;
  if (PUBLIC) return active(state) ? `${rows} of ${number(N)}` : rows;
  const who = several(respondents(left), "respondent", "respondents");
  return active(state) ? `${rows} of ${number(N)}${left.length ? `, from ${who}` : ""}` : `${rows} from ${who}`;
}

function draw() {
  left = matching(state);
  refreshTree();
  chips();
  selects.forEach((select) => select.refresh());
  if (at("text").value !== state.text) at("text").value = state.text;
  at("left").textContent = leftWords();
  document.querySelectorAll("nav a").forEach((link) => {
    link.toggleAttribute("aria-current", link.dataset.view === state.view);
    link.href = address({ ...state, view: link.dataset.view });
  });
  const about = [...state.code.map(aboutCode), ...state.theme.map(aboutTheme)].filter(Boolean);
  at("about").hidden = !about.length || Boolean(state.view);
  at("about").replaceChildren(...about);
  drawView();
}

function drawView() {
  const view = { together: () => togetherView(left, state), agreement: agreementView }[state.view];
  at("view").hidden = !view;
  at("view").replaceChildren(...(view ? view().filter(Boolean) : []));
  at("answers").hidden = Boolean(view);
  at("answers").replaceChildren();
  at("controls").hidden = at("bar").hidden = state.view === "agreement";
  drawn = 0;
  if (view) at("further").hidden = true;
  else further(PAGE);
  if (!view && !left.length) at("answers").append(make("p", { class: "none" }, nothing()));
}

function nothing() {
  if (!active(state)) return `There is no ${WHAT[0]} in this edition.`;
  const quoted = D.texts === "ticked" ? " This edition quotes only what was cleared for publication; the counts rest on everything." : "";
  return `Nothing fits all of these filters. Take one away above.${quoted}`;
}

function further(amount) {
  const until = Math.min(left.length, drawn + amount);
  const made = document.createDocumentFragment();
  for (let n = drawn; n < until; n++) made.append(answerOf(left[n], state));
  at("answers").append(made);
  drawn = until;
  at("further").hidden = drawn >= left.length;
  at("further").textContent = `Show more (${number(drawn)} of ${number(left.length)} shown)`;
}

function refreshTree() {
  const codes = perCode(left), found = perTheme(left), narrowed = active(state);
  for (const button of document.querySelectorAll(".entry")) {
    const { kind, n } = button.dataset;
    const name = kind === "code" ? D.codes[n].path : D.themes[n].name;
    const here = (kind === "code" ? codes : found)[n];
    const chosen = state[kind].includes(name);
    button.setAttribute("aria-pressed", chosen);
    button.classList.toggle("empty", narrowed && !here && !chosen);
    button.lastElementChild.textContent = narrowed || D.texts === "ticked" ? `${number(here)} here` : "";
  }
}

// Keyboard

function step(by) {
  const articles = [...at("answers").children];
  const now = articles.indexOf(document.activeElement.closest("article"));
  const next = now < 0 ? (by > 0 ? 0 : articles.length - 1) : now + by;
  if (next >= articles.length && drawn < left.length) {
    further(PAGE);
    step(by);
    return;
  }
  if (articles[next]) articles[next].focus();
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const field = event.target.closest("input, select, textarea, .wide");
  if (event.key === "Escape" && event.target === at("text")) {
    go({ ...state, text: "" });
    return;
  }
  if (field) return;
  const inAnswers = event.target.closest("article");
  const moves = { j: 1, k: -1, ...(inAnswers ? { ArrowDown: 1, ArrowUp: -1 } : {}) };
  if (event.key === "/") at("text").focus();
  else if (moves[event.key] && !state.view) step(moves[event.key]);
  else return;
  event.preventDefault();
}

// A link within the page is one more state: the list begins at its top

function followed(event) {
  const link = event.target.closest('a[href^="#"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.id !== "skip") go(parsed(link.hash));
  at("main").focus({ preventScroll: true });
  if (link.id === "skip" || scrollY > at("main").offsetTop) at("main").scrollIntoView();
}

// Start

function start() {
  at("edition").textContent = PUBLIC
    ? D.texts === "ticked" ? "Explorer. Public edition: counts, and quotes cleared for publication." : "Explorer. Public edition."
    : "Explorer. Internal edition: not for publication.";
  at("themes").replaceChildren(...themesOf(choose));
  at("tree").replaceChildren(treeOf(choose));
  at("legend").textContent = "Numbers count respondents. ≈ is an estimate from what was read at random; the thin line is its 95 % interval.";
  at("made").textContent = `${several(D.respondents, "respondent", "respondents")} gave ${several(D.answers, "answer", "answers")}.`;
  controls();
  at("book").open = matchMedia("(min-width: 50em)").matches;
  at("text").addEventListener("input", typed);
  at("text").addEventListener("change", () => { typing = false; });
  at("further").addEventListener("click", () => further(PAGE));
  addEventListener("click", followed);
  addEventListener("keydown", pressed);
  addEventListener("popstate", () => { state = parsed(location.hash); typing = false; draw(); });
  addEventListener("beforeprint", () => { if (!state.view) further(left.length); });
  new IntersectionObserver((seen) => { if (seen[0].isIntersecting && !at("further").hidden) further(PAGE); }, { rootMargin: "600px" })
    .observe(at("further"));
  draw();
  document.documentElement.dataset.ready = "yes";
}

start();
