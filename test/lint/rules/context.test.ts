import { contextCredentials } from '../../../src/lint/rules/context-credentials.ts';
import { contextDependencies } from '../../../src/lint/rules/context-dependencies.ts';
import { contextRepository } from '../../../src/lint/rules/context-repository.ts';
import { contextSize } from '../../../src/lint/rules/context-size.ts';
import { copyIgnored } from '../../../src/lint/rules/copy-ignored.ts';
import { copyMissing } from '../../../src/lint/rules/copy-missing.ts';
import { emptyDockerignore } from '../../../src/lint/rules/empty-dockerignore.ts';
import { noDockerignore } from '../../../src/lint/rules/no-dockerignore.ts';
import { context } from '../known.ts';
import { testRule } from '../rule-table.ts';

const whole = 'FROM a:1\nCOPY . /srv\n';
const source = { 'src/app.js': 1000, 'package.json': 100 };

testRule(noDockerignore, {
  given: context(source),
  ok: {
    'one that is there': { dockerfile: whole, ...context(source, ['.git']) },
    'files that are named': { dockerfile: 'FROM a:1\nCOPY src package.json /srv/\n', ...context(source) },
    'from a stage': { dockerfile: 'FROM a:1 AS b\nFROM c:1\nCOPY --from=b . /srv\n', ...context(source) },
    'no context': whole,
  },
  bad: {
    'the whole directory': {
      dockerfile: whole,
      finds: [{ at: 'COPY . /srv', message: /All 2 files/ }],
      ...context(source),
    },
    'the whole directory in JSON': {
      dockerfile: 'FROM a:1\nADD ["./", "/srv/"]\n',
      finds: ['ADD ["./", "/srv/"]'],
      ...context(source),
    },
  },
});

testRule(emptyDockerignore, {
  given: context(source, []),
  ok: {
    'one with patterns': { dockerfile: whole, ...context(source, ['.git']) },
    'none, which another rule tells': { dockerfile: whole, ...context(source) },
  },
  bad: { 'one without': { dockerfile: whole, finds: ['COPY . /srv'], ...context(source, []) } },
});

testRule(contextCredentials, {
  given: context({ '.env': 10 }),
  ok: {
    'other files': { dockerfile: whole, ...context({ '.env.example': 1, 'id_rsa.pub': 1, 'src/env.ts': 1 }) },
    'what packages bring': {
      dockerfile: whole,
      ...context({ 'node_modules/x/id_rsa': 1, 'test/fixtures/.env': 1 }),
    },
    'files elsewhere': { dockerfile: 'FROM a:1\nCOPY src /srv\n', ...context({ '.env': 1, 'src/a.js': 1 }) },
    'a file that is named, which another rule tells': {
      dockerfile: 'FROM a:1\nCOPY ./.env /srv/\n',
      ...context({ '.env': 1 }),
    },
  },
  bad: {
    'among all files': {
      dockerfile: whole,
      finds: [
        { at: 'COPY . /srv', message: /`\.env`, `deploy\/\.aws\/credentials`, `id_ed25519` and 1 more/ },
      ],
      ...context({ '.env': 1, 'deploy/.aws/credentials': 1, id_ed25519: 1, 'keys/server.p12': 1, 'a.js': 1 }),
    },
    'in a folder': {
      dockerfile: 'FROM a:1\nCOPY deploy /srv\n',
      finds: ['COPY deploy /srv'],
      ...context({ 'deploy/.env.production': 1 }),
    },
  },
});

testRule(contextRepository, {
  given: context({ '.git/HEAD': 10 }),
  ok: {
    'other files': { dockerfile: whole, ...context({ '.gitignore': 1, '.github/a.yml': 1 }) },
    'files elsewhere': {
      dockerfile: 'FROM a:1\nCOPY src /srv\n',
      ...context({ '.git/HEAD': 1, 'src/a': 1 }),
    },
  },
  bad: {
    Git: {
      dockerfile: whole,
      finds: [
        { at: 'COPY . /srv', message: /`\.git` is copied along, 30 MB in 2 files/, savedBytes: 30_000_021 },
      ],
      ...context({ '.git/HEAD': 21, '.git/objects/pack/a.pack': 30_000_000, 'src/a': 1 }),
    },
    'a submodule': {
      dockerfile: whole,
      finds: [{ at: 'COPY . /srv', message: /`lib\/x\/\.git`/ }],
      ...context({ 'lib/x/.git/HEAD': 1 }),
    },
  },
});

