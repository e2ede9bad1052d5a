import { apkCache } from '../../../src/lint/rules/apk-cache.ts';
import { aptLists } from '../../../src/lint/rules/apt-lists.ts';
import { dnfClean } from '../../../src/lint/rules/dnf-clean.ts';
import { noRecommends } from '../../../src/lint/rules/no-recommends.ts';
import { pipCache } from '../../../src/lint/rules/pip-cache.ts';
import { yarnClean } from '../../../src/lint/rules/yarn-clean.ts';
import { yumClean } from '../../../src/lint/rules/yum-clean.ts';
import { zypperClean } from '../../../src/lint/rules/zypper-clean.ts';
import { testRule } from '../rule-table.ts';

testRule(aptLists, {
  ok: {
    removed: 'FROM a:1\nRUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*\n',
    'removed in other ways':
      'FROM a:1\nRUN apt-get update && apt-get install -y a && rm -fr /var/lib/apt/lists\nRUN apt-get update; find /var/lib/apt/lists -type f -delete\n',
    mounted:
      'FROM a:1\nRUN --mount=type=cache,target=/var/lib/apt/lists apt-get update && apt-get install -y a\n',
    'both mounted':
      'FROM a:1\nRUN --mount=type=cache,target=/var/lib/apt/ --mount=type=tmpfs,dst=/var/cache/apt apt-get update\n',
    'where only the build is':
      'FROM a:1 AS b\nRUN apt-get update && apt-get install -y gcc\nFROM scratch\nCOPY --from=b /x /x\n',
    'no update': 'FROM a:1\nRUN apt-get install -y a\n',
    'cleaned by apt itself': 'FROM a:1\nRUN apt-get update && apt-get install -y a && apt-get dist-clean\n',
  },
  bad: {
    left: {
      dockerfile: 'FROM a:1\nRUN apt-get update && apt-get install -y a\n',
      finds: ['apt-get install'],
      fixed: 'FROM a:1\nRUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*\n',
    },
    'another list': {
      dockerfile: 'FROM a:1\nRUN apt-get update && apt-get install -y a && rm -rf /tmp/*\n',
      finds: ['apt-get install'],
      fixed:
        'FROM a:1\nRUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/* && rm -rf /tmp/*\n',
    },
    'removed too early': {
      dockerfile:
        'FROM a:1\nRUN apt-get update && rm -rf /var/lib/apt/lists/* && apt-get update && apt-get install -y a\n',
      finds: ['apt-get install'],
      fixed:
        'FROM a:1\nRUN apt-get update && rm -rf /var/lib/apt/lists/* && apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*\n',
    },
    'apt and aptitude': {
      dockerfile: 'FROM a:1\nRUN apt update && apt install -y a\nRUN aptitude update\n',
      finds: ['apt install', 'aptitude update'],
      fixed:
        'FROM a:1\nRUN apt update && apt install -y a && rm -rf /var/lib/apt/lists/*\nRUN aptitude update && rm -rf /var/lib/apt/lists/*\n',
    },
    'only one directory mounted': {
      dockerfile:
        'FROM a:1\nRUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y a\n',
      finds: ['apt-get install'],
      fixed:
        'FROM a:1\nRUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*\n',
    },
    'the stage below': {
      dockerfile: 'FROM a:1 AS b\nRUN apt-get update && apt-get install -y a\nFROM b\nRUN true\n',
      finds: ['apt-get install'],
      fixed:
        'FROM a:1 AS b\nRUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*\nFROM b\nRUN true\n',
    },
    'a later step needs them': {
      dockerfile: 'FROM a:1\nRUN apt-get update && apt-get install -y a\nRUN apt-get install -y b\n',
      finds: ['apt-get install'],
      fixed:
        'FROM a:1\nRUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*\nRUN apt-get install -y b\n',
    },
    'over lines': {
      dockerfile: 'FROM a:1\nRUN apt-get update && \\\n    apt-get install -y \\\n      a \\\n      b\n',
      finds: ['apt-get install'],
      fixed:
        'FROM a:1\nRUN apt-get update && \\\n    apt-get install -y \\\n      a \\\n      b && rm -rf /var/lib/apt/lists/*\n',
    },
    'in a heredoc': {
      dockerfile: 'FROM a:1\nRUN <<EOF\napt-get update\napt-get install -y a\nEOF\n',
      finds: ['apt-get install'],
      fixed:
        'FROM a:1\nRUN <<EOF\napt-get update\napt-get install -y a && rm -rf /var/lib/apt/lists/*\nEOF\n',
    },
    'in a condition, for which there is no fix': {
      dockerfile: 'FROM a:1\nRUN if true; then apt-get update; apt-get install -y a; fi\n',
      finds: ['apt-get install'],
    },
    postponed: {
      dockerfile: 'FROM a:1\nONBUILD RUN apt-get update && apt-get install -y a\n',
      finds: ['apt-get install'],
      fixed: 'FROM a:1\nONBUILD RUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*\n',
    },
    'in JSON, for which there is no fix': {
      dockerfile: 'FROM a:1\nRUN ["apt-get", "update"]\n',
      finds: ['apt-get", "update'],
    },
  },
});

