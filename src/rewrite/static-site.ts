/** Static sites on nginx: the server, its configuration and the pages, without the distribution. https://nginx.org/en/docs/ngx_core_module.html */
import { posix } from 'node:path';
import { compose } from './compose.ts';
import { elvesBelow, exists } from './folders.ts';
import { findNativeBase } from './native.ts';
import type { CopyPlan, Plan } from './plan.ts';
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

// The pid file's usual folder is root's, and only root may switch users.
const adapt =
  "RUN sed -i -E 's,^(pid|user) .*,,' /etc/nginx/nginx.conf && echo 'pid /tmp/nginx.pid;' >> /etc/nginx/nginx.conf";

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
  const base = findNativeBase(subject, [program, ...elvesBelow(subject, modules)], 'base', 'tell');
  if (base === undefined) return undefined;
  const keep = (path: string): CopyPlan => ({ sources: [path], target: path });
  const found = (paths: readonly string[]) => paths.filter((path) => exists(subject, path));
  const hasTemplates = exists(subject, '/etc/nginx/templates');
  return {
    id: staticSite.id,
    title: `Ship nginx and its pages on ${base.target.name}`,
    reason: 'Serving files needs nginx, its configuration and the pages, not a shell or a package manager.',
    target: base.target,
    copies: [
      ...base.copies,
      keep(`/${program}`),
      ...found([configuration, '/usr/lib/nginx', ...pages]).map(keep),
      ...found(written).map((path) => ({ ...keep(path), writable: true })),
    ],
    entrypoint: [`/${program}`],
    cmd: words.slice(1),
    builderLines: [adapt],
    changes: [
      {
        what: `${adapt} is added`,
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
      ...base.assumptions,
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
