/** Rule: files whose names say that they hold credentials, where their content did not prove it. */
import { posix } from 'node:path';
import type { ImageRule } from './rule.ts';
import { listSome, problemsByOrigin, sightFiles } from './sighting.ts';

/** Ends of paths, from a whole segment on. */
const endings = [
  '.aws/credentials',
  '.azure/accessTokens.json',
  '.azure/msal_token_cache.json',
  '.config/gcloud/application_default_credentials.json',
  '.config/gcloud/credentials.db',
  '.docker/config.json',
  '.dockercfg',
  '.env',
  '.env.local',
  '.env.prod',
  '.env.production',
  '.git-credentials',
  '.htpasswd',
  '.kube/config',
  '.my.cnf',
  '.netrc',
  '.pgpass',
  '.pypirc',
  '.s3cfg',
  '.vault-token',
  'credentials.json',
  'id_dsa',
  'id_ecdsa',
  'id_ed25519',
  'id_rsa',
  'terraform.tfstate',
] as const;
const endingByName: ReadonlyMap<string, string> = new Map(
  endings.map((ending) => [posix.basename(ending), ending]),
);
const keyStores: ReadonlySet<string> = new Set([
  '.jks',
  '.kdbx',
  '.keystore',
  '.ovpn',
  '.p12',
  '.pfx',
  '.ppk',
]);
/** What packages bring, and samples. */
const library =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|gems|vendor|tests?|testdata|fixtures|examples?)\/|^usr\/(?:share|lib|local\/(?:lib|share|go))\//;

export const sensitiveFiles: ImageRule = {
  id: 'sensitive-files',
  kind: 'secret',
  severity: 'low',
  title: 'Files are named like credentials',
  why: 'These names are where tools keep passwords, tokens and key stores. Only the name says so here: what is proven by content is reported as `secret-in-file`.',
  fix: 'Look into them; what is a credential belongs into a secret of the runtime or `RUN --mount=type=secret`, not into a layer.',
  aliases: ['CIS-DI-0010'],
  *check({ footprint }) {
    const proven = new Set(
      footprint.evidence.flatMap((item) => (item.kind === 'secret' && item.live ? [item.path] : [])),
    );
    const sightings = sightFiles(footprint, (path, { fileBytes }) => {
      if (fileBytes === 0 || !isNamedSo(path) || proven.has(path) || library.test(path)) return undefined;
      return { label: 'file', value: `/${path}` };
    });
    yield* problemsByOrigin(footprint, sightings, (group) => ({
      message: `By their names these files hold credentials: ${listSome(group.map(({ value }) => value))}.`,
    }));
  },
};

function isNamedSo(path: string): boolean {
  const name = posix.basename(path);
  const ending = endingByName.get(name);
  if (ending !== undefined) return path === ending || path.endsWith(`/${ending}`);
  return keyStores.has(posix.extname(name));
}
