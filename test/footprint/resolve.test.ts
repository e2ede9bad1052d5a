import { describe, expect, it } from 'vitest';
import { contentPath, findOnPath, resolvePath } from '../../src/footprint/resolve.ts';
import { squash } from '../../src/footprint/squash.ts';
import { dir, file, hardlink, makeFacts, symlink } from './facts.ts';

const { files } = squash([
  makeFacts([
    symlink('bin', 'usr/bin'),
    dir('usr'),
    dir('usr/bin'),
    file('usr/bin/dash', 'dash', { mode: 0o755 }),
    symlink('usr/bin/sh', 'dash'),
    file('usr/bin/notes', 'text'),
    hardlink('usr/bin/ash', 'usr/bin/dash'),
    symlink('usr/bin/absolute', '/bin/../bin/./sh'),
    symlink('usr/bin/escape', '../../../../../../etc/passwd'),
    symlink('usr/bin/loop', 'loop2'),
    symlink('usr/bin/loop2', '/usr/bin/loop'),
    symlink('usr/bin/dangling', 'nothing'),
    file('etc/passwd'),
    file('app/run', 'run', { mode: 0o755 }),
    symlink('deep0', 'usr'),
    ...Array.from({ length: 50 }, (_, i) => symlink(`deep${i + 1}`, `deep${i}`)),
  ]),
]);

describe('resolvePath', () => {
  const rows: readonly (readonly [path: string, resolved: string | undefined])[] = [
    ['usr/bin/dash', 'usr/bin/dash'],
    ['/usr//bin/./dash', 'usr/bin/dash'],
    ['bin/sh', 'usr/bin/dash'],
    ['usr/bin/absolute', 'usr/bin/dash'],
    ['usr/bin/escape', 'etc/passwd'],
    ['../../etc/passwd', 'etc/passwd'],
    ['usr/bin/ash', 'usr/bin/ash'],
    ['bin', 'usr/bin'],
    ['usr/bin/', 'usr/bin'],
    ['usr/bin/loop', undefined],
    ['usr/bin/dangling', undefined],
    ['usr/bin/dash/x', undefined],
    ['usr/bin/dash/../dash', undefined],
    ['nothing/../etc/passwd', 'etc/passwd'],
    ['deep39', 'usr'],
    ['deep40', undefined],
    ['nowhere', undefined],
    [`${'a/../'.repeat(200)}usr`, 'usr'],
    [`${'a/../'.repeat(300)}usr`, undefined],
    [`${'./'.repeat(3000)}usr`, undefined],
  ];
  for (const [path, resolved] of rows) {
    it(`${path.slice(0, 40)} of ${path.length} characters leads to ${resolved ?? 'nothing'}`, () => {
      expect(resolvePath(files, path)).toBe(resolved);
    });
  }

  it('names the path that holds a hard link’s content', () => {
    expect(contentPath(files, 'usr/bin/ash')).toBe('usr/bin/dash');
    expect(contentPath(files, 'etc/passwd')).toBe('etc/passwd');
  });
});

describe('findOnPath', () => {
  const rows: readonly (readonly [
    name: string,
    env: readonly string[],
    cwd: string,
    found: string | undefined,
  ])[] = [
    ['sh', [], '/', 'usr/bin/dash'],
    ['sh', ['PATH=/nowhere:/bin'], '/', 'usr/bin/dash'],
    ['sh', ['PATH=/nowhere'], '/', undefined],
    ['sh', ['PATH=/bin', 'PATH=/nowhere'], '/', undefined],
    ['notes', [], '/', undefined],
    ['ash', [], '/', 'usr/bin/ash'],
    ['./run', [], '/app', 'app/run'],
    ['run', ['PATH=.'], '/app', 'app/run'],
    ['/app/run', [], '/x', 'app/run'],
    ['', [], '/', undefined],
  ];
  for (const [name, env, cwd, found] of rows) {
    it(`'${name}' with ${env.join(' ') || 'no PATH'} in ${cwd} is ${found ?? 'not there'}`, () => {
      expect(findOnPath(files, name, env, cwd)).toBe(found);
    });
  }
});
