/** Rule: RUN uses an argument that is declared before FROM only. https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact */
import type { ShellCommand } from '../../dockerfile/shell.ts';
import { stepsOf } from '../query.ts';
import { insertBefore } from '../reading/edit.ts';
import { foundationOf } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';
import type { Step } from '../steps.ts';

export const lostArgument: DockerfileRule = {
  id: 'lost-argument',
  slug: 'argument-lost-after-from',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'RUN uses an argument that ended at FROM',
  why: 'An ARG before the first FROM is for FROM only. In the stage the variable is empty, whatever `--build-arg` says.',
  fix: 'Declare it again in the stage: `ARG NAME`, without a value.',
  aliases: [],
  bad: 'ARG VERSION=1.2\nFROM debian:13-slim\nRUN make VERSION=$VERSION\n',
  good: 'ARG VERSION=1.2\nFROM debian:13-slim\nARG VERSION\nRUN make VERSION=$VERSION\n',
  *check(subject) {
    const globals = subject.stages[0]?.steps[0]?.variables;
    const names = new Set(globals?.names());
    if (names.size === 0) return;
    const told = new Set<string>();
    for (const step of stepsOf(subject, 'RUN')) {
      if (step.stage < 0 || step.isTrigger) continue;
      const uses = namesUsed(step).filter(({ name }) => names.has(name) && !step.variables.isDeclared(name));
      if (uses.length === 0) continue;
      const given = foundationOf(subject, step.stage)?.facts?.config.env ?? [];
      const own = new Set(namesSet(step));
      for (const { name, range } of uses) {
        if (own.has(name)) continue;
        const key = `${step.stage} ${name}`;
        if (told.has(key) || given.some((setting) => setting.startsWith(`${name}=`))) continue;
        told.add(key);
        yield {
          message: `\`$${name}\` is empty here: the ARG before FROM is for FROM only, until the stage declares it again.`,
          range,
          fix: {
            title: `Declare ${name} in the stage`,
            safety: 'safe',
            edits: [insertBefore(subject.dockerfile, step.instruction, `ARG ${name}`)],
          },
        };
      }
    }
  },
};

/** Variables that the script sets itself, in whatever way. */
function namesSet({ script }: Step): readonly string[] {
  const text = script?.text ?? '';
  return [
    ...text.matchAll(/\b(?:for|read|export|local|declare)\s+(?:-\w+\s+)*([A-Za-z_]\w*)|\b([A-Za-z_]\w*)=/g),
  ]
    .flatMap(([, named, assigned]) => {
      const name = named ?? assigned;
      // `make VERSION=$VERSION` sets it for make.
      return name === undefined ? [] : [name];
    })
    .filter(
      (name) =>
        assigns(script?.commands ?? [], name) ||
        new RegExp(`\\b(?:for|read|export|local|declare)\\s+(?:-\\w+\\s+)*${name}\\b`).test(text),
    );
}

function assigns(commands: readonly ShellCommand[], name: string): boolean {
  return commands.some((command) => command.sets.some((set) => set.name === name));
}

function namesUsed({ script }: Step): readonly {
  readonly name: string;
  readonly range: { readonly start: number; readonly end: number };
}[] {
  return (script?.commands ?? []).flatMap(({ nameWord, redirects, sets, words }) =>
    [nameWord, ...words, ...sets.map(({ value }) => value), ...redirects.map(({ target }) => target)].flatMap(
      (word) =>
        (word?.parts ?? []).flatMap(({ kind, name, range, text }) =>
          // `${NAME:-x}` says what happens without.
          kind === 'variable' &&
          name !== undefined &&
          /^[A-Za-z_]\w*$/.test(name) &&
          !/^\$\{\w+:?[-+?=]/.test(text)
            ? [{ name, range }]
            : [],
        ),
    ),
  );
}
