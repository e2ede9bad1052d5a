/** The application's own files beside the program: what the build copied in and a running program may read. */
import type { CopyPlan } from './plan.ts';
import type { Subject } from './subject.ts';

const dataFolders: ReadonlySet<string> = new Set(
  'assets certs conf config configs data etc fixtures html i18n locales migrations public resources schema sql static templates translations views web www'.split(
    ' ',
  ),
);
const dataFile = /^[^.].*\.(html?|tmpl|gotmpl|tpl|ya?ml|json|toml|ini|conf|sql|properties)$/i;
const toolFile =
  /^(docker-compose|compose|package(-lock)?|tsconfig|cargo|rust-toolchain|rustfmt|deny|clippy|skaffold|taskfile|mkdocs|codecov|renovate|buf|sonar-project)\b/i;

/** Data folders and files at the top of the working directory that own layers brought, other than the program. */
export function findData(subject: Subject, program: string): readonly CopyPlan[] {
  const { files, base } = subject.input.footprint;
  const root = subject.workdir.slice(1);
  if (root === '') return [];
  const found = new Set<string>();
  for (const [path, file] of files) {
    if (!path.startsWith(`${root}/`) || path === program || file.layer < base.layers) continue;
    if (file.entry.type === 'dir') continue;
    const [first = '', ...rest] = path.slice(root.length + 1).split('/');
    const wanted = rest.length > 0 ? dataFolders.has(first) : dataFile.test(first) && !toolFile.test(first);
    if (wanted) found.add(`/${root}/${first}`);
  }
  return [...found].sort().map((path) => ({ sources: [path], target: path }));
}
