import { describe, expect, it } from 'vitest';
import { classGroup } from '../../../src/cataloger/java/class-groups.ts';
import { countClassPackages } from '../../../src/cataloger/java/class-packages.ts';
import { findGroup } from '../../../src/cataloger/java/group.ts';

type Row = readonly [artifact: string, javaPackage: string, manifest: Record<string, string>, group: string];
const none = '';

/** Of real archives, their manifests' names cut to what tells; the expected group is the one that they are published in. */
const right: readonly Row[] = [
  // Known by name, and by the package that the classes are in.
  ['spring-core', 'org.springframework', {}, 'org.springframework'],
  [
    'commons-io',
    'org.apache.commons.io',
    { 'bundle-symbolicname': 'org.apache.commons.commons-io' },
    'commons-io',
  ],
  ['jakarta.servlet-api', 'jakarta.servlet', {}, 'jakarta.servlet'],
  ['annotations', 'org.intellij.lang.annotations', {}, 'org.jetbrains'],
  ['annotations', 'software.amazon.awssdk.annotations', {}, 'software.amazon.awssdk'],
  ['asm-tree', 'org.objectweb.asm.tree', { 'bundle-symbolicname': 'org.objectweb.asm.tree' }, 'org.ow2.asm'],
  ['gson', 'com.google.gson', { 'bundle-symbolicname': 'com.google.gson' }, 'com.google.code.gson'],
  // The bundle's name is the group and the artifact, unless the group ends as the artifact begins.
  ['parsson', none, { 'bundle-symbolicname': 'org.eclipse.parsson' }, 'org.eclipse.parsson'],
  ['jooq', none, { 'bundle-symbolicname': 'org.jooq;singleton:=true' }, 'org.jooq'],
  ['freetts', none, { 'bundle-symbolicname': 'net.sf.sociaal.freetts' }, 'net.sf.sociaal'],
  ['activemq-client', none, { 'bundle-symbolicname': 'org.apache.activemq.client' }, 'org.apache.activemq'],
  ['curator-framework', none, { 'implementation-vendor-id': 'org.apache.curator' }, 'org.apache.curator'],
  // The owner's name starts the artifact's.
  ['camel-file', 'org.apache.camel.component.file', {}, 'org.apache.camel'],
  ['netty-codec', 'io.netty.handler.codec', {}, 'io.netty'],
];

/** What is not told, rather than guessed; and what is told wrongly, as is known. */
const others: readonly (readonly [...Row, found: string | undefined])[] = [
  ['rocksdbjni', 'org.rocksdb', {}, 'org.rocksdb', undefined],
  ['tool', 'org', {}, 'example', undefined],
  ['tool', none, { 'implementation-vendor-id': 'org.apache' }, 'org.apache.tool', undefined],
  ['tool', none, { 'bundle-symbolicname': 'not a name!.tool' }, 'example', undefined],
  ['aopalliance-repackaged', 'org.aopalliance', {}, 'org.glassfish.hk2.external', 'aopalliance'],
  ['maven-shared-utils', 'org.apache.maven.shared.utils', {}, 'org.apache.maven.shared', 'org.apache.maven'],
];

describe('the group of an archive without pom', () => {
  const find = ([artifact, javaPackage, manifest]: Row | readonly [...Row, string | undefined]) =>
    findGroup({ artifact, version: '1.0', javaPackage, manifest: new Map(Object.entries(manifest)) });

  it.each(right)('%s in %s', (...row) => {
    expect(find(row)).toBe(row[3]);
  });

  it.each(others)('%s in %s: not as published', (...row) => {
    expect(find(row)).toBe(row[4]);
    expect(row[4]).not.toBe(row[3]);
  });
});

describe('the package of most classes', () => {
  const main = (...names: readonly string[]): string => {
    const classes = countClassPackages();
    for (const name of names) classes.add(name);
    return classes.main();
  };

  it('goes as deep as most of them do', () => {
    expect(main('a/b/c/X.class', 'a/b/d/Y.class', 'a/b/Z.class')).toBe('a.b');
    expect(main('a/b/X.class', 'a/b/Y.class', 'z/Shaded.class')).toBe('a.b');
    expect(main('a/X.class', 'b/Y.class')).toBe('');
    expect(main('META-INF/versions/9/a/X.class', 'X.class', 'a/readme.txt')).toBe('');
    expect(main()).toBe('');
  });

  it('holds a bounded part of the names, however many and long', () => {
    const names = (depth: number) =>
      Array.from({ length: 3_000 }, (_, index) => `${'a/'.repeat(depth)}${index}/X.class`);
    expect(main(...names(100)).split('.')).toHaveLength(12);
    expect(main(...names(5_000))).toBe('');
  });
});

it('the longest package counts', () => {
  expect(classGroup('com.google.api.client.auth.oauth2')).toBe('com.google.oauth-client');
  expect(classGroup('com.google.api.client.json')).toBe('com.google.http-client');
  expect(classGroup('com.google.apis')).toBeUndefined();
  expect(classGroup('')).toBeUndefined();
});
