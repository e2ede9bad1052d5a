import { ignoredCmd } from '../../../src/lint/rules/ignored-cmd.ts';
import { malformedExecForm } from '../../../src/lint/rules/malformed-exec-form.ts';
import { noHealthcheck } from '../../../src/lint/rules/no-healthcheck.ts';
import { repeatedCmd } from '../../../src/lint/rules/repeated-cmd.ts';
import { repeatedEntrypoint } from '../../../src/lint/rules/repeated-entrypoint.ts';
import { repeatedHealthcheck } from '../../../src/lint/rules/repeated-healthcheck.ts';
import { shellForm } from '../../../src/lint/rules/shell-form.ts';
import { testRule } from '../rule-table.ts';

testRule(shellForm, {
  ok: {
    JSON: 'FROM a:1\nCMD ["a", "b"]\nENTRYPOINT [ "a" ]\n',
    'JSON over lines': 'FROM a:1\nCMD [ "sh", "-c", \\\n "a && \\\n b" ]\n',
    'SHELL is chosen': 'FROM a:1\nSHELL ["/bin/bash", "-c"]\nCMD a b\n',
    'SHELL is chosen below': 'FROM a:1 AS x\nSHELL ["/bin/bash", "-c"]\nFROM x\nENTRYPOINT a\n',
    empty: 'FROM a:1\nCMD\n',
    'a probe that needs a shell': 'FROM a:1\nHEALTHCHECK CMD curl -f http://localhost/ || exit 1\n',
    'no probe': 'FROM a:1\nHEALTHCHECK NONE\n',
    'a probe in JSON': 'FROM a:1\nHEALTHCHECK --interval=5s CMD ["a"]\n',
  },
  bad: {
    'a command': {
      dockerfile: 'FROM a:1\nCMD node server.js\n',
      finds: ['node server.js'],
      fixed: 'FROM a:1\nCMD ["node", "server.js"]\n',
    },
    quotes: {
      dockerfile: 'FROM a:1\nCMD echo "a b" \'c\'\n',
      finds: ['echo "a b" \'c\''],
      fixed: 'FROM a:1\nCMD ["echo", "a b", "c"]\n',
    },
    'exec, which JSON does without': {
      dockerfile: 'FROM a:1\nCMD exec node server.js\n',
      finds: ['exec node server.js'],
      fixed: 'FROM a:1\nCMD ["node", "server.js"]\n',
    },
    'an entry point': {
      dockerfile: 'FROM a:1\nENTRYPOINT /srv/run --port 80\n',
      finds: ['/srv/run --port 80'],
      fixed: 'FROM a:1\nENTRYPOINT ["/srv/run", "--port", "80"]\n',
    },
    "a shell's work": { dockerfile: 'FROM a:1\nCMD cd /srv && ./run\n', finds: ['cd /srv && ./run'] },
    variables: { dockerfile: 'FROM a:1\nCMD node $FILE\n', finds: ['node $FILE'] },
    'a builtin': { dockerfile: 'FROM a:1\nENTRYPOINT exit 1\n', finds: ['exit 1'] },
    'a redirection': { dockerfile: 'FROM a:1\nCMD run > /log\n', finds: ['run > /log'] },
    'a probe without need': {
      dockerfile: 'FROM a:1\nHEALTHCHECK --interval=5s CMD /probe --fast\n',
      finds: ['CMD /probe --fast'],
      fixed: 'FROM a:1\nHEALTHCHECK --interval=5s CMD ["/probe", "--fast"]\n',
    },
    postponed: {
      dockerfile: 'FROM a:1\nONBUILD CMD run\n',
      finds: ['run'],
      fixed: 'FROM a:1\nONBUILD CMD ["run"]\n',
    },
  },
});

testRule(malformedExecForm, {
  ok: {
    JSON: 'FROM a:1\nCMD ["a"]\nRUN ["a", "b"]\nHEALTHCHECK CMD ["a"]\n',
    'a test of the shell': 'FROM a:1\nRUN [ -f /a ] || touch /a\nRUN [ "$(id -u)" = 0 ]\n',
    'the shell form': 'FROM a:1\nCMD a [b]\n',
  },
  bad: {
    'single quotes': {
      dockerfile: "FROM a:1\nCMD ['node', 'server.js']\n",
      finds: ["['node', 'server.js']"],
      fixed: 'FROM a:1\nCMD ["node", "server.js"]\n',
    },
    'curly quotes': {
      dockerfile: 'FROM a:1\nENTRYPOINT [“node”, “server.js”]\n',
      finds: ['[“node”, “server.js”]'],
      fixed: 'FROM a:1\nENTRYPOINT ["node", "server.js"]\n',
    },
    'a comma too many': {
      dockerfile: 'FROM a:1\nCMD ["node", "server.js",]\n',
      finds: ['["node", "server.js",]'],
      fixed: 'FROM a:1\nCMD ["node", "server.js"]\n',
    },
    'a comma missing': {
      dockerfile: 'FROM a:1\nCMD ["node" "server.js"]\n',
      finds: ['["node" "server.js"]'],
    },
    'no quotes': { dockerfile: 'FROM a:1\nENTRYPOINT [node, server.js]\n', finds: ['[node, server.js]'] },
    'SHELL without JSON': { dockerfile: 'FROM a:1\nSHELL /bin/bash -c\n', finds: ['/bin/bash -c'] },
    'a probe': {
      dockerfile: "FROM a:1\nHEALTHCHECK CMD ['a', 'b']\n",
      finds: ["['a', 'b']"],
      fixed: 'FROM a:1\nHEALTHCHECK CMD ["a", "b"]\n',
    },
    files: {
      dockerfile: "FROM a:1\nCOPY ['a', '/b/']\n",
      finds: ["['a', '/b/']"],
      fixed: 'FROM a:1\nCOPY ["a", "/b/"]\n',
    },
  },
});

