/** Rule: an instruction uses a variable that is not set there. https://docs.docker.com/reference/build-checks/undefined-var/ */
import type { Flag, Word } from '../../dockerfile/syntax.ts';
import { stepsOf } from '../query.ts';
import { insertBefore } from '../reading/edit.ts';
import { nearest } from '../reading/nearest.ts';
import { foundationOf } from '../reading/stage.ts';
import { variablesIn } from '../reading/variables-in.ts';
import type { DockerfileRule } from '../rule.ts';

const expanding = ['ADD', 'ARG', 'COPY', 'ENV', 'EXPOSE', 'LABEL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'];

export const undefinedVariable: DockerfileRule = {
  id: 'UndefinedVar',
  slug: 'undefined-variable',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'A variable is used that is not set',
  why: 'It is replaced by nothing: paths, names and versions come out short, and the build goes on.',
  fix: 'Declare it with ARG or ENV in the same stage, before its use.',
  aliases: [],
  bad: 'ARG VERSION=1.2\nFROM scratch\nCOPY app-$VERSION /app\n',
  good: 'ARG VERSION=1.2\nFROM scratch\nARG VERSION\nCOPY app-$VERSION /app\n',
  *check(subject) {
    const { dockerfile, stages } = subject;
    const globals = stages[0]?.steps[0]?.variables;
    const seen = new Set<string>();
    for (const step of stepsOf(subject, ...expanding)) {
      if (step.stage < 0 || step.isTrigger) continue;
      const foundation = foundationOf(subject, step.stage);
      const given = new Set(
        (foundation?.facts?.config.env ?? []).map((setting) => setting.replace(/=.*$/s, '')),
      );
      const isBaseKnown = foundation?.isScratch === true || foundation?.facts !== undefined;
      for (const { text, range } of [...step.instruction.words, ...flagWords(step.instruction.flags)]) {
        for (const { name, hasDefault } of variablesIn(text, dockerfile.escaper)) {
          if (hasDefault || step.variables.isDeclared(name) || given.has(name)) continue;
          const isGlobal = globals?.names().includes(name) === true;
          const near = nearest(name, [...step.variables.names(), ...given, 'PATH']);
          // The base, which is not known, may set it.
          if (!isBaseKnown && !isGlobal && near === undefined) continue;
          const key = `${step.stage} ${name}`;
          // One ARG serves the whole rest of the stage.
          if (isGlobal && seen.has(key)) continue;
          seen.add(key);
          yield {
            message: isGlobal
              ? `\`$${name}\` is empty here: the ARG before FROM is for FROM only, until the stage declares it again.`
              : `\`$${name}\` is not set here.${near === undefined ? '' : ` Is \`$${near}\` meant?`}`,
            range,
            ...(isGlobal
              ? {
                  fix: {
                    title: `Declare ${name} in the stage`,
                    safety: 'safe' as const,
                    edits: [insertBefore(dockerfile, step.instruction, `ARG ${name}`)],
                  },
                }
              : {}),
          };
        }
      }
    }
  },
};

function flagWords(flags: readonly Flag[]): readonly Word[] {
  return flags.flatMap(({ value, range }) => (value === undefined ? [] : [{ text: value, range }]));
}
