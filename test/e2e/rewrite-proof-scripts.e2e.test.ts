/** Rewrites of applications in script languages and of web servers, built, run and compared by buildah. */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distroless, openProving, type ProofCase, type Proving } from './support/rewrite-bases.ts';
import { tool } from './support/tool.ts';

interface Case extends ProofCase {
  /** What both print. */
  readonly prints?: RegExp;
  /** What both answer to the probe. */
  readonly answers?: RegExp;
  readonly mostBytes: number;
  /** The folder of package.json for which the host makes the lock file. */
  readonly locked?: true;
}

const express = `const express = require('express');
const http = require('node:http');
const app = express();
app.get('/hello/:name', (request, response) => response.json({ hello: request.params.name, mode: process.env.NODE_ENV }));
// No network: the server listens at a socket and asks itself.
const server = app.listen('/tmp/app.sock', () => {
  http.get({ socketPath: '/tmp/app.sock', path: '/hello/world' }, (response) => {
    response.setEncoding('utf8').on('data', (text) => console.log(response.statusCode, text)).on('end', () => server.close());
  });
});
`;

const node: readonly Case[] = [
  {
    name: 'npm ci, express, no build step',
    dockerfile: `FROM localhost/imgscan/node
ENV NODE_ENV=production
WORKDIR /usr/src/app
COPY package*.json ./
RUN npm ci --offline --omit=dev
COPY . .
EXPOSE 3000
CMD [ "node", "server.js" ]
`,
    files: {
      'package.json': JSON.stringify({ name: 'app', version: '1.0.0', dependencies: { express: '4.21.2' } }),
      'server.js': express,
    },
    locked: true,
    prints: /^200 \{"hello":"world","mode":"production"\}\n$/,
    mostBytes: 190_000_000,
  },
  {
    name: 'npm, tsc as build step, npm start',
    dockerfile: `FROM localhost/imgscan/node
WORKDIR /app
COPY package.json package-lock.json tsconfig.json ./
RUN npm ci --offline
COPY src src
RUN npm run build
USER node
CMD npm start
`,
    files: {
      'package.json': JSON.stringify({
        name: 'app',
        version: '1.0.0',
        type: 'module',
        scripts: { build: 'tsc', start: 'node dist/main.js' },
        dependencies: { '@node-rs/crc32': '1.10.6' },
        devDependencies: { typescript: '5.9.2' },
      }),
      'tsconfig.json': JSON.stringify({
        compilerOptions: { outDir: 'dist', rootDir: 'src', module: 'nodenext', target: 'es2022', types: [] },
        include: ['src'],
      }),
      'src/main.ts': `import { crc32 } from '@node-rs/crc32';
declare const console: { log(...what: readonly unknown[]): void };
const text: string = 'a native module';
console.log(crc32(text));
`,
    },
    locked: true,
    prints: /^\d+\n$/,
    mostBytes: 190_000_000,
  },
  {
    name: 'npm, esbuild bundle in a builder stage of its own',
    dockerfile: `FROM localhost/imgscan/node AS build
WORKDIR /src
COPY package*.json ./
RUN npm ci --offline
COPY . .
RUN npx esbuild main.ts --bundle --platform=node --outfile=out/main.cjs
FROM localhost/imgscan/node
WORKDIR /app
COPY --from=build /src/out/main.cjs ./
ENTRYPOINT ["node", "main.cjs"]
CMD ["one", "two"]
`,
    files: {
      'package.json': JSON.stringify({
        name: 'app',
        version: '1.0.0',
        devDependencies: { esbuild: '0.25.9' },
      }),
      'main.ts': "const words: string[] = process.argv.slice(2);\nconsole.log(words.join('+'));\n",
    },
    locked: true,
    prints: /^one\+two\n$/,
    mostBytes: 190_000_000,
  },
  {
    name: 'pnpm, tsc as build step',
    dockerfile: `FROM localhost/imgscan/node
WORKDIR /app
COPY package.json ./
RUN pnpm install --offline
COPY . .
RUN pnpm run build
CMD ["pnpm", "start"]
`,
    files: {
      'package.json': JSON.stringify({
        name: 'app',
        version: '1.0.0',
        scripts: { build: 'tsc --outDir dist main.ts', start: 'node dist/main.js' },
        dependencies: { ms: 'file:/vendor/ms-2.1.3.tgz' },
        devDependencies: { typescript: 'file:/vendor/typescript-5.9.2.tgz' },
      }),
      'main.ts': "declare function require(name: string): any;\nconsole.log(require('ms')(60000));\n",
    },
    prints: /^1m\n$/,
    mostBytes: 190_000_000,
  },
  {
    name: 'yarn, a production install',
    dockerfile: `FROM localhost/imgscan/node
WORKDIR /app
COPY package.json ./
RUN yarn install --offline --production && yarn cache clean
COPY index.js ./
CMD ["yarn", "-s", "start"]
`,
    files: {
      'package.json': JSON.stringify({
        name: 'app',
        version: '1.0.0',
        scripts: { start: 'node index.js' },
        dependencies: { ms: 'file:/vendor/ms-2.1.3.tgz' },
      }),
      'index.js': "console.log(require('ms')('2 days'));\n",
    },
    prints: /^172800000\n$/,
    mostBytes: 190_000_000,
  },
];

