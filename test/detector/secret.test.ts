import { describe, expect, it } from 'vitest';
import { findSecrets } from '../../src/detector/secret.ts';
import { findSecretsInText, findSecretsInValue, maskSecrets } from '../../src/detector/secret-text.ts';

/** Samples are joined here, so that no scanner takes this file for a leak. */
const join = (...parts: readonly string[]) => parts.join('');
const pemBody =
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu';
const pem = (kind: string, body = pemBody) => `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----\n`;
const awsId = join('AKIA', 'Z7QRT2MWLK4XNB6P');
const awsSecret = join('kT9vQ2xW7mRzL4pN', '8sYbH3cJ6fDgA1eUoVqXiZtM');
const github = join('ghp', '_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17');

describe('findSecrets', () => {
  const rows: readonly (readonly [path: string, text: string, ...patterns: string[]])[] = [
    ['app/key.pem', pem('PRIVATE KEY'), 'private-key'],
    ['app/key.pem', pem('RSA PRIVATE KEY'), 'private-key'],
    ['app/key.pem', pem('CERTIFICATE')],
    ['app/key.pem', pem('PUBLIC KEY')],
    ['app/parse.go', 'const header = "-----BEGIN PRIVATE KEY-----"\nvar other = decode(header)\n'],
    ['app/sa.json', `{"private_key": "${pem('PRIVATE KEY').replaceAll('\n', '\\n')}"}`, 'private-key'],
    [
      'root/.aws/credentials',
      `[default]\naws_access_key_id = ${awsId}\naws_secret_access_key = ${awsSecret}\n`,
      'aws-access-key-id',
      'aws-secret-access-key',
    ],
    ['root/.aws/credentials', join('aws_access_key_id = AKIA', 'IOSFODNN7EXAMPLE')],
    ['app/main.js', `const t = '${github}';`, 'github-token'],
    ['app/main.js', `const t = '${github.slice(0, -1)}8';`],
    ['app/test/main.js', `const t = '${github}';`, 'github-token'],
    ['app/node_modules/x/test/main.js', `const t = '${github}';`],
    ['usr/share/doc/x/README', `token ${github}`],
    [
      'app/.env',
      `DB_PASSWORD=hunter2\nDEBUG=true\nAPI_KEY=\${API_KEY}\nTOKEN_FILE=/run/secrets/token\n`,
      'dotenv-secret',
    ],
    ['app/.env.example', 'DB_PASSWORD=hunter2\n'],
    ['root/.netrc', 'machine github.com login me password tr0ub4dor\n', 'netrc-password'],
    ['root/.docker/config.json', '{"auths":{"r.io":{"auth":"dXNlcjpodW50ZXIyMg=="}}}', 'docker-config-auth'],
    ['root/.npmrc', '//registry.example.org/:_authToken=a81f-77c1-44de-b0\n', 'npm-auth-token'],
    ['root/.npmrc', `//registry.example.org/:_authToken=\${NPM_TOKEN}\n`],
    ['root/.pypirc', '[pypi]\nusername = __token__\npassword = tr0ub4dor\n', 'pypirc-password'],
    ['root/.git-credentials', 'https://me:tr0ub4dor@git.corp.io\n', 'url-credential'],
    ['app/.git/config', `[remote "origin"]\n\turl = https://${github}@github.com/a/b\n`, 'github-token'],
    ['app/.git/config', '[remote "origin"]\n\turl = https://git@github.com/a/b\n'],
    ['root/.kube/config', 'users:\n- name: a\n  user:\n    token: q8sd7f6q8sd7f6q8\n', 'kubernetes-token'],
    ['etc/nginx/.htpasswd', 'me:$apr1$Zr8kQ1mV$u5Yc0x9nLw2tS7hPqB3dE/\n', 'password-hash'],
    ['app/db.js', "connect('postgres://app:tr0ub4dor@db.corp.io/app')", 'url-password'],
    ['app/db.js', "connect('postgres://user:password@localhost/app')"],
    ['app/db.js', `connect('postgres://\${user}:\${pass}@localhost/app')`],
    ['app/x.tfvars', 'db_password = "tr0ub4dor"\nregion = "eu-west-1"\n', 'terraform-secret'],
    ['app/binary', `\0${github}`],
  ];
  for (const [path, text, ...patterns] of rows) {
    it(`${path}: ${JSON.stringify(text.slice(0, 60))} -> ${patterns.join(', ') || 'nothing'}`, () => {
      const found = findSecrets(Buffer.from(text), path);
      expect(found.map((evidence) => evidence.pattern)).toEqual(patterns);
      for (const { offset, excerpt } of found)
        expect(excerpt).not.toContain(text.slice(offset + 5, offset + 12));
    });
  }
});

