import { describe, expect, it } from 'vitest';
import { suggest } from '../../src/rewrite/run.ts';
import { makeInput, type RewriteSpec } from '../support/rewrite.ts';

const image = {
  dockerfile: `FROM golang AS build
RUN go build -o /app .
FROM debian:13
COPY --from=build /app /usr/bin/app
COPY settings.yaml rules /etc/app/
CMD ["app", "--config=/etc/entry.conf"]
`,
  config: { cmd: ['app', '--config=/etc/entry.conf'], env: ['PATH=/usr/bin'] },
  base: { name: 'debian:13' },
  files: {
    'usr/bin/bash': { layer: 0 },
    'etc/entry.conf': { layer: 0 },
    'usr/bin/app': { layer: 1, mode: 0o755 },
    'etc/app/settings.yaml': { layer: 2 },
    'etc/app/rules/one': { layer: 2 },
    'etc/left': { layer: 3 },
  },
  history: ['FROM debian', 'COPY app', 'COPY settings.yaml rules', 'RUN touch /etc/left'],
  evidence: [{ kind: 'executable', path: 'usr/bin/app', format: 'elf', needed: [], go: true }],
} satisfies RewriteSpec;

const copies = (spec: RewriteSpec): readonly string[] =>
  (suggest(makeInput(spec))[0]?.dockerfile ?? '')
    .split('\n')
    .filter((line) => line.startsWith('COPY --from'));

describe('the files of an application', () => {
  it('are what the command line names, and what was copied in as the program was', () => {
    expect(copies(image).slice(1)).toEqual([
      'COPY --from=build2 /usr/bin/app /usr/bin/app',
      'COPY --from=build2 /etc/app/rules /etc/app/rules',
      'COPY --from=build2 /etc/app/settings.yaml /etc/app/settings.yaml',
      'COPY --from=build2 /etc/entry.conf /etc/entry.conf',
    ]);
  });

  it('are not a whole file system', () => {
    const files = { ...image.files, 'usr/bin/bash': { layer: 1 } };
    expect(copies({ ...image, files }).join(' ')).not.toContain('settings.yaml');
  });
});
