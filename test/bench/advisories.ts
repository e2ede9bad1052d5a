/**
 * The advisory store at scale: the published records of ../shared/data/osv, and a million that are made up. Each step
 * runs in a process of its own, as a command does; the limits that the figures stand beside are the store's design.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateRawSync } from 'node:zlib';
import { groups } from '../../src/advisory/store/codec.ts';
import { openCollection } from '../../src/advisory/store/collection.ts';
import { readManifest, segmentsDirectory } from '../../src/advisory/store/manifest.ts';
import { openStore } from '../../src/advisory/store/open.ts';
import { directoryOrigin } from '../../src/advisory/update/origin.ts';
import { updateFeeds } from '../../src/advisory/update/update.ts';
import type { PackageType } from '../../src/model/package.ts';
import { formatBytes } from '../../src/report/text.ts';
import { type Measured, measure, measureNode, measureScan } from './measure.ts';

const published = fileURLToPath(new URL('../../shared/data/osv', import.meta.url));
const million = 1_000_000;
const packagesOfMillion = 60_000;
const matched = 2000;
const changed = 1000;
const releases = ['10', '11', '12', '13'];

/** What the bench starts itself with. */
export const stepMode = 'advisories-step';

type Step = (directory: string, mirror: string) => Promise<object>;

const steps: Readonly<Record<string, Step>> = {
  async update(directory, mirror) {
    const feeds = readdirSync(mirror).map((name) => `osv/${name}`);
    const startedAt = performance.now();
    const outcomes = await updateFeeds({
      directory,
      feeds,
      origin: directoryOrigin(mirror),
      isPublic: false,
      waitMs: 0,
      now: () => new Date(),
    });
    const read = outcomes.reduce((sum, outcome) => sum + outcome.read, 0);
    const failed = outcomes.filter(({ result }) => result === 'failed');
    if (failed.length > 0) throw new Error(JSON.stringify(failed));
    return { read, milliseconds: performance.now() - startedAt };
  },
  async open(directory) {
    const startedAt = performance.now();
    const store = openStore(directory);
    const opened = performance.now() - startedAt;
    store.lookup('Debian:12', 'openssl');
    return { opened, looked: performance.now() - startedAt };
  },
  // The memory of whoever makes it is not that of whom it starts.
  async make() {
    return { mirror: await makeMillion() };
  },
  async change(_directory, mirror) {
    writeChanges(mirror);
    return {};
  },
  async packages(directory) {
    writePackages(directory);
    return {};
  },
};

export async function runStep([name = '', directory = '', mirror = '']: readonly string[]): Promise<string> {
  const step = steps[name];
  if (step === undefined) throw new Error(`no step ${name}`);
  return JSON.stringify(await step(directory, mirror));
}

async function best(
  run: () => Promise<Measured>,
): Promise<Measured & { readonly said: Record<string, number> }> {
  let found: Measured | undefined;
  for (let count = 0; count < 7; count += 1) {
    const measured = await run();
    if (found === undefined || measured.milliseconds < found.milliseconds) found = measured;
  }
  if (found === undefined) throw new Error('nothing was measured');
  return { ...found, said: JSON.parse(found.stdout || '{}') };
}

/** A file of the build. */
function beside(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}

function measureStep(name: string, ...args: readonly string[]): Promise<Measured> {
  return measureNode(beside('bench.js'), [stepMode, name, ...args]);
}

