import { expect, it } from 'vitest';
import { addFromUrl } from '../../src/inspect/add-from-url.ts';
import { addInsteadOfCopy } from '../../src/inspect/add-instead-of-copy.ts';
import { runCommands } from '../../src/inspect/commands.ts';
import { distUpgrade } from '../../src/inspect/dist-upgrade.ts';
import { pipeToShell } from '../../src/inspect/pipe-to-shell.ts';
import { inspect } from '../../src/inspect/run.ts';
import { sudoInBuild } from '../../src/inspect/sudo-in-build.ts';
import { unverifiedDownload } from '../../src/inspect/unverified-download.ts';
import { updateAlone } from '../../src/inspect/update-alone.ts';
import { makeSubject } from '../support/subject.ts';
import { testRule } from './rule-table.ts';

const run = (...commands: string[]) => ({
  history: ['FROM debian:12', ...commands.map((command) => `RUN ${command}`)],
});

it.each([
  ['apt-get update && apt-get install -y curl', ['apt-get update', 'apt-get install -y curl']],
  ['set -eux; if true; then /usr/bin/apt-get update; fi', ['set -eux', 'true', 'apt-get update']],
  ['--mount=type=cache,target=/x --network=none sudo -u root env A=1 make all', ['make all']],
  ['echo "apt-get update"', ['echo apt-get update']],
  ['', []],
])('runCommands(%j)', (text, expected) => {
  const commands = runCommands({ index: 0, keyword: 'RUN', text: `RUN ${text}`, inBase: false });
  expect(commands.map(({ name, words }) => [name, ...words].join(' '))).toEqual(expected);
});

it.each([
  ['substitutions in each other', `RUN ${'$('.repeat(30_000)}`],
  ['endless text', `RUN ${'a && '.repeat(60_000)}`],
])('a history that would take for ever is a warning: %s', (_, text) => {
  const first = 'RUN apt-get update';
  const { findings, warnings } = inspect(makeSubject({ history: ['FROM x', first, text] }), [updateAlone]);
  expect(findings).toHaveLength(1);
  expect(warnings).toMatchObject([
    { code: 'RULE_FAILED', message: expect.stringContaining('expected at most') },
  ]);
});

testRule(addFromUrl, {
  ok: {
    'COPY and local files': { history: ['FROM debian:12', 'ADD app.tar.gz /', 'COPY http /'] },
    'a checksum': { history: ['FROM debian:12', 'ADD --checksum=sha256:aa https://example.org/x /x'] },
    'RUN curl': run('curl https://example.org/x'),
  },
  bad: [
    {
      name: 'a URL, printed without what can be secret',
      subject: {
        history: ['FROM debian:12', 'ADD https://user:pw@example.org/x.tgz?token=abc#f /x # buildkit'],
      },
      finds: [
        {
          severity: 'low',
          evidence: ['URL https://example.org/x.tgz'],
          location: { layer: 1, instruction: 1 },
          inBase: false,
        },
      ],
    },
  ],
});

testRule(addInsteadOfCopy, {
  ok: {
    'archives, URLs, repositories': {
      history: [
        'FROM debian:12',
        'ADD x.tar.xz /',
        'ADD https://example.org/x /',
        'ADD git@example.org:x.git /x',
        'ADD src.tgz /',
      ],
    },
    "the base's own": { baseLayers: 2, history: ['FROM debian:12', 'ADD file:abc in /etc/x'] },
    'the root filesystem': { baseLayers: 0, history: ['ADD file:abc in /'] },
  },
  bad: [
    {
      name: 'a plain file',
      subject: { history: ['FROM debian:12', 'ADD app.py /app/'] },
      finds: [{ severity: 'info', evidence: ['instruction ADD app.py /app/'] }],
    },
    {
      name: 'content that the history knows only by its hash',
      subject: { history: ['FROM debian:12', `ADD file:${'0123456789abcdef'.repeat(4)} in /app/`] },
      finds: [{ message: /unless it unpacked an archive/ }],
    },
  ],
});

