import type { DockerfileRule } from '../../../src/lint/rule.ts';
import { labelEmail } from '../../../src/lint/rules/label-email.ts';
import { labelEmpty } from '../../../src/lint/rules/label-empty.ts';
import { labelHash } from '../../../src/lint/rules/label-hash.ts';
import { labelLicense } from '../../../src/lint/rules/label-license.ts';
import { labelMissing } from '../../../src/lint/rules/label-missing.ts';
import { labelTime } from '../../../src/lint/rules/label-time.ts';
import { labelUnknown } from '../../../src/lint/rules/label-unknown.ts';
import { labelUrl } from '../../../src/lint/rules/label-url.ts';
import { labelVersion } from '../../../src/lint/rules/label-version.ts';
import { untrustedRegistry } from '../../../src/lint/rules/untrusted-registry.ts';
import type { LabelKind } from '../../../src/lint/settings.ts';
import { base, settings } from '../known.ts';
import { testRule } from '../rule-table.ts';

const schema = (key: string, kind: LabelKind) => settings({ labels: new Map([[key, kind]]) });
const source = schema('org.opencontainers.image.source', 'text');

testRule(labelMissing, {
  given: source,
  ok: {
    'no schema': 'FROM a:1\n',
    'the label': { dockerfile: 'FROM a:1\nLABEL x=y\n', ...schema('x', 'text') },
    'the label of the stage below': {
      dockerfile: 'FROM a:1 AS b\nLABEL x=y\nFROM b\n',
      ...schema('x', 'text'),
    },
    'a stage that is copied from': {
      dockerfile: 'FROM a:1 AS b\nFROM c:1\nLABEL x=y\nCOPY --from=b z z\n',
      ...schema('x', 'text'),
    },
    'the label of the base': {
      dockerfile: 'FROM a:1\n',
      ...schema('x', 'text'),
      ...base({ labels: { x: 'y' } }),
    },
    'a key that is not known': { dockerfile: 'FROM a:1\nARG K\nLABEL $K=y\n', ...schema('x', 'text') },
  },
  bad: {
    'no label': { dockerfile: 'FROM a:1\n', finds: ['FROM a:1'], ...schema('x', 'text') },
    'another label': { dockerfile: 'FROM a:1\nLABEL y=x\n', finds: ['FROM a:1'], ...schema('x', 'text') },
    'a label of another stage': {
      dockerfile: 'FROM a:1\nLABEL x=y\nFROM b:1\n',
      finds: ['FROM b:1'],
      ...schema('x', 'text'),
    },
  },
});

testRule(labelUnknown, {
  given: settings({ hasStrictLabels: true }),
  ok: {
    'no strict labels': { dockerfile: 'FROM a:1\nLABEL y=x\n', ...schema('x', 'text') },
    'labels of the schema': {
      dockerfile: 'FROM a:1\nLABEL x=y\n',
      ...settings({ hasStrictLabels: true, labels: new Map([['x', 'text']]) }),
    },
  },
  bad: {
    'one beside those of the schema': {
      dockerfile: 'FROM a:1\nLABEL x=y y=z\n',
      finds: ['y=z'],
      ...settings({ hasStrictLabels: true, labels: new Map([['x', 'text']]) }),
    },
  },
});

testRule(labelEmpty, {
  given: source,
  ok: {
    'no schema': 'FROM a:1\nLABEL x=""\n',
    'a value': { dockerfile: 'FROM a:1\nLABEL x=y y=""\n', ...schema('x', 'text') },
  },
  bad: {
    'no value': { dockerfile: 'FROM a:1\nLABEL x=""\n', finds: ['x=""'], ...schema('x', 'text') },
  },
});

function testKind(
  rule: DockerfileRule,
  key: string,
  kind: LabelKind,
  good: readonly string[],
  bad: readonly string[],
) {
  const options = schema('x', kind);
  testRule(rule, {
    given: schema(key, kind),
    ok: {
      'no schema': `FROM a:1\nLABEL x="${bad[0]}"\n`,
      'a label of another kind': { dockerfile: `FROM a:1\nLABEL x="${bad[0]}"\n`, ...schema('x', 'text') },
      'a label that is not in the schema': { dockerfile: `FROM a:1\nLABEL y="${bad[0]}"\n`, ...options },
      'a value that is not known': { dockerfile: 'FROM a:1\nARG V\nLABEL x=$V\n', ...options },
      ...Object.fromEntries(
        good.map((value) => [value, { dockerfile: `FROM a:1\nLABEL x="${value}"\n`, ...options }]),
      ),
    },
    bad: Object.fromEntries(
      bad.map((value) => [
        value,
        { dockerfile: `FROM a:1\nLABEL x="${value}"\n`, finds: [`x="${value}"`], ...options },
      ]),
    ),
  });
}

