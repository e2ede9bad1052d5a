import { aptKey } from '../../../src/lint/rules/apt-key.ts';
import { buildPackages } from '../../../src/lint/rules/build-packages.ts';
import { cacheMount } from '../../../src/lint/rules/cache-mount.ts';
import { copyBeforeInstall } from '../../../src/lint/rules/copy-before-install.ts';
import { debianFrontend } from '../../../src/lint/rules/debian-frontend.ts';
import { gitCloneUnpinned } from '../../../src/lint/rules/git-clone-unpinned.ts';
import { npmLock } from '../../../src/lint/rules/npm-lock.ts';
import { ownershipChange } from '../../../src/lint/rules/ownership-change.ts';
import { separateRemove } from '../../../src/lint/rules/separate-remove.ts';
import { toolchainBase } from '../../../src/lint/rules/toolchain-base.ts';
import { testRule } from '../rule-table.ts';

testRule(copyBeforeInstall, {
  ok: {
    'the manifest first': 'FROM a:1\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n',
    'installed before, then again':
      'FROM a:1\nCOPY go.mod .\nRUN go mod download\nCOPY . .\nRUN go mod download\n',
    'bound into the step':
      'FROM a:1\nCOPY . .\nRUN --mount=type=bind,source=package.json,target=package.json npm ci\n',
    'no dependencies': 'FROM a:1\nCOPY . .\nRUN make\n',
    'packages by name': 'FROM a:1\nCOPY . .\nRUN pip install flask==3.1.0 && npm install -g serve@14\n',
    'in different stages': 'FROM a:1 AS b\nCOPY . .\nFROM c:1\nRUN npm ci\n',
  },
  bad: {
    npm: { dockerfile: 'FROM a:1\nWORKDIR /srv\nCOPY . .\nRUN npm ci --omit=dev\n', finds: ['COPY . .'] },
    pip: {
      dockerfile: 'FROM a:1\nCOPY . /srv\nRUN pip install --no-cache-dir -r requirements.txt\n',
      finds: ['COPY . /srv'],
    },
    Go: { dockerfile: 'FROM a:1\nADD ./ /src/\nRUN go mod download && go build\n', finds: ['ADD ./ /src/'] },
    others: { dockerfile: 'FROM a:1\nCOPY . .\nRUN composer install --no-dev\n', finds: ['COPY . .'] },
  },
});

testRule(cacheMount, {
  ok: {
    mounted: 'FROM a:1\nRUN --mount=type=cache,target=/root/.npm npm ci\n',
    'nothing to keep': 'FROM a:1\nRUN make && go version && npm run build\n',
  },
  bad: {
    npm: { dockerfile: 'FROM a:1\nRUN npm ci\n', finds: ['npm'] },
    'several, told once': { dockerfile: 'FROM a:1\nRUN go mod download && go build ./...\n', finds: ['go'] },
  },
});

testRule(separateRemove, {
  ok: {
    'in the same step': 'FROM a:1\nRUN curl -O https://example.com/a && rm a\n',
    'what the base brought': 'FROM a:1\nRUN rm -rf /usr/share/doc && rm -rf /usr/share/man\nCOPY a b\n',
    'where only the build is': 'FROM a:1 AS b\nCOPY a b\nRUN rm b\nFROM c:1\n',
    'with something else': 'FROM a:1\nCOPY a b\nRUN rm b && make\n',
  },
  bad: {
    rm: { dockerfile: 'FROM a:1\nCOPY a b\nRUN rm -f b\n', finds: ['RUN rm -f b'] },
    caches: {
      dockerfile:
        'FROM a:1\nRUN apt-get update && apt-get install -y a\nRUN apt-get clean && rm -rf /var/lib/apt/lists/*\n',
      finds: ['RUN apt-get clean && rm -rf /var/lib/apt/lists/*'],
    },
    packages: {
      dockerfile: 'FROM a:1\nRUN apk add --no-cache gcc\nRUN set -e; apk del gcc\n',
      finds: ['RUN set -e; apk del gcc'],
    },
  },
});

testRule(ownershipChange, {
  ok: {
    'COPY does it': 'FROM a:1\nCOPY --chown=1:1 a /srv/a\nRUN chmod 755 /opt/x\n',
    'another folder': 'FROM a:1\nCOPY a /srv/a\nRUN chown -R app /var/log\n',
    'single files': 'FROM a:1\nCOPY a /srv/a\nRUN chmod +x /srv/a\n',
    'where only the build is': 'FROM a:1 AS b\nCOPY a /srv/a\nRUN chown -R app /srv\nFROM c:1\n',
    'not known': 'FROM a:1\nCOPY a b\nRUN chown -R app b\n',
  },
  bad: {
    'the folder': {
      dockerfile: 'FROM a:1\nCOPY a /srv/a\nRUN chown -R app:app /srv/a\n',
      finds: ['chown -R app:app /srv/a'],
    },
    'a folder above': {
      dockerfile: 'FROM a:1\nCOPY a /srv/a/b/\nRUN useradd app && chmod -R 755 /srv\n',
      finds: ['chmod -R 755 /srv'],
    },
    'relative to WORKDIR': {
      dockerfile: 'FROM a:1\nWORKDIR /srv\nCOPY . .\nRUN chown -R 1000:1000 .\n',
      finds: ['chown -R 1000:1000 .'],
    },
  },
});

