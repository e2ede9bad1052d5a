/** Rule: npm install of packages without versions. https://docs.npmjs.com/cli/commands/npm-install */
import { npm } from '../reading/managers.ts';
import { unpinned } from '../reading/pinning.ts';
import type { DockerfileRule } from '../rule.ts';

const actions: ReadonlySet<string> = new Set(['add', 'i', 'install']);

export const npmPin: DockerfileRule = {
  id: 'DL3016',
  slug: 'npm-pin',
  kind: 'dockerfile',
  severity: 'low',
  title: 'npm installs packages without a version',
  why: 'The newest release of a package, and of everything that it needs, is installed on the day of the build: reviewed by nobody, and another one tomorrow.',
  fix: 'Write `package@version`, or list the package in package.json and run `npm ci`.',
  aliases: [],
  bad: 'FROM node:24-slim\nRUN npm install -g serve\n',
  good: 'FROM node:24-slim\nRUN npm install -g serve@14.2.4\n',
  check: (subject) => unpinned(subject, { manager: npm, actions, isPinned }),
};

function isPinned(name: string): boolean {
  if (/^(?:git(?:\+[a-z]+)?|github|gitlab|bitbucket):/.test(name)) return name.includes('#');
  if (/^(?:[./~]|file:|https?:)|\.(?:tar|tar\.gz|tgz)$/.test(name)) return true;
  const scoped = name.startsWith('@') ? name.slice(name.indexOf('/') + 1) : name;
  return scoped.includes('@') && !/@latest$/.test(scoped);
}
