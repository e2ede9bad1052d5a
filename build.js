/** Bundles the program into dist/, or the directory that is named: one small entry that starts fast, and chunks loaded when a command needs them. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Everything that goes into a report: the sources, what comes with them, the libraries' versions. */
const identity = createHash('sha256').update(readFileSync('package-lock.json'));
for (const folder of ['src', 'advisories']) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  for (const file of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
    identity.update(`${file}\0`).update(readFileSync(file));
  }
}

const outdir = process.argv[2] ?? 'dist';
rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: { imgscan: 'src/cli/main.ts', demo: 'src/demo/main.ts' },
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.18',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  // CommonJS dependencies call require(), which an ES module does not have.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  define: { 'process.env.IMGSCAN_BUILD': JSON.stringify(identity.digest('hex')) },
  logLevel: 'warning',
});