testRule(ignoredCmd, {
  ok: {
    'both JSON': 'FROM a:1\nENTRYPOINT ["a"]\nCMD ["b"]\n',
    'handed on': 'FROM a:1\nENTRYPOINT exec a "$@"\nCMD ["b"]\n',
    'in different stages': 'FROM a:1\nENTRYPOINT a\nFROM b:1\nCMD ["b"]\n',
    'no entry point': 'FROM a:1\nCMD a\n',
  },
  bad: {
    'shell and JSON': { dockerfile: 'FROM a:1\nENTRYPOINT a\nCMD ["b"]\n', finds: ['CMD ["b"]'] },
    'shell and shell': { dockerfile: 'FROM a:1\nCMD b\nENTRYPOINT exec a\n', finds: ['CMD b'] },
  },
});

testRule(repeatedCmd, {
  ok: {
    'one a stage': 'FROM a:1\nCMD ["a"]\nFROM b:1\nCMD ["b"]\n',
    'of a probe': 'FROM a:1\nHEALTHCHECK CMD ["a"]\nCMD ["b"]\n',
    postponed: 'FROM a:1\nCMD ["a"]\nONBUILD CMD ["b"]\n',
  },
  bad: {
    two: {
      dockerfile: 'FROM a:1\nCMD ["a"]\nRUN true\nCMD ["b"]\n',
      finds: ['CMD ["a"]'],
      fixed: 'FROM a:1\nRUN true\nCMD ["b"]\n',
    },
    three: {
      dockerfile: 'FROM a:1\nCMD a\nCMD b\nCMD c\n',
      finds: ['CMD a', 'CMD b'],
      fixed: 'FROM a:1\nCMD c\n',
    },
  },
});

testRule(repeatedEntrypoint, {
  ok: {
    'one a stage': 'FROM a:1\nENTRYPOINT ["a"]\nFROM b:1\nENTRYPOINT ["b"]\n',
  },
  bad: {
    two: {
      dockerfile: 'FROM a:1\nENTRYPOINT ["a"]\nENTRYPOINT ["b"]\n',
      finds: ['ENTRYPOINT ["a"]'],
      fixed: 'FROM a:1\nENTRYPOINT ["b"]\n',
    },
    'with comments, which stay': {
      dockerfile: 'FROM a:1\nENTRYPOINT ["a"] \n# about b\nENTRYPOINT ["b"]\n',
      finds: ['ENTRYPOINT ["a"]'],
      fixed: 'FROM a:1\n# about b\nENTRYPOINT ["b"]\n',
    },
  },
});

testRule(repeatedHealthcheck, {
  ok: {
    'one a stage': 'FROM a:1\nHEALTHCHECK CMD ["a"]\nFROM b:1\nHEALTHCHECK NONE\n',
  },
  bad: {
    two: {
      dockerfile: 'FROM a:1\nHEALTHCHECK CMD ["a"]\nHEALTHCHECK --interval=5s CMD ["b"]\n',
      finds: ['HEALTHCHECK CMD ["a"]'],
      fixed: 'FROM a:1\nHEALTHCHECK --interval=5s CMD ["b"]\n',
    },
  },
});

testRule(noHealthcheck, {
  ok: {
    one: 'FROM a:1\nHEALTHCHECK CMD ["a"]\n',
    'none, said': 'FROM a:1\nHEALTHCHECK NONE\n',
    'of the stage below': 'FROM a:1 AS b\nHEALTHCHECK NONE\nFROM b AS c\nFROM c\n',
  },
  bad: {
    none: { dockerfile: 'FROM a:1\nCMD ["a"]\n', finds: ['FROM a:1'] },
    'of a stage beside': { dockerfile: 'FROM a:1 AS b\nHEALTHCHECK NONE\nFROM c:1\n', finds: ['FROM c:1'] },
  },
});
