/** A clock that only moves when told to, or slept on. */
import type { Clock } from '../../src/registry/retry.ts';

export interface FakeClock extends Clock {
  /** What was slept, in order. */
  readonly slept: number[];
  advance(milliseconds: number): void;
}

export function fakeClock(): FakeClock {
  let time = 1_000_000;
  const slept: number[] = [];
  return {
    slept,
    advance(milliseconds) {
      time += milliseconds;
    },
    now: () => time,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      time += milliseconds;
    },
    random: () => 0.5,
  };
}
