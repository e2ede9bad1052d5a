/** Tokens that carry their issuer's prefix: one row a format, as the issuers document them. */
import { crc32 } from 'node:zlib';

export interface TokenFormat {
  readonly id: string;
  readonly title: string;
  /** Byte strings that every token of the format starts with, one of them. */
  readonly anchors: readonly string[];
  /** Source of a regular expression for the whole token. */
  readonly expression: string;
  /** `critical` unless said otherwise. */
  readonly severity?: 'high' | 'medium' | 'low';
  /** A checksum that the format carries. */
  readonly verify?: (token: string) => boolean;
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * The last six characters are the CRC-32 of the thirty before them in base 62, padded with zeros.
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
function hasChecksum(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1);
  let rest = crc32(body.slice(0, -6));
  let digits = '';
  for (let place = 0; place < 6; place++) {
    digits = `${base62[rest % 62]}${digits}`;
    rest = Math.floor(rest / 62);
  }
  return body.endsWith(digits);
}

const alnum = '[A-Za-z0-9]';
const word = '[A-Za-z0-9_-]';

/** Sorted by id. */
export const tokenFormats: readonly TokenFormat[] = [
  {
    id: 'anthropic-api-key',
    title: 'Anthropic API key',
    anchors: ['sk-ant-'],
    expression: `sk-ant-[a-z]{3,5}[0-9]{2}-${word}{80,120}`,
  },
  {
    id: 'artifactory-api-key',
    title: 'Artifactory API key',
    anchors: ['AKCp'],
    expression: `AKCp[0-9]${alnum}{60,75}`,
  },
  {
    id: 'atlassian-api-token',
    title: 'Atlassian API token',
    anchors: ['ATATT3xFfGF0'],
    expression: 'ATATT3xFfGF0[A-Za-z0-9_=-]{120,260}',
  },
  {
    id: 'aws-access-key-id',
    title: 'AWS access key id',
    anchors: ['AKIA', 'ASIA'],
    expression: '(?<![+/])A[KS]IA[A-Z2-7]{16}(?![+/=])',
    severity: 'medium',
  },
  {
    id: 'databricks-token',
    title: 'Databricks personal access token',
    anchors: ['dapi'],
    expression: 'dapi[0-9a-f]{32}(?:-[0-9])?',
  },
  {
    id: 'digitalocean-token',
    title: 'DigitalOcean token',
    anchors: ['doo_v1_', 'dop_v1_', 'dor_v1_'],
    expression: 'do[opr]_v1_[0-9a-f]{64}',
  },
  {
    id: 'docker-hub-token',
    title: 'Docker Hub access token',
    anchors: ['dckr_oat_', 'dckr_pat_'],
    expression: `dckr_[op]at_${word}{27,40}`,
  },
  {
    id: 'github-fine-grained-token',
    title: 'GitHub fine-grained personal access token',
    anchors: ['github_pat_'],
    expression: `github_pat_${alnum}{22}_${alnum}{59}`,
  },
  {
    id: 'github-token',
    title: 'GitHub token',
    anchors: ['gho_', 'ghp_', 'ghr_', 'ghs_', 'ghu_'],
    expression: `gh[oprsu]_${alnum}{36}`,
    verify: hasChecksum,
  },
  {
    id: 'gitlab-token',
    title: 'GitLab token',
    anchors: ['glagent-', 'glcbt-', 'gldt-', 'glft-', 'glpat-', 'glptt-', 'glrt-', 'glsoat-'],
    expression: `gl(?:agent|cbt|dt|ft|pat|ptt|rt|soat)-${word}{20,64}(?:\\.${word}{2,12}){0,2}`,
  },
  {
    id: 'google-api-key',
    title: 'Google API key',
    anchors: ['AIza'],
    expression: `AIza${word}{35}(?!-)`,
    severity: 'medium',
  },
  {
    id: 'google-oauth-secret',
    title: 'Google OAuth client secret',
    anchors: ['GOCSPX-'],
    expression: `GOCSPX-${word}{28}`,
    severity: 'high',
  },
  {
    id: 'google-oauth-token',
    title: 'Google OAuth access token',
    anchors: ['ya29.'],
    expression: 'ya29\\.[A-Za-z0-9_-]{60,600}',
    severity: 'medium',
  },
  {
    id: 'grafana-token',
    title: 'Grafana service account token',
    anchors: ['glsa_'],
    expression: `glsa_${alnum}{32}_[0-9a-fA-F]{8}`,
  },
  {
    id: 'heroku-api-key',
    title: 'Heroku API key',
    anchors: ['HRKU-'],
    expression: `HRKU-${word}{36,64}`,
  },
  {
    id: 'linear-api-key',
    title: 'Linear API key',
    anchors: ['lin_api_'],
    expression: `lin_api_${alnum}{40}`,
  },
  {
    id: 'newrelic-api-key',
    title: 'New Relic user key',
    anchors: ['NRAK-'],
    expression: 'NRAK-[A-Z0-9]{27}',
    severity: 'high',
  },
  {
    id: 'npm-token',
    title: 'npm access token',
    anchors: ['npm_'],
    expression: `npm_${alnum}{36}`,
    verify: hasChecksum,
  },
  {
    id: 'openai-api-key',
    title: 'OpenAI API key',
    anchors: ['sk-admin-', 'sk-proj-', 'sk-svcacct-'],
    expression: `sk-(?:admin|proj|svcacct)-${word}{20,100}T3BlbkFJ${word}{20,100}`,
  },
  {
    id: 'planetscale-token',
    title: 'PlanetScale token',
    anchors: ['pscale_tkn_', 'pscale_pw_'],
    expression: 'pscale_(?:tkn|pw)_[A-Za-z0-9_.-]{32,64}',
  },
  {
    id: 'postman-api-key',
    title: 'Postman API key',
    anchors: ['PMAK-'],
    expression: 'PMAK-[0-9a-f]{24}-[0-9a-f]{34}',
    severity: 'high',
  },
  {
    id: 'pulumi-token',
    title: 'Pulumi access token',
    anchors: ['pul-'],
    expression: 'pul-[0-9a-f]{40}',
  },
  {
    id: 'pypi-token',
    title: 'PyPI upload token',
    anchors: ['pypi-AgEIcHlwaS5vcmc', 'pypi-AgENdGVzdC5weXBpLm9yZw'],
    expression: `pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)${word}{50,300}`,
  },
  {
    id: 'rubygems-api-key',
    title: 'RubyGems API key',
    anchors: ['rubygems_'],
    expression: 'rubygems_[0-9a-f]{48}',
  },
  {
    id: 'sendgrid-api-key',
    title: 'SendGrid API key',
    anchors: [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'].map(
      (next) => `SG.${next}`,
    ),
    expression: `SG\\.${word}{22}\\.${word}{43}`,
  },
  {
    id: 'sentry-token',
    title: 'Sentry auth token',
    anchors: ['sntrys_', 'sntryu_'],
    expression: 'sntry(?:s_eyJ[A-Za-z0-9+/=_-]{80,300}|u_[0-9a-f]{64})',
    severity: 'high',
  },
  {
    id: 'shopify-token',
    title: 'Shopify access token',
    anchors: ['shpat_', 'shpca_', 'shppa_', 'shpss_'],
    expression: 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}',
  },
  {
    id: 'slack-token',
    title: 'Slack token',
    anchors: ['xapp-', 'xoxa-', 'xoxb-', 'xoxe-', 'xoxp-', 'xoxr-', 'xoxs-'],
    expression: `(?:xox[abeprs]-[0-9]{1,13}-[A-Za-z0-9-]{20,250}|xapp-[0-9]-[A-Z0-9]{8,12}-[0-9]{10,14}-[0-9a-f]{64})`,
  },
  {
    id: 'square-token',
    title: 'Square credential',
    anchors: ['sq0atp-', 'sq0csp-'],
    expression: `sq0(?:atp-${word}{22}|csp-${word}{43})`,
  },
  {
    id: 'stripe-secret-key',
    title: 'Stripe secret key',
    anchors: ['rk_live_', 'sk_live_', 'whsec_'],
    expression: `(?:[rs]k_live_${alnum}{24,247}|whsec_[A-Za-z0-9+/]{32,64})`,
  },
  {
    id: 'stripe-test-key',
    title: 'Stripe test key',
    anchors: ['rk_test_', 'sk_test_'],
    expression: `[rs]k_test_${alnum}{24,247}`,
    severity: 'low',
  },
  {
    id: 'supabase-token',
    title: 'Supabase access token',
    anchors: ['sbp_'],
    expression: 'sbp_[0-9a-f]{40}',
  },
  {
    id: 'vault-token',
    title: 'HashiCorp Vault token',
    anchors: ['hvb.', 'hvr.', 'hvs.'],
    expression: `hv[brs]\\.${word}{90,300}`,
  },
];
