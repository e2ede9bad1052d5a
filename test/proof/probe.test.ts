import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askProgram, askUrl, type ProbeOptions } from '../../src/proof/probe.ts';

const options: ProbeOptions = {
  environment: process.env,
  timeoutMs: 10_000,
  signal: new AbortController().signal,
  hasEnded: () => false,
};
const node = (script: string) => ({ program: process.execPath, args: ['-e', script] });

describe('a program that asks', () => {
  it('is run until it succeeds', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'imgscan-probe-'));
    const made = JSON.stringify(join(folder, 'made'));
    const script = `const fs = require('fs'); if (fs.existsSync(${made})) console.log('up'); else { fs.writeFileSync(${made}, ''); process.exitCode = 1 }`;
    expect(await askProgram(node(script), options)).toBe('0 up\n');
    await rm(folder, { recursive: true });
  });

  it('says nothing where it never does', async () => {
    expect(await askProgram(node('process.exitCode = 1'), { ...options, timeoutMs: 300 })).toBeUndefined();
    expect(await askProgram({ program: '/none', args: [] }, { ...options, timeoutMs: 300 })).toBeUndefined();
  });

  it('asks no more when there is nobody left', async () => {
    expect(await askProgram(node(''), { ...options, hasEnded: () => true })).toBeUndefined();
  });
});

describe('a URL', () => {
  it('gets status and body of the first answer', async () => {
    const server = createServer((_, response) => response.writeHead(503).end('soon'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    expect(await askUrl(new URL(`http://127.0.0.1:${port}/`), options)).toBe('503 soon');
    server.close();
    await new Promise((resolve) => server.once('close', resolve));
    const late = { ...options, timeoutMs: 300 };
    expect(await askUrl(new URL(`http://127.0.0.1:${port}/`), late)).toBeUndefined();
  });
});
