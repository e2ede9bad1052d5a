import { constantPlatform } from '../../../src/lint/rules/constant-platform.ts';
import { duplicateStageName } from '../../../src/lint/rules/duplicate-stage-name.ts';
import { fromAsCasing } from '../../../src/lint/rules/from-as-casing.ts';
import { instructionBeforeFrom } from '../../../src/lint/rules/instruction-before-from.ts';
import { instructionCasing } from '../../../src/lint/rules/instruction-casing.ts';
import { invalidDefaultBase } from '../../../src/lint/rules/invalid-default-base.ts';
import { latestBase } from '../../../src/lint/rules/latest-base.ts';
import { onbuildForbidden } from '../../../src/lint/rules/onbuild-forbidden.ts';
import { redundantPlatform } from '../../../src/lint/rules/redundant-platform.ts';
import { reservedStageName } from '../../../src/lint/rules/reserved-stage-name.ts';
import { stageNameCasing } from '../../../src/lint/rules/stage-name-casing.ts';
import { undeclaredFromArgument } from '../../../src/lint/rules/undeclared-from-argument.ts';
import { untaggedBase } from '../../../src/lint/rules/untagged-base.ts';
import { testRule } from '../rule-table.ts';

testRule(untaggedBase, {
  ok: {
    'a tag': 'FROM debian:13\n',
    'a digest': 'FROM debian@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n',
    'the empty image': 'FROM scratch\n',
    'an earlier stage, whatever its case': 'FROM debian:13 AS Build\nFROM build\nFROM BUILD AS test\n',
    'a name that only the build knows': 'ARG IMAGE\nFROM $IMAGE\n',
    'a tag behind a port': 'FROM localhost:5000/team/app:1\n',
    'a tag in a variable': `ARG TAG=3.22\nFROM alpine:\${TAG}\n`,
  },
  bad: {
    'no tag': { dockerfile: 'FROM debian\n', finds: ['debian'] },
    'no tag, with a stage name': { dockerfile: 'FROM debian AS build\n', finds: ['debian'] },
    "a registry's port is no tag": {
      dockerfile: 'FROM localhost:5000/team/app\n',
      finds: ['localhost:5000/team/app'],
    },
    'a default without tag': { dockerfile: 'ARG IMAGE=debian\nFROM $IMAGE\n', finds: ['$IMAGE'] },
    'one of several': {
      dockerfile: 'FROM golang:1.25 AS build\nFROM node AS pages\nFROM build\n',
      finds: ['node'],
    },
    'a platform before it': { dockerfile: 'FROM --platform=$BUILDPLATFORM debian\n', finds: ['debian'] },
  },
});

testRule(latestBase, {
  ok: {
    'a release': 'FROM debian:13 AS build\n',
    'a tag that is not known': 'ARG TAG\nFROM debian:$TAG\n',
    'latest with a digest':
      'FROM debian:latest@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n',
    'no tag, which another rule tells': 'FROM debian\n',
  },
  bad: {
    latest: { dockerfile: 'FROM debian:latest\n', finds: ['debian:latest'] },
    'latest with a stage name': { dockerfile: 'FROM debian:latest AS build\n', finds: ['debian:latest'] },
    'latest by default': { dockerfile: `ARG TAG=latest\nFROM debian:\${TAG}\n`, finds: [`debian:\${TAG}`] },
    "latest as the variable's own default": {
      dockerfile: `FROM debian:\${TAG:-latest}\n`,
      finds: [`debian:\${TAG:-latest}`],
    },
  },
});

