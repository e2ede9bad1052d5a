import { labelKey } from '../../../src/lint/rules/label-key.ts';
import { testRule } from '../rule-table.ts';

testRule(labelKey, {
  ok: {
    'good keys': 'LABEL a=b com.example.build-host="x" org.example.a1=x a_b=c a/b=c\n',
    'not known': 'FROM a:1\nARG K\nLABEL $K=b\n',
  },
  bad: {
    "Docker's": {
      dockerfile: 'FROM a:1\nLABEL com.docker.a=b io.docker.b=c org.dockerproject.c=d\n',
      finds: ['com.docker.a=b', 'io.docker.b=c', 'org.dockerproject.c=d'],
    },
    capitals: { dockerfile: 'FROM a:1\nLABEL Version=1\n', finds: ['Version=1'] },
    'two dots': { dockerfile: 'FROM a:1\nLABEL a..b=c a--b=c\n', finds: ['a..b=c', 'a--b=c'] },
    ends: { dockerfile: 'FROM a:1\nLABEL .a=b a.=c 1a=b -b=c\n', finds: ['.a=b', 'a.=c', '1a=b', '-b=c'] },
    postponed: { dockerfile: 'FROM a:1\nONBUILD LABEL A=b\n', finds: ['A=b'] },
  },
});