testRule(yumClean, {
  ok: {
    cleaned: 'FROM a:1\nRUN yum install -y a && yum clean all\n',
    removed: 'FROM a:1\nRUN yum install -y a && rm -rf /var/cache/yum\n',
    mounted: 'FROM a:1\nRUN --mount=type=cache,target=/var/cache/yum yum install -y a\n',
    others: 'FROM a:1\nRUN yum list && yum remove -y a\n',
  },
  bad: {
    left: {
      dockerfile: 'FROM a:1\nRUN yum install -y a\n',
      finds: ['yum install'],
      fixed: 'FROM a:1\nRUN yum install -y a && yum clean all\n',
    },
    'cleaned too early': {
      dockerfile: 'FROM a:1\nRUN yum clean all && yum update -y\n',
      finds: ['yum update'],
      fixed: 'FROM a:1\nRUN yum clean all && yum update -y && yum clean all\n',
    },
    'only the metadata': {
      dockerfile: 'FROM a:1\nRUN yum install -y a && yum clean metadata\n',
      finds: ['yum install'],
      fixed: 'FROM a:1\nRUN yum install -y a && yum clean all && yum clean metadata\n',
    },
  },
});

testRule(dnfClean, {
  ok: {
    cleaned:
      'FROM a:1\nRUN dnf install -y a && dnf clean all\nRUN microdnf install -y a && microdnf clean all\n',
    removed:
      'FROM a:1\nRUN dnf install -y a && rm -rf /var/cache/dnf/* && dnf upgrade -y && rm -rf /var/cache/libdnf5*\n',
    mounted: 'FROM a:1\nRUN --mount=type=cache,target=/var/cache/libdnf5 dnf install -y a\n',
  },
  bad: {
    left: {
      dockerfile: 'FROM a:1\nRUN dnf install -y a\n',
      finds: ['dnf install'],
      fixed: 'FROM a:1\nRUN dnf install -y a && dnf clean all\n',
    },
    upgrades: {
      dockerfile: 'FROM a:1\nRUN dnf -y up\n',
      finds: ['dnf -y up'],
      fixed: 'FROM a:1\nRUN dnf -y up && dnf clean all\n',
    },
    microdnf: {
      dockerfile: 'FROM a:1\nRUN microdnf install -y a\n',
      finds: ['microdnf install'],
      fixed: 'FROM a:1\nRUN microdnf install -y a && microdnf clean all\n',
    },
    'removed too early': {
      dockerfile: 'FROM a:1\nRUN rm -rf /var/cache/libdnf5 && dnf in -y a\n',
      finds: ['dnf in'],
      fixed: 'FROM a:1\nRUN rm -rf /var/cache/libdnf5 && dnf in -y a && dnf clean all\n',
    },
  },
});

testRule(zypperClean, {
  ok: {
    cleaned: 'FROM a:1\nRUN zypper in -y a && zypper clean\nRUN zypper -n install a && zypper cc -a\n',
    mounted: 'FROM a:1\nRUN --mount=type=tmpfs,target=/var/cache/zypp zypper in -y a\n',
  },
  bad: {
    left: {
      dockerfile: 'FROM a:1\nRUN zypper install -y a\n',
      finds: ['zypper install'],
      fixed: 'FROM a:1\nRUN zypper install -y a && zypper clean --all\n',
    },
    'cleaned too early': {
      dockerfile: 'FROM a:1\nRUN zypper clean && zypper in -y a\n',
      finds: ['zypper in'],
      fixed: 'FROM a:1\nRUN zypper clean && zypper in -y a && zypper clean --all\n',
    },
  },
});

testRule(yarnClean, {
  ok: {
    cleaned: 'FROM a:1\nRUN yarn install && yarn cache clean\n',
    mounted: 'FROM a:1\nRUN --mount=type=cache,target=/root/.cache/yarn yarn install --frozen-lockfile\n',
    'where only the build is': 'FROM node:24 AS b\nRUN yarn install\nFROM scratch\nCOPY --from=b /x /x\n',
    'other words of yarn': 'FROM a:1\nRUN yarn build && yarn run install\n',
  },
  bad: {
    left: {
      dockerfile: 'FROM a:1\nRUN yarn install --production\n',
      finds: ['yarn install'],
      fixed: 'FROM a:1\nRUN yarn install --production && yarn cache clean\n',
    },
    'cleaned too early': {
      dockerfile: 'FROM a:1\nRUN yarn cache clean && yarn add a\n',
      finds: ['yarn add'],
      fixed: 'FROM a:1\nRUN yarn cache clean && yarn add a && yarn cache clean\n',
    },
    'mounted elsewhere': {
      dockerfile: 'FROM a:1\nRUN --mount=type=cache,target=/var/lib/x yarn install\n',
      finds: ['yarn install'],
      fixed: 'FROM a:1\nRUN --mount=type=cache,target=/var/lib/x yarn install && yarn cache clean\n',
    },
  },
});