const flask = `import sys
from flask import Flask, jsonify
from markupsafe import _speedups

app = Flask(__name__)

@app.get('/hello/<name>')
def hello(name):
    return jsonify(hello=name)

if __name__ == '__main__':
    answer = app.test_client().get('/hello/world')
    print(answer.status_code, answer.get_data(as_text=True).strip(), _speedups.__name__)
`;
const flaskPrints = /^200 \{"hello":"world"\} markupsafe\._speedups\n$/;

const python: readonly Case[] = [
  {
    name: 'pip into a virtual environment, Python of the base',
    dockerfile: `FROM localhost/imgscan/python
ENV VIRTUAL_ENV=/opt/venv PATH=/opt/venv/bin:$PATH
RUN python3 -m venv $VIRTUAL_ENV
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-index --find-links /wheels -r requirements.txt
COPY app.py .
CMD ["python", "app.py"]
`,
    files: { 'requirements.txt': 'flask\n', 'app.py': flask },
    prints: flaskPrints,
    mostBytes: 90_000_000,
  },
  {
    name: 'pip for all, a wheel with a native extension, gunicorn',
    dockerfile: `FROM localhost/imgscan/python
WORKDIR /app
COPY requirements.txt .
RUN pip install --break-system-packages --no-index --find-links /wheels -r requirements.txt
COPY app.py .
EXPOSE 8371
CMD gunicorn --bind 127.0.0.1:8371 app:app
`,
    files: { 'requirements.txt': 'flask\ngunicorn\n', 'app.py': flask },
    options: ['--allow-network', '--probe', 'http://127.0.0.1:8371/hello/probe'],
    answers: /^200 \{"hello":"probe"\}/,
    mostBytes: 90_000_000,
  },
  {
    name: 'pip on Debian 12: Python 3.11 goes along',
    dockerfile: `FROM localhost/imgscan/python-bookworm
RUN python3 -m venv /venv
WORKDIR /app
COPY requirements.txt .
RUN /venv/bin/pip install --no-index --find-links /wheels -r requirements.txt
COPY app.py .
ENTRYPOINT ["/venv/bin/python", "-u", "app.py"]
`,
    files: { 'requirements.txt': 'flask\n', 'app.py': flask },
    prints: flaskPrints,
    mostBytes: 110_000_000,
  },
  {
    name: 'uv sync',
    dockerfile: `FROM localhost/imgscan/python AS uv
RUN pip install --break-system-packages --no-index --find-links /wheels uv
WORKDIR /app
COPY . .
RUN uv sync --offline --no-index --find-links /wheels --no-editable
CMD ["uv", "run", "--no-sync", "hello"]
`,
    files: {
      'pyproject.toml': `[project]
name = "hello"
version = "1.0.0"
requires-python = ">=3.13"
dependencies = ["flask"]
[project.scripts]
hello = "hello:main"
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
`,
      'src/hello/__init__.py': `from flask import Flask

def main():
    app = Flask(__name__)
    app.add_url_rule('/', view_func=lambda: 'hello of uv')
    print(app.test_client().get('/').get_data(as_text=True))
`,
    },
    prints: /^hello of uv\n$/,
    mostBytes: 90_000_000,
  },
  {
    name: 'poetry',
    dockerfile: `FROM localhost/imgscan/python-poetry
ENV POETRY_VIRTUALENVS_IN_PROJECT=true
WORKDIR /app
COPY pyproject.toml .
RUN poetry lock && poetry install --no-root --only main
COPY app.py .
CMD ["poetry", "run", "python", "app.py"]
`,
    files: {
      'pyproject.toml': `[tool.poetry]
name = "app"
version = "1.0.0"
description = ""
authors = []
[tool.poetry.dependencies]
python = "^3.13"
itsdangerous = { path = "/wheels/itsdangerous-2.2.0-py3-none-any.whl" }
[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
`,
      'app.py': "from itsdangerous import Signer\nprint(Signer('secret').sign('poetry').decode())\n",
    },
    prints: /^poetry\./,
    mostBytes: 90_000_000,
  },
];

