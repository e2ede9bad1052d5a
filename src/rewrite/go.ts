/** Go programs: one static file on distroless static, or with its C library where cgo was used. https://go.dev/ref/mod */
import { compose } from './compose.ts';
import { planProgram } from './program.ts';
import type { Suggester } from './suggester.ts';

export const go: Suggester = {
  id: 'go-distroless',
  *suggest(subject) {
    if (subject.isMinimal) return;
    if (subject.program === undefined) return;
    if (subject.executables.get(subject.program)?.go !== true) return;
    const plan = planProgram(subject, { id: go.id, language: 'Go' });
    const suggestion = plan === undefined ? undefined : compose(subject, plan);
    if (suggestion !== undefined) yield suggestion;
  },
};
