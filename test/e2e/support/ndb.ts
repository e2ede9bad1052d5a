/** Writes rpm's NDB store with rpm's own code, from Debian's source package: Debian's rpm is built without it. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tool } from './tool.ts';

/** What rpm's code has from rpm's build. */
const system = `#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#define _(text) text
#define xmalloc malloc
#define xcalloc calloc
#define xrealloc realloc
#define xstrdup strdup
`;

const program = `#include "system.h"
#include <fcntl.h>
#include <stdio.h>
#include <rpm/rpmlog.h>
#include "lib/backend/ndb/rpmpkg.h"

void rpmlog(int code, const char *format, ...) { (void)code, (void)format; }

/* Takes a number, a length and as many bytes, over and over: the package's header, or none to delete it. */
int main(int count, char **names) {
  rpmpkgdb store;
  unsigned int head[2];
  if (count != 2 || rpmpkgOpen(&store, names[1], O_RDWR | O_CREAT, 0644)) return 1;
  while (fread(head, 4, 2, stdin) == 2) {
    unsigned char *bytes = malloc(head[1] + 1);
    if (fread(bytes, 1, head[1], stdin) != head[1]) return 2;
    if ((head[1] ? rpmpkgPut(store, head[0], bytes, head[1]) : rpmpkgDel(store, head[0])) != 0) return 3;
    free(bytes);
  }
  rpmpkgClose(store);
  return 0;
}
`;

/** A package's number in the store and its header; without one the package is deleted. */
export type NdbChange = readonly [number: number, header?: Buffer];

/** Makes a `Packages.db` by these changes, one after the other. Builds below the directory, which is there. */
export async function writeNdb(
  file: string,
  directory: string,
  changes: readonly NdbChange[],
): Promise<void> {
  const targets = await tool('apt-get', [
    'indextargets',
    '--format',
    'deb-src $(SITE) $(RELEASE) $(COMPONENT)',
    'Created-By: Packages',
  ]);
  await writeFile(
    join(directory, 'sources.list'),
    `${[...new Set(targets.trim().split('\n'))].join('\n')}\n`,
  );
  await mkdir(join(directory, 'lists/partial'), { recursive: true });
  const settings = [
    `Dir::Etc::SourceList=${join(directory, 'sources.list')}`,
    'Dir::Etc::SourceParts=-',
    `Dir::State::Lists=${join(directory, 'lists')}`,
    'APT::Sandbox::User=root',
  ].flatMap((setting) => ['-o', setting]);
  await tool('apt-get', ['-q', ...settings, 'update']);
  await tool('apt-get', ['-q', ...settings, 'source', '--download-only', 'rpm'], { cwd: directory });
  const source = (await readdir(directory)).find((name) => name.includes('.orig.tar.')) ?? '';
  const parts = ['--strip-components=1', '--wildcards', '*/lib/backend/ndb/rpmpkg.*', '*/include/rpm/*'];
  await tool('tar', ['-xf', source, ...parts], { cwd: directory });
  await writeFile(join(directory, 'system.h'), system);
  await writeFile(join(directory, 'write.c'), program);
  const sources = ['write.c', 'lib/backend/ndb/rpmpkg.c'];
  await tool('gcc', ['-I.', '-Iinclude', '-o', 'write', ...sources], { cwd: directory });
  const input = changes.map(([number, header = Buffer.alloc(0)]) => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(number);
    head.writeUInt32LE(header.length, 4);
    return Buffer.concat([head, header]);
  });
  await writeFile(join(directory, 'changes'), Buffer.concat(input));
  await tool('sh', ['-c', './write "$0" <changes', file], { cwd: directory });
}
