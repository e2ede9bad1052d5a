import { workdirRelativePath } from '../../../src/lint/rules/workdir-relative-path.ts';
import { testRule } from '../rule-table.ts';

testRule(workdirRelativePath, {
  ok: {
    'an absolute path': 'FROM a\nWORKDIR /a\n',
    'a drive': 'FROM a\nWORKDIR c:\\\\windows\n',
    'an absolute path in a variable': 'FROM a\nENV D=/d\nWORKDIR $D\n',
    'a path that is not known': 'FROM a\nARG D\nWORKDIR $D\n',
  },
  bad: {
    "a path below the base's": { dockerfile: 'FROM a\nWORKDIR app\n', finds: ['app'] },
    'a path below an earlier one, which the fix writes out': {
      dockerfile: 'FROM a AS b\nWORKDIR /srv\nFROM b\nWORKDIR "app"\n',
      finds: [{ at: '"app"', message: /relative to `\/srv`/ }],
      fixed: 'FROM a AS b\nWORKDIR /srv\nFROM b\nWORKDIR /srv/app\n',
    },
  },
});
