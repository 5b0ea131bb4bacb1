// What the editor knows of our names: prefixes, the terms of the ontology, and how to declare a prefix in a query.

const DECLARED = /^[^\S\n]*PREFIX\s+([\w-]*):\s*<([^>]*)>[^\n]*$/gim;

/** Fetch the prefixes and terms, once. */
export async function vocabulary(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return response.json();
}

/** Map the prefixes that a query declares to their namespaces. */
export function declared(text) {
  return new Map([...text.matchAll(DECLARED)].map((found) => [found[1], found[2]]));
}

/** The change that declares a prefix, below the declarations that are there or above the query; null if it is there. */
export function declaration(text, prefix, namespace) {
  if (declared(text).has(prefix)) return null;
  const last = [...text.matchAll(DECLARED)].at(-1);
  const line = `PREFIX ${prefix}: <${namespace}>`;
  if (last) return { from: last.index + last[0].length, insert: `\n${line}` };
  const comments = /^(?:[^\S\n]*#[^\n]*\n|[^\S\n]*\n)*/.exec(text)[0].length;
  return { from: comments, insert: `${line}\n\n` };
}

/** Write an IRI with a prefix where what is left is a plain local name: [prefix, local name], or null. */
export function shortened(iri, prefixes) {
  let best = null;
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    if (iri.startsWith(namespace) && /^[\w-]*\w$/.test(iri.slice(namespace.length))) {
      if (!best || namespace.length > prefixes[best[0]].length) best = [prefix, iri.slice(namespace.length)];
    }
  }
  return best;
}
