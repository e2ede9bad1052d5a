/** What the user can ask of `imgscan rewrite`, on real builders: probes, a trace, digests; podman beside buildah. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rewrite } from '../../src/model/rewrite.ts';
import { runImgscan } from './support/imgscan.ts';
import { distroless, openProving, type Proving } from './support/rewrite-bases.ts';
import { tool } from './support/tool.ts';
import { startRegistry } from './support/workshop.ts';

const port = 18_099;
const server = `package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	if len(os.Args) > 1 {
		answer, err := http.Get("http://127.0.0.1:${port}/")
		if err != nil {
			os.Exit(1)
		}
		fmt.Println(answer.StatusCode)
		return
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "hello") })
	http.ListenAndServe(":${port}", nil)
}
`;
const serverDockerfile = `FROM localhost/imgscan/trixie
COPY server /usr/local/bin/server
RUN chmod 755 /usr/local/bin/server
EXPOSE ${port}
HEALTHCHECK --interval=5s CMD server health || exit 1
CMD ["server"]
`;
/** It opens a library and a file that nothing names, and writes. */
const opener = `#include <dlfcn.h>
#include <stdio.h>
int main(void) {
  char line[64] = "";
  FILE *words = fopen("/usr/share/app/words", "r"), *state = fopen("/var/lib/app/state", "w");
  if (dlopen("libpcre2-8.so.0", RTLD_NOW) == NULL || words == NULL || state == NULL) return 1;
  puts(fgets(line, 64, words));
  return 0;
}
`;
const openerDockerfile = `FROM localhost/imgscan/c AS c
COPY main.c .
RUN gcc -O2 -o /app main.c
FROM localhost/imgscan/trixie
COPY --from=c /app /app
COPY words /usr/share/app/words
RUN mkdir -p /var/lib/app
CMD ["/app"]
`;

let proving: Proving;
let binary: Buffer;

beforeAll(async () => {
  proving = await openProving();
  const folder = proving.directory;
  await writeFile(join(folder, 'main.go'), server);
  const env = { CGO_ENABLED: '0', GO111MODULE: 'off', GOFLAGS: '-ldflags=-s' };
  await tool('go', ['build', '-o', 'server', 'main.go'], { cwd: folder, env });
  binary = await readFile(join(folder, 'server'));
  // Inside of another container podman may neither raise limits nor, with crun, use both kinds of control groups.
  const limits = 'default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]';
  await writeFile(join(folder, 'containers.conf'), `[containers]\n${limits}\n[engine]\nruntime = "runc"\n`);
  await tool('runc', ['--version']);
  await proving.need('localhost/imgscan/c', 'localhost/imgscan/trixie', ...distroless('static', 'base'));
}, 900_000);

afterAll(async () => {
  await proving?.close();
});

interface Asked {
  readonly builder: 'buildah' | 'podman';
  readonly options: readonly string[];
  readonly answer: RegExp;
}

const probes: readonly Asked[] = [
  {
    builder: 'podman',
    options: ['--probe-exec', '["/usr/local/bin/server", "health"]'],
    answer: /^0 200\n$/,
  },
  {
    builder: 'podman',
    options: ['--allow-network', '--probe', `http://127.0.0.1:${port}/`],
    answer: /^200 hello$/,
  },
  {
    builder: 'buildah',
    options: ['--allow-network', '--probe', `http://127.0.0.1:${port}/`],
    answer: /^200 hello$/,
  },
];

