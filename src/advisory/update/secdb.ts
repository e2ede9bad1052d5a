/** Security databases of apk distributions: which version of a package fixed what. https://secdb.alpinelinux.org */
import * as v from 'valibot';
import { ImgscanError } from '../../errors.ts';
import { apk } from '../../version/apk.ts';
import { ecosystemName } from '../name.ts';
import type { ReadFeed } from './feed.ts';
import { readWhole } from './origin.ts';
import { type FeedFile, fileFeed } from './single-file.ts';

const documentSchema = v.object({ packages: v.nullish(v.array(v.unknown()), []) });

const packageSchema = v.object({
  pkg: v.object({
    name: v.string(),
    /** Ids by the version that fixed them; under `0` those that never were in the package. */
    secfixes: v.nullish(v.record(v.string(), v.nullish(v.array(v.string()), [])), {}),
  }),
});

type SecdbPackage = v.InferOutput<typeof packageSchema>['pkg'];

const maxFileBytes = 256 * 1024 * 1024;

/** `branch`: `v3.20`, `edge`. */
export function alpineSecdb(branch: string): ReadFeed {
  const fileOf = (repository: string, isOptional: boolean): FeedFile => ({
    url: `https://secdb.alpinelinux.org/${branch}/${repository}.json`,
    path: ['alpine-secdb', branch, `${repository}.json`],
    isOptional,
  });
  return secdb([fileOf('main', false), fileOf('community', true)], `Alpine:${branch}`, 'ALPINE');
}

export const chainguardSecdb = secdb(
  [{ url: 'https://packages.cgr.dev/chainguard/security.json', path: ['chainguard-secdb.json'] }],
  'Chainguard',
  'CHAINGUARD',
);

export const wolfiSecdb = secdb(
  [{ url: 'https://packages.wolfi.dev/os/security.json', path: ['wolfi-secdb.json'] }],
  'Wolfi',
  'WOLFI',
);

function secdb(files: readonly FeedFile[], ecosystem: string, prefix: string): ReadFeed {
  return fileFeed({
    files,
    wants: (other) => ecosystemName(other) === ecosystemName(ecosystem),
    async read(opened, { intake }, { onSkipped }) {
      for (const { file, name, modified } of opened) {
        for (const [index, value] of decodeDocument(readWhole(file, maxFileBytes, name), name).entries()) {
          const result = v.safeParse(packageSchema, value);
          if (!result.success) {
            const message = `Package ${index + 1} of ${name} is not used: ${result.issues[0].message.slice(0, 200)}`;
            onSkipped({ code: 'ADVISORY_INVALID', message });
            continue;
          }
          const { pkg } = result.output;
          for (const [id, fix] of fixesOf(pkg)) {
            intake.record(toRecord(`${prefix}-${id}`, fix, pkg.name, ecosystem, modified), pkg.name);
            await intake.pause();
          }
        }
      }
      return { read: intake.count };
    },
  });
}

function decodeDocument(bytes: Buffer, name: string): readonly unknown[] {
  try {
    return v.parse(documentSchema, JSON.parse(bytes.toString('utf8'))).packages;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.slice(0, 200) : String(cause);
    throw new ImgscanError('ADVISORY_INVALID', `${name}: not a security database: ${reason}`, { cause });
  }
}

interface Fix {
  /** Undefined where the package was never affected. */
  readonly version: string | undefined;
  readonly names: readonly string[];
}

/** By the first id of each line; one that several versions claim to fix is fixed by the last of them. */
function fixesOf({ secfixes }: SecdbPackage): ReadonlyMap<string, Fix> {
  const fixes = new Map<string, Fix>();
  for (const [version, lines] of Object.entries(secfixes)) {
    for (const line of lines) {
      const names = line.split(/\s+/).filter((word) => /^[A-Z][A-Z0-9]+-[A-Za-z0-9-]+$/.test(word));
      const [id] = names;
      if (id === undefined) continue;
      const known = fixes.get(id);
      const fixed = version === '0' ? undefined : version;
      if (known === undefined || isLater(fixed, known.version)) fixes.set(id, { version: fixed, names });
    }
  }
  return fixes;
}

function isLater(version: string | undefined, than: string | undefined): boolean {
  if (version === undefined || than === undefined) return than === undefined;
  const [a, b] = [apk.parse(version), apk.parse(than)];
  return a !== undefined && (b === undefined || apk.compare(a, b) > 0);
}

function toRecord(id: string, { version, names }: Fix, name: string, ecosystem: string, modified: string) {
  const events = [{ introduced: '0' }, { fixed: version }];
  const [first = id] = names;
  return {
    id,
    modified,
    upstream: names,
    summary: first,
    references: [{ type: 'WEB', url: `https://osv.dev/vulnerability/${encodeURIComponent(first)}` }],
    affected: [
      {
        package: { ecosystem, name },
        ranges: version === undefined ? [] : [{ type: 'ECOSYSTEM', events }],
        ecosystem_specific: version === undefined ? { verdict: 'not-affected' } : {},
      },
    ],
  };
}