export async function benchAdvisories(): Promise<readonly string[]> {
  const root = await mkdtemp(join(tmpdir(), 'imgscan-bench-'));
  try {
    const lines = [
      '| advisories | records | build | open, and first look-up | 2,000 packages matched, whole process | `imgscan sbom:` of them | 1,000 changes | peaks: build, match, scan, changes | on disk |',
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ];
    if (existsSync(published))
      lines.push(await benchStore('published', published, join(root, 'published'), false));
    lines.push(await benchStore('made up', await makeMillionApart(), join(root, 'million'), true));
    lines.push(
      '',
      'Limits: 20,000 records/s, 20 ms, 150 ms, in proportion to the change, 200 MB.',
      `A process that does nothing takes ${Math.round((await best(() => measure(process.execPath, ['-e', '']))).milliseconds)} ms.`,
    );
    return lines;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function makeMillionApart(): Promise<string> {
  const { stdout } = await measureStep('make');
  const { mirror }: Record<string, string> = JSON.parse(stdout);
  return mirror ?? '';
}

async function benchStore(
  name: string,
  mirror: string,
  directory: string,
  hasChanges: boolean,
): Promise<string> {
  const built = await measureStep('update', directory, mirror);
  const { read, milliseconds }: Record<string, number> = JSON.parse(built.stdout);
  await measureStep('packages', directory);
  const opened = await best(() => measureStep('open', directory));
  const match = await best(() => measureNode(beside('bench-match.js'), [directory]));
  const sbom = join(directory, 'packages.cdx.json');
  const scan = await best(() => measureScan([`sbom:${sbom}`, '--db', directory, '--offline']));
  let change: Measured | undefined;
  if (hasChanges) {
    await measureStep('change', directory, mirror);
    change = await measureStep('update', directory, mirror);
  }
  const ms = (value = 0): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  const bytes = readdirSync(join(directory, 'segments'))
    .map((file) => readFileSize(join(directory, 'segments', file)))
    .reduce((a, b) => a + b, 0);
  const peaks = [built, match, scan, ...(change === undefined ? [] : [change])];
  return `| ${[
    name,
    (read ?? 0).toLocaleString('en'),
    `${((milliseconds ?? 0) / 1000).toFixed(1)} s, ${Math.round(((read ?? 0) / (milliseconds ?? 1)) * 1000).toLocaleString('en')}/s`,
    `${ms(opened.said['opened'])}, ${ms(opened.said['looked'])}`,
    `${ms(match.milliseconds)} (${ms(match.said['milliseconds'])} of it matching, ${match.said['matches']} matches)`,
    ms(scan.milliseconds),
    change === undefined ? '' : `${(change.milliseconds / 1000).toFixed(1)} s`,
    peaks.map(({ peakBytes }) => `${Math.round(peakBytes / 1e6)} MB`).join(', '),
    formatBytes(bytes),
  ].join(' | ')} |`;
}

/** Two thousand packages of a store: half named by it, spread over it, half as an image has them that nobody speaks of. */
function writePackages(directory: string): void {
  const types: Readonly<Record<string, PackageType>> = {
    'Debian:12': 'deb',
    Go: 'golang',
    PyPI: 'pypi',
    npm: 'npm',
  };
  const names = Object.entries(types).flatMap(([ecosystem, type]) =>
    namesIn(directory, ecosystem).map((name) => ({ type, name })),
  );
  const stride = Math.max(1, Math.floor(names.length / (matched / 2)));
  const known = names.filter((_, at) => at % stride === 0).slice(0, matched / 2);
  const unknown = Array.from({ length: matched - known.length }, (_, at) => ({
    type: 'deb' as const,
    name: `lib-nobody-${at}`,
  }));
  const packages = [...known, ...unknown].map(({ type, name }, at) => ({
    type,
    name,
    // One in ten is old.
    version: at % 10 === 0 ? '1.2.3' : '999.0.0',
    purl: `pkg:${type}/${name}`,
    licenses: [],
    foundBy: 'bench',
    path: 'x',
    liveBytes: 0,
    inBase: false,
  }));
  writeFileSync(join(directory, 'packages.json'), JSON.stringify(packages));
  const components = packages.map(({ type, name, version }) => {
    const at = type === 'deb' ? `debian/${name}@${version}?distro=debian-12` : `${name}@${version}`;
    return { type: 'library', name, version, purl: `pkg:${type}/${at.replace(/^@/, '%40')}` };
  });
  const system = { type: 'operating-system', name: 'debian', version: '12' };
  const sbom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    components: [system, ...components],
  };
  writeFileSync(join(directory, 'packages.cdx.json'), JSON.stringify(sbom));
}

/** Package names that a store knows in an ecosystem, sorted. */
function namesIn(directory: string, ecosystem: string): readonly string[] {
  const feed = readManifest(directory)?.feeds[`osv/${ecosystem.split(':', 1)[0]}`];
  if (feed === undefined) return [];
  const collection = openCollection(segmentsDirectory(directory), feed.segments);
  const prefix = `${groups.affected(ecosystem, '')}`;
  const names = new Set<string>();
  for (const segment of collection.segments) {
    for (const { key } of segment.entries()) {
      if (key.startsWith(prefix)) names.add(key.split('\0')[2] ?? '');
      else if (key > `${prefix}\u00ff`) break;
    }
  }
  collection.close();
  return [...names].sort();
}

/** A mirror with one ecosystem of a million records, made once and kept in the temporary directory. */
async function makeMillion(): Promise<string> {
  const mirror = join(tmpdir(), 'imgscan-bench-million-1');
  const folder = join(mirror, 'Debian');
  if (existsSync(join(folder, 'all.zip'))) return mirror;
  mkdirSync(folder, { recursive: true });
  const zip = createZip(join(folder, 'all.zip.tmp'));
  for (let at = 0; at < million; at += 1)
    zip.add(`${idOf(at)}.json`, JSON.stringify(recordOf(at, timeOf(at))));
  zip.end();
  renameSync(join(folder, 'all.zip.tmp'), join(folder, 'all.zip'));
  return mirror;
}

/** A thousand records of the million as they are a day later, and the list that tells of them. */
function writeChanges(mirror: string): void {
  const folder = join(mirror, 'Debian');
  const lines: string[] = [];
  for (let at = 0; at < changed; at += 1) {
    const number = at * (million / changed);
    const modified = new Date(newest + (changed - at) * 1000).toISOString();
    writeFileSync(join(folder, `${idOf(number)}.json`), JSON.stringify(recordOf(number, modified, '-2')));
    lines.push(`${modified},${idOf(number)}`);
  }
  for (let at = 0; at < million; at += 1) lines.push(`${timeOf(at)},${idOf(at)}`);
  writeFileSync(join(folder, 'modified_id.csv'), `${lines.join('\n')}\n`);
}

const newest = Date.parse('2026-06-01T00:00:00Z');

/** Half a minute apart, the newest first. */
function timeOf(at: number): string {
  return new Date(newest - at * 30_000).toISOString();
}

function idOf(at: number): string {
  return `DEBIAN-CVE-${2000 + (at % 26)}-${String(10_000 + at)}`;
}

const words =
  'a buffer overflow in the parser of allows remote attackers to execute code or cause denial service via crafted input'.split(
    ' ',
  );

/** Like those of Debian's tracker: a paragraph, one or two releases, a reference or two. */
function recordOf(at: number, modified: string, suffix = ''): object {
  const text = Array.from(
    { length: 60 },
    (_, index) => words[(at * 7 + index * index + (at >> 5)) % words.length],
  ).join(' ');
  const name = `package-${(at * 7919) % packagesOfMillion}`;
  const affected = releases.slice(at % 3, (at % 3) + 1 + (at % 2)).map((release) => ({
    package: { ecosystem: `Debian:${release}`, name },
    ranges: [
      { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: `1.${at % 50}-${at % 9}${suffix}` }] },
    ],
    ecosystem_specific: { urgency: 'not yet assigned' },
  }));
  const id = idOf(at);
  return {
    schema_version: '1.7.3',
    id,
    modified,
    published: modified,
    upstream: [id.slice('DEBIAN-'.length)],
    details: text,
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    affected,
    references: [
      { type: 'ADVISORY', url: `https://security-tracker.debian.org/tracker/${id}` },
      { type: 'WEB', url: `https://example.org/${at}` },
    ],
  };
}

