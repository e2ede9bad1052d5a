/** A whole report for the reporters' tests: every section has something to say. */
import type { Finding } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';

const digest = `sha256:${'ab'.repeat(32)}` as const;

export function makeFinding(changes: Partial<Finding> = {}): Finding {
  return {
    id: 'root-user',
    kind: 'image',
    severity: 'high',
    title: 'The container runs as root',
    message: 'No USER is set, so the process is uid 0.',
    location: { instruction: 1, layer: 0 },
    evidence: [{ label: 'USER', value: 'absent', location: { path: 'etc/passwd', layer: 0 } }],
    evidenceTotal: 1,
    aliases: ['DL3002'],
    fix: 'Add USER 65532:65532.',
    ...changes,
  };
}

/** `text` stands wherever an image can put a string of its own. */
export function makeReport(text = 'bash', changes: Partial<Report> = {}): Report {
  const vulnerability = makeFinding({
    id: 'DSA-1-1',
    kind: 'vulnerability',
    severity: 'critical',
    title: `overflow in ${text}`,
    package: { type: 'deb', name: text, version: text, purl: `pkg:deb/debian/${text}` },
    advisory: { id: 'DSA-1-1', aliases: ['CVE-2026-1'], fixedVersion: text, url: 'https://example.org/' },
  });
  return {
    schemaVersion: 1,
    tool: { name: 'imgscan', version: '1.0.0' },
    image: {
      reference: `example.org/${text}:latest`,
      digest,
      platform: 'linux/amd64',
      created: '2026-01-02T03:04:05Z',
      user: text,
      entrypoint: [text],
      cmd: [],
      workingDir: '/',
      exposedPorts: [],
      labels: { [text]: text },
      os: { id: 'debian', versionId: '12', prettyName: `Debian ${text}`, idLike: [] },
      layers: [
        {
          index: 0,
          diffId: digest,
          tarBytes: 3_000_000,
          liveBytes: 2_900_000,
          wastedBytes: 100_000,
          instruction: 0,
          inBase: true,
          complete: false,
        },
      ],
      instructions: [
        { index: 0, keyword: 'RUN', text: `RUN ${text}`, layer: 0, inBase: true },
        { index: 1, keyword: 'CMD', text: `CMD ["${text}"]`, inBase: false },
      ],
    },
    footprint: {
      totalBytes: 3_000_000,
      liveBytes: 2_900_000,
      wastedBytes: 100_000,
      efficiency: 0.967,
      fileCount: 3,
      base: { layers: 1, name: text, evidence: 'history', tarBytes: 3_000_000 },
      bill: [{ owner: 'base', name: text, layer: 0, files: 3, liveBytes: 2_900_000, wastedBytes: 100_000 }],
      wasted: [],
      duplicates: [{ sha256: 'ab', fileBytes: 5000, paths: [text, `usr/${text}`], wastedBytes: 5000 }],
      shells: [{ path: `bin/${text}`, program: text, layer: 0 }],
      packageManagers: [{ path: 'usr/bin/apt', program: 'apt', layer: 0 }],
      users: { runsAs: { configured: text, isRoot: false }, accounts: [] },
    },
    packages: [],
    findings: [
      vulnerability,
      makeFinding({ title: text, message: text, fix: text }),
      makeFinding({ severity: 'info', id: text }),
    ],
    suggestions: [
      {
        id: 'go',
        title: text,
        reason: text,
        findingIds: ['root-user'],
        dockerfile: `FROM scratch\nCMD ["${text.replaceAll('\n', '')}"]\n`,
        changes: [{ what: text, why: text }],
        assumptions: [text],
        savedBytes: 1_000_000,
        confidence: 'high',
      },
    ],
    coverage: {
      complete: false,
      reasons: [{ code: 'FEED_STALE', message: `the feed is old: ${text}` }],
      feed: { records: 3, newest: '2026-01-01T00:00:00Z', ageDays: 300 },
    },
    warnings: [{ code: 'FILE_UNREADABLE', message: text, path: text, layer: 0 }],
    summary: {
      bySeverity: { critical: 1, high: 1, medium: 0, low: 0, info: 1, unknown: 0 },
      byKind: { vulnerability: 1, image: 2, dockerfile: 0, secret: 0, waste: 0 },
    },
    ...changes,
  };
}
