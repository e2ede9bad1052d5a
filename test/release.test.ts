import { describe, expect, it } from 'vitest';
import { createRelease } from '../src/release.ts';

describe('createRelease', () => {
  const release = createRelease();

  it('frees bytes that fill their buffer, at once', () => {
    const bytes = Buffer.allocUnsafeSlow(1 << 20);
    release(bytes);
    expect(bytes.buffer.byteLength).toBe(0);
    expect(bytes.length).toBe(0);
  });

  it('leaves alone what shares its buffer, and what is gone already', () => {
    const whole = new Uint8Array(100).fill(1);
    release(whole.subarray(0, 99));
    expect(whole[99]).toBe(1);
    release(whole);
    release(whole);
    expect(whole.length).toBe(0);
  });
});
