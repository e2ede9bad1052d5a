/** Images that cannot lose their shell because of how they start: what stands in the way, without a guess at a way round. */
import type { Suggester } from './suggester.ts';

const interpreters = /(^|\/)(node|nodejs|npm|yarn|pnpm|python[\d.]*|gunicorn|uvicorn|java)$/;

export const shellEntrypoint: Suggester = {
  id: 'shell-entrypoint',
  *suggest(subject) {
    if (subject.isMinimal) return;
    const { input, launch, script } = subject;
    const reason =
      script === undefined
        ? launch.needsShell
        : `it starts through /${script.path}, a shell script${launch.cmd.length === 0 ? '' : ' that is given the command'}`;
    const { program } = input.footprint.entrypoint;
    const own = program === undefined ? undefined : input.footprint.files.get(program);
    const isApplication =
      interpreters.test(program ?? launch.cmd[0] ?? '') ||
      (own !== undefined && own.owner?.kind === 'application');
    // A database or a server as its distribution ships it needs its script: there is nothing to tell its user.
    if (reason === undefined || !isApplication) return;
    yield {
      id: shellEntrypoint.id,
      title: 'Start the program without a shell, so that the image can do without one',
      reason: `The image could be based on a distroless image, but ${reason}.`,
      findingIds: [],
      changes: [
        {
          what: 'Do what the script or command line does in the program itself, or before the container starts',
          why: 'Set-up that runs at build time, reads settings in the program, or is an init container needs no shell in the image.',
        },
        {
          what: 'Give ENTRYPOINT the program and its arguments as a JSON array',
          why: 'Then imgscan can propose a final stage without a shell.',
        },
      ],
      assumptions: [],
      confidence: 'low',
    };
  },
};
