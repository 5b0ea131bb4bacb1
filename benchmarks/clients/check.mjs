// Asks an endpoint of Depositary the same things through Comunica and sparql-http-client, and compares.
//
//     node check.mjs http://127.0.0.1:8000/sparql
//
// Prints one line a check, and exits with 1 where a client got something else than plain HTTP did.

import { QueryEngine } from '@comunica/query-sparql'
import ParsingClient from 'sparql-http-client/ParsingClient.js'

const endpoint = process.argv[2]
if (!endpoint) {
  console.error('usage: node check.mjs ENDPOINT')
  process.exit(2)
}
const base = 'https://w3id.org/depositary/'
const rdfs = 'http://www.w3.org/2000/01/rdf-schema#'
const states = `SELECT ?s { ?s a <${base}ns#State> } ORDER BY ?s LIMIT 20`
const ask = `ASK { ?s a <${base}ns#State> }`
const construct = `CONSTRUCT { ?s <${rdfs}label> ?l } WHERE { ?s a <${base}ns#State> ; <${rdfs}label> ?l }`
const asof = `${base}asof/2000-01-01`
const hosts = `SELECT ?h ?f FROM <${asof}> { ?h <${base}ns#hostsForcesOf> ?f }`
// Comunica parses a query before it sends it, so what the server refuses must be sound: no February has 30 days.
const refused = `SELECT ?s FROM <${base}asof/2021-02-30> { ?s ?p ?o }`
const broken = 'SELECT ?s { ?s ?p }'

async function plain (query, accept = 'application/sparql-results+json') {
  const answer = await fetch(`${endpoint}?query=${encodeURIComponent(query)}`, { headers: { accept } })
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
  return accept.endsWith('json') ? answer.json() : answer.text()
}

async function rows (query, ...names) {
  const found = await plain(query)
  return found.results.bindings.map(row => names.map(name => row[name].value).join(' ')).sort()
}

const comunica = new QueryEngine()
const client = new ParsingClient({ endpointUrl: endpoint })
// type: the query is sent as it is; without it Comunica may ask for each triple pattern.
const context = { sources: [{ type: 'sparql', value: endpoint }] }

const comunicaRows = async (query, ...names) =>
  (await (await comunica.queryBindings(query, context)).toArray())
    .map(row => names.map(name => row.get(name).value).join(' ')).sort()
const clientRows = async (query, ...names) =>
  (await client.query.select(query)).map(row => names.map(name => row[name].value).join(' ')).sort()
const text = term => term.termType === 'Literal'
  ? JSON.stringify(term.value) + (term.language ? `@${term.language}` : `^^${term.datatype.value}`)
  : term.value
const triples = quads => [...quads].map(q => [q.subject, q.predicate, q.object].map(text).join(' ')).sort()

async function refusal (run) {
  try {
    await run()
    return 'no error'
  } catch (error) {
    // The clients put the status, the text of the answer, or both into their message.
    return /400|Bad Request/.test(`${error.status ?? ''} ${error.message}`)
      ? 'an error' : `another error: ${error.message}`
  }
}

const graph = triples(await (await comunica.queryQuads(construct, context)).toArray())
const described = `DESCRIBE <${(await rows(states, 's'))[0]}>`
const expected = (await plain(construct, 'application/n-triples')).trim().split('\n').length
const checks = [
  ['Comunica, SELECT', await comunicaRows(states, 's'), await rows(states, 's')],
  ['Comunica, ASK', await comunica.queryBoolean(ask, context), (await plain(ask)).boolean],
  ['Comunica, CONSTRUCT', graph.length, expected],
  ['Comunica, as-of graph', await comunicaRows(hosts, 'h', 'f'), await rows(hosts, 'h', 'f')],
  ['Comunica, source found by itself', await (async () => {
    const found = await comunica.queryBindings(states, { sources: [endpoint] })
    return (await found.toArray()).map(row => row.get('s').value).sort()
  })(), await rows(states, 's')],
  ['Comunica, no such day', await refusal(() => comunicaRows(refused, 's')), 'an error'],
  ['sparql-http-client, SELECT', await clientRows(states, 's'), await rows(states, 's')],
  ['sparql-http-client, ASK', await client.query.ask(ask), (await plain(ask)).boolean],
  ['sparql-http-client, CONSTRUCT', triples(await client.query.construct(construct)), graph],
  ['sparql-http-client, DESCRIBE', (await client.query.construct(described)).size,
    (await plain(described, 'application/n-triples')).trim().split('\n').length],
  ['sparql-http-client, as-of graph', await clientRows(hosts, 'h', 'f'), await rows(hosts, 'h', 'f')],
  ['sparql-http-client, syntax error', await refusal(() => clientRows(broken, 's')), 'an error']
]

let differ = 0
for (const [name, got, wanted] of checks) {
  const same = JSON.stringify(got) === JSON.stringify(wanted)
  const empty = Array.isArray(got) && got.length === 0
  const shown = Array.isArray(got) ? `${got.length} rows or triples` : String(got)
  console.log(`${same && !empty ? 'ok  ' : 'FAIL'} ${name}: ${shown}${same ? '' : `, not ${JSON.stringify(wanted).slice(0, 200)}`}`)
  if (!same || empty) differ++
}
process.exit(differ ? 1 : 0)
