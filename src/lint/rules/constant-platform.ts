/** Rule: FROM --platform with a constant. https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/ */
import { unquote } from '../../dockerfile/words.ts';
import { removeWord } from '../reading/edit.ts';
import type { DockerfileRule } from '../rule.ts';

export const constantPlatform: DockerfileRule = {
  id: 'DL3029',
  slug: 'constant-platform',
  kind: 'dockerfile',
  severity: 'low',
  title: 'FROM is tied to one platform',
  why: 'The stage is built for that platform whatever the builder is asked for: other machines run it emulated, or not at all.',
  fix: 'Leave the flag out and choose the platform when building, or use `$BUILDPLATFORM` for a stage that runs tools.',
  aliases: ['FromPlatformFlagConstDisallowed'],
  bad: 'FROM --platform=linux/amd64 debian:13-slim\n',
  good: 'FROM --platform=$BUILDPLATFORM debian:13-slim\n',
  *check({ dockerfile, stages }) {
    for (const { from, name = '' } of stages) {
      const flag = from.flags.find((candidate) => candidate.name === 'platform');
      if (flag?.value === undefined || flag.value.includes('$')) continue;
      const platform = unquote(flag.value, dockerfile.escaper).toLowerCase();
      const [system = '', architecture = ''] = platform.split('/');
      // A stage that says for which platform it is means it.
      const said = [system, architecture].some((part) => part !== '' && name.includes(part));
      if (platform === '' || said) continue;
      yield {
        message: `The stage is built for ${platform} only, whatever platform the build is for.`,
        range: flag.range,
        fix: {
          title: 'Take --platform out',
          safety: 'review',
          edits: [removeWord(dockerfile, flag.range)],
        },
      };
    }
  },
};
