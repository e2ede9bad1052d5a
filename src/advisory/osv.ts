/** Decodes one OSV record into advisories, one for each package it affects. https://ossf.github.io/osv-schema/ */
import * as v from 'valibot';
import type { Advisory, AffectedRange, RangeEvent } from '../model/advisory.ts';
import type { Warning } from '../model/layer.ts';
import { compareText } from '../version/digits.ts';
import { rate, type Scorer, scoreOf } from './severity.ts';

export interface DecodedRecord {
  /** Empty for a withdrawn record and for one that names only commits. */
  readonly advisories: readonly Advisory[];
  readonly warnings: readonly Warning[];
}

const text = v.pipe(v.string(), v.nonEmpty());
const texts = v.nullish(v.array(text), []);
const time = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]00:00)$/));

/** Other keys than these make an event of a kind that imgscan does not know: it must not be passed over. */
const eventSchema = v.union([
  v.strictObject({ introduced: text }),
  v.strictObject({ fixed: text }),
  v.pipe(
    v.strictObject({ last_affected: text }),
    v.transform((event) => ({ lastAffected: event.last_affected })),
  ),
  v.strictObject({ limit: text }),
]);

const rangeSchema = v.variant('type', [
  v.object({ type: v.literal('GIT') }),
  v.object({
    type: v.picklist(['SEMVER', 'ECOSYSTEM']),
    events: v.pipe(
      v.array(eventSchema),
      v.check((events) => events.some((event) => 'introduced' in event), 'no event says introduced'),
      v.check(
        (events) =>
          !(events.some((event) => 'fixed' in event) && events.some((event) => 'lastAffected' in event)),
        'fixed and last_affected in one range',
      ),
    ),
  }),
]);

const ratingSchema = v.object({ type: text, score: text });
const ratings = v.nullish(v.array(ratingSchema), []);

/** What databases say beside the standard; every part is optional, and one of another type is not theirs. */
const specificSchema = v.fallback(
  v.nullish(
    v.object({
      severity: v.fallback(v.optional(v.string()), undefined),
      urgency: v.fallback(v.optional(v.string()), undefined),
      knownExploited: v.fallback(v.optional(v.boolean()), undefined),
    }),
    {},
  ),
  {},
);

const affectedSchema = v.object({
  package: v.optional(v.object({ ecosystem: text, name: text })),
  ranges: v.nullish(v.array(rangeSchema), []),
  versions: texts,
  severity: ratings,
  ecosystem_specific: specificSchema,
  database_specific: specificSchema,
});

const recordSchema = v.object({
  id: text,
  modified: time,
  withdrawn: v.nullish(time),
  aliases: texts,
  upstream: texts,
  summary: v.nullish(v.string(), ''),
  details: v.nullish(v.string(), ''),
  severity: ratings,
  affected: v.nullish(v.array(affectedSchema), []),
  references: v.nullish(v.array(v.object({ type: text, url: text })), []),
  database_specific: specificSchema,
});

type OsvRecord = v.InferOutput<typeof recordSchema>;
type OsvAffected = v.InferOutput<typeof affectedSchema>;

/**
 * `origin` names the record in a warning when it has no id of its own (`npm.jsonl:12`). A record that breaks the
 * schema gives one ADVISORY_INVALID warning and nothing else; it never throws.
 */
export function decodeOsv(value: unknown, origin: string, scorer: Scorer = scoreOf): DecodedRecord {
  const result = v.safeParse(recordSchema, value);
  if (!result.success) {
    const [issue] = result.issues;
    const where = v.getDotPath(issue) ?? 'the record';
    const message = `Advisory ${nameOf(value) ?? origin} is not used: ${where}: ${issue.message.slice(0, 200)}`;
    return { advisories: [], warnings: [{ code: 'ADVISORY_INVALID', message }] };
  }
  const record = result.output;
  if (record.withdrawn) return { advisories: [], warnings: [] };
  return {
    advisories: record.affected.flatMap((affected) => toAdvisory(record, affected, scorer)),
    warnings: [],
  };
}

function toAdvisory(record: OsvRecord, affected: OsvAffected, scorer: Scorer): Advisory[] {
  const ranges = affected.ranges.flatMap((range): AffectedRange[] => {
    if (range.type === 'GIT') return [];
    return [{ type: range.type, events: range.events satisfies RangeEvent[] }];
  });
  if (affected.package === undefined || (ranges.length === 0 && affected.versions.length === 0)) return [];
  const specifics = [affected.ecosystem_specific, affected.database_specific, record.database_specific];
  const stated = specifics.flatMap((specific) => [specific?.severity, specific?.urgency]);
  const rated = rate(
    affected.severity.length > 0 ? affected.severity : record.severity,
    stated.filter((word) => word !== undefined),
    scorer,
  );
  return [
    {
      id: record.id,
      aliases: [...new Set([...record.aliases, ...record.upstream])].toSorted(compareText),
      ecosystem: affected.package.ecosystem,
      name: affected.package.name,
      ranges,
      versions: affected.versions,
      ...rated,
      ...(specifics.some((specific) => specific?.knownExploited) ? { knownExploited: true } : {}),
      summary: summaryOf(record),
      url: urlOf(record),
      modified: record.modified,
    },
  ];
}

function summaryOf(record: OsvRecord): string {
  const [firstLine = ''] = (record.summary || record.details).trimStart().split('\n', 1);
  return firstLine.trim().slice(0, 300) || record.id;
}

/** The record's own advisory page, else its first reference, else OSV's page of it. */
function urlOf(record: OsvRecord): string {
  const references = record.references.filter(({ url }) => /^https?:\/\//.test(url));
  const own = references.find(({ type }) => type === 'ADVISORY') ?? references[0];
  return own?.url ?? `https://osv.dev/vulnerability/${encodeURIComponent(record.id)}`;
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined;
  return typeof value.id === 'string' ? value.id.slice(0, 100) : undefined;
}
