import { duplicateIds } from '../../src/inspect/duplicate-ids.ts';
import { nonNumericUser } from '../../src/inspect/non-numeric-user.ts';
import { passwordlessAccount } from '../../src/inspect/passwordless-account.ts';
import { rootAlias } from '../../src/inspect/root-alias.ts';
import { rootUser } from '../../src/inspect/root-user.ts';
import { unknownUser } from '../../src/inspect/unknown-user.ts';
import { testRule } from './rule-table.ts';

const passwd = { 'etc/passwd': { layer: 0 }, 'etc/group': { layer: 0 }, 'etc/shadow': { layer: 0 } };

testRule(rootUser, {
  ok: {
    'a number without an entry': { config: { user: '65532:65532' } },
    'a name that is not uid 0': { config: { user: 'app' }, runsAs: { uid: 1000, isRoot: false } },
  },
  bad: [
    {
      name: 'no USER',
      subject: { config: { user: '' } },
      finds: [{ message: /^No USER is set/, location: {} }],
    },
    {
      name: 'USER 0',
      subject: { config: { user: '0' } },
      finds: [{ message: /USER is `0`, which is root \(uid 0\)\./ }],
    },
    { name: 'USER 0:0', subject: { config: { user: '0:0' } }, finds: [{ severity: 'medium' }] },
    {
      name: 'USER root',
      subject: { config: { user: 'root' } },
      finds: [{ evidence: ['USER root', 'runs as uid 0, gid 0'] }],
    },
    {
      name: 'a name that passwd maps to 0, with the line that set it',
      subject: {
        config: { user: 'toor' },
        runsAs: { uid: 0, gid: 0, isRoot: true, instruction: 2 },
        history: ['FROM debian:12', 'COPY . /app', 'USER toor'],
      },
      finds: [{ message: /by the image's own passwd/, location: { instruction: 2 }, inBase: false }],
    },
  ],
});

testRule(unknownUser, {
  ok: {
    'no USER': { config: { user: '' } },
    'a number': { config: { user: '1000:1000' } },
    'a known account and group': {
      config: { user: 'app:staff' },
      accounts: [{ name: 'app' }],
      groups: [{ name: 'staff', gid: 50, members: [] }],
    },
    'root in an image without passwd': { config: { user: 'root:root' } },
    'a layer that could not be read': { config: { user: 'ghost' }, incomplete: true },
  },
  bad: [
    {
      name: 'a name that does not exist',
      subject: { config: { user: 'ghost' }, accounts: [{ name: 'app' }] },
      finds: [
        {
          severity: 'high',
          message: /no account `ghost` in \/etc\/passwd/,
          evidence: ['USER ghost', 'accounts app'],
        },
      ],
    },
    {
      name: 'a group that does not exist',
      subject: { config: { user: '1000:ghosts' } },
      finds: [{ message: /no group `ghosts` in \/etc\/group/ }],
    },
  ],
});

testRule(nonNumericUser, {
  ok: {
    'a number': { config: { user: '1000' }, runsAs: { uid: 1000 } },
    root: { config: { user: 'root' } },
    'a name that cannot be resolved': { config: { user: 'ghost' } },
  },
  bad: [
    {
      name: 'a name',
      subject: { config: { user: 'app' }, runsAs: { uid: 1000, gid: 50 } },
      finds: [{ severity: 'info', fix: /^Write `USER 1000:50`\.$/ }],
    },
  ],
});

testRule(passwordlessAccount, {
  ok: { 'locked and set passwords': { accounts: [{ name: 'a' }, { name: 'b', password: 'set' }] } },
  bad: [
    {
      name: 'an empty password',
      subject: { files: passwd, accounts: [{ name: 'guest', uid: 7, password: 'empty' }] },
      finds: [
        {
          severity: 'high',
          message: /`guest`/,
          evidence: ['account guest (uid 7)'],
          location: { path: 'etc/shadow', layer: 0, instruction: 0 },
          inBase: true,
        },
      ],
    },
  ],
});

testRule(duplicateIds, {
  ok: {
    'different numbers': {
      accounts: [
        { name: 'a', uid: 1 },
        { name: 'b', uid: 2 },
      ],
    },
  },
  bad: [
    {
      name: 'a shared uid and a shared gid',
      subject: {
        files: { ...passwd, 'etc/group': { layer: 1 } },
        accounts: [
          { name: 'a', uid: 1 },
          { name: 'b', uid: 1 },
        ],
        groups: [
          { name: 'x', gid: 5, members: [] },
          { name: 'y', gid: 5, members: [] },
        ],
      },
      finds: [
        { evidence: ['uid 1 (a, b)'], inBase: true },
        { evidence: ['gid 5 (x, y)'], inBase: false },
      ],
    },
  ],
});

testRule(rootAlias, {
  ok: { 'root alone': { accounts: [{ name: 'root', uid: 0 }] } },
  bad: [
    {
      name: 'toor',
      subject: {
        files: passwd,
        accounts: [
          { name: 'root', uid: 0 },
          { name: 'toor', uid: 0 },
        ],
      },
      finds: [
        {
          severity: 'medium',
          message: /`toor` in \/etc\/passwd has uid 0/,
          evidence: ['account toor, uid 0, shell /bin/sh'],
        },
      ],
    },
  ],
});
