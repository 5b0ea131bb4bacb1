"""What belongs to a page of a dossier, said as one CONSTRUCT: the oracle for what is taken from the file itself."""

from string import Template

from depositary.excerpt import WITH_OFFICES
from depositary.ntriples import read

TOTAL = "http://www.w3.org/ns/hydra/core#totalItems"
MEMBER = "http://www.w3.org/ns/hydra/core#member"
DERIVED = "http://www.w3.org/ns/prov#wasDerivedFrom"

_PREFIXES = Template("""PREFIX dep: <$ns>
PREFIX dc: <http://purl.org/dc/elements/1.1/>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX hydra: <http://www.w3.org/ns/hydra/core#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
""")
_OTHERS = "dct:isReplacedBy, org:member, org:organization, org:subOrganizationOf"
"""What makes no entry: a withdrawal, and what only says once more what a property of ours says."""
_NAMING = Template("{ $var ?by <$iri> . FILTER(?by NOT IN ($others)) }")
_HOLDING = Template(" UNION { ?post dep:officeOf <$iri> . $var dep:office ?post }")
_ENTRIES = Template("{ SELECT DISTINCT $var { $naming } ORDER BY $var LIMIT $limit OFFSET $offset }")
_PLAN = Template("""CONSTRUCT { ?s ?p ?o } WHERE {
  { BIND(<$iri> AS ?s) ?s ?p ?o }
  UNION { BIND(<$iri#geometry> AS ?s) ?s ?p ?o }
  UNION { { SELECT ?s (COUNT(?subject) AS ?o) { ?subject ?s <$iri> } GROUP BY ?s } BIND(hydra:totalItems AS ?p) }
  UNION { { SELECT (COUNT(DISTINCT ?entry) AS ?o) { $naming } } BIND(<$iri> AS ?s) BIND(hydra:totalItems AS ?p) }
  UNION { $members BIND(<$iri> AS ?s) BIND(hydra:member AS ?p) }
  UNION { { SELECT DISTINCT ?o { GRAPH ?o { <$iri> ?q ?x } } } BIND(<$iri> AS ?s) BIND(prov:wasDerivedFrom AS ?p) }
  UNION { $entries ?s ?p ?o }
  UNION { { SELECT DISTINCT ?s { $readings } } ?s ?p ?o }
  UNION {
    { SELECT DISTINCT ?s {
      { <$iri> ?link ?s . FILTER(isIRI(?s) && ?link NOT IN (rdf:type, dct:source)) }
      UNION { $linking ?entry ?link ?s . FILTER(isIRI(?s) && ?link NOT IN (rdf:type, dct:source)) }
      UNION { { SELECT DISTINCT ?reading { $rereading } } ?reading dep:heldBy ?s }
    } }
    ?s ?p ?o .
    FILTER(?p IN ($glance) || (?p = rdf:type && STRSTARTS(STR(?o), "$ns")))
  }
  UNION {
    { SELECT DISTINCT ?s {
      { <$iri> dct:source ?s }
      UNION { $linking ?entry dct:source ?s }
      UNION { { SELECT DISTINCT ?reading { $rereading } } ?reading dct:source ?s }
    } }
    ?s ?p ?o .
    FILTER(?p IN (rdfs:label, dct:title, dct:issued, dc:publisher, dc:creator, schema:url))
  }
}""")
_READINGS = Template("{ $var dep:readingOf <$iri> } UNION { $linking $var dep:readingOf ?entry }")
_GLANCE = (
    "rdfs:label, dep:latitude, dep:longitude, dep:positionAccuracy, dep:place, dep:locatedIn, dep:facilityKind, "
    "dep:officeOf, dep:concludedOn, dep:inForceOn, dep:terminatedOn, dep:termEnds, dep:happenedOn"
)


def plan(iri, kind, page, size):
    """Return the query for a page of the dossier of a thing.

    `iri` must be one that is published: nothing in it is escaped.
    """
    ns = iri.partition("id/")[0] + "ns#"
    holding = _HOLDING if kind in WITH_OFFICES else Template("")

    def naming(var):
        return Template(_NAMING.template + holding.template).substitute(var=var, iri=iri, others=_OTHERS)

    def entries(var):
        return _ENTRIES.substitute(var=var, naming=naming(var), limit=size, offset=(page - 1) * size)

    linking = entries("?entry")
    return _PREFIXES.substitute(ns=ns) + _PLAN.substitute(
        iri=iri,
        ns=ns,
        naming=naming("?entry"),
        members=entries("?o"),
        entries=entries("?s"),
        linking=linking,
        readings=_READINGS.substitute(var="?s", iri=iri, linking=linking),
        rereading=_READINGS.substitute(var="?reading", iri=iri, linking=linking),
        glance=_GLANCE,
    )


def parted(ntriples, iri):
    """Part the answer into the statements, the entries, the graphs, the counts by property, and the total."""
    found = {TOTAL: {}, MEMBER: [], DERIVED: []}
    lines = set()
    for line in set(ntriples.decode().split("\n")) - {""}:
        ((subject, predicate, value),) = read(line)
        if predicate == TOTAL:
            found[TOTAL][subject] = int(value.text)
        elif predicate in found:
            found[predicate].append(value.text)
        else:
            lines.add(line)
    total = found[TOTAL].pop(iri)
    return lines, sorted(found[MEMBER]), sorted(found[DERIVED]), found[TOTAL], total
