import { describe, expect, it } from 'vitest';
import { rewrite } from '../../src/rewrite/rewrite.ts';
import { makeInput, type RewriteSpec } from '../support/rewrite.ts';

/** A static program and a tool with a library, on Debian 13. */
function image(healthcheck: string): RewriteSpec {
  const elf = { kind: 'executable', format: 'elf' } as const;
  return {
    dockerfile: `FROM debian:13\nCOPY app /srv/app\nWORKDIR /srv\nHEALTHCHECK ${healthcheck}\nCMD ["/srv/app"]\n`,
    config: { cmd: ['/srv/app'], workingDir: '/srv', env: ['PATH=/usr/bin:/bin:/srv', 'PORT=80'] },
    os: { id: 'debian', versionId: '13', idLike: [] },
    files: {
      'bin/sh': { mode: 0o755 },
      'srv/app': { layer: 1, mode: 0o755 },
      'srv/check.sh': { layer: 1, mode: 0o755 },
      'usr/bin/curl': { mode: 0o755 },
      'usr/lib/x86_64-linux-gnu/libcurl.so.4': {},
      'usr/lib/x86_64-linux-gnu/libc.so.6': {},
      'lib64/ld-linux-x86-64.so.2': {},
    },
    evidence: [
      { ...elf, path: 'srv/app', needed: [] },
      { kind: 'executable', format: 'script', path: 'srv/check.sh', interpreter: '/bin/sh' },
      {
        ...elf,
        path: 'usr/bin/curl',
        interpreter: '/lib64/ld-linux-x86-64.so.2',
        needed: ['libcurl.so.4', 'libc.so.6'],
      },
      { ...elf, path: 'usr/lib/x86_64-linux-gnu/libcurl.so.4', needed: ['libc.so.6'] },
    ],
  };
}

const rows: readonly (readonly [written: string, keep: string, line: string | RegExp])[] = [
  ['CMD ["/srv/app", "health"]', '', 'HEALTHCHECK CMD ["/srv/app", "health"]'],
  ['CMD ["app", "health"]', '', 'HEALTHCHECK CMD ["/srv/app", "health"]'],
  [
    '--interval=5s --retries=2 CMD app health',
    '',
    'HEALTHCHECK --interval=5s --retries=2 CMD ["/srv/app", "health"]',
  ],
  ['CMD app health || exit 1', '', 'HEALTHCHECK CMD ["/srv/app", "health"]'],
  ['CMD app --port $PORT || false', '', 'HEALTHCHECK CMD ["/srv/app", "--port", "80"]'],
  ['NONE', '', 'HEALTHCHECK NONE'],
  [
    'CMD curl -f http://localhost/ || exit 1',
    '',
    /Curl is not in the final image|curl is not in the final image/,
  ],
  [
    'CMD curl -f http://localhost/ || exit 1',
    '/usr/bin/curl',
    'HEALTHCHECK CMD ["/usr/bin/curl", "-f", "http://localhost/"]',
  ],
  ['CMD app health | grep ok', '', /shell/],
  ['CMD /srv/check.sh', '/srv/check.sh', /check\.sh is not in the final image/],
  ['CMD app /etc/app.conf', '', 'HEALTHCHECK CMD ["/srv/app", "/etc/app.conf"]'],
];

describe('HEALTHCHECK', () => {
  it.each(rows)('%s (--keep %s)', (written, keep, expected) => {
    const wishes = { keep: keep === '' ? [] : [keep] };
    const { dockerfile = '', changes } = rewrite('Dockerfile', { ...makeInput(image(written)), wishes });
    const line = dockerfile.split('\n').find((one) => one.startsWith('HEALTHCHECK'));
    if (typeof expected === 'string') expect(line).toBe(expected);
    else {
      expect(line).toBeUndefined();
      expect(changes.find(({ what }) => what === 'HEALTHCHECK is dropped')?.why).toMatch(expected);
    }
  });

  it('keeps a tool with what it is linked to', () => {
    const input = makeInput(image('NONE'));
    const { final } = rewrite('Dockerfile', { ...input, wishes: { keep: ['/usr/bin/curl'] } });
    expect(final?.paths).toEqual([
      '/lib64/ld-linux-x86-64.so.2',
      '/srv/app',
      '/usr/bin/curl',
      '/usr/lib/x86_64-linux-gnu/libc.so.6',
      '/usr/lib/x86_64-linux-gnu/libcurl.so.4',
    ]);
  });
});
