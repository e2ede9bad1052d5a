/** File names under which tools keep credentials. */
import { posix } from 'node:path';

const endings: readonly string[] = [
  '.aws/credentials',
  '.azure/accessTokens.json',
  '.config/gcloud/application_default_credentials.json',
  '.docker/config.json',
  '.dockercfg',
  '.git-credentials',
  '.htpasswd',
  '.kube/config',
  '.my.cnf',
  '.netrc',
  '.pgpass',
  '.pypirc',
  '.s3cfg',
  '.vault-token',
  '_netrc',
  'id_dsa',
  'id_ecdsa',
  'id_ed25519',
  'id_rsa',
  'terraform.tfstate',
];
/** Files that say what to write, with nothing secret in them. */
const sample = /(?:^|[._-])(?:dist|example|sample|template|tmpl|test)s?(?:[._-]|$)/i;
const environment = /^\.env(?:\.(?:local|dev|development|prod|production|staging))*$/;
const keyStore = /\.(?:jks|kdbx|keystore|ovpn|p12|pfx|ppk)$/i;
/** What comes with packages and tests. */
const library = /(?:^|\/)(?:node_modules|site-packages|vendor|testdata|tests?|fixtures|examples?)\//;

/** True when the path's name says that it holds credentials; the content is not known. */
export function isCredentialName(path: string): boolean {
  const name = posix.basename(path);
  if (sample.test(name) || library.test(path)) return false;
  if (environment.test(name) || keyStore.test(name)) return true;
  return endings.some((ending) => path === ending || path.endsWith(`/${ending}`));
}
