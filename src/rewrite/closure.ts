/** Programs that a distribution installed, or an interpreter that is in no distroless base: all that they need, on scratch. */
import { isOwnProgram } from './closure-files.ts';
import { planClosure } from './closure-plan.ts';
import { compose } from './compose.ts';
import { isRust } from './rust-build.ts';
import type { Suggester } from './suggester.ts';

/** Other suggesters know these better; a shell is no service. */
const known =
  /(^|\/)(node|nodejs|python[\d.]*|java|dotnet|nginx|php(-fpm|-cgi)?[\d.]*|ruby[\d.]*|busybox|(ba|da|a|k|z)?sh)$/;

export const closure: Suggester = {
  id: 'closure-scratch',
  *suggest(subject) {
    if (subject.isMinimal || !subject.given || subject.program === undefined || known.test(subject.program))
      return;
    const evidence = subject.executables.get(subject.program);
    // Without an image nothing says what belongs to a program.
    if (evidence?.format !== 'elf' || subject.input.footprint.layers.length === 0) return;
    if (evidence.go === true || isRust(subject) || isOwnProgram(subject, subject.program)) return;
    const plan = planClosure(subject, subject.program, { id: closure.id });
    const suggestion = plan === undefined ? undefined : compose(subject, plan);
    if (suggestion !== undefined) yield suggestion;
  },
};
