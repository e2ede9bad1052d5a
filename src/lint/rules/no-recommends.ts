/** Rule: apt-get installs recommended packages too. https://manpages.debian.org/apt-get */
import { recommendedBytes } from '../debian-sizes.ts';
import { runCommands } from '../query.ts';
import { hasAny, readCall } from '../reading/arguments.ts';
import { fixIn, insertAt } from '../reading/edit.ts';
import { apt } from '../reading/managers.ts';
import type { DockerfileRule } from '../rule.ts';

const actions: ReadonlySet<string> = new Set(['install']);

export const noRecommends: DockerfileRule = {
  id: 'DL3015',
  slug: 'no-recommends',
  kind: 'waste',
  severity: 'low',
  title: 'apt-get installs recommended packages too',
  why: 'Recommended packages are what a desktop would want beside the named ones: often several times their size, and with advisories of their own.',
  fix: 'Add `--no-install-recommends`, and name what is really needed.',
  aliases: ['DS-0029', 'AVD-DS-0029', 'DS029'],
  bad: 'FROM debian:13-slim\nRUN apt-get update && apt-get install -y nginx\n',
  good: 'FROM debian:13-slim\nRUN apt-get update && apt-get install -y --no-install-recommends nginx\n',
  *check(subject) {
    // Configured once, it holds for all.
    if (
      /APT::Install-Recommends/i.test(
        subject.dockerfile.text.replace(/-o\s+["']?APT::Install-Recommends/gi, ''),
      )
    )
      return;
    for (const command of runCommands(subject)) {
      const call = readCall(command, apt, actions);
      if (call === undefined || hasAny(call, 'no-install-recommends', 'without-recommends', 'R')) continue;
      const configured = call.options.some(({ value }) =>
        /^APT::Install-Recommends=["']?(?:0|false|no)/i.test(
          typeof value === 'string' ? value : (value?.value ?? ''),
        ),
      );
      if (configured || call.operands.every(({ value }) => /\.deb$/.test(value))) continue;
      const saved = recommendedBytes(call.operands.map(({ value }) => value));
      yield {
        message: `\`${command.program} install\` takes the recommended packages along.`,
        range: { start: command.programRange.start, end: call.action.range.end },
        ...(saved === undefined ? {} : { savedBytes: saved }),
        ...fixIn(command.step, {
          title: 'Add --no-install-recommends',
          // What works may work by a recommended package.
          safety: 'review',
          edits: [insertAt(call.action.range.end, ' --no-install-recommends')],
        }),
      };
    }
  },
};
