/** What the rules of `one-row.ts` have in common. */
import type { Package, SuppressedPackage } from '../model/package.ts';

export interface Verdict extends Omit<SuppressedPackage, 'package'> {
  /** The row that stands for it and takes over the bytes that are booked to it. */
  readonly heir?: Package;
}

/** Why a row says nothing new; undefined where it does. */
export type Rule = (pkg: Package) => Verdict | undefined;

/** A program that its bytes gave away. */
export function isRecognised({ foundBy }: Package): boolean {
  return foundBy === 'classifier';
}

/** `usr/bin` of `usr/bin/env`, nothing of a name alone. */
export function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
