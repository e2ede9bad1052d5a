import type { BaseAdvisories } from '../../../src/lint/facts.ts';
import { basePlatform } from '../../../src/lint/rules/base-platform.ts';
import { baseVulnerable } from '../../../src/lint/rules/base-vulnerable.ts';
import { copyToUnknownDirectory } from '../../../src/lint/rules/copy-to-unknown-directory.ts';
import { rootUser } from '../../../src/lint/rules/root-user.ts';
import { undefinedVariable } from '../../../src/lint/rules/undefined-variable.ts';
import { unpinnedDigest } from '../../../src/lint/rules/unpinned-digest.ts';
import { workdirRelativePath } from '../../../src/lint/rules/workdir-relative-path.ts';
import { base } from '../known.ts';
import { testRule } from '../rule-table.ts';

const digest = `sha256:${'1'.repeat(64)}` as const;

testRule(unpinnedDigest, {
  given: base(),
  ok: {
    'a digest': { dockerfile: `FROM a:1@${digest}\n`, ...base() },
    'nothing known': 'FROM a:1\n',
  },
  bad: {
    'a tag': {
      dockerfile: 'FROM a:1 AS b\n',
      finds: [{ at: 'a:1', message: /is sha256:1111/ }],
      fixed: `FROM a:1@${digest} AS b\n`,
      ...base(),
    },
    'a tag in a variable, which the fix leaves alone': {
      dockerfile: 'ARG T=1\nFROM a:$T\n',
      finds: ['a:$T'],
      ...base(),
    },
  },
});

testRule(basePlatform, {
  given: base(),
  ok: {
    'no platform asked for': { dockerfile: 'FROM a:1\n', ...base({}, { platform: 'linux/arm64' }) },
    'the platform asked for': { dockerfile: 'FROM --platform=linux/amd64 a:1\n', ...base() },
    'not known': { dockerfile: 'FROM --platform=$BUILDPLATFORM a:1\n', ...base() },
  },
  bad: {
    'another architecture': {
      dockerfile: 'FROM --platform=linux/arm64 a:1\n',
      finds: [{ at: '--platform=linux/arm64', message: /is for linux\/amd64; FROM asks for linux\/arm64/ }],
      ...base(),
    },
    'another system': {
      dockerfile: 'FROM --platform=windows/amd64 a:1\n',
      finds: ['--platform=windows/amd64'],
      ...base(),
    },
  },
});

testRule(rootUser, {
  ok: {
    'a base with a user': { dockerfile: 'FROM a:1\nRUN true\n', ...base({ user: 'app' }) },
    'a base with a number': { dockerfile: 'FROM debian:13\n', ...base({ user: '1001:0' }) },
  },
  bad: {
    'a base without': {
      dockerfile: 'FROM a:1\n',
      finds: [{ at: 'a:1', message: /sets none: the program runs/ }],
      ...base(),
    },
    'a base with root': { dockerfile: 'FROM a:1\n', finds: ['a:1'], ...base({ user: '0:0' }) },
  },
});

testRule(undefinedVariable, {
  ok: {
    'set by the base': { dockerfile: 'FROM a:1\nCOPY $APP_HOME /x\n', ...base({ env: ['APP_HOME=/app'] }) },
  },
  bad: {
    'not set by the base either': {
      dockerfile: 'FROM a:1\nCOPY $APP_HOME /x\n',
      finds: ['$APP_HOME'],
      ...base(),
    },
    'nearly what the base sets': {
      dockerfile: 'FROM a:1\nCOPY $APP_HOEM /x\n',
      finds: [{ at: '$APP_HOEM', message: /Is `\$APP_HOME` meant/ }],
      ...base({ env: ['APP_HOME=/app'] }),
    },
  },
});

testRule(copyToUnknownDirectory, {
  ok: {},
  bad: {
    'which the base sets': {
      dockerfile: 'FROM a:1\nCOPY a b\n',
      finds: [{ at: 'b', message: /which is `\/app` today/ }],
      ...base({ workingDir: '/app' }),
    },
  },
});

testRule(workdirRelativePath, {
  ok: {},
  bad: {
    'of a base that is known': {
      dockerfile: 'FROM a:1\nWORKDIR src\n',
      finds: [{ at: 'src', message: /continues `\/app`/ }],
      fixed: 'FROM a:1\nWORKDIR /app/src\n',
      ...base({ workingDir: '/app' }),
    },
  },
});

const log4shell = {
  id: 'CVE-2021-44228',
  severity: 'critical',
  package: 'log4j-core',
  version: '2.14.1',
  fixedVersion: '2.15.0',
  knownExploited: true,
} as const;
const curl = {
  ...log4shell,
  id: 'CVE-2023-38545',
  severity: 'high',
  package: 'curl',
  knownExploited: false,
} as const;
const advised = (advisories: Partial<BaseAdvisories>, writtenAs = 'a:1') =>
  base(
    {},
    {
      writtenAs,
      advisories: {
        knownFrom: 'sbom',
        packageCount: 2,
        fixable: [log4shell, curl],
        unfixedCount: 0,
        reasons: [],
        feed: { records: 1 },
        ...advisories,
      },
    },
  );
const pinned = `a:1@sha256:${'2'.repeat(64)}`;

testRule(baseVulnerable, {
  ok: {
    'nothing known': { dockerfile: 'FROM a:1\n', ...base() },
    'nothing that has a fix': { dockerfile: 'FROM a:1\n', ...advised({ fixable: [], unfixedCount: 9 }) },
    'another base by now': { dockerfile: 'FROM a:2\n', ...advised({}) },
  },
  bad: {
    'two with a fix': {
      dockerfile: 'FROM a:1\n',
      finds: [
        {
          at: 'a:1',
          severity: 'critical',
          message:
            /^`a:1` has 2 vulnerabilities with a fix, 2 of them high or critical; the worst is CVE-2021-44228 \(critical, known to be exploited\) in log4j-core 2\.14\.1, fixed in 2\.15\.0\. Its 2 packages are known from an SBOM beside it\.$/,
        },
      ],
      ...advised({}),
    },
    'one, in a stage that is thrown away': {
      dockerfile: 'FROM a:1 AS build\nFROM scratch\nCOPY --from=build /a /a\n',
      finds: [{ at: 'a:1', severity: 'low', message: /has 1 vulnerability with a fix, .* 3 more have none/ }],
      ...advised({ fixable: [curl], unfixedCount: 3, knownFrom: 'scan' }),
    },
    'a newer release that has fewer, which people choose': {
      dockerfile: 'FROM a:1\n',
      finds: [{ at: 'a:1', message: /`a:2` has 1 with a fix\.$/ }],
      ...advised({ better: { name: 'a:2', digest, fixableCount: 1 } }),
    },
    'a newer release of which nothing is known': {
      dockerfile: 'FROM a:1\n',
      finds: [{ at: 'a:1', message: /`a:2` is newer; what it has is not known, or is no less\.$/ }],
      ...advised({ newer: 'a:2' }),
    },
    'a digest that is not what the tag is today': {
      dockerfile: `FROM ${pinned} AS b\n`,
      finds: [pinned],
      fixed: `FROM a:1@${digest} AS b\n`,
      ...advised({ better: { name: 'docker.io/library/a:1', digest, fixableCount: 0 } }, pinned),
    },
  },
});
