/** Rule: a download over an unencrypted connection. */
import { knownValue, runCommands, stepsOf } from '../query.ts';
import { readDownload } from '../reading/download.ts';
import type { DockerfileRule } from '../rule.ts';

/** Loopback, and names that only a private network has. */
const local =
  /^["']?http:\/\/(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[|[\w-]+(?:[:/]|$)|[\w.-]+\.(?:internal|local|lan|svc)\b)/i;

export const plainHttp: DockerfileRule = {
  id: 'plain-http',
  slug: 'unencrypted-download',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'A download is not encrypted',
  why: 'Anybody on the way can read it and send something else, without any trace.',
  fix: 'Write https, or compare a checksum.',
  aliases: [],
  bad: 'FROM debian:13-slim\nADD http://example.com/a.tgz /opt/\n',
  good: 'FROM debian:13-slim\nADD https://example.com/a.tgz /opt/\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'ADD')) {
      const { flags, json, words } = step.instruction;
      if (flags.some(({ name }) => name === 'checksum') || json !== undefined) continue;
      for (const { text, range } of words.slice(0, -1)) {
        const url = knownValue(subject, step, text);
        if (url === undefined || !isPlain(url)) continue;
        yield { message: `\`${hostOf(url)}\` is asked without encryption.`, range };
      }
    }
    for (const run of runCommands(subject)) {
      const download = readDownload(run);
      if (download === undefined || !isPlain(download.url.value)) continue;
      yield {
        message: `\`${hostOf(download.url.value)}\` is asked without encryption.`,
        range: download.url.range,
      };
    }
  },
};

function isPlain(url: string): boolean {
  return /^["']?http:\/\/[A-Za-z0-9]/.test(url) && !local.test(url.replace(/\/\/[^@/]*@/, '//'));
}

/** The host alone: the rest can hold tokens. */
function hostOf(url: string): string {
  return /^["']?http:\/\/(?:[^@/]*@)?([\w.-]*)/.exec(url)?.[1] ?? '';
}
