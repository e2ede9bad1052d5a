/** Tells a secret from a stand-in by its text, and a secret's name from other names. */

/** True for what documentation and templates write where a secret goes: references, samples, repetition. */
export function isPlaceholder(value: string): boolean {
  return (
    value.length < 4 ||
    /^(?:\$|%[({%A-Za-z]|\{\{|\{|<|\[|@@|!|&|\.\.\.|\*|#\{|ENC\[|vault:|op:\/\/|file:|env:|ref\+|arn:)/.test(
      value,
    ) ||
    /^(?:\/|\.{1,2}\/|[A-Za-z]:\\)/.test(value) ||
    /^(?:true|false|yes|none|null|nil|undefined|default|disabled|enabled|empty|optional|required|prompt)$/i.test(
      value,
    ) ||
    /^-?\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h|d)?$/.test(value) ||
    /^(?:my|your|the|a|some|db|user|root|test|super)?[-_. ]?(?:api|auth|access)?[-_. ]?(?:pass|passwd|password|passphrase|pwd|secret|token|key|pw|pswd|credentials?)\d{0,3}$/i.test(
      value,
    ) ||
    /example|change[-_ ]?(?:me|it|this)|placeholder|your[-_ ]|dummy|replace[-_ ]?(?:me|this|with)|insert[-_ ]|redacted|xxxx|\*\*\*|\.\.\.|\$\{|\{\{|<[a-z]|not[-_ ]?(?:a[-_ ])?real|fixme|todo\b|sample|s3cr3t|foobar/i.test(
      value,
    ) ||
    /^(?:process\.env|os\.|env\.|config\.|settings\.|self\.|this\.|var\.|local\.|data\.|module\.|getenv|System\.)/.test(
      value,
    ) ||
    isRepetition(value)
  );
}

/** True when the characters are spread like those of a generated value: no stand-in, no counting, no repetition. */
export function looksRandom(value: string): boolean {
  if (/EXAMPLE|example|xxxx|XXXX|0{8}|1234567|abcdefg|ABCDEFG/.test(value)) return false;
  const body = value.slice(-64);
  return entropyBits(body) >= (body.length < 20 ? 2.5 : 3);
}

/** Shannon entropy of the characters, bits a character. */
function entropyBits(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

function isRepetition(value: string): boolean {
  return new Set(value).size <= Math.min(3, value.length / 2);
}

const secretWord =
  /(?:^|_)(?:pass(?:word|wd|phrase|code)?|pwd|secret|secrets|token|credentials?|(?:api|app|access|account|auth|client|consumer|deploy|encryption|encrypt|jwt|master|private|secret|service|session|shared|signing|ssh|storage|webhook)_?key|apikey|secretkey)(?=_|$)/;
/** What describes a secret or says where it is: `PASSWORD_FILE`, `TOKEN_URL`, `SECRET_NAME`. */
const aboutSecret =
  /_(?:file|files|path|dir|url|uri|endpoint|host|port|user|username|name|names|id|ids|type|types|ttl|length|len|min|max|size|count|enabled|disabled|required|policy|algorithm|alg|method|methods|provider|service|header|prefix|suffix|expiry|expires|expiration|timeout|lifetime|store|manager|field|label|hint|mount|regex|pattern|version|hash_algorithm|issuer|audience|attempts|limit|prompt|command|cmd|env|class)$/;
/** Names that are public by meaning: `GPG_KEY`, `PUBLIC_KEY`, `SSH_AUTH_SOCK`, `PASSWORD_AUTHENTICATION`. */
const publicName = /(?:^|_)(?:public|pub|gpg|pgp|csrf_token|no_password|sock|authentication)(?:_|$)/;

/** True when a variable, key or option of this name holds a secret: `DB_PASSWORD`, `apiKey`, `--auth-token`. */
export function isSecretName(name: string): boolean {
  const words = name
    .slice(-64)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[.\s-]+/g, '_');
  return secretWord.test(words) && !aboutSecret.test(words) && !publicName.test(words);
}
