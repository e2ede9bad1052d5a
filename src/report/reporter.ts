/** The contract of a reporter: reports in, text out; pure, no knowledge of terminals or files. */
import type { Report } from '../model/report.ts';

export interface RenderOptions {
  /** ANSI colours allowed. */
  readonly color: boolean;
  /** Columns to stay within. */
  readonly width: number;
  /** True when several images were asked for (`--all-platforms`): the output is a list even if one was found. */
  readonly list: boolean;
  /** What is counted only, as a rule, is to be shown line by line: suppressed packages. */
  readonly all?: boolean;
}

export interface Reporter {
  /** As `--format` names it. */
  readonly name: string;
  /** The whole output with its final newline. `reports` holds at least one. */
  render(reports: readonly Report[], options: RenderOptions): string;
}