/** A zip of any number of small files, with the directory of large archives. */
function createZip(path: string) {
  const file = openSync(path, 'w');
  const directory: Buffer[] = [];
  let pending: Buffer[] = [];
  let offset = 0;
  let written = 0;
  const flush = (): void => {
    const bytes = Buffer.concat(pending);
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    pending = [];
    written = offset;
  };
  const write = (bytes: Buffer): void => {
    pending.push(bytes);
    offset += bytes.length;
    if (offset - written > 4_000_000) flush();
  };
  return {
    add(name: string, text: string): void {
      const content = Buffer.from(text);
      const packed = deflateRawSync(content, { level: 1 });
      const nameBytes = Buffer.from(name);
      const common = Buffer.alloc(26);
      common.writeUInt16LE(20, 0);
      common.writeUInt16LE(8, 4);
      common.writeUInt32LE(crc32(content), 10);
      common.writeUInt32LE(packed.length, 14);
      common.writeUInt32LE(content.length, 18);
      common.writeUInt16LE(nameBytes.length, 22);
      const central = Buffer.alloc(46);
      central.writeUInt32LE(0x02014b50, 0);
      central.writeUInt16LE(20, 4);
      common.copy(central, 6);
      central.writeUInt32LE(offset, 42);
      directory.push(central, nameBytes);
      write(Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common, nameBytes, packed]));
    },
    end(): void {
      const start = offset;
      for (const part of directory) write(part);
      const count = directory.length / 2;
      const end = Buffer.alloc(56 + 20 + 22);
      end.writeUInt32LE(0x06064b50, 0);
      end.writeBigUInt64LE(44n, 4);
      end.writeBigUInt64LE(BigInt(count), 24);
      end.writeBigUInt64LE(BigInt(count), 32);
      end.writeBigUInt64LE(BigInt(offset - start), 40);
      end.writeBigUInt64LE(BigInt(start), 48);
      end.writeUInt32LE(0x07064b50, 56);
      end.writeBigUInt64LE(BigInt(offset), 64);
      end.writeUInt32LE(1, 72);
      end.writeUInt32LE(0x06054b50, 76);
      end.fill(0xff, 84, 96);
      write(end);
      flush();
      closeSync(file);
    },
  };
}

function readFileSize(path: string): number {
  return statSync(path).size;
}
