/** Rule: certificates are not checked. */
import { readPairs } from '../../dockerfile/pairs.ts';
import { knownValue, type RunCommand, runCommands, stepsOf } from '../query.ts';
import type { DockerfileRule } from '../rule.ts';

/** Option patterns by program: with one of them the program talks to anybody. */
const careless: readonly (readonly [program: RegExp, option: RegExp])[] = [
  [/^curl$/, /^(?:--insecure|--proxy-insecure|-[a-zA-Z]*k[a-zA-Z]*)$/],
  [/^wget2?$/, /^--no-check-certificate$/],
  [/^pip[\d.]*$/, /^--trusted-host(?:=|$)/],
  [/^git$/, /^http\.sslVerify=(?:false|0)$/i],
  [/^(?:npm|yarn|pnpm)$/, /^--strict-ssl=false$|^--no-strict-ssl$/],
  [/^(?:apt|apt-get)$/, /^(?:-o)?Acquire::https::Verify-Peer=["']?false/i],
  [/^(?:dnf|yum|microdnf)$/, /^--setopt=sslverify=(?:false|0)$/i],
];
/** Settings that take words: `git config --global http.sslVerify false`, `npm config set strict-ssl false`. */
const settings: readonly RegExp[] = [
  /^git config (?:--\w+ )*http\.sslverify (?:false|0)$/i,
  /^(?:npm|yarn|pnpm) (?:config )?set (?:-g )?strict-ssl[ =]false$/i,
];
const variables: ReadonlyMap<string, RegExp> = new Map([
  ['NODE_TLS_REJECT_UNAUTHORIZED', /^0$/],
  ['PYTHONHTTPSVERIFY', /^0$/],
  ['GIT_SSL_NO_VERIFY', /^(?:1|true|yes)$/i],
  ['NPM_CONFIG_STRICT_SSL', /^(?:false|0)$/i],
  ['GONOSUMCHECK', /^1$/],
  ['GOINSECURE', /\S/],
]);

export const tlsOff: DockerfileRule = {
  id: 'tls-off',
  slug: 'certificates-unchecked',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'Certificates are not checked',
  why: 'Without the check anybody on the way can send something else; set as a variable, it holds for the running program too.',
  fix: 'Install the missing certificate (package ca-certificates, or your own authority) instead of switching the check off.',
  aliases: [],
  bad: 'FROM debian:13-slim\nRUN curl -k -o /tmp/a https://example.com/a\n',
  good: 'FROM debian:13-slim\nRUN curl -o /tmp/a https://example.com/a\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'ENV', 'ARG')) {
      for (const [index, { key, value = '' }] of readPairs(step.instruction).entries()) {
        const pattern = variables.get(key) ?? variables.get(key.toUpperCase());
        if (pattern?.test(knownValue(subject, step, value) ?? '') !== true) continue;
        yield {
          message: `\`${key}\` makes every program that heeds it talk to anybody${step.instruction.keyword === 'ENV' ? ', at run time too' : ''}.`,
          range: step.instruction.words[index]?.range ?? step.instruction.argumentRange,
        };
      }
    }
    for (const run of runCommands(subject)) {
      const option = carelessOption(run);
      const line = [run.program, ...run.words.map(({ value }) => value)].join(' ');
      if (option === undefined && !settings.some((pattern) => pattern.test(line))) continue;
      yield {
        message: `\`${run.program}\` is told not to check certificates.`,
        range: option?.range ?? run.command.range,
      };
    }
  },
};

function carelessOption({ program, words }: RunCommand): RunCommand['words'][number] | undefined {
  const option = careless.find(([name]) => name.test(program))?.[1];
  return option === undefined ? undefined : words.find(({ value }) => option.test(value));
}
