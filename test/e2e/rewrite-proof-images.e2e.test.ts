/** Images without a Dockerfile, rewritten to what their program needs, built, run and compared by buildah. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distroless, openProving, type Proving } from './support/rewrite-bases.ts';
import { tool } from './support/tool.ts';

interface Case {
  readonly name: string;
  /** How the image came to be; the rewrite does not see it. */
  readonly dockerfile: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
  /** What both print. */
  readonly prints: RegExp;
  /** What both answer to the probe. */
  readonly answers?: RegExp;
  /** Packages whose records have to be there. */
  readonly recorded: readonly string[];
  readonly mostBytes: number;
}

const cases: readonly Case[] = [
  {
    name: 'a Go program in Debian',
    dockerfile: `FROM localhost/imgscan/golang AS build
COPY main.go .
RUN CGO_ENABLED=0 go build -o /app main.go
FROM localhost/imgscan/bookworm
COPY --from=build /app /usr/local/bin/app
ENTRYPOINT ["app"]
CMD ["one"]
`,
    files: { 'main.go': 'package main\n\nimport "os"\n\nfunc main() { println(os.Args[1]) }\n' },
    prints: /^$/,
    recorded: [],
    mostBytes: 6_000_000,
  },
  {
    name: 'a C program with libraries',
    dockerfile: `FROM localhost/imgscan/c-bookworm
COPY main.c /src/
RUN gcc -o /opt/app /src/main.c -lsqlite3
CMD ["/opt/app"]
`,
    files: {
      'main.c':
        '#include <sqlite3.h>\n#include <stdio.h>\nint main(void) { return puts(sqlite3_libversion()) < 0; }\n',
    },
    prints: /^3\.40\.1\n$/,
    recorded: ['libc6', 'libsqlite3-0'],
    mostBytes: 15_000_000,
  },
  {
    name: "SQLite's command line",
    dockerfile: `FROM localhost/imgscan/services
CMD ["sqlite3", ":memory:", "select group_concat(value, '+') from json_each('[1,2,3]')"]
`,
    prints: /^1\+2\+3\n$/,
    recorded: ['libc6', 'libreadline8', 'sqlite3'],
    mostBytes: 20_000_000,
  },
  {
    name: 'redis-server',
    dockerfile: `FROM localhost/imgscan/services
EXPOSE 6379
ENTRYPOINT ["redis-server"]
CMD ["/etc/redis/redis.conf"]
`,
    options: ['--run-command', '["--version"]'],
    prints: /^Redis server v=7\./,
    recorded: ['libc6', 'redis-server'],
    mostBytes: 40_000_000,
  },
  {
    name: "nginx of Debian's package",
    dockerfile: `FROM localhost/imgscan/nginx
RUN sed -i 's/80 default_server/18183 default_server/' /etc/nginx/sites-available/default && echo served > /var/www/html/page.txt
EXPOSE 18183
CMD ["nginx", "-g", "daemon off;"]
`,
    options: ['--allow-network', '--probe', 'http://127.0.0.1:18183/page.txt'],
    answers: /^200 served\n$/,
    prints: /^$/,
    recorded: ['nginx'],
    mostBytes: 40_000_000,
  },
  {
    name: 'a Python application',
    dockerfile: `FROM localhost/imgscan/python-bookworm
WORKDIR /app
RUN python3 -m venv /venv && /venv/bin/pip install --no-index --find-links /wheels flask
COPY main.py .
ENV PATH=/venv/bin:$PATH
CMD ["python3", "main.py"]
`,
    files: {
      'main.py': `import flask
app = flask.Flask('app')
app.route('/')(lambda: flask.jsonify(python='3.11'))
print(app.test_client().get('/').data.decode())
`,
    },
    prints: /"python":"3\.11"/,
    recorded: ['libc6'],
    mostBytes: 90_000_000,
  },
  {
    name: 'a Node.js application',
    dockerfile: `FROM localhost/imgscan/node
WORKDIR /app
COPY main.js .
USER node
CMD ["node", "main.js"]
`,
    files: {
      'main.js':
        "console.log(process.versions.node, require('node:crypto').createHash('sha256').digest('hex'))\n",
    },
    prints: /^22\.\d+\.\d+ e3b0c442/,
    recorded: [],
    mostBytes: 170_000_000,
  },
];

let proving: Proving;

beforeAll(async () => {
  proving = await openProving();
  const bases = distroless('static', 'base', 'cc', 'nodejs22');
  const names = ['golang', 'c-bookworm', 'services', 'nginx', 'python-bookworm', 'node', 'bookworm'];
  await proving.need(...names.map((name) => `localhost/imgscan/${name}`), ...bases);
}, 900_000);

afterAll(() => proving?.close());

describe('an image without a Dockerfile', () => {
  it.each(cases)(
    '$name',
    async ({ name, dockerfile, files = {}, options = [], prints, answers, recorded, mostBytes }) => {
      const image = `localhost/imgscan-subject/${name.replace(/\W+/g, '-').toLowerCase()}`;
      const archive = join(proving.directory, `${image.replace(/.*\//, '')}.tar`);
      const folder = await proving.context({ ...files, Dockerfile: dockerfile });
      await tool('buildah', ['bud', '--layers', '--tag', image, folder], { env: proving.env });
      try {
        await tool('buildah', ['push', '--quiet', image, `docker-archive:${archive}`], { env: proving.env });
        const proof = await proving.proveTarget(name, [archive, '--source', image, ...options]);
        expect(proof.reasons).toEqual([]);
        expect(proof.verdict).toBe('proved');
        expect(proof.runs?.after?.stdout).toMatch(prints);
        if (answers !== undefined) expect(proof.runs?.after?.probe).toMatch(answers);
        expect(proof.after).toMatchObject({ shells: 0, setuid: 0 });
        expect(proof.after?.bytes).toBeLessThan(mostBytes);
        const rewritten = proof.dockerfile ?? '';
        expect(rewritten).toMatch(new RegExp(`^FROM ${image} AS source\n`));
        for (const one of recorded) expect(rewritten).toMatch(new RegExp(`for name in .*\\b${one}\\b`));
        expect(await proving.rewrite(rewritten)).toMatchObject({
          outcome: 'unchanged',
          dockerfile: rewritten,
        });
      } finally {
        await tool('buildah', ['rmi', image], { env: proving.env });
      }
    },
  );
});
