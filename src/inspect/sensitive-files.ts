/** Rule: files whose names say that they hold credentials, where their content did not prove it. */
import type { ImageRule } from './rule.ts';
import { listSome, problemsByOrigin } from './sighting.ts';

const credentialFile =
  /(?:^|\/)(?:\.aws\/credentials|\.azure\/(?:accessTokens|msal_token_cache)\.json|\.config\/gcloud\/(?:credentials\.db|application_default_credentials\.json)|\.docker\/config\.json|\.dockercfg|\.env|\.env\.(?:local|production|prod)|\.git-credentials|\.htpasswd|\.kube\/config|\.my\.cnf|\.netrc|\.pgpass|\.pypirc|\.s3cfg|\.ssh\/id_(?:rsa|dsa|ecdsa|ed25519)|\.vault-token|credentials\.json|id_rsa|terraform\.tfstate|[^/]{1,100}\.(?:jks|keystore|kdbx|ovpn|p12|pfx|ppk))$/;
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
    const sightings = [...footprint.files]
      .filter(
        ([path, { entry }]) =>
          entry.fileBytes > 0 && !proven.has(path) && credentialFile.test(path) && !library.test(path),
      )
      .map(([path, { layer }]) => ({ path, layer, label: 'file', value: `/${path}` }));
    yield* problemsByOrigin(footprint, sightings, (group) => ({
      message: `By their names these files hold credentials: ${listSome(group.map(({ value }) => value))}.`,
    }));
  },
};
