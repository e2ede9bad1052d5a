/** Rule: signatures of packages are not checked. */
import { type RunCommand, runCommands } from '../query.ts';
import type { DockerfileRule } from '../rule.ts';

const careless: readonly (readonly [program: RegExp, option: RegExp])[] = [
  [
    /^(?:apt|apt-get|aptitude)$/,
    /^(?:--allow-unauthenticated|--force-yes|--allow-insecure-repositories)$|^(?:-o)?APT::Get::AllowUnauthenticated=["']?(?:true|1|yes)/i,
  ],
  [/^(?:yum|dnf|dnf5|microdnf|tdnf)$/, /^--nogpgcheck$|^--setopt=(?:\*\.)?gpgcheck=(?:0|false)$/],
  [/^rpm$/, /^--(?:nosignature|nodigest|nogpg)$/],
  [/^zypper$/, /^--(?:no-gpg-checks|allow-unsigned-rpm)$/],
  [/^apk$/, /^--allow-untrusted$/],
  [/^pacman(?:-key)?$/, /^--nosignature$/],
];
/** Written into a list of sources; what was just built on the spot needs no signature. */
const trusted = /\[[^\]]*trusted\s*=\s*yes[^\]]*\](?!\s*["']?(?:file|copy):)/;

export const signaturesOff: DockerfileRule = {
  id: 'signatures-off',
  slug: 'signatures-unchecked',
  kind: 'dockerfile',
  severity: 'medium',
  title: "Packages' signatures are not checked",
  why: 'The signature is what tells the packages of the distribution from those of whoever answers in its name.',
  fix: "Install the repository's key instead of switching the check off.",
  aliases: [],
  bad: 'FROM alpine:3.22\nRUN apk add --no-cache --allow-untrusted https://example.com/a.apk\n',
  good: 'FROM alpine:3.22\nCOPY vendor.rsa.pub /etc/apk/keys/\nRUN apk add --no-cache --repository https://example.com/alpine a\n',
  *check(subject) {
    for (const run of runCommands(subject)) {
      const word = carelessOption(run) ?? run.words.find(({ value }) => trusted.test(value));
      if (word === undefined) continue;
      const what = trusted.test(word.value)
        ? 'A source is marked as trusted: its packages are'
        : `\`${run.program}\` is told to take packages that are`;
      yield { message: `${what} not checked for who signed them.`, range: word.range };
    }
  },
};

function carelessOption({ program, words }: RunCommand): RunCommand['words'][number] | undefined {
  const option = careless.find(([name]) => name.test(program))?.[1];
  return option === undefined ? undefined : words.find(({ value }) => option.test(value));
}
