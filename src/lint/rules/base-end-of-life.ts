/** Rule: the base image is a release that gets no security updates any more. */
import { baseRelease, releaseInside } from '../reading/release.ts';
import { foundationOf } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

export const baseEndOfLife: DockerfileRule = {
  id: 'base-end-of-life',
  slug: 'outdated-base',
  kind: 'dockerfile',
  severity: 'high',
  title: 'The base image is past its end of life',
  why: 'Vulnerabilities that are found after that day are not fixed in it, and its package repositories move away or disappear.',
  fix: 'Take a release that is still supported.',
  aliases: [],
  bad: 'FROM debian:9\n',
  good: 'FROM debian:13-slim\n',
  *check(subject) {
    const { catalog, stages, today } = subject;
    for (const { index, from, parent } of stages) {
      const [word] = from.words;
      const foundation = foundationOf(subject, index);
      const name = foundation?.name;
      if (word === undefined || parent !== undefined || name === undefined) continue;
      const named = baseRelease(catalog, name);
      const { facts } = foundation ?? {};
      // A base that a fix has just named was not looked up.
      const isOther = facts?.writtenAs !== undefined && facts.writtenAs !== name;
      const release = named ?? releaseInside(catalog, isOther ? undefined : facts);
      if (release === undefined || release.eol >= today) continue;
      const stands = named === undefined ? 'stands on' : 'is';
      yield {
        message: `\`${name}\` ${stands} ${release.osId} ${release.versionId}, which got its last free security updates on ${release.eol}.`,
        range: word.range,
        evidence: [{ label: 'source', value: release.source }],
        // A stage that is thrown away runs on nobody's machine but the builder's.
        ...(stages[index]?.isTarget === true || isBase(subject, index) ? {} : { severity: 'low' as const }),
      };
    }
  },
};

function isBase(subject: Parameters<DockerfileRule['check']>[0], index: number): boolean {
  return subject.target !== undefined && foundationOf(subject, subject.target.index)?.stage.index === index;
}
