/** The feed that comes with imgscan: high-impact advisories in OSV format, one JSON record a line, no network needed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ImgscanError } from '../errors.ts';
import type { Advisory, AdvisoryStore } from '../model/advisory.ts';
import type { Warning } from '../model/layer.ts';
import { compareText } from '../version/digits.ts';
import { decodeOsv } from './osv.ts';
import type { Scorer } from './severity.ts';
import { createStore } from './store.ts';

/** Beside the feed: its vectors and their scores. */
export const scoresFile = 'scores.json';

export interface OpenedFeed {
  readonly store: AdvisoryStore;
  /** One for each record that was not used. */
  readonly warnings: readonly Warning[];
}

/** Reads every `osv/*.jsonl` below `directory`; throws ADVISORY_INVALID when there is no feed to read. */
export async function openBundledFeed(directory: string = bundledDirectory()): Promise<OpenedFeed> {
  const advisories: Advisory[] = [];
  const warnings: Warning[] = [];
  // A dozen small files are read sooner one after the other than by the pool of threads.
  const names = feedFiles(directory);
  const scorer = readScores(directory);
  for (const name of names) {
    const text = readFileSync(join(directory, 'osv', name), 'utf8');
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue;
      const decoded = decodeLine(line, `${name}:${index + 1}`, scorer);
      advisories.push(...decoded.advisories);
      warnings.push(...decoded.warnings);
    }
  }
  return { store: createStore(advisories, { baseline: true }), warnings };
}

/** The nearest `advisories` directory above this file: the package's, both in the source tree and when built. */
export function bundledDirectory(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(directory, 'advisories');
    if (existsSync(join(candidate, 'osv'))) return candidate;
    const parent = dirname(directory);
    if (parent === directory) {
      throw new ImgscanError('ADVISORY_INVALID', 'The bundled advisories are missing from the installation', {
        hint: 'Install imgscan again.',
      });
    }
    directory = parent;
  }
}

function feedFiles(directory: string): readonly string[] {
  try {
    const names = readdirSync(join(directory, 'osv'));
    return names.filter((name) => name.endsWith('.jsonl')).sort(compareText);
  } catch (cause) {
    throw new ImgscanError('ADVISORY_INVALID', `Advisories cannot be read from ${directory}`, {
      cause,
      hint: 'Install imgscan again.',
    });
  }
}

/** The scores of the feed's vectors, computed when the feed was made: the calculator takes longer to load than a feed. */
function readScores(directory: string): Scorer {
  const path = join(directory, scoresFile);
  try {
    const scores: object = JSON.parse(readFileSync(path, 'utf8'));
    const known = new Map<string, unknown>(Object.entries(scores));
    return (vector) => {
      const score = known.get(vector);
      return typeof score === 'number' ? score : undefined;
    };
  } catch (cause) {
    throw new ImgscanError('ADVISORY_INVALID', `${path} cannot be read`, {
      cause,
      hint: 'Install imgscan again.',
    });
  }
}

function decodeLine(line: string, origin: string, scorer: Scorer): ReturnType<typeof decodeOsv> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    const message = `Advisory ${origin} is not used: the line is not JSON`;
    return { advisories: [], warnings: [{ code: 'ADVISORY_INVALID', message }] };
  }
  return decodeOsv(value, origin, scorer);
}
