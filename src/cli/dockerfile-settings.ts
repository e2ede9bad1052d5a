/** Where the settings of `imgscan dockerfile` come from: a file that is named or found, then the command line. */

import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { readTextFile } from '../build/read-text.ts';
import { ImgscanError } from '../errors.ts';
import { defaultSettings, type LintSettings } from '../lint/settings.ts';
import { decodeHadolintSettings, decodeOwnSettings, type FileSettings } from '../lint/settings-file.ts';
import type { DockerfileFlags } from './dockerfile-options.ts';

const names = ['.imgscan.yaml', '.imgscan.yml', '.hadolint.yaml', '.hadolint.yml'] as const;
const maxBytes = 256 * 1024;

type SettingsFlags = Pick<DockerfileFlags, 'config' | 'ignore' | 'pragmas' | 'trustedRegistry' | 'failOn'>;

/** USAGE for a file that cannot be read or says something that it may not. */
export async function readSettings(flags: SettingsFlags, folder: string): Promise<FileSettings> {
  const path = flags.config ?? (await findSettings(folder));
  const fromFile: FileSettings = path === undefined ? { settings: defaultSettings } : await decodeFile(path);
  const { settings } = fromFile;
  const failOn = flags.failOn ?? fromFile.failOn;
  return {
    settings: {
      ...settings,
      ignored: new Set([...settings.ignored, ...splitList(flags.ignore)]),
      trustedRegistries: [...settings.trustedRegistries, ...flags.trustedRegistry],
      allowsPragmas: settings.allowsPragmas && flags.pragmas,
    } satisfies LintSettings,
    ...(failOn === undefined ? {} : { failOn }),
  };
}

/** The nearest one at or above the folder, no further up than the root of its repository. */
async function findSettings(folder: string): Promise<string | undefined> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    for (const name of names) {
      if (await exists(join(at, name))) return join(at, name);
    }
    if ((await exists(join(at, '.git'))) || dirname(at) === at) return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function decodeFile(path: string): Promise<FileSettings> {
  const [{ text }, { parseYaml }] = await Promise.all([
    readTextFile(path, maxBytes),
    import('../build/yaml.ts'),
  ]);
  let content: unknown;
  try {
    content = parseYaml(text);
  } catch (cause) {
    throw new ImgscanError(
      'USAGE',
      `${path} is no YAML: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
  return /hadolint/.test(path) || isHadolint(content)
    ? decodeHadolintSettings(content, path)
    : decodeOwnSettings(content, path);
}

/** A file of another name is told by its keys. */
function isHadolint(content: unknown): boolean {
  return (
    typeof content === 'object' &&
    content !== null &&
    !('dockerfile' in content) &&
    ['ignored', 'override', 'trustedRegistries', 'label-schema', 'failure-threshold'].some(
      (key) => key in content,
    )
  );
}

function splitList(list = ''): readonly string[] {
  return list.split(',').flatMap((id) => (id.trim() === '' ? [] : [id.trim()]));
}
