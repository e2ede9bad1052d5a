/**
 * `npm run bench`: time and memory on real images, as ratios to what the machine's own tools take for the same bytes.
 * Names of images take those only. It reports and never judges: a loaded machine is no defect of the program.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatBytes } from '../../src/report/text.ts';
import { tool } from '../e2e/support/tool.ts';
import { openWorkshop, type Workshop } from '../e2e/support/workshop.ts';
import { benchAdvisories, runStep, stepMode } from './advisories.ts';
import { benchDockerfiles, reviewMode, runReviews } from './dockerfiles.ts';
import { inventoryLayouts } from './inventory.ts';
import { type Measured, measure, measureNode, measureScan } from './measure.ts';
import { readLayout } from './read.ts';

const small = `FROM localhost/imgscan-debian
RUN apt-get update && apt-get install -y --no-install-recommends nginx-light
CMD ["nginx", "-g", "daemon off;"]
`;

const example = `FROM localhost/imgscan-debian
ARG DEBIAN_FRONTEND=noninteractive
RUN apt-get update && apt-get install -y golang-go
COPY app.go .
RUN CGO_ENABLED=0 go build app.go
CMD ["./app"]
`;

/** Four times the example's bytes: its files again, and packages as they were downloaded. */
const large = `FROM localhost/imgscan-bench-example
RUN cp -a /usr /opt/usr
${Array.from({ length: 5 }, (_, index) => `RUN cat /var/cache/apt/archives/*.deb > /opt/archives-${index}`).join('\n')}
`;

const program = 'package main\n\nimport "os"\n\nfunc main() { println(os.Getuid()) }\n';
const runs = 3;

interface BenchImage {
  readonly name: string;
  readonly dockerfile: string;
  readonly context?: Readonly<Record<string, string>>;
}

const images: readonly BenchImage[] = [
  { name: 'small', dockerfile: small },
  { name: 'example', dockerfile: example, context: { 'app.go': program } },
  { name: 'large', dockerfile: large },
];

/** The physical limit: inflating and hashing the same blobs, one after the other. */
async function limitOf(workshop: Workshop, layout: string): Promise<Measured> {
  const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8'));
  const blob = (digest: string): string => join(layout, 'blobs', digest.replace(':', '/'));
  const manifest = JSON.parse(await readFile(blob(index.manifests[0].digest), 'utf8'));
  const paths: string[] = manifest.layers.map(({ digest }: { readonly digest: string }) => blob(digest));
  const script = 'for f in "$@"; do igzip -dc "$f" > /dev/null; sha256sum "$f" > /dev/null; done';
  await tool('igzip', ['--version']);
  return measure('sh', ['-c', script, 'sh', ...paths], { cwd: workshop.directory });
}

/** The best of several runs: what the program takes when nothing else disturbs it. */
async function best(run: () => Promise<Measured>): Promise<Measured> {
  const results: Measured[] = [];
  for (let count = 0; count < runs; count += 1) results.push(await run());
  return fastest(results);
}

function fastest(results: readonly Measured[]): Measured {
  return results.reduce((a, b) => (b.milliseconds < a.milliseconds ? b : a));
}

async function bench(workshop: Workshop, { name, dockerfile, context }: BenchImage): Promise<string> {
  const image = await workshop.build(`bench-${name}`, dockerfile, context);
  const reference = await workshop.push(image, `bench/${name}:latest`);
  const layout = join(workshop.directory, `layout-${name}`);
  await tool('skopeo', ['copy', '--src-tls-verify=false', `docker://${reference}`, `oci:${layout}:it`]);
  const limit = await best(() => limitOf(workshop, layout));
  const cold = await best(() => measureScan([reference, '--no-cache']));
  const cache = { XDG_CACHE_HOME: join(workshop.directory, 'cache') };
  await mkdir(cache.XDG_CACHE_HOME, { recursive: true });
  await measureScan([reference], cache);
  const warm = await best(() => measureScan([reference], cache));
  const report = JSON.parse(cold.stdout);
  const { compressedBytes, totalBytes, fileCount } = report.footprint;
  const seconds = ({ milliseconds }: Measured): string => `${(milliseconds / 1000).toFixed(2)} s`;
  return [
    name,
    `${formatBytes(compressedBytes)} / ${formatBytes(totalBytes)}`,
    String(fileCount),
    seconds(limit),
    `${seconds(cold)} (${(cold.milliseconds / limit.milliseconds).toFixed(2)}x)`,
    seconds(warm),
    `${Math.round(cold.peakBytes / 1e6)} MB`,
    `${Math.round(warm.peakBytes / 1e6)} MB`,
  ].join(' | ');
}

