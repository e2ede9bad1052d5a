/** Reads values as Go's fmt prints them into image histories: `["a" "b"]`, `[/data]`, `&{["CMD" "x"] "30s" ...}`. https://pkg.go.dev/fmt */

/** The words of a list, quoted (`["a" "b"]`, also with JSON's commas) or not (`[/data /logs]`). */
export function readGoList(text: string): readonly string[] | undefined {
  if (!text.startsWith('[') || !text.endsWith(']')) return undefined;
  const inner = text.slice(1, -1).trim();
  if (inner === '') return [];
  if (!inner.startsWith('"')) return inner.split(' ').filter((word) => word !== '');
  return readQuoted(inner)?.words;
}

/**
 * A health check as the builders print it, as HEALTHCHECK's arguments: `--interval=30s CMD curl localhost`.
 * Fields: https://pkg.go.dev/github.com/moby/docker-image-spec/specs-go/v1#HealthcheckConfig
 */
export function readHealthcheck(text: string): string | undefined {
  if (!text.startsWith('&{[') || !text.endsWith('}')) return undefined;
  const test = readQuoted(text.slice(3));
  if (test === undefined) return undefined;
  const [kind, ...words] = test.words;
  if (kind === 'NONE') return 'NONE';
  const after = text.slice(3 + test.end);
  // Interval, timeout, start period, and in newer versions start interval.
  const durations = [...after.matchAll(/"([0-9a-zµ.]{1,32})"/g)].map(([, value = '']) => value);
  const [interval = '0s', timeout = '0s', startPeriod = '0s', startInterval = '0s'] = durations;
  const options = Object.entries({
    interval,
    timeout,
    'start-period': startPeriod,
    'start-interval': startInterval,
  })
    .filter(([, value]) => value !== '0s')
    .map(([name, value]) => `--${name}=${value} `);
  const retries = readRune(/'(\\?[^']{1,8})'\}$/.exec(after)?.[1] ?? '');
  if (retries > 0) options.push(`--retries=${retries} `);
  const command =
    kind === 'CMD-SHELL' ? words.join(' ') : `[${words.map((w) => JSON.stringify(w)).join(', ')}]`;
  return `${options.join('')}CMD ${command}`;
}

/** Quoted words up to the first `]` or the end; `end` is where they stopped. */
function readQuoted(text: string): { readonly words: readonly string[]; readonly end: number } | undefined {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === ']') break;
    if (char === '"') {
      const start = at + 1;
      at = start;
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
      if (at >= text.length) return undefined;
      words.push(unescapeGo(text.slice(start, at)));
    } else if (char !== ' ' && char !== ',') {
      return undefined;
    }
    at += 1;
  }
  return { words, end: at };
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Go's escapes in interpreted strings. https://go.dev/ref/spec#String_literals */
function unescapeGo(text: string): string {
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))/gs, (_, byte, unit, char) => {
    const code = byte ?? unit;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return Object.hasOwn(escapes, char) ? (escapes[char] ?? char) : char;
  });
}

/** The number behind a rune literal's inside: retries are printed as `'\x03'`. */
function readRune(literal: string): number {
  return unescapeGo(literal).codePointAt(0) ?? 0;
}
