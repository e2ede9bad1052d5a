/** `imgscan db search`: advisories by id, by another name of theirs, or by the package they are about. */
import { type OpenedStore, openStore } from '../../advisory/store/open.ts';
import { ImgscanError } from '../../errors.ts';
import type { Advisory } from '../../model/advisory.ts';
import { escapeText } from '../../report/text.ts';
import { directoryOf, type StoreFlags } from '../advisory-options.ts';
import { writeStdout } from '../outputs.ts';

/** The command's options as commander hands them over. */
export interface SearchFlags extends StoreFlags {
  readonly ecosystem?: string;
  readonly format: string;
}

/** NOT_FOUND when nothing is found. */
export async function searchCommand(text: string, flags: SearchFlags): Promise<void> {
  if (flags.format !== 'table' && flags.format !== 'json') {
    throw new ImgscanError('USAGE', `unknown format ${JSON.stringify(flags.format)}, expected table or json`);
  }
  const directory = directoryOf(flags);
  const store = openStore(directory);
  try {
    const found = flags.format === 'json' ? searchJson(store, text, flags) : searchText(store, text, flags);
    for (const problem of store.status().problems ?? [])
      process.stderr.write(`warning: ${escapeText(problem)}\n`);
    if (found === '') {
      throw new ImgscanError('NOT_FOUND', `nothing in ${directory} is called ${JSON.stringify(text)}`, {
        hint: 'Names are spelled as the ecosystem does: CVE-2021-44228, GHSA-jfh8-c2jp-5v3q, openssl.',
      });
    }
    await writeStdout(found);
  } finally {
    store.close();
  }
}

/** The records as they were published, one a line. */
function searchJson(store: OpenedStore, text: string, flags: SearchFlags): string {
  const records = store.records(text);
  const lines = records.length > 0 ? records.map((record) => record.original()) : [];
  const ids = new Set(aboutPackage(store, text, flags).map(({ id }) => id));
  for (const id of ids) {
    const [record] = store.records(id);
    if (record !== undefined) lines.push(record.original());
  }
  return lines.map((line) => `${JSON.stringify(JSON.parse(line))}\n`).join('');
}

function searchText(store: OpenedStore, text: string, flags: SearchFlags): string {
  const records = store.records(text).map(({ head, feed }) => {
    const { id, aliases, related = [], summary, url, modified, withdrawn } = head;
    const names = [...aliases, ...related];
    return [
      `${id}${names.length === 0 ? '' : ` (${names.slice(0, 8).join(', ')}${names.length > 8 ? ' ...' : ''})`}`,
      `  ${summary}`,
      `  ${url}`,
      `  ${feed}, modified ${modified}${withdrawn === undefined ? '' : `, withdrawn ${withdrawn}`}`,
      ...exploitationLine(store, [id, ...names]),
    ];
  });
  const packages = aboutPackage(store, text, flags).map((advisory) => [
    `${advisory.ecosystem} ${advisory.name}: ${advisory.id} ${advisory.severity}, ${rangesOf(advisory)}`,
    `  ${advisory.summary}`,
  ]);
  return [...records, ...packages]
    .flat()
    .map((line) => `${escapeText(line)}\n`)
    .join('');
}

function aboutPackage(store: OpenedStore, name: string, { ecosystem }: SearchFlags): readonly Advisory[] {
  const all = Object.keys(store.status().ecosystems);
  const chosen =
    ecosystem === undefined ? all : all.filter((other) => `${other}:`.startsWith(`${ecosystem}:`));
  return chosen.flatMap((other) => store.lookup(other, name));
}

function exploitationLine(store: OpenedStore, names: readonly string[]): readonly string[] {
  const cve = names.find((name) => name.startsWith('CVE-'));
  const found = cve === undefined ? undefined : store.exploitation?.(cve);
  if (found === undefined) return [];
  const known =
    found.known === true
      ? [`known to be exploited${found.ransomware === true ? ', by ransomware' : ''}`]
      : [];
  const epss = found.epss === undefined ? [] : [`EPSS ${(found.epss * 100).toFixed(2)} %`];
  return [`  ${[...known, ...epss].join(', ')}`];
}

function rangesOf({ ranges, versions, verdict }: Advisory): string {
  const parts = ranges.map(({ events }) =>
    events.map((event) => Object.entries(event).map(([kind, version]) => `${kind} ${version}`)).join(', '),
  );
  if (versions.length > 0) parts.push(`${versions.length} versions listed`);
  if (verdict !== undefined) parts.push(verdict);
  return parts.join('; ');
}
