// The SPARQL page: an editor over the form, and answers without leaving the page. Everything also works without it.

import { completions } from "./sparql/completion.js";
import { Editor } from "./sparql/editor.js";
import { Tabs } from "./sparql/tabs.js";
import { vocabulary } from "./sparql/vocabulary.js";

const LONGEST = 6000; // characters of a URL beyond which a query is sent in the body, and shared in the fragment
const form = document.getElementById("ask");
const area = document.getElementById("query");
const says = JSON.parse(document.getElementById("says").textContent);
const { language, base, terms } = form.dataset;
let asking = null;

/** The address of the page with parameters, in the language of the page. */
function address(parameters) {
  const lang = new URLSearchParams(location.search).get("lang");
  return `${form.getAttribute("action")}?${new URLSearchParams({ ...parameters, ...(lang ? { lang } : {}) })}`;
}

function say(text) {
  document.getElementById("status").textContent = text;
}

/** Fetch a part of the page, as an element. */
async function part(parameters, signal) {
  const url = address(parameters);
  const headers = { Accept: "text/html", "Accept-Language": language };
  const long = url.length > LONGEST && "query" in parameters;
  const { part: name, ...fields } = parameters;
  const response = await (long
    ? fetch(address({ part: name }), { method: "POST", headers, body: new URLSearchParams(fields), signal })
    : fetch(url, { headers, signal }));
  const text = await response.text();
  if (!response.headers.get("Content-Type")?.startsWith("text/html")) throw new Error(text);
  return new DOMParser().parseFromString(text, "text/html").getElementById(name);
}

/** Put the answer to what was asked into the page, and tell of it. */
async function ask(parameters) {
  asking?.abort();
  const mine = (asking = new AbortController());
  const query = editor.text;
  form.classList.add("asking");
  document.getElementById("stop").hidden = false;
  say(says.asking);
  const begun = performance.now();
  try {
    const answer = await part({ query, ...parameters, part: "answer" }, mine.signal);
    show(answer, query, ((performance.now() - begun) / 1000).toLocaleString(language, { maximumFractionDigits: 2 }));
    history.replaceState(null, "", shared(query, parameters));
  } catch (error) {
    if (error.name === "AbortError") {
      if (mine === asking) say(says.stopped);
    } else {
      say(`${says.failed} ${error.message}`);
    }
  }
  if (mine === asking) {
    form.classList.remove("asking");
    document.getElementById("stop").hidden = true;
    asking = null;
  }
}

function show(answer, query, seconds) {
  document.getElementById("answer").replaceWith(answer);
  const { line, column, message, summary, answered } = answer.dataset;
  editor.mark(line && query === editor.text ? { line: Number(line), column: Number(column), message } : null);
  if (line) editor.focus();
  say(answered ? `${summary} ${says.seconds.replace("{seconds}", seconds)}` : summary);
  document.dispatchEvent(new CustomEvent("main:replaced"));
}

/** The link that opens the page with a query, and its answer where that fits into a URL. */
function shared(query, parameters = {}) {
  const url = address({ query, ...parameters });
  return url.length > LONGEST ? `${address({})}#${new URLSearchParams({ query })}` : url;
}

