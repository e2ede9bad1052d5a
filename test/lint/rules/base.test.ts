import { basePlatform } from '../../../src/lint/rules/base-platform.ts';
import { copyToUnknownDirectory } from '../../../src/lint/rules/copy-to-unknown-directory.ts';
import { rootUser } from '../../../src/lint/rules/root-user.ts';
import { undefinedVariable } from '../../../src/lint/rules/undefined-variable.ts';
import { unpinnedDigest } from '../../../src/lint/rules/unpinned-digest.ts';
import { workdirRelativePath } from '../../../src/lint/rules/workdir-relative-path.ts';
import { base } from '../known.ts';
import { testRule } from '../rule-table.ts';

const digest = `sha256:${'1'.repeat(64)}`;

testRule(unpinnedDigest, {
  given: base(),
  ok: {
    'a digest': { dockerfile: `FROM a:1@${digest}\n`, ...base() },
    'nothing known': 'FROM a:1\n',
  },
  bad: {
    'a tag': {
      dockerfile: 'FROM a:1 AS b\n',
      finds: [{ at: 'a:1', message: /is sha256:1111/ }],
      fixed: `FROM a:1@${digest} AS b\n`,
      ...base(),
    },
    'a tag in a variable, which the fix leaves alone': {
      dockerfile: 'ARG T=1\nFROM a:$T\n',
      finds: ['a:$T'],
      ...base(),
    },
  },
});

testRule(basePlatform, {
  given: base(),
  ok: {
    'no platform asked for': { dockerfile: 'FROM a:1\n', ...base({}, { platform: 'linux/arm64' }) },
    'the platform asked for': { dockerfile: 'FROM --platform=linux/amd64 a:1\n', ...base() },
    'not known': { dockerfile: 'FROM --platform=$BUILDPLATFORM a:1\n', ...base() },
  },
  bad: {
    'another architecture': {
      dockerfile: 'FROM --platform=linux/arm64 a:1\n',
      finds: [{ at: '--platform=linux/arm64', message: /is for linux\/amd64; FROM asks for linux\/arm64/ }],
      ...base(),
    },
    'another system': {
      dockerfile: 'FROM --platform=windows/amd64 a:1\n',
      finds: ['--platform=windows/amd64'],
      ...base(),
    },
  },
});

testRule(rootUser, {
  ok: {
    'a base with a user': { dockerfile: 'FROM a:1\nRUN true\n', ...base({ user: 'app' }) },
    'a base with a number': { dockerfile: 'FROM debian:13\n', ...base({ user: '1001:0' }) },
  },
  bad: {
    'a base without': {
      dockerfile: 'FROM a:1\n',
      finds: [{ at: 'a:1', message: /sets none: the program runs/ }],
      ...base(),
    },
    'a base with root': { dockerfile: 'FROM a:1\n', finds: ['a:1'], ...base({ user: '0:0' }) },
  },
});

testRule(undefinedVariable, {
  ok: {
    'set by the base': { dockerfile: 'FROM a:1\nCOPY $APP_HOME /x\n', ...base({ env: ['APP_HOME=/app'] }) },
  },
  bad: {
    'not set by the base either': {
      dockerfile: 'FROM a:1\nCOPY $APP_HOME /x\n',
      finds: ['$APP_HOME'],
      ...base(),
    },
    'nearly what the base sets': {
      dockerfile: 'FROM a:1\nCOPY $APP_HOEM /x\n',
      finds: [{ at: '$APP_HOEM', message: /Is `\$APP_HOME` meant/ }],
      ...base({ env: ['APP_HOME=/app'] }),
    },
  },
});

testRule(copyToUnknownDirectory, {
  ok: {},
  bad: {
    'which the base sets': {
      dockerfile: 'FROM a:1\nCOPY a b\n',
      finds: [{ at: 'b', message: /which is `\/app` today/ }],
      ...base({ workingDir: '/app' }),
    },
  },
});

testRule(workdirRelativePath, {
  ok: {},
  bad: {
    'of a base that is known': {
      dockerfile: 'FROM a:1\nWORKDIR src\n',
      finds: [{ at: 'src', message: /continues `\/app`/ }],
      fixed: 'FROM a:1\nWORKDIR /app/src\n',
      ...base({ workingDir: '/app' }),
    },
  },
});
