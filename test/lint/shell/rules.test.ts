import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../src/dockerfile/parse.ts';
import { createSubject } from '../../../src/lint/create-subject.ts';
import { runRules } from '../../../src/lint/run.ts';
import { shellRules } from '../../../src/lint/shell/list.ts';
import { testRule } from '../rule-table.ts';

type Row = readonly [run: string, at: readonly string[], fixed?: string];

interface Table {
  /** RUN lines, each after its base: `RUN` is added. */
  readonly ok: readonly string[];
  readonly bad: readonly Row[];
}

const tables: Readonly<Record<string, Table>> = {
  SC2006: {
    ok: ['echo "$(date)"', "echo '`date`'"],
    bad: [
      ['x=`date` && y', ['`date`'], 'x=$(date) && y'],
      ['echo "`id -u`:`id -g`"', ['`id -u`', '`id -g`'], 'echo "$(id -u):$(id -g)"'],
      ['echo `echo \\`date\\``', ['`echo \\`date\\``']],
    ],
  },
  SC2015: {
    ok: [
      '[ -f a ] && cp a b || true',
      'a && b && c',
      'a || b && c',
      '[ -f a ] && echo b || c',
      'a && b || c',
    ],
    bad: [['[ -f a ] && cp a b || touch b', ['cp a b || touch b']]],
  },
  SC2028: {
    ok: ['echo -e "a\\nb"', 'printf "a\\nb"', 'echo "a\\\\nb"', 'echo "a b"', 'echo a\\\\nb'],
    bad: [
      ['echo "a\\nb" > c', ['"a\\nb"']],
      ["echo 'a\\tb'", ["'a\\tb'"]],
    ],
  },
  SC2035: {
    ok: ['rm ./*', 'rm -- *', 'rm /a/*', 'echo *', 'ls *', "rm '*'"],
    bad: [['rm -f *.deb x', ['*.deb'], 'rm -f ./*.deb x']],
  },
  SC2038: {
    ok: [
      'find . -print0 | xargs -0 rm',
      'find . | head | xargs rm',
      'find . -exec rm {} +',
      'find . | xargs -d "\\n" rm',
    ],
    bad: [['find . -name x | xargs rm -f', ['xargs rm -f']]],
  },
  SC2046: {
    ok: [
      'x=$(cat a)',
      'rm "$(cat a)"',
      'make -j$(nproc)',
      'apt-get install $(cat list)',
      './configure $(test -f a && echo --b)',
      'chown $(id -u) a',
      'rm $((1 + 1))',
    ],
    bad: [
      ['rm $(cat a)', ['$(cat a)'], 'rm "$(cat a)"'],
      ['rm x`cat a`y', ['`cat a`'], 'rm x"`cat a`"y'],
    ],
  },
  SC2059: {
    ok: ['printf "%s" "$a"', 'printf "%s$a"', 'printf -v a "$b"', 'echo "$a"'],
    bad: [['printf "$a\\n"', ['"$a\\n"']]],
  },
  SC2069: {
    ok: ['a > b 2>&1', 'a 2>&1', 'a 2>&1 >b | c', 'a 2>&1 2>c'],
    bad: [['a 2>&1 > b', ['2>&1']]],
  },
  SC2086: {
    ok: [
      'rm "$f"',
      'x=$f',
      'export x=$f',
      'make $MAKEFLAGS',
      'apt-get install $PACKAGES',
      'exit $?',
      `echo \${#f}`,
      '[[ $f = a ]]',
      'case $f in a) b;; esac',
      'for i in $f; do a "$i"; done',
      'for i in a b; do c $i; done',
      'x=a && b $x',
      'a $TARGETARCH-$APP_VERSION',
      'apt-mark manual $saved',
      'cat <<< $f',
    ],
    bad: [
      ['rm $f', ['$f'], 'rm "$f"'],
      [`rm a/\${f}-b "$c"/$d`, [`\${f}`, '$d'], `rm a/"\${f}"-b "$c"/"$d"`],
      ['a > $f', ['$f'], 'a > "$f"'],
      ['a && (b $f | c)', ['$f'], 'a && (b "$f" | c)'],
      ['x="a b" && c $x', ['$x'], 'x="a b" && c "$x"'],
      ['for i in *; do a $i; done', ['$i'], 'for i in *; do a "$i"; done'],
    ],
  },
  SC2115: {
    ok: [
      `rm -rf "\${d:?}/"`,
      'rm -f "$d/"',
      'rm -rf "$d/cache"',
      'rm -rf /tmp/"$d"',
      'rm -rf "$d"',
      'rm -rf $HOME/*',
    ],
    bad: [
      ['rm -rf "$d/"', ['"$d/"'], `rm -rf "\${d:?}/"`],
      ['rm -rf $d/* x', ['$d/*'], `rm -rf \${d:?}/* x`],
      [`rm -fr "\${d}"/lib`, [`"\${d}"/lib`], `rm -fr "\${d:?}"/lib`],
    ],
  },
  SC2155: {
    ok: ['export a=b', 'x=$(a) && export x', 'export "$(a)"', 'export a="$b"'],
    bad: [
      ['export a=$(b) && c', ['a=$(b)']],
      ['export a="x$(b)" c=d', ['a="x$(b)"']],
    ],
  },
  SC2164: {
    ok: [
      'cd a && b',
      'cd a || exit 1; b',
      'set -e; cd a; b',
      'set -euo pipefail; cd a; b',
      'a; cd b',
      'cd /; a',
      'if cd a; then b; fi',
    ],
    bad: [
      ['cd a; make', ['cd a'], 'cd a || exit 1; make'],
      ['(cd a; b) && c', ['cd a'], '(cd a || exit 1; b) && c'],
      ['x && cd a; b', ['cd a'], 'x && cd a || exit 1; b'],
    ],
  },
  SC2166: {
    ok: ['[ a ] && [ b ]', '[ -a b ]', '[ "$a" = -o ]', '[[ a && b ]]'],
    bad: [['[ -f a -o -f b ] && c', ['-o']]],
  },
  SC3001: { ok: ['diff a b'], bad: [['diff <(a) b', ['<(a)']]] },
  SC3003: { ok: ["printf 'a'"], bad: [["echo $'a'", ["$'a'"]]] },
  SC3006: { ok: ['echo $((1 + 1))'], bad: [['((a++)) && b', ['((a++))']]] },
  SC3009: { ok: ["echo '{a,b}' {a} {} a{b"], bad: [['mkdir {a,b}', ['{a,b}']]] },
  SC3010: { ok: ['[ a = b ]'], bad: [['if [[ a == b ]]; then c; fi', ['[[ a == b ]]']]] },
  SC3011: { ok: ['a < b'], bad: [['a <<< b', ['<<< b']]] },
  SC3014: { ok: ['[ a = b ]', '[[ a == b ]]'], bad: [['[ a == b ]', ['=='], '[ a = b ]']] },
  SC3020: { ok: ['a > b 2>&1'], bad: [['a &> b', ['&> b']]] },
  SC3030: { ok: ['a="b c"'], bad: [['a=(b c) && d', ['(b c)']]] },
  SC3040: { ok: ['set -eu'], bad: [['set -o pipefail && a | b', ['pipefail']]] },
  SC3044: { ok: ['cd a'], bad: [['pushd a && b', ['pushd']]] },
  SC3046: { ok: ['. ./a'], bad: [['source a && b', ['source'], '. a && b']] },
  SC3060: { ok: [`echo "\${a:-b}" "\${a##b}" "\${#a}"`], bad: [[`echo "\${a//b/c}"`, [`\${a//b/c}`]]] },
};

