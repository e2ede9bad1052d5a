/** Rule: an instruction uses a variable that is not set there. https://docs.docker.com/reference/build-checks/undefined-var/ */
import type { Flag, Word } from '../../dockerfile/syntax.ts';
import { stepsOf } from '../query.ts';
import { insertBefore } from '../reading/edit.ts';
import { nearest } from '../reading/nearest.ts';
import { foundationOf } from '../reading/stage.ts';
import { variablesIn } from '../reading/variables-in.ts';
import type { DockerfileRule } from '../rule.ts';
import type { Step } from '../steps.ts';
import type { LintSubject } from '../subject.ts';

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
    const globals = new Set(stages[0]?.steps[0]?.variables.names());
    const seen = new Set<string>();
    const bases = stages.map(({ index }) => knownBase(subject, index));
    const suggest = createSuggester();
    for (const step of stepsOf(subject, ...expanding)) {
      const base = bases[step.stage];
      if (base === undefined || step.isTrigger) continue;
      for (const { text, range } of [...step.instruction.words, ...flagWords(step.instruction.flags)]) {
        for (const { name, hasDefault } of variablesIn(text, dockerfile.escaper)) {
          if (hasDefault || step.variables.isDeclared(name) || base.given.has(name)) continue;
          const isGlobal = globals.has(name);
          const near = isGlobal ? undefined : suggest(name, step, base.given);
          // The base, which is not known, may set it.
          if (!base.isKnown && !isGlobal && near === undefined) continue;
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

interface KnownBase {
  readonly isKnown: boolean;
  /** Names that the base's config sets. */
  readonly given: ReadonlySet<string>;
}

function knownBase(subject: LintSubject, index: number): KnownBase {
  const foundation = foundationOf(subject, index);
  const env = foundation?.facts?.config.env ?? [];
  return {
    isKnown: foundation?.isScratch === true || foundation?.facts !== undefined,
    given: new Set(env.map((setting) => setting.replace(/=.*$/s, ''))),
  };
}

/** Names that are looked for: a file that mistypes more of them was made to take time. */
const mostSuggestions = 100;

function createSuggester(): (name: string, step: Step, given: ReadonlySet<string>) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (name, step, given) => {
    const key = `${step.stage} ${name}`;
    if (!known.has(key)) {
      if (known.size >= mostSuggestions) return undefined;
      known.set(key, nearest(name, ['PATH', ...step.variables.names(), ...given]));
    }
    return known.get(key);
  };
}

function flagWords(flags: readonly Flag[]): readonly Word[] {
  return flags.flatMap(({ value, range }) => (value === undefined ? [] : [{ text: value, range }]));
}
