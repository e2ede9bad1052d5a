/** Every detector, in the order of their names. */
import type { Detector } from '../model/analyzer.ts';
import { accounts } from './accounts.ts';
import { executable } from './executable.ts';
import { osRelease } from './os-release.ts';
import { secret } from './secret.ts';
import { signature } from './signature.ts';
import { text } from './text.ts';

/** What reads evidence from file content while a layer streams by. */
export const detectors: readonly Detector[] = [accounts, executable, osRelease, secret, signature, text];