const image = 'org.opencontainers.image';
testKind(
  labelUrl,
  `${image}.url`,
  'url',
  ['https://example.com/a?b=c', 'mailto:a@example.com'],
  ['example', '//x'],
);
testKind(
  labelTime,
  `${image}.created`,
  'rfc3339',
  ['2026-11-23T18:05:00Z', '2026-11-23t18:05:00.5+01:00'],
  ['yesterday', '2026-11-23', '2026-13-23T18:05:00Z'],
);
testKind(
  labelLicense,
  `${image}.licenses`,
  'spdx',
  ['MIT', 'Apache-2.0 OR BSD-3-Clause', 'GPL-2.0-only WITH Classpath-exception-2.0'],
  ['Apache 2', 'free', '('.repeat(300)],
);
testKind(
  labelHash,
  `${image}.revision`,
  'hash',
  ['2dbfae9', '0123456789abcdef0123456789abcdef01234567'],
  ['main', '2DBFAE9', '2dbfae'],
);
testKind(
  labelVersion,
  `${image}.version`,
  'semver',
  ['1.4.0', '2.0.0-rc.1+5'],
  ['1.4', 'v1.0.0', '=1.0.0', 'x'],
);
testKind(
  labelEmail,
  'maintainer',
  'email',
  ['ada@example.com', 'a.b+c@localhost'],
  ['ada', 'a b@example.com', 'a@-x.com', 'Ada <ada@example.com>'],
);

const trusted = (...registries: readonly string[]) => settings({ trustedRegistries: registries });

testRule(untrustedRegistry, {
  given: trusted('example.com'),
  ok: {
    'no registries configured': 'FROM random.example/a:1\n',
    'a trusted one': { dockerfile: 'FROM example.com/a:1\n', ...trusted('example.com') },
    'Docker Hub in all its names': {
      dockerfile: 'FROM a:1\nFROM b/c:1\nFROM docker.io/b/c:1\nFROM index.docker.io/a\n',
      ...trusted('docker.io'),
    },
    'stages and nothing': {
      dockerfile:
        'FROM example.com/a:1 AS a\nFROM a AS b\nFROM scratch\nCOPY --from=b x y\nCOPY --from=0 x y\n',
      ...trusted('example.com'),
    },
    'a wildcard': { dockerfile: 'FROM eu.example.com:5000/a:1\n', ...trusted('*.example.com:5000') },
    'a wildcard at the end': { dockerfile: 'FROM example.com/a:1\n', ...trusted('example.*') },
    everything: { dockerfile: 'FROM a:1\nFROM example.com/b:1\n', ...trusted('*') },
    'what is not known': { dockerfile: 'ARG R\nFROM $R/a:1\n', ...trusted('example.com') },
  },
  bad: {
    'another registry': {
      dockerfile: 'FROM example.org/a:1\n',
      finds: [{ at: 'example.org/a:1', message: /comes from example\.org/ }],
      ...trusted('example.com'),
    },
    'Docker Hub': {
      dockerfile: 'FROM a:1\nFROM b/c:1\n',
      finds: ['a:1', 'b/c:1'],
      ...trusted('example.com'),
    },
    'not below the wildcard': {
      dockerfile: 'FROM example.com/a:1\n',
      finds: ['example.com/a:1'],
      ...trusted('*.example.com'),
    },
    'what COPY and RUN take': {
      dockerfile:
        'FROM example.com/a:1\nCOPY --from=x.org/a:1 b c\nRUN --mount=type=bind,from=x.org/b:1,target=/b true\nRUN --mount=type=cache,from=x.org/c,target=/c true\n',
      finds: [
        '--from=x.org/a:1',
        '--mount=type=bind,from=x.org/b:1,target=/b',
        '--mount=type=cache,from=x.org/c,target=/c',
      ],
      ...trusted('example.com'),
    },
  },
});
