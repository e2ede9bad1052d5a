import { envRefersToItself } from '../../../src/lint/rules/env-refers-to-itself.ts';
import { exposeHostPort } from '../../../src/lint/rules/expose-host-port.ts';
import { exposePortRange } from '../../../src/lint/rules/expose-port-range.ts';
import { exposeProtocolCasing } from '../../../src/lint/rules/expose-protocol-casing.ts';
import { exposeSsh } from '../../../src/lint/rules/expose-ssh.ts';
import { legacyKeyValue } from '../../../src/lint/rules/legacy-key-value.ts';
import { maintainer } from '../../../src/lint/rules/maintainer.ts';
import { numericUser } from '../../../src/lint/rules/numeric-user.ts';
import { rootUser } from '../../../src/lint/rules/root-user.ts';
import { secretVariable } from '../../../src/lint/rules/secret-variable.ts';
import { undefinedVariable } from '../../../src/lint/rules/undefined-variable.ts';
import { testRule } from '../rule-table.ts';

testRule(legacyKeyValue, {
  ok: {
    'equals signs': 'FROM a:1\nENV A=b C="d e"\nLABEL a=b\n',
    'an argument, which is declared twice here': 'FROM a:1\nARG A b\n',
  },
  bad: {
    ENV: { dockerfile: 'FROM a:1\nENV A b\n', finds: ['A b'], fixed: 'FROM a:1\nENV A=b\n' },
    'blanks in the value': {
      dockerfile: 'FROM a:1\nENV A b c\n',
      finds: ['A b c'],
      fixed: 'FROM a:1\nENV A="b c"\n',
    },
    'a value in quotes': {
      dockerfile: 'FROM a:1\nENV A "b c"\n',
      finds: ['A "b c"'],
      fixed: 'FROM a:1\nENV A="b c"\n',
    },
    'a label': {
      dockerfile: 'FROM a:1\nLABEL note  first draft\n',
      finds: ['note  first draft'],
      fixed: 'FROM a:1\nLABEL note="first draft"\n',
    },
    'a variable': {
      dockerfile: 'FROM a:1\nENV PATH /opt/bin:$PATH\n',
      finds: ['PATH /opt/bin:$PATH'],
      fixed: 'FROM a:1\nENV PATH=/opt/bin:$PATH\n',
    },
    'quotes inside, which leave more than one reading': {
      dockerfile: 'FROM a:1\nENV A b "c" d\n',
      finds: ['A b "c" d'],
    },
    'over lines': { dockerfile: 'FROM a:1\nENV A \\\n  b\n', finds: ['A \\\n  b'] },
  },
});

testRule(envRefersToItself, {
  ok: {
    'two lines': 'FROM a:1\nENV A=b\nENV C=$A/d\n',
    'names that only begin alike': `FROM a:1\nENV A=b C=$AB D=\${A_B} E=A\n`,
    'its own old value': 'FROM a:1\nENV PATH=/opt/bin:$PATH\n',
    'set before': 'FROM a:1\nARG A\nENV A=1 B=$A\n',
  },
  bad: {
    'the same line': { dockerfile: 'FROM a:1\nENV A=b C=$A/d\n', finds: ['C=$A/d'] },
    'braces and quotes': { dockerfile: `FROM a:1\nENV A=b C="\${A}"\n`, finds: [`C="\${A}"`] },
    'PATH twice': {
      dockerfile: 'FROM a:1\nENV PATH=/a:$PATH PATH=/b:$PATH\n',
      finds: ['PATH=/a:$PATH', 'PATH=/b:$PATH'],
    },
  },
});

testRule(undefinedVariable, {
  ok: {
    declared: 'FROM scratch\nARG A\nENV B=1\nCOPY $A $B /\n',
    'a default of its own': `FROM scratch\nCOPY \${A:-x} /\n`,
    'single quotes and escapes': "FROM scratch\nENV A='$B' C=\\$D\n",
    'of the base, which is not known': 'FROM a:1\nENV A=$PYTHON_VERSION\n',
    'for the shell to say': 'FROM scratch\nRUN echo $A\nCMD echo $A\n',
    inherited: 'FROM scratch AS a\nENV V=1\nFROM a\nCOPY $V /\n',
  },
  bad: {
    'not declared': { dockerfile: 'FROM scratch\nCOPY $A /\n', finds: ['$A'] },
    'in a flag': { dockerfile: 'FROM scratch\nCOPY --chown=$U a /\n', finds: ['--chown=$U'] },
    'declared before FROM only': {
      dockerfile: 'ARG V=1\nFROM a:1\nCOPY a-$V b-$V /c/\nCOPY $V /d\n',
      finds: ['a-$V'],
      fixed: 'ARG V=1\nFROM a:1\nARG V\nCOPY a-$V b-$V /c/\nCOPY $V /d\n',
    },
    'an argument of a stage below': {
      dockerfile: 'FROM scratch AS a\nARG V=1\nFROM a\nLABEL v=$V\n',
      finds: ['v=$V'],
    },
    mistyped: { dockerfile: 'FROM a:1\nENV PATH=/opt/bin:$PAHT\n', finds: ['PATH=/opt/bin:$PAHT'] },
  },
});

