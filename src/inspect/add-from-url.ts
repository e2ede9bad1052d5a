/** Rule: ADD downloads from a URL. https://docs.docker.com/reference/dockerfile/#add */
import { locateInstruction } from './commands.ts';
import type { ImageRule } from './rule.ts';

const url = /\bhttps?:\/\/[^\s"'\],]{1,2000}/i;

export const addFromUrl: ImageRule = {
  id: 'add-from-url',
  kind: 'image',
  severity: 'low',
  title: 'ADD downloads from a URL',
  why: 'What the server sends that day is in the image, unchecked; and the download stays in its layer even when a later step deletes it.',
  fix: 'Give ADD a `--checksum=sha256:...`, or download, verify and use it in one RUN of a builder stage.',
  aliases: [],
  *check({ footprint }) {
    for (const instruction of footprint.instructions) {
      if (instruction.keyword !== 'ADD' || /--checksum=/.test(instruction.text)) continue;
      const found = url.exec(instruction.text)?.[0];
      if (found === undefined) continue;
      const location = locateInstruction(instruction);
      yield {
        message: `ADD put what ${withoutSecrets(found)} sent into the image, without a checksum.`,
        location,
        evidence: [{ label: 'URL', value: withoutSecrets(found), location }],
        inBase: instruction.inBase,
      };
    }
  },
};

/** User, password and query string are where URLs carry secrets. */
function withoutSecrets(text: string): string {
  return text.replace(/^(https?:\/\/)[^/]*@/i, '$1').replace(/[?#].*$/, '');
}
