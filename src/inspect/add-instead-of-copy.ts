/** Rule: ADD where COPY would do. https://docs.docker.com/build/building/best-practices/#add-or-copy */
import { locateInstruction } from './commands.ts';
import type { ImageRule } from './rule.ts';
import { quote } from './settings.ts';

/** What ADD is for: it unpacks archives, fetches URLs and git repositories. */
const needsAdd = /\.(?:tar|tgz|tbz2?|txz|tzst)\b|\.tar\.|\bhttps?:\/\/|\bgit@|\.git(?:[#\s]|$)|--checksum=/i;

/** Builders write the content's hash instead of the source's name. */
const hashed = /\b(?:file|multi|dir):[0-9a-f]{16}/;

export const addInsteadOfCopy: ImageRule = {
  id: 'add-instead-of-copy',
  kind: 'image',
  severity: 'info',
  title: 'ADD is used where COPY would do',
  why: 'ADD also unpacks archives and fetches URLs, so that what a file does depends on its name and content; COPY only copies.',
  fix: 'Write COPY instead of ADD.',
  aliases: ['CIS-DI-0009', 'DL3020', 'DS-0005'],
  *check({ footprint }) {
    for (const instruction of footprint.instructions) {
      const { keyword, text, layer } = instruction;
      if (keyword !== 'ADD' || instruction.inBase || layer === 0 || needsAdd.test(text)) continue;
      const location = locateInstruction(instruction);
      yield {
        message: hashed.test(text)
          ? 'ADD brings files into the image; unless it unpacked an archive, which the history does not tell, COPY would do.'
          : 'ADD brings files into the image that COPY would bring without its side effects.',
        location,
        evidence: [{ label: 'instruction', value: quote(text), location }],
        inBase: false,
      };
    }
  },
};
