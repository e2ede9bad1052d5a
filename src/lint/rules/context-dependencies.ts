/** Rule: dependencies and build results of this machine get into the image. */
import { contextCopies, megabytes } from '../reading/context.ts';
import type { DockerfileRule } from '../rule.ts';

const folders =
  /^(?:.*?\/)?(?:node_modules|\.venv|venv|__pycache__|\.tox|\.gradle|\.mypy_cache|\.pytest_cache|\.next\/cache|bower_components)(?=\/)/;

export const contextDependencies: DockerfileRule = {
  id: 'context-dependencies',
  slug: 'dockerignore-dependencies',
  kind: 'waste',
  severity: 'medium',
  title: "This machine's dependencies are copied into the image",
  why: 'They were installed for this machine: native parts may not run in the image, and they replace what the build installs.',
  fix: 'Name the folder in .dockerignore.',
  aliases: [],
  bad: 'FROM node:24-slim\nCOPY . /srv\n',
  good: 'FROM node:24-slim\nCOPY src /srv/src\n',
  needs: ['context'],
  *check(subject) {
    for (const { files, source, step } of contextCopies(subject)) {
      const sizes = new Map<string, number>();
      for (const { path, bytes } of files) {
        const folder = folders.exec(path)?.[0];
        if (folder !== undefined) sizes.set(folder, (sizes.get(folder) ?? 0) + bytes);
      }
      // Whoever names the folder means it.
      const found = [...sizes].filter(([folder]) => !source.includes(folder)).sort((a, b) => b[1] - a[1]);
      const [largest] = found;
      if (largest === undefined) continue;
      const bytes = found.reduce((sum, [, size]) => sum + size, 0);
      yield {
        message: `\`${largest[0]}\`${found.length > 1 ? ` and ${found.length - 1} more such folders are` : ' is'} copied along, ${megabytes(bytes)}.`,
        range: step.instruction.range,
        savedBytes: bytes,
        evidence: found
          .slice(0, 100)
          .map(([folder, size]) => ({ label: 'folder', value: `${folder}, ${megabytes(size)}` })),
      };
    }
  },
};
