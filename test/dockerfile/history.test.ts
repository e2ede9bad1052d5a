import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { historyToDockerfile } from '../../src/dockerfile/history.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import type { Instruction } from '../../src/model/footprint.ts';
import type { HistoryEntry, ImageConfig } from '../../src/model/image.ts';

const emptyConfig: ImageConfig = {
  user: '',
  env: [],
  workingDir: '',
  exposedPorts: [],
  volumes: [],
  labels: {},
  onBuild: [],
  history: [],
};

interface Case {
  readonly texts: readonly string[];
  readonly config?: Partial<ImageConfig>;
  readonly created?: readonly string[];
  readonly paths?: readonly string[];
  readonly base?: string;
}

function reconstruct({ texts, config = {}, created = [], paths = [], base = 'debian:12' }: Case): string {
  const history: HistoryEntry[] = created.map((createdBy) => ({ createdBy, emptyLayer: false }));
  const instructions: Instruction[] = texts.map((text, index) => ({
    index,
    keyword: text.split(' ')[0] ?? '',
    text,
    inBase: false,
    layer: index,
  }));
  return historyToDockerfile({
    config: { ...emptyConfig, history, ...config },
    instructions,
    base: base === '' ? { layers: 1 } : { layers: 1, name: base },
    os: { id: 'debian', versionId: '12' },
    pathsOf: () => paths,
  });
}

const body = (given: Case): string[] => reconstruct(given).trimEnd().split('\n').slice(2);

