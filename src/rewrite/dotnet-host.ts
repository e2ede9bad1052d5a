/** Tells the program that a .NET build makes beside an assembly. https://learn.microsoft.com/dotnet/core/deploying/ */
import type { Subject } from './subject.ts';

/** True for a program that only starts the assembly of its name in its folder. */
export function isHostOf({ input }: Subject, program: string): boolean {
  return input.footprint.files.has(`${program}.dll`);
}
