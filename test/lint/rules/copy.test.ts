import { archiveCopied } from '../../../src/lint/rules/archive-copied.ts';
import { copyFromItself } from '../../../src/lint/rules/copy-from-itself.ts';
import { copyFromOutside } from '../../../src/lint/rules/copy-from-outside.ts';
import { copyFromUnknownStage } from '../../../src/lint/rules/copy-from-unknown-stage.ts';
import { copyInsteadOfAdd } from '../../../src/lint/rules/copy-instead-of-add.ts';
import { copyManyToFile } from '../../../src/lint/rules/copy-many-to-file.ts';
import { copyToUnknownDirectory } from '../../../src/lint/rules/copy-to-unknown-directory.ts';
import { copyWholeRoot } from '../../../src/lint/rules/copy-whole-root.ts';
import { systemWorkdir } from '../../../src/lint/rules/system-workdir.ts';
import { workdirRelativePath } from '../../../src/lint/rules/workdir-relative-path.ts';
import { testRule } from '../rule-table.ts';

testRule(copyFromUnknownStage, {
  ok: {
    'an earlier stage': 'FROM a:1 AS build\nFROM b:1\nCOPY --from=build x y\nCOPY --from=BUILD x y\n',
    'a number': 'FROM a:1\nFROM b:1\nCOPY --from=0 x y\n',
    images:
      'FROM a:1\nCOPY --from=busybox:1.37 /bin/sh /bin/sh\nCOPY --from=example.com/a /x /y\nCOPY --from=team/app x y\n',
    'not known before the build': 'FROM a:1\nARG FROM\nCOPY --from=$FROM x y\n',
    postponed: 'FROM a:1\nONBUILD COPY --from=build x y\n',
  },
  bad: {
    'no such stage': { dockerfile: 'FROM a:1\nCOPY --from=build x y\n', finds: ['--from=build'] },
    'a stage that comes later': {
      dockerfile: 'FROM a:1\nCOPY --from=build x y\nFROM b:1 AS build\n',
      finds: ['--from=build'],
    },
    'a number too high': { dockerfile: 'FROM a:1\nCOPY --from=0 x y\n', finds: ['--from=0'] },
    mistyped: {
      dockerfile: 'FROM a:1 AS builder\nFROM b:1\nCOPY --from=bulider x y\n',
      finds: ['--from=bulider'],
    },
  },
});

testRule(copyFromItself, {
  ok: {
    'another stage': 'FROM a:1 AS build\nFROM b:1 AS run\nCOPY --from=build x y\n',
    'an earlier stage of the same name': 'FROM a:1 AS build\nFROM b:1 AS build\nCOPY --from=build x y\n',
  },
  bad: {
    'its own name': { dockerfile: 'FROM a:1 AS build\nCOPY --from=build x y\n', finds: ['--from=build'] },
    'its own number': { dockerfile: 'FROM a:1\nFROM b:1\nCOPY --from=1 x y\n', finds: ['--from=1'] },
  },
});

testRule(copyWholeRoot, {
  ok: {
    'from the context': 'FROM a:1\nCOPY / /\n',
    'a directory': 'FROM a:1 AS b\nRUN x\nFROM c:1\nCOPY --from=b /app /\n',
    'into a directory': 'FROM a:1 AS b\nRUN x\nFROM c:1\nCOPY --from=b / /root/b\n',
    'onto nothing, to squash': 'FROM a:1 AS b\nRUN x\nFROM scratch\nCOPY --from=b / /\n',
    'an image of files': 'FROM tools:1 AS b\nFROM c:1\nCOPY --from=b / /\n',
    'files put together on nothing':
      'FROM scratch AS b\nCOPY --from=x:1 /a /a\nFROM c:1\nCOPY --from=b / /\n',
  },
  bad: {
    'everything over everything': {
      dockerfile: 'FROM a:1 AS b\nRUN x\nFROM c:1\nCOPY --from=b / /\n',
      finds: ['/ /'],
    },
    'in quotes, of an image': { dockerfile: 'FROM c:1\nCOPY --from=a:1 "/" "/"\n', finds: ['"/" "/"'] },
  },
});

