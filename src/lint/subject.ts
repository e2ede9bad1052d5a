/** Everything that a Dockerfile rule may look at. */
import type { Dialect } from '../dockerfile/script.ts';
import type { Dockerfile } from '../dockerfile/syntax.ts';
import type { Catalog } from '../model/catalog.ts';
import type { BaseFacts, ContextFacts } from './facts.ts';
import type { RunCommand } from './run-command.ts';
import type { LintSettings } from './settings.ts';
import type { LintStage, Step } from './steps.ts';

export interface LintSubject {
  readonly dockerfile: Dockerfile;
  /** In order. */
  readonly stages: readonly LintStage[];
  /** Every instruction in order, those before the first FROM and those that ONBUILD postpones included. */
  readonly steps: readonly Step[];
  /** The same by keyword, each in order: most rules look at one. */
  readonly byKeyword: ReadonlyMap<string, readonly Step[]>;
  /** Every command of every RUN, in order. */
  readonly commands: readonly RunCommand[];
  /** The RUNs that a POSIX shell or bash reads, in order. */
  readonly shellSteps: readonly Step[];
  /** The stage that is built: the last, or the target that was asked for. */
  readonly target?: LintStage;
  readonly settings: LintSettings;
  /** What registries say of the stages' bases, by stage index; empty when nothing was asked. */
  readonly bases: ReadonlyMap<number, BaseFacts>;
  readonly context?: ContextFacts;
  /** Bases with sizes and end-of-life dates; empty lists when it could not be read. */
  readonly catalog: Catalog;
  /** Date of the review, ISO `2026-11-23`: rules have no clock. */
  readonly today: string;
}

/** What builds the subject beside the text. */
export interface SubjectOptions {
  readonly settings?: LintSettings;
  readonly bases?: ReadonlyMap<number, BaseFacts>;
  readonly context?: ContextFacts;
  readonly catalog?: Catalog;
  readonly today?: string;
  /** Values of ARGs as `--build-arg` gives them. */
  readonly buildArguments?: ReadonlyMap<string, string>;
  /** Stage to build in place of the last. */
  readonly targetName?: string;
  /** Language of RUN where no SHELL is set, as a pragma says it. */
  readonly dialect?: Dialect;
}
