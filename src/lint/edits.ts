/** Text edits applied to a text: every byte outside of them stays as it is. */
import type { Edit, Fix } from './rule.ts';

export interface AppliedFixes<T extends { readonly fix: Fix }> {
  readonly text: string;
  readonly applied: readonly T[];
  /** Their edits touch those of a fix that came first; they may apply to the new text. */
  readonly skipped: readonly T[];
}

/** Applies whole fixes in the order given, those that touch an earlier one's edits left out. */
export function applyFixes<T extends { readonly fix: Fix }>(
  text: string,
  fixes: readonly T[],
): AppliedFixes<T> {
  const taken: Edit[] = [];
  const applied: T[] = [];
  const skipped: T[] = [];
  const occupied = createIntervals();
  for (const one of fixes) {
    const edits = one.fix.edits;
    // Two rules may ask for the very same change.
    if (!edits.every((edit, index) => occupied.isFree(edit) && !touchesAny(edit, edits.slice(0, index)))) {
      skipped.push(one);
      continue;
    }
    for (const edit of edits) occupied.add(edit);
    taken.push(...edits);
    applied.push(one);
  }
  return { text: applyEdits(text, taken), applied, skipped };
}

/** Applies edits that do not overlap; insertions at one place keep their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.range.start - b.edit.range.start || a.index - b.index);
  const parts: string[] = [];
  let at = 0;
  for (const { edit } of sorted) {
    parts.push(text.slice(at, edit.range.start), edit.text);
    at = edit.range.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

function touches(a: Edit, b: Edit): boolean {
  // An insertion at a replaced stretch's edge depends on which comes first.
  return a.range.start <= b.range.end && b.range.start <= a.range.end;
}

function touchesAny(edit: Edit, others: readonly Edit[]): boolean {
  return others.some((other) => touches(edit, other));
}

/** Stretches that are taken, told by blocks of the text so that many fixes stay linear. */
function createIntervals(): { isFree(edit: Edit): boolean; add(edit: Edit): void } {
  const blocks = new Map<number, Edit[]>();
  const blockOf = (offset: number): number => offset >> 8;
  return {
    isFree(edit) {
      for (let block = blockOf(edit.range.start); block <= blockOf(edit.range.end); block++) {
        if (touchesAny(edit, blocks.get(block) ?? [])) return false;
      }
      return true;
    },
    add(edit) {
      for (let block = blockOf(edit.range.start); block <= blockOf(edit.range.end); block++) {
        const list = blocks.get(block);
        if (list === undefined) blocks.set(block, [edit]);
        else list.push(edit);
      }
    },
  };
}
