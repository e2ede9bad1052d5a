/** Rule: a variable in a JSON array, which nothing expands. https://docs.docker.com/reference/dockerfile/#exec-form */
import { stepsOf } from '../query.ts';
import type { DockerfileRule } from '../rule.ts';

const shell =
  /(?:^|\/)(?:ba|da|a|z|k|fi)?sh$|^(?:cmd|powershell|pwsh)(?:\.exe)?$|(?:^|\/)(?:awk|perl|python[\d.]*|node|ruby|php|jq|envsubst|sed|make|gosu|tini|dumb-init)$/;

export const execFormVariable: DockerfileRule = {
  id: 'exec-form-variable',
  slug: 'unexpanded-variable',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'A variable in a JSON array is not expanded',
  why: 'Without a shell the program gets the text with its dollar sign; only a few programs look into it themselves.',
  fix: 'Run it through a shell: `["sh", "-c", "exec app --port $PORT"]`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nCMD ["/srv/run", "--port", "$PORT"]\n',
  good: 'FROM debian:13-slim\nCMD ["sh", "-c", "exec /srv/run --port $PORT"]\n',
  *check(subject) {
    for (const { instruction, script } of stepsOf(subject, 'CMD', 'ENTRYPOINT', 'RUN')) {
      const { json } = instruction;
      if (json === undefined || script?.dialect !== 'exec' || json.some((word) => shell.test(word))) continue;
      // Only what is a variable alone, or a path or option around one.
      const at = json.findIndex((word) =>
        /^(?:[\w./:=-]*)\$(?:[A-Z_][A-Z0-9_]*|\{[A-Z_][A-Z0-9_]*\})(?:[\w./:-]*)$/.test(word),
      );
      if (at < 0) continue;
      const command = script.commands[0];
      const range =
        (at === 0 ? command?.nameWord?.range : command?.words[at - 1]?.range) ?? instruction.argumentRange;
      yield { message: `Nothing replaces \`${json[at]}\`: no shell runs here.`, range };
    }
  },
};
