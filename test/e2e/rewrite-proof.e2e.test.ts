/** `imgscan rewrite --verify` on real Dockerfiles and images: built, run and compared by buildah, without network. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Proof } from '../../src/model/proof.ts';
import { runImgscan } from './support/imgscan.ts';
import { tool } from './support/tool.ts';
import { openWorkshop, type Workshop } from './support/workshop.ts';

/** Toolchains on Debian, and look-alikes of the distroless bases made of the same packages. */
const basesDockerfile = `FROM localhost/imgscan-debian AS tools
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev libsqlite3-dev
FROM localhost/imgscan-debian AS root
RUN mkdir -p /r/etc/ssl/certs /r/home/nonroot /r/tmp && chmod 1777 /r/tmp && cp /etc/ssl/certs/ca-certificates.crt /r/etc/ssl/certs/ && \\
    echo 'root:x:0:0:root:/root:/sbin/nologin' > /r/etc/passwd && \\
    echo 'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin' >> /r/etc/passwd
RUN mkdir -p /b/lib/x86_64-linux-gnu /b/lib64 && cd /lib/x86_64-linux-gnu && \\
    cp -L ld-linux-x86-64.so.2 libc.so.6 libm.so.6 libpthread.so.0 libdl.so.2 libz.so.1 libssl.so.3 libcrypto.so.3 /b/lib/x86_64-linux-gnu/ && \\
    cp -L /lib64/ld-linux-x86-64.so.2 /b/lib64/
FROM scratch AS static
COPY --from=root /r /
USER 65532
WORKDIR /home/nonroot
FROM static AS base
COPY --from=root /b /
FROM base AS cc
`;

const distroless = (name: string): string => `gcr.io/distroless/${name}-debian13:nonroot`;
const bases: Readonly<Record<string, string>> = {
  tools: 'localhost/imgscan-proof-tools',
  static: distroless('static'),
  base: distroless('base'),
  cc: distroless('cc'),
};

interface Case {
  readonly name: string;
  readonly dockerfile: string;
  readonly files: Readonly<Record<string, string>>;
  /** What both print. */
  readonly prints: RegExp;
  /** What the proof had to add. */
  readonly repaired?: readonly string[];
  readonly mostBytes: number;
}

const cases: readonly Case[] = [
  {
    name: 'C, static, CMD through a shell',
    dockerfile: `FROM localhost/imgscan-proof-tools
ENV GREETING=hello
COPY main.c .
RUN gcc -O2 -static -o /app main.c
CMD /app one two
`,
    files: {
      'main.c': `#include <stdio.h>
#include <stdlib.h>
int main(int n, char **v) { printf("%d %s %s\\n", n, v[1], getenv("GREETING")); return 0; }
`,
    },
    prints: /^3 one hello\n$/,
    mostBytes: 2_000_000,
  },
  {
    name: 'C, a library that only a run names',
    dockerfile: `FROM localhost/imgscan-proof-tools
COPY main.c .
RUN gcc -O2 -o /app main.c
CMD ["/app"]
`,
    files: {
      'main.c': `#include <dlfcn.h>
#include <stdio.h>
int main(void) {
  void *lib = dlopen("libsqlite3.so.0", RTLD_NOW);
  if (lib == NULL) { fprintf(stderr, "%s\\n", dlerror()); return 1; }
  puts(((const char *(*)(void))dlsym(lib, "sqlite3_libversion"))());
  return 0;
}
`,
    },
    prints: /^3\.\d+\.\d+\n$/,
    repaired: ['/usr/lib/x86_64-linux-gnu/libsqlite3.so.0'],
    mostBytes: 15_000_000,
  },
];

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
  const folder = join(workshop.directory, 'bases');
  await mkdir(folder);
  await writeFile(join(folder, 'Dockerfile'), basesDockerfile);
  for (const [target, name] of Object.entries(bases)) {
    const words = ['--isolation', 'chroot', '--layers', '--target', target, '--tag', name];
    await tool('buildah', ['bud', ...words, folder]);
  }
}, 900_000);

afterAll(async () => {
  for (const name of Object.values(bases)) await tool('buildah', ['rmi', name]).catch(() => '');
  await workshop?.close();
});

async function prove(name: string, args: readonly string[]): Promise<Proof> {
  const env = { BUILDAH_ISOLATION: 'chroot', XDG_CACHE_HOME: join(workshop.directory, 'cache') };
  const words = ['rewrite', ...args, '--verify', '--builder', 'buildah', '--format', 'json'];
  const { stdout, stderr } = await runImgscan(words, { env });
  if (stdout === '') throw new Error(stderr);
  const { proof }: { proof: Proof } = JSON.parse(stdout);
  const { before, after } = proof;
  const pair = (key: keyof NonNullable<typeof before>) => `${before?.[key]} > ${after?.[key]}`;
  const sums = (['bytes', 'packages', 'shells', 'setuid', 'findings'] as const).map(pair);
  process.stdout.write(`${[name, ...sums, proof.verdict].join(' | ')}\n`);
  return proof;
}

describe('a rewrite is proved', () => {
  it.each(cases)('$name', async ({ name, dockerfile, files, prints, repaired = [], mostBytes }) => {
    const folder = join(workshop.directory, name.replace(/\W+/g, '-'));
    await mkdir(folder);
    await writeFile(join(folder, 'Dockerfile'), dockerfile);
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
    const proof = await prove(name, [join(folder, 'Dockerfile')]);
    expect(proof.reasons).toEqual([]);
    expect(proof.verdict).toBe('proved');
    expect(proof.runs?.after?.stdout).toMatch(prints);
    expect(proof.tries.at(-1)?.kept).toEqual(repaired);
    expect(proof.after).toMatchObject({ shells: 0, setuid: 0 });
    expect(proof.after?.bytes).toBeLessThan(mostBytes);
  });

  it('an image without Dockerfile', async () => {
    const dockerfile =
      'FROM localhost/imgscan-debian\nENTRYPOINT ["/usr/bin/sha256sum"]\nCMD ["/etc/debian_version"]\n';
    const image = await workshop.build('proof-image', dockerfile);
    const archive = join(workshop.directory, 'image.tar');
    await tool('skopeo', ['copy', `containers-storage:${image}`, `oci-archive:${archive}`]);
    const proof = await prove('an image without Dockerfile', [archive, '--source', image]);
    expect(proof.reasons).toEqual([]);
    expect(proof.verdict).toBe('proved');
    expect(proof.runs?.after?.stdout).toMatch(/^[0-9a-f]{64} {2}\/etc\/debian_version\n$/);
    expect(proof.after?.packages).toBeGreaterThan(0);
  });

  it('not where the original cannot be built, and nothing stays behind', async () => {
    const folder = join(workshop.directory, 'broken');
    await mkdir(folder);
    await writeFile(
      join(folder, 'Dockerfile'),
      'FROM localhost/imgscan-debian\nRUN exit 7\nCMD ["/bin/true"]\n',
    );
    const listings = [
      ['images', '--format', '{{.Name}}'],
      ['containers', '--format', '{{.ContainerName}}'],
    ];
    const list = () => Promise.all(listings.map((args) => tool('buildah', args)));
    const listed = await list();
    const proof = await prove('a broken build', [join(folder, 'Dockerfile')]);
    expect(proof.verdict).toBe('unproved');
    expect(proof.reasons.join(' ')).toMatch(/original could not be built.*exit status 7/);
    expect(await list()).toEqual(listed);
  });
});
