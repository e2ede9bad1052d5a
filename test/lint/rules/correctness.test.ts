import { emptyStage } from '../../../src/lint/rules/empty-stage.ts';
import { errorsIgnored } from '../../../src/lint/rules/errors-ignored.ts';
import { execFormVariable } from '../../../src/lint/rules/exec-form-variable.ts';
import { lostArgument } from '../../../src/lint/rules/lost-argument.ts';
import { noShell } from '../../../src/lint/rules/no-shell.ts';
import { unkillable } from '../../../src/lint/rules/unkillable.ts';
import { unknownUser } from '../../../src/lint/rules/unknown-user.ts';
import { unreachableStage } from '../../../src/lint/rules/unreachable-stage.ts';
import { unusedArgument } from '../../../src/lint/rules/unused-argument.ts';
import { testRule } from '../rule-table.ts';

testRule(errorsIgnored, {
  ok: {
    joined: 'FROM a:1\nRUN make && make install || exit 1\n',
    'set -e': 'FROM a:1\nRUN set -eux; make; make install\nRUN <<EOF\nset -e\nmake\nmake install\nEOF\n',
    SHELL: 'FROM a:1\nSHELL ["/bin/bash", "-euo", "pipefail", "-c"]\nRUN make; make install\n',
    'one command': 'FROM a:1\nRUN <<EOF\nmake\nEOF\n',
    'nothing that fails': 'FROM a:1\nRUN echo a; mkdir -p b; export C=d; make\n',
    'a shell of its own': 'FROM a:1\nRUN bash -e <<EOF\nmake\nmake install\nEOF\n',
    'a shebang': 'FROM a:1\nRUN <<EOF\n#!/bin/bash -e\nmake\nmake install\nEOF\n',
    'what is asked for': 'FROM a:1\nRUN if make; then make install; fi; echo\n',
    'lived with': 'FROM a:1\nRUN make || true; make install\n',
  },
  bad: {
    'a heredoc': {
      dockerfile: 'FROM a:1\nRUN <<EOF\nmake\nmake install\nEOF\n',
      finds: ['make'],
      fixed: 'FROM a:1\nRUN <<EOF\nset -e\nmake\nmake install\nEOF\n',
    },
    'a list': {
      dockerfile: 'FROM a:1\nRUN apt-get update; apt-get install -y a\n',
      finds: ['apt-get update'],
      fixed: 'FROM a:1\nRUN apt-get update && apt-get install -y a\n',
    },
    'in the middle': {
      dockerfile: 'FROM a:1\nRUN make && make test; make install\n',
      finds: ['make test'],
      fixed: 'FROM a:1\nRUN make && make test && make install\n',
    },
    'a heredoc with tabs': {
      dockerfile: 'FROM a:1\nRUN <<-EOF\n\tmake\n\tmake install\nEOF\n',
      finds: ['make'],
      fixed: 'FROM a:1\nRUN <<-EOF\n\tset -e\n\tmake\n\tmake install\nEOF\n',
    },
    'set -e too late': {
      dockerfile: 'FROM a:1\nRUN make; set -e; make install\n',
      finds: ['make'],
      fixed: 'FROM a:1\nRUN make && set -e; make install\n',
    },
  },
});

testRule(lostArgument, {
  ok: {
    'declared again': 'ARG V=1\nFROM a:1\nARG V\nRUN make $V\n',
    ENV: 'ARG V=1\nFROM a:1\nENV V=2\nRUN make $V\n',
    'set by the script': 'ARG V=1\nFROM a:1\nRUN V=2; make $V && for W in 1; do make $W; done\n',
    'a default of its own': `ARG V=1\nFROM a:1\nRUN make \${V:-2}\n`,
    'single quotes': "ARG V=1\nFROM a:1\nRUN echo '$V'\n",
    inherited: 'ARG V=1\nFROM a:1 AS b\nARG V\nENV V=$V\nFROM b\nRUN make $V\n',
    'not of this file': 'ARG V=1\nFROM a:1\nRUN make $W\n',
  },
  bad: {
    used: {
      dockerfile: `ARG V=1\nFROM a:$V\nRUN make VERSION=$V && make "\${V}"\n`,
      finds: ['$V'],
      fixed: `ARG V=1\nFROM a:$V\nARG V\nRUN make VERSION=$V && make "\${V}"\n`,
    },
    'of the stage below': {
      dockerfile: 'ARG V=1\nFROM a:1 AS b\nARG V\nFROM b\nRUN make $V\n',
      finds: ['$V'],
      fixed: 'ARG V=1\nFROM a:1 AS b\nARG V\nFROM b\nARG V\nRUN make $V\n',
    },
    'in two stages': {
      dockerfile: 'ARG V\nFROM a:1\nRUN make $V\nFROM b:1\nRUN make $V\n',
      finds: ['$V', '$V'],
      fixed: 'ARG V\nFROM a:1\nARG V\nRUN make $V\nFROM b:1\nARG V\nRUN make $V\n',
    },
  },
});