testRule(copyManyToFile, {
  ok: {
    'one source': 'FROM a:1\nCOPY a b\n',
    'a slash': 'FROM a:1\nCOPY a b c/\n',
    'a slash in quotes': 'FROM a:1\nCOPY a b "c/"\n',
    'the working directory': 'FROM a:1\nCOPY a b .\n',
    'a slash in JSON': 'FROM a:1\nCOPY ["a", "b", "c d/"]\n',
    'not known before the build': 'FROM a:1\nARG D\nCOPY a b $D\n',
  },
  bad: {
    'two sources': { dockerfile: 'FROM a:1\nCOPY a b c\n', finds: ['c'], fixed: 'FROM a:1\nCOPY a b c/\n' },
    quotes: {
      dockerfile: 'FROM a:1\nCOPY a b "c d"\n',
      finds: ['"c d"'],
      fixed: 'FROM a:1\nCOPY a b "c d/"\n',
    },
    JSON: {
      dockerfile: 'FROM a:1\nCOPY ["a", "b", "c"]\n',
      finds: ['c'],
      fixed: 'FROM a:1\nCOPY ["a", "b", "c/"]\n',
    },
    ADD: { dockerfile: 'FROM a:1\nADD a b /c\n', finds: ['/c'], fixed: 'FROM a:1\nADD a b /c/\n' },
    'over lines': {
      dockerfile: 'FROM a:1\nCOPY a \\\n  b \\\n  /c\n',
      finds: ['/c'],
      fixed: 'FROM a:1\nCOPY a \\\n  b \\\n  /c/\n',
    },
  },
});

testRule(copyToUnknownDirectory, {
  ok: {
    absolute: 'FROM a:1\nCOPY a /b\nCOPY a "/b"\nCOPY ["a", "/b"]\n',
    drives: 'FROM a:1\nCOPY a c:\\\\b\nCOPY a "d:/b"\n',
    'after WORKDIR': 'FROM a:1\nWORKDIR /srv\nCOPY a b\n',
    'after WORKDIR of a stage below': 'FROM a:1 AS x\nWORKDIR /srv\nFROM x AS y\nFROM y\nCOPY a .\n',
    'a variable': `FROM a:1\nARG D\nCOPY a $D\nCOPY a "\${D}/b"\n`,
    'postponed after a postponed WORKDIR': 'FROM a:1\nONBUILD WORKDIR /srv\nONBUILD COPY a b\n',
    'the empty image, whose directory is the root': 'FROM scratch\nCOPY a b\n',
  },
  bad: {
    relative: { dockerfile: 'FROM a:1\nCOPY a b\n', finds: ['b'] },
    'relative in quotes': { dockerfile: 'FROM a:1\nCOPY a "b"\n', finds: ['"b"'] },
    'relative by variable': { dockerfile: 'FROM a:1\nENV D=data\nCOPY a $D/\n', finds: ['$D/'] },
    'WORKDIR in another stage': {
      dockerfile: 'FROM a:1 AS x\nWORKDIR /srv\nFROM a:1\nCOPY a b\n',
      finds: ['b'],
    },
    postponed: { dockerfile: 'FROM a:1\nONBUILD COPY a b\n', finds: ['b'] },
    JSON: { dockerfile: 'FROM a:1\nCOPY ["a", "b"]\n', finds: ['b'] },
  },
});

testRule(copyFromOutside, {
  ok: {
    inside: 'FROM a:1\nCOPY a /b\nCOPY a/../b /c\n',
    'another stage': 'FROM a:1 AS b\nFROM c:1\nCOPY --from=b ../x /x\n',
  },
  bad: {
    above: { dockerfile: 'FROM a:1\nCOPY ../shared /srv/shared\n', finds: ['../shared'] },
    'above after a detour': { dockerfile: 'FROM a:1\nCOPY a/../../b /c\n', finds: ['a/../../b'] },
    'in JSON': { dockerfile: 'FROM a:1\nADD ["../a", "/b"]\n', finds: ['../a'] },
  },
});

