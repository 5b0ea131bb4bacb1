// Completion of keywords, variables, prefixes, our terms, and the things of the data by their names.

import { syntaxTree } from "@codemirror/language";
import { declaration, shortened } from "./vocabulary.js";

const KEYWORDS =
  "SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK WHERE FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER BIND VALUES UNDEF EXISTS NOT IN AS GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET PREFIX BASE COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI BNODE ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY SUBSTR REPLACE REGEX COALESCE IF STRLANG STRDT SAMETERM ISIRI ISBLANK ISLITERAL ISNUMERIC TRUE FALSE"
    .split(" ")
    .map((label) => ({ label, type: "keyword", boost: -1 }));
const SILENT = new Set(["Comment", "String", "IriRef", "STRING_LITERAL1", "STRING_LITERAL2"]);
const PAUSE = 150; // milliseconds without a key before the search is asked
const WORDS = 3; // letters of a bare word from which things are searched for

/** Put a prefixed name in place of what was typed, and declare its prefix where it is not. */
function inserting(prefix, local, namespace) {
  return (view, _completion, from, to) => {
    const change = declaration(view.state.doc.toString(), prefix, namespace);
    const changes = [{ from, to, insert: `${prefix}:${local}` }, ...(change ? [change] : [])];
    const moved = change && change.from <= from ? change.insert.length : 0;
    view.dispatch({
      changes,
      selection: { anchor: from + moved + prefix.length + 1 + local.length },
      userEvent: "input.complete",
    });
  };
}

/** Make the source of completions over a vocabulary; `search` is the URL of the search for names. */
export function completions({ known, search, kinds }) {
  const { prefixes } = known;
  const options = Object.entries(prefixes).map(([prefix, namespace]) => ({
    label: `${prefix}:`,
    type: "namespace",
    detail: namespace,
    apply: inserting(prefix, "", namespace),
  }));
  const terms = known.terms.flatMap((term) => {
    const name = shortened(term.iri, prefixes);
    if (!name) return [];
    return {
      label: name.join(":"),
      type: term.kind,
      detail: term.label,
      info: term.comment || undefined,
      apply: inserting(...name, prefixes[name[0]]),
    };
  });

  async function things(context, words, namespace) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (context.aborted) return [];
    const response = await fetch(`${search}?${new URLSearchParams({ q: words, limit: namespace ? 100 : 20 })}`, {
      headers: { Accept: "application/json" },
    });
    if (!response.ok || context.aborted) return [];
    const { results } = await response.json();
    return results.flatMap((found, place) => {
      const name = shortened(found.id, prefixes);
      if (!name || (namespace && !found.id.startsWith(namespace))) return [];
      return {
        label: name.join(":"),
        displayLabel: found.matched === found.label ? found.label : `${found.matched} (${found.label})`,
        type: "thing",
        detail: kinds[found.type] ?? found.type,
        boost: -place,
        apply: inserting(...name, prefixes[name[0]]),
      };
    });
  }

  return async (context) => {
    if (SILENT.has(syntaxTree(context.state).resolveInner(context.pos, -1).name)) return null;
    const variable = context.matchBefore(/[?$]\w*/);
    if (variable) {
      const names = new Set(context.state.doc.toString().match(/[?$]\w+/g));
      names.delete(variable.text);
      return { from: variable.from, options: [...names].map((label) => ({ label, type: "variable" })), validFor: /^[?$]\w*$/ };
    }
    const named = context.matchBefore(/[A-Za-z][\w-]*:[\w-]*/);
    if (named) {
      const [prefix, local] = named.text.split(":");
      const namespace = prefixes[prefix];
      if (!namespace) return null;
      const own = terms.filter((term) => term.label.startsWith(`${prefix}:`));
      if (own.length || !local) return { from: named.from, options: own, validFor: /^[\w-]+:[\w-]*$/ };
      return { from: named.from, options: await things(context, local.replaceAll("-", " "), namespace), filter: false };
    }
    const word = context.matchBefore(/[\p{L}][\p{L}\p{N}-]*/u);
    if (!word && !context.explicit) return null;
    const from = word?.from ?? context.pos;
    const text = word?.text ?? "";
    const low = text.toLowerCase();
    const plain = [...KEYWORDS, ...options].filter((option) => option.label.toLowerCase().startsWith(low));
    const meant = terms.filter((term) => !low || `${term.label} ${term.detail}`.toLowerCase().includes(low));
    const found = text.length >= WORDS ? await things(context, text.replaceAll("-", " "), "") : [];
    return { from, options: [...plain, ...meant.slice(0, 50), ...found], filter: false };
  };
}
