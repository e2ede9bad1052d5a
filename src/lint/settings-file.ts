/** Settings out of a decoded configuration file: imgscan's own, or hadolint's. https://github.com/hadolint/hadolint#configure */
import * as v from 'valibot';
import { ImgscanError } from '../errors.ts';
import { type Severity, severities } from '../model/finding.ts';
import { defaultSettings, type LabelKind, type LintSettings } from './settings.ts';

export interface FileSettings {
  readonly settings: LintSettings;
  /** What `--fail-on` is where the command line does not say. */
  readonly failOn?: string;
}

const ids = v.array(v.string());
const label = v.picklist(['text', 'url', 'semver', 'hash', 'rfc3339', 'spdx', 'email']);
const severity = v.picklist(severities);

const ownSchema = v.strictObject({
  ignore: v.optional(ids, []),
  enable: v.optional(ids, []),
  severity: v.optional(v.record(v.string(), severity), {}),
  'trusted-registries': v.optional(ids, []),
  labels: v.optional(v.record(v.string(), label), {}),
  'strict-labels': v.optional(v.boolean(), false),
  pragmas: v.optional(v.boolean(), true),
  'fail-on': v.optional(v.string()),
});

/** Of `.imgscan.yaml`; other sections are other commands'. */
const ownFile = v.looseObject({ dockerfile: v.optional(ownSchema, {}) });

const list = v.nullish(ids, []);
const hadolintFile = v.looseObject({
  ignored: list,
  override: v.nullish(v.looseObject({ error: list, warning: list, info: list, style: list }), {}),
  trustedRegistries: v.nullish(
    v.union([
      v.pipe(
        v.string(),
        v.transform((one) => [one]),
      ),
      ids,
    ]),
    [],
  ),
  'label-schema': v.nullish(v.record(v.string(), v.string()), {}),
  'strict-labels': v.nullish(v.boolean(), false),
  'disable-ignore-pragma': v.nullish(v.boolean(), false),
  'failure-threshold': v.nullish(v.string()),
  'no-fail': v.nullish(v.boolean(), false),
});

/** Its four levels in imgscan's words. */
const levels: Readonly<Record<'error' | 'warning' | 'info' | 'style', Severity>> = {
  error: 'high',
  warning: 'medium',
  info: 'low',
  style: 'info',
};

/** Decodes the content of `.imgscan.yaml`; `file` names it in the USAGE error. */
export function decodeOwnSettings(content: unknown, file: string): FileSettings {
  const { dockerfile } = parse(ownFile, content ?? {}, file);
  return {
    settings: {
      ignored: new Set(dockerfile.ignore),
      enabled: new Set(dockerfile.enable),
      severities: new Map(Object.entries(dockerfile.severity)),
      trustedRegistries: dockerfile['trusted-registries'],
      labels: new Map(Object.entries(dockerfile.labels)),
      hasStrictLabels: dockerfile['strict-labels'],
      allowsPragmas: dockerfile.pragmas,
    },
    ...(dockerfile['fail-on'] === undefined ? {} : { failOn: dockerfile['fail-on'] }),
  };
}

/** Decodes the content of `.hadolint.yaml`; what only its own output knows is passed over. */
export function decodeHadolintSettings(content: unknown, file: string): FileSettings {
  const decoded = parse(hadolintFile, content ?? {}, file);
  const severities = new Map<string, Severity>();
  for (const level of ['style', 'info', 'warning', 'error'] as const) {
    for (const id of decoded.override[level] ?? []) severities.set(id, levels[level]);
  }
  const labels = new Map<string, LabelKind>();
  for (const [name, kind] of Object.entries(decoded['label-schema'])) {
    // Their names of some kinds are older than ours.
    const plain = kind.toLowerCase().replace('rawtext', 'text').replace('githash', 'hash');
    const known = v.safeParse(label, plain === '' ? 'text' : plain);
    if (!known.success)
      throw invalid(file, `label-schema: ${name} is of no kind that is known: ${JSON.stringify(kind)}`);
    labels.set(name, known.output);
  }
  const threshold = decoded['failure-threshold'] ?? undefined;
  const failOn = threshold === undefined || decoded['no-fail'] ? undefined : failOnOf(threshold, file);
  return {
    settings: {
      ...defaultSettings,
      ignored: new Set(decoded.ignored),
      severities,
      // Naming an optional rule's severity switches it on, as it does there.
      trustedRegistries: decoded.trustedRegistries,
      labels,
      hasStrictLabels: decoded['strict-labels'],
      allowsPragmas: !decoded['disable-ignore-pragma'],
    },
    ...(failOn === undefined ? {} : { failOn }),
  };
}

function failOnOf(threshold: string, file: string): string | undefined {
  const level = threshold.toLowerCase();
  if (level === 'none' || level === 'ignore') return undefined;
  if (level === 'error' || level === 'warning' || level === 'info' || level === 'style') return levels[level];
  throw invalid(file, `failure-threshold is no level that is known: ${JSON.stringify(threshold)}`);
}

function parse<T extends v.GenericSchema>(schema: T, content: unknown, file: string): v.InferOutput<T> {
  const result = v.safeParse(schema, content);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw invalid(file, `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
}

function invalid(file: string, what: string): ImgscanError {
  return new ImgscanError('USAGE', `${file}: ${what}`);
}
