import { expect, it } from 'vitest';
import { text } from '../../src/detector/text.ts';

function read(path: string, content: string) {
  const bytes = Buffer.from(content);
  const sink = text.open({ path, mode: 0o644, uid: 0, gid: 0, fileBytes: bytes.length });
  for (const byte of bytes) sink?.write(Uint8Array.of(byte));
  return sink?.end();
}

for (const path of [
  'etc/sudoers',
  'etc/sudoers.d/app',
  'etc/ssh/sshd_config',
  'docker-entrypoint.sh',
  'usr/local/bin/docker-entrypoint.sh',
  'usr/local/bin/wait.sh',
  'app/start.sh',
  'app/package.json',
  'srv/go.mod',
  'requirements-dev.txt',
]) {
  it(`keeps ${path}`, () => {
    expect(read(path, 'hello\n')).toEqual([{ kind: 'text', path, text: 'hello\n' }]);
  });
}

for (const path of [
  'app/node_modules/a/package.json',
  'usr/lib/node_modules/npm/package.json',
  'usr/local/go/src/go.mod',
  'root/go/pkg/mod/a/go.mod',
  'etc/init.d/run.sh',
  'app/main.js',
  'usr/bin/restart',
]) {
  it(`leaves ${path} out`, () => {
    expect(read(path, 'hello\n')).toBeUndefined();
  });
}

it('masks secrets', () => {
  const [found] = read('entrypoint.sh', '#!/bin/sh\nexport API_TOKEN=a81f77c144de\nexec app\n') ?? [];
  expect(found).toMatchObject({ text: '#!/bin/sh\nexport API_TOKEN=****\nexec app\n' });
});

it('leaves binaries and large files out', () => {
  expect(read('entrypoint', '\x7fELF\0\0')).toEqual([]);
  expect(read('run.sh', 'x'.repeat(64 * 1024 + 1))).toBeUndefined();
});
