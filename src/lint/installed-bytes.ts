/** The bytes that a RUN adds, where its commands tell. */
import type { ByteRange } from '../model/report.ts';
import { packageBytes } from './debian-sizes.ts';
import { commandsOf, hasOption, operandsOf, type RunCommand } from './query.ts';
import type { Step } from './steps.ts';
import type { LintSubject } from './subject.ts';

/** Programs that write next to nothing whatever they are told. */
const cheap: ReadonlySet<string> = new Set(
  ': [ addgroup adduser cd command echo exit export groupadd install-info ln mkdir printf pwd rm rmdir set sleep test touch true umask unset useradd usermod which'.split(
    ' ',
  ),
);
/** What a cheap program may write: an account, a link, a log. */
const cheapBytes = 200_000;
/** Package lists of one release as `apt-get update` leaves them: Debian's and Ubuntu's differ. */
export const listBytes = { least: 15_000_000, most: 70_000_000 };
/** Packages shrink and grow from release to release by this share. */
const drift = { least: 0.6, most: 1.5 };

/** Without `most`, when a command may write anything. */
export function installedBytes(subject: LintSubject, step: Step): ByteRange {
  const commands = commandsOf(step);
  if (step.script === undefined || step.script.problems.length > 0 || commands.length === 0)
    return { least: 0 };
  let least = 0;
  let most: number | undefined = 0;
  for (const command of commands) {
    const own = bytesOf(command);
    least += own.least;
    most = most === undefined || own.most === undefined ? undefined : most + own.most;
  }
  const keepsLists =
    commands.some(isUpdate) &&
    !deletesLists(step.script.text) &&
    !hasCacheMount(step) &&
    subject.stages.length > 0;
  if (!keepsLists) return most === undefined ? { least } : { least, most };
  least += listBytes.least;
  return most === undefined ? { least } : { least, most: most + listBytes.most };
}

function bytesOf({ program, words }: RunCommand): ByteRange {
  if (cheap.has(program)) return { least: 0, most: cheapBytes };
  if (program !== 'apt-get' && program !== 'apt') return { least: 0 };
  const [verb, ...names] = operandsOf(words);
  if (verb?.value === 'update' || verb?.value === 'clean' || verb?.value === 'autoremove') {
    return { least: 0, most: cheapBytes };
  }
  if (verb?.value !== 'install') return { least: 0 };
  const recommended = !hasOption(words, '', 'no-install-recommends') && !words.some(isRecommendsSetting);
  const each = names.map(({ value, isLiteral }) =>
    isLiteral ? packageBytes(value, recommended) : undefined,
  );
  // What packages need overlaps: at least the largest of them, at most all of them side by side.
  const largest = each.reduce<number>((max, bytes) => Math.max(max, bytes ?? 0), 0);
  const least = Math.round(largest * drift.least);
  if (each.length === 0 || each.includes(undefined)) return { least };
  return { least, most: Math.round(each.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0) * drift.most) };
}

function isRecommendsSetting({ value }: { readonly value: string }): boolean {
  return /^APT::Install-Recommends=(?:0|false|"?no"?)$/i.test(value);
}

function isUpdate({ program, words }: RunCommand): boolean {
  return (program === 'apt-get' || program === 'apt') && operandsOf(words)[0]?.value === 'update';
}

function deletesLists(text: string): boolean {
  return /\brm\s+-\w*r\w*\s[^;&|]*\/var\/lib\/apt\/lists/.test(text);
}

function hasCacheMount({ instruction }: Step): boolean {
  return instruction.flags.some(
    ({ name, value = '' }) =>
      name === 'mount' && /\btype=(?:cache|tmpfs)\b/.test(value) && /\/var\/(?:lib|cache)/.test(value),
  );
}
