// Builds the page's script and style into the Python package. The same sources give the same bytes:
// versions are pinned, and nothing of the machine (paths, time) goes in.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const TARGET = process.argv[2] ?? join(HERE, "..", "kg", "exporters", "explorer", "assets");
const LIMIT_BYTES = 110 * 1024;

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

/** One hash of all that goes into the bundle, so that a test without Node can tell whether it is behind. */
function sourceHash() {
  const names = [...files(join(HERE, "src")), join(HERE, "package.json"), join(HERE, "build.mjs")];
  const named = names.map((path) => [relative(HERE, path).split(sep).join("/"), path]);
  named.sort(([a], [b]) => (a < b ? -1 : 1));
  const all = createHash("sha256");
  for (const [name, path] of named) all.update(`${name}\0${sha256(readFileSync(path))}\n`);
  return all.digest("hex");
}

const result = await build({
  absWorkingDir: HERE,
  entryPoints: { explorer: "src/main.ts" },
  bundle: true,
  charset: "utf8",
  format: "iife",
  legalComments: "none",
  minify: true,
  outdir: "out",
  target: ["es2022", "safari16.4"],
  write: false,
});

mkdirSync(TARGET, { recursive: true });
const assets = {};
for (const file of result.outputFiles) {
  const name = file.path.split(sep).pop();
  const text = file.text;
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`${name} would end the block it stands in`);
  if (name.endsWith(".js") && file.contents.length > LIMIT_BYTES)
    throw new Error(`${name} has ${file.contents.length} bytes, more than ${LIMIT_BYTES}`);
  writeFileSync(join(TARGET, name), file.contents);
  assets[name] = { bytes: file.contents.length, sha256: sha256(file.contents) };
}
const manifest = {
  assets,
  licence: "MIT, as the project; nothing of others is bundled",
  sources: sourceHash(),
};
writeFileSync(join(TARGET, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
for (const [name, { bytes }] of Object.entries(assets)) console.log(`${name} ${bytes} bytes`);