testRule(constantPlatform, {
  ok: {
    'no platform': 'FROM debian:13\n',
    'a variable': `FROM --platform=$BUILDPLATFORM debian:13\nFROM --platform="\${BUILDPLATFORM:-linux/amd64}" debian:13\n`,
    'a stage that says so': 'FROM --platform=linux/arm64 debian:13 AS build-arm64\n',
  },
  bad: {
    'a constant': {
      dockerfile: 'FROM --platform=linux/amd64 debian:13\n',
      finds: ['--platform=linux/amd64'],
      fixed: 'FROM debian:13\n',
    },
    'only a system': {
      dockerfile: 'FROM --platform=linux debian:13 AS build\n',
      finds: ['--platform=linux'],
      fixed: 'FROM debian:13 AS build\n',
    },
    'a constant in quotes': {
      dockerfile: 'FROM --platform="linux/arm64/v8" debian:13 AS build\n',
      finds: ['--platform="linux/arm64/v8"'],
      fixed: 'FROM debian:13 AS build\n',
    },
  },
});

testRule(redundantPlatform, {
  ok: {
    'no platform': 'FROM debian:13\n',
    'another variable': 'FROM --platform=$BUILDPLATFORM debian:13\n',
    'a constant': 'FROM --platform=linux/arm64 debian:13\n',
  },
  bad: {
    'the target': {
      dockerfile: 'FROM --platform=$TARGETPLATFORM debian:13 AS build\n',
      finds: ['--platform=$TARGETPLATFORM'],
      fixed: 'FROM debian:13 AS build\n',
    },
    'the target in braces': {
      dockerfile: `FROM --platform=\${TARGETPLATFORM} debian:13\n`,
      finds: [`--platform=\${TARGETPLATFORM}`],
      fixed: 'FROM debian:13\n',
    },
  },
});

testRule(reservedStageName, {
  ok: {
    'other names': 'FROM debian:13 AS contexts\nFROM scratch\n',
  },
  bad: {
    scratch: { dockerfile: 'FROM debian:13 AS scratch\n', finds: ['scratch'] },
    context: { dockerfile: 'FROM debian:13 AS Context\n', finds: ['Context'] },
  },
});

testRule(duplicateStageName, {
  ok: {
    'different names': 'FROM debian:13 AS a\nFROM debian:13 AS b\nFROM debian:13\n',
  },
  bad: {
    'the same name': { dockerfile: 'FROM debian:13 AS a\nFROM debian:12 AS a\n', finds: ['a'] },
    'the same name in another case': {
      dockerfile: 'FROM debian:13 AS a\nFROM debian:12 AS b\nFROM debian:11 AS A\n',
      finds: ['A'],
    },
  },
});

testRule(stageNameCasing, {
  ok: {
    'lower case': 'FROM debian:13 AS build-1\n',
    'no name': 'FROM Debian\n',
  },
  bad: {
    'capitals, on a page that names them': {
      dockerfile: 'FROM debian:13 AS BuildBase\nFROM BuildBase\n',
      finds: ['BuildBase'],
      fixed: 'FROM debian:13 AS buildbase\nFROM BuildBase\n',
    },
  },
});

testRule(fromAsCasing, {
  ok: {
    'both upper': 'FROM debian:13 AS a\n',
    'both lower': 'from debian:13 as a\n',
    'a keyword of no case, which another rule tells': 'From debian:13 as a\n',
  },
  bad: {
    'as in lower case': {
      dockerfile: 'FROM debian:13 as a\n',
      finds: ['as'],
      fixed: 'FROM debian:13 AS a\n',
    },
    'AS in upper case': {
      dockerfile: 'from debian:13 AS a\n',
      finds: ['AS'],
      fixed: 'from debian:13 as a\n',
    },
    'As in no case': { dockerfile: 'FROM debian:13 As a\n', finds: ['As'], fixed: 'FROM debian:13 AS a\n' },
  },
});

