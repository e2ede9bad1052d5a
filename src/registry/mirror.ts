/** Registry mirrors: other places where a registry's repositories can be had. https://docs.docker.com/docker-hub/image-library/mirror/ */
import { ImgscanError } from '../errors.ts';
import type { Reference } from '../model/image.ts';
import { parseReference } from '../oci/reference.ts';

export interface Mirror {
  /** As references name it: `docker.io`. */
  readonly registry: string;
  /** `HOST[:PORT][/PREFIX]` in order of preference; `http://` before it allows plain http. */
  readonly mirrors: readonly string[];
}

export interface MirrorPlace {
  readonly host: string;
  readonly repository: string;
  readonly insecure: boolean;
}

/** The places of a reference's repository in order; USAGE when a mirror is not written as it should be. */
export function mirrorsOf(mirrors: readonly Mirror[], reference: Reference): readonly MirrorPlace[] {
  return mirrors
    .filter(({ registry }) => registry === reference.registry)
    .flatMap((mirror) => mirror.mirrors.map((text) => placeAt(text, reference.repository)));
}

function placeAt(text: string, repository: string): MirrorPlace {
  const match = /^(?:(https?):\/\/)?([^/]+)(\/.+)?$/.exec(text.replace(/\/$/, ''));
  const [, scheme, host = '', prefix = ''] = match ?? [];
  try {
    // A host alone could be taken for a repository; with a dot, port or scheme it is one beyond doubt.
    const parsed = parseReference(`${host}${prefix}/${repository}`);
    if (parsed.registry === host) {
      return { host, repository: parsed.repository, insecure: scheme === 'http' };
    }
  } catch (cause) {
    throw invalid(text, cause);
  }
  throw invalid(text);
}

function invalid(text: string, cause?: unknown): ImgscanError {
  return new ImgscanError(
    'USAGE',
    `not a mirror: expected HOST[:PORT][/PREFIX], found ${JSON.stringify(text.slice(0, 200))}`,
    {
      cause,
      hint: 'write for example mirror.example.com or localhost:5000/hub',
    },
  );
}
