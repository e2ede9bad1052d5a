/** Rule: a download is used without a look at what it is. */
import { commandsOf, type RunCommand, runCommands } from '../query.ts';
import { readDownload, verifier } from '../reading/download.ts';
import type { DockerfileRule } from '../rule.ts';
import type { Step } from '../steps.ts';

/** Keys and signatures are what others are checked by; texts are not run. */
const harmless =
  /\.(?:asc|gpg|key|pub|pem|crt|sig|sha\d+|sha\d+sum|md5|txt|json|ya?ml|list|repo|md|html?|conf|cfg|css)(?:["'?#]|$)|\/(?:gpg|key|keys|KEYS|gpgkey)(?:["'?#]|$)|checksums?|SHA\d*SUMS/i;
/** What makes a download part of the image: it is unpacked, installed, made executable or run. */
const uses =
  /^(?:apk|apt|apt-get|bash|bsdtar|chmod|dnf|dpkg|gunzip|gzip|install|ln|microdnf|pip[\d.]*|python[\d.]*|rpm|sh|tar|unxz|unzip|xz|yum|7z)$/;

export const unverifiedDownload: DockerfileRule = {
  id: 'unverified-download',
  slug: 'download-without-checksum',
  kind: 'dockerfile',
  severity: 'low',
  title: 'A download is used without a checksum',
  why: 'What a server sends can be another file tomorrow: replaced by its owner, or by whoever took the server or the account over.',
  fix: 'Compare its checksum in the same RUN, or download it with `ADD --checksum=sha256:...`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nRUN curl -fsSLo /tmp/a.tgz https://example.com/a.tgz && tar -xzf /tmp/a.tgz -C /opt\n',
  good: 'FROM debian:13-slim\nRUN curl -fsSLo /tmp/a.tgz https://example.com/a.tgz \\\n    && echo "24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d  /tmp/a.tgz" | sha256sum --check \\\n    && tar -xzf /tmp/a.tgz -C /opt\n',
  *check(subject) {
    const verified = new Set(
      runCommands(subject).flatMap(({ program, step }) => (verifier.test(program) ? [step] : [])),
    );
    const later = createUses();
    for (const run of runCommands(subject)) {
      if (verified.has(run.step)) continue;
      const download = readDownload(run);
      if (download === undefined || harmless.test(download.url.value)) continue;
      const use = useOf(run, download.file, later(run.step));
      if (use === undefined) continue;
      yield {
        message: `What \`${run.program}\` downloads goes to \`${use}\` unchecked.`,
        range: download.url.range,
      };
    }
  },
};

/** What the commands of a step do with downloads: those that use files, and what each pipe ends in. */
interface Uses {
  readonly commands: readonly RunCommand[];
  readonly pipes: ReadonlyMap<number, string>;
}

const unpacks = /^(?:tar|bsdtar|gunzip|unxz|xz|gzip)$/;
const shells = /^(?:ba|da|a|z)?sh$/;

function createUses(): (step: Step) => Uses {
  const known = new Map<Step, Uses>();
  return (step) => {
    const before = known.get(step);
    if (before !== undefined) return before;
    const pipes = new Map<number, string>();
    for (const command of commandsOf(step)) {
      const { pipe } = command.command;
      if (pipe === undefined) continue;
      // Run by a shell is told by another rule; to other programs of a pipe it is data.
      if (shells.test(command.program)) pipes.set(pipe, '');
      else if (unpacks.test(command.program) && pipes.get(pipe) !== '') pipes.set(pipe, command.program);
    }
    const found: Uses = { pipes, commands: commandsOf(step) };
    known.set(step, found);
    return found;
  };
}

function useOf({ command }: RunCommand, file: string, { commands, pipes }: Uses): string | undefined {
  if (command.pipe !== undefined && file === '') return pipes.get(command.pipe) || undefined;
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (name === '') return undefined;
  const folder = file.slice(0, Math.max(0, file.length - name.length - 1));
  const use = commands
    .slice(0, mostCommands)
    .find(
      ({ command: later, program, words }) =>
        later.range.start > command.range.start &&
        (program === name || (uses.test(program) && words.some(({ value }) => means(value, name, folder)))),
    );
  return use?.program;
}

/** More are not looked through for each download. */
const mostCommands = 1_000;

/** True where a word is the file, its folder, or a pattern that fits it. */
function means(word: string, name: string, folder: string): boolean {
  if (word.includes(name) || (folder !== '' && word.replace(/\/$/, '') === folder)) return true;
  if (!word.includes('*')) return false;
  let at = 0;
  return word
    .slice(word.lastIndexOf('/') + 1)
    .split(/[*?]+/)
    .every((piece) => {
      const found = name.indexOf(piece, at);
      at = found + piece.length;
      return found >= 0;
    });
}