testRule(secretVariable, {
  ok: {
    'harmless names': 'FROM a:1\nARG KEYBOARD=us\nENV TOKENIZER=x MONKEY=1\n',
    'public, versions, files':
      'FROM a:1\nENV PUBLIC_KEY=x TOKEN_VERSION=2 PASSWORD_FILE=/run/secrets/p KEY_PATH=/k\n',
    'switches and fingerprints':
      'FROM a:1\nENV PASSWORD_AUTH=false GPG_KEY=0123456789ABCDEF0123456789ABCDEF01234567\n',
  },
  bad: {
    'a build argument': { dockerfile: 'FROM a:1\nARG NPM_TOKEN\n', finds: ['NPM_TOKEN'] },
    'in lower case': { dockerfile: 'FROM a:1\nARG api_key=x\n', finds: ['api_key=x'] },
    "a cloud's": {
      dockerfile: 'FROM a:1\nARG AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY\n',
      finds: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    },
    'a value': { dockerfile: 'FROM a:1\nENV DB_PASSWORD=hunter2\n', finds: ['DB_PASSWORD=hunter2'] },
    'the old form': { dockerfile: 'FROM a:1\nENV GITHUB_TOKEN abc\n', finds: ['GITHUB_TOKEN'] },
    'before FROM': { dockerfile: 'ARG SIGNING_KEY\nFROM a:1\n', finds: ['SIGNING_KEY'] },
    'empty, for run time': { dockerfile: 'FROM a:1\nENV ADMIN_PASSWORD=""\n', finds: ['ADMIN_PASSWORD=""'] },
    'of a CI system': { dockerfile: 'FROM a:1\nARG NEXUS_PSW\n', finds: ['NEXUS_PSW'] },
    postponed: { dockerfile: 'FROM a:1\nONBUILD ARG AUTH\n', finds: ['AUTH'] },
  },
});

testRule(exposePortRange, {
  ok: {
    ports: 'FROM a:1\nEXPOSE 0 80/tcp 65535/udp 8000-9000\n',
    'not known': 'FROM a:1\nARG P\nEXPOSE $P 4000-$P\n',
  },
  bad: {
    'too high': { dockerfile: 'FROM a:1\nEXPOSE 80 65536\n', finds: ['65536'] },
    'a range': { dockerfile: 'FROM a:1\nEXPOSE 60000-70000/tcp\n', finds: ['60000-70000/tcp'] },
    'by variable': { dockerfile: 'FROM a:1\nENV P=99999\nEXPOSE $P\n', finds: ['$P'] },
  },
});

testRule(exposeSsh, {
  ok: {
    others: 'FROM a:1\nEXPOSE 2222 80 220\n',
  },
  bad: {
    SSH: { dockerfile: 'FROM a:1\nEXPOSE 80 22\n', finds: ['22'] },
    'with protocol': { dockerfile: 'FROM a:1\nEXPOSE 22/tcp\n', finds: ['22/tcp'] },
    'in a range': { dockerfile: 'FROM a:1\nEXPOSE 20-25\n', finds: ['20-25'] },
  },
});

testRule(exposeProtocolCasing, {
  ok: {
    'lower case': 'FROM a:1\nEXPOSE 80/tcp 53/udp\n',
  },
  bad: {
    'upper case': {
      dockerfile: 'FROM a:1\nEXPOSE 80/TCP 53/udp\n',
      finds: ['80/TCP'],
      fixed: 'FROM a:1\nEXPOSE 80/tcp 53/udp\n',
    },
    'no case': {
      dockerfile: 'FROM a:1\nEXPOSE 53/Udp\n',
      finds: ['53/Udp'],
      fixed: 'FROM a:1\nEXPOSE 53/udp\n',
    },
  },
});

