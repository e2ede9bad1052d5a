import { describe, expect, it } from 'vitest';
import { deletedSecret } from '../../src/inspect/deleted-secret.ts';
import { inspect } from '../../src/inspect/run.ts';
import { secretInEnv } from '../../src/inspect/secret-in-env.ts';
import { secretInFile } from '../../src/inspect/secret-in-file.ts';
import { secretInHistory } from '../../src/inspect/secret-in-history.ts';
import { secretInLabel } from '../../src/inspect/secret-in-label.ts';
import { makeSubject } from '../support/subject.ts';
import { testRule } from './rule-table.ts';

const secret = (path: string, line: number, severity: 'critical' | 'high' | 'low') =>
  ({
    kind: 'secret',
    path,
    pattern: 'private-key',
    title: 'Private key',
    severity,
    line,
    offset: line * 10,
    excerpt: '-----BEGIN ****',
    fingerprint: `000${line}`,
  }) as const;

testRule(secretInFile, {
  ok: { 'no evidence': {}, 'a deleted file': { evidence: [{ ...secret('key', 1, 'high'), live: false }] } },
  bad: [
    {
      name: 'one finding a file, worst secret first',
      subject: {
        evidence: [
          secret('app/.env', 3, 'low'),
          secret('app/.env', 7, 'critical'),
          { ...secret('key', 1, 'high'), layer: 0 },
        ],
      },
      finds: [
        {
          severity: 'critical',
          message: /^\/app\/\.env holds a secret: Private key, line 7 and 1 more secret\./,
          location: { path: 'app/.env', layer: 1, instruction: 1, line: 7 },
          evidence: [
            'Private key line 7: -----BEGIN **** (fingerprint 0007)',
            'Private key line 3: -----BEGIN **** (fingerprint 0003)',
          ],
          inBase: false,
        },
        { severity: 'high', inBase: true },
      ],
    },
  ],
});

testRule(deletedSecret, {
  ok: { 'a visible file': { evidence: [secret('key', 1, 'high')] } },
  bad: [
    {
      name: 'a deleted file, with both layers',
      subject: {
        history: ['FROM debian:12', 'COPY id_rsa /', 'RUN rm /id_rsa'],
        evidence: [{ ...secret('id_rsa', 1, 'high'), live: false }],
        wasted: [{ path: 'id_rsa', layer: 1, hiddenBy: 2 }],
      },
      finds: [
        {
          severity: 'high',
          message: /Layer 3 hides the file, but layer 2 still ships it/,
          location: { path: 'id_rsa', layer: 1, instruction: 1, line: 1 },
        },
      ],
    },
  ],
});

const password = 'vR7#kq2Lp9zX';

testRule(secretInEnv, {
  ok: {
    'plain values': {
      config: {
        env: [
          'PATH=/bin',
          'GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568',
          'TOKEN_FILE=/run/secrets/token',
          'PASSWORD=',
        ],
      },
    },
  },
  bad: [
    {
      name: 'a password, with the line that set it',
      subject: {
        config: { env: [`DB_PASSWORD=${password}`] },
        history: ['FROM debian:12', `ENV DB_PASSWORD=${password}`],
      },
      finds: [{ message: /^The variable DB_PASSWORD holds a secret/, location: { instruction: 1 } }],
    },
  ],
});

testRule(secretInLabel, {
  ok: {
    'plain labels': {
      config: {
        labels: { maintainer: 'a@example.org', 'org.opencontainers.image.revision': 'f'.repeat(40) },
      },
    },
  },
  bad: [
    {
      name: 'a password',
      subject: { config: { labels: { 'db.password': password } } },
      finds: [{ message: /^The label db\.password/ }],
    },
  ],
});

testRule(secretInHistory, {
  ok: {
    'plain arguments': {
      config: {
        history: [
          {
            createdBy: '|2 DEBIAN_FRONTEND=noninteractive VERSION=1.2 /bin/sh -c apt-get update',
            emptyLayer: false,
          },
        ],
      },
    },
    'an ENV that is still set': {
      config: { env: [`DB_PASSWORD=${password}`] },
      history: ['FROM debian:12', `ENV DB_PASSWORD=${password}`],
    },
  },
  bad: [
    {
      name: 'a build argument as the builder writes it',
      subject: {
        history: ['FROM debian:12', 'RUN make'],
        config: {
          history: [
            { emptyLayer: false },
            { createdBy: `|1 NPM_PASSWORD=${password} /bin/sh -c make`, emptyLayer: false },
          ],
        },
      },
      finds: [{ location: { layer: 1, instruction: 1 }, inBase: false }],
    },
    {
      name: "BuildKit's form of it",
      subject: {
        config: {
          history: [
            { createdBy: `RUN |1 API_SECRET=${password} /bin/sh -c make # buildkit`, emptyLayer: false },
          ],
        },
      },
      finds: [{}],
    },
    {
      name: 'an argument in several steps, once',
      subject: {
        history: ['FROM debian:12', 'RUN make', 'RUN make install'],
        config: {
          history: [
            { emptyLayer: false },
            { createdBy: `|1 API_SECRET=${password} /bin/sh -c make`, emptyLayer: false },
            { createdBy: `|1 API_SECRET=${password} /bin/sh -c make install`, emptyLayer: false },
          ],
        },
      },
      finds: [{ message: /in RUN, repeated in 1 more instruction:/, location: { layer: 1, instruction: 1 } }],
    },
    {
      name: 'ARG with a default',
      subject: { history: ['FROM debian:12', `ARG API_SECRET=${password}`] },
      finds: [{ message: /secret in ARG/ }],
    },
    {
      name: 'an ENV that a later one cleared',
      subject: { history: ['FROM debian:12', `ENV API_SECRET=${password}`, 'ENV API_SECRET='] },
      finds: [{}],
    },
  ],
});

it('secret-in-history says that it stopped in a history without end, and what it saw before', () => {
  const history = ['FROM x', `ARG API_SECRET=${password}`, `LABEL a=${'b '.repeat(1024 * 1024)}`];
  const { findings, warnings } = inspect(makeSubject({ history }), [secretInHistory]);
  expect(findings).toHaveLength(1);
  expect(warnings).toMatchObject([
    { code: 'RULE_FAILED', message: expect.stringContaining('expected at most') },
  ]);
});

describe('no rule prints a secret', () => {
  it('wherever it stands', () => {
    const subject = makeSubject({
      config: { env: [`DB_PASSWORD=${password}`], labels: { 'db.password': password }, user: '' },
      history: [
        'FROM debian:12',
        `ARG API_SECRET=${password}`,
        `RUN API_SECRET=${password} apt-get update`,
        `RUN API_SECRET=${password} sudo make`,
        `RUN curl -k -H 'password: ${password}' https://u:${password}@example.org/ | sh`,
        `ADD https://u:${password}@example.org/x /x`,
        `ADD x?password=${password} /y`,
      ],
      wasted: [{ layer: 1, hiddenBy: 2 }],
    });
    const { findings } = inspect(subject);
    expect(findings.length).toBeGreaterThan(8);
    expect(JSON.stringify(findings)).not.toContain(password);
  });
});