testRule(distUpgrade, {
  ok: { 'an upgrade of packages': run('apt-get update && apt-get upgrade -y', 'echo apt-get dist-upgrade') },
  bad: [
    {
      name: 'apt-get',
      subject: run('apt-get -y dist-upgrade'),
      finds: [{ evidence: ['command apt-get -y dist-upgrade'] }],
    },
    {
      name: 'apt and zypper',
      subject: run('apt full-upgrade', 'zypper dup'),
      finds: [{ location: { layer: 1, instruction: 1 } }, { location: { layer: 2, instruction: 2 } }],
    },
  ],
});

testRule(updateAlone, {
  ok: {
    'update and install': run('apt-get update && apt-get install -y x'),
    'another front end': run('apt-get update; DEBIAN_FRONTEND=x apt install x'),
    'an upgrade': run('apk update && apk upgrade'),
    'a manager whose update upgrades': run('dnf update -y'),
    'other programs': run('npm update', 'apt-cache update'),
    'an install in a loop': run('apt-get update; for p in a b; do apt-get install -y $p; done'),
  },
  bad: [
    {
      name: 'apt-get',
      subject: run('apt-get -qq update', 'apt-get install -y x'),
      finds: [
        { severity: 'low', location: { layer: 1, instruction: 1 }, evidence: ['command apt-get -qq update'] },
      ],
    },
    { name: 'install before update', subject: run('apt-get install -y x && apt-get update'), finds: [{}] },
    { name: 'zypper refresh', subject: run('zypper refresh'), finds: [{}] },
  ],
});

testRule(sudoInBuild, {
  ok: { 'installing sudo': run('apt-get install -y sudo'), 'a word': run('echo sudo') },
  bad: [
    { name: 'sudo', subject: run('sudo -E apt-get update'), finds: [{ evidence: ['command sudo apt-get'] }] },
    { name: 'in a list', subject: run('true && sudo -u app ./x'), finds: [{ severity: 'low' }] },
  ],
});

testRule(pipeToShell, {
  ok: {
    'a download': run('curl -o x https://example.org/x && sh x'),
    'another pipe': run('curl https://example.org/x | tar xz', 'cat x | sh', 'curl x || sh y'),
  },
  bad: [
    {
      name: 'a pipe, arguments unsaid',
      subject: run('curl -H "Authorization: geheim" https://x | sudo -E bash -'),
      finds: [{ evidence: ['command curl | bash'] }],
    },
    {
      name: 'a longer pipe',
      subject: run('wget -qO- x | tee y | sh'),
      finds: [{ evidence: ['command wget | sh'] }],
    },
    {
      name: 'a substitution',
      subject: run('sh -c "$(curl -fsSL https://x)"', 'bash <(curl -s https://x)'),
      finds: [{}, {}],
    },
  ],
});

testRule(unverifiedDownload, {
  ok: {
    'checked downloads': run(
      'curl -fsSL https://x',
      'wget https://x',
      'apt-get install -y k',
      'kubectl -k x',
    ),
    'checks left on': { config: { env: ['NODE_TLS_REJECT_UNAUTHORIZED=1', 'GIT_SSL_NO_VERIFY=false'] } },
  },
  bad: [
    {
      name: 'curl -k',
      subject: run('curl -sSLk https://x?token=geheim'),
      finds: [{ severity: 'medium', evidence: ['command curl -sSLk'] }],
    },
    {
      name: 'package managers',
      subject: run(
        'apt-get install --allow-unauthenticated x',
        'apk add --allow-untrusted x',
        'pip3 install --trusted-host=x y',
        'git -c http.sslVerify=false clone x',
      ),
      finds: [
        { evidence: ['command apt-get --allow-unauthenticated'] },
        { evidence: ['command apk --allow-untrusted'] },
        { evidence: ['command pip3 --trusted-host'] },
        { evidence: ['command git http.sslVerify'] },
      ],
    },
    {
      name: 'a variable',
      subject: { config: { env: ['NODE_TLS_REJECT_UNAUTHORIZED=0'] } },
      finds: [{ message: /at run time too/ }],
    },
  ],
});
