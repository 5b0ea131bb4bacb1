// Asks Triple Pattern Fragments through Comunica what SPARQL over HTTP answers as well, and compares.
//
//     node fragments.mjs http://127.0.0.1:8000
//
// Prints one line a check with the requests that Comunica sent, and exits with 1 where the answers differ.

import { QueryEngine } from '@comunica/query-sparql'

const root = process.argv[2]
if (!root) {
  console.error('usage: node fragments.mjs ROOT')
  process.exit(2)
}
const dep = 'https://w3id.org/depositary/ns#'
const rdfs = 'http://www.w3.org/2000/01/rdf-schema#'
const day = '2000-01-01'
const all = `${root}/fragments`
const then = `${root}/fragments?asOf=${day}`
const checks = [
  ['two patterns', all, '', `?s a <${dep}State> ; <${rdfs}label> ?l`],
  ['two patterns and a language', all, '', `?s a <${dep}Organization> ; <${rdfs}label> ?l . FILTER(LANG(?l) = "en")`],
  ['a typed literal', all, '', `?s <${dep}start> "1992"^^<http://www.w3.org/2001/XMLSchema#gYear> ; <${rdfs}label> ?l`],
  ['a literal with a language', all, '', `?s <${rdfs}label> "Alba"@fr ; a ?l`],
  ['a relation with its ends', all, '', `?s a <${dep}Membership> ; <${dep}organization> ?l ; <${dep}member> ?m`],
  ['an as-of graph', then, `FROM <https://w3id.org/depositary/asof/${day}>`, `?s <${dep}memberOf> ?o . ?l <${dep}hasMember> ?s`]
]

async function plain (query) {
  const url = `${root}/sparql?query=${encodeURIComponent(query)}`
  const answer = await fetch(url, { headers: { accept: 'application/sparql-results+json' } })
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
  return (await answer.json()).results.bindings.map(row => `${row.s.value} ${row.l.value}`).sort()
}

const engine = new QueryEngine()
let differ = 0
for (const [name, source, from, patterns] of checks) {
  let requests = 0
  const counting = (...given) => { requests++; return fetch(...given) }
  const found = await engine.queryBindings(`SELECT ?s ?l { ${patterns} }`, { sources: [source], fetch: counting })
  const got = (await found.toArray()).map(row => `${row.get('s').value} ${row.get('l').value}`).sort()
  const wanted = await plain(`SELECT ?s ?l ${from} { ${patterns} }`)
  const same = JSON.stringify(got) === JSON.stringify(wanted)
  if (!same) differ++
  console.log(`${same ? 'ok  ' : 'FAIL'} ${name}: ${got.length} rows in ${requests} requests${same ? '' : `, not ${wanted.length}`}`)
}
process.exit(differ ? 1 : 0)