testRule(copyInsteadOfAdd, {
  ok: {
    heredocs: 'FROM a:1\nADD <<EOF /a\nx\nEOF\n',
    'archives of each kind': 'FROM a:1\nADD a.tar /\nADD a.gz /\nADD a.bz2 /\nADD a.xz /\nADD "a.tgz" /\n',
    repositories: 'FROM a:1\nADD git@example.com:a/b.git /b\nADD https://example.com/a.git#v1 /b\n',
    'a checksum': 'FROM a:1\nADD --checksum=sha256:00 a /b\n',
    'files and archives, for which there is no one instruction': 'FROM a:1\nADD a.jar b.tar.gz /srv/\n',
  },
  bad: {
    'zip, which is not unpacked': {
      dockerfile: 'FROM a:1\nADD a.zip /srv/\n',
      finds: ['ADD'],
      fixed: 'FROM a:1\nCOPY a.zip /srv/\n',
    },
    'zip in quotes': {
      dockerfile: 'FROM a:1\nADD "a.zip" /srv/\n',
      finds: ['ADD'],
      fixed: 'FROM a:1\nCOPY "a.zip" /srv/\n',
    },
    'a file': { dockerfile: 'FROM a:1\nADD a /b\n', finds: ['ADD'], fixed: 'FROM a:1\nCOPY a /b\n' },
    'a file that a variable names': {
      dockerfile: 'FROM a:1\nARG F=x.py\nADD $F /\n',
      finds: ['ADD'],
      fixed: 'FROM a:1\nARG F=x.py\nCOPY $F /\n',
    },
    'JSON, postponed': {
      dockerfile: 'FROM a:1\nONBUILD ADD ["a b", "/c"]\n',
      finds: ['ADD'],
      fixed: 'FROM a:1\nONBUILD COPY ["a b", "/c"]\n',
    },
  },
});

testRule(systemWorkdir, {
  ok: {
    elsewhere: 'FROM a:1\nWORKDIR /processed\nWORKDIR /srv/proc\n',
  },
  bad: {
    proc: { dockerfile: 'FROM a:1\nWORKDIR /proc/self/fd/7\n', finds: ['/proc/self/fd/7'] },
    'in quotes': { dockerfile: 'FROM a:1\nWORKDIR "/dev/shm"\n', finds: ['"/dev/shm"'] },
    'by variable': { dockerfile: 'FROM a:1\nENV D=/sys\nWORKDIR $D/fs\n', finds: ['$D/fs'] },
  },
});

testRule(archiveCopied, {
  ok: {
    'not unpacked': 'FROM a:1\nCOPY a.tar /srv/\nRUN ls /srv\n',
    'another stage': 'FROM a:1\nCOPY a.tar /srv/\nFROM b:1\nRUN tar -xf a.tar\n',
    'from a stage': 'FROM a:1 AS b\nFROM c:1\nCOPY --from=b /a.tar /\nRUN tar -xf /a.tar\n',
    'packed, not unpacked': 'FROM a:1\nCOPY a.tar /srv/\nRUN tar -cf /srv/a.tar /etc\n',
  },
  bad: {
    unpacked: {
      dockerfile: 'FROM a:1\nCOPY a.tar.gz /srv/\nRUN tar -xzf /srv/a.tar.gz -C /srv\n',
      finds: ['a.tar.gz /srv/'],
    },
    'unpacked in the working directory': {
      dockerfile: 'FROM a:1\nCOPY x/a.tgz /srv\nWORKDIR /srv\nRUN echo && tar xf a.tgz\n',
      finds: ['x/a.tgz /srv'],
    },
    renamed: {
      dockerfile: 'FROM a:1\nCOPY a/b.bin /c.tar\nRUN tar --extract --file=/c.tar\n',
      finds: ['a/b.bin /c.tar'],
    },
  },
});

testRule(workdirRelativePath, {
  ok: {
    'below one that is set': 'FROM a:1\nWORKDIR /srv\nWORKDIR app\n',
    'drives and variables': 'FROM a:1\nWORKDIR c:\\\\x\nWORKDIR "C:/x"\n',
  },
  bad: {
    'in single quotes': { dockerfile: "FROM a:1\nWORKDIR 'app/x'\n", finds: ["'app/x'"] },
    'only the first': { dockerfile: 'FROM a:1\nWORKDIR app\nWORKDIR src\n', finds: ['app'] },
    'of the empty image, where it is known': {
      dockerfile: 'FROM scratch\nWORKDIR app\n',
      finds: ['app'],
      fixed: 'FROM scratch\nWORKDIR /app\n',
    },
    postponed: { dockerfile: 'FROM a:1\nONBUILD WORKDIR app\n', finds: ['app'] },
  },
});
