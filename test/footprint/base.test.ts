import { describe, expect, it } from 'vitest';
import type { Base } from '../../src/model/footprint.ts';
import type { HistoryEntry } from '../../src/model/image.ts';
import type { LayerFacts } from '../../src/model/layer.ts';
import { empty, file, fold, makeFacts, step } from './facts.ts';

const releaseFile = 'etc/os-release';
const debian: LayerFacts = makeFacts([file(releaseFile, 'x'.repeat(100_000))], {
  evidence: [{ kind: 'os-release', path: releaseFile, fields: { ID: 'debian', VERSION_ID: '12' } }],
});

const at = (time: string): { readonly created: string } => ({ created: `2026-01-${time}:00Z` });

const rootfs = step("# debian.sh --arch 'amd64' out/ 'bookworm' '@1783900800'", {
  comment: 'debuerreotype 0.15',
  ...at('01T00:00'),
});
const classicRootfs = [
  step('/bin/sh -c #(nop) ADD file:8e81 in / ', at('01T00:00')),
  step('/bin/sh -c #(nop)  CMD ["bash"]', { ...empty, ...at('01T00:00') }),
];
const golang = [
  rootfs,
  step('RUN /bin/sh -c apt-get install git # buildkit', at('02T00:00')),
  step('ENV GOLANG_VERSION=1.22.5', { ...empty, ...at('09T00:00') }),
  step('RUN /bin/sh -c wget go.tgz # buildkit', at('09T00:01')),
  step('WORKDIR /go', at('09T00:02')),
];

const rows: readonly {
  name: string;
  history: readonly HistoryEntry[];
  labels?: Readonly<Record<string, string>>;
  base: Partial<Base>;
  inBase: number;
}[] = [
  {
    name: 'a plain distribution image is its own base',
    history: classicRootfs,
    base: { layers: 1, name: 'debian:12', evidence: 'history' },
    inBase: 2,
  },
  {
    name: 'steps above a root filesystem are the image’s own',
    history: [rootfs, step('RUN /bin/sh -c apt-get update'), step('CMD ["nginx"]', empty)],
    base: { layers: 1, name: 'debian:12', evidence: 'history' },
    inBase: 1,
  },
  {
    name: 'the CMD below the own layers ends the base',
    history: [
      ...classicRootfs,
      step('ENV PYTHON_VERSION=3.12.1', empty),
      step('RUN /bin/sh -c make'),
      step('CMD ["python3"]', empty),
      step('WORKDIR /app', empty),
      step('COPY . . # buildkit'),
      step('CMD ["app.py"]', empty),
    ],
    base: { layers: 2, name: 'python:3.12.1', evidence: 'history' },
    inBase: 5,
  },
  {
    name: 'a language image without CMD ends where its build session does',
    history: [
      ...golang,
      step('WORKDIR /src', { ...empty, ...at('20T10:00') }),
      step('COPY . .', at('20T10:00')),
    ],
    base: { layers: 4, name: 'golang:1.22.5', evidence: 'history' },
    inBase: 5,
  },
  {
    name: 'a version variable of the image’s own build makes no base',
    history: [...golang, step('COPY . .', at('09T00:03'))],
    base: { layers: 1, name: 'debian:12', evidence: 'history' },
    inBase: 1,
  },
  {
    name: 'buildah notes the base; the last note that is no image id counts',
    history: [
      step('/bin/sh', at('01T00:00')),
      step('/bin/sh -c #(nop) ENV A=b', { ...empty, comment: 'FROM docker.io/library/debian:12' }),
      step('/bin/sh -c make', { comment: 'FROM b0e6f2c1fadc' }),
      step('/bin/sh -c make test', { comment: 'FROM localhost/made:latest' }),
    ],
    base: { layers: 2, name: 'localhost/made:latest', evidence: 'history' },
    inBase: 3,
  },
  {
    name: 'buildah notes the base at the last step of a build that became one layer',
    history: [
      ...classicRootfs,
      step('/bin/sh -c #(nop) ENV A=b', empty),
      step('/bin/sh -c make', empty),
      step('/bin/sh -c #(nop) CMD ["x"]', { comment: 'FROM docker.io/library/debian:12' }),
    ],
    base: { layers: 1, name: 'docker.io/library/debian:12', evidence: 'history' },
    inBase: 2,
  },
  {
    name: 'buildah notes that there is no base',
    history: [step('/bin/sh -c #(nop) COPY file:1 in /', { comment: 'FROM scratch' })],
    base: { layers: 0, evidence: 'none', tarBytes: 0 },
    inBase: 0,
  },
  {
    name: 'distroless below Dockerfile steps',
    history: [
      step('bazel build ...', { author: 'Bazel' }),
      step('bazel build ...', { author: 'Bazel' }),
      step('COPY app / # buildkit'),
    ],
    base: { layers: 2, name: 'debian:12', evidence: 'history' },
    inBase: 2,
  },
  {
    name: 'ko above apko',
    history: [
      step('apko', { author: 'apko' }),
      step('ko build ko://x', { author: 'ko', comment: 'kodata' }),
      step('ko build ko://x', { author: 'ko' }),
    ],
    base: { layers: 1, name: 'debian:12', evidence: 'history' },
    inBase: 1,
  },
  {
    name: 'kaniko above a Dockerfile’s base',
    history: [
      ...classicRootfs,
      step('COPY a .', { author: 'kaniko' }),
      step('RUN make', { author: 'kaniko' }),
    ],
    base: { layers: 1, name: 'debian:12', evidence: 'history' },
    inBase: 2,
  },
  {
    name: 'the label names what history bounds',
    history: [...classicRootfs, step('RUN make')],
    labels: {
      'org.opencontainers.image.base.name': 'docker.io/library/debian:12-slim',
      'org.opencontainers.image.base.digest': `sha256:${'a'.repeat(64)}`,
    },
    base: {
      layers: 1,
      name: 'docker.io/library/debian:12-slim',
      digest: `sha256:${'a'.repeat(64)}`,
      evidence: 'label',
    },
    inBase: 2,
  },
  {
    name: 'an image made by one tool shows no base, only its distribution',
    history: [step('apko')],
    labels: { 'org.opencontainers.image.base.digest': 'nonsense' },
    base: { layers: 0, name: 'debian:12', evidence: 'os-release' },
    inBase: 0,
  },
  {
    name: 'without history only the name is known',
    history: [],
    base: { layers: 0, name: 'debian:12', evidence: 'os-release' },
    inBase: 0,
  },
];

