// Bundle every file that lies directly in src/ into server/depositary/web/static/, each named by its content, and write
// manifest.json, which maps the plain names to those. What lies in folders below src/ is only imported or copied by these.
import { build } from "esbuild";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { write } from "./shapes.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src");
const target = join(here, "..", "depositary", "web", "static");
const entries = (await readdir(source, { withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => entry.name);

write();
await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const result = await build({
  absWorkingDir: here,
  entryPoints: entries.sort().map((name) => join(source, name)),
  outdir: target,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  bundle: true,
  minify: true,
  format: "esm",
  splitting: true,
  target: ["es2022", "chrome123", "firefox120", "safari17.5"],
  loader: { ".svg": "copy", ".json": "copy", ".woff2": "file" },
  legalComments: "linked",
  metafile: true,
  logLevel: "warning",
});
const names = {};
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  const file = relative(target, join(here, path));
  const plain = output.entryPoint ? basename(output.entryPoint) : file;
  names[plain] = file;
}
for (const name of entries.filter((each) => ![".css", ".js", ".mjs"].includes(extname(each)))) {
  const stem = basename(name, extname(name));
  const file = Object.values(names).find((each) => each.startsWith(`${stem}-`) && each.endsWith(extname(name)));
  if (file) names[name] = file;
}
const sorted = Object.fromEntries(Object.entries(names).sort(([one], [other]) => (one < other ? -1 : 1)));
await writeFile(join(target, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
const bytes = Object.values(result.metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
console.log(`built ${Object.keys(result.metafile.outputs).length} files, ${Math.round(bytes / 1024)} KiB`);
