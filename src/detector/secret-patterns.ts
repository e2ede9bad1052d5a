/**
 * Secrets whose text alone gives them away, wherever they stand: keys and tokens with an issuer's own shape.
 * Shapes are the issuers' published ones, e.g. https://docs.github.com/en/authentication and
 * https://www.rfc-editor.org/rfc/rfc7468 for PEM.
 */
import { tokenFormats } from './secret-tokens.ts';
import { isPlaceholder, looksRandom } from './secret-value.ts';

export type SecretSeverity = 'critical' | 'high' | 'medium' | 'low';

/** What a match must pass, and how bad it is then; undefined when it is no secret. */
export type Judge = (value: string, match: RegExpExecArray) => SecretSeverity | undefined;

export interface SecretPattern {
  readonly id: string;
  readonly title: string;
  /** Byte strings one of which every secret of this kind has; `expression` is tried where one starts. */
  readonly anchors: readonly string[];
  /**
   * Sticky with indices (`dy`). The secret is the group `value`, else the whole match; a group `head` (in a
   * lookbehind) moves its start to the left. Looks back at most 128 bytes and on at most 2,048.
   */
  readonly expression: RegExp;
  readonly judge: Judge;
}

/** The published development key of the storage emulator: in countless samples, opens nothing. */
const emulatorKey =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
/** Payload of the sample token that introduces JWT everywhere: {"sub":"1234567890","name":"John Doe". */
const sampleJwt = 'eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6Ikpv';

const random =
  (severity: SecretSeverity): Judge =>
  (value) =>
    looksRandom(value) ? severity : undefined;

const judgePrivateKey: Judge = (value, match) => {
  if (!looksRandom(value.slice(0, 64))) return undefined;
  const plainOpenSsh = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmU';
  const openSsh = plainOpenSsh.slice(0, 22);
  const locked =
    /ENCRYPTED/.test(match[0]) ||
    match.groups?.['kind'] === 'ENCRYPTED ' ||
    (value.startsWith(openSsh) && !value.startsWith(plainOpenSsh));
  return locked ? 'medium' : 'critical';
};

