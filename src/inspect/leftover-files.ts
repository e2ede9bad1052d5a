/** Rule: files of the developer's desk rather than of the program. */
import { posix } from 'node:path';
import type { ImageRule } from './rule.ts';
import { listSome, problemsByOrigin } from './sighting.ts';

const fileNames = new Set(
  '.DS_Store .bash_history .dockerignore .gitlab-ci.yml .python_history .viminfo .vimrc .zsh_history .travis.yml Containerfile Dockerfile Jenkinsfile Thumbs.db Vagrantfile compose.yaml compose.yml docker-compose.yaml docker-compose.yml npm-debug.log yarn-error.log'.split(
    ' ',
  ),
);
const folder = /^((?:[^/]+\/)*?(?:\.idea|\.vscode|\.circleci|\.github))\//;
const swapFile = /\/\.[^/]{1,200}\.sw[op]$/;
/** What packages bring is theirs, whatever it is called. */
const library =
  /(?:^|\/)(?:node_modules|vendor|site-packages|dist-packages|gems)\/|^usr\/(?:share|lib|local\/(?:lib|share|go))\//;

export const leftoverFiles: ImageRule = {
  id: 'leftover-files',
  kind: 'image',
  severity: 'info',
  title: 'Files that only serve development are in the image',
  why: 'Build files, editor settings and shell histories tell how and where the image is made, and change it without need.',
  fix: 'List them in .dockerignore, or copy only the folders that the program needs.',
  aliases: ['DKL-LI-0003'],
  *check({ footprint }) {
    const seen = new Map<string, { path: string; layer: number; label: string; value: string }>();
    for (const [path, { layer, entry, owner }] of footprint.files) {
      if (entry.type === 'dir' || owner?.kind === 'os-package' || library.test(path)) continue;
      const inFolder = folder.exec(path)?.[1];
      const isFile = fileNames.has(posix.basename(path)) || swapFile.test(path);
      if (inFolder === undefined && !isFile) continue;
      const name = inFolder ?? path;
      if (!seen.has(name))
        seen.set(name, {
          path: name,
          layer,
          label: inFolder === undefined ? 'file' : 'folder',
          value: `/${name}`,
        });
    }
    const sightings = [...seen.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    yield* problemsByOrigin(footprint, sightings, (group) => ({
      message: `Files of the build or the developer's desk came along: ${listSome(group.map(({ value }) => value))}.`,
    }));
  },
};
