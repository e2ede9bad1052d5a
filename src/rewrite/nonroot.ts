/** Images that have no shell left but still run as root: one line to add. */
import { applyEdits } from './builder.ts';
import { lowPorts } from './final-stage.ts';
import type { Suggester } from './suggester.ts';
import { nonroot as user } from './target.ts';

export const nonroot: Suggester = {
  id: 'run-as-nonroot',
  *suggest(subject) {
    const { input } = subject;
    const line = `USER ${user.uid}:${user.gid}`;
    // Without the Dockerfile there is no file to add the line to.
    const starts = input.footprint.entrypoint.argv.length > 0;
    // What starts nothing is only there to be copied from.
    if (!starts || !subject.isMinimal || !subject.given || !input.footprint.users.runsAs.isRoot) return;
    const { text } = subject.dockerfile;
    const last = subject.last.instructions.at(-1) ?? subject.last.from;
    const newline = text.includes('\r\n') ? '\r\n' : '\n';
    const edit = { range: { start: last.range.end, end: last.range.end }, text: `${newline}${line}` };
    const ids = new Set(input.findings.map((finding) => finding.id));
    yield {
      id: nonroot.id,
      title: 'Run as a user that is not root',
      reason: 'The image has no shell and no package manager, but its program runs as root.',
      findingIds: ['root-user'].filter((id) => ids.has(id)),
      dockerfile: applyEdits(text, [edit]),
      changes: [
        {
          what: `${line} is added`,
          why: 'Whoever breaks out of the program is not root; a number can be checked by runAsNonRoot of Kubernetes.',
        },
      ],
      assumptions: [
        `The program can read its files as uid ${user.uid} and writes nowhere but to /tmp and mounted volumes.`,
        ...lowPorts(input.config.exposedPorts),
      ],
      confidence: 'medium',
    };
  },
};
