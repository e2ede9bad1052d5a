/** Rule: a comment switches rules off. */
import type { DockerfileRule } from '../rule.ts';

const pragma =
  /^(?:(?:hadolint|imgscan)\s+(?:global\s+)?ignore\s*=|trivy:ignore:|check\s*=\s*(?:.*;)?\s*skip\s*=)/i;

export const inlinePragma: DockerfileRule = {
  id: 'DL1001',
  slug: 'inline-pragma',
  kind: 'dockerfile',
  severity: 'info',
  title: 'A comment switches a rule off',
  why: 'Where exceptions are to be kept in one place, comments in the files get around them. Off until it is asked for.',
  fix: 'Fix the finding, or move the exception to the configuration.',
  aliases: [],
  bad: 'FROM debian:13-slim\n# hadolint ignore=DL3008\nRUN apt-get update\n',
  good: 'FROM debian:13-slim\nRUN apt-get update\n',
  isOptional: true,
  *check({ dockerfile }) {
    const check = dockerfile.directives.get('check');
    if (check !== undefined && /(?:^|;)\s*skip\s*=/i.test(check.value)) {
      yield { message: 'The directive `check` switches rules off.', range: check.range };
    }
    for (const { text, range } of dockerfile.comments) {
      if (pragma.test(text)) yield { message: `\`# ${text.slice(0, 100)}\` switches rules off.`, range };
    }
  },
};
