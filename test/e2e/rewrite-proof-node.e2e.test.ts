/** Rewrites of Node.js applications of npm, pnpm and yarn, built, run and compared by buildah. */
import { type Case, proveAll } from './support/rewrite-suite.ts';

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

const cases: readonly Case[] = [
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
      'main.ts':
        "declare function require(name: string): (milliseconds: number) => string;\nconsole.log(require('ms')(60000));\n",
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

proveAll(cases, ['cc', 'nodejs22']);
