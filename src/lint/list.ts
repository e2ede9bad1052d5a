/** Every Dockerfile rule, by id. */
import type { DockerfileRule } from './rule.ts';
import { copyInsteadOfAdd } from './rules/copy-instead-of-add.ts';
import { syntaxError } from './rules/syntax-error.ts';
import { workdirRelativePath } from './rules/workdir-relative-path.ts';

export const dockerfileRules: readonly DockerfileRule[] = [
  syntaxError,
  workdirRelativePath,
  copyInsteadOfAdd,
];
