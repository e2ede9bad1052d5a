import { describe, expect, it } from 'vitest';
import { parseReference } from '../../src/oci/reference.ts';
import { mirrorsOf } from '../../src/registry/mirror.ts';
import { failureOf } from '../support/failure.ts';

describe('mirrorsOf', () => {
  const rows: readonly (readonly [string, string, string, boolean])[] = [
    ['mirror.example', 'mirror.example', 'library/nginx', false],
    ['https://mirror.example/', 'mirror.example', 'library/nginx', false],
    ['http://mirror.example:5000', 'mirror.example:5000', 'library/nginx', true],
    ['localhost:5000/hub/cache', 'localhost:5000', 'hub/cache/library/nginx', false],
    ['[::1]:5000', '[::1]:5000', 'library/nginx', false],
  ];
  for (const [text, host, repository, insecure] of rows) {
    it(text, () => {
      const found = mirrorsOf([{ registry: 'docker.io', mirrors: [text] }], parseReference('nginx'));
      expect(found).toEqual([{ host, repository, insecure }]);
    });
  }
  it('is about one registry', () => {
    expect(mirrorsOf([{ registry: 'ghcr.io', mirrors: ['m.example'] }], parseReference('nginx'))).toEqual([]);
  });
  for (const text of ['', 'nohost', 'a b.example', 'ftp://x.example', 'm.example/UP', 'm.example/x?y']) {
    it(`refuses ${JSON.stringify(text)}`, async () => {
      const error = await failureOf(() =>
        mirrorsOf([{ registry: 'docker.io', mirrors: [text] }], parseReference('nginx')),
      );
      expect(error.code).toBe('USAGE');
    });
  }
});
