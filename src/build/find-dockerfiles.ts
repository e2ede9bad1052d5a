/** Which files a command line's words mean: Dockerfiles by name, in folders, by wildcards. */
import { opendir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { compileGlob } from '../dockerfile/dockerignore.ts';
import { ImgscanError } from '../errors.ts';

/** What people call Dockerfiles. */
const dockerfileName = /^(?:Dockerfile|Containerfile)(?:[._-][\w.-]+)?$|\.(?:Dockerfile|Containerfile)$/i;
/** Templates become Dockerfiles once something fills them in. */
const notOne =
  /\.(?:dockerignore|bak|orig|rej|swp|md|template|tmpl|tpl|gotmpl|j2|jinja2?|erb|mustache|hbs|ejs|m4|in)$|[.-]template$/i;
const skipped: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules']);

const mostEntries = 200_000;
const mostDepth = 32;

function isDockerfileName(name: string): boolean {
  return dockerfileName.test(name) && !notOne.test(name);
}

/**
 * The paths that one word means, sorted: the file itself, the Dockerfiles below a folder, or what `*`, `**`, `?`
 * and `[...]` match. USAGE when it means nothing.
 */
export async function findDockerfiles(word: string): Promise<readonly string[]> {
  const info = await stat(word).catch(() => undefined);
  if (info?.isDirectory() === true) {
    const found = await walk(word, (path) => isDockerfileName(basename(path)));
    if (found.length > 0) return found;
    throw new ImgscanError('USAGE', `${word} has no Dockerfile in it`, {
      hint: 'Files called Dockerfile, Containerfile, Dockerfile.NAME or NAME.Dockerfile are looked for.',
    });
  }
  if (info !== undefined || !/[*?[]/.test(word)) return [word];
  const normal = word.replaceAll('\\', '/').replace(/^\.\//, '');
  const first = normal.split('/').findIndex((name) => /[*?[]/.test(name));
  const root = normal.split('/').slice(0, first).join('/');
  const matches = compileGlob(normal);
  const found = matches === undefined ? [] : await walk(root === '' ? '.' : root, matches).catch(() => []);
  if (found.length > 0) return found;
  throw new ImgscanError('USAGE', `no file matches ${JSON.stringify(word)}`);
}

async function walk(root: string, wanted: (path: string) => boolean): Promise<readonly string[]> {
  const found: string[] = [];
  let entries = 0;
  const visit = async (folder: string, depth: number): Promise<void> => {
    const folders: string[] = [];
    for await (const entry of await opendir(folder)) {
      entries += 1;
      if (entries > mostEntries) {
        throw new ImgscanError('LIMIT_EXCEEDED', `${root} has more than ${mostEntries} files and folders`);
      }
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name) && depth < mostDepth) folders.push(path);
      } else if (wanted(path.replaceAll('\\', '/'))) found.push(path);
    }
    for (const next of folders) await visit(next, depth + 1);
  };
  await visit(root, 0);
  return found.sort();
}