testRule(pipCache, {
  ok: {
    'switched off': 'FROM a:1\nRUN pip install --no-cache-dir a && python -m pip install a --no-cache-dir\n',
    'a variable': 'FROM a:1\nENV PIP_NO_CACHE_DIR=1\nRUN pip install a\n',
    'a variable of the stage below': 'FROM a:1 AS b\nENV PIP_NO_CACHE_DIR=on\nFROM b\nRUN pip install a\n',
    'a variable of the command':
      'FROM a:1\nRUN PIP_NO_CACHE_DIR=yes pip install a && export PIP_NO_CACHE_DIR=true && pip install b\n',
    mounted: 'FROM a:1\nRUN --mount=type=cache,target=/root/.cache/pip pip install a\n',
    removed: 'FROM a:1\nRUN pip install a && rm -rf /root/.cache\n',
    'where only the build is': 'FROM a:1 AS b\nRUN pip install a\nFROM c:1\n',
    'other tools': 'FROM a:1\nRUN pipx install a && pipenv install\n',
  },
  bad: {
    left: {
      dockerfile: 'FROM a:1\nRUN pip install a\n',
      finds: ['pip install'],
      fixed: 'FROM a:1\nRUN pip install --no-cache-dir a\n',
    },
    'versions of pip': {
      dockerfile: 'FROM a:1\nRUN pip3 install a && python3 -m pip install b\n',
      finds: ['pip3 install', 'python3 -m pip install'],
      fixed: 'FROM a:1\nRUN pip3 install --no-cache-dir a && python3 -m pip install --no-cache-dir b\n',
    },
    'a variable that says no': {
      dockerfile: 'FROM a:1\nENV PIP_NO_CACHE_DIR=0\nRUN pip install a\n',
      finds: ['pip install'],
      fixed: 'FROM a:1\nENV PIP_NO_CACHE_DIR=0\nRUN pip install --no-cache-dir a\n',
    },
    'a variable of another stage': {
      dockerfile: 'FROM a:1 AS b\nENV PIP_NO_CACHE_DIR=1\nFROM a:1\nRUN pip install a\n',
      finds: ['pip install'],
      fixed: 'FROM a:1 AS b\nENV PIP_NO_CACHE_DIR=1\nFROM a:1\nRUN pip install --no-cache-dir a\n',
    },
    'in JSON, for which there is no fix': {
      dockerfile: 'FROM a:1\nRUN ["pip", "install", "a"]\n',
      finds: ['pip", "install'],
    },
  },
});

testRule(apkCache, {
  ok: {
    'switched off': 'FROM a:1\nRUN apk add --no-cache a && apk --no-cache add b\n',
    mounted: 'FROM a:1\nRUN --mount=type=cache,target=/var/cache/apk apk add -U a\n',
    removed: 'FROM a:1\nRUN apk add a && rm -rf /var/cache/apk/*\n',
    'without the network': 'FROM a:1\nRUN apk add --no-network --virtual .x a\n',
  },
  bad: {
    left: {
      dockerfile: 'FROM a:1\nRUN apk add a\n',
      finds: ['apk add'],
      fixed: 'FROM a:1\nRUN apk add --no-cache a\n',
    },
    'mounted elsewhere': {
      dockerfile: 'FROM a:1\nRUN --mount=type=cache,target=/var/cache/x apk add -U a\n',
      finds: ['apk add'],
      fixed: 'FROM a:1\nRUN --mount=type=cache,target=/var/cache/x apk add --no-cache -U a\n',
    },
    'with --update': {
      dockerfile: 'FROM a:1\nRUN apk --update add a\n',
      finds: ['apk --update add'],
      fixed: 'FROM a:1\nRUN apk --update add --no-cache a\n',
    },
    'in JSON, for which there is no fix': {
      dockerfile: 'FROM a:1\nRUN ["apk", "add", "a"]\n',
      finds: ['apk", "add'],
    },
  },
});

testRule(noRecommends, {
  ok: {
    'switched off':
      'FROM a:1\nRUN apt-get install -y --no-install-recommends a && apt-get --no-install-recommends -y install b\n',
    'an option': 'FROM a:1\nRUN apt-get -o APT::Install-Recommends=false install -y a\n',
    configured:
      'FROM a:1\nRUN echo \'APT::Install-Recommends "0";\' > /etc/apt/apt.conf.d/99x\nRUN apt-get install -y a\n',
    files: 'FROM a:1\nRUN apt-get install -y ./a.deb\n',
  },
  bad: {
    install: {
      dockerfile: 'FROM a:1\nRUN apt-get update && apt-get install -y a\n',
      finds: ['apt-get install'],
      fixed: 'FROM a:1\nRUN apt-get update && apt-get install --no-install-recommends -y a\n',
    },
    'before the action': {
      dockerfile: 'FROM a:1\nRUN apt-get -y install a\n',
      finds: ['apt-get -y install'],
      fixed: 'FROM a:1\nRUN apt-get -y install --no-install-recommends a\n',
    },
    'in JSON, for which there is no fix': {
      dockerfile: 'FROM a:1\nRUN ["apt-get", "install", "-y", "a"]\n',
      finds: ['apt-get", "install'],
    },
  },
});
