/** Shells and multi-call binaries by the strings that are in them, whatever the file is called. */
import type { Detector } from '../model/analyzer.ts';
import type { SignatureEvidence } from '../model/layer.ts';
import { compileAnchors } from './anchor.ts';
import { streamBlocks } from './blocks.ts';

interface Signature {
  readonly program: string;
  /** All of them are in the file; the first one's place is the evidence. */
  readonly strings: readonly string[];
  /** Tried on the text that starts at the first string; its first group is the version. */
  readonly version?: RegExp;
}

/**
 * Taken from the programs themselves as distributions build them. In order: the first that fits is the one, for
 * BusyBox has the strings of an Almquist shell too.
 */
const signatures: readonly Signature[] = [
  { program: 'busybox', strings: ['BusyBox v', 'multi-call binary'], version: /^BusyBox v(\d[\w.]{0,30})/ },
  { program: 'toybox', strings: ['Toybox %s multicall binary'] },
  { program: 'bash', strings: ['@(#)Bash version '], version: /^@\(#\)Bash version (\d[\w.]{0,30})/ },
  { program: 'mksh', strings: ['@(#)MIRBSD KSH R'], version: /^@\(#\)MIRBSD KSH (R[\w.]{1,30})/ },
  { program: 'mksh', strings: ['@(#)LEGACY KSH R'], version: /^@\(#\)LEGACY KSH (R[\w.]{1,30})/ },
  { program: 'pdksh', strings: ['@(#)PD KSH v'], version: /^@\(#\)PD KSH v([\w.]{1,30})/ },
  {
    program: 'ksh93',
    strings: ['Version AJM 93', 'KSH_VERSION'],
    version: /^Version AJM (93[\w.+/-]{0,30})/,
  },
  { program: 'zsh', strings: ['zwc file has wrong version (zsh-', 'ZSH_VERSION'] },
  { program: 'fish', strings: ['__fish_print_help fish'] },
  { program: 'tcsh', strings: ['tcsh %d.%.2d.%.2d (%s)'] },
  { program: 'yash', strings: ['Yet another shell, version'] },
  { program: 'posh', strings: ['POSH_VERSION', 'EXECSHELL'] },
  { program: 'dash', strings: ['EOF in backquote substitution', 'xvsnprintf failed'] },
  { program: 'ash', strings: ['EOF in backquote substitution', 'unexpected (expecting %s)'] },
];

/** Every applet list starts so: they are sorted, each ends with NUL. */
const appletList = '[\0[[\0a';
const anchors = [...new Set(signatures.flatMap(({ strings }) => strings))].concat(appletList);
const scan = compileAnchors(anchors);

/** No shell is smaller or larger; measured: mksh on dietlibc 0.2 MiB, BusyBox 2 MiB, fish with its data 15 MiB. */
const minFileBytes = 8 * 1024;
const maxFileBytes = 24 * 1024 * 1024;
const versionBytes = 80;
const appletBytes = 8 * 1024;
const elfMagic = '\x7fELF';

export const signature: Detector = {
  name: 'signature',
  version: 1,
  open({ path, mode, fileBytes }) {
    // What nobody may execute is a library: nine tenths of all ELF bytes.
    if ((mode & 0o111) === 0 || fileBytes < minFileBytes || fileBytes > maxFileBytes) return undefined;
    /** By anchor: where it first is, and the text from there on. */
    const found = new Map<string, { offset: number; text: string }>();
    const reach = { fileBytes, lookBehindBytes: 0, lookAheadBytes: appletBytes };
    const blocks = streamBlocks(reach, (block, from, to, base) => {
      scan(block, from, to, (index, start) => {
        const anchor = anchors[index] ?? '';
        if (found.has(anchor)) return;
        found.set(anchor, {
          offset: base + start,
          text: textAt(block, start, anchor === appletList ? appletBytes : versionBytes),
        });
      });
    });
    let magic = '';
    return {
      write(chunk) {
        if (magic.length < 4) magic += textAt(chunk, 0, 4 - magic.length);
        // Most files are no programs: nothing of those is searched or held.
        if (elfMagic.startsWith(magic)) blocks.write(chunk);
      },
      end() {
        blocks.end();
        const match = signatures.find(({ strings }) => strings.every((string) => found.has(string)));
        return match === undefined ? [] : [describe(match, found, path)];
      },
    };
  },
};

function describe(
  { program, strings, version: expression }: Signature,
  found: ReadonlyMap<string, { offset: number; text: string }>,
  path: string,
): SignatureEvidence {
  const first = found.get(strings[0] ?? '');
  const version = expression?.exec(first?.text ?? '')?.[1];
  const applets = program === 'busybox' ? readApplets(found.get(appletList)?.text ?? '') : [];
  return {
    kind: 'signature',
    path,
    program,
    ...(version === undefined ? {} : { version }),
    offset: first?.offset ?? 0,
    ...(applets.length === 0 ? {} : { applets }),
  };
}

/** Names up to the first that cannot be one: the list ends in an empty string. */
function readApplets(text: string): string[] {
  const names = text.split('\0');
  const end = names.findIndex((name) => !/^[A-Za-z0-9[_.+-]{1,32}$/.test(name));
  return names.slice(0, end === -1 ? names.length - 1 : end).sort();
}

function textAt(bytes: Uint8Array, start: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    'latin1',
    start,
    start + length,
  );
}
