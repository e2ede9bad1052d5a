import { syntaxError } from '../../../src/lint/rules/syntax-error.ts';
import { testRule } from '../rule-table.ts';

testRule(syntaxError, {
  ok: { 'what a builder reads': 'FROM a\nRUN b\n' },
  bad: {
    'an instruction that does not exist': { dockerfile: 'FROM a\nRUNN b\n', finds: ['RUNN'] },
    'a heredoc without its end': { dockerfile: 'FROM a\nRUN <<EOF\nb\n', finds: ['RUN'] },
    'an empty file': { dockerfile: '', finds: [''] },
  },
});
