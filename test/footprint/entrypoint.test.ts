import { describe, expect, it } from 'vitest';
import type { Entrypoint } from '../../src/model/footprint.ts';
import type { ImageConfig } from '../../src/model/image.ts';
import type { Evidence } from '../../src/model/layer.ts';
import { file, fold, makeFacts, symlink } from './facts.ts';

const program = { mode: 0o755 } as const;

const scripts: Readonly<Record<string, string>> = {
  'docker-entrypoint.sh':
    '#!/bin/sh\nset -e\nif [ "$1" = x ]; then\n  exec gosu nobody "$0" "$@"\nfi\n\nexec "$@"\n',
  'start.sh': '#!/bin/sh\ncd /app\n# run it\nFOO=bar exec ./server \\\n  --port 80\n',
  'last.sh': '#!/bin/sh\necho hello\nnginx -g "daemon off;"\n',
  'loop.sh': '#!/bin/sh\nexec /loop.sh\n',
  'block.sh': '#!/bin/sh\nif true; then\n  nginx\nfi\n',
  'where.sh': '#!/bin/sh\ncd "$(dirname "$0")"\nexec ./server\n',
  'variable.sh': '#!/bin/sh\nexec $COMMAND\n',
};

const evidence: Evidence[] = [
  ...Object.entries(scripts).flatMap(([path, text]): Evidence[] => [
    { kind: 'executable', path, format: 'script', interpreter: '/bin/sh' },
    { kind: 'text', path, text },
  ]),
  { kind: 'executable', path: 'silent.sh', format: 'script', interpreter: '/bin/bash' },
  { kind: 'executable', path: 'usr/bin/pip', format: 'script', interpreter: 'python3' },
  { kind: 'executable', path: 'usr/sbin/nginx', format: 'elf' },
];

const image = makeFacts(
  [
    ...Object.keys(scripts).map((path) => file(path, path, program)),
    ...[
      'silent.sh',
      'app/server',
      'usr/sbin/nginx',
      'usr/bin/dash',
      'usr/bin/tini',
      'usr/bin/pip',
      'usr/bin/python3.11',
    ].map((path) => file(path, path, program)),
    symlink('bin', 'usr/bin'),
    symlink('usr/bin/sh', 'dash'),
    symlink('usr/bin/python3', 'python3.11'),
  ],
  { evidence },
);

type Row = readonly [name: string, config: Partial<ImageConfig>, Partial<Entrypoint>];

const rows: readonly Row[] = [
  ['a program on PATH', { cmd: ['nginx', '-g', 'daemon off;'] }, { program: 'usr/sbin/nginx' }],
  ['a relative program', { cmd: ['./server'], workingDir: '/app' }, { program: 'app/server' }],
  ['through a symlink', { entrypoint: ['python3'], cmd: ['app.py'] }, { program: 'usr/bin/python3.11' }],
  ['ENTRYPOINT before CMD', { entrypoint: ['/app/server'], cmd: ['nginx'] }, { program: 'app/server' }],
  [
    'shell form',
    { cmd: ['/bin/sh', '-c', 'cd /app && exec ./server $X'] },
    { program: 'app/server', shellForm: true },
  ],
  [
    'shell form with an assignment',
    { cmd: ['/bin/sh', '-c', 'A=b nginx'] },
    { program: 'usr/sbin/nginx', shellForm: true },
  ],
  [
    'shell form with quotes',
    { cmd: ['/bin/sh', '-c', "'/app/ser'ver"] },
    { program: 'app/server', shellForm: true },
  ],
  [
    'shell form with an open quote',
    { cmd: ['/bin/sh', '-c', "nginx 'x"] },
    { unresolved: 'the command of /bin/sh -c cannot be read', shellForm: true },
  ],
  [
    'shell form with options',
    { cmd: ['bash', '-o', 'pipefail', '-ec', 'nginx | tee log; exec /app/server'] },
    { program: 'app/server', shellForm: true },
  ],
  ['a shell itself', { cmd: ['sh'] }, { program: 'usr/bin/dash' }],
  [
    'a shell with a script',
    { cmd: ['sh', '-e', '/start.sh'] },
    { program: 'app/server', script: 'start.sh' },
  ],
  [
    'an entrypoint script that ends in its arguments',
    { entrypoint: ['/docker-entrypoint.sh'], cmd: ['nginx'] },
    { program: 'usr/sbin/nginx', script: 'docker-entrypoint.sh' },
  ],
  [
    'an entrypoint script without arguments',
    { entrypoint: ['/docker-entrypoint.sh'] },
    { script: 'docker-entrypoint.sh', unresolved: 'the command line is empty' },
  ],
  ['a script that changes directory', { cmd: ['/start.sh'] }, { program: 'app/server', script: 'start.sh' }],
  ['a script without exec', { cmd: ['/last.sh'] }, { program: 'usr/sbin/nginx', script: 'last.sh' }],
  [
    'a script that ends in a block',
    { cmd: ['/block.sh'] },
    { script: 'block.sh', unresolved: 'block.sh does not tell what it starts' },
  ],
  [
    'a script whose text is not kept',
    { cmd: ['/silent.sh'] },
    { script: 'silent.sh', unresolved: 'silent.sh does not tell what it starts' },
  ],
  [
    'a script that starts itself',
    { cmd: ['/loop.sh'] },
    { script: 'loop.sh', unresolved: 'the command line starts itself' },
  ],
  [
    'a script that starts a neighbour',
    { cmd: ['/where.sh'] },
    { script: 'where.sh', unresolved: 'the directory of ./server is known only at run time' },
  ],
  [
    'a script of a variable',
    { cmd: ['/variable.sh'] },
    { script: 'variable.sh', unresolved: '$COMMAND is known only at run time' },
  ],
  [
    'a variable that the image sets',
    { cmd: ['/variable.sh'], env: ['COMMAND=nginx'] },
    { script: 'variable.sh', program: 'usr/sbin/nginx' },
  ],
  ['a script of another language is the program', { cmd: ['pip'] }, { program: 'usr/bin/pip' }],
  [
    'tini',
    { entrypoint: ['/usr/bin/tini', '-g', '-e', '143', '--'], cmd: ['nginx'] },
    { program: 'usr/sbin/nginx' },
  ],
  ['tini alone', { entrypoint: ['tini', '--'] }, { program: 'usr/bin/tini' }],
  ['gosu behind env', { cmd: ['env', 'A=b', 'gosu', 'nobody', 'nginx'] }, { program: 'usr/sbin/nginx' }],
  ['a missing program', { cmd: ['nothere'] }, { unresolved: 'nothere is not in the image' }],
  ['nothing', {}, { unresolved: 'neither ENTRYPOINT nor CMD is set' }],
];

describe('entrypoint', () => {
  for (const [name, config, expected] of rows) {
    it(name, () => {
      const argv = [...(config.entrypoint ?? []), ...(config.cmd ?? [])];
      expect(fold([image], config).entrypoint).toEqual({ argv, shellForm: false, ...expected });
    });
  }
});
