/** `imgscan lsp`: Dockerfile reviews in an editor, over standard input and output. */
import { dirname } from 'node:path';
import { createConnection } from 'vscode-languageserver/node';
import { serve } from '../../lsp/server.ts';
import { readSettings } from '../dockerfile-settings.ts';
import { createReviewer } from '../reviewer.ts';
import { version } from '../version.ts';

/** The options as commander hands them over. */
export interface LspFlags {
  readonly offline?: boolean;
  readonly shellcheck: boolean;
}

/** Serves until the client ends the connection, which ends the process. */
export async function lspCommand(flags: LspFlags, signal: AbortSignal): Promise<void> {
  const connection = createConnection(process.stdin, process.stdout);
  serve(connection, {
    version,
    async open(folder) {
      const none = { pragmas: true, trustedRegistry: [] };
      const { settings } = await readSettings(none, folder ?? '.');
      const reviewer = await createReviewer({
        settings,
        offline: flags.offline === true,
        shellcheck: flags.shellcheck,
        isLasting: true,
        signal,
      });
      return {
        async prepare(name, path, text) {
          const context = path === undefined ? {} : { context: dirname(path) };
          const { request } = await reviewer.prepare({
            file: name,
            text,
            ...context,
            buildArguments: new Map(),
          });
          return request;
        },
      };
    },
  });
  // The library ends the process when the client says exit, or goes away.
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
