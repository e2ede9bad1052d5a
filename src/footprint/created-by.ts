/** One history line of any builder as the Dockerfile instruction it stands for. https://github.com/opencontainers/image-spec/blob/main/config.md */
import { readGoList, readHealthcheck } from './go-format.ts';

export interface BuildLine {
  /** Upper case; `UNKNOWN` when it is no Dockerfile instruction. */
  readonly keyword: string;
  /** With its keyword; `COPY file:<hash> in <path>` stays as the classic builder writes it: it keeps no source. */
  readonly text: string;
}

const keywords: ReadonlySet<string> = new Set([
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);

/**
 * Reads `created_by` of the classic builder (`/bin/sh -c #(nop) CMD ["x"]`, `|1 A=b /bin/sh -c make`), BuildKit
 * (`RUN /bin/sh -c make # buildkit`), buildah, podman and kaniko. Build argument values are left out of the text.
 */
export function readCreatedBy(createdBy: string): BuildLine {
  const line = createdBy
    .trim()
    .replace(/# buildkit$/, '')
    .trimEnd();
  const instruction = readInstruction(line) ?? readInstruction(afterMarker(line) ?? '');
  if (instruction !== undefined) return instruction;
  const command = line.startsWith('|') ? commandAfterArguments(line) : commandOfShell(line);
  if (command !== undefined) return { keyword: 'RUN', text: `RUN ${command.trim()}` };
  return { keyword: 'UNKNOWN', text: line };
}

/** What follows the classic builder's mark for steps that ran nothing; before it stands only the shell in force. */
function afterMarker(line: string): string | undefined {
  const marker = line.indexOf('#(nop)');
  if (marker < 0) return undefined;
  const isBare = /^\S+(?: [-+/]\S+| pipefail){1,8} $/.test(line.slice(0, Math.min(marker, 256)));
  if (!isBare && !line.startsWith('powershell ')) return undefined;
  return line.slice(marker + '#(nop)'.length).trim();
}

function readInstruction(line: string): BuildLine | undefined {
  const space = line.search(/\s/);
  const word = space < 0 ? line : line.slice(0, space);
  const keyword = word.toUpperCase();
  // `env` and `user` are also programs; builders write their keywords in upper case.
  if (!keywords.has(keyword) || word !== keyword) return undefined;
  const rest = line.slice(word.length).trim();
  return { keyword, text: `${keyword} ${cleanArguments(keyword, rest)}`.trim() };
}

function cleanArguments(keyword: string, rest: string): string {
  switch (keyword) {
    case 'RUN':
      return (rest.startsWith('|') ? commandAfterArguments(rest) : (commandOfShell(rest) ?? rest)).trim();
    case 'CMD':
    case 'ENTRYPOINT': {
      const words = readGoList(rest);
      const [shell = '', flag, command, ...more] = words ?? [];
      // Only the default shell: another one would have to be set first. In brackets it would be a list again.
      const isShellForm = shell === '/bin/sh' && flag === '-c' && more.length === 0;
      if (
        isShellForm &&
        command !== undefined &&
        /^[^\s[][^\n\r]*$/.test(command) &&
        !command.endsWith('\\')
      ) {
        return command;
      }
      return words === undefined ? rest : jsonList(words);
    }
    case 'SHELL':
    case 'VOLUME': {
      const words = readGoList(rest);
      return words === undefined ? rest : jsonList(words);
    }
    case 'EXPOSE':
      // BuildKit prints Go's map: `map[443/tcp:{} 80/tcp:{}]`.
      return rest.startsWith('map[') ? rest.slice(4).replace(/\]$/, '').replaceAll(':{}', '') : rest;
    case 'HEALTHCHECK':
      return readHealthcheck(rest) ?? rest;
    default:
      return rest;
  }
}

/** What a shell was told to run: `/bin/bash -o pipefail -c make` says `make`. */
function commandOfShell(text: string): string | undefined {
  let start = text.indexOf(' ') + 1;
  if (start === 0 || !isShell(text.slice(0, start - 1))) return undefined;
  for (let count = 0; count < 8 && start < text.length; count += 1) {
    const space = text.indexOf(' ', start);
    const end = space < 0 ? text.length : space;
    const word = text.slice(start, end);
    start = end + 1;
    if (/^(?:-[A-Za-z]*c|-Command|\/[Cc])$/.test(word)) return text.slice(start);
    if (!/^(?:[-+/]|(?:pipefail|errexit|nounset|xtrace)$)/.test(word)) return undefined;
  }
  return undefined;
}

/**
 * The command after `|2 A=b C=d`. The values are not quoted, so the count of words does not tell where they end;
 * the shell does.
 */
function commandAfterArguments(text: string): string {
  for (let space = text.indexOf(' '); space >= 0; space = text.indexOf(' ', space + 1)) {
    const command = commandOfShell(text.slice(space + 1));
    if (command !== undefined) return command;
  }
  const words = text.split(' ');
  return words.slice(1 + Number(/^\|(\d{1,4})/.exec(text)?.[1] ?? 0)).join(' ');
}

function isShell(program: string): boolean {
  const name = program.slice(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1);
  return /^(?:(?:ba|da|a|z|k|mk|fi)?sh|cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh)$/i.test(name);
}

function jsonList(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}
