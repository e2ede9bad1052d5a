/** Rule: the base image has packages with vulnerabilities that newer versions of them end. */
import type { BaseAdvisories, BaseVulnerability } from '../facts.ts';
import { replace } from '../reading/edit.ts';
import { readImageName } from '../reading/image-name.ts';
import { foundationOf } from '../reading/stage.ts';
import type { DockerfileRule, Fix } from '../rule.ts';
import type { LintStage } from '../steps.ts';

export const baseVulnerable: DockerfileRule = {
  id: 'base-vulnerable',
  slug: 'base-advisories',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'The base image has vulnerabilities that are fixed already',
  why: 'What is known to be broken in a base is in every image that is built on it, and whoever built the base last did so before the fixes came out. Packages are known from an earlier scan of the same layers on this machine, or from an SBOM beside the base; where there is neither, the report says that they are not known.',
  fix: 'Take a tag or digest that was built since, or install the updates in the Dockerfile until there is one.',
  aliases: [],
  bad: 'FROM debian:12-slim@sha256:0f5b0e2a\n',
  good: 'FROM scratch\n',
  needs: ['base'],
  *check(subject) {
    const { bases, stages, target } = subject;
    const foundation = target === undefined ? undefined : foundationOf(subject, target.index)?.stage.index;
    for (const stage of stages) {
      const [word] = stage.from.words;
      const { advisories, writtenAs } = bases.get(stage.index) ?? {};
      const [worst] = advisories?.fixable ?? [];
      if (word === undefined || advisories === undefined || worst === undefined || writtenAs !== stage.base)
        continue;
      const fix = repinned(stage, advisories);
      yield {
        message: `${messageOf(stage.base, advisories)}${betterOf(advisories)}`,
        range: word.range,
        // A stage that is thrown away runs on nobody's machine but the builder's.
        severity: stage.index === foundation ? worst.severity : 'low',
        evidence: advisories.fixable.map((one) => ({
          label: one.knownExploited ? `${one.severity}, known to be exploited` : one.severity,
          value: `${one.id}: ${one.package} ${one.version}, fixed in ${one.fixedVersion}`,
        })),
        ...(advisories.better === undefined ? {} : { advice: `Build on ${advisories.better.name}.` }),
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
};

function messageOf(name: string, { fixable, knownFrom, packageCount, unfixedCount }: BaseAdvisories): string {
  const severe = fixable.filter(({ severity }) => severity === 'critical' || severity === 'high').length;
  const [worst] = fixable;
  const parts = [
    `\`${name}\` has ${count(fixable.length, 'vulnerability', 'vulnerabilities')} with a fix`,
    severe === 0 ? '' : `, ${severe} of them high or critical`,
    worst === undefined ? '' : `; the worst is ${describe(worst)}`,
    unfixedCount === 0 ? '' : `. ${unfixedCount} more have none yet`,
  ];
  const source = knownFrom === 'scan' ? 'an earlier scan of its layers' : 'an SBOM beside it';
  return `${parts.join('')}. Its ${count(packageCount, 'package is', 'packages are')} known from ${source}.`;
}

function describe({ id, knownExploited, package: name, severity, version, fixedVersion }: BaseVulnerability) {
  const exploited = knownExploited ? ', known to be exploited' : '';
  return `${id} (${severity}${exploited}) in ${name} ${version}, fixed in ${fixedVersion}`;
}

function betterOf({ better, newer }: BaseAdvisories): string {
  if (better !== undefined)
    return ` \`${better.name}\` has ${better.fixableCount === 0 ? 'none' : better.fixableCount} with a fix.`;
  return newer === undefined ? '' : ` \`${newer}\` is newer; what it has is not known, or is no less.`;
}

/** A new digest of the same tag; another tag is for people to choose. */
function repinned(stage: LintStage, { better }: BaseAdvisories): Fix | undefined {
  const [word] = stage.from.words;
  const { digest } = readImageName(stage.base);
  if (better === undefined || word === undefined || digest === undefined || /\$/.test(stage.baseAsWritten))
    return undefined;
  if (readImageName(better.name).tag !== readImageName(stage.base).tag) return undefined;
  const end = word.range.end;
  const edit = replace({ start: end - digest.length, end }, better.digest);
  return stage.baseAsWritten.endsWith(digest)
    ? { title: 'Pin the digest of today', safety: 'review', edits: [edit] }
    : undefined;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