testRule(execFormVariable, {
  ok: {
    'a shell': 'FROM a:1\nCMD ["sh", "-c", "run --port $PORT"]\nENTRYPOINT ["/bin/bash", "-c", "$RUN"]\n',
    'the shell form': 'FROM a:1\nCMD run $PORT\n',
    'text with a dollar': 'FROM a:1\nCMD ["awk", "{print $1}"]\nCMD ["run", "costs $5", "^a$"]\n',
  },
  bad: {
    'an option': { dockerfile: 'FROM a:1\nCMD ["run", "--port", "$PORT"]\n', finds: ['$PORT'] },
    'a path': { dockerfile: `FROM a:1\nENTRYPOINT ["\${HOME}/bin/run"]\n`, finds: [`\${HOME}/bin/run`] },
    RUN: { dockerfile: 'FROM a:1\nRUN ["cp", "a", "$TARGET"]\n', finds: ['$TARGET'] },
  },
});

testRule(unusedArgument, {
  ok: {
    FROM: 'ARG V=1\nFROM a:$V\n',
    'a stage': 'ARG V=1\nFROM a:1\nARG V\n',
    'another argument': 'ARG A=1\nARG B=$A\nFROM a:$B\n',
    "the builder's": 'ARG BUILDKIT_SBOM_SCAN_CONTEXT=true\nARG SOURCE_DATE_EPOCH\nFROM a:1\n',
    'lost, which another rule tells': 'ARG V=1\nFROM a:1\nRUN make $V\n',
  },
  bad: {
    nothing: { dockerfile: 'ARG V=1\nARG W\nFROM a:$W\n', finds: ['V=1'] },
  },
});

testRule(unkillable, {
  ok: {
    others: 'FROM a:1\nSTOPSIGNAL SIGQUIT\nSTOPSIGNAL 15\n',
  },
  bad: {
    'a name': { dockerfile: 'FROM a:1\nSTOPSIGNAL SIGKILL\n', finds: ['SIGKILL'] },
    'a number': { dockerfile: 'FROM a:1\nSTOPSIGNAL 9\n', finds: ['9'] },
  },
});

testRule(unknownUser, {
  ok: {
    'a number': 'FROM scratch\nUSER 1000:1000\n',
    accounts: 'FROM scratch\nCOPY --from=a:1 /etc/passwd /etc/passwd\nUSER app\n',
    'a root file system':
      'FROM scratch\nADD rootfs.tar.gz /\nUSER app\nFROM scratch\nCOPY --from=a:1 / /\nUSER app\n',
    'a base': 'FROM a:1\nUSER app\n',
  },
  bad: {
    'no accounts': { dockerfile: 'FROM scratch\nCOPY app /app\nUSER app\n', finds: ['app'] },
    'ADD of a file': { dockerfile: 'FROM scratch\nADD app.bin /\nUSER app:app\n', finds: ['app:app'] },
  },
});

testRule(noShell, {
  ok: {
    JSON: 'FROM scratch\nCOPY a /a\nCMD ["/a"]\n',
    'a shell is brought':
      'FROM scratch\nADD rootfs.tar.xz /\nRUN true\nFROM scratch\nCOPY --from=busybox:1 /bin/ /bin/\nCMD a\n',
    'a base with one': 'FROM debian:13\nRUN true\n',
    'the variant for debugging': 'FROM gcr.io/distroless/base-debian12:debug\nRUN true\n',
  },
  bad: {
    CMD: { dockerfile: 'FROM scratch\nCOPY a /a\nCMD /a\n', finds: ['CMD /a'] },
    RUN: { dockerfile: 'FROM gcr.io/distroless/static-debian12:nonroot\nRUN true\n', finds: ['RUN true'] },
    'the stage below': { dockerfile: 'FROM scratch AS b\nFROM b\nENTRYPOINT /a\n', finds: ['ENTRYPOINT /a'] },
  },
});

testRule(emptyStage, {
  ok: {
    something: 'FROM a:1\nUSER 1000\n',
    'names for images': 'FROM a:1 AS b\nFROM c:1\n',
  },
  bad: {
    nothing: { dockerfile: 'FROM a:1\n', finds: ['FROM a:1'] },
  },
});

testRule(unreachableStage, {
  ok: {
    'a name': 'FROM a:1 AS test\nFROM b:1\n',
    'a number': 'FROM a:1\nFROM b:1\nCOPY --from=0 x y\n',
    'not known': 'FROM a:1\nFROM b:1\nCOPY --from=$S x y\n',
  },
  bad: {
    "nobody's": { dockerfile: 'FROM a:1\nRUN x\nFROM b:1\n', finds: ['FROM a:1'] },
  },
});
