/** What the program shellcheck says of the scripts in RUN, where it is installed. https://www.shellcheck.net */
import { spawn } from 'node:child_process';
import * as v from 'valibot';
import { parseDockerfile } from '../dockerfile/parse.ts';
import type { Script } from '../dockerfile/script.ts';
import { createSubject } from '../lint/create-subject.ts';
import type { DockerfileRule } from '../lint/rule.ts';
import type { RuleProblem } from '../lint/run.ts';
import { baseFamily } from '../lint/shell/base-family.ts';
import { shellRules } from '../lint/shell/list.ts';
import type { Severity } from '../model/finding.ts';

export interface ShellcheckOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Program to run in place of the one on PATH. */
  readonly program?: string;
}

export interface ShellcheckResult {
  readonly problems: readonly RuleProblem[];
  /** Why some scripts were not looked at, one sentence. */
  readonly trouble?: string;
}

/** Of a script that stands alone in a file and knows nothing of the base: sourced files, variables, no shebang. */
const excluded = '1008,1071,1090,1091,1128,2034,2148,2153,2154,2187';
const timeoutMs = 10_000;
const maxOutput = 8 * 1024 * 1024;
const mostScripts = 100;

const levels: Readonly<Record<string, Severity>> = {
  error: 'high',
  warning: 'medium',
  info: 'low',
  style: 'info',
};
const outputSchema = v.object({
  comments: v.array(
    v.object({
      line: v.number(),
      endLine: v.number(),
      column: v.number(),
      endColumn: v.number(),
      level: v.string(),
      code: v.number(),
      message: v.string(),
    }),
  ),
});

/** Undefined where the program is not installed. Checks that are built in are left to the built-in rules. */
export async function runShellcheck(
  text: string,
  options: ShellcheckOptions,
): Promise<ShellcheckResult | undefined> {
  const subject = createSubject(parseDockerfile(text));
  const builtIn = new Set(shellRules.map(({ id }) => id));
  const rules = new Map<string, DockerfileRule>();
  const problems: RuleProblem[] = [];
  const steps = subject.steps.filter(
    ({ instruction, script }) =>
      instruction.keyword === 'RUN' && (script?.dialect === 'sh' || script?.dialect === 'bash'),
  );
  for (const step of steps.slice(0, mostScripts)) {
    const { script } = step;
    if (script === undefined) continue;
    const output = await check(script, options);
    if (output === 'absent') return undefined;
    if (output === 'failed') return { problems, trouble: 'shellcheck could not be run to its end' };
    const knowsBash = baseFamily(subject, step) !== 'posix';
    for (const { code, level, message, ...place } of output.comments) {
      const id = `SC${code}`;
      if (builtIn.has(id) || (knowsBash && code >= 3000 && code < 4000)) continue;
      const rule = rules.get(id) ?? toRule(id, levels[level] ?? 'low', message);
      rules.set(id, rule);
      const range = script.place(
        offsetOf(script, place.line, place.column),
        offsetOf(script, place.endLine, place.endColumn),
      );
      problems.push({ rule, problem: { message, range } });
    }
  }
  if (steps.length <= mostScripts) return { problems };
  return { problems, trouble: `shellcheck looked at the first ${mostScripts} of ${steps.length} scripts` };
}

function toRule(id: string, severity: Severity, message: string): DockerfileRule {
  return {
    id,
    slug: id.toLowerCase(),
    kind: 'dockerfile',
    severity,
    title: message.replace(/[.\s]+$/, ''),
    why: `https://www.shellcheck.net/wiki/${id}`,
    fix: `Read https://www.shellcheck.net/wiki/${id}.`,
    aliases: [],
    bad: '',
    good: '',
    check: () => [],
  };
}

type Output = v.InferOutput<typeof outputSchema> | 'absent' | 'failed';

function check(
  script: Script,
  { environment, signal, program = 'shellcheck' }: ShellcheckOptions,
): Promise<Output> {
  return new Promise((resolve) => {
    const child = spawn(
      program,
      ['--norc', '--format=json1', `--shell=${script.dialect}`, `--exclude=${excluded}`, '-'],
      // Its own settings would change what is found from machine to machine.
      {
        env: { PATH: environment['PATH'], LANG: 'C.UTF-8' },
        stdio: ['pipe', 'pipe', 'ignore'],
        signal,
        timeout: timeoutMs,
      },
    );
    const chunks: Buffer[] = [];
    let total = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      total += chunk.length;
      if (total > maxOutput) child.kill();
      else chunks.push(chunk);
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? 'absent' : 'failed'),
    );
    child.on('close', () => resolve(decode(Buffer.concat(chunks).toString('utf8'))));
    // A program that ends early does not read to the end.
    child.stdin.on('error', () => undefined);
    child.stdin.end(script.text);
  });
}

function decode(text: string): Output {
  try {
    return v.parse(outputSchema, JSON.parse(text));
  } catch {
    return 'failed';
  }
}

/** Lines and columns count from 1, columns in characters. */
function offsetOf({ text }: Script, line: number, column: number): number {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const newline = text.indexOf('\n', start);
    if (newline < 0) return text.length;
    start = newline + 1;
  }
  const rest = [...text.slice(start, start + column * 2)].slice(0, column - 1).join('');
  return Math.min(text.length, start + rest.length);
}
