/** Rule: compilers are installed and stay in the image. */
import { largestBytes } from '../debian-sizes.ts';
import { commandsOf, type RunCommand, stepsOf } from '../query.ts';
import { readCall } from '../reading/arguments.ts';
import { apk, apt, dnf, yum, zypper } from '../reading/managers.ts';
import { isShipped, shippedStages } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

const managers = [apk, apt, dnf, yum, zypper];
const install: ReadonlySet<string> = new Set(['add', 'in', 'install']);
const remove: ReadonlySet<string> = new Set(['autoremove', 'del', 'erase', 'purge', 'remove', 'rm']);
const buildOnly =
  /^(?:autoconf|automake|binutils|bison|build-base|build-essential|clang(?:-\d+)?|cmake|default-jdk(?:-headless)?|flex|g\+\+(?:-\d+)?|gcc(?:-\d+|-c\+\+)?|gfortran|golang(?:-go|-[\d.]+)?|libc-dev|libtool|linux-headers|llvm(?:-\d+)?|make|musl-dev|nasm|ninja(?:-build)?|openjdk-?\d+-jdk(?:-headless)?|pkg-config|pkgconf|rustc|cargo|@development|groupinstall)(?:=.*)?$|^(?:python3?|ruby|php|lib[\w.+-]*|zlib1g|openssl|libffi|postgresql)-dev(?:el)?(?:=.*)?$/;

export const buildPackages: DockerfileRule = {
  id: 'build-packages',
  slug: 'build-packages-left',
  kind: 'waste',
  severity: 'low',
  title: 'Packages for compiling stay in the image',
  why: 'A compiler and its headers are a few hundred megabytes that the program does not run on, and the first thing that an attacker looks for.',
  fix: 'Compile in a stage of its own and copy the result, or remove the packages in the RUN that installs them.',
  aliases: [],
  bad: 'FROM debian:13-slim\nRUN apt-get update && apt-get install -y gcc libpq-dev && rm -rf /var/lib/apt/lists/*\n',
  good: 'FROM alpine:3.22\nRUN apk add --no-cache --virtual .build gcc musl-dev && make && apk del .build\n',
  *check(subject) {
    const shipped = shippedStages(subject);
    for (const step of stepsOf(subject, 'RUN')) {
      if (!isShipped(step, shipped) || step.isTrigger) continue;
      const commands = commandsOf(step);
      for (const command of commands) {
        const call = managers
          .map((manager) => readCall(command, manager, install))
          .find((found) => found !== undefined);
        const found = (call?.operands ?? []).filter(
          ({ value, isLiteral }) => isLiteral && buildOnly.test(value),
        );
        const [first] = found;
        if (call === undefined || first === undefined || commands.some((other) => isRemoval(other, command)))
          continue;
        const names = found.map(({ value }) => value);
        const saved = /^apt/.test(command.program) ? largestBytes(names) : undefined;
        yield {
          message: `${names
            .slice(0, 4)
            .map((name) => `\`${name}\``)
            .join(
              ', ',
            )}${names.length > 4 ? ` and ${names.length - 4} more` : ''} ${names.length === 1 ? 'is' : 'are'} for compiling, and nothing removes ${names.length === 1 ? 'it' : 'them'} in this RUN.`,
          range: first.range,
          ...(saved === undefined ? {} : { savedBytes: saved }),
          evidence: names.slice(0, 100).map((value) => ({ label: 'package', value })),
        };
      }
    }
  },
};

/** After the installation, in the same layer. */
function isRemoval(other: RunCommand, install: RunCommand): boolean {
  if (other.command.range.start <= install.command.range.start) return false;
  return managers.some((manager) => readCall(other, manager, remove) !== undefined);
}
