/** PHP applications on scratch: the image's interpreter or FPM with its extensions, and the folders of the application. https://www.php.net/manual/en/install.fpm.configuration.php */
import { posix } from 'node:path';
import { planClosure } from './closure-plan.ts';
import { compose } from './compose.ts';
import { exists } from './folders.ts';
import type { Plan } from './plan.ts';
import { skeletonFolder } from './skeleton.ts';
import { openPath, type Subject } from './subject.ts';
import type { Suggester } from './suggester.ts';

export const php: Suggester = {
  id: 'php-scratch',
  *suggest(subject) {
    // Without an image nothing says what belongs to the interpreter.
    if (subject.isMinimal || subject.input.footprint.layers.length === 0) return;
    const plan = planPhp(subject);
    const suggestion = plan === undefined ? undefined : compose(subject, plan);
    if (suggestion !== undefined) yield suggestion;
  },
};

function planPhp(subject: Subject): Plan | undefined {
  const { program, user } = subject;
  const name = posix.basename(program ?? '');
  if (program === undefined || !/^php(-fpm|-cgi)?[\d.]*$/.test(name)) return undefined;
  if (subject.executables.get(program)?.format !== 'elf') return undefined;
  const start = `/${program}`;
  const folders = applicationFolders(subject);
  const plan = planClosure(subject, program, { id: php.id, folders, start });
  if (plan === undefined) return undefined;
  const isFpm = name.startsWith('php-fpm');
  // FPM looks its pools' users up even where it does not switch to them.
  const accounts = ['passwd', 'group'].map(
    (file) =>
      `(grep -E '^(www-data|nobody|apache|nginx):' /etc/${file} >> ${skeletonFolder}/etc/${file} || true)`,
  );
  const logs = `mkdir -p ${skeletonFolder}/var/log && chown ${user.uid}:${user.gid} ${skeletonFolder}/var/log`;
  return {
    ...plan,
    title: 'Ship the PHP application with its interpreter and extensions, and nothing else',
    reason:
      'The application needs the interpreter, its extensions and its own folders, not Composer, a shell or a distribution.',
    ...(isFpm
      ? { builderLines: [...(plan.builderLines ?? []), `RUN ${[logs, ...accounts].join(' && \\\n    ')}`] }
      : {}),
    changes: [
      ...plan.changes,
      ...(isFpm
        ? [
            {
              what: '/var/log can be written to, and web accounts are kept',
              why: "FPM opens its log there as no root, and looks up its pools' users.",
            },
          ]
        : []),
    ],
    assumptions: [
      ...plan.assumptions,
      ...(isFpm
        ? ['FPM ignores user and group of its pools where it is not root: all of them run as one user.']
        : []),
    ],
    confidence: 'medium',
  };
}

/** The working directory, what the command line names, and where web servers' files are by convention. */
function applicationFolders(subject: Subject): readonly string[] {
  const { launch, workdir, input } = subject;
  const words = [...launch.entrypoint.slice(1), ...launch.cmd];
  const named = words.flatMap((word, index) => {
    if (words[index - 1] === '-t') return [posix.resolve(workdir, word)];
    const script = /\.(php|phar)$/.test(word) ? openPath(subject, word) : undefined;
    return script === undefined ? [] : [`/${posix.dirname(script)}`];
  });
  const own = [...input.footprint.files].some(
    ([path, { owner }]) => path.startsWith('var/www/') && owner?.kind === 'application',
  );
  const all = [...new Set([workdir, ...named, ...(own ? ['/var/www'] : [])])]
    .filter((path) => !/^\/(\.|bin|etc|usr|usr\/(local\/)?s?bin)?$/.test(path) && exists(subject, path))
    .sort();
  return all.filter((path) => !all.some((other) => other !== path && path.startsWith(`${other}/`)));
}
