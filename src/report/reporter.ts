/** The contract of a reporter: a report in, text out; pure, no knowledge of terminals or files. */
import type { Report } from '../model/report.ts';

export interface RenderOptions {
  /** ANSI colours allowed. */
  readonly color: boolean;
  /** Columns to stay within. */
  readonly width: number;
}

export interface Reporter {
  /** As `--format` names it. */
  readonly name: string;
  render(report: Report, options: RenderOptions): string;
}