async function verify(
  name: string,
  dockerfile: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  { builder, options }: Pick<Asked, 'builder' | 'options'>,
): Promise<Rewrite & { readonly proof: NonNullable<Awaited<ReturnType<Proving['prove']>>> }> {
  const folder = join(proving.directory, `context-${name}`);
  await mkdir(folder, { recursive: true });
  for (const [file, content] of Object.entries({ ...files, Dockerfile: dockerfile }))
    await writeFile(join(folder, file), content);
  const words = ['rewrite', join(folder, 'Dockerfile'), '--offline', '--verify', '--builder', builder];
  const { stdout, stderr } = await runImgscan([...words, '--format', 'json', ...options], {
    env: {
      ...proving.env,
      CONTAINERS_CONF: join(proving.directory, 'containers.conf'),
      XDG_CACHE_HOME: join(proving.directory, 'cache'),
    },
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('a server is asked', () => {
  it.each(probes)('$builder $options', async (asked) => {
    const { dockerfile, proof } = await verify('server', serverDockerfile, { server: binary }, asked);
    expect(proof.reasons).toEqual([]);
    expect(proof).toMatchObject({ verdict: 'proved', after: { shells: 0, setuid: 0 } });
    expect(proof.builder).toContain(asked.builder);
    expect(proof.runs?.before.probe).toMatch(asked.answer);
    expect(proof.runs?.after?.probe).toMatch(asked.answer);
    expect(dockerfile).toContain('HEALTHCHECK --interval=5s CMD ["/usr/local/bin/server", "health"]\n');
  });
});

describe('a trace', () => {
  it('names what no header does: one round is enough', async () => {
    const files = { 'main.c': opener, words: 'hello' };
    const folder = join(proving.directory, 'context-traced');
    await mkdir(folder, { recursive: true });
    for (const [file, text] of Object.entries({ ...files, Dockerfile: openerDockerfile }))
      await writeFile(join(folder, file), text);
    const { env } = proving;
    await tool('buildah', ['bud', '--layers', '--tag', 'localhost/imgscan-traced', folder], { env });
    const container = (await tool('buildah', ['from', 'localhost/imgscan-traced'], { env })).trim();
    const root = (await tool('buildah', ['mount', container], { env })).trim();
    const log = join(folder, 'strace.log');
    // As on a host: what starts the program is in the log too, with this machine's files.
    await tool('strace', ['-f', '-o', log, 'chroot', root, '/app']);
    await tool('buildah', ['rm', container], { env });
    await tool('buildah', ['rmi', 'localhost/imgscan-traced'], { env });
    const options = ['--trace', log, '--tries', '1'];
    const { final, proof } = await verify('traced', openerDockerfile, files, { builder: 'buildah', options });
    expect(proof.reasons).toEqual([]);
    expect(proof).toMatchObject({ verdict: 'proved', tries: [{ kept: [] }] });
    expect(proof.runs?.after?.stdout).toBe('hello\n');
    expect(final?.paths).toEqual([
      '/app',
      '/usr/lib/x86_64-linux-gnu/libpcre2-8.so.0',
      '/usr/share/app',
      '/var/lib/app',
    ]);
    expect(await readFile(log, 'utf8')).toMatch(/execve\("\S+chroot"/);
  });

  it('is asked for where the file is none', async () => {
    const dockerfile = join(proving.directory, 'context-traced', 'Dockerfile');
    const { code, stderr } = await runImgscan(['rewrite', dockerfile, '--offline', '--trace', dockerfile]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('expected a log of strace')]);
  });
});

describe('a registry', () => {
  it('is asked whether the base is there, and for its digest', async () => {
    const { process: registry, host } = await startRegistry(proving.directory);
    try {
      const [base = ''] = distroless('static');
      const name = `${host}/static:1`;
      const { env } = proving;
      const copy = ['copy', '--dest-tls-verify=false', `containers-storage:${base}`, `docker://${name}`];
      await tool('skopeo', copy, { env });
      const inspect = ['inspect', '--tls-verify=false', '--format', '{{.Digest}}', `docker://${name}`];
      const digest = (await tool('skopeo', inspect)).trim();
      const dockerfile = join(proving.directory, 'pinned.Dockerfile');
      const text = 'FROM golang:1.25\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\nCMD ["/app"]\n';
      await writeFile(dockerfile, text);
      const words = ['rewrite', dockerfile, '--insecure', '--format', 'json', '--runtime'];
      const cache = { env: { XDG_CACHE_HOME: join(proving.directory, 'cache') } };
      const pinned = await runImgscan([...words, name, '--pin'], cache);
      expect(JSON.parse(pinned.stdout).dockerfile).toContain(`\nFROM ${name}@${digest}\n`);
      const there = JSON.parse((await runImgscan([...words, name], cache)).stdout);
      expect(there.unproven.join(' ')).not.toContain('could not be looked up');
      const missing = JSON.parse((await runImgscan([...words, `${host}/none:1`], cache)).stdout);
      expect(missing.unproven.join(' ')).toContain(`${host}/none:1 could not be looked up`);
    } finally {
      registry.kill();
    }
  });
});
