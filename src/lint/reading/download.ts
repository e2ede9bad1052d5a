/** What RUN downloads, and where it puts it. */
import type { ShellWord } from '../../dockerfile/shell.ts';
import type { RunCommand } from '../query.ts';
import { type Option, readArguments } from './arguments.ts';

export interface Download {
  readonly command: RunCommand;
  /** The first of its URLs. */
  readonly url: ShellWord;
  /** The file that it is written to, as the shell's words have it; `''` for standard output. */
  readonly file: string;
}

const curlValued: ReadonlySet<string> = new Set(
  'A user-agent b cookie c cookie-jar cacert cert C continue-at connect-timeout d data data-binary data-raw data-urlencode D dump-header e referer E F form H header interface K config key limit-rate m max-time o output output-dir ftp-port proto proto-redir r range resolve retry retry-delay retry-max-time T upload-file u user U proxy-user w write-out x proxy X request Y speed-limit y speed-time z time-cond'.split(
    ' ',
  ),
);
const wgetValued: ReadonlySet<string> = new Set(
  'a append-output e execute header i input-file o output-file O output-document P directory-prefix password post-data post-file T timeout t tries U user-agent user w wait waitretry'.split(
    ' ',
  ),
);

/** The command as a download from the network; undefined for anything else, uploads and requests to itself included. */
export function readDownload(command: RunCommand): Download | undefined {
  const valued =
    command.program === 'curl' ? curlValued : /^wget2?$/.test(command.program) ? wgetValued : undefined;
  if (valued === undefined) return undefined;
  const { operands, options } = readArguments(command.words, valued);
  const url = operands.find(({ value }) => /^["']?(?:https?|ftp):\/\//.test(value));
  if (url === undefined || /^["']?https?:\/\/(?:localhost|127\.|\[::1\])/.test(url.value)) return undefined;
  const asks = options.some(({ name }) =>
    ['I', 'head', 'spider', 'T', 'upload-file', 'd', 'data', 'X', 'request'].includes(name),
  );
  return asks ? undefined : { command, url, file: fileOf(command, url.value, options) };
}

function fileOf({ command, program }: RunCommand, url: string, options: readonly Option[]): string {
  const isCurl = program === 'curl';
  const names = isCurl ? ['o', 'output'] : ['O', 'output-document'];
  const named = options.find(({ name }) => names.includes(name))?.value;
  const redirect = command.redirects.find(
    ({ descriptor, operator }) => (descriptor ?? 1) === 1 && /^(?:>>?|>\||&>>?)$/.test(operator),
  )?.target?.value;
  const written = named === undefined ? redirect : typeof named === 'string' ? named : named.value;
  if (written === '-') return redirect ?? '';
  if (written !== undefined) return written;
  const isStdout = isCurl && !options.some(({ name }) => name === 'O' || name === 'remote-name');
  const path = url.replace(/["']/g, '').replace(/[?#].*$/, '');
  return isStdout ? '' : path.slice(path.lastIndexOf('/') + 1);
}

/** Programs that compare what was downloaded with what was meant. */
export const verifier =
  /^(?:b2sum|cosign|crane|gpg|gpgv|gpg2|md5sum|minisign|openssl|rhash|rpm|rpmkeys|sha1sum|sha224sum|sha256sum|sha384sum|sha512sum|shasum|signify|sum|cksum|slsa-verifier|gh|xsum)$/;
