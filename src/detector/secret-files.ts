/** Secrets that only the file they stand in gives away: credential files, dotenv files, known configuration. */
import type { Judge } from './secret-patterns.ts';
import { isPlaceholder, isSecretName, looksRandom } from './secret-value.ts';

/** Tried over the whole text of the files whose path it fits. */
export interface SecretFileRule {
  readonly id: string;
  readonly title: string;
  readonly path: RegExp;
  /** Global with indices (`dgm`); the secret is the group `value`, its name, where it has one, the group `name`. */
  readonly expression: RegExp;
  readonly judge: Judge;
}

/** A named value in any of the usual notations: shell, properties, YAML, JSON, TOML, INI. */
const assignment =
  /(?<![\w.-])(?<name>[A-Za-z_][\w.-]{1,63})["']?[ \t]{0,8}(?:=>?|:)[ \t]{0,8}(?:"(?<quoted>[^"\n]{4,256})"|'(?<single>[^'\n]{4,256})'|(?<bare>[^\s"'`,;#&|)<>(]{4,256}))/dgm;

const judgeAssignment =
  (severity: 'high' | 'medium'): Judge =>
  (value, match) =>
    isSecretName(match.groups?.['name'] ?? '') && !isPlaceholder(value) ? severity : undefined;

const notPlaceholder =
  (severity: 'critical' | 'high' | 'medium'): Judge =>
  (value) =>
    isPlaceholder(value) ? undefined : severity;

/** Base64 of `user:password`. https://docs.docker.com/reference/cli/docker/login/ */
const judgeBasicAuth: Judge = (value) =>
  /^[^:\0]{1,256}:[^\0]{1,4096}$/.test(Buffer.from(value, 'base64').toString('latin1'))
    ? 'critical'
    : undefined;

/** Tried over text that names its values: RUN lines, build arguments. */
export const assignmentRule: SecretFileRule = {
  id: 'secret-value',
  title: 'Value with the name of a secret',
  path: /^/,
  expression: assignment,
  judge: judgeAssignment('medium'),
};

/** In the order in which they are tried; a later match inside an earlier one is dropped. */
export const secretFileRules: readonly SecretFileRule[] = [
  {
    id: 'docker-config-auth',
    title: 'Registry credential in a Docker configuration',
    path: /(?:^|\/)(?:\.docker\/config\.json|\.dockercfg|\.dockerconfigjson|containers\/auth\.json|kaniko\/\.docker\/config\.json)$/,
    expression: /"auth"\s{0,4}:\s{0,4}"(?<value>[A-Za-z0-9+/]{6,1900}={0,2})/dgm,
    judge: judgeBasicAuth,
  },
  {
    id: 'docker-identity-token',
    title: 'Registry identity token in a Docker configuration',
    path: /(?:^|\/)(?:\.docker\/config\.json|containers\/auth\.json)$/,
    expression: /"(?:identitytoken|registrytoken)"\s{0,4}:\s{0,4}"(?<value>[^"\s]{16,2000})"/dgm,
    judge: notPlaceholder('critical'),
  },
  {
    id: 'netrc-password',
    title: 'Password in a netrc file',
    path: /(?:^|\/)[._]netrc$|^etc\/apt\/auth\.conf(?:\.d\/[^/]+)?$/,
    expression: /(?<![\w-])password[ \t]{1,8}(?<value>[^\s#]{1,256})/dgm,
    judge: notPlaceholder('critical'),
  },
  {
    id: 'pypirc-password',
    title: 'Package index password',
    path: /(?:^|\/)\.pypirc$/,
    expression: /^[ \t]{0,8}password[ \t]{0,8}[:=][ \t]{0,8}(?<value>\S{3,256})/dgm,
    judge: notPlaceholder('critical'),
  },
  {
    id: 'npmrc-credential',
    title: 'npm registry credential',
    path: /(?:^|\/)\.?npmrc$/,
    expression:
      /^[ \t]{0,8}_(?:auth|authToken|password)[ \t]{0,4}=[ \t]{0,4}["']?(?<value>[^\s"']{6,512})/dgm,
    judge: notPlaceholder('critical'),
  },
  {
    id: 'url-credential',
    title: 'Credential in a URL',
    path: /(?:^|\/)(?:\.git-credentials|git\/credentials|\.git\/(?:modules\/.{1,200}\/)?config|\.?gitconfig|pip\.conf|\.condarc|\.yarnrc|\.?npmrc|NuGet\.Config|sources\.list|sources\.list\.d\/[^/]+|apk\/repositories|\.(?:bash|ash|sh|zsh)_history|requirements[^/]*\.txt|Dockerfile[^/]*|Pipfile|\.env[^/]*|[^/]+\.sh)$/,
    expression: /https?:\/\/(?<user>[^\s:@/"'<>`]{0,64}:)?(?<value>[^\s:@/"'<>`]{4,256})@[\w[]/dgm,
    // Without a password the name itself may be a token: https://TOKEN@host.
    judge: (value, match) =>
      isPlaceholder(value) ||
      (match.groups?.['user'] === undefined && (value.length < 20 || !looksRandom(value)))
        ? undefined
        : 'critical',
  },
  {
    id: 'kubernetes-token',
    title: 'Cluster credential in a kubeconfig',
    path: /(?:^|\/)(?:\.kube\/config|kubeconfig|[^/]+\.kubeconfig)$|^etc\/kubernetes\/[^/]+\.conf$/,
    expression: /^[ \t-]{0,40}(?:token|password)[ \t]{0,4}:[ \t]{0,4}["']?(?<value>[^\s"']{6,1800})/dgm,
    judge: notPlaceholder('critical'),
  },
  {
    id: 'password-hash',
    title: 'Password hash in an htpasswd file',
    path: /(?:^|\/)\.?htpasswd[^/]*$/,
    expression:
      /^[^:\s#]{1,255}:(?<value>\$(?:apr1|1|2[abxy]|5|6|y)\$\S{8,200}|\{SHA\}[A-Za-z0-9+/=]{28}|[./0-9A-Za-z]{13}(?=\r?$))/dgm,
    judge: () => 'medium',
  },
  {
    id: 'pgpass-password',
    title: 'Database password in a pgpass file',
    path: /(?:^|\/)\.pgpass$/,
    expression: /^[^:#\n]{1,255}:[^:\n]{1,8}:[^:\n]{1,64}:[^:\n]{1,64}:(?<value>[^\n:]{3,256})/dgm,
    judge: notPlaceholder('critical'),
  },
  {
    id: 'wordpress-secret',
    title: 'Secret in a WordPress configuration',
    path: /(?:^|\/)wp-config\.php$/,
    expression:
      /define\([ \t]{0,4}['"](?:DB_PASSWORD|(?:AUTH|SECURE_AUTH|LOGGED_IN|NONCE)_(?:KEY|SALT))['"],[ \t]{0,4}['"](?<value>[^'"\n]{4,256})['"]/dgm,
    judge: notPlaceholder('high'),
  },
  {
    id: 'dotenv-secret',
    title: 'Secret in a dotenv file',
    path: /(?:^|\/)(?:\.env(?:\.(?!example|sample|template|dist|defaults|test|schema|tpl)[^/]+)?|[^/]+\.env)$|^etc\/environment$/,
    expression: assignment,
    judge: judgeAssignment('high'),
  },
  {
    id: 'terraform-secret',
    title: 'Secret in Terraform state or variables',
    path: /\.(?:tfstate|tfstate\.backup|tfvars|tfvars\.json)$/,
    expression: assignment,
    judge: judgeAssignment('high'),
  },
  {
    id: 'config-secret',
    title: 'Secret in a configuration file',
    path: /(?:^|\/)(?:application[^/]*\.(?:properties|ya?ml)|appsettings[^/]*\.json|bootstrap\.ya?ml|(?:docker-)?compose[^/]*\.ya?ml|config\.(?:json|ya?ml|toml|ini|php)|settings\.(?:py|json|ya?ml|toml)|local_settings\.py|secrets?\.(?:json|ya?ml|toml|properties|txt)|credentials?(?:\.(?:json|ya?ml|ini))?|database\.ya?ml|parameters\.ya?ml|values\.ya?ml|\.?my\.cnf|\.s3cfg|rclone\.conf|\.boto|gradle\.properties|settings\.xml|\.(?:bash|ash|sh|zsh|mysql|psql)_history|\.bashrc|\.profile|\.bash_profile|\.zshrc)$/,
    expression: assignment,
    judge: judgeAssignment('medium'),
  },
];
