/** CISA's catalog of known exploited vulnerabilities. https://www.cisa.gov/known-exploited-vulnerabilities-catalog */
import * as v from 'valibot';
import { ImgscanError } from '../../errors.ts';
import type { ReadFeed } from './feed.ts';
import { readWhole } from './origin.ts';
import { fileFeed } from './single-file.ts';

const catalogSchema = v.object({
  dateReleased: v.optional(v.string()),
  vulnerabilities: v.array(
    v.object({
      cveID: v.pipe(v.string(), v.regex(/^CVE-\d{4}-\d{4,19}$/)),
      knownRansomwareCampaignUse: v.optional(v.string()),
    }),
  ),
});

const maxFileBytes = 64 * 1024 * 1024;

export const kev: ReadFeed = fileFeed({
  files: [
    {
      url: 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
      path: ['known_exploited_vulnerabilities.json'],
    },
  ],
  wants: () => false,
  async read([opened], { builder }) {
    if (opened === undefined) return { read: 0 };
    const { vulnerabilities, dateReleased } = decodeCatalog(
      readWhole(opened.file, maxFileBytes, opened.name),
      opened.name,
    );
    for (const { cveID, knownRansomwareCampaignUse } of vulnerabilities) {
      const isRansomware = knownRansomwareCampaignUse === 'Known';
      builder.putExploitation(cveID, 'kev', { known: true, ...(isRansomware ? { ransomware: true } : {}) });
    }
    return { read: vulnerabilities.length, newest: dateReleased ?? opened.modified };
  },
});

function decodeCatalog(bytes: Buffer, name: string): v.InferOutput<typeof catalogSchema> {
  try {
    return v.parse(catalogSchema, JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.slice(0, 200) : String(cause);
    throw new ImgscanError('ADVISORY_INVALID', `${name}: not CISA's catalog: ${reason}`, { cause });
  }
}
