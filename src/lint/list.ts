/** Every Dockerfile rule, by id. */
import type { DockerfileRule } from './rule.ts';
import { copyInsteadOfAdd } from './rules/copy-instead-of-add.ts';
import { workdirRelativePath } from './rules/workdir-relative-path.ts';

export const dockerfileRules: readonly DockerfileRule[] = [workdirRelativePath, copyInsteadOfAdd];
