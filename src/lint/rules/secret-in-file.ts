/** Rule: the Dockerfile itself holds a secret. */
import { findSecretsInText, findSecretsInValue, type SecretHit } from '../../detector/secret-text.ts';
import { readPairs } from '../../dockerfile/pairs.ts';
import type { Range } from '../../dockerfile/syntax.ts';
import { unquote } from '../../dockerfile/words.ts';
import { stepsOf } from '../query.ts';
import type { DockerfileRule } from '../rule.ts';

export const secretInFile: DockerfileRule = {
  id: 'secret-in-file',
  slug: 'secret-value',
  kind: 'secret',
  severity: 'high',
  title: 'The Dockerfile holds a secret',
  why: 'It is in the repository for all who can read it, and in the history of the image for all who can pull it.',
  fix: 'Revoke it, take it out, and hand over its successor with `RUN --mount=type=secret`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nENV DB_PASSWORD=kX9vQ2mL7tRw4Zp1\n',
  good: 'FROM debian:13-slim\nRUN --mount=type=secret,id=db,env=DB_PASSWORD ./migrate\n',
  *check(subject) {
    for (const { instruction } of stepsOf(subject, 'ARG', 'ENV', 'LABEL')) {
      for (const [index, { key, value = '' }] of readPairs(instruction).entries()) {
        const [hit] = findSecretsInValue(key, unquote(value, subject.dockerfile.escaper));
        if (hit !== undefined)
          yield problem(hit, instruction.words[index]?.range ?? instruction.argumentRange);
      }
    }
    for (const { instruction } of stepsOf(
      subject,
      'RUN',
      'CMD',
      'ENTRYPOINT',
      'HEALTHCHECK',
      'COPY',
      'ADD',
    )) {
      const texts = [
        { text: instruction.argument, range: instruction.argumentRange },
        ...instruction.heredocs.map(({ body, range }) => ({ text: body, range })),
      ];
      for (const { text, range } of texts) {
        // A plain word is what builds are given that only ask for something: `SECRET_KEY_BASE=assets`.
        const [hit] = findSecretsInText(text.replace(/([A-Za-z_]\w{0,63})=[a-z]{1,12}(?=\s|$)/g, '$1=true'));
        if (hit !== undefined) yield problem(hit, range);
      }
    }
  },
};

function problem(hit: SecretHit, range: Range) {
  return {
    message: `The line holds a secret (${hit.title}).`,
    range,
    severity: hit.severity,
    evidence: [{ label: hit.title, value: `${hit.excerpt} (fingerprint ${hit.fingerprint})` }],
  };
}