describe('historyToDockerfile', () => {
  it('gives the Go example back from a buildah history', () => {
    const text = reconstruct({
      base: 'ubuntu',
      texts: [
        'ARG DEBIAN_FRONTEND',
        'RUN apt-get update && apt-get install -y golang-go',
        'COPY file:c44e9417b5f0b407b3824f985d3f3f1039efac43c8eb9c0ccb1117ed62bd2e76 in .',
        'RUN CGO_ENABLED=0 go build app.go',
        'CMD ["./app"]',
      ],
      created: [
        '/bin/sh -c #(nop) ARG DEBIAN_FRONTEND',
        '|1 DEBIAN_FRONTEND=noninteractive /bin/sh -c apt-get update && apt-get install -y golang-go',
      ],
      paths: ['app.go'],
      config: { cmd: ['./app'] },
    });
    expect(text).toBe(
      [
        "# Reconstructed from the image's history.",
        'FROM ubuntu',
        'ARG DEBIAN_FRONTEND=noninteractive',
        'RUN apt-get update && apt-get install -y golang-go',
        'COPY app.go .',
        'RUN CGO_ENABLED=0 go build app.go',
        'CMD ["./app"]',
        '',
      ].join('\n'),
    );
  });

  const rows: readonly (Case & { name: string; gives: readonly string[] })[] = [
    {
      name: 'a directory has only a hash',
      texts: ['COPY dir:0123456789abcdef in /app'],
      gives: [
        '# The source is recorded as dir:0123456789abcdef only: the whole context is assumed.',
        'COPY . /app',
      ],
    },
    {
      name: 'a BuildKit COPY keeps its operands',
      texts: ['COPY --chown=1:1 app.go go.mod ./'],
      gives: ['COPY --chown=1:1 app.go go.mod ./'],
    },
    {
      name: 'an absolute source may be a stage',
      texts: ['COPY /go/bin/app /app'],
      gives: [
        '# The source may be in another stage of the build, which history does not name.',
        'COPY /go/bin/app /app',
      ],
    },
    {
      name: 'ENV values with blanks are known from the config',
      texts: ['ENV JAVA_OPTS=-Xmx1g -Xms1g A=b'],
      config: { env: ['JAVA_OPTS=-Xmx1g -Xms1g', 'A=b'] },
      gives: ['ENV JAVA_OPTS="-Xmx1g -Xms1g"', 'ENV A=b'],
    },
    {
      name: 'ENV values are not expanded again',
      texts: ['ENV A=$HOME"x'],
      config: { env: ['A=$HOME"x'] },
      gives: ['ENV A="\\$HOME\\"x"'],
    },
    {
      name: 'secret-looking values are left out',
      texts: ['ARG NPM_TOKEN=npm_x', 'ENV DB_PASSWORD=hunter2'],
      config: { env: ['DB_PASSWORD=hunter2'] },
      gives: ['ARG NPM_TOKEN', '# ENV DB_PASSWORD: value left out'],
    },
    {
      name: 'CMD in notation of Go is taken from the config',
      texts: ['CMD ["nginx" "-g" "daemon off;"]', 'EXPOSE map[80/tcp:{}]', 'VOLUME [/data]'],
      config: { cmd: ['nginx', '-g', 'daemon off;'], exposedPorts: ['80/tcp'], volumes: ['/data'] },
      gives: ['EXPOSE 80', 'VOLUME ["/data"]', 'CMD ["nginx", "-g", "daemon off;"]'],
    },
    {
      name: 'a RUN over several lines goes into the exec form',
      texts: ['RUN a\nUSER root'],
      gives: ['RUN ["/bin/sh", "-c", "a\\nUSER root"]'],
    },
    {
      name: 'a RUN that would swallow the next line goes into the exec form',
      texts: ['RUN a \\', 'RUN cat <<EOF', 'USER app'],
      gives: ['RUN ["/bin/sh", "-c", "a \\\\"]', 'RUN ["/bin/sh", "-c", "cat <<EOF"]', 'USER app'],
    },
    {
      name: 'labels and names cannot bring instructions',
      texts: ['LABEL a=b', 'WORKDIR /a\nRUN evil', 'UNKNOWN x\nRUN evil'],
      config: { labels: { a: 'b\nRUN evil', 'k"\nRUN evil': 'x', ok: 'it\'s "$5"' } },
      gives: [
        '# LABEL a: value left out',
        '# LABEL k" RUN evil: value left out',
        'LABEL ok="it\'s \\"\\$5\\""',
        '# Not reconstructed: WORKDIR /a RUN evil',
        '# Not reconstructed: UNKNOWN x RUN evil',
      ],
    },
  ];
  for (const { name, gives, ...given } of rows) {
    it(name, () => expect(body(given)).toEqual(gives));
  }

  it('says so when the base has no name', () => {
    expect(reconstruct({ texts: [], base: '' })).toBe(
      "# Reconstructed from the image's history.\n# The base's name is not recorded: this is the distribution that os-release names.\nFROM debian:12\n",
    );
    expect(reconstruct({ texts: [], base: 'x\nRUN evil' })).not.toContain('\nRUN evil');
  });

  it('always parses, and holds no more instructions than history has', () => {
    const hostile = fc.array(
      fc.constantFrom(
        'RUN ',
        'a',
        '\n',
        '\\',
        '<<EOF',
        '"',
        "'",
        '$X',
        '[',
        '#',
        ' ',
        '\u2028',
        '\r',
        'in',
        'é',
      ),
      { maxLength: 8 },
    );
    const keyword = fc.constantFrom(
      'RUN',
      'COPY',
      'ENV',
      'LABEL',
      'USER',
      'WORKDIR',
      'ARG',
      'CMD',
      'ONBUILD',
      'X',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(keyword, hostile), { maxLength: 5 }), (parts) => {
        const texts = parts.map(([key, rest]) => `${key} ${rest.join('')}`);
        const env = parts.map(([, rest]) => `A=${rest.join('')}`);
        const text = reconstruct({ texts, config: { env, cmd: texts, labels: { x: texts.join('') } } });
        const parsed = parseDockerfile(text);
        expect(parsed.problems).toEqual([]);
        expect(parsed.instructions.filter((one) => one.keyword === 'RUN').length).toBe(
          texts.filter((one) => one.startsWith('RUN ')).length,
        );
      }),
      { numRuns: 300 },
    );
  });
});
