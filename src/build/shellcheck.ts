/** What the program shellcheck says of the scripts in RUN, where it is installed. https://www.shellcheck.net */
import { parseDockerfile } from '../dockerfile/parse.ts';
import type { Script } from '../dockerfile/script.ts';
import { createSubject } from '../lint/create-subject.ts';
import { baseFamily } from '../lint/reading/base-family.ts';
import type { DockerfileRule } from '../lint/rule.ts';
import type { RuleProblem } from '../lint/run.ts';
import { shellRules } from '../lint/shell/list.ts';
import type { Severity } from '../model/finding.ts';
import type { ScriptChecker } from './script-checker.ts';

export interface ShellcheckResult {
  readonly problems: readonly RuleProblem[];
  /** Why some scripts were not looked at, one sentence. */
  readonly trouble?: string;
}

const mostScripts = 100;

const levels: Readonly<Record<string, Severity>> = {
  error: 'high',
  warning: 'medium',
  info: 'low',
  style: 'info',
};
/** Undefined where the program is not installed. Checks that are built in are left to the built-in rules. */
export async function runShellcheck(
  text: string,
  checker: ScriptChecker,
): Promise<ShellcheckResult | undefined> {
  const subject = createSubject(parseDockerfile(text));
  const builtIn = new Set(shellRules.map(({ id }) => id));
  const rules = new Map<string, DockerfileRule>();
  const problems: RuleProblem[] = [];
  const steps = subject.steps.filter(
    ({ instruction, script }) =>
      instruction.keyword === 'RUN' && (script?.dialect === 'sh' || script?.dialect === 'bash'),
  );
  const asked = steps.slice(0, mostScripts).map(({ script }) => script && checker.check(script));
  let trouble: string | undefined;
  for (const [index, output] of (await Promise.all(asked)).entries()) {
    const step = steps[index];
    const script = step?.script;
    if (output === 'absent') return undefined;
    if (output === 'failed') trouble = 'shellcheck could not be run to its end';
    if (step === undefined || script === undefined || output === undefined || output === 'failed') continue;
    const knowsBash = baseFamily(subject, step) !== 'posix';
    for (const { code, level, message, ...place } of output) {
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
  if (steps.length > mostScripts)
    trouble ??= `shellcheck looked at the first ${mostScripts} of ${steps.length} scripts`;
  return { problems, ...(trouble === undefined ? {} : { trouble }) };
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
