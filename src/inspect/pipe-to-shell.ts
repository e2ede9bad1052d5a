/** Rule: the build runs a script straight from the network. */
import { type RunCommand, runProblems } from './commands.ts';
import type { ImageRule } from './rule.ts';

const downloader = /^(?:curl|wget|wget2|aria2c)$/;
const interpreter = /^(?:ash|bash|dash|ksh|node|perl|php|python[\d.]*|ruby|sh|zsh)$/;

export const pipeToShell: ImageRule = {
  id: 'pipe-to-shell',
  kind: 'image',
  severity: 'low',
  title: 'The build runs a script straight from the network',
  why: 'Nothing checks what is run as root: whoever controls the server, or a download cut short, decides what is in the image.',
  fix: 'Download the script in a step of its own, compare its checksum, then run it.',
  aliases: [],
  *check({ footprint }) {
    yield* runProblems(
      footprint,
      (commands) => commands.flatMap((command, at) => describe(command, commands, at)),
      ([what]) => `The build runs what the network sends: \`${what}\`.`,
    );
  },
};

/** Names only: the arguments can hold tokens. */
function describe(command: RunCommand, commands: readonly RunCommand[], at: number): string[] {
  if (downloader.test(command.name) && command.piped) {
    const end = commands.findIndex(({ piped }, index) => index > at && !piped);
    const runner = commands
      .slice(at + 1, end === -1 ? undefined : end + 1)
      .find(({ name }) => interpreter.test(name));
    return runner === undefined ? [] : [`${command.name} | ${runner.name}`];
  }
  if (!interpreter.test(command.name)) return [];
  const substitution = command.words.find((word) => /^(?:<\(|\$\(|`)\s*(?:curl|wget)\b/.test(word));
  return substitution === undefined
    ? []
    : [`${command.name} ${substitution.slice(0, 2)}${/curl|wget/.exec(substitution)?.[0]} ...)`];
}