const structures: readonly SecretPattern[] = [
  {
    id: 'private-key',
    title: 'Private key',
    anchors: ['PRIVATE KEY'],
    expression:
      /(?<=-----BEGIN (?<kind>(?:[A-Z]{2,10} ){0,2}))PRIVATE KEY(?: BLOCK)?-----(?:(?:\\[rnt]|[\s"'+,;]){1,16}[A-Z][A-Za-z-]{2,20}: ?[^\n\\"']{0,100}){0,4}(?:\\[rnt]|[\s"'+,;]){1,64}(?<value>[A-Za-z0-9+/=]{32}(?:[A-Za-z0-9+/=]|\s|\\[rn]|["'+,](?=["'+,\s\\])){0,1400})/dy,
    judge: judgePrivateKey,
  },
  {
    id: 'private-key',
    title: 'Private key in base64',
    anchors: ['LS0tLS1CRUdJTi'],
    expression:
      /LS0tLS1CRUdJTi(?:BSU0EgUFJJVkFURSBLRVk|BQUklWQVRFIEtFWS|BFQyBQUklWQVRFIEtFWS|BPUEVOU1NIIFBSSVZBVEUgS0VZ|BEU0EgUFJJVkFURSBLRVk)[A-Za-z0-9+/=]{40,1800}/dy,
    judge: random('critical'),
  },
  {
    id: 'putty-private-key',
    title: 'PuTTY private key',
    anchors: ['Private-Lines: '],
    expression: /Private-Lines: \d{1,3}\r?\n(?<value>[A-Za-z0-9+/=]{20,80})/dy,
    judge: random('critical'),
  },
  {
    id: 'age-secret-key',
    title: 'age identity',
    anchors: ['AGE-SECRET-KEY-1'],
    expression: /AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}(?![A-Z0-9])/dy,
    judge: random('critical'),
  },
  {
    id: 'aws-secret-access-key',
    title: 'AWS secret access key',
    anchors: [
      'aws_secret_access_key',
      'AWS_SECRET_ACCESS_KEY',
      'SecretAccessKey',
      'secretAccessKey',
      'aws_secret_key',
    ],
    expression:
      /(?:aws_secret_access_key|AWS_SECRET_ACCESS_KEY|[sS]ecretAccessKey|aws_secret_key)["']?\s{0,4}[:=]\s{0,4}["']?(?<value>[A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])/dy,
    judge: random('critical'),
  },
  {
    id: 'gcp-service-account',
    title: 'Google Cloud service account key',
    anchors: ['"private_key_id"'],
    expression: /"private_key_id"\s{0,4}:\s{0,4}"(?<value>[0-9a-f]{40})"/dy,
    judge: random('high'),
  },
  {
    id: 'azure-storage-key',
    title: 'Azure storage account key',
    anchors: ['AccountKey='],
    expression: /AccountKey=(?<value>[A-Za-z0-9+/]{86}==)/dy,
    judge: (value) => (value !== emulatorKey && looksRandom(value) ? 'critical' : undefined),
  },
  {
    id: 'azure-shared-access-key',
    title: 'Azure shared access key',
    anchors: ['SharedAccessKey='],
    expression: /SharedAccessKey=(?<value>[A-Za-z0-9+/]{43}=)/dy,
    judge: random('critical'),
  },
  {
    id: 'azure-sas-token',
    title: 'Azure shared access signature',
    anchors: ['&sig='],
    expression:
      /(?<=[?&](?:s[a-z]{1,2}|se)=[^\s"']{1,100})&sig=(?<value>[A-Za-z0-9%+/]{43,70}(?:%3[dD]|=))/dy,
    judge: random('high'),
  },
  {
    id: 'slack-webhook',
    title: 'Slack incoming webhook',
    anchors: ['hooks.slack.com/services/'],
    expression:
      /hooks\.slack\.com\/services\/(?<value>T[A-Z0-9]{7,12}\/B[A-Z0-9]{7,12}\/[A-Za-z0-9]{20,26})/dy,
    judge: random('high'),
  },
  {
    id: 'openai-api-key',
    title: 'OpenAI API key',
    anchors: ['T3BlbkFJ'],
    expression: /(?<=(?<![\w-])(?<head>sk-[A-Za-z0-9]{20}))T3BlbkFJ[A-Za-z0-9]{20}(?![\w-])/dy,
    judge: random('critical'),
  },
  {
    id: 'terraform-cloud-token',
    title: 'Terraform Cloud token',
    anchors: ['.atlasv1.'],
    expression: /(?<=(?<![A-Za-z0-9])(?<head>[A-Za-z0-9]{14}))\.atlasv1\.[\w=-]{60,80}/dy,
    judge: random('critical'),
  },
  {
    id: 'twilio-auth-token',
    title: 'Twilio credential',
    anchors: ['TWILIO_', 'twilio_'],
    expression:
      /(?:TWILIO|twilio)_(?:AUTH_TOKEN|auth_token|API_SECRET|api_secret)["']?\s{0,4}[:=]\s{0,4}["']?(?<value>[0-9A-Za-z]{32})(?![0-9A-Za-z])/dy,
    judge: random('high'),
  },
  {
    id: 'npm-auth-token',
    title: 'npm registry credential',
    anchors: [':_authToken', ':_auth=', ':_password='],
    expression: /:_(?:authToken|auth|password)\s{0,2}=\s{0,2}["']?(?<value>[A-Za-z0-9+/=_.-]{8,512})/dy,
    judge: (value) => (isPlaceholder(value) ? undefined : 'critical'),
  },
  {
    id: 'jwt',
    title: 'JSON Web Token',
    anchors: ['eyJhbGciOi', 'eyJ0eXAiOi', 'eyJraWQiOi'],
    expression: /(?<![\w-])eyJ[\w-]{12,500}\.eyJ[\w-]{12,900}\.[\w-]{32,600}/dy,
    judge: (value) => (value.includes(sampleJwt) ? undefined : 'medium'),
  },
  {
    id: 'url-password',
    title: 'Password in a connection URL',
    anchors: [
      ...[
        'amqp',
        'amqps',
        'clickhouse',
        'ftp',
        'ldap',
        'ldaps',
        'mariadb',
        'mongodb',
        'mongodb+srv',
        'mysql',
      ],
      ...['postgres', 'postgresql', 'redis', 'rediss', 'sftp', 'smtp', 'smtps', 'sqlserver'],
    ]
      .map((scheme) => `${scheme}://`)
      .concat('mysql+', 'postgresql+'),
    expression:
      /(?<![\w+])[a-z][a-z0-9+]{2,24}:\/\/[^\s:@/"'`<>(){}|\\]{0,64}:(?<value>[^\s@/"'`<>|\\]{3,128})@[\w[]/dy,
    judge: (value, match) => (isPlaceholder(value) || isExampleHost(match) ? undefined : 'high'),
  },
];

function isExampleHost(match: RegExpExecArray): boolean {
  const end = match.index + match[0].length - 1;
  return /^(?:example\.|host\b|hostname\b|server\b|foo\b|bar\b|[\w.-]{0,64}\.example\b|[\w.-]{0,64}\bexample\.(?:com|org|net))/.test(
    match.input.slice(end, end + 80),
  );
}

const tokens: readonly SecretPattern[] = tokenFormats.map((format) => ({
  id: format.id,
  title: format.title,
  anchors: format.anchors,
  expression: new RegExp(`(?<![A-Za-z0-9_-])(?:${format.expression})(?![A-Za-z0-9_])`, 'dy'),
  judge: (value) =>
    looksRandom(value) && (format.verify?.(value) ?? true) ? (format.severity ?? 'critical') : undefined,
}));

/** Every pattern that is looked for in all text. */
export const secretPatterns: readonly SecretPattern[] = [...structures, ...tokens];
