import { aptYes } from '../../../src/lint/rules/apt-yes.ts';
import { dnfYes } from '../../../src/lint/rules/dnf-yes.ts';
import { yumYes } from '../../../src/lint/rules/yum-yes.ts';
import { zypperYes } from '../../../src/lint/rules/zypper-yes.ts';
import { testRule } from '../rule-table.ts';

testRule(aptYes, {
  ok: {
    'options of each kind':
      'FROM a:1\nRUN apt-get install -y a && apt-get -yqq install a && apt-get --yes install a && apt-get install --assume-yes a\n',
    'quiet enough':
      'FROM a:1\nRUN apt-get install -qq a && apt-get install -q -q a && apt-get -q=2 install a\n',
    answered: 'FROM a:1\nRUN yes | apt-get install a\n',
    'only tried': 'FROM a:1\nRUN apt-get install -s a\n',
    configured:
      'FROM a:1\nRUN echo \'APT::Get::Assume-Yes "true";\' > /etc/apt/apt.conf.d/90yes\nRUN apt-get install a\n',
    'what does not ask': 'FROM a:1\nRUN apt-get update && apt-get clean && apt-get download a\n',
  },
  bad: {
    install: {
      dockerfile: 'FROM a:1\nRUN apt-get update && apt-get install nginx\n',
      finds: ['apt-get install'],
      fixed: 'FROM a:1\nRUN apt-get update && apt-get install -y nginx\n',
    },
    'not quiet enough': {
      dockerfile: 'FROM a:1\nRUN apt-get install -q a && apt-get install --quiet b\n',
      finds: ['apt-get install', 'apt-get install'],
      fixed: 'FROM a:1\nRUN apt-get install -y -q a && apt-get install -y --quiet b\n',
    },
    'other actions': {
      dockerfile: 'FROM a:1\nRUN apt-get upgrade && apt-get autoremove\n',
      finds: ['apt-get upgrade', 'apt-get autoremove'],
      fixed: 'FROM a:1\nRUN apt-get upgrade -y && apt-get autoremove -y\n',
    },
    'apt, over lines': {
      dockerfile: 'FROM a:1\nRUN apt install \\\n  a\n',
      finds: ['apt install'],
      fixed: 'FROM a:1\nRUN apt install -y \\\n  a\n',
    },
    postponed: {
      dockerfile: 'FROM a:1\nONBUILD RUN apt-get install a\n',
      finds: ['apt-get install'],
      fixed: 'FROM a:1\nONBUILD RUN apt-get install -y a\n',
    },
    'in JSON, for which there is no fix': {
      dockerfile: 'FROM a:1\nRUN ["apt-get", "install", "a"]\n',
      finds: ['apt-get", "install'],
    },
    'a script in JSON': {
      dockerfile: 'FROM a:1\nRUN ["bash", "-c", "apt-get install a"]\n',
      finds: ['apt-get install'],
      fixed: 'FROM a:1\nRUN ["bash", "-c", "apt-get install -y a"]\n',
    },
  },
});

testRule(yumYes, {
  ok: {
    answered: 'FROM a:1\nRUN yum install -y a && yum -y update && yum --assumeyes install a\n',
    'what does not ask': 'FROM a:1\nRUN yum clean all && yum list\n',
  },
  bad: {
    install: {
      dockerfile: 'FROM a:1\nRUN yum install a && yum clean all\n',
      finds: ['yum install'],
      fixed: 'FROM a:1\nRUN yum install -y a && yum clean all\n',
    },
    'a group': {
      dockerfile: 'FROM a:1\nRUN yum groupinstall "Development Tools"\n',
      finds: ['yum groupinstall'],
      fixed: 'FROM a:1\nRUN yum groupinstall -y "Development Tools"\n',
    },
  },
});

testRule(dnfYes, {
  ok: {
    answered: 'FROM a:1\nRUN dnf install -y a && microdnf -y install a && notdnf install a\n',
  },
  bad: {
    install: {
      dockerfile: 'FROM a:1\nRUN dnf install a\n',
      finds: ['dnf install'],
      fixed: 'FROM a:1\nRUN dnf install -y a\n',
    },
    microdnf: {
      dockerfile: 'FROM a:1\nRUN microdnf install a && microdnf update\n',
      finds: ['microdnf install', 'microdnf update'],
      fixed: 'FROM a:1\nRUN microdnf install -y a && microdnf update -y\n',
    },
  },
});

testRule(zypperYes, {
  ok: {
    answered:
      'FROM a:1\nRUN zypper -n install a && zypper in -y a && zypper --non-interactive in a && zypper install --no-confirm a\n',
  },
  bad: {
    install: {
      dockerfile: 'FROM a:1\nRUN zypper install a && zypper rm b\n',
      finds: ['zypper install', 'zypper rm'],
      fixed: 'FROM a:1\nRUN zypper install -y a && zypper rm -y b\n',
    },
  },
});
