/** What the command line and the environment say of how to reach registries. */
import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ImgscanError } from '../errors.ts';
import type { RegistryOptions } from '../registry/client.ts';
import type { Mirror } from '../registry/mirror.ts';

/** The registry options as commander hands them over. */
export interface RegistryFlags {
  readonly username?: string;
  readonly passwordStdin?: boolean;
  readonly insecure?: boolean;
  readonly caFile?: string;
  readonly cert?: string;
  readonly key?: string;
  /** `REGISTRY=MIRROR` each. */
  readonly mirror: readonly string[];
}

/** Reads the password from standard input when it is asked for; USAGE when options do not go together. */
export async function readRegistryOptions(
  flags: RegistryFlags,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<RegistryOptions> {
  const { username, passwordStdin, insecure, caFile, cert, key } = flags;
  if ((username === undefined) !== (passwordStdin !== true)) {
    throw new ImgscanError('USAGE', '--username and --password-stdin go together, found only one of them');
  }
  if ((cert === undefined) !== (key === undefined)) {
    throw new ImgscanError('USAGE', '--cert and --key go together, found only one of them');
  }
  return {
    environment,
    ...(username === undefined ? {} : { credentials: { username, password: await readPassword(signal) } }),
    ...(insecure === undefined ? {} : { insecure }),
    ...(caFile === undefined ? {} : { caFile }),
    ...(cert === undefined || key === undefined
      ? {}
      : { clientCertificate: { certFile: cert, keyFile: key } }),
    mirrors: parseMirrors(flags.mirror),
  };
}

/** `echo` ends a password with a line break that is not part of it. */
async function readPassword(signal: AbortSignal): Promise<string> {
  const password = (await text(addAbortSignal(signal, process.stdin))).replace(/\r?\n$/, '');
  if (password === '') throw new ImgscanError('USAGE', '--password-stdin: standard input is empty');
  return password;
}

function parseMirrors(texts: readonly string[]): readonly Mirror[] {
  return texts.map((mirror) => {
    const cut = mirror.indexOf('=');
    if (cut < 1 || cut === mirror.length - 1) {
      throw new ImgscanError(
        'USAGE',
        `--mirror ${JSON.stringify(mirror)}: expected REGISTRY=MIRROR, as in docker.io=mirror.example.com`,
      );
    }
    return { registry: mirror.slice(0, cut), mirrors: [mirror.slice(cut + 1)] };
  });
}
