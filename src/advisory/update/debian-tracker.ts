/** Debian's security tracker: what its security team says of each CVE in each release. https://security-tracker.debian.org/tracker/data/json */
import * as v from 'valibot';
import { ecosystemName } from '../name.ts';
import type { ReadFeed } from './feed.ts';
import { jsonMembers } from './json-members.ts';
import { readChunks } from './origin.ts';
import { fileFeed } from './single-file.ts';

const said = v.nullish(v.string(), '');

const issueSchema = v.object({
  description: said,
  releases: v.record(
    v.string(),
    v.object({
      status: v.picklist(['open', 'resolved', 'undetermined']),
      fixed_version: said,
      urgency: said,
      nodsa: said,
      nodsa_reason: said,
    }),
  ),
});

type Release = v.InferOutput<typeof issueSchema>['releases'][string];

/** Numbers of the releases; what has none is in the making, and nobody's image. */
const numbers: ReadonlyMap<string, string> = new Map([
  ['wheezy', '7'],
  ['jessie', '8'],
  ['stretch', '9'],
  ['buster', '10'],
  ['bullseye', '11'],
  ['bookworm', '12'],
  ['trixie', '13'],
  ['forky', '14'],
  ['duke', '15'],
]);

/** The kernel's part is the largest, some ten thousand issues. */
const maxPackageBytes = 64 * 1024 * 1024;

export const debianTracker: ReadFeed = fileFeed({
  files: [{ url: 'https://security-tracker.debian.org/tracker/data/json', path: ['debian-tracker.json'] }],
  wants: (ecosystem) => ecosystemName(ecosystem) === 'Debian',
  async read([opened], { intake }, { onSkipped }) {
    if (opened === undefined) return { read: 0 };
    const { file, name, modified } = opened;
    for (const { key: source, text } of jsonMembers(readChunks(file), name, maxPackageBytes)) {
      const issues = v.safeParse(v.record(v.string(), v.unknown()), parse(text));
      for (const [issue, value] of Object.entries(issues.success ? issues.output : { '': undefined })) {
        const result = v.safeParse(issueSchema, value);
        if (result.success) intake.record(toRecord(source, issue, result.output, modified), source);
        else {
          const message = `Issue ${issue.slice(0, 50)} of ${source.slice(0, 100)} in ${name} is not used: ${result.issues[0].message.slice(0, 200)}`;
          onSkipped({ code: 'ADVISORY_INVALID', message });
        }
        await intake.pause();
      }
    }
    return { read: intake.count };
  },
});

function parse(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    return undefined;
  }
}

function toRecord(
  source: string,
  issue: string,
  { description, releases }: v.InferOutput<typeof issueSchema>,
  modified: string,
) {
  return {
    id: `DEBIAN-${issue}`,
    modified,
    // Issues without a CVE have a name that changes with every publication: TEMP-0000000-F7A20F.
    upstream: issue.startsWith('TEMP-') ? [] : [issue],
    details: description,
    references: [
      { type: 'ADVISORY', url: `https://security-tracker.debian.org/tracker/${encodeURIComponent(issue)}` },
    ],
    affected: Object.entries(releases).flatMap(([codename, release]) => {
      const number = numbers.get(codename);
      return number === undefined ? [] : [toAffected(source, `Debian:${number}`, release)];
    }),
  };
}

/** A release is never affected where the fixed version is 0; where nobody knows yet, no range says that it is. */
function toAffected(source: string, ecosystem: string, release: Release) {
  const { status, fixed_version: fixed, urgency } = release;
  const isAffected = status === 'open' || (status === 'resolved' && fixed !== '0' && fixed !== '');
  const verdict = verdictOf(release);
  const events = [{ introduced: '0' }, ...(status === 'resolved' ? [{ fixed }] : [])];
  return {
    package: { ecosystem, name: source },
    ranges: isAffected ? [{ type: 'ECOSYSTEM', events }] : [],
    ecosystem_specific: {
      urgency: urgency.replace(/\*+$/, ''),
      ...(verdict === undefined ? {} : { verdict }),
      ...(release.nodsa === '' ? {} : { verdictReason: release.nodsa }),
    },
  };
}

/** https://security-team.debian.org/security_tracker.html#issues-not-warranting-a-security-advisory */
function verdictOf({
  status,
  fixed_version: fixed,
  urgency,
  nodsa,
  nodsa_reason: reason,
}: Release): string | undefined {
  if (status === 'undetermined') return 'undetermined';
  if (status === 'resolved') return fixed === '0' ? 'not-affected' : undefined;
  if (urgency.startsWith('unimportant')) return 'unimportant';
  if (urgency === 'end-of-life') return 'end-of-life';
  if (reason === 'ignored') return 'will-not-fix';
  return nodsa === '' ? undefined : 'postponed';
}
