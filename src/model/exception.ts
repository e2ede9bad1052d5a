/** What people and options say of findings beside the advisories: VEX statements, ignored findings, filters. */
import type { Finding } from './finding.ts';

/** https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md#status-labels */
export type VexStatus = 'not_affected' | 'affected' | 'fixed' | 'under_investigation';

/** What the last VEX statement about a finding says. */
export interface VexVerdict {
  readonly status: VexStatus;
  /** OpenVEX's label, whatever the format: `vulnerable_code_not_in_execute_path`. */
  readonly justification?: string;
  /** In the author's words: why it is not affected, or what to do. */
  readonly statement?: string;
  /** Document and vulnerability: `app.vex.json, statement 2`. */
  readonly origin: string;
}

/** Why a finding is not among a report's findings. */
export type Suppression =
  | ({ readonly by: 'vex' } & VexVerdict)
  | {
      readonly by: 'ignore';
      /** File and line of the entry: `.imgscanignore:3`. */
      readonly origin: string;
      readonly reason?: string;
      /** ISO date of the entry's last day. */
      readonly until?: string;
    }
  /** Another advisory of the distribution says that the package is not affected: its id. */
  | { readonly by: 'distribution'; readonly origin: string; readonly reason?: string }
  /** A filter of the command line: `--only-fixed`. */
  | { readonly by: 'option'; readonly origin: string };

export interface SuppressedFinding {
  readonly finding: Finding;
  readonly suppression: Suppression;
}
