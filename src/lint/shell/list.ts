/** Every rule about the shell in RUN, by ShellCheck's id. */
import type { DockerfileRule } from '../rule.ts';
import { andOrChain } from './and-or-chain.ts';
import { backticks } from './backticks.ts';
import { shBashisms } from './bashisms.ts';
import { cdUnchecked } from './cd-unchecked.ts';
import { deleteByVariable } from './delete-by-variable.ts';
import { echoEscapes } from './echo-escapes.ts';
import { findXargs } from './find-xargs.ts';
import { globAsOption } from './glob-as-option.ts';
import { maskedStatus } from './masked-status.ts';
import { printfFormat } from './printf-format.ts';
import { redirectOrder } from './redirect-order.ts';
import { testAndOr } from './test-and-or.ts';
import { unquotedSubstitution } from './unquoted-substitution.ts';
import { unquotedVariable } from './unquoted-variable.ts';

export const shellRules: readonly DockerfileRule[] = [
  backticks,
  andOrChain,
  echoEscapes,
  globAsOption,
  findXargs,
  unquotedSubstitution,
  printfFormat,
  redirectOrder,
  unquotedVariable,
  deleteByVariable,
  maskedStatus,
  cdUnchecked,
  testAndOr,
  ...shBashisms,
];