const others: readonly Case[] = [
  {
    name: 'ruby, a gem with a native extension',
    dockerfile: `FROM localhost/imgscan/ruby
WORKDIR /gem
COPY gem .
RUN gem build hello.gemspec && gem install --local hello-1.0.0.gem
WORKDIR /app
COPY app.rb .
CMD ["ruby", "app.rb"]
`,
    files: {
      'gem/hello.gemspec': `Gem::Specification.new do |s|
  s.name = 'hello'
  s.version = '1.0.0'
  s.summary = 'says hello'
  s.authors = ['nobody']
  s.files = ['lib/hello.rb', 'ext/hello/hello.c', 'ext/hello/extconf.rb']
  s.extensions = ['ext/hello/extconf.rb']
end
`,
      'gem/lib/hello.rb': "require 'hello/hello'\n",
      'gem/ext/hello/extconf.rb': "require 'mkmf'\ncreate_makefile('hello/hello')\n",
      'gem/ext/hello/hello.c': `#include <ruby.h>
static VALUE greet(VALUE self) { return rb_str_new_cstr("hello of a native extension"); }
void Init_hello(void) { rb_define_module_function(rb_define_module("Hello"), "greet", greet, 0); }
`,
      'app.rb': "require 'hello'\nrequire 'json'\nputs JSON.generate(Hello.greet)\n",
    },
    prints: /^"hello of a native extension"\n$/,
    mostBytes: 60_000_000,
  },
  {
    name: 'ruby, bundle exec with gems of the project',
    dockerfile: `FROM localhost/imgscan/ruby
WORKDIR /app
COPY . .
RUN cd vendor/greet && gem build greet.gemspec && gem install --local greet-1.0.0.gem && cd ../.. && bundle install --local
CMD ["bundle", "exec", "greet", "world"]
`,
    files: {
      Gemfile: "source 'https://rubygems.org'\ngem 'greet', '1.0.0'\n",
      'vendor/greet/greet.gemspec': `Gem::Specification.new do |s|
  s.name = 'greet'
  s.version = '1.0.0'
  s.summary = 'greets'
  s.authors = ['nobody']
  s.files = ['lib/greet.rb']
  s.bindir = 'exe'
  s.executables = ['greet']
end
`,
      'vendor/greet/lib/greet.rb': 'module Greet; def self.call(name) = puts("hello #{name}"); end\n',
      'vendor/greet/exe/greet': "#!/usr/bin/env ruby\nrequire 'greet'\nGreet.call(ARGV[0])\n",
    },
    prints: /^hello world\n$/,
    mostBytes: 60_000_000,
  },
  {
    name: 'php-cli, composer autoload, mbstring and SQLite',
    dockerfile: `FROM localhost/imgscan/php
WORKDIR /srv/app
COPY . .
RUN composer dump-autoload --optimize
CMD ["php", "bin/report.php"]
`,
    files: {
      'composer.json': JSON.stringify({ name: 'a/app', autoload: { 'psr-4': { 'App\\': 'src/' } } }),
      'src/Report.php': `<?php
namespace App;
class Report {
    public function rows(): array {
        $db = new \\PDO('sqlite::memory:');
        $db->exec('CREATE TABLE t (name TEXT)');
        $db->exec("INSERT INTO t VALUES ('größe')");
        return array_map(fn ($row) => mb_strtoupper($row['name']), $db->query('SELECT name FROM t')->fetchAll());
    }
}
`,
      'bin/report.php':
        "<?php\nrequire __DIR__ . '/../vendor/autoload.php';\necho implode(',', (new App\\Report())->rows()), PHP_EOL;\n",
    },
    prints: /^GRÖSSE\n$/,
    mostBytes: 110_000_000,
  },
  {
    name: 'php, the built-in server',
    dockerfile: `FROM localhost/imgscan/php
COPY index.php /var/www/html/
EXPOSE 8372
CMD ["php", "-S", "127.0.0.1:8372", "-t", "/var/www/html"]
`,
    files: {
      'index.php':
        "<?php echo 'php ', strlen(json_encode([1, 2])), ' ', extension_loaded('mbstring') ? 'mb' : '';\n",
    },
    options: ['--allow-network', '--probe', 'http://127.0.0.1:8372/'],
    answers: /^200 php 5 mb$/,
    mostBytes: 110_000_000,
  },
  {
    name: 'php-fpm, its configuration tested',
    dockerfile: `FROM localhost/imgscan/php
COPY pool.conf /etc/php/8.4/fpm/pool.d/www.conf
COPY index.php /var/www/html/
ENTRYPOINT ["php-fpm8.4"]
CMD ["-F"]
`,
    files: {
      'index.php': "<?php echo 'fpm';\n",
      'pool.conf':
        '[www]\nuser = www-data\ngroup = www-data\nlisten = 127.0.0.1:9371\npm = static\npm.max_children = 1\n',
    },
    options: ['--run-command', '["-t"]'],
    mostBytes: 110_000_000,
  },
  {
    name: 'a static site on nginx, its pages from a builder',
    dockerfile: `FROM localhost/imgscan/node AS build
WORKDIR /site
COPY build.mjs .
RUN node build.mjs
FROM localhost/imgscan/nginx
COPY default.conf /etc/nginx/sites-enabled/default
COPY --from=build /site/out /var/www/html
EXPOSE 8373
CMD ["nginx", "-g", "daemon off;"]
`,
    files: {
      'build.mjs':
        "import { mkdirSync, writeFileSync } from 'node:fs';\nmkdirSync('out');\nwriteFileSync('out/index.html', '<h1>built</h1>');\n",
      'default.conf': 'server { listen 127.0.0.1:8373; root /var/www/html; }\n',
    },
    options: ['--allow-network', '--probe', 'http://127.0.0.1:8373/index.html'],
    answers: /^200 <h1>built<\/h1>$/,
    mostBytes: 40_000_000,
  },
  {
    name: 'nginx on Debian 12 as a proxy, with a configuration of its own',
    dockerfile: `FROM localhost/imgscan/nginx-bookworm
COPY nginx.conf /etc/nginx/nginx.conf
STOPSIGNAL SIGQUIT
ENTRYPOINT ["/usr/sbin/nginx"]
CMD ["-g", "daemon off;"]
`,
    files: {
      'nginx.conf': `user www-data;
pid /run/nginx.pid;
error_log /dev/stderr;
include /etc/nginx/modules-enabled/*.conf;
events {}
http {
  access_log off;
  gzip on;
  server { listen 127.0.0.1:8374; location / { proxy_pass http://127.0.0.1:8375; } }
  server { listen 127.0.0.1:8375; location / { return 200 "behind the proxy"; } }
}
`,
    },
    options: ['--allow-network', '--probe', 'http://127.0.0.1:8374/'],
    answers: /^200 behind the proxy$/,
    mostBytes: 40_000_000,
  },
];