const from = 'FROM debian:13-slim\nARG f\nARG d\nRUN ';

for (const rule of shellRules) {
  const { ok, bad } = tables[rule.id] ?? { ok: [], bad: [] };
  testRule(rule, {
    ok: Object.fromEntries(ok.map((run) => [run, `${from}${run}\n`])),
    bad: Object.fromEntries(
      bad.map(([run, finds, fixed]) => [
        run,
        {
          dockerfile: `${from}${run}\n`,
          finds,
          ...(fixed === undefined ? {} : { fixed: `${from}${fixed}\n` }),
        },
      ]),
    ),
  });
}

describe('rules about the shell', () => {
  const ids = (text: string): readonly string[] =>
    runRules(createSubject(parseDockerfile(text)), shellRules).problems.map(({ rule }) => rule.id);

  it('have a table each', () => {
    expect(shellRules.filter(({ id }) => tables[id] === undefined).map(({ id }) => id)).toEqual([]);
  });

  it('know the shell that reads a RUN', () => {
    const run = 'RUN [[ -f a ]] && source b\n';
    expect(ids(`FROM debian\n${run}`)).toEqual(['SC3010', 'SC3046']);
    expect(ids(`FROM debian\nSHELL ["/bin/bash", "-c"]\n${run}`)).toEqual([]);
    expect(ids(`FROM alpine:3.20\n${run}`)).toEqual([]);
    expect(ids(`FROM fedora:41 AS a\nFROM a\n${run}`)).toEqual([]);
    expect(ids('FROM debian\nSHELL ["pwsh", "-c"]\nRUN rm $f; cd a; b\n')).toEqual([]);
    expect(ids('FROM debian\nRUN ["bash", "-c", "[[ a ]] && rm $f"]\n')).toEqual(['SC2086']);
    expect(ids('FROM debian\nRUN ["rm", "$f"]\n')).toEqual([]);
  });

  it('look into heredocs, whoever reads them', () => {
    expect(ids('FROM debian\nRUN <<EOF\ncd a\nrm $f\nEOF\n')).toEqual(['SC2164', 'SC2086']);
    expect(ids('FROM debian\nRUN bash -e <<EOF\n[[ a ]]\nrm $f\nEOF\n')).toEqual(['SC2086']);
    expect(ids('FROM debian\nRUN <<EOF\n#!/usr/bin/env python3\nrm $f\nEOF\n')).toEqual([]);
    expect(ids('FROM debian\nRUN python3 <<EOF\nrm $f\nEOF\n')).toEqual([]);
  });

  it('leave variables alone whose value is plain', () => {
    expect(ids('FROM debian\nARG v=1.2\nENV w="a b"\nRUN a $v $w\n')).toEqual(['SC2086']);
  });
});
