import { describe, expect, it } from 'vitest';
import { readCreatedBy } from '../../src/footprint/created-by.ts';
import { readHistory } from '../../src/footprint/history.ts';
import { empty, step } from './facts.ts';

/** `created_by` as real builders write it, keyword, text. */
const rows: readonly (readonly [createdBy: string, keyword: string, text: string])[] = [
  // Classic builder
  [
    '/bin/sh -c #(nop) ADD file:8e81116368669ed3dd361bc898d61bff249f524139a239fdaf3ec46869a39921 in / ',
    'ADD',
    'ADD file:8e81116368669ed3dd361bc898d61bff249f524139a239fdaf3ec46869a39921 in /',
  ],
  ['/bin/sh -c #(nop)  CMD ["bash"]', 'CMD', 'CMD ["bash"]'],
  ['/bin/sh -c #(nop)  CMD ["nginx" "-g" "daemon off;"]', 'CMD', 'CMD ["nginx", "-g", "daemon off;"]'],
  ['/bin/sh -c #(nop)  CMD ["/bin/sh" "-c" "./app --now"]', 'CMD', 'CMD ./app --now'],
  ['/bin/sh -c #(nop)  CMD ["/bin/sh" "-c" "[ -f x ]"]', 'CMD', 'CMD ["/bin/sh", "-c", "[ -f x ]"]'],
  [
    '/bin/sh -c #(nop)  ENTRYPOINT ["a" "say \\"hi\\"\\x21"]',
    'ENTRYPOINT',
    'ENTRYPOINT ["a", "say \\"hi\\"!"]',
  ],
  ['/bin/sh -c #(nop)  VOLUME [/tmp /data /logs]', 'VOLUME', 'VOLUME ["/tmp", "/data", "/logs"]'],
  ['/bin/sh -c #(nop)  EXPOSE 80/tcp', 'EXPOSE', 'EXPOSE 80/tcp'],
  ['/bin/sh -c #(nop) WORKDIR /go', 'WORKDIR', 'WORKDIR /go'],
  ['/bin/sh -c #(nop)  USER nobody', 'USER', 'USER nobody'],
  ['/bin/bash -c #(nop) SHELL [/bin/bash -c]', 'SHELL', 'SHELL ["/bin/bash", "-c"]'],
  ['/bin/sh -c apt-get update && apt-get install -y x', 'RUN', 'RUN apt-get update && apt-get install -y x'],
  ['|1 TOKEN=s3cr3t /bin/sh -c npm ci', 'RUN', 'RUN npm ci'],
  ['|2 A=two words B= /bin/bash -o pipefail -c make', 'RUN', 'RUN make'],
  ['|1 A=b /app/tool x', 'RUN', 'RUN /app/tool x'],
  ['cmd /S /C #(nop) WORKDIR C:\\nats', 'WORKDIR', 'WORKDIR C:\\nats'],
  ['cmd /S /C dir C:', 'RUN', 'RUN dir C:'],
  ['powershell -Command Get-Item x', 'RUN', 'RUN Get-Item x'],
  // BuildKit
  ['RUN /bin/sh -c npm ci # buildkit', 'RUN', 'RUN npm ci'],
  ['RUN |1 A=b /bin/sh -c npm ci # buildkit', 'RUN', 'RUN npm ci'],
  ['RUN |0 /bin/bash -eo pipefail -c set -x; make # buildkit', 'RUN', 'RUN set -x; make'],
  ['RUN /usr/bin/tool --flag # buildkit', 'RUN', 'RUN /usr/bin/tool --flag'],
  ['COPY app.go . # buildkit', 'COPY', 'COPY app.go .'],
  ['COPY --chown=1000:0 config/crate.yml /c/ # buildkit', 'COPY', 'COPY --chown=1000:0 config/crate.yml /c/'],
  ['EXPOSE map[9200/tcp:{} 9300/tcp:{}]', 'EXPOSE', 'EXPOSE 9200/tcp 9300/tcp'],
  ['ENV PATH=/usr/local/bin:/bin', 'ENV', 'ENV PATH=/usr/local/bin:/bin'],
  ['LABEL maintainer=NGINX <d@nginx.com>', 'LABEL', 'LABEL maintainer=NGINX <d@nginx.com>'],
  ['STOPSIGNAL SIGQUIT', 'STOPSIGNAL', 'STOPSIGNAL SIGQUIT'],
  ['CMD ["/bin/bash" "-c" "exec app"]', 'CMD', 'CMD ["/bin/bash", "-c", "exec app"]'],
  ["/bin/sh -c echo '#(nop) CMD x'", 'RUN', "RUN echo '#(nop) CMD x'"],
  ["RUN /bin/sh -c echo '#(nop) CMD x' # buildkit", 'RUN', "RUN echo '#(nop) CMD x'"],
  ['/bin/bash -o pipefail -c #(nop)  USER app', 'USER', 'USER app'],
  ["powershell -Command $ErrorActionPreference = 'Stop'; #(nop) USER a", 'USER', 'USER a'],
  [
    'HEALTHCHECK &{["CMD-SHELL" "nc -z -w5 127.0.0.1 8080 || exit 1"] "1m0s" "5s" "1m0s" \'\\x00\'}',
    'HEALTHCHECK',
    'HEALTHCHECK --interval=1m0s --timeout=5s --start-period=1m0s CMD nc -z -w5 127.0.0.1 8080 || exit 1',
  ],
  [
    'HEALTHCHECK &{["CMD" "/app" "health"] "30s" "3s" "5s" "1s" \'\\n\'}',
    'HEALTHCHECK',
    'HEALTHCHECK --interval=30s --timeout=3s --start-period=5s --start-interval=1s --retries=10 CMD ["/app", "health"]',
  ],
  ['HEALTHCHECK &{["NONE"] "0s" "0s" "0s" \'\\x00\'}', 'HEALTHCHECK', 'HEALTHCHECK NONE'],
  // buildah, podman
  ['/bin/sh -c #(nop) COPY file:c44e9417b5f0 in . ', 'COPY', 'COPY file:c44e9417b5f0 in .'],
  ['|1 DEBIAN_FRONTEND=noninteractive /bin/sh -c go build app.go', 'RUN', 'RUN go build app.go'],
  // kaniko
  ['COPY manager .', 'COPY', 'COPY manager .'],
  ['RUN addgroup -S nonroot', 'RUN', 'RUN addgroup -S nonroot'],
  // Tools without a Dockerfile
  ['apko', 'UNKNOWN', 'apko'],
  [
    'ko build ko://github.com/kyverno/kyverno/cmd/kyverno',
    'UNKNOWN',
    'ko build ko://github.com/kyverno/kyverno/cmd/kyverno',
  ],
  ['bazel build ...', 'UNKNOWN', 'bazel build ...'],
  ['jib-maven-plugin:3.4.0', 'UNKNOWN', 'jib-maven-plugin:3.4.0'],
  ['Buildpacks Launcher Config', 'UNKNOWN', 'Buildpacks Launcher Config'],
  ['Apply image 10.0.17763.4974', 'UNKNOWN', 'Apply image 10.0.17763.4974'],
  ['env FOO=1', 'UNKNOWN', 'env FOO=1'],
  ['', 'UNKNOWN', ''],
];