const cases: readonly Case[] = [...node, ...python, ...others];

let proving: Proving;

beforeAll(async () => {
  proving = await openProving();
  await proving.need(...distroless('cc', 'nodejs22', 'python3'));
}, 900_000);

afterAll(() => proving?.close());

describe('a rewrite is proved', () => {
  it.each(cases)('$name', async ({ prints, answers, mostBytes, locked, ...one }) => {
    const files = { ...one.files, ...(locked === true ? await lockOf(one.files) : {}) };
    const proof = await proving.prove({ ...one, files });
    expect(proof.reasons).toEqual([]);
    expect(proof.verdict).toBe('proved');
    if (prints !== undefined) expect(proof.runs?.after?.stdout).toMatch(prints);
    if (answers !== undefined) expect(proof.runs?.after?.probe).toMatch(answers);
    expect(proof.tries.at(-1)?.kept).toEqual([]);
    expect(proof.after).toMatchObject({ shells: 0, setuid: 0 });
    expect(proof.after?.bytes).toBeLessThan(mostBytes);
  });
});

/** package-lock.json, as whoever writes the Dockerfile has one. */
async function lockOf(files: ProofCase['files'] = {}): Promise<Record<string, string>> {
  const cwd = await mkdtemp(join(proving.directory, 'lock-'));
  await writeFile(join(cwd, 'package.json'), files['package.json'] ?? '');
  await tool(
    'npm',
    ['install', '--silent', '--package-lock-only', '--omit-lockfile-registry-resolved=false'],
    { cwd },
  );
  return { 'package-lock.json': await readFile(join(cwd, 'package-lock.json'), 'utf8') };
}
