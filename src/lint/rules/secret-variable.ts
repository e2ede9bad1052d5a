/** Rule: ARG or ENV is called like a secret. https://docs.docker.com/build/building/secrets/ */
import { readPairs } from '../../dockerfile/pairs.ts';
import { unquote } from '../../dockerfile/words.ts';
import { stepsOf } from '../query.ts';
import type { DockerfileRule } from '../rule.ts';

const secretName =
  /(?:^|_)(?:apikey|auth|credentials?|key|passphrase|password|psw|pword|passwd|secret|token)(?:_|$)/i;
const harmlessName = /(?:^|_)(?:file|path|public|version)(?:_|$)/i;
/** Switches, counts, and fingerprints of OpenPGP keys, which are public. */
const harmlessValue = /^(?:true|false|yes|no|on|off|\d{1,5}|(?:0x)?[0-9A-F]{16}|(?:0x)?[0-9A-F]{40})$/i;

export const secretVariable: DockerfileRule = {
  id: 'DL3064',
  slug: 'secret-variable',
  kind: 'secret',
  severity: 'medium',
  title: 'A build argument or variable is called like a secret',
  why: 'ENV is in the config of the image and ARG in its history: whoever can pull the image reads both.',
  fix: 'Use `RUN --mount=type=secret` during the build, and give secrets to the container when it starts.',
  aliases: ['SecretsUsedInArgOrEnv', 'DS-0031', 'AVD-DS-0031', 'DS031', 'CIS-DI-0010'],
  bad: 'FROM debian:13-slim\nARG NPM_TOKEN\nRUN make release\n',
  good: 'FROM debian:13-slim\nRUN --mount=type=secret,id=npm,env=NPM_TOKEN make release\n',
  *check(subject) {
    for (const { instruction } of stepsOf(subject, 'ARG', 'ENV')) {
      for (const [index, { key, value }] of readPairs(instruction).entries()) {
        const plain = value === undefined ? '' : unquote(value, subject.dockerfile.escaper);
        if (!secretName.test(key) || harmlessName.test(key) || harmlessValue.test(plain)) continue;
        yield {
          message: `${instruction.keyword} ${key} is called like a secret, and everybody who pulls the image can read it.`,
          range: instruction.words[index]?.range ?? instruction.argumentRange,
          // Empty, it is a name for what comes at run time.
          ...(instruction.keyword === 'ENV' && plain === '' ? { severity: 'low' as const } : {}),
        };
      }
    }
  },
};
