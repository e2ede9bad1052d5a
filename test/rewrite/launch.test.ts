import { describe, expect, it } from 'vitest';
import { isHandOver, readLaunch } from '../../src/rewrite/launch.ts';

const of = (given: { entrypoint?: string[]; cmd?: string[]; env?: string[] }) =>
  readLaunch({ env: given.env ?? [], ...given });

const kept: readonly {
  name: string;
  given: Parameters<typeof of>[0];
  gives: readonly (readonly string[])[];
}[] = [
  { name: 'CMD alone', given: { cmd: ['./app', '-v'] }, gives: [['./app'], ['-v']] },
  { name: 'ENTRYPOINT and CMD', given: { entrypoint: ['a', 'b'], cmd: ['c'] }, gives: [['a', 'b'], ['c']] },
  {
    name: 'shell form',
    given: { cmd: ['/bin/sh', '-c', './app \'x y\' "z"'] },
    gives: [['./app'], ['x y', 'z']],
  },
  {
    name: 'shell form ENTRYPOINT ignores CMD',
    given: { entrypoint: ['/bin/sh', '-c', 'exec app -v'], cmd: ['x'] },
    gives: [['app'], ['-v']],
  },
  {
    name: 'a variable of the image',
    given: { cmd: ['/bin/sh', '-c', `app --port \${PORT}`], env: ['PORT=80'] },
    gives: [['app'], ['--port', '80']],
  },
  {
    name: 'a default',
    given: { cmd: ['/bin/sh', '-c', `app --port \${PORT:-81}`] },
    gives: [['app'], ['--port', '81']],
  },
  {
    name: 'an init in front',
    given: { entrypoint: ['/sbin/tini', '-g', '--', 'app', 'x'], cmd: ['y'] },
    gives: [['app', 'x'], ['y']],
  },
  {
    name: 'an init alone in ENTRYPOINT',
    given: { entrypoint: ['tini', '--'], cmd: ['app', 'y'] },
    gives: [['app'], ['y']],
  },
  { name: 'two in front', given: { cmd: ['tini', '--', 'gosu', 'www', 'app'] }, gives: [['app'], []] },
];

describe('readLaunch', () => {
  for (const { name, given, gives } of kept) {
    it(name, () => {
      const launch = of(given);
      expect([launch.entrypoint, launch.cmd]).toEqual(gives);
      expect(launch.needsShell).toBeUndefined();
    });
  }

  it('says when a value is fixed', () => {
    expect(of({ cmd: ['/bin/sh', '-c', 'app $PORT'], env: ['PORT=80'] }).assumptions).toHaveLength(1);
  });

  for (const text of [
    'a && b',
    'a | b',
    'a > /log',
    'a $(b)',
    'a `b`',
    'a *.conf',
    'a $PORT',
    'A=1 b',
    'a $@',
    "a '$HOME'",
    'cd /x; a',
    'a &',
    '(a)',
    '',
  ]) {
    it(`needs a shell: ${text}`, () => {
      expect(of({ cmd: ['/bin/sh', '-c', text] }).needsShell).toBeDefined();
    });
  }

  it('needs what changes how the program runs', () => {
    expect(of({ cmd: ['env', 'A=1', 'app'] }).needsShell).toContain('env');
    expect(of({ cmd: ['timeout', '5', 'app'] }).needsShell).toContain('timeout');
  });
});

describe('isHandOver', () => {
  const rows: readonly (readonly [string, boolean])[] = [
    ['#!/bin/sh\nset -e\nexec "$@"\n', true],
    ['#!/bin/sh\nif [ -z "$(command -v "$1")" ]; then\n  set -- node "$@"\nfi\nexec "$@"\n', true],
    ['#!/bin/sh\nchown app /data\nexec "$@"\n', false],
    ['#!/bin/sh\nexport A=1\nexec "$@"\n', false],
    ['#!/bin/sh\nA=1\nexec "$@"\n', false],
    ['#!/bin/sh\nexec app "$@"\n', false],
    ['#!/bin/sh\n"$@"\n', false],
    ['', false],
  ];
  for (const [script, expected] of rows) {
    it(JSON.stringify(script), () => expect(isHandOver(script)).toBe(expected));
  }
});
