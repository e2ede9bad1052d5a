/** One rewrite out of what the suggesters say: the surest Dockerfile, or why there is none. */
import type { Suggestion } from '../model/finding.ts';
import type { Rewrite } from '../model/rewrite.ts';
import { applyEdits } from './builder.ts';
import { proposeDockerignore } from './dockerignore.ts';
import { cacheMounts, joinMounts } from './mounts.ts';
import { suggest } from './run.ts';
import { secretMounts } from './secret-mounts.ts';
import { readSubject } from './subject.ts';
import type { SuggestInput } from './suggester.ts';
import { sumsOf } from './sums.ts';

/** `name` is the subject as the user wrote it. */
export function rewrite(name: string, input: SuggestInput): Rewrite {
  const subject = readSubject(input);
  const suggestions = subject === undefined ? [] : suggest(input);
  const best = suggestions.find(({ dockerfile }) => dockerfile !== undefined);
  const { dockerfile: original, footprint, findings, unproven = [] } = input;
  const shared = {
    schemaVersion: 1,
    subject: name,
    from: original === undefined ? 'image' : 'dockerfile',
    ...(original === undefined ? {} : { original }),
    ...(footprint.layers.length === 0 ? {} : { today: sumsOf(footprint, findings) }),
  } as const;
  const dockerignore = subject === undefined ? undefined : proposeDockerignore(subject);
  if (best?.dockerfile !== undefined) {
    return {
      ...shared,
      outcome: 'rewritten',
      suggester: best.id,
      title: best.title,
      dockerfile: best.dockerfile,
      ...(best.final === undefined ? {} : { final: best.final }),
      changes: best.changes,
      unproven: [...unproven, ...best.assumptions],
      reasons: [],
      ...(dockerignore === undefined ? {} : { dockerignore }),
    };
  }
  const rest = { ...shared, changes: suggestions.flatMap(({ changes }) => changes), unproven };
  if (subject?.isMinimal === true && suggestions.length === 0) {
    return {
      ...rest,
      outcome: 'unchanged',
      ...(original === undefined ? {} : { dockerfile: original }),
      reasons: [
        footprint.entrypoint.argv.length === 0
          ? 'It starts nothing, and has no shell and no package manager: it is there to be copied from.'
          : 'There is no shell and no package manager to take out, and the user is not root.',
      ],
    };
  }
  const reasons = whyNot(input, suggestions);
  const part = subject === undefined ? undefined : joinMounts(cacheMounts(subject), secretMounts(subject));
  if (original === undefined || part === undefined || part.edits.length === 0) {
    return { ...rest, outcome: 'refused', reasons, ...(dockerignore === undefined ? {} : { dockerignore }) };
  }
  return {
    ...rest,
    outcome: 'partial',
    dockerfile: applyEdits(original, part.edits),
    changes: [...rest.changes, ...part.changes],
    reasons,
    ...(dockerignore === undefined ? {} : { dockerignore }),
  };
}

function whyNot(input: SuggestInput, suggestions: readonly Suggestion[]): readonly string[] {
  if (suggestions.length > 0) return suggestions.map(({ reason }) => reason);
  const { argv, unresolved, program } = input.footprint.entrypoint;
  if (input.platform.os !== 'linux')
    return [`The image is for ${input.platform.os}; only Linux is rewritten.`];
  if (argv.length === 0) {
    return ['Neither ENTRYPOINT nor CMD is set: nothing says which program has to be kept.'];
  }
  if (input.footprint.layers.length === 0) {
    return [
      `The Dockerfile alone does not tell what ${argv.join(' ')} needs. Build it and name the image too: imgscan rewrite IMAGE --dockerfile FILE; --verify builds it by itself.`,
    ];
  }
  if (unresolved !== undefined) return [`It is not known what the image runs: ${unresolved}.`];
  return [
    `What ${program === undefined ? argv.join(' ') : `/${program}`} needs cannot be told from the files: name it with --keep, and the base with --runtime.`,
  ];
}
