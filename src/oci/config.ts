/** The image config, read as tolerantly as real images need it. https://github.com/opencontainers/image-spec/blob/main/config.md */
import * as v from 'valibot';
import type { Digest, HistoryEntry, ImageConfig, Platform } from '../model/image.ts';
import { isDigest } from './digest.ts';
import { decodeJson, objectOf } from './json.ts';

export const maxConfigBytes = 8 * 1024 * 1024;

/** A config with the two things in it that are not about running: the platform, and the layers' diffIDs. */
export interface DecodedConfig {
  readonly config: ImageConfig;
  readonly platform: Platform;
  /** Bottom layer first; empty when the config names none. */
  readonly diffIds: readonly Digest[];
}

const text = v.nullish(v.string(), '');
const strings = v.nullish(v.array(v.string()), []);
/** Docker takes a bare string for a list of one (strslice). */
const command = v.nullish(
  v.union([
    v.array(v.string()),
    v.pipe(
      v.string(),
      v.transform((single): string[] => [single]),
    ),
  ]),
);
/** A set written as an object whose values are empty. */
const keys = v.pipe(
  v.nullish(v.record(v.string(), v.unknown()), {}),
  v.transform((set) => Object.keys(set).sort()),
);
const digest = v.custom<Digest>((input) => typeof input === 'string' && isDigest(input), 'a diffID');

const runSchema = v.object({
  User: text,
  Env: strings,
  Entrypoint: command,
  Cmd: command,
  WorkingDir: text,
  ExposedPorts: keys,
  Volumes: keys,
  Labels: v.nullish(v.record(v.string(), text), {}),
  Healthcheck: v.nullish(v.object({ Test: strings })),
  StopSignal: text,
  Shell: v.nullish(v.array(v.string())),
  OnBuild: strings,
});

const historySchema = v.object({
  created: text,
  created_by: text,
  author: text,
  comment: text,
  empty_layer: v.nullish(v.boolean(), false),
});

const configSchema = objectOf({
  created: text,
  author: text,
  os: text,
  architecture: text,
  variant: text,
  'os.version': text,
  config: v.nullish(runSchema, {}),
  rootfs: v.nullish(v.object({ diff_ids: v.nullish(v.array(digest), []) })),
  history: v.nullish(v.array(historySchema), []),
});

/**
 * Decodes a config. Null and absent fields are empty; a missing os is linux, a missing architecture `unknown`.
 * MANIFEST_INVALID names the field that has another type; LIMIT_EXCEEDED past 8 MiB.
 */
export function decodeConfig(bytes: Uint8Array, subject = 'image config'): DecodedConfig {
  const raw = decodeJson(configSchema, bytes, subject, maxConfigBytes);
  const run = raw.config;
  return {
    config: {
      ...(raw.created === '' ? {} : { created: raw.created }),
      ...(raw.author === '' ? {} : { author: raw.author }),
      user: run.User,
      env: run.Env,
      ...(run.Entrypoint == null ? {} : { entrypoint: run.Entrypoint }),
      ...(run.Cmd == null ? {} : { cmd: run.Cmd }),
      workingDir: run.WorkingDir,
      exposedPorts: run.ExposedPorts,
      volumes: run.Volumes,
      labels: run.Labels,
      ...(run.Healthcheck == null ? {} : { healthcheck: { test: run.Healthcheck.Test } }),
      ...(run.StopSignal === '' ? {} : { stopSignal: run.StopSignal }),
      ...(run.Shell == null ? {} : { shell: run.Shell }),
      onBuild: run.OnBuild,
      history: raw.history.map(toHistoryEntry),
    },
    platform: {
      os: raw.os === '' ? 'linux' : raw.os,
      architecture: raw.architecture === '' ? 'unknown' : raw.architecture,
      ...(raw.variant === '' ? {} : { variant: raw.variant }),
      ...(raw['os.version'] === '' ? {} : { osVersion: raw['os.version'] }),
    },
    diffIds: raw.rootfs?.diff_ids ?? [],
  };
}

function toHistoryEntry(raw: v.InferOutput<typeof historySchema>): HistoryEntry {
  return {
    ...(raw.created === '' ? {} : { created: raw.created }),
    ...(raw.created_by === '' ? {} : { createdBy: raw.created_by }),
    ...(raw.author === '' ? {} : { author: raw.author }),
    ...(raw.comment === '' ? {} : { comment: raw.comment }),
    emptyLayer: raw.empty_layer,
  };
}
