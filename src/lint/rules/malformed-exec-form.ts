/** Rule: what is meant to be a JSON array is none. https://docs.docker.com/reference/dockerfile/#exec-form */
import { writeExecForm } from '../../dockerfile/write.ts';
import { stepsOf } from '../query.ts';
import { replace } from '../reading/edit.ts';
import type { DockerfileRule } from '../rule.ts';

export const malformedExecForm: DockerfileRule = {
  id: 'ID.20013',
  slug: 'malformed-exec-form',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'A JSON array is written wrongly',
  why: 'What is not JSON is taken for the shell form: the shell looks for a program called `[`, and COPY for files with brackets in their names.',
  fix: 'Write strings in double quotes with commas between them.',
  aliases: [],
  bad: "FROM node:24-slim\nCMD ['node', 'server.js']\n",
  good: 'FROM node:24-slim\nCMD ["node", "server.js"]\n',
  *check(subject) {
    const carriers = stepsOf(
      subject,
      'ADD',
      'CMD',
      'COPY',
      'ENTRYPOINT',
      'RUN',
      'SHELL',
      'VOLUME',
      'HEALTHCHECK',
    );
    for (const { instruction, script } of carriers) {
      const { keyword, json, argumentRange } = instruction;
      if (json !== undefined) continue;
      const isProbe = keyword === 'HEALTHCHECK' && script !== undefined && script.text !== '';
      const text = (isProbe ? script.text : instruction.argument).trim();
      // `[ -f x ]` is a command of the shell; what JSON would have and a test has not tells them apart.
      const looksMeant =
        keyword === 'RUN'
          ? /^\[["'“”‘’]|["'“”‘’]\s*,\s*["'“”‘’]/
          : /^\[\s*(?:["'“”‘’]|[\w./-]+["'“”‘’]?\s*,)/;
      if (!(text.startsWith('[') && looksMeant.test(text)) && !(keyword === 'SHELL' && text !== '')) continue;
      const strings = simpleStrings(text);
      if (isProbe && text.startsWith('[') && isStrings(text)) continue;
      yield {
        message: `${keyword} begins like a JSON array and is none, so that it is read in the shell form.`,
        range: isProbe ? script.place(0, script.text.length) : argumentRange,
        ...(strings === undefined
          ? {}
          : {
              fix: {
                title: 'Write it as JSON',
                safety: 'safe' as const,
                edits: [
                  replace(
                    isProbe ? script.place(0, script.text.length) : argumentRange,
                    writeExecForm(strings),
                  ),
                ],
              },
            }),
      };
    }
  },
};

function isStrings(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string');
  } catch {
    return false;
  }
}

/** The strings of `['a', "b", ]`: single or curly quotes, a comma too many; undefined for anything less clear. */
function simpleStrings(text: string): readonly string[] | undefined {
  const inner = /^\[(.*)\]$/s.exec(text)?.[1];
  if (inner === undefined || inner.length > 4096) return undefined;
  const items = inner.replace(/,\s*$/, '').split(',');
  const strings = items.map((item) =>
    /^\s*(?:'([^'"\\]*)'|"([^'"\\]*)"|[“”]([^"“”\\]*)[“”]|[‘’]([^"‘’\\]*)[‘’])\s*$/.exec(item),
  );
  const values = strings.map((match) => match?.slice(1).find((value) => value !== undefined));
  return values.every((value) => value !== undefined) ? values : undefined;
}
