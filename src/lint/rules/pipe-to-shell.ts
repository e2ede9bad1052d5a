/** Rule: RUN hands a download to an interpreter. */
import { commandsOf, type RunCommand, stepsOf } from '../query.ts';
import type { DockerfileRule } from '../rule.ts';

const downloader = /^(?:curl|wget|wget2|aria2c|fetch)$/;
const interpreter = /^(?:ash|bash|dash|ksh|node|perl|php|python[\d.]*|ruby|sh|zsh)$/;

export const pipeToShell: DockerfileRule = {
  id: 'pipe-to-shell',
  slug: 'curl-pipe-shell',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'A script is run straight from the network',
  why: 'Nothing checks what runs as root in the build: whoever controls the server, or a connection that breaks in the middle, decides what is in the image.',
  fix: 'Download the script in a step of its own, compare its checksum, then run it.',
  aliases: [],
  bad: 'FROM debian:13-slim\nRUN curl -fsSL https://example.com/install.sh | sh\n',
  good: 'FROM debian:13-slim\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/install.sh /tmp/\nRUN sh /tmp/install.sh\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'RUN')) {
      const commands = commandsOf(step);
      for (const [at, run] of commands.entries()) {
        const end = downloader.test(run.program) ? pipedInto(run, commands.slice(at + 1)) : undefined;
        if (end !== undefined) {
          yield {
            message: `\`${end.program}\` runs whatever \`${run.program}\` gets.`,
            range: { start: run.command.range.start, end: end.command.range.end },
          };
        } else if (interpreter.test(run.program) && run.words.some(isDownload)) {
          yield { message: `\`${run.program}\` runs whatever the download gives.`, range: run.command.range };
        }
      }
    }
  },
};

/** The interpreter at the end of the pipe, decompressors in between or not. */
function pipedInto({ command }: RunCommand, later: readonly RunCommand[]): RunCommand | undefined {
  if (command.pipe === undefined) return undefined;
  return later.find((other) => {
    if (other.command.pipe !== command.pipe || !interpreter.test(other.program)) return false;
    // With a script of its own the interpreter reads the download as data.
    const operands = other.words.filter(({ value }) => !value.startsWith('-'));
    const reads = other.words.some(({ value }) => /^-[a-z]*[ce]$|^-m$/.test(value));
    const isFirst =
      operands[0] === undefined ||
      operands[0].value === '-' ||
      /^(?:-s|-)$/.test(other.words[0]?.value ?? '');
    return isFirst && !reads;
  });
}

function isDownload({ parts }: RunCommand['words'][number]): boolean {
  return parts.some(
    ({ kind, text }) =>
      (kind === 'command' || kind === 'process') && /^(?:[<>]\(|\$\(|`)\s*(?:curl|wget)\b/.test(text),
  );
}
