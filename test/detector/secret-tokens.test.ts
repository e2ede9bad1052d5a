import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSecrets } from '../../src/detector/secret.ts';
import { classifyPlace } from '../../src/detector/secret-place.ts';
import { tokenFormats } from '../../src/detector/secret-tokens.ts';
import { isPlaceholder, isSecretName, looksRandom } from '../../src/detector/secret-value.ts';

describe('every token format is found by its own anchor', () => {
  for (const { id, expression, verify } of tokenFormats) {
    it(id, () => {
      const shape = new RegExp(`^${expression.replace(/\(\?<?!.*?\)/g, '')}$`);
      let found = 0;
      fc.assert(
        fc.property(fc.stringMatching(shape), (token) => {
          if (!looksRandom(token)) return;
          const text = `first line\nkey: "${token}"\n`;
          const patterns = findSecrets(Buffer.from(text), 'app/notes.txt').map((hit) => hit.pattern);
          // A checksum of random characters is right once in 57 billion times.
          expect(patterns).toEqual(verify === undefined ? [id] : []);
          found++;
        }),
        { numRuns: 20 },
      );
      expect(found).toBeGreaterThan(0);
    });
  }
});

describe('classifyPlace', () => {
  for (const [path, place] of [
    ['app/.env', 'ordinary'],
    ['etc/ssl/private/server.key', 'ordinary'],
    ['etc/ssl/private/ssl-cert-snakeoil.key', 'test'],
    ['usr/share/doc/openssl/key.pem', 'sample'],
    ['var/lib/apt/lists/x_Packages', 'sample'],
    ['usr/local/go/src/crypto/tls/key.pem', 'sample'],
    ['usr/lib/python3.11/test/keycert.pem', 'sample'],
    ['opt/python/lib/python3.12/test/keycert.pem', 'sample'],
    ['app/node_modules/a/test/key.pem', 'sample'],
    ['app/node_modules/a/key.pem', 'test'],
    ['app/test/key.pem', 'test'],
    ['app/latest/key.pem', 'ordinary'],
  ] as const) {
    it(`${path}: ${place}`, () => expect(classifyPlace(path)).toBe(place));
  }
});

describe('isSecretName', () => {
  for (const name of [
    'PASSWORD',
    'DB_PASSWORD',
    'dbPassword',
    'API_KEY',
    'apiKey',
    'GITHUB_TOKEN',
    'client-secret',
    'spring.datasource.password',
    'MYSQL_ROOT_PASSWORD',
    'SECRET_KEY_BASE',
  ]) {
    it(name, () => expect(isSecretName(name)).toBe(true));
  }
  for (const name of [
    'PATH',
    'GPG_KEY',
    'PASSWORD_FILE',
    'TOKEN_URL',
    'SSH_AUTH_SOCK',
    'PUBLIC_KEY',
    'KEYBOARD',
    'passwordMinLength',
    'NODE_VERSION',
    'TOKENIZERS_PARALLELISM',
    'SECRETARY',
    'PYTHON_SHA256',
  ]) {
    it(`not ${name}`, () => expect(isSecretName(name)).toBe(false));
  }
});

describe('isPlaceholder', () => {
  for (const value of [
    'changeme',
    'your-api-key',
    '<token>',
    `\${TOKEN}`,
    '$(cat x)',
    '{{ token }}',
    '%(pw)s',
    'xxxxxxxx',
    'password',
    'my_secret',
    'true',
    '42',
    '30s',
    '/run/secrets/x',
    'process.env.X',
    '********',
    'aaaa',
    'ENC[abc]',
  ]) {
    it(value, () => expect(isPlaceholder(value)).toBe(true));
  }
  for (const value of [
    'tr0ub4dor',
    'hunter2',
    'a81f77c144de',
    'correct horse battery',
    'P@ssw0rd!',
    'Zq8#kd',
  ]) {
    it(`not ${value}`, () => expect(isPlaceholder(value)).toBe(false));
  }
});
