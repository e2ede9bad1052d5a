/** Rule: ONBUILD postpones what it may not. https://docs.docker.com/reference/dockerfile/#onbuild-limitations */
import type { DockerfileRule } from '../rule.ts';

const forbidden = /^(?:ONBUILD|FROM|MAINTAINER)\b/i;

export const onbuildForbidden: DockerfileRule = {
  id: 'DL3043',
  slug: 'onbuild-forbidden',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'ONBUILD cannot postpone this instruction',
  why: 'ONBUILD, FROM and MAINTAINER inside of ONBUILD are refused by builders.',
  fix: 'Write the instruction without ONBUILD.',
  aliases: [],
  bad: 'FROM debian:13-slim\nONBUILD FROM node:24\n',
  good: 'FROM debian:13-slim\nONBUILD RUN make\n',
  *check({ dockerfile }) {
    for (const { keyword, argument, argumentRange } of dockerfile.instructions) {
      const inner = keyword === 'ONBUILD' ? forbidden.exec(argument)?.[0] : undefined;
      if (inner === undefined) continue;
      yield {
        message: `ONBUILD ${inner.toUpperCase()} is refused by builders.`,
        range: { start: argumentRange.start, end: argumentRange.start + inner.length },
      };
    }
  },
};
