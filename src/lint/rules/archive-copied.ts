/** Rule: an archive is copied and then unpacked, which ADD does in one step. https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives */
import { posix } from 'node:path';
import type { Range } from '../../dockerfile/syntax.ts';
import { commandsOf, type RunCommand, stepsOf } from '../query.ts';
import { pathsOf } from '../reading/paths.ts';
import type { DockerfileRule } from '../rule.ts';

const archive = /\.(?:tar|tgz|tbz2?|txz|tzst|tar\.(?:gz|bz2|xz|zst|lzma))$/i;

/** Archives that are remembered: each RUN is compared with all of them. */
const most = 500;

interface Copied {
  readonly name: string;
  readonly stage: number;
  readonly range: Range;
}

export const archiveCopied: DockerfileRule = {
  id: 'DL3010',
  slug: 'archive-copied',
  kind: 'waste',
  severity: 'low',
  title: 'An archive is copied, then unpacked',
  why: "The archive's own bytes stay in the layer of COPY, even when a later step deletes it. ADD unpacks without keeping it.",
  fix: 'Use ADD, which unpacks local archives, or mount the archive with `RUN --mount=type=bind`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nCOPY app.tar.gz /srv/\nRUN tar -xzf /srv/app.tar.gz -C /srv\n',
  good: 'FROM debian:13-slim\nADD app.tar.gz /srv/\n',
  *check(subject) {
    let copied: Copied[] = [];
    for (const step of stepsOf(subject, 'COPY', 'RUN')) {
      const { instruction } = step;
      if (copied[0]?.stage !== step.stage) copied = [];
      if (instruction.keyword === 'RUN') {
        const unpacked = new Set(commandsOf(step).flatMap(archivesUnpacked));
        for (const { name, range } of copied.filter((one) => unpacked.has(one.name))) {
          yield {
            message: `\`${name}\` is unpacked in line ${instruction.line}: its own bytes stay in this layer.`,
            range,
          };
        }
        copied = copied.filter(({ name }) => !unpacked.has(name));
        continue;
      }
      if (instruction.flags.some(({ name }) => name === 'from')) continue;
      const paths = pathsOf(subject, step).map(({ value = '' }) => value);
      const target = baseName(paths.at(-1) ?? '');
      const names = archive.test(target)
        ? [target]
        : paths
            .slice(0, -1)
            .map(baseName)
            .filter((name) => archive.test(name));
      for (const name of names.slice(0, most - copied.length))
        copied.push({ name, stage: step.stage, range: instruction.argumentRange });
    }
  },
};

function baseName(path: string): string {
  return posix.basename(path.replaceAll('\\', '/'));
}

/** Names of the archives that a tar command unpacks. */
function archivesUnpacked({ program, words }: RunCommand): readonly string[] {
  if (program !== 'tar' && program !== 'bsdtar') return [];
  const [first] = words;
  const extracts = words.some(({ value }) => /^(?:--extract|--get|-[A-Za-z]*x[A-Za-z]*)$/.test(value));
  if (!extracts && !/^[a-z]*x[a-z]*$/.test(first?.value ?? '')) return [];
  return words.map(({ value }) => baseName(value.replace(/^--file=/, '')));
}
