/** Static sites on nginx: the server, its configuration and the pages, without the distribution. https://nginx.org/en/docs/ngx_core_module.html */
import { posix } from 'node:path';
import { planClosure } from './closure-plan.ts';
import { compose } from './compose.ts';
import { elvesBelow, exists } from './folders.ts';
import { findNativeBase } from './native.ts';
import type { Plan } from './plan.ts';
import { asRoot, ownersOf, recordLines, skeletonFolder } from './skeleton.ts';
import type { Subject } from './subject.ts';
import type { Suggester } from './suggester.ts';

export const staticSite: Suggester = {
  id: 'static-site-distroless',
  *suggest(subject) {
    if (subject.isMinimal) return;
    const plan = planSite(subject);
    const suggestion = plan === undefined ? undefined : compose(subject, plan);
    if (suggestion !== undefined) yield suggestion;
  },
};

const configuration = '/etc/nginx';
const modules = ['/usr/lib/nginx', '/etc/nginx/modules'];
/** Where packages of nginx write: cache and temporary files, logs. */
const written = ['/var/cache/nginx', '/var/lib/nginx', '/var/log/nginx'];
const pages = ['/usr/share/nginx', '/var/www', '/srv'];

// The pid file's usual folder is root's, only root may switch users, and only root may open another's stream by path.
const adapt =
  "sed -i -E 's,^(pid|user) .*,,; s,^([[:space:]]*error_log[[:space:]]+)/dev/stderr,\\1stderr,' /etc/nginx/nginx.conf && echo 'pid /tmp/nginx.pid;' >> /etc/nginx/nginx.conf";

function planSite(subject: Subject): Plan | undefined {
  const { files } = subject.input.footprint;
  const { launch } = subject;
  // The official image's script fills in templates and tunes workers, then hands over.
  const words = subject.script === undefined ? [...launch.entrypoint, ...launch.cmd] : launch.cmd;
  if (launch.needsShell !== undefined || posix.basename(words[0] ?? '') !== 'nginx') return undefined;
  const program = ['usr/sbin/nginx', 'usr/local/sbin/nginx', 'usr/local/nginx/sbin/nginx'].find((path) =>
    files.has(path),
  );
  if (program === undefined || !files.has('etc/nginx/nginx.conf')) return undefined;
  const found = (paths: readonly string[]) => paths.filter((path) => exists(subject, path));
  const folders = found([configuration, '/usr/lib/nginx', ...pages]);
  const stage = planStage(subject, program, folders);
  if (stage === undefined) return undefined;
  const hasTemplates = exists(subject, '/etc/nginx/templates');
  return {
    id: staticSite.id,
    title: `Ship nginx and its pages on ${stage.target.name}`,
    reason: 'Serving files needs nginx, its configuration and the pages, not a shell or a package manager.',
    target: stage.target,
    copies: [
      ...stage.copies.filter(({ target }) => !written.includes(target)),
      ...found(written).map((path) => ({ sources: [path], target: path, writable: true })),
    ],
    ...(stage.env === undefined ? {} : { env: stage.env }),
    entrypoint: [`/${program}`],
    cmd: words.slice(1),
    builderLines:
      stage.builderLines === undefined ? asRoot(subject, adapt) : [...stage.builderLines, `RUN ${adapt}`],
    changes: [
      {
        what: `${configuration}/nginx.conf is adapted: ${adapt}`,
        why: 'nginx runs as a user that can neither write to /run nor switch to another user.',
      },
      ...(subject.script === undefined
        ? []
        : [
            {
              what: `/${subject.script.path} is not run`,
              why: 'It is a shell script, and there is no shell.',
            },
          ]),
    ],
    assumptions: [
      ...stage.assumptions,
      `nginx serves files below ${pages.join(', ')} and includes no configuration outside of ${configuration}.`,
      ...(hasTemplates
        ? ['The templates in /etc/nginx/templates were filled in at start: write their result into conf.d.']
        : []),
      ...(subject.script === undefined || hasTemplates
        ? []
        : ['What the entrypoint script sets up is not needed for plain pages.']),
    ],
    confidence: hasTemplates ? 'low' : 'medium',
  };
}

/** What the server itself needs: of the base's release on that, else all of it on scratch; with its packages' records. */
function planStage(
  subject: Subject,
  program: string,
  folders: readonly string[],
): Pick<Plan, 'target' | 'copies' | 'assumptions' | 'builderLines' | 'env'> | undefined {
  const base = findNativeBase(subject, [program, ...elvesBelow(subject, modules)], 'base', 'tell');
  // Without an image there are no files to name one by one.
  const isSeen = subject.input.footprint.layers.length > 0;
  if (base === undefined || (base.mixes === true && isSeen)) {
    return planClosure(subject, program, { id: staticSite.id, folders, start: `/${program}` });
  }
  const own = [`/${program}`, ...folders].map((path) => ({ sources: [path], target: path }));
  const records = recordLines(subject, ownersOf(subject, [...base.copies, ...own]));
  return {
    target: base.target,
    copies: [
      ...(records.length === 0 ? [] : [{ sources: [skeletonFolder], target: '/' }]),
      ...base.copies,
      ...own,
    ],
    assumptions: base.assumptions,
    ...(records.length === 0 ? {} : { builderLines: records }),
  };
}