testRule(exposeHostPort, {
  ok: {
    'a port': 'FROM a:1\nEXPOSE 80 81/udp 1-2\n',
  },
  bad: {
    'a port of the host': {
      dockerfile: 'FROM a:1\nEXPOSE 8080:80\n',
      finds: ['8080:80'],
      fixed: 'FROM a:1\nEXPOSE 80\n',
    },
    'an address': {
      dockerfile: 'FROM a:1\nEXPOSE 127.0.0.1:8080:80/tcp\n',
      finds: ['127.0.0.1:8080:80/tcp'],
      fixed: 'FROM a:1\nEXPOSE 80/tcp\n',
    },
    'a variable': { dockerfile: 'FROM a:1\nARG P=1\nEXPOSE $P:80\n', finds: ['$P:80'] },
  },
});

testRule(maintainer, {
  ok: {
    'a label': 'FROM a:1\nLABEL org.opencontainers.image.authors="ada"\n',
  },
  bad: {
    MAINTAINER: {
      dockerfile: 'FROM a:1\nMAINTAINER Ada Lovelace <ada@example.com>\n',
      finds: ['MAINTAINER'],
      fixed: 'FROM a:1\nLABEL org.opencontainers.image.authors="Ada Lovelace <ada@example.com>"\n',
    },
    'in lower case, with quotes': {
      dockerfile: 'from a:1\nmaintainer "Ada"\n',
      finds: ['maintainer'],
      fixed: 'from a:1\nlabel org.opencontainers.image.authors="Ada"\n',
    },
    'before FROM': { dockerfile: 'MAINTAINER ada\nFROM a:1\n', finds: ['MAINTAINER'] },
    'a dollar': {
      dockerfile: 'FROM a:1\nMAINTAINER a$b\n',
      finds: ['MAINTAINER'],
      fixed: 'FROM a:1\nLABEL org.opencontainers.image.authors="a\\$b"\n',
    },
  },
});

testRule(numericUser, {
  ok: {
    numbers: 'FROM a:1\nUSER 1000\nUSER 1000:1000\n',
    variables: 'FROM a:1\nARG U\nUSER $U\n',
    'root, which another rule tells': 'FROM a:1\nUSER root\n',
    'a stage that is copied from': 'FROM a:1 AS b\nUSER app\nFROM c:1\nCOPY --from=b x /y\n',
  },
  bad: {
    'a name': { dockerfile: 'FROM a:1\nUSER app\n', finds: ['app'] },
    'a name and a group': { dockerfile: 'FROM a:1\nUSER app:app\n', finds: ['app:app'] },
    'by variable': { dockerfile: 'FROM a:1\nENV U=app\nUSER $U\n', finds: ['$U'] },
    'of the stage below': { dockerfile: 'FROM a:1 AS b\nUSER app\nFROM b\nRUN true\n', finds: ['app'] },
  },
});

testRule(rootUser, {
  ok: {
    'another user at last': 'FROM debian:13\nUSER root\nRUN true\nUSER 1000\n',
    'not known': 'FROM debian:13\nARG U\nUSER $U\n',
    'a base that is not known': 'FROM example.com/app:1\n',
    'a base without root': 'FROM nginx:1.29-unprivileged\n',
    'root where only the build is': 'FROM debian:13 AS b\nUSER root\nFROM scratch\nUSER 1000\n',
    'no stage': 'ARG A\n',
    'an image of files': 'FROM scratch\nCOPY app /app\n',
    'stepping aside with sudo': 'FROM debian:13\nUSER app\nENTRYPOINT ["sudo", "-u", "other", "run"]\n',
  },
  bad: {
    root: { dockerfile: 'FROM debian:13\nUSER root\n', finds: ['USER root'] },
    zero: { dockerfile: 'FROM debian:13\nUSER 0:0\n', finds: ['USER 0:0'] },
    'root with a group': { dockerfile: 'FROM debian:13\nUSER "root:root"\n', finds: ['USER "root:root"'] },
    'by default of an argument': { dockerfile: 'FROM debian:13\nARG U=root\nUSER $U\n', finds: ['USER $U'] },
    'of the stage below': {
      dockerfile: 'FROM debian:13 AS b\nUSER root\nFROM b\nRUN true\n',
      finds: ['USER root'],
    },
    'the empty image': { dockerfile: 'FROM scratch\nCOPY app /app\nCMD ["/app"]\n', finds: ['scratch'] },
    'a base that is known': {
      dockerfile: 'FROM docker.io/library/python:3.13-slim\nRUN true\n',
      finds: ['docker.io/library/python:3.13-slim'],
    },
    'sudo at the start': {
      dockerfile: 'FROM debian:13\nUSER app\nENTRYPOINT ["sudo", "-E", "run"]\n',
      finds: ['ENTRYPOINT ["sudo", "-E", "run"]'],
    },
    'another name for root': {
      dockerfile: 'FROM debian:13\nRUN useradd -o -u 0 admin\nUSER admin\n',
      finds: ['USER admin'],
    },
  },
});
