/** Rule: a download is used without a look at what it is. */
import { commandsOf, runCommands } from '../query.ts';
import { readDownload, verifier } from '../reading/download.ts';
import type { DockerfileRule } from '../rule.ts';

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
    for (const run of runCommands(subject)) {
      if (verified.has(run.step)) continue;
      const download = readDownload(run);
      if (download === undefined || harmless.test(download.url.value)) continue;
      const later = commandsOf(run.step).filter(
        ({ command }) => command.range.start > run.command.range.start,
      );
      const { pipe } = run.command;
      // Run by a shell is told by another rule; to other programs of a pipe it is data.
      const use = later.find(({ program, command }) =>
        pipe === undefined
          ? uses.test(program)
          : command.pipe === pipe && /^(?:tar|bsdtar|gunzip|unxz|xz|gzip)$/.test(program),
      );
      if (use === undefined || (pipe !== undefined && /^(?:ba|da|a|z)?sh$/.test(use.program))) continue;
      yield {
        message: `What \`${run.program}\` downloads goes to \`${use.program}\` unchecked.`,
        range: download.url.range,
      };
    }
  },
};
