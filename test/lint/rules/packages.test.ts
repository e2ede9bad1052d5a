import { aptForScripts } from '../../../src/lint/rules/apt-for-scripts.ts';
import { distUpgrade } from '../../../src/lint/rules/dist-upgrade.ts';
import { updateAlone } from '../../../src/lint/rules/update-alone.ts';
import { zypperDup } from '../../../src/lint/rules/zypper-dup.ts';
import { testRule } from '../rule-table.ts';

testRule(aptForScripts, {
  ok: {
    'apt-get': 'FROM a:1\nRUN apt-get update && apt-cache search a\n',
    'a file of that name': 'FROM a:1\nRUN ls /etc/apt\n',
  },
  bad: {
    install: {
      dockerfile: 'FROM a:1\nRUN apt update && apt install -y a\n',
      finds: ['apt', 'apt'],
      fixed: 'FROM a:1\nRUN apt-get update && apt-get install -y a\n',
    },
    'no such word of apt-get': { dockerfile: 'FROM a:1\nRUN apt list --installed\n', finds: ['apt'] },
    'upgrade, which differs': {
      dockerfile: 'FROM a:1\nRUN apt upgrade -y\n',
      finds: ['apt'],
      fixed: 'FROM a:1\nRUN apt-get upgrade -y\n',
    },
    'with its path': {
      dockerfile: 'FROM a:1\nRUN /usr/bin/apt update\n',
      finds: ['/usr/bin/apt'],
      fixed: 'FROM a:1\nRUN /usr/bin/apt-get update\n',
    },
  },
});

testRule(zypperDup, {
  ok: {
    others: 'FROM a:1\nRUN zypper up -y\n',
  },
  bad: {
    'both spellings': {
      dockerfile: 'FROM a:1\nRUN zypper dup -y && zypper --non-interactive dist-upgrade\n',
      finds: ['zypper dup', 'zypper --non-interactive dist-upgrade'],
    },
  },
});

testRule(distUpgrade, {
  ok: {
    upgrade: 'FROM a:1\nRUN apt-get update && apt-get upgrade -y\n',
  },
  bad: {
    'dist-upgrade': {
      dockerfile: 'FROM a:1\nRUN apt-get update && apt-get -y dist-upgrade && apt full-upgrade -y\n',
      finds: ['apt-get -y dist-upgrade', 'apt full-upgrade'],
    },
  },
});

testRule(updateAlone, {
  ok: {
    together: 'FROM a:1\nRUN apt-get update && apt-get install -y a\n',
    upgraded: 'FROM a:1\nRUN apt-get update -y ; apt-get upgrade -y\n',
    'in a heredoc': 'FROM a:1\nRUN <<EOF\napt-get update\napt-get install -y a\nEOF\n',
    'a script that may install': 'FROM a:1\nRUN apt-get update && ./install.sh\n',
    mounted: 'FROM a:1\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\n',
    'those that fetch by themselves': 'FROM a:1\nRUN dnf update -y && zypper ref && yum update -y\n',
    'other tools': 'FROM a:1\nRUN sbt update\n',
  },
  bad: {
    alone: {
      dockerfile: 'FROM a:1\nRUN apt-get update\nRUN apt-get install -y a\n',
      finds: ['apt-get update'],
    },
    'with other commands': {
      dockerfile: 'FROM a:1\nRUN apk update && adduser -D a\n',
      finds: ['apk update'],
    },
    'in JSON': { dockerfile: 'FROM a:1\nRUN ["apt-get", "update"]\n', finds: ['apt-get", "update'] },
    'after the install': {
      dockerfile: 'FROM a:1\nRUN apt-get install -y a && apt-get update\n',
      finds: ['apt-get update'],
    },
  },
});
