import { copyInsteadOfAdd } from '../../../src/lint/rules/copy-instead-of-add.ts';
import { testRule } from '../rule-table.ts';

testRule(copyInsteadOfAdd, {
  ok: {
    COPY: 'FROM a\nCOPY a b\n',
    'an archive': 'FROM a\nADD app.tar.gz /\n',
    'a URL': 'FROM a\nADD https://example.com/a /\n',
    'a source that is not known': 'FROM a\nARG F\nADD $F /\n',
  },
  bad: {
    'a file': { dockerfile: 'FROM a\nADD a /b\n', finds: ['ADD'], fixed: 'FROM a\nCOPY a /b\n' },
    'a file that a variable names': {
      dockerfile: 'FROM a\nARG F=x.py\nADD $F /\n',
      finds: [{ at: 'ADD', message: /`x\.py`/ }],
      fixed: 'FROM a\nARG F=x.py\nCOPY $F /\n',
    },
    'a trigger': {
      dockerfile: 'FROM a\nONBUILD ADD ["a b", "/c"]\n',
      finds: ['ADD'],
      fixed: 'FROM a\nONBUILD COPY ["a b", "/c"]\n',
    },
  },
});
