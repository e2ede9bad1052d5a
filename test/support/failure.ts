/** Takes the error that an operation has to end with. */
import { ImgscanError } from '../../src/errors.ts';

/** The ImgscanError it throws or rejects with; fails when there is none, passes on any other. */
export async function failureOf(operation: () => unknown): Promise<ImgscanError> {
  try {
    await operation();
  } catch (error) {
    if (error instanceof ImgscanError) return error;
    throw error;
  }
  throw new Error('expected an ImgscanError, found success');
}
