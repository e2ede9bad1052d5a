import { describe, expect, it } from 'vitest';
import type { Evidence, LayerFacts } from '../../src/model/layer.ts';
import { empty, file, fold, makeFacts, step } from './facts.ts';

const passwd = 'etc/passwd';

function account(
  name: string,
  uid: number,
  password: 'shadow' | 'empty' | 'locked' | 'set' = 'shadow',
): Evidence {
  return {
    kind: 'account',
    path: passwd,
    name,
    uid,
    gid: uid + 100,
    home: `/home/${name}`,
    shell: '/bin/sh',
    password,
  };
}

const image: LayerFacts = makeFacts([file(passwd), file('etc/group'), file('etc/shadow')], {
  evidence: [
    account('toor', 0),
    account('root', 0),
    account('nginx', 101),
    account('open', 102, 'empty'),
    { kind: 'group', path: 'etc/group', name: 'web', gid: 33, members: ['nginx'] },
    { kind: 'password', path: 'etc/shadow', name: 'root', password: 'empty' },
    { kind: 'password', path: 'etc/shadow', name: 'nginx', password: 'set' },
  ],
});

describe('users', () => {
  const rows: readonly (readonly [user: string, runsAs: object])[] = [
    ['', { uid: 0, gid: 100, name: 'root', isRoot: true }],
    ['0', { uid: 0, gid: 100, name: 'toor', isRoot: true }],
    ['0:0', { uid: 0, gid: 0, name: 'toor', isRoot: true }],
    ['root', { uid: 0, gid: 100, name: 'root', isRoot: true }],
    ['toor', { uid: 0, gid: 100, name: 'toor', isRoot: true }],
    ['nginx', { uid: 101, gid: 201, name: 'nginx', isRoot: false }],
    ['nginx:web', { uid: 101, gid: 33, name: 'nginx', isRoot: false }],
    ['nginx:nowhere', { uid: 101, name: 'nginx', isRoot: false }],
    ['101:5', { uid: 101, gid: 5, name: 'nginx', isRoot: false }],
    ['65532', { uid: 65532, gid: 0, isRoot: false }],
    ['00', { uid: 0, gid: 100, name: 'toor', isRoot: true }],
    ['ghost', { name: 'ghost', isRoot: false }],
    [':web', { uid: 0, gid: 33, name: 'root', isRoot: true }],
  ];
  for (const [user, runsAs] of rows) {
    it(`USER '${user}'`, () => {
      expect(fold([image], { user }).users.runsAs).toEqual({ configured: user, ...runsAs });
    });
  }

  it('takes root for root in an image without a passwd', () => {
    expect(fold([], { user: 'root' }).users.runsAs).toMatchObject({ uid: 0, gid: 0, isRoot: true });
    expect(fold([]).users.runsAs).toEqual({ configured: '', uid: 0, gid: 0, isRoot: true });
  });

  it('names the instruction that set the user last', () => {
    const history = [step('USER a', empty), step('RUN x'), step('USER b', empty), step('CMD ["x"]', empty)];
    expect(fold([image], { user: 'b', history }).users.runsAs.instruction).toBe(2);
    expect(fold([image], { user: '', history }).users.runsAs).not.toHaveProperty('instruction');
  });

  it('merges what shadow says and sorts by uid and name', () => {
    const { accounts, groups } = fold([image]).users;
    expect(accounts.map(({ name, password }) => `${name} ${password}`)).toEqual([
      'root empty',
      'toor locked',
      'nginx set',
      'open empty',
    ]);
    expect(groups).toEqual([{ name: 'web', gid: 33, members: ['nginx'] }]);
  });

  it('reads only the passwd that is live', () => {
    const later = makeFacts([file(passwd, 'new')], { evidence: [account('app', 7)] });
    expect(fold([image, later]).users.accounts.map(({ name }) => name)).toEqual(['app']);
    expect(fold([image, makeFacts([file('etc')])]).users.accounts).toEqual([]);
  });
});
