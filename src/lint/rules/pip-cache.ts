/** Rule: pip's cache stays in the layer. https://pip.pypa.io/en/stable/topics/caching/ */
import { type RunCommand, runCommands } from '../query.ts';
import { hasAny, readCall } from '../reading/arguments.ts';
import { removes } from '../reading/cleaning.ts';
import { fixIn, insertAt } from '../reading/edit.ts';
import { createLast } from '../reading/last.ts';
import { pip } from '../reading/managers.ts';
import { keepsOut } from '../reading/mount.ts';
import { asPip } from '../reading/pip.ts';
import { isShipped, shippedStages } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

const actions: ReadonlySet<string> = new Set(['download', 'install', 'wheel']);
const on = /^(?:1|on|true|yes|t|y)$/i;

export const pipCache: DockerfileRule = {
  id: 'DL3042',
  slug: 'pip-cache',
  kind: 'waste',
  severity: 'low',
  title: "pip's cache stays in the layer",
  why: 'Every package is in the layer twice: installed, and as the archive that it came in, which nothing reads any more.',
  fix: 'Add `--no-cache-dir`, or mount a cache on /root/.cache/pip.',
  aliases: [],
  bad: 'FROM python:3.13-slim\nRUN pip install flask==3.1.0\n',
  good: 'FROM python:3.13-slim\nRUN pip install --no-cache-dir flask==3.1.0\n',
  *check(subject) {
    const shipped = shippedStages(subject);
    const lastCleaning = createLast(isCleaning);
    for (const command of runCommands(subject).map(asPip)) {
      const call = command.program === 'pip' ? readCall(command, pip, actions) : undefined;
      if (call === undefined || !isShipped(command.step, shipped)) continue;
      if (
        hasAny(call, 'no-cache-dir', 'no-cache', 'cache-dir') ||
        keepsOut(command.step, '.cache/pip', '.cache', '/pip')
      )
        continue;
      if (isSwitchedOff(command)) continue;
      if (lastCleaning(command.step) > command.command.range.start) continue;
      yield {
        message: `\`pip ${call.action.value}\` leaves what it downloaded in the layer.`,
        range: { start: command.programRange.start, end: call.action.range.end },
        ...fixIn(command.step, {
          title: 'Add --no-cache-dir',
          safety: 'safe',
          edits: [insertAt(call.action.range.end, ' --no-cache-dir')],
        }),
      };
    }
  },
};

function isCleaning(command: RunCommand): boolean {
  return (
    removes(command, /\.cache/) ||
    /^cache purge/.test(
      asPip(command)
        .words.map(({ value }) => value)
        .join(' '),
    )
  );
}

/** By PIP_NO_CACHE_DIR: of the stage, of the command, exported before it, or not known. */
function isSwitchedOff({ step, command }: RunCommand): boolean {
  const name = 'PIP_NO_CACHE_DIR';
  if (step.variables.isDeclared(name)) return on.test(step.variables.get(name) ?? 'on');
  const assigned = command.sets.find((set) => set.name === name)?.value?.value;
  if (assigned !== undefined) return on.test(assigned);
  const exported = new RegExp(`\\b${name}=["']?([^\\s;&"']*)`).exec(step.script?.text ?? '')?.[1];
  return exported !== undefined && on.test(exported);
}