testRule(contextDependencies, {
  given: context({ 'node_modules/a/index.js': 10 }),
  ok: {
    'other folders': { dockerfile: whole, ...context({ 'src/modules/a': 1, 'venvs.txt': 1 }) },
    'a folder that is named': {
      dockerfile: 'FROM a:1\nCOPY node_modules /srv/node_modules\n',
      ...context({ 'node_modules/a/b': 1 }),
    },
  },
  bad: {
    'of npm and Python': {
      dockerfile: whole,
      finds: [
        { at: 'COPY . /srv', message: /`node_modules` and 1 more such folders/, savedBytes: 3_000_000 },
      ],
      ...context({ 'node_modules/a/b': 2_000_000, 'tools/.venv/bin/python': 1_000_000 }),
    },
  },
});

testRule(contextSize, {
  given: context({ 'data.bin': 300_000_000 }),
  ok: {
    'a few megabytes': { dockerfile: whole, ...context({ 'data.bin': 30_000_000 }) },
    'where only the build is': {
      dockerfile: 'FROM a:1 AS b\nCOPY . /srv\nFROM c:1\nCOPY --from=b /x /x\n',
      ...context({ 'data.bin': 300_000_000 }),
    },
  },
  bad: {
    'hundreds of megabytes': {
      dockerfile: whole,
      finds: [{ at: 'COPY . /srv', message: /300 MB in 2 files; the largest is `data\.bin`/ }],
      ...context({ 'data.bin': 300_000_000, a: 1 }),
    },
  },
});

testRule(copyIgnored, {
  given: context({ 'src/app': 1 }, ['tmp']),
  ok: {
    'not ignored': { dockerfile: 'FROM a:1\nCOPY src/app.js /srv\n', ...context(source, ['*.md', 'tmp']) },
    'taken back': {
      dockerfile: 'FROM a:1\nCOPY src /srv\nCOPY . /srv\n',
      ...context({ 'src/a.js': 1 }, ['*', '!src']),
    },
    'a folder of which only a part is ignored': {
      dockerfile: 'FROM a:1\nCOPY src /srv\n',
      ...context({ 'src/a.js': 1 }, ['src/*.md']),
    },
    'all but some': { dockerfile: whole, ...context(source, ['.git', '*.md']) },
    'no .dockerignore': { dockerfile: 'FROM a:1\nCOPY x /srv\n', ...context(source) },
    'from a stage': {
      dockerfile: 'FROM a:1 AS b\nFROM c:1\nCOPY --from=b tmp /srv\n',
      ...context(source, ['tmp']),
    },
  },
  bad: {
    'by a folder above': {
      dockerfile: 'FROM a:1\nCOPY ./x/tmp/app /srv\n',
      finds: [{ at: 'COPY ./x/tmp/app /srv', message: /kept out of the build by `\.dockerignore`/ }],
      ...context(source, ['*/tmp/*']),
    },
    'by a wildcard, with ADD': {
      dockerfile: 'FROM a:1\nADD notes.md /\n',
      finds: ['ADD notes.md /'],
      ...context(source, ['*.md']),
    },
    'all of it': { dockerfile: whole, finds: ['COPY . /srv'], ...context({}, ['**']) },
  },
});

testRule(copyMissing, {
  given: context({ 'package.json': 1 }),
  ok: {
    'what is there': {
      dockerfile: 'FROM a:1\nCOPY src/app.js package*.json src /srv/\n',
      ...context(source),
    },
    'the whole directory': { dockerfile: whole, ...context(source) },
    'ignored, which another rule tells': {
      dockerfile: 'FROM a:1\nCOPY tmp/x /srv\n',
      ...context(source, ['tmp']),
    },
    'not known': { dockerfile: 'FROM a:1\nARG F\nCOPY $F /srv\n', ...context(source) },
    'a wildcard': { dockerfile: 'FROM a:1\nCOPY *.lock /srv/\n', ...context(source) },
    'no files at all': { dockerfile: 'FROM a:1\nCOPY x /srv\n', ...context({}) },
    heredocs: { dockerfile: 'FROM a:1\nCOPY <<EOF /srv/a\nx\nEOF\n', ...context(source) },
  },
  bad: {
    'what is not': {
      dockerfile: 'FROM a:1\nCOPY yarn.lock /srv/\n',
      finds: ['COPY yarn.lock /srv/'],
      ...context(source),
    },
    mistyped: {
      dockerfile: 'FROM a:1\nCOPY pakcage.json /srv/\n',
      finds: [{ at: 'COPY pakcage.json /srv/', message: /Is `package\.json` meant/ }],
      ...context(source),
    },
  },
});
