/** `imgscan rewrite --verify` where it has to repair, and where there is nothing to prove; by buildah, without network. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distroless, openProving, type ProofCase, type Proving } from './support/rewrite-bases.ts';
import { tool } from './support/tool.ts';

interface Case extends ProofCase {
  /** What both print. */
  readonly prints: RegExp;
  /** What the proof had to add. */
  readonly repaired?: readonly string[];
  readonly mostBytes: number;
}

const cases: readonly Case[] = [
  {
    name: 'C, static, CMD through a shell',
    dockerfile: `FROM localhost/imgscan/c
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
    mostBytes: 5_000_000,
  },
  {
    name: 'C, a library that only a run names',
    dockerfile: `FROM localhost/imgscan/c
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
    mostBytes: 40_000_000,
  },
];

let proving: Proving;

beforeAll(async () => {
  proving = await openProving();
  await proving.need(...distroless('cc'), 'localhost/imgscan/c');
}, 900_000);

afterAll(() => proving?.close());

describe('a rewrite is proved', () => {
  it.each(cases)('$name', async ({ prints, repaired = [], mostBytes, ...one }) => {
    const proof = await proving.prove(one);
    expect(proof.reasons).toEqual([]);
    expect(proof.verdict).toBe('proved');
    expect(proof.runs?.after?.stdout).toMatch(prints);
    expect(proof.tries.at(-1)?.kept).toEqual(repaired);
    expect(proof.after).toMatchObject({ shells: 0, setuid: 0 });
    expect(proof.after?.bytes).toBeLessThan(mostBytes);
  });

  it('not where the original cannot be built, and nothing stays behind', async () => {
    const listings = [
      ['images', '--format', '{{.Name}}'],
      ['containers', '--format', '{{.ContainerName}}'],
    ];
    const { env } = proving;
    const list = () => Promise.all(listings.map((args) => tool('buildah', args, { env })));
    const listed = await list();
    const dockerfile = 'FROM localhost/imgscan/c\nRUN exit 7\nCMD ["/bin/true"]\n';
    const proof = await proving.prove({ name: 'a broken build', dockerfile });
    expect(proof.verdict).toBe('unproved');
    expect(proof.reasons.join(' ')).toMatch(/original could not be built.*exit status 7/);
    expect(await list()).toEqual(listed);
  });
});
