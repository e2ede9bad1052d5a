/** Rust programs: static when built for musl, else on the C library. https://doc.rust-lang.org/cargo/ */
import { compose } from './compose.ts';
import { planProgram } from './program.ts';
import { isRust } from './rust-build.ts';
import type { Suggester } from './suggester.ts';

export const rust: Suggester = {
  id: 'rust-distroless',
  *suggest(subject) {
    if (subject.isMinimal) return;
    const program = subject.program === undefined ? undefined : subject.executables.get(subject.program);
    if (program?.format !== 'elf' || program.go === true || !isRust(subject)) return;
    const plan = planProgram(subject, { id: rust.id, language: 'Rust' });
    const suggestion = plan === undefined ? undefined : compose(subject, plan);
    if (suggestion !== undefined) yield suggestion;
  },
};