/** Let the query ask the as-of graph of a day: in place of the one it names, or before its WHERE. */
function dated(text, day) {
  const named = /(<[^<>\s]*\/asof\/)\d{4}-\d\d-\d\d(?=[/>])/g;
  if (named.test(text)) return text.replace(named, `$1${day}`);
  const lines = `FROM <${base}asof/${day}>\nFROM <${base}graph/labels>\n`;
  const where = /(?:^|\s)(WHERE\s*)?\{/im.exec(text.replace(/#[^\n]*|<[^<>\s]*>/g, (hidden) => " ".repeat(hidden.length)));
  if (!where) return null;
  const at = where.index + (/^\s/.test(where[0]) ? 1 : 0);
  return `${text.slice(0, at).trimEnd()}\n${lines}${text.slice(at)}`;
}

/** Open a published question, with the values of its parameters, in a tab of its own or in the one at hand. */
async function question(parameters, title, here) {
  const found = await part({ ...parameters, part: "question" });
  const text = found.querySelector("textarea").value;
  const tab = { title: title ?? tabs.current.title, question: parameters.question, text };
  if (here) {
    Object.assign(tabs.current, tab);
    editor.text = text;
    document.getElementById("question").replaceWith(found);
  } else {
    tabs.open(tab);
  }
}

/** Show a tab: its query, and the parameters of the question that it came from. */
async function turn(tab) {
  editor.text = tab.text;
  editor.mark(null);
  const panel = document.getElementById("question");
  if ((tab.question ?? "") === (panel.dataset.question ?? "")) return;
  panel.replaceChildren();
  panel.dataset.question = "";
  if (!tab.question) return;
  const found = await part({ question: tab.question, part: "question" });
  if (tab === tabs.current) document.getElementById("question").replaceWith(found);
}

const known = await vocabulary(terms);
const editor = new Editor(document.getElementById("editor"), area, {
  label: says.query,
  prefixes: known.prefixes,
  phrases: says.phrases,
  complete: completions({ known, search: form.dataset.search, kinds: known.kinds }),
  run: () => ask({}),
  changed: (text) => tabs.keep(text),
});
const tabs = new Tabs(document.getElementById("tabs"), document.getElementById("panel"), { shown: turn, untitled: says.untitled });

function begin() {
  const handed = new URLSearchParams(location.hash.slice(1)).get("query");
  const given = new URLSearchParams(location.search);
  const title = form.dataset.title || "";
  if (handed) tabs.open({ title: "", text: handed });
  else if (given.has("query") || given.has("question") || !tabs.tabs.length) {
    tabs.open({ title, text: area.value, question: given.get("question") ?? undefined });
  } else tabs.choose(tabs.active);
  const { line, column, message } = document.getElementById("answer").dataset;
  if (line) editor.mark({ line: Number(line), column: Number(column), message });
  for (const element of document.querySelectorAll("[data-scripted]")) element.hidden = false;
  form.dataset.ready = "true";
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(event.submitter?.name === "explain" ? { explain: "1" } : {});
});
document.addEventListener("click", (event) => {
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  const link = plain && event.target.closest("a[data-view], a[data-question]");
  if (!link) return;
  event.preventDefault();
  if (link.dataset.view) ask({ view: link.dataset.view }).then(() => document.querySelector("#answer [aria-current]")?.focus());
  else question({ question: link.dataset.question }, link.textContent.trim()).then(() => editor.focus());
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("#question form")) return;
  event.preventDefault();
  question(Object.fromEntries(new FormData(event.target)), undefined, true).then(() => ask({}));
});
document.getElementById("stop").addEventListener("click", () => asking?.abort());
document.getElementById("new").addEventListener("click", () => {
  const lines = Object.entries(known.prefixes).filter(([prefix]) => ["dep", "rdfs", "xsd"].includes(prefix));
  const head = lines.map(([prefix, namespace]) => `PREFIX ${prefix}: <${namespace}>\n`).join("");
  tabs.tabs.push({ title: "", text: `${head}\nSELECT * WHERE {\n  \n} LIMIT 100\n` });
  tabs.choose(tabs.tabs.length - 1);
  editor.focus();
});
document.getElementById("close").addEventListener("click", () => tabs.close());
document.getElementById("dated").addEventListener("click", () => {
  const day = document.getElementById("day").value;
  const text = day && dated(editor.text, day);
  if (!text) return say(day ? says.undated : says.noDay);
  editor.text = text;
  say(says.dated.replace("{day}", day));
});
document.getElementById("share").addEventListener("click", async () => {
  const link = new URL(shared(editor.text), location.href).href;
  const field = document.getElementById("link");
  field.value = link;
  field.hidden = false;
  field.select();
  try {
    await navigator.clipboard.writeText(link);
    say(says.copied);
  } catch {
    field.focus();
    say(says.link);
  }
});
document.getElementById("filter").addEventListener("input", (event) => {
  const words = event.target.value.toLowerCase().split(/\s+/);
  const items = [...document.querySelectorAll("#questions li")];
  for (const item of items) item.hidden = !words.every((word) => item.textContent.toLowerCase().includes(word));
  say(says.questions.replace("{number}", items.filter((item) => !item.hidden).length));
});
begin();