/** What the catalogers of languages and programs add to those of distributions. */
async function benchInventory(): Promise<readonly string[]> {
  const { image, binary } = await inventoryLayouts();
  const script = fileURLToPath(import.meta.url);
  const read = (layout: string, which: string): Promise<Measured> =>
    measureNode(script, [readMode, layout, which]);
  // In turns, so that what else the machine does meanwhile is shared.
  const turns: { readonly system: Measured; readonly all: Measured }[] = [];
  for (let turn = 0; turn < 2 * runs; turn += 1) {
    turns.push({ system: await read(image, 'system'), all: await read(image, 'all') });
  }
  const system = fastest(turns.map((turn) => turn.system));
  const all = fastest(turns.map((turn) => turn.all));
  const large = await best(() => read(binary, 'all'));
  const ratio = (of: (measured: Measured) => number): string => `${(of(all) / of(system)).toFixed(2)}x`;
  const row = (what: string, measured: Measured): string => {
    const { compressedBytes, totalBytes, fileCount, packages } = JSON.parse(measured.stdout);
    return `| ${[
      what,
      `${formatBytes(compressedBytes)} / ${formatBytes(totalBytes)}`,
      fileCount,
      packages,
      `${(measured.milliseconds / 1000).toFixed(2)} s`,
      `${(measured.cpuMilliseconds / 1000).toFixed(2)} s`,
      `${Math.round(measured.peakBytes / 1e6)} MB`,
    ].join(' | ')} |`;
  };
  return [
    '| catalogers | compressed / tar | files | packages | time | CPU | peak |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    row("inventory, distributions' only", system),
    row('inventory, all', all),
    row('one Go program of 200 MB, all', large),
    '',
    `best of ${turns.length} turns; all to distributions' only: time ${ratio(({ milliseconds }) => milliseconds)}, CPU ${ratio(({ cpuMilliseconds }) => cpuMilliseconds)}`,
  ];
}

async function benchImages(wanted: readonly BenchImage[]): Promise<readonly string[]> {
  const workshop = await openWorkshop();
  try {
    const rows: string[] = [];
    for (const image of wanted) rows.push(`| ${await bench(workshop, image)} |`);
    return [
      '| image | compressed / tar | files | igzip -dc + sha256sum | cold scan | second scan | peak, cold | peak, second |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      ...rows,
    ];
  } finally {
    await workshop.close();
  }
}

/** What the bench starts itself with, to measure a process that does nothing else. */
const readMode = 'read';

async function main(args: readonly string[]): Promise<readonly string[]> {
  const [mode, layout = '', which = ''] = args;
  if (mode === readMode) return [await readLayout(layout, which)];
  if (mode === reviewMode) return [await runReviews()];
  if (mode === stepMode) return [await runStep(args.slice(1))];
  const isWanted = (name: string): boolean => args.length === 0 || args.includes(name);
  const wanted = images.filter(({ name }) => isWanted(name));
  return [
    `${cpus().length} cores, ${formatBytes(totalmem())} of memory, Node ${process.versions.node}; best of ${runs} runs`,
    '',
    ...(wanted.length === 0 ? [] : await benchImages(wanted)),
    ...(isWanted('inventory') ? await benchInventory() : []),
    ...(isWanted('advisories') ? await benchAdvisories() : []),
    ...(isWanted('dockerfile') ? await benchDockerfiles() : []),
  ];
}

process.stdout.write(`${(await main(process.argv.slice(2))).join('\n')}\n`);