describe('readCreatedBy', () => {
  for (const [createdBy, keyword, text] of rows) {
    it(createdBy === '' ? '(empty)' : createdBy, () => {
      expect(readCreatedBy(createdBy)).toEqual({ keyword, text });
    });
  }

  it('reads a megabyte of nonsense in no time', () => {
    const start = performance.now();
    for (const text of ['|9 ', '/', '/sh -', ' ', '"', '[']) {
      readCreatedBy(text.repeat(300_000));
      readCreatedBy(`|1 ${text.repeat(300_000)}`);
      readCreatedBy(`HEALTHCHECK &{["${text.repeat(300_000)}}`);
    }
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

describe('readHistory', () => {
  const history = [
    { createdBy: '/bin/sh', emptyLayer: false },
    { createdBy: '/bin/sh -c #(nop) ENV A=b', created: '2026-01-01T00:00:00Z', emptyLayer: true },
    { createdBy: 'COPY x / # buildkit', emptyLayer: false },
  ];

  it('maps steps to layers', () => {
    expect(readHistory(history, 2)).toEqual({
      steps: [
        { index: 0, keyword: 'FROM', text: 'FROM scratch', layer: 0 },
        { index: 1, keyword: 'ENV', text: 'ENV A=b', created: '2026-01-01T00:00:00Z' },
        { index: 2, keyword: 'COPY', text: 'COPY x /', layer: 1 },
      ],
      makers: [0, 2],
      warnings: [],
    });
  });

  it('traces a layer that buildah made of a whole build to every step that changed files', () => {
    const whole = [
      step('/bin/sh'),
      step('/bin/sh -c #(nop) ENV A=b', empty),
      step('/bin/sh -c make', empty),
      step('/bin/sh -c #(nop) COPY file:7e in /x ', empty),
      step('/bin/sh -c #(nop) CMD ["x"]', { comment: 'FROM docker.io/library/debian:12' }),
    ];
    const { steps, makers } = readHistory(whole, 2);
    expect(steps.map(({ keyword, layer }) => `${keyword} ${layer}`)).toEqual([
      'FROM 0',
      'ENV undefined',
      'RUN 1',
      'COPY 1',
      'CMD undefined',
    ]);
    expect(makers).toEqual([0, 4]);
  });

  it('maps nothing when the counts differ and says so', () => {
    const { steps, warnings } = readHistory(history, 3);
    expect(steps.map(({ layer }) => layer)).toEqual([undefined, undefined, undefined]);
    expect(warnings).toEqual([
      {
        code: 'HISTORY_MISMATCH',
        message: 'The config has a history of 2 layers for 3 layers: no layer is traced to an instruction',
      },
    ]);
    expect(readHistory([], 1).warnings).toHaveLength(1);
    expect(readHistory([], 0).warnings).toHaveLength(0);
  });

  for (const [createdBy, keyword] of [
    ["# debian.sh --arch 'amd64' out/ 'bookworm' '@1783900800'", 'FROM'],
    ['ADD alpine-minirootfs-3.21.0-aarch64.tar.gz / # buildkit', 'FROM'],
    ['/bin/sh -c #(nop) ADD file:8e81116 in / ', 'FROM'],
    ['BusyBox 1.37.0 (glibc), Debian 12', 'FROM'],
    ['ADD hello / # buildkit', 'ADD'],
    ['/bin/sh -c #(nop) ADD file:8e81116 in /app ', 'ADD'],
  ] as const) {
    it(`${createdBy} as the first layer is ${keyword}`, () => {
      expect(readHistory([{ createdBy, emptyLayer: false }], 1).steps[0]?.keyword).toBe(keyword);
    });
  }
});
