import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseDockerfile } from '../../../src/dockerfile/parse.ts';
import { createSubject } from '../../../src/lint/create-subject.ts';
import type { BaseFacts } from '../../../src/lint/facts.ts';
import { dockerfileRules } from '../../../src/lint/list.ts';
import { runRules } from '../../../src/lint/run.ts';
import { base } from '../known.ts';

interface Recorded {
  readonly dockerfile: string;
  /** `JSONArgsRecommended 2`: rule and line, sorted. */
  readonly findings: readonly string[];
}

/** What the builder's own linter said; fixtures/dockerfiles/buildkit.go asks it again. */
const path = new URL('../../../fixtures/dockerfiles/buildkit.json', import.meta.url);
const cases = decodeCases(readFileSync(path, 'utf8'));

function decodeCases(text: string): readonly Recorded[] {
  return (JSON.parse(text) as { readonly cases: readonly Recorded[] }).cases;
}

const names =
  'ConsistentInstructionCasing DuplicateStageName ExposeInvalidFormat ExposeProtoCasing FromAsCasing FromPlatformFlagConstDisallowed InvalidDefaultArgInFrom InvalidDefinitionDescription JSONArgsRecommended LegacyKeyValueFormat MaintainerDeprecated MultipleInstructionsDisallowed NoEmptyContinuation RedundantTargetPlatform ReservedStageName SecretsUsedInArgOrEnv StageNameCasing UndefinedArgInFrom UndefinedVar WorkdirRelativePath'.split(
    ' ',
  );

/** Where both are meant to differ, and why: + is found here only, - by the builder only. */
const differences: readonly (readonly [difference: RegExp, dockerfile: RegExp, why: string])[] = [
  [
    /^\+JSONArgsRecommended/,
    /HEALTHCHECK|ONBUILD/,
    'a probe needs no shell either, and what is postponed runs too',
  ],
  [
    /^-JSONArgsRecommended/,
    /^(?:CMD|ENTRYPOINT) \[|\n(?:CMD|ENTRYPOINT)(?: \[|\n)/,
    'JSON with a mistake has a rule of its own, and an empty CMD runs nothing',
  ],
  [/^\+SecretsUsedInArgOrEnv/, /^ARG|ONBUILD|_PSW/, 'arguments before FROM are in the history as well'],
  [
    /^-SecretsUsedInArgOrEnv/,
    /KEY_PATH|PASSWORD_AUTH=false/,
    'paths, switches and fingerprints are no secrets',
  ],
  [/^-WorkdirRelativePath/, /WORKDIR "?c:|WORKDIR \$/i, 'a drive is absolute, and a variable may be'],
  [/^\+WorkdirRelativePath/, /ONBUILD/, 'what is postponed runs too'],
  [/^\+UndefinedVar/, /EXPOSE|LABEL/, 'these expand variables too'],
  [/^-UndefinedVar|^-UndefinedArgInFrom/, /\$\{\w+:-/, 'a default says what happens without'],
  [/^-UndefinedVar/, /^ARG V=1\nFROM/, 'one ARG serves all uses in the stage'],
  [
    /^-InvalidDefinitionDescription/,
    /\n\nFROM|hadolint/,
    'an empty line ends a description, and what tools read is none',
  ],
];

/** The bases that the recorded answers were given with: nothing in them but a PATH. */
function basesOf(dockerfile: string): ReadonlyMap<number, BaseFacts> {
  const facts = base({ env: ['PATH=/usr/bin:/bin'] }).bases?.get(0);
  const { stages } = createSubject(parseDockerfile(dockerfile));
  return new Map(
    stages.flatMap(({ base: name, index, parent }) =>
      facts === undefined || parent !== undefined || name === 'scratch' ? [] : [[index, facts] as const],
    ),
  );
}

function found(dockerfile: string): readonly string[] {
  const parsed = parseDockerfile(dockerfile);
  const lines = (offset: number): number => {
    const line = dockerfile.slice(0, offset).split('\n').length;
    // The builder names the line on which the instruction begins.
    return parsed.instructions.find((one) => one.line <= line && line <= one.endLine)?.line ?? line;
  };
  const isExperimental = dockerfile.startsWith('# check=experimental=all');
  const rules = dockerfileRules.filter(({ id }) => isExperimental || id !== 'InvalidDefinitionDescription');
  const { problems } = runRules(createSubject(parsed, { bases: basesOf(dockerfile) }), rules);
  return problems.flatMap(({ rule, problem }) => {
    // A comment is told with the instruction below it.
    const isComment = rule.id === 'InvalidDefinitionDescription';
    const line = lines(problem.range.start) + (isComment ? 1 : 0);
    return [rule.id, ...rule.aliases].filter((id) => names.includes(id)).map((id) => `${id} ${line}`);
  });
}

it(`says of ${cases.length} files what the builder says`, () => {
  const unexplained: string[] = [];
  const used = new Set<string>();
  let agreed = 0;
  for (const { dockerfile, findings } of cases) {
    const ours = new Set(found(dockerfile));
    const theirs = new Set(
      findings.map((finding) => {
        const [rule = '', line = ''] = finding.split(' ');
        const at = parseDockerfile(dockerfile).instructions.find(
          (one) => one.line <= Number(line) && Number(line) <= one.endLine,
        );
        return `${rule} ${at?.line ?? line}`;
      }),
    );
    agreed += [...ours].filter((finding) => theirs.has(finding)).length;
    const all = [
      ...[...ours].filter((finding) => !theirs.has(finding)).map((finding) => `+${finding}`),
      ...[...theirs].filter((finding) => !ours.has(finding)).map((finding) => `-${finding}`),
    ];
    for (const difference of all) {
      const meant = differences.find(([kind, text]) => kind.test(difference) && text.test(dockerfile));
      if (meant === undefined) unexplained.push(`${difference} ${JSON.stringify(dockerfile)}`);
      else used.add(meant[2]);
    }
  }
  expect(unexplained).toEqual([]);
  expect(agreed).toBeGreaterThan(75);
  // What no longer differs needs no explanation.
  expect(differences.filter(([, , why]) => !used.has(why)).map(([, , why]) => why)).toEqual([]);
});
