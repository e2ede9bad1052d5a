/** The rules about the shell beside the real shellcheck, on the same scripts. */
import { describe, expect, it } from 'vitest';
import { createScriptChecker } from '../../src/build/script-checker.ts';
import { runShellcheck } from '../../src/build/shellcheck.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { createSubject } from '../../src/lint/create-subject.ts';
import { runRules } from '../../src/lint/run.ts';
import { shellRules } from '../../src/lint/shell/list.ts';
import { tool } from './support/tool.ts';

/** Scripts that people write; what is deliberately left alone is not among them. */
const scripts: readonly string[] = [
  'apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*',
  'rm $file',
  'cp a/$file "$dest"/$name.txt',
  'echo $value > $file',
  'cd /src; make',
  'cd /src || exit 1; make',
  'set -e; cd /src; make',
  '(cd /src; make) && echo done',
  'if cd /src; then make; fi',
  'chown root $(cat /files)',
  'echo `date` > /built',
  'x=`date`; echo "$x"',
  'export VERSION="$(cat /version)" && make',
  'echo "a\\nb" > /etc/app.conf',
  'printf "a\\nb" > /etc/app.conf',
  'rm *.deb',
  'rm ./*.deb',
  'rm -- *.deb',
  'find / -name "*.pyc" | xargs rm',
  'find / -name "*.pyc" -print0 | xargs -0 rm',
  'rm -rf "$dir/"*',
  'rm -rf "$dir/usr"',
  'rm -rf "$dir/cache"',
  '[ -f /a -a -f /b ] && cp /a /c',
  '[ -f /a ] && [ -f /b ] && cp /a /c',
  'make 2>&1 >/build.log',
  'make >/build.log 2>&1',
  'printf "$text" > /a',
  'printf "%s" "$text" > /a',
  '[ -f /a ] && cp /a /b || touch /b',
  '[ -f /a ] && cp /a /b || true',
  '[[ -f /a ]] && cat /a',
  'source /env && make',
  'mkdir -p /app/{bin,lib}',
  `echo "\${value//./-}"`,
  '[ "$a" == b ] && make',
  'make &> /log',
  'pushd /a && make',
  'set -o pipefail && curl -s u | tar x',
  "echo $'a\\tb'",
  'cat <<< text',
  'diff <(sort a) <(sort b)',
  'for f in a b; do cp $f /c; done',
  'while read -r line; do echo "$line"; done < /a',
  'case $value in a) echo a;; esac',
  'value=$other; export value; echo "$value"',
  `echo "$(nproc)" $((1 + 1)) \${#value}`,
];

/** What the built-in rules leave alone on purpose, or find on purpose: a fallback that is meant, a folder that is not left. */
const onPurpose: Readonly<Record<string, readonly string[]>> = {
  'echo `date` > /built': ['SC2006'],
  '[ -f /a ] && cp /a /b || true': [],
  '(cd /src; make) && echo done': ['SC2164'],
};

describe('shellcheck', () => {
  it('finds what the built-in rules find, and they find what it finds of theirs', async () => {
    const builtIn = new Set(shellRules.map(({ id }) => id));
    const found: unknown[] = [];
    const expected: unknown[] = [];
    for (const shell of ['sh', 'bash']) {
      for (const script of scripts) {
        const text = `FROM debian:12-slim\nSHELL ["/bin/${shell}", "-c"]\nRUN ${script}\n`;
        const { problems } = runRules(createSubject(parseDockerfile(text)), shellRules);
        const own = new Set(problems.map(({ rule }) => rule.id));
        const output = await tool(
          'sh',
          [
            '-c',
            `shellcheck --norc --format=json1 --shell=${shell} --exclude=2034,2154,2148 - || [ $? -eq 1 ]`,
          ],
          { input: script },
        );
        const theirs = new Set<string>(
          JSON.parse(output).comments.map(({ code }: { readonly code: number }) => `SC${code}`),
        );
        const wanted = [...theirs].filter((id) => builtIn.has(id)).sort();
        found.push([shell, script, ...[...own].sort()]);
        expected.push([shell, script, ...(onPurpose[script] ?? wanted)]);
      }
    }
    expect(found).toEqual(expected);
  }, 60_000);

  it('is asked for what is not built in, with places in the Dockerfile', async () => {
    const text = 'FROM debian:12-slim\nRUN a && \\\n  # why\n  read line && \\\n  echo "$line"\n';
    const { signal } = new AbortController();
    const result = await runShellcheck(text, createScriptChecker({ environment: process.env, signal }));
    const found = result?.problems.map(({ rule, problem }) => [
      rule.id,
      text.slice(problem.range.start, problem.range.end),
    ]);
    expect(found).toEqual([['SC2162', 'read']]);
  });

  it('is started once for many files', async () => {
    const { signal } = new AbortController();
    const checker = createScriptChecker({ environment: process.env, signal });
    const startedAt = performance.now();
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        runShellcheck(`FROM a:1\nRUN read line${index} && echo b\nRUN cat a | grep b\n`, checker),
      ),
    );
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    for (const result of results) expect(result?.problems.map(({ rule }) => rule.id)).toContain('SC2162');
  });

  it('is not missed where it is not installed', async () => {
    const options = { environment: { PATH: '/nowhere' }, signal: new AbortController().signal };
    const checker = createScriptChecker({ ...options, program: 'no-such-program' });
    expect(await runShellcheck('FROM a\nRUN b\n', checker)).toBeUndefined();
  });
});
