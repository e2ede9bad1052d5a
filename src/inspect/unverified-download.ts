/** Rule: the build or the program is told not to check what the network sends. */

import { type RunCommand, runProblems } from './commands.ts';
import { environmentOf } from './environment.ts';
import type { ImageRule } from './rule.ts';

/** Option patterns by program: with one of them the program takes anything from anybody. */
const careless: readonly (readonly [program: RegExp, option: RegExp])[] = [
  [/^curl$/, /^(?:--insecure|-[a-zA-Z]*k[a-zA-Z]*)$/],
  [/^wget2?$/, /^--no-check-certificate$/],
  [/^(?:apt|apt-get)$/, /^(?:--allow-unauthenticated|--force-yes|--allow-insecure-repositories)$/],
  [/^(?:yum|dnf|dnf5|microdnf|tdnf)$/, /^--nogpgcheck$/],
  [/^rpm$/, /^(?:--nosignature|--nodigest)$/],
  [/^zypper$/, /^--no-gpg-checks$/],
  [/^apk$/, /^--allow-untrusted$/],
  [/^pip[\d.]*$/, /^--trusted-host(?:=|$)/],
  [/^git$/, /^http\.sslVerify=false$/i],
];

/** Variables with the values that switch verification off. */
const carelessVariables: ReadonlyMap<string, RegExp> = new Map([
  ['NODE_TLS_REJECT_UNAUTHORIZED', /^0$/],
  ['PYTHONHTTPSVERIFY', /^0$/],
  ['GIT_SSL_NO_VERIFY', /^(?:1|true)$/i],
  ['NPM_CONFIG_STRICT_SSL', /^false$/i],
  ['npm_config_strict_ssl', /^false$/i],
]);

export const unverifiedDownload: ImageRule = {
  id: 'unverified-download',
  kind: 'image',
  severity: 'medium',
  title: 'Certificates or signatures are not checked',
  why: 'Without the check anybody on the way can replace what is downloaded; set as a variable, it holds for the running program too.',
  fix: "Install the missing certificate or key (ca-certificates, the repository's key) instead of switching the check off.",
  aliases: [],
  *check({ config, footprint }) {
    for (const [name, value] of environmentOf(config)) {
      if (carelessVariables.get(name)?.test(value) !== true) continue;
      yield {
        message: `${name}=${value} makes every program that heeds it accept any certificate, at run time too.`,
        location: {},
        evidence: [{ label: name, value }],
      };
    }
    yield* runProblems(
      footprint,
      (commands) => commands.flatMap(carelessOption),
      ([command]) => `The build runs \`${command}\`: what it downloaded was not verified.`,
    );
  },
};

/** Program and option only: the other arguments can hold tokens. */
function carelessOption({ name, words }: RunCommand): string[] {
  const option = careless.find(([program]) => program.test(name))?.[1];
  const word = option === undefined ? undefined : words.find((candidate) => option.test(candidate));
  return word === undefined ? [] : [`${name} ${word.replace(/=.*$/s, '')}`];
}
