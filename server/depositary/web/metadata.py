"""What is said of the data as a whole: VoID, the catalogue, releases, and where machines begin to look."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, request

from depositary.endpoint import Endpoint
from depositary.errors import NoRelease, NotFound
from depositary.formats import offers
from depositary.release import MANIFEST, WHOLE, Release, open_release, series
from depositary.web import (
    dcat,
    exchange,
    files,
    frame,
    linkset,
    negotiate,
    provenance,
    results,
    schema,
    statements,
    urls,
    void,
)

blueprint = Blueprint("metadata", __name__)
LINKSET = "application/linkset+json"
SERVICE_PATHS = ("sparql", "fragments", "reconcile", "openapi.json", "search")


def services() -> list[str]:
    """List the paths of the services that the application has."""
    rules = {rule.rule.strip("/") for rule in current_app.url_map.iter_rules()}
    return [path for path in SERVICE_PATHS if path in rules]


@blueprint.get("/.well-known/void")
@blueprint.get("/.well-known/void.<suffix>")
def void_description(suffix: str = "") -> Response:
    """Describe the data set with its classes, properties and links (VoID, section 7.2)."""
    endpoint = exchange.endpoint()
    return statements.answer(
        "void",
        lambda root: void.describe(endpoint, root),
        lambda: frame.render("void.html", tally=endpoint.tally, files=_whole(endpoint), names=endpoint.prefixes),
        suffix,
        [f'<{urls.release(endpoint)}>; rel="describes"', *linkset.signposts(endpoint)],
    )


@blueprint.get("/dataset")
@blueprint.get("/dataset.<suffix>")
def dataset(suffix: str = "") -> Response:
    """Give the catalogue (DCAT 3)."""
    endpoint = exchange.endpoint()
    return statements.answer(
        f"dataset {' '.join(services())}",
        lambda root: dcat.describe(endpoint, root, services(), _releases(endpoint)),
        lambda: _dataset_page(endpoint),
        suffix,
        linkset.signposts(endpoint),
    )


def _dataset_page(endpoint: Endpoint) -> Response:
    return frame.render(
        "dataset.html",
        catalogue=endpoint.catalogue,
        catalog=urls.dataset(endpoint),
        tally=endpoint.tally,
        files=_whole(endpoint),
        parts=[(title, dcat.dump(endpoint, urls.root(), names)) for _, title, names in dcat.PARTS],
        services=[(path, title) for path, title, _ in dcat.SERVICES if path in services()],
        releases=_releases(endpoint),
        is_source=provenance.is_source,
        data=schema.dataset(endpoint, urls.root()),
    )


def _whole(endpoint: Endpoint) -> list[dcat.File]:
    return dcat.dump(endpoint, urls.root(), [f"{WHOLE}.nq"])


def _releases(endpoint: Endpoint) -> list[Release]:
    """List the releases that are kept here, those of other bases left out, the latest first."""
    kept = {each.version: each for each in series(endpoint.settings) if each.manifest["base"] == endpoint.base}
    kept[endpoint.release.version] = endpoint.release
    return sorted(kept.values(), key=lambda each: (str(each.manifest["released"]), each.version), reverse=True)


@blueprint.get("/release")
@blueprint.get("/release.<suffix>")
def releases(suffix: str = "") -> Response:
    """Give the manifest of the current release as JSON, the series as RDF, or a page."""
    endpoint = exchange.endpoint()
    offered = ["application/json", negotiate.HTML, *offers("graph")]
    if not suffix and negotiate.choose(offered, request.args.get("format")) == "application/json":
        response = files.send(endpoint.release, MANIFEST)
        response.vary.add("Accept")
        return response
    found = _releases(endpoint)
    return statements.answer(
        f"series {' '.join(each.version for each in found)}",
        lambda root: dcat.describe_series(endpoint, found),
        lambda: frame.render("releases.html", releases=found),
        suffix,
    )


@blueprint.get("/release/<name>")
def release(name: str) -> Response:
    """Describe how a release came to be (PROV-O), with its files; of another than the current one give the manifest."""
    endpoint = exchange.endpoint()
    version, suffix = statements.split(name)
    if version in ("current", endpoint.release.version):
        return statements.answer(
            "release",
            lambda root: provenance.describe(endpoint, root),
            lambda: _release_page(endpoint),
            suffix,
            linkset.signposts(endpoint),
        )
    return files.send(_kept(endpoint, version), MANIFEST, immutable=True)


def _release_page(endpoint: Endpoint) -> Response:
    manifest = endpoint.release.manifest
    sources = [graph for graph in endpoint.graphs if provenance.is_source(endpoint, graph)]
    return frame.render(
        "release.html",
        manifest=manifest,
        sources=sources,
        concluded=[graph for graph in endpoint.graphs if graph not in sources],
        catalogue=endpoint.catalogue,
        tally=endpoint.tally,
        files=_whole(endpoint),
        parts=[(title, dcat.dump(endpoint, urls.root(), names)) for _, title, names in dcat.PARTS],
        data=schema.dataset(endpoint, urls.root()),
    )


@blueprint.get("/release/<version>/<path:name>")
def release_file(version: str, name: str) -> Response:
    """Send a file of a release."""
    found = _kept(exchange.endpoint(), version)
    return files.send(found, name, immutable=version == found.version)


def _kept(endpoint: Endpoint, version: str) -> Release:
    """Find a release that is kept here; raises NotFound for any other."""
    if version in ("current", endpoint.release.version):
        return endpoint.release
    try:
        if version in {each.version for each in series(endpoint.settings)}:
            return open_release(endpoint.settings.releases / version)
    except NoRelease:  # taken away in between
        pass
    raise NotFound(f"There is no release {version} here; the current one is {endpoint.release.version}.")


@blueprint.get("/.well-known/linkset")
def signposting() -> Response:
    """Give the links of the data set in one document (RFC 9264; Signposting, level 2)."""
    return _linkset(linkset.of_dataset(exchange.endpoint(), urls.root(), services()))


@blueprint.get("/.well-known/api-catalog")
def api_catalog() -> Response:
    """List the services for programs (RFC 9727)."""
    response = _linkset(linkset.of_services(exchange.endpoint(), urls.root(), services()))
    response.headers.add("Link", f'<{urls.root()}.well-known/api-catalog>; rel="api-catalog"')
    return response


def _linkset(found: dict[str, object]) -> Response:
    return results.whole(jsonify(found).get_data(), LINKSET)
