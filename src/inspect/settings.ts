/** `NAME=value` wherever it stands in an instruction's text: where secrets are written that have no shape of their own. */
import { findSecretsInValue, maskSecrets, type SecretHit } from '../detector/secret-text.ts';

const setting =
  /(?<![\w.-])((?:--?)?[A-Za-z_][\w.-]{0,63})=("[^"]{0,4096}"|'[^']{0,4096}'|[^\s"'&]{1,4096})/g;

/** The secrets among the settings of a text: build arguments, ENV, assignments and options of commands, URL queries. */
export function secretSettings(text: string): SecretHit[] {
  return [...text.matchAll(setting)].flatMap(([, name = '', value = '']) =>
    findSecretsInValue(bareName(name), unquote(value)),
  );
}

/** The text with the value of every secret in it replaced by `****`: those with a shape of their own, and settings. */
export function maskText(text: string): string {
  return maskSecrets(text).replace(setting, (whole, name: string, value: string) =>
    findSecretsInValue(bareName(name), unquote(value)).length === 0 ? whole : `${name}=****`,
  );
}

/** What of a text is looked at to print its beginning. */
const mostQuoted = 4096;

/** Text of an instruction as evidence: on one line, at most 120 characters, secrets masked. */
export function quote(text: string): string {
  // Masked before it is cut to length: half a secret would not be recognised as one.
  const masked = maskText(text.slice(0, mostQuoted));
  const line = masked.replace(/\s+/g, ' ').trim();
  return line.length <= 120 ? line : `${line.slice(0, 119)}…`;
}

function unquote(value: string): string {
  return /^["']/.test(value) ? value.slice(1, -1) : value;
}

/** An option's name without its dashes. */
function bareName(name: string): string {
  return name.replace(/^-+/, '');
}