testRule(instructionCasing, {
  ok: {
    'all upper': 'FROM debian:13\nRUN true\nCMD ["x"]\n',
    'all lower': 'from debian:13\nrun true\ncmd ["x"]\n',
    'arguments before FROM': 'arg A=1\nFROM debian:13\n',
  },
  bad: {
    'one of no case': {
      dockerfile: 'FROM debian:13\nRUN true\nEntryPoint ["x"]\n',
      finds: ['EntryPoint'],
      fixed: 'FROM debian:13\nRUN true\nENTRYPOINT ["x"]\n',
    },
    'the fewer of two cases': {
      dockerfile: 'from debian:13\nrun true\nCMD ["x"]\n',
      finds: ['CMD'],
      fixed: 'from debian:13\nrun true\ncmd ["x"]\n',
    },
    'as many of both: upper case': {
      dockerfile: 'from debian:13\nCMD ["x"]\n',
      finds: ['from'],
      fixed: 'FROM debian:13\nCMD ["x"]\n',
    },
  },
});

testRule(undeclaredFromArgument, {
  ok: {
    declared: 'ARG TAG=1\nFROM a:$TAG\n',
    'declared without default': `ARG VARIANT\nFROM a:1\${VARIANT}\n`,
    'set by the builder': `FROM --platform=$BUILDPLATFORM a:1\nFROM b-\${TARGETARCH}:1\n`,
    'a default of its own': `FROM a:\${TAG:-1}\n`,
    escaped: 'FROM a\\$b:1\n',
  },
  bad: {
    'not declared': { dockerfile: `FROM node:24\${VARIANT} AS pages\n`, finds: [`node:24\${VARIANT}`] },
    'declared too late': { dockerfile: 'FROM a:1\nARG TAG=1\nFROM b:$TAG\n', finds: ['b:$TAG'] },
    mistyped: { dockerfile: 'FROM --platform=$BULIDPLATFORM a:1\n', finds: ['--platform=$BULIDPLATFORM'] },
  },
});

testRule(invalidDefaultBase, {
  ok: {
    'a default': 'ARG TAG=1\nFROM a:$TAG\n',
    'valid without': `ARG VARIANT\nFROM a:1\${VARIANT}\n`,
    'a default of its own': `ARG TAG\nFROM a:\${TAG:-3}\n`,
    'set by the builder': `FROM build-\${TARGETARCH}\n`,
  },
  bad: {
    'an empty tag': { dockerfile: `ARG TAG\nFROM a:\${TAG}\n`, finds: [`a:\${TAG}`] },
    'an empty name': { dockerfile: 'ARG IMAGE\nFROM $IMAGE\n', finds: ['$IMAGE'] },
    'a name that cannot be one': { dockerfile: 'ARG IMAGE=Not/Lower\nFROM $IMAGE\n', finds: ['$IMAGE'] },
  },
});

testRule(instructionBeforeFrom, {
  ok: {
    'ARG and comments': '# a comment\nARG A=1\nFROM a:1\nLABEL a=b\n',
    directives: '# syntax=docker/dockerfile:1\nFROM a:1\n',
  },
  bad: {
    'a label': { dockerfile: 'LABEL a=b\nFROM a:1\n', finds: ['LABEL'] },
    several: { dockerfile: 'ARG A=1\nENV A=1\nRUN true\nFROM a:1\n', finds: ['ENV', 'RUN'] },
    'no FROM at all, told once': { dockerfile: 'ENV A=1\nRUN true\n', finds: ['ENV'] },
  },
});

testRule(onbuildForbidden, {
  ok: {
    'what may be postponed':
      'FROM a:1\nONBUILD ADD a b\nONBUILD USER a\nONBUILD RUN x\nONBUILD COPY a b\nONBUILD ENV A=b\nONBUILD HEALTHCHECK NONE\n',
    'MAINTAINER outside': 'FROM a:1\nMAINTAINER somebody\n',
  },
  bad: {
    FROM: { dockerfile: 'FROM a:1\nONBUILD FROM debian:13\n', finds: ['FROM'] },
    ONBUILD: { dockerfile: 'FROM a:1\nONBUILD ONBUILD RUN true\n', finds: ['ONBUILD'] },
    MAINTAINER: { dockerfile: 'FROM a:1\nonbuild maintainer somebody\n', finds: ['maintainer'] },
  },
});
