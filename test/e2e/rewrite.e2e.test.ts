/** Proof that proposals build and run: real images are rewritten from their history alone, built by buildah and run. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldFootprint } from '../../src/footprint/fold.ts';
import type { Suggestion } from '../../src/model/finding.ts';
import { readLayers } from '../../src/read-layers.ts';
import { suggest } from '../../src/rewrite/run.ts';
import { ociLayoutSource } from '../../src/source/oci-layout.ts';
import { tool } from './support/tool.ts';
import { openWorkshop, type Workshop } from './support/workshop.ts';

const goProgram = `package main

import (
	"fmt"
	"os/user"
)

func main() {
	u, err := user.Current()
	if err != nil {
		panic(err)
	}
	fmt.Println(u.Username, u.Uid)
}
`;

const goDockerfile = `FROM localhost/imgscan-debian
ARG DEBIAN_FRONTEND=noninteractive
RUN apt-get update && apt-get install -y --no-install-recommends golang-go
COPY app.go .
RUN CGO_ENABLED=0 go build app.go
CMD ["./app"]
`;

const cDockerfile = `FROM localhost/imgscan-debian
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev libsqlite3-dev
WORKDIR /src
COPY main.c .
RUN gcc -O2 -o app main.c -lsqlite3
ENTRYPOINT ["./app"]
`;

const cProgram = `#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>
int main(void) {
  printf("%s %d\\n", sqlite3_libversion(), (int)getuid());
  return 0;
}
`;

/** Stand-ins for the distroless bases, with what those are documented to hold that the programs here need. */
const baseDockerfile = `FROM localhost/imgscan-debian AS debian
RUN mkdir -p /r/etc/ssl/certs /r/home/nonroot /r/tmp && chmod 1777 /r/tmp && cp /etc/ssl/certs/ca-certificates.crt /r/etc/ssl/certs/ && \\
    echo 'root:x:0:0:root:/root:/sbin/nologin' > /r/etc/passwd && \\
    echo 'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin' >> /r/etc/passwd
FROM scratch AS static
COPY --from=debian /r /
USER 65532
WORKDIR /home/nonroot
FROM static AS base
COPY --from=debian /lib64 /lib64
COPY --from=debian /lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 /lib/x86_64-linux-gnu/libc.so.6 /lib/x86_64-linux-gnu/libm.so.6 /lib/x86_64-linux-gnu/
`;

const bases = ['static', 'base'] as const;
const baseName = (base: string): string => `gcr.io/distroless/${base}-debian13:nonroot`;

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
  const folder = join(workshop.directory, 'bases');
  await mkdir(folder);
  await writeFile(join(folder, 'Dockerfile'), baseDockerfile);
  for (const base of bases) {
    await tool('buildah', [
      'bud',
      '--isolation',
      'chroot',
      '--target',
      base,
      '--tag',
      baseName(base),
      folder,
    ]);
  }
}, 900_000);

afterAll(async () => {
  for (const base of bases) await tool('buildah', ['rmi', baseName(base)]).catch(() => '');
  await workshop?.close();
});

/** What is proposed for a local image, from the image alone. */
async function propose(name: string): Promise<Suggestion | undefined> {
  const layout = join(workshop.directory, `${name}-rewrite`);
  await tool('skopeo', ['copy', `containers-storage:localhost/imgscan-${name}`, `oci:${layout}:latest`]);
  const options = { platform: 'all', spoolDirectory: workshop.directory } as const;
  const opened = await ociLayoutSource.open(`${layout}:latest`, options);
  try {
    const [image] = opened.images;
    if (image === undefined) throw new Error(`${layout} has no image`);
    const { readings } = await readLayers(image.layers, {});
    const catalog = { bases: [], endOfLife: [] };
    const { footprint } = foldFootprint({ image, readings, catalog });
    const { platform, config } = image;
    return suggest({ platform, config, footprint, findings: [], catalog })[0];
  } finally {
    await opened.close();
  }
}

/** Builds the proposal, runs its own command as its own user; the output, and what the image holds. */
async function buildAndRun(name: string, dockerfile: string, context: Readonly<Record<string, string>>) {
  const image = await workshop.build(`${name}-after`, dockerfile, context);
  const inspected: { config: { User: string; Entrypoint: string[] } } = JSON.parse(
    await tool('skopeo', ['inspect', '--config', `containers-storage:${image}`]),
  );
  const { User: user, Entrypoint: command } = inspected.config;
  const container = (await tool('buildah', ['from', image])).trim();
  try {
    const root = (await tool('buildah', ['mount', container])).trim();
    const bytes = Number.parseInt(await tool('du', ['-sb', root]), 10);
    const files = (await tool('find', [root, '-xdev', '-type', 'f', '-printf', '%P\n'])).trim().split('\n');
    // After the files are listed: a run leaves etc/hosts and the like behind.
    const output = await tool('buildah', ['run', '--isolation', 'chroot', container, '--', ...command]);
    return { output: output.trim(), user, bytes, files };
  } finally {
    await tool('buildah', ['rm', container]);
  }
}

describe('a proposal builds and runs', () => {
  it('Go: a static program alone, not as root', async () => {
    await workshop.build('rewrite-go', goDockerfile, { 'app.go': goProgram });
    const proposal = await propose('rewrite-go');
    expect(proposal?.id).toBe('go-distroless');
    const dockerfile = proposal?.dockerfile ?? '';
    expect(dockerfile).toContain(goDockerfile.split('\n').slice(1, 5).join('\n'));
    const after = await buildAndRun('rewrite-go', dockerfile, { 'app.go': goProgram });
    expect(after.output).toBe('nonroot 65532');
    expect(after.user).toBe('65532:65532');
    expect(after.bytes).toBeLessThan(4_000_000);
    expect(after.files.sort()).toEqual(['app', 'etc/passwd', 'etc/ssl/certs/ca-certificates.crt']);
  });

  it('C: a program with the library that its header names', async () => {
    await workshop.build('rewrite-c', cDockerfile, { 'main.c': cProgram });
    const proposal = await propose('rewrite-c');
    expect(proposal?.id).toBe('program-distroless');
    const after = await buildAndRun('rewrite-c', proposal?.dockerfile ?? '', { 'main.c': cProgram });
    expect(after.output).toMatch(/^3\.\d+\.\d+ 65532$/);
    expect(after.files).toContain('usr/lib/x86_64-linux-gnu/libsqlite3.so.0');
    expect(after.files.filter((path) => /(^|\/)(sh|bash|dash|apt|dpkg)$/.test(path))).toEqual([]);
  });
});