describe('base', () => {
  for (const { name, history, labels = {}, base, inBase } of rows) {
    it(name, () => {
      const made = history.filter(({ emptyLayer }) => !emptyLayer).length;
      const facts = [
        debian,
        ...Array.from({ length: Math.max(0, made - 1) }, (_, i) => makeFacts([file(`f${i}`)])),
      ];
      const footprint = fold(facts, { history, labels });
      expect(footprint.base).toMatchObject(base);
      expect(footprint.base).toEqual({
        ...base,
        tarBytes: facts.slice(0, footprint.base.layers).reduce((sum, { tarBytes }) => sum + tarBytes, 0),
        compressedBytes: footprint.base.tarBytes / 2,
      });
      expect(footprint.instructions.filter((instruction) => instruction.inBase)).toHaveLength(inBase);
      expect(footprint.layers.filter((layer) => layer.inBase)).toHaveLength(base.layers ?? -1);
    });
  }

  it('takes the catalog’s name for a base of the same release and nearly the same size', () => {
    const variant = (name: string, tarBytes: number) =>
      ({
        name,
        family: 'debian',
        osId: 'debian',
        osVersionId: '12',
        variant: 'slim',
        libc: 'glibc',
        shell: true,
        packageManager: true,
        compressedBytes: 1,
        tarBytes,
        source: '',
      }) as const;
    const bases = [variant('debian:12', 130_000), variant('debian:12-slim', 103_000)];
    const catalog = { bases, endOfLife: [] };
    expect(fold([debian], { history: [rootfs] }, catalog).base.name).toBe('debian:12-slim');
    expect(fold([debian], { history: [rootfs] }, { ...catalog, bases: [variant('x', 9)] }).base.name).toBe(
      'debian:12',
    );
  });
});
