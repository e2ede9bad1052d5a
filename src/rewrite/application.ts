/** The application's own files beside the program: what the build copied in and a running program may read. */
import { posix } from 'node:path';
import { resolvePath } from '../footprint/resolve.ts';
import { isCopyable } from './by-name.ts';
import { isCopied } from './final-stage.ts';
import { copiesOf } from './kept-files.ts';
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

/**
 * What the command line names, what was copied into the image as the program was, and data folders and files at the
 * top of the working directory that own layers brought.
 */
export function findData(subject: Subject, program: string): readonly CopyPlan[] {
  const { files, base } = subject.input.footprint;
  const named = copiesOf(files, new Set([...copiedIn(subject, program), ...operands(subject)]));
  const root = subject.workdir.slice(1);
  if (root === '') return named;
  const found = new Set<string>();
  for (const [path, file] of files) {
    if (!path.startsWith(`${root}/`) || path === program || file.layer < base.layers) continue;
    if (file.entry.type === 'dir' || isCopied(named, `/${path}`)) continue;
    const [first = '', ...rest] = path.slice(root.length + 1).split('/');
    const wanted = rest.length > 0 ? dataFolders.has(first) : dataFile.test(first) && !toolFile.test(first);
    if (wanted) found.add(`/${root}/${first}`);
  }
  const data = [...found].sort().map((path) => ({ sources: [path], target: path }));
  return [...named.filter(({ target }) => !isCopied(data, target)), ...data];
}

/** Files that the command line names, as words or as values of options; live paths. */
export function operands({ launch, workdir, input }: Subject): readonly string[] {
  const { files } = input.footprint;
  return [...launch.entrypoint.slice(1), ...launch.cmd].flatMap((word) => {
    const value = word.replace(/^--?[\w-]+=/, '');
    if (!/^[\w./]/.test(value)) return [];
    const path = resolvePath(files, posix.resolve(workdir, value));
    return path === undefined || files.get(path)?.entry.type === 'dir' ? [] : [path];
  });
}

const system = /^((usr\/)?bin\/((ba|da)?sh|busybox)|etc\/os-release)$/;

/** Where the program itself was copied in ready-made, so was what it needs; a whole file system is nobody's application. */
function copiedIn({ input }: Subject, program: string): readonly string[] {
  const { files, instructions, base } = input.footprint;
  const layers = new Set(
    instructions.flatMap(({ keyword, layer }) =>
      /^(ADD|COPY)$/.test(keyword) && layer !== undefined && layer >= base.layers ? [layer] : [],
    ),
  );
  for (const [path, { layer, owner }] of files) {
    if (owner?.kind === 'os-package' || system.test(path)) layers.delete(layer);
  }
  if (!layers.has(files.get(program)?.layer ?? -1)) return [];
  return [...files.keys()].filter((path) => {
    const isOther = path !== program && files.get(path)?.content?.path !== program;
    return isOther && layers.has(files.get(path)?.layer ?? -1) && isCopyable(files, path);
  });
}
