// Writes the outlines of countries for depositary/drawing/atlas.py: Natural Earth at 1:50 million, from npm world-atlas,
// at five levels of detail. Borders that two countries share are simplified once, so that they stay shared.
//
//     node shapes.mjs [file]
//
// A ring is a list of steps in hundredths of a degree (longitude, latitude, longitude, latitude, …), the first from
// 0° N 0° E. It runs on over the antimeridian instead of jumping back by 360 degrees; its last point is not repeated.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { feature } from "topojson-client";
import { planarTriangleArea, presimplify, simplify } from "topojson-simplify";

const TOLERANCES = [0.02, 0.06, 0.14, 0.26, 0.4]; // degrees
const UNITS = 100; // a degree
// Entities to which ISO 3166 gives no number: the last segment of our IRI, by the name in the atlas.
const UNCODED = { "Kosovo": "kosovo", "N. Cyprus": "northern-cyprus", "Somaliland": "somaliland" };
const LEFT_OUT = new Set(["Antarctica", "Siachen Glacier", "Indian Ocean Ter.", "Ashmore and Cartier Is."]);

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));

export const OUTPUT = resolve(here, "../depositary/drawing/shapes.json");

function unwrapped(ring) {
  let shift = 0;
  let before = ring[0][0];
  return ring.map(([longitude, latitude]) => {
    if (Math.abs(longitude - before) > 180) shift += longitude < before ? 360 : -360;
    before = longitude;
    return [longitude + shift, latitude];
  });
}

function area(ring) {
  let sum = 0;
  ring.forEach(([x, y], index) => {
    const [u, v] = ring[(index + 1) % ring.length];
    sum += x * v - u * y;
  });
  return Math.abs(sum / 2);
}

function steps(ring) {
  const flat = [];
  let x = 0;
  let y = 0;
  for (const [longitude, latitude] of ring) {
    const [u, v] = [Math.round(longitude * UNITS), Math.round(latitude * UNITS)];
    if (flat.length && u === x && v === y) continue;
    flat.push(u - x, v - y);
    [x, y] = [u, v];
  }
  return flat;
}

// The first ring is the largest: it stays at every level, so that no state vanishes.
function rings(geometry, tolerance) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const open = polygons.flat().map((ring) => unwrapped(ring).slice(0, -1));
  const sorted = open.map((ring) => [area(ring), ring]).sort((a, b) => b[0] - a[0]);
  const kept = sorted.filter(([size], index) => index === 0 || size >= tolerance * tolerance);
  return kept.map(([, ring]) => steps(ring)).filter((flat) => flat.length >= 6);
}

export function shapes() {
  const folder = dirname(require.resolve("world-atlas/package.json"));
  const release = JSON.parse(readFileSync(resolve(folder, "package.json"), "utf8"));
  const topology = presimplify(JSON.parse(readFileSync(resolve(folder, "countries-50m.json"), "utf8")), planarTriangleArea);
  const levels = TOLERANCES.map((tolerance) => {
    const simpler = simplify(topology, (tolerance * tolerance) / 2);
    const countries = {};
    for (const { id, geometry, properties } of feature(simpler, simpler.objects.countries).features) {
      if (LEFT_OUT.has(properties.name)) continue;
      const key = id ?? UNCODED[properties.name];
      if (key === undefined) throw new Error(`No key for ${properties.name} in world-atlas.`);
      if (key in countries) throw new Error(`Two shapes have the key ${key}.`);
      countries[key] = rings(geometry, tolerance);
    }
    return { tolerance, countries };
  });
  return { source: `Natural Earth 1:50m, world-atlas ${release.version}`, units: UNITS, levels };
}

export function write(file = OUTPUT) {
  writeFileSync(file, JSON.stringify(shapes()) + "\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) write(process.argv[2]);
