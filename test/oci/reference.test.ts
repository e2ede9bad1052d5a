import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImgscanError } from '../../src/errors.ts';
import { formatReference, parseReference } from '../../src/oci/reference.ts';

const sha256 = `sha256:${'0123456789abcdef'.repeat(4)}`;
const sha512 = `sha512:${'0123456789abcdef'.repeat(8)}`;

describe('parseReference fills in what Docker fills in', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['user/app', 'docker.io/user/app:latest'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['index.docker.io/user/app:1', 'docker.io/user/app:1'],
    ['registry-1.docker.io/library/nginx', 'docker.io/library/nginx:latest'],
    ['localhost/app', 'localhost/app:latest'],
    ['localhost:5000/app', 'localhost:5000/app:latest'],
    ['127.0.0.1:5000/a/b/c:t', '127.0.0.1:5000/a/b/c:t'],
    ['[::1]:5000/app', '[::1]:5000/app:latest'],
    ['[2001:db8::1]/app:2', '[2001:db8::1]/app:2'],
    ['MYHOST/app', 'MYHOST/app:latest'],
    ['ghcr.io/owner/app', 'ghcr.io/owner/app:latest'],
    [`nginx@${sha256}`, `docker.io/library/nginx@${sha256}`],
    [`nginx:1.27@${sha256}`, `docker.io/library/nginx:1.27@${sha256}`],
    [`host:1/app@${sha512}`, `host:1/app@${sha512}`],
    ['a__b/c--d/e.f_g', 'docker.io/a__b/c--d/e.f_g:latest'],
    ['localhost:5000', 'docker.io/library/localhost:5000'],
    ['app:_tag', 'docker.io/library/app:_tag'],
    [`app:${'t'.repeat(128)}`, `docker.io/library/app:${'t'.repeat(128)}`],
    [`example.com/${'r'.repeat(255)}`, `example.com/${'r'.repeat(255)}:latest`],
  ];
  for (const [text, expected] of rows) {
    it(text.slice(0, 60), () => {
      expect(formatReference(parseReference(text))).toBe(expected);
    });
  }

  it('says whether latest was assumed', () => {
    expect(parseReference('nginx').tagImplied).toBe(true);
    expect(parseReference('nginx:latest').tagImplied).toBe(false);
    const pinned = parseReference(`nginx@${sha256}`);
    expect(pinned.tagImplied).toBe(false);
    expect(Object.hasOwn(pinned, 'tag')).toBe(false);
  });
});

describe('parseReference points at what is wrong', () => {
  /** Text, the 0-based position of the caret, a piece of the reason. */
  const rows: readonly (readonly [string, number, string])[] = [
    ['', 0, 'empty'],
    ['Nginx', 0, 'lower case'],
    ['library/niGinx:1', 10, 'lower case'],
    ['https://docker.io/nginx', 5, 'no scheme'],
    ['nginx:', 6, 'tag is missing'],
    ['nginx:.a', 6, 'cannot start'],
    ['nginx:a b', 7, 'not allowed in a tag'],
    [`nginx:${'t'.repeat(129)}`, 134, 'at most 128'],
    ['a//b', 2, 'is empty'],
    ['a/', 2, 'is empty'],
    ['/a', 0, 'is empty'],
    ['-a', 0, 'starts and ends'],
    ['a_', 1, 'starts and ends'],
    ['a___b', 1, 'no separator'],
    ['a-_b', 1, 'no separator'],
    ['a..b', 1, 'no separator'],
    ['a$b', 1, 'not allowed in a repository'],
    ['a b', 1, 'not allowed in a repository'],
    ['host:99999/app', 5, 'port'],
    ['host:/app', 5, 'port'],
    ['host:5x/app', 6, 'not allowed in a port'],
    ['-host.com/app', 0, 'start with -'],
    ['a-.com/app', 1, 'end with -'],
    ['a..com/app', 2, 'empty'],
    ['ho_st.com/app', 2, 'host name'],
    ['[::1/app', 0, 'bracket'],
    ['[::g]/app', 3, 'IPv6'],
    ['[::1]x/app', 5, 'expected :'],
    ['nginx@', 6, 'sha256'],
    ['nginx@md5:abc', 6, 'sha256'],
    ['nginx@sha256:abc', 16, '3 hex digits'],
    [`nginx@sha256:${'a'.repeat(65)}`, 77, '65 hex digits'],
    [`nginx@sha256:${'A'.repeat(64)}`, 13, 'lower-case hex'],
    ['f'.repeat(64), 0, 'image id'],
    [`example.com/${'r'.repeat(256)}`, 267, 'at most 255'],
    ['a'.repeat(248), 247, 'at most 255'],
    ['ünï', 0, 'not allowed'],
    ['a\u001b[31m', 1, 'not allowed'],
  ];
  for (const [text, position, reason] of rows) {
    it(JSON.stringify(text.slice(0, 40)), () => {
      const error = failureOf(text);
      expect(error.code).toBe('REFERENCE_INVALID');
      expect(error.message).toContain(reason);
      expect(error.message).toContain(`(character ${position + 1})`);
      const [, shown = '', caret = ''] = error.message.split('\n');
      const under = shown.charAt(caret.indexOf('^'));
      const expected = text.charAt(position);
      if (/^[\x21-\x7e]$/.test(expected)) expect(under).toBe(expected);
    });
  }

  it('offers the lower-case spelling', () => {
    expect(failureOf('ghcr.io/Owner/App:V1').hint).toBe('did you mean ghcr.io/owner/app:V1?');
  });

  it('never passes control characters on', () => {
    expect(failureOf('a\u001b[31m\u202e').message).not.toMatch(/(?!\n)\p{C}/u);
  });
});

describe('parseReference on any text', () => {
  it('gives a reference that prints and parses to itself, or REFERENCE_INVALID', () => {
    const piece = fc.constantFrom('a', 'B', '0', '.', '-', '_', '/', ':', '@', '[', ']', sha256, 'localhost');
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (input) => {
        let full: string;
        try {
          full = formatReference(parseReference(input));
        } catch (error) {
          expect(error).toBeInstanceOf(ImgscanError);
          return;
        }
        expect(formatReference(parseReference(full))).toBe(full);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes time in proportion to the text', () => {
    const started = performance.now();
    for (const part of ['a', '-', '.', '/', ':', 'a-', 'A']) failureOf(`${part.repeat(200_000)}!`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

function failureOf(text: string): ImgscanError {
  try {
    parseReference(text);
  } catch (error) {
    if (error instanceof ImgscanError) return error;
    throw error;
  }
  throw new Error(`expected ${text} to be refused`);
}
