/** What a configuration may say of rules, in one shape for every file format. */
import type { Severity } from '../model/finding.ts';

/** What a label's value has to look like. https://github.com/hadolint/hadolint#linting-labels */
export type LabelKind = 'text' | 'url' | 'semver' | 'hash' | 'rfc3339' | 'spdx' | 'email';

/** Ids are as the user wrote them: any id, slug or alias. */
export interface LintSettings {
  readonly ignored: ReadonlySet<string>;
  /** Optional rules that are to run. */
  readonly enabled: ReadonlySet<string>;
  readonly severities: ReadonlyMap<string, Severity>;
  /** Registries that images may come from, `*` as wildcard; empty allows all. */
  readonly trustedRegistries: readonly string[];
  readonly labels: ReadonlyMap<string, LabelKind>;
  /** True when labels beyond `labels` are a problem. */
  readonly hasStrictLabels: boolean;
  /** False when comments in the file may not switch rules off. */
  readonly allowsPragmas: boolean;
}

export const defaultSettings: LintSettings = {
  ignored: new Set(),
  enabled: new Set(),
  severities: new Map(),
  trustedRegistries: [],
  labels: new Map(),
  hasStrictLabels: false,
  allowsPragmas: true,
};
