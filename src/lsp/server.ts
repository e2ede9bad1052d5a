/** The language server: texts as they are edited, reviewed and answered for. https://microsoft.github.io/language-server-protocol/ */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CodeActionKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  LogMessageNotification,
  MessageType,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { ImgscanError } from '../errors.ts';
import { type Review, type ReviewRequest, reviewDockerfile } from '../lint/review.ts';
import { actionsOf, diagnosticsOf, hoverOf } from './features.ts';

/** What the server cannot know by itself. */
export interface ServerHost {
  readonly version: string;
  /** Called once with the folder that is open, if there is one; gives what `prepare` needs. */
  open(folder: string | undefined): Promise<ServerWorkspace>;
}

export interface ServerWorkspace {
  /** What a text is reviewed with: settings, its context, its bases. `path` is absent for a text that is no file. */
  prepare(name: string, path: string | undefined, text: string): Promise<ReviewRequest>;
}

interface OpenText {
  text: string;
  version: number;
  /** Of the last opening or saving: context and bases are not asked for at every key. */
  request?: ReviewRequest;
  review?: Review;
  timer?: NodeJS.Timeout;
}

/** A pause in typing after which a text is reviewed, ms. */
const pauseMs = 150;

/** Serves the connection until the client ends it. */
export function serve(connection: Connection, host: ServerHost): void {
  const texts = new Map<string, OpenText>();
  let workspace: Promise<ServerWorkspace> | undefined;

  const review = (uri: string, open: OpenText): void => {
    if (texts.get(uri) !== open || open.request === undefined) return;
    try {
      open.review = reviewDockerfile({ ...open.request, text: open.text });
    } catch (error) {
      // Too long to be a Dockerfile: nothing is said of it.
      if (!(error instanceof ImgscanError)) throw error;
      delete open.review;
    }
    const diagnostics = open.review === undefined ? [] : [...diagnosticsOf(open.review)];
    void connection.sendDiagnostics({ uri, version: open.version, diagnostics });
  };

  const schedule = (uri: string, open: OpenText): void => {
    clearTimeout(open.timer);
    open.timer = setTimeout(() => review(uri, open), pauseMs);
  };

  /** At once with what the text itself tells, again with what lies beside it. */
  const prepare = async (uri: string, open: OpenText): Promise<void> => {
    const path = pathOf(uri);
    const name = path === undefined ? 'Dockerfile' : basename(path);
    open.request ??= { file: name, text: open.text };
    review(uri, open);
    try {
      open.request = (await (await workspace)?.prepare(name, path, open.text)) ?? open.request;
      review(uri, open);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      void connection.sendNotification(LogMessageNotification.type, { type: MessageType.Warning, message });
    }
  };

  connection.onInitialize((params): InitializeResult => {
    workspace = host.open(folderOf(params));
    // Settings that cannot be read are told with the first text.
    workspace.catch(() => undefined);
    return {
      serverInfo: { name: 'imgscan', version: host.version },
      capabilities: {
        textDocumentSync: {
          openClose: true,
          change: TextDocumentSyncKind.Full,
          save: true,
        },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.SourceFixAll] },
        hoverProvider: true,
      },
    };
  });
  connection.onDidOpenTextDocument(({ textDocument: { uri, text, version } }) => {
    const open: OpenText = { text, version };
    texts.set(uri, open);
    void prepare(uri, open);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const open = texts.get(uri);
    const text = contentChanges.at(-1)?.text;
    if (open === undefined || text === undefined) return;
    open.text = text;
    open.version = version;
    // What shellcheck said stands at places of the old text.
    if (open.request !== undefined) open.request = { ...open.request, foreign: [] };
    schedule(uri, open);
  });
  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => {
    const open = texts.get(uri);
    if (open !== undefined) void prepare(uri, open);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    clearTimeout(texts.get(uri)?.timer);
    texts.delete(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  connection.onCodeAction(({ textDocument: { uri }, range, context }) => {
    const current = currentReview(uri);
    if (current === undefined) return [];
    const wanted = context.only;
    return actionsOf(current, uri, range).filter(
      ({ kind = '' }) =>
        wanted === undefined || wanted.some((only) => kind === only || kind.startsWith(`${only}.`)),
    );
  });
  connection.onHover(({ textDocument: { uri }, position }) => {
    const current = currentReview(uri);
    return current === undefined ? undefined : hoverOf(current, position);
  });

  /** The review of the text as it is now, though the pause is not over. */
  const currentReview = (uri: string): Review | undefined => {
    const open = texts.get(uri);
    if (open === undefined) return undefined;
    if (open.review?.dockerfile.text !== open.text) {
      clearTimeout(open.timer);
      review(uri, open);
    }
    return open.review;
  };
  connection.listen();
}

function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

function folderOf({ workspaceFolders, rootUri }: InitializeParams): string | undefined {
  const uri = workspaceFolders?.[0]?.uri ?? rootUri;
  return uri === undefined || uri === null ? undefined : pathOf(uri);
}
