/** Fixed Dockerfiles build: files with much to fix are fixed as `--fix=all` does, then built by buildah and looked into. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixDockerfile } from '../../src/lint/fix.ts';
import { reviewDockerfile } from '../../src/lint/review.ts';
import { tool } from './support/tool.ts';
import { openWorkshop, type Workshop } from './support/workshop.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
});

afterAll(() => workshop?.close());

interface Sample {
  readonly dockerfile: string;
  /** Ids whose fixes have to be among those applied. */
  readonly fixes: readonly string[];
  /** Run in the image that the fixed file makes; it prints what follows. */
  readonly check: string;
  readonly prints: string;
  readonly config: Readonly<Record<string, unknown>>;
}

const context = { one: '1\n', two: '2\n', three: '3\n' };

const samples: Readonly<Record<string, Sample>> = {
  packages: {
    dockerfile: `FROM localhost/imgscan-debian as Base
MAINTAINER Ada Lovelace <ada@example.com>
ENV MODE production
ENV DEBIAN_FRONTEND=noninteractive
Run apt update && apt install \\

    --no-install-recommends \\
    hello
EXPOSE 8080:80/TCP
CMD hello --greeting "good morning"
`,
    fixes: [
      'ConsistentInstructionCasing',
      'DL3009',
      'DL3014',
      'DL3025',
      'DL3027',
      'DL4000',
      'FromAsCasing',
      'LegacyKeyValueFormat',
      'NoEmptyContinuation',
      'StageNameCasing',
      'debian-frontend',
    ],
    check: 'hello; ls /var/lib/apt/lists; echo "$MODE-$DEBIAN_FRONTEND"',
    prints: 'Hello, world!\nproduction-',
    config: {
      Cmd: ['hello', '--greeting', 'good morning'],
      ExposedPorts: { '80/tcp': {} },
      Labels: { 'org.opencontainers.image.authors': 'Ada Lovelace <ada@example.com>' },
    },
  },
  files: {
    dockerfile: `ARG RELEASE=4
FROM localhost/imgscan-debian
WORKDIR /srv
COPY one two files
ADD three /srv/three
RUN echo "$RELEASE" > release
RUN cd /srv/files && cat one two > both
USER root
RUN sudo useradd -u 1234567 app
ENTRYPOINT ["first"]
ENTRYPOINT ["cat"]
CMD ['/srv/release']
USER 1234567
`,
    fixes: ['DL3003', 'DL3004', 'DL3020', 'DL3021', 'DL3046', 'DL4004', 'ID.20013', 'lost-argument'],
    check:
      'cat /srv/release /srv/three /srv/files/both; id -u; test $(stat -c %s /var/log/lastlog 2>/dev/null || echo 0) -lt 1000000 && echo small',
    prints: '4\n3\n1\n2\n1234567\nsmall',
    config: { Cmd: ['/srv/release'], Entrypoint: ['cat'] },
  },
  scripts: {
    dockerfile: `FROM localhost/imgscan-debian AS Files
RUN mkdir -p /srv/a; cd /srv/a; head -c 2 /etc/debian_version > release
RUN name=\`cat /srv/a/release\` && echo $name > /srv/name
FROM localhost/imgscan-debian
COPY --from=files /srv/name /srv/
RUN cat /srv/name | tr 1 x > /srv/changed
WORKDIR /srv
EXPOSE 53/UDP
USER 1000
CMD cat changed
`,
    fixes: ['DL3025', 'ExposeProtoCasing', 'SC2006', 'SC2086', 'SC2164', 'StageNameCasing'],
    check: 'cat changed; id -u',
    prints: 'x2\n1000',
    config: { Cmd: ['cat', 'changed'], ExposedPorts: { '53/udp': {} }, User: '1000' },
  },
};

describe.each(Object.entries(samples))('%s', (name, { check, config, dockerfile, fixes, prints }) => {
  const request = { file: 'Dockerfile', text: dockerfile };

  it('is fixed, builds, and does what it was meant to do', async () => {
    const { fixed, text } = fixDockerfile(request, 'all');
    expect(fixed.map(({ rule }) => rule.id)).toEqual(expect.arrayContaining([...fixes]));
    const left = reviewDockerfile({ ...request, text }).problems;
    expect(left.filter(({ problem }) => problem.fix?.safety === 'safe').map(({ rule }) => rule.id)).toEqual(
      [],
    );

    const image = await workshop.build(`fixed-${name}`, text, context);
    // Checked inside of a build: what `buildah run` prints is lost at times when the machine is busy.
    const script = `out=$(${check}); [ "$out" = "$1" ] || { echo "$out" >&2; exit 1; }`;
    const checked = `FROM ${image}\nRUN ${JSON.stringify(['sh', '-c', script, 'check', prints])}\n`;
    await workshop.build(`checked-${name}`, checked);
    const inspected: unknown = JSON.parse(await tool('buildah', ['inspect', '--type', 'image', image]));
    expect(inspected).toMatchObject({ OCIv1: { config } });
  });
});
