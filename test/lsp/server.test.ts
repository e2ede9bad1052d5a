/** The language server as it is shipped, driven by a client of the protocol's own library. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import {
  type CodeAction,
  CodeActionRequest,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  ExitNotification,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  type Range,
  ShutdownRequest,
} from 'vscode-languageserver-protocol/node';

let folder: string;
let server: ChildProcess;
let client: ProtocolConnection;
let uri: string;
const published: PublishDiagnosticsParams[] = [];
let heard: () => void = () => undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imgscan-lsp-'));
  const project = join(import.meta.dirname, '..', '..');
  const distribution = join(folder, 'program', 'dist');
  await promisify(execFile)(process.execPath, ['build.js', distribution], { cwd: project });
  await symlink(join(project, 'advisories'), join(folder, 'program', 'advisories'));
  await writeFile(join(folder, '.hadolint.yaml'), 'ignored: [DL3006]\n');
  await writeFile(join(folder, 'Dockerfile'), '');
  uri = pathToFileURL(join(folder, 'Dockerfile')).href;
  server = spawn(
    process.execPath,
    [join(distribution, 'imgscan.js'), 'lsp', '--stdio', '--offline', '--no-shellcheck'],
    {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const { stdin, stdout } = server;
  if (stdin === null || stdout === null) throw new Error('no pipes to the server');
  client = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
  client.onNotification(PublishDiagnosticsNotification.type, (params) => {
    published.push(params);
    heard();
  });
  client.listen();
}, 60_000);

afterAll(async () => {
  client.dispose();
  server.kill();
  await rm(folder, { recursive: true });
});

/** The next diagnostics that a version of the text has. */
async function diagnostics(
  wanted: (params: PublishDiagnosticsParams) => boolean,
): Promise<PublishDiagnosticsParams> {
  for (;;) {
    const found = published.find(wanted);
    if (found !== undefined) return found;
    await new Promise<void>((resolve) => {
      heard = resolve;
    });
  }
}

const all: Range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

function apply(text: string, action: CodeAction | undefined): string {
  const lines = text.split('\n');
  const offset = ({ line, character }: Range['start']): number =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
  return [...(action?.edit?.changes?.[uri] ?? [])]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (out, { range, newText }) => out.slice(0, offset(range.start)) + newText + out.slice(offset(range.end)),
      text,
    );
}

describe('imgscan lsp', () => {
  const text = 'FROM debian\nUSER 1000:1000\nADD 😀 /a\nENTRYPOINT ["/a"]\n';
  const codes = ({ diagnostics: list }: PublishDiagnosticsParams) => list.map(({ code }) => code);

  it('says what it can do', async () => {
    const { capabilities, serverInfo } = await client.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      capabilities: {},
      workspaceFolders: null,
    });
    await client.sendNotification(InitializedNotification.type, {});
    expect(serverInfo?.name).toBe('imgscan');
    expect(capabilities).toMatchObject({ hoverProvider: true, codeActionProvider: expect.anything() });
  });

  it('publishes diagnostics of a text that is opened, with the settings of its folder', async () => {
    await client.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'dockerfile', version: 1, text },
    });
    const found = await diagnostics((params) => params.version === 1 && !codes(params).includes('DL3006'));
    const add = found.diagnostics.find(({ code }) => code === 'DL3020');
    expect(add).toMatchObject({
      source: 'imgscan',
      severity: 2,
      range: { start: { line: 2, character: 0 }, end: { line: 2, character: 3 } },
    });
  });

  it('offers a fix, a comment that accepts, and all safe fixes', async () => {
    const actions = await client.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range: { start: { line: 2, character: 1 }, end: { line: 2, character: 1 } },
      context: { diagnostics: [] },
    });
    const list = (actions ?? []).filter((action): action is CodeAction => 'kind' in action);
    const titled = (title: string) => list.find((action) => action.title.startsWith(title));
    expect(apply(text, titled('Write COPY'))).toBe(text.replace('ADD', 'COPY'));
    expect(apply(text, titled('Accept DL3020'))).toBe(text.replace('ADD', '# imgscan ignore=DL3020\nADD'));
    const fixAll = await client.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range: all,
      context: { diagnostics: [], only: ['source.fixAll'] },
    });
    expect(fixAll?.map((action) => ('kind' in action ? action.kind : ''))).toEqual(['source.fixAll.imgscan']);
  });

  it('gives the reason on hover, and nothing where nothing is wrong', async () => {
    const hover = (line: number, character: number) =>
      client.sendRequest(HoverRequest.type, { textDocument: { uri }, position: { line, character } });
    expect(JSON.stringify(await hover(2, 1))).toContain('ADD also unpacks archives');
    expect(await hover(3, 3)).toBeNull();
    expect(await hover(500, 3)).toBeNull();
  });

  it('follows the text as it is typed, and answers for the newest', async () => {
    const change = (version: number, changed: string) =>
      client.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version },
        contentChanges: [{ text: changed }],
      });
    await change(2, `${text}ADD b c\n`);
    await change(3, text.replace('ADD', 'COPY'));
    expect(codes(await diagnostics((params) => params.version === 3))).not.toContain('DL3020');
    expect(published.some((params) => params.version === 2)).toBe(false);
    await change(4, 'FROM debian\nRUNN x\n');
    const hover = await client.sendRequest(HoverRequest.type, {
      textDocument: { uri },
      position: { line: 1, character: 0 },
    });
    expect(JSON.stringify(hover)).toContain('unknown instruction RUNN');
    await client.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri } });
  });

  it('takes texts that are no files and no Dockerfiles', async () => {
    const odd = 'untitled:Untitled-1';
    await client.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: {
        uri: odd,
        languageId: 'dockerfile',
        version: 9,
        text: `\u0000${'x'.repeat(1024 * 1024 + 1)}`,
      },
    });
    expect((await diagnostics((params) => params.uri === odd)).diagnostics).toEqual([]);
    await client.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: odd } });
    await diagnostics((params) => params.uri === odd && params.version === undefined);
  });

  it('ends when it is told to', async () => {
    await client.sendRequest(ShutdownRequest.type);
    const ended = once(server, 'exit');
    await client.sendNotification(ExitNotification.type);
    expect((await ended)[0]).toBe(0);
  });
});
