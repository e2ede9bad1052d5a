import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cacheTool, languagePackage, nodePackage, recordOwner } from '../../src/footprint/conventions.ts';
import { readCreatedBy } from '../../src/footprint/created-by.ts';
import { resolvePath } from '../../src/footprint/resolve.ts';
import { finalCommand, finalScriptCommand } from '../../src/footprint/shell-command.ts';
import { squash } from '../../src/footprint/squash.ts';
import type { Evidence, PackageFile } from '../../src/model/layer.ts';
import { dir, file, fold, makeFacts, step, symlink } from './facts.ts';

/** Text made of what the readers look for. */
const shellish = fc
  .array(
    fc.constantFrom(
      '|1',
      '/bin/sh',
      '-c',
      '#(nop)',
      'RUN',
      'CMD',
      '[',
      '"',
      '\\',
      ' ',
      '$@',
      "'",
      'exec',
      ';',
      '\n',
      'x',
      '&{["',
      '',
    ),
  )
  .map((parts) => parts.join(' '));

describe('hostile input', () => {
  it('history lines and scripts are read or not, never thrown over', () => {
    fc.assert(
      fc.property(fc.oneof(shellish, fc.string({ unit: 'binary' })), (text) => {
        expect(readCreatedBy(text).keyword).toMatch(/^[A-Z]+$/);
        finalCommand(text);
        finalScriptCommand(text, ['a']);
        const footprint = fold([makeFacts([])], { history: [step(text)], cmd: text.split(' '), user: text });
        expect(footprint.instructions).toHaveLength(1);
      }),
    );
  });

  it('any web of symlinks resolves to a live path or to nothing', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'a/b', 'b/c', 'c/a/b');
    const target = fc.constantFrom('a', '../b', '/c', '..', '.', '/', 'b/../../a', 'c/a', '');
    const entry = fc.oneof(
      fc.tuple(name, target).map(([path, link]) => symlink(path, link)),
      name.map((path) => file(path)),
      name.map((path) => dir(path)),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 10 }), name, (entries, path) => {
        const { files } = squash([makeFacts(entries)]);
        const resolved = resolvePath(files, path);
        if (resolved === undefined) return;
        expect(files.get(resolved)?.entry.type).not.toBe('symlink');
        expect(resolvePath(files, resolved)).toBe(resolved);
      }),
    );
  });

  it('keys that objects inherit are only names', () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const evidence: Evidence[] = [
      { kind: 'os-release', path: 'etc/os-release', fields: { NAME: 'x' } },
      ...names.map((name, uid): Evidence => {
        const path = 'etc/passwd';
        return { kind: 'account', path, name, uid, gid: 0, home: '', shell: '', password: 'shadow' };
      }),
    ];
    const layer = makeFacts(
      [...names.map((name) => file(name)), file('etc/passwd'), file('etc/os-release')],
      { evidence },
    );
    const footprint = fold([layer], { user: 'constructor' });
    expect(footprint.files.size).toBe(5);
    expect(footprint.users.runsAs.uid).toBe(1);
    expect(footprint).not.toHaveProperty('os');
    expect(footprint.base.evidence).toBe('none');
  });

  it('a config of a megabyte a field costs no more than its length', () => {
    const start = performance.now();
    for (const part of ['/', 'rootfs', '--a ', '[', '-c ', 'FROM ', 'A=b ', "'", '$(', 'a/', 'a:', '../']) {
      const text = part.repeat(Math.ceil(1_000_000 / part.length));
      const history = [step(`ADD ${text}!`, { comment: `FROM ${text}`, created: text }), step(text)];
      const config = { history, workingDir: `${text}x`, user: text, env: [`PATH=${text}`, text] };
      fold([makeFacts([]), makeFacts([])], { ...config, cmd: ['/bin/sh', '-c', text] });
      fold([makeFacts([]), makeFacts([])], { ...config, entrypoint: [text, text], labels: { [text]: text } });
    }
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('long and deep paths cost no more than their length', () => {
    const start = performance.now();
    for (const part of [
      'a/',
      'pkg/mod/',
      'node_modules/',
      'gems/a-1/',
      'site-packages/x.',
      'var/lib/dpkg/info/a.',
      `nix/store/${'0'.repeat(32)}-`,
      'var/lib/pacman/local/a-',
      'var/db/pkg/a/',
      '.m2/',
      '-v',
    ]) {
      const path = part.repeat(Math.ceil(4096 / part.length));
      for (let count = 0; count < 50; count += 1) {
        cacheTool(path);
        languagePackage(path);
        nodePackage(path);
        recordOwner(path);
      }
    }
    const deep = Array.from({ length: 300 }, (_, i) => `${i}/${'d/'.repeat(1000)}f`);
    const list: PackageFile = { path: 'x', packages: [], owns: [{ type: 'deb', package: 'p', files: deep }] };
    const footprint = fold([
      makeFacts(
        deep.map((path) => file(path)),
        { packageFiles: [list] },
      ),
    ]);
    expect(footprint.bill.find(({ name }) => name === 'p')?.files).toBe(300);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
