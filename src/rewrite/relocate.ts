/** Paths below /root, which a user that is not root cannot enter, moved to a folder of their own. */
import type { Plan } from './plan.ts';

const closed = /^\/root(?=\/|$)/;

export interface Relocated {
  readonly plan: Plan;
  readonly workdir: string;
}

/** The plan with every path below /root moved to /app, or /opt/app where the image has its own /app. */
export function relocate(plan: Plan, workdir: string): Relocated {
  const affected = closed.test(workdir) || plan.copies.some(({ target }) => closed.test(target));
  if (!affected) return { plan, workdir };
  const taken = plan.copies.some(({ target }) => /^\/app(\/|$)/.test(target));
  const home = taken ? '/opt/app' : '/app';
  const move = (path: string): string => path.replace(closed, home);
  return {
    workdir: move(workdir),
    plan: {
      ...plan,
      copies: plan.copies.map((copy) => ({ ...copy, target: move(copy.target) })),
      entrypoint: plan.entrypoint.map(move),
      cmd: plan.cmd.map(move),
      ...(plan.env === undefined
        ? {}
        : { env: plan.env.map(([key, value]) => [key, value.split(':').map(move).join(':')] as const) }),
      changes: [
        ...plan.changes,
        { what: `What was below /root is below ${home}`, why: 'Only root can enter /root.' },
      ],
      assumptions: [...plan.assumptions, 'The program does not name /root in its code or configuration.'],
    },
  };
}
