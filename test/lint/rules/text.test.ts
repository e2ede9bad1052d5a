import { definitionDescription } from '../../../src/lint/rules/definition-description.ts';
import { emptyContinuation } from '../../../src/lint/rules/empty-continuation.ts';
import { inlinePragma } from '../../../src/lint/rules/inline-pragma.ts';
import { testRule } from '../rule-table.ts';

testRule(emptyContinuation, {
  ok: {
    comments: 'FROM a:1\nRUN a \\\n  # a comment\n  b\n',
    none: 'FROM a:1\nRUN a \\\n  b\n',
    heredocs: 'FROM a:1\nRUN <<EOF\na\n\nb\nEOF\n',
  },
  bad: {
    one: { dockerfile: 'FROM a:1\nEXPOSE \\\n\n 80\n', finds: [''], fixed: 'FROM a:1\nEXPOSE \\\n 80\n' },
    'two, and a blank one': {
      dockerfile: 'FROM a:1\nRUN a \\\n\n  b \\\n   \n  c\n',
      finds: ['', '   '],
      fixed: 'FROM a:1\nRUN a \\\n  b \\\n  c\n',
    },
  },
});

testRule(definitionDescription, {
  ok: {
    'the name first': '# build compiles\nFROM a:1 AS build\n# VERSION of the app\nARG VERSION=1\n',
    'an empty line between': 'FROM a:1\n# a comment\n\nFROM a:1 AS build\n',
    'no name': '# a comment\nFROM a:1\n',
    'what tools read': '# hadolint ignore=DL3006\nFROM a:1 AS build\n',
    'one of several': 'FROM a:1\n# B is second\nARG A B\n',
  },
  bad: {
    'a stage': { dockerfile: '# compile here\nFROM a:1 AS build\n', finds: ['# compile here'] },
    'an argument': { dockerfile: '# the version\nARG VERSION=1\nFROM a:1\n', finds: ['# the version'] },
  },
});

testRule(inlinePragma, {
  ok: {
    'other comments': 'FROM a:1\n# ignore this\nRUN a\n',
    'a shell': 'FROM a:1\n# hadolint shell=powershell\nRUN a\n',
  },
  bad: {
    "hadolint's": {
      dockerfile: 'FROM a:1\n# hadolint ignore=DL3008\nRUN a\n',
      finds: ['# hadolint ignore=DL3008'],
    },
    "imgscan's": {
      dockerfile: 'FROM a:1\n# imgscan ignore=apt-pin\nRUN a\n',
      finds: ['# imgscan ignore=apt-pin'],
    },
    "the builder's": {
      dockerfile: '# check=error=true;skip=JSONArgsRecommended\nFROM a:1\n',
      finds: ['# check=error=true;skip=JSONArgsRecommended'],
    },
    others: { dockerfile: 'FROM a:1\n#trivy:ignore:DS-0002\nRUN a\n', finds: ['#trivy:ignore:DS-0002'] },
  },
});
