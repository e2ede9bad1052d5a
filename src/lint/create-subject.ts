/** From a parsed Dockerfile and what is known beside it to what rules look at. */
import type { Dockerfile } from '../dockerfile/syntax.ts';
import { defaultSettings } from './settings.ts';
import { readSteps } from './steps.ts';
import type { LintSubject, SubjectOptions } from './subject.ts';

export function createSubject(dockerfile: Dockerfile, options: SubjectOptions = {}): LintSubject {
  const { settings = defaultSettings, bases = new Map(), context, catalog, today = '1970-01-01' } = options;
  const { stages, steps } = readSteps(dockerfile, {
    buildArguments: options.buildArguments ?? new Map(),
    ...(options.targetName === undefined ? {} : { targetName: options.targetName }),
    ...(options.dialect === undefined ? {} : { dialect: options.dialect }),
  });
  const target = stages.find(({ isTarget }) => isTarget);
  return {
    dockerfile,
    stages,
    steps,
    commands: steps.flatMap(({ commands, instruction }) => (instruction.keyword === 'RUN' ? commands : [])),
    ...(target === undefined ? {} : { target }),
    settings,
    bases,
    ...(context === undefined ? {} : { context }),
    catalog: catalog ?? { bases: [], endOfLife: [] },
    today,
  };
}
