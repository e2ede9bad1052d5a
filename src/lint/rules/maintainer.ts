/** Rule: MAINTAINER. https://docs.docker.com/reference/build-checks/maintainer-deprecated/ */

import { unquote } from '../../dockerfile/words.ts';
import { writeValue } from '../../dockerfile/write.ts';
import { stepsOf } from '../query.ts';
import { inCaseOf, replace } from '../reading/edit.ts';
import type { DockerfileRule } from '../rule.ts';

export const maintainer: DockerfileRule = {
  id: 'DL4000',
  slug: 'maintainer',
  kind: 'dockerfile',
  severity: 'low',
  title: 'MAINTAINER is deprecated',
  why: 'Only old tools look for it; the label of the OCI specification is shown by registries and inspectors.',
  fix: 'Write LABEL org.opencontainers.image.authors.',
  aliases: ['MaintainerDeprecated', 'DS-0022', 'AVD-DS-0022', 'DS022', 'ID.20008'],
  bad: 'FROM debian:13-slim\nMAINTAINER ada@example.com\n',
  good: 'FROM debian:13-slim\nLABEL org.opencontainers.image.authors="ada@example.com"\n',
  *check(subject) {
    for (const { instruction, stage } of stepsOf(subject, 'MAINTAINER')) {
      const { keywordRange, range, argument } = instruction;
      const value = writeValue(unquote(argument, subject.dockerfile.escaper));
      const quoted = value === undefined || value.startsWith('"') ? value : `"${value}"`;
      const label = inCaseOf(subject.dockerfile, keywordRange, 'label');
      yield {
        message: 'MAINTAINER is a field of its own that only old tools look for.',
        range: keywordRange,
        ...(quoted === undefined || stage < 0
          ? {}
          : {
              fix: {
                title: 'Write the label',
                safety: 'safe' as const,
                edits: [replace(range, `${label} org.opencontainers.image.authors=${quoted}`)],
              },
            }),
      };
    }
  },
};