describe('findSecretsInValue', () => {
  const rows: readonly (readonly [key: string, value: string, ...patterns: string[]])[] = [
    ['MYSQL_ROOT_PASSWORD', 'tr0ub4dor', 'secret-value'],
    ['MYSQL_ROOT_PASSWORD', 'with space and # sign', 'secret-value'],
    ['MYSQL_PASSWORD_FILE', '/run/secrets/pw'],
    ['PASSWORD', 'changeme'],
    ['GPG_KEY', 'E3FF2839C048B25C084DEBE9B26995E310250568'],
    ['PATH', '/usr/local/sbin:/usr/local/bin'],
    ['NPM', github, 'github-token'],
    ['AWS_SECRET_ACCESS_KEY', awsSecret, 'aws-secret-access-key'],
    ['DATABASE_URL', 'mysql://app:tr0ub4dor@db/app', 'url-password'],
  ];
  for (const [key, value, ...patterns] of rows) {
    it(`${key}=${value.slice(0, 30)} -> ${patterns.join(', ') || 'nothing'}`, () => {
      const found = findSecretsInValue(key, value);
      expect(found.map((hit) => hit.pattern)).toEqual(patterns);
      for (const hit of found) expect(hit.excerpt).not.toContain(value.slice(8));
    });
  }
});

describe('maskSecrets', () => {
  it('hides values and keeps the rest', () => {
    const masked = maskSecrets(`#!/bin/sh\nexport DB_PASSWORD=tr0ub4dor\ncurl -H "x: ${github}" é\n`);
    expect(masked).toBe('#!/bin/sh\nexport DB_PASSWORD=****\ncurl -H "x: ****" é\n');
  });
  it('hides a long key to its end', () => {
    const body = `${pemBody}\n`.repeat(40);
    expect(maskSecrets(`cat <<E\n${pem('RSA PRIVATE KEY', body)}E\n`)).toBe(
      'cat <<E\n-----BEGIN RSA PRIVATE KEY-----\n****-----END RSA PRIVATE KEY-----\nE\n',
    );
  });
  it('hides as many as there are', () => {
    const text = Array.from({ length: 4_000 }, (_, index) => `T_TOKEN=q7-${index}-zK\n`).join('');
    expect(maskSecrets(text)).toBe('T_TOKEN=****\n'.repeat(4_000));
  });
  it('finds what a RUN line exports', () => {
    expect(findSecretsInText('|1 TOKEN=a81f77c144 /bin/sh -c make').map((hit) => hit.excerpt)).toEqual([
      'TOKEN=****',
    ]);
  });
});

describe('streaming', () => {
  it('does not depend on how content is cut', async () => {
    const { secret } = await import('../../src/detector/secret.ts');
    const filler = 'lorem ipsum dolor\n'.repeat(300);
    const text = `${filler}${pem('PRIVATE KEY')}${filler}token=${github}\n${filler}aws_secret_access_key=${awsSecret}`;
    const bytes = Buffer.from(text);
    const whole = findSecrets(bytes, 'app/a.txt');
    expect(whole.map((found) => found.line)).toEqual([302, 605, 906]);
    expect(whole.map((found) => found.offset)).toEqual([
      text.indexOf('MIIE'),
      text.indexOf('ghp'),
      text.indexOf(awsSecret),
    ]);
    for (const size of [1, 7, 321, 512, 4096]) {
      const sink = secret.open({ path: 'app/a.txt', mode: 0o644, uid: 0, gid: 0, fileBytes: bytes.length });
      for (let at = 0; at < bytes.length; at += size) sink?.write(bytes.subarray(at, at + size));
      expect(sink?.end()).toEqual(whole);
    }
  });
});
