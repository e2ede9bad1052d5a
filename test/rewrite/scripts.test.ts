import { describe, expect, it } from 'vitest';
import { rewrite } from '../../src/rewrite/rewrite.ts';
import { throughRunner } from '../../src/rewrite/runners.ts';
import { makeInput, type RewriteSpec } from '../support/rewrite.ts';

describe('project tools', () => {
  const look = {
    folders: ['/app/.venv/bin'],
    isThere: (path: string) => /^\/app\/\.venv\/bin\/(hello|python)$/.test(path),
  };
  const start = (text: string, cmd: readonly string[] = [], seen = look) => {
    const launch = { entrypoint: text.split(' '), cmd, assumptions: [], fromShell: false };
    const { entrypoint, cmd: rest, needsShell } = throughRunner(launch, seen);
    return needsShell ?? [entrypoint.join(' '), rest.join(' ')];
  };

  it.each([
    ['uv run hello', '/app/.venv/bin/hello'],
    ['uv run --frozen --no-dev hello --port 80', '/app/.venv/bin/hello --port 80'],
    ['/usr/local/bin/uv -q run -- hello', '/app/.venv/bin/hello'],
    ['uv run -m http.server', '/app/.venv/bin/python -m http.server'],
    ['uv run main.py x', '/app/.venv/bin/python main.py x'],
    ['poetry run python -m app', '/app/.venv/bin/python -m app'],
    ['pipenv run gunicorn app', 'gunicorn app'],
    ['python main.py', 'python main.py'],
  ])('%s starts %s', (text, started) => {
    expect(start(text)).toEqual([started, '']);
  });

  it.each([
    ['uv run --with rich hello', 'it starts through uv'],
    ['uv run --python 3.12 hello', 'it starts through uv'],
    ['uv sync', 'it starts through uv'],
    ['poetry run', 'it starts through poetry'],
  ])('%s is not looked through', (text, reason) => {
    expect(start(text)).toBe(reason);
  });

  it('need an environment where the tool would make one', () => {
    expect(start('uv run hello', [], { ...look, folders: [] })).toBe('it starts through uv');
  });

  it('leave arguments of CMD in CMD', () => {
    expect(start('uv run', ['hello', '--port', '80'])).toEqual(['/app/.venv/bin/hello', '--port 80']);
    expect(start('uv run hello', ['--port', '80'])).toEqual(['/app/.venv/bin/hello', '--port 80']);
  });
});

const loader = 'lib64/ld-linux-x86-64.so.2';
const shared: RewriteSpec = {
  history: ['FROM debian:12', 'COPY . .'],
  os: { id: 'debian', versionId: '12', idLike: [] },
  files: {
    'bin/bash': { layer: 0 },
    [loader]: { layer: 0 },
    'etc/os-release': { layer: 0 },
    'usr/lib/libc.so.6': { layer: 0 },
  },
};
const program = (path: string) =>
  ({
    kind: 'executable',
    path,
    format: 'elf',
    machine: 'amd64',
    interpreter: `/${loader}`,
    needed: ['libc.so.6'],
  }) as const;

/** The final stage of the rewrite, its FROM first. */
function finalStage(spec: RewriteSpec): readonly string[] {
  const made = rewrite(
    'Dockerfile',
    makeInput({ ...shared, ...spec, files: { ...shared.files, ...spec.files } }),
  );
  const lines = (made.dockerfile ?? '').replaceAll('\\\n', '').split('\n');
  return lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
}

describe('Python of another release than the base', () => {
  const spec: RewriteSpec = {
    dockerfile: 'FROM debian:12\nWORKDIR /app\nCOPY . .\nCMD ["/app/.venv/bin/python", "main.py"]\n',
    config: { workingDir: '/app', cmd: ['/app/.venv/bin/python', 'main.py'] },
    files: {
      'app/main.py': { layer: 1 },
      'app/.venv/pyvenv.cfg': { layer: 1 },
      'app/.venv/bin/python': { layer: 1, link: '/usr/bin/python3' },
      'usr/bin/python3': { layer: 0, link: 'python3.11' },
      'usr/bin/python3.11': { layer: 0, mode: 0o755 },
      'usr/lib/python3.11/os.py': { layer: 0 },
      'usr/lib/libexpat.so.1': { layer: 0 },
    },
    evidence: [{ ...program('usr/bin/python3.11'), needed: ['libc.so.6', 'libexpat.so.1'] }],
  };

  it('goes along with its libraries on scratch, and its environment leads to it', () => {
    const input = makeInput({ ...shared, ...spec, files: { ...shared.files, ...spec.files } });
    const { dockerfile = '' } = rewrite('Dockerfile', input);
    expect(dockerfile).toContain('ln -sf /usr/bin/python3.11 /app/.venv/bin/python');
    const stage = finalStage(spec).join('\n');
    expect(stage).toMatch(/^FROM scratch\n/);
    expect(stage).toContain('/usr/lib/python3.11 /usr/lib/python3.11');
    expect(stage).toContain('libexpat.so.1');
    expect(stage).toContain('ENTRYPOINT ["/app/.venv/bin/python"]\nCMD ["main.py"]');
  });
});

describe('Ruby', () => {
  const spec: RewriteSpec = {
    dockerfile: 'FROM debian:12\nWORKDIR /app\nCOPY . .\nCMD ["bundle", "exec", "rackup", "-p", "80"]\n',
    config: { workingDir: '/app', cmd: ['bundle', 'exec', 'rackup', '-p', '80'] },
    files: {
      'app/config.ru': { layer: 1 },
      'usr/bin/bundle': { layer: 0, mode: 0o755 },
      'usr/bin/ruby': { layer: 0, link: 'ruby3.1' },
      'usr/bin/ruby3.1': { layer: 0, mode: 0o755 },
      'usr/lib/ruby/3.1.0/set.rb': { layer: 0 },
      'var/lib/gems/3.1.0/bin/rackup': { layer: 1, mode: 0o755 },
    },
    evidence: [
      program('usr/bin/ruby3.1'),
      { kind: 'executable', path: 'usr/bin/bundle', format: 'script', interpreter: '/usr/bin/ruby' },
      { kind: 'executable', path: 'var/lib/gems/3.1.0/bin/rackup', format: 'script', interpreter: 'ruby' },
    ],
  };

  it('is started without Bundler in front', () => {
    const stage = finalStage(spec);
    expect(stage).toContain(
      'ENTRYPOINT ["/usr/bin/ruby3.1", "-rbundler/setup", "/var/lib/gems/3.1.0/bin/rackup"]',
    );
    expect(stage).toContain('CMD ["-p", "80"]');
    expect(stage.join('\n')).toContain('/var/lib/gems/3.1.0/bin/rackup');
  });
});

describe('PHP', () => {
  it('takes the folders that its command line and convention name', () => {
    const cmd = ['php', '-S', '0.0.0.0:80', '-t', '/web/public'];
    const stage = finalStage({
      dockerfile: `FROM debian:12\nCOPY . .\nCMD ${JSON.stringify(cmd)}\n`,
      config: { cmd },
      files: {
        'usr/bin/php': { layer: 0, mode: 0o755 },
        'web/public/index.php': { layer: 1 },
        'web/private/x': { layer: 1 },
      },
      evidence: [program('usr/bin/php')],
    }).join('\n');
    expect(stage).toContain('COPY --from=build /web/public /web/public');
    expect(stage).not.toContain('/web/private');
  });
});
