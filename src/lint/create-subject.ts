/** From a parsed Dockerfile and what is known beside it to what rules look at. */
import type { Dockerfile } from '../dockerfile/syntax.ts';
import { defaultSettings } from './settings.ts';
import { readSteps, type Step } from './steps.ts';
import type { LintSubject, SubjectOptions } from './subject.ts';

export function createSubject(dockerfile: Dockerfile, options: SubjectOptions = {}): LintSubject {
  const { settings = defaultSettings, bases = new Map(), context, catalog, today = '1970-01-01' } = options;
  const { stages, steps } = readSteps(dockerfile, {
    buildArguments: options.buildArguments ?? new Map(),
    ...(options.targetName === undefined ? {} : { targetName: options.targetName }),
    ...(options.dialect === undefined ? {} : { dialect: options.dialect }),
  });
  const byKeyword = new Map<string, Step[]>();
  for (const step of steps) {
    const list = byKeyword.get(step.instruction.keyword);
    if (list === undefined) byKeyword.set(step.instruction.keyword, [step]);
    else list.push(step);
  }
  const runs = byKeyword.get('RUN') ?? [];
  const target = stages.find(({ isTarget }) => isTarget);
  return {
    dockerfile,
    stages,
    steps,
    byKeyword,
    commands: runs.flatMap(({ commands }) => commands),
    shellSteps: runs.filter(({ script }) => script?.dialect === 'sh' || script?.dialect === 'bash'),
    ...(target === undefined ? {} : { target }),
    settings,
    bases,
    ...(context === undefined ? {} : { context }),
    catalog: catalog ?? { bases: [], endOfLife: [] },
    today,
  };
}