testRule(npmLock, {
  ok: {
    'npm ci': 'FROM a:1\nCOPY package-lock.json ./\nRUN npm ci\n',
    'no lock file': 'FROM a:1\nCOPY package.json ./\nRUN npm install\n',
    packages: 'FROM a:1\nCOPY package-lock.json ./\nRUN npm install -g npm@11\n',
  },
  bad: {
    install: {
      dockerfile: 'FROM a:1\nCOPY package.json package-lock.json ./\nRUN npm install --omit=dev\n',
      finds: ['npm install'],
      fixed: 'FROM a:1\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\n',
    },
    "i, of a folder's": {
      dockerfile: 'FROM a:1\nCOPY app/package-lock.json ./\nRUN npm i && npm run build\n',
      finds: ['npm i'],
      fixed: 'FROM a:1\nCOPY app/package-lock.json ./\nRUN npm ci && npm run build\n',
    },
  },
});

testRule(debianFrontend, {
  ok: {
    'an argument':
      'FROM a:1\nARG DEBIAN_FRONTEND=noninteractive\nRUN DEBIAN_FRONTEND=noninteractive apt-get update\n',
    'where only the build is': 'FROM a:1 AS b\nENV DEBIAN_FRONTEND=noninteractive\nFROM c:1\n',
  },
  bad: {
    ENV: {
      dockerfile: 'FROM a:1\nENV DEBIAN_FRONTEND=noninteractive\n',
      finds: ['DEBIAN_FRONTEND=noninteractive'],
      fixed: 'FROM a:1\nARG DEBIAN_FRONTEND=noninteractive\n',
    },
    'among others, for which there is no fix': {
      dockerfile: 'FROM a:1\nENV LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive\n',
      finds: ['DEBIAN_FRONTEND=noninteractive'],
    },
    'the old form, for which there is no fix': {
      dockerfile: 'FROM a:1\nENV DEBIAN_FRONTEND noninteractive\n',
      finds: ['DEBIAN_FRONTEND'],
    },
  },
});

testRule(aptKey, {
  ok: {
    keyrings: 'FROM a:1\nRUN curl -fsSL https://example.com/a.asc -o /etc/apt/keyrings/a.asc\n',
  },
  bad: {
    add: {
      dockerfile: 'FROM a:1\nRUN curl -fsSL https://example.com/a.asc | apt-key add -\n',
      finds: ['apt-key'],
    },
    'from a server': {
      dockerfile: 'FROM a:1\nRUN apt-key adv --keyserver example.com --recv-keys 01\n',
      finds: ['apt-key'],
    },
  },
});

testRule(gitCloneUnpinned, {
  ok: {
    'a tag': 'FROM a:1\nRUN git clone --depth 1 -b v1 https://example.com/a.git\n',
    'a commit': 'FROM a:1\nRUN git clone https://example.com/a.git && cd a && git checkout 0123456\n',
    'a folder': 'FROM a:1\nRUN git clone /src /dst && git clone --mirror https://example.com/a.git\n',
  },
  bad: {
    'a branch': {
      dockerfile: 'FROM a:1\nRUN git clone https://example.com/a.git /src\n',
      finds: ['git clone https://example.com/a.git /src'],
    },
    'over ssh': {
      dockerfile: 'FROM a:1\nRUN git clone --depth=1 git@example.com:a/b.git && make\n',
      finds: ['git clone --depth=1 git@example.com:a/b.git'],
    },
  },
});

testRule(buildPackages, {
  ok: {
    removed: 'FROM a:1\nRUN apk add --no-cache --virtual .build gcc musl-dev && make && apk del .build\n',
    purged:
      'FROM a:1\nRUN apt-get update && apt-get install -y build-essential && make && apt-get purge -y build-essential\n',
    'where only the build is': 'FROM a:1 AS b\nRUN apk add gcc\nFROM c:1\n',
    'what runs': 'FROM a:1\nRUN apt-get install -y libpq5 openjdk-21-jre-headless nginx\n',
  },
  bad: {
    left: {
      dockerfile: 'FROM a:1\nRUN apt-get update && apt-get install -y curl gcc libpq-dev\n',
      finds: ['gcc'],
    },
    "Alpine's": {
      dockerfile: 'FROM a:1\nRUN apk add --no-cache build-base python3-dev linux-headers\n',
      finds: ['build-base'],
    },
    "Red Hat's": {
      dockerfile: 'FROM a:1\nRUN dnf install -y gcc-c++ make openssl-devel\n',
      finds: ['gcc-c++'],
    },
  },
});

testRule(toolchainBase, {
  ok: {
    'two stages':
      'FROM golang:1.25 AS b\nRUN go build -o /a\nFROM debian:13\nCOPY --from=b /a /a\nCMD ["/a"]\n',
    'an image of tools': 'FROM golang:1.25\nRUN go install example.com/a@v1\n',
    interpreters: 'FROM node:24\nCMD ["node"]\n',
    'a runtime': 'FROM eclipse-temurin:21-jre\nCMD ["java"]\n',
  },
  bad: {
    Go: { dockerfile: 'FROM golang:1.25-alpine\nCMD ["/a"]\n', finds: ['golang:1.25-alpine'] },
    'Rust, from the stage below': {
      dockerfile: 'FROM rust:1.90 AS b\nRUN cargo build\nFROM b\nENTRYPOINT ["/a"]\n',
      finds: ['rust:1.90'],
    },
    'a development kit': {
      dockerfile: 'FROM eclipse-temurin:21-jdk\nCMD ["java", "-jar", "/a.jar"]\n',
      finds: ['eclipse-temurin:21-jdk'],
    },
    "another registry's": {
      dockerfile: 'FROM mcr.microsoft.com/dotnet/sdk:9.0\nENTRYPOINT ["dotnet", "a.dll"]\n',
      finds: ['mcr.microsoft.com/dotnet/sdk:9.0'],
    },
  },
});
