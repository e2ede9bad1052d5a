/** Compiled programs of any language that the image's own layers brought, by what their headers need. */
import { compose } from './compose.ts';
import { isHostOf } from './dotnet-host.ts';
import { planProgram } from './program.ts';
import { isRust } from './rust-build.ts';
import type { Suggester } from './suggester.ts';

/** Interpreters and servers whose files lie in many places: others speak of them, or nobody. */
const notAlone =
  /(^|\/)(node|nodejs|python[\d.]*|java|ruby[\d.]*|perl[\d.]*|php[\d.]*|php-fpm[\d.]*|nginx|httpd|apache2|dotnet|beam\.smp|bun|deno)$/;

export const generic: Suggester = {
  id: 'program-distroless',
  *suggest(subject) {
    if (subject.isMinimal) return;
    const { input, program } = subject;
    if (program === undefined || notAlone.test(program) || isHostOf(subject, program)) return;
    const evidence = subject.executables.get(program);
    const file = input.footprint.files.get(program);
    if (evidence?.format !== 'elf' || evidence.go === true || isRust(subject)) return;
    // A program of an OS package comes with files that its header does not name.
    const isOwn = (file?.layer ?? 0) >= input.footprint.base.layers && file?.owner?.kind !== 'os-package';
    const plan = isOwn ? planProgram(subject, { id: generic.id, language: 'compiled' }) : undefined;
    const suggestion = plan === undefined ? undefined : compose(subject, plan);
    if (suggestion !== undefined)
      yield { ...suggestion, confidence: suggestion.confidence === 'high' ? 'medium' : 'low' };
  },
};
