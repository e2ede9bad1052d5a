/** Build arguments that are called like secrets, handed over by mounts that leave no trace. https://docs.docker.com/build/building/secrets/ */
import { readPairs } from '../dockerfile/pairs.ts';
import { isSecretName } from '../dockerfile/render.ts';
import type { Stage } from '../dockerfile/stages.ts';
import type { DockerfileInstruction } from '../dockerfile/syntax.ts';
import type { TextEdit } from './builder.ts';
import type { Mounts } from './mounts.ts';
import type { Subject } from './subject.ts';

/** Edits of stages whose ARG has no default and is used by RUN in shell form alone; none where nobody asked. */
export function secretMounts({ input, stages, dockerfile }: Subject): Mounts {
  if (input.dockerfile === undefined || input.wishes?.secretMounts !== true)
    return { edits: [], changes: [] };
  const edits: TextEdit[] = [];
  const names = new Set<string>();
  for (const stage of stages) {
    for (const [index, instruction] of stage.instructions.entries()) {
      const name = secretOf(instruction);
      const steps = name === undefined ? undefined : stepsAfter(stage, index, name);
      if (name === undefined || steps === undefined) continue;
      names.add(name);
      edits.push({ range: lineOf(dockerfile.text, instruction), text: '' });
      // As the argument was, a variable of every step; the form with env= is unknown to many builders.
      const text = ` --mount=type=secret,id=${name}`;
      const read = `export ${name}="$(cat /run/secrets/${name} 2>/dev/null)" && `;
      for (const { keywordRange, argumentRange } of steps) {
        edits.push({ range: { start: keywordRange.end, end: keywordRange.end }, text });
        edits.push({ range: { start: argumentRange.start, end: argumentRange.start }, text: read });
      }
    }
  }
  return {
    edits,
    changes: [...names].sort().map((name) => ({
      what: `ARG ${name} is a secret mount, build with --secret id=${name},env=${name}`,
      why: 'A build argument is kept in the history and the provenance of the build.',
    })),
  };
}

/** `ARG NAME` of one name without a default. */
function secretOf(instruction: DockerfileInstruction): string | undefined {
  if (instruction.keyword !== 'ARG') return undefined;
  const [pair, ...more] = readPairs(instruction);
  if (pair === undefined || more.length > 0 || pair.value !== undefined) return undefined;
  return isSecretName(pair.key) && /^\w+$/.test(pair.key) ? pair.key : undefined;
}

/** The steps that have the variable; undefined where none names it, or something else than a step's shell does. */
function stepsAfter(
  { instructions }: Stage,
  index: number,
  name: string,
): readonly DockerfileInstruction[] | undefined {
  const later = instructions.slice(index + 1);
  const isNamed = ({ argument, heredocs, flags }: DockerfileInstruction): boolean =>
    [argument, ...heredocs.map(({ body }) => body), ...flags.map(({ value }) => value ?? '')].some((text) =>
      new RegExp(`\\$(?:\\{)?${name}\\b`).test(text),
    );
  const steps = later.filter(({ keyword }) => keyword === 'RUN');
  const isPlain = ({ json, heredocs }: DockerfileInstruction): boolean =>
    json === undefined && heredocs.length === 0;
  const others = later.filter((one) => one.keyword !== 'RUN' && isNamed(one));
  const again = later.some((one) => secretOf(one) === name);
  return steps.some(isNamed) && steps.every(isPlain) && others.length === 0 && !again ? steps : undefined;
}

function lineOf(text: string, { range }: DockerfileInstruction): TextEdit['range'] {
  const end = text.indexOf('\n', range.end);
  return { start: text.lastIndexOf('\n', range.start - 1) + 1, end: end < 0 ? text.length : end + 1 };
}
