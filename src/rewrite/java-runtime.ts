/** The Java that an application runs on: distroless's, the image's own, or a part of it that jlink makes. https://docs.oracle.com/en/java/javase/21/docs/specs/man/jlink.html */
import { posix } from 'node:path';
import { contentPath } from '../footprint/resolve.ts';
import type { SuggestionChange } from '../model/finding.ts';
import { beside, elvesBelow } from './folders.ts';
import { findNativeBase, type NativeBase } from './native.ts';
import { asRoot } from './skeleton.ts';
import { envOf, type Subject } from './subject.ts';
import { findTarget } from './target.ts';

export interface JavaRuntime {
  /** With the copies that the runtime is. */
  readonly base: NativeBase;
  /** Absolute path of java in the final image. */
  readonly program: string;
  readonly builderLines: readonly string[];
  readonly changes: readonly SuggestionChange[];
  readonly assumptions: readonly string[];
  readonly isSure: boolean;
}

/** `program` is the live path of java. Undefined when there is neither a base with its version nor a folder of its own. */
export function findJavaRuntime(subject: Subject, program: string): JavaRuntime | undefined {
  const { platform } = subject.input;
  const home = posix.dirname(posix.dirname(`/${program}`));
  const found = majorOf(subject, program, home);
  const target = findTarget(`java${found ?? '21'}`, platform);
  const isAsked = (subject.input.wishes?.runtimes ?? []).includes('java-base');
  if (target?.program !== undefined && !isAsked && !isReduced(subject, home)) {
    return {
      base: { target, copies: [], assumptions: [], isStatic: false },
      program: target.program,
      builderLines: [],
      changes: [],
      assumptions: found === undefined ? ['The version of Java is not recorded: 21 is assumed.'] : [],
      isSure: found !== undefined,
    };
  }
  if (home === '/' || home === '/usr') return undefined;
  const modules = linkedModules(subject, home);
  const base = findBase(subject, home, modules.length > 0 || isAsked);
  if (base === undefined) return undefined;
  return modules.length === 0
    ? keepWhole(base, home, program, found)
    : linkParts(subject, base, home, program, modules, found);
}

/** Fonts come with the larger base, and are opened by name; a runtime without a desktop needs none of it. */
function findBase(subject: Subject, home: string, hasDesktop: boolean): NativeBase | undefined {
  const elves = elvesBelow(subject, [home]);
  const drawsText = elves.some((path) => posix.basename(path) === 'libfontmanager.so');
  const small = hasDesktop || drawsText ? undefined : findNativeBase(subject, elves, 'base', 'tell');
  const isEnough = small !== undefined && beside(small.copies, [home]).length === 0;
  return isEnough ? small : findNativeBase(subject, elves, 'java-base', 'tell');
}

function keepWhole(base: NativeBase, home: string, program: string, found: string | undefined): JavaRuntime {
  return {
    base: { ...base, copies: [...beside(base.copies, [home]), { sources: [home], target: home }] },
    program: `/${program}`,
    builderLines: [],
    changes: [],
    assumptions: [
      `The image's own Java ${found === undefined ? '' : `${found} `}in ${home} is kept: check that its version still gets updates.`,
    ],
    isSure: true,
  };
}

const linkedFolder = '/java-runtime';

/** Where a Java of this version is in no base, all but the tools of the JDK goes along. */
function linkParts(
  subject: Subject,
  base: NativeBase,
  home: string,
  program: string,
  modules: readonly string[],
  found: string | undefined,
): JavaRuntime {
  const compress = Number(found) >= 21 ? 'zip-6' : '2';
  const { files } = subject.input.footprint;
  const bytes = modules.reduce(
    (sum, name) => sum + (files.get(`${home}/jmods/${name}.jmod`.slice(1))?.entry.tarBytes ?? 0),
    0,
  );
  const command = `${home}/bin/jlink --add-modules ${modules.join(',')} --compress=${compress} --no-header-files --no-man-pages --output ${linkedFolder}`;
  return {
    base: {
      ...base,
      copies: [...beside(base.copies, [home]), { sources: [linkedFolder], target: home, madeBytes: bytes }],
    },
    program: `/${program}`,
    builderLines: asRoot(subject, command),
    changes: [
      {
        what: `jlink makes ${home} anew`,
        why: 'The modules of the Java platform are what runs; the compiler and the other tools of the JDK are left out.',
      },
    ],
    assumptions: [
      `The image's own Java ${found === undefined ? '' : `${found} `}is kept: check that its version still gets updates.`,
      'The application uses no module of the JDK beside those that jlink names: neither its compiler nor its debugger.',
    ],
    isSure: true,
  };
}

/** Beside the platform's own, what applications find by name: character sets, locales, ciphers, file systems. */
const runtimeModules =
  /^(java\.se|jdk\.(charsets|crypto\.(cryptoki|ec)|httpserver|jfr|localedata|management(\.agent)?|naming\.(dns|rmi)|net|nio\.mapmode|sctp|security\.(auth|jgss)|unsupported|xml\.dom|zipfs))$/;

/** Of a JDK that can be linked anew, those of its modules; empty for every other Java. */
function linkedModules({ input, executables }: Subject, home: string): readonly string[] {
  const { files } = input.footprint;
  const folder = `${home}/jmods/`.slice(1);
  const jlink = contentPath(files, `${home}/bin/jlink`.slice(1));
  if (executables.get(jlink)?.format !== 'elf' || !/^\/[\w./-]+$/.test(home)) return [];
  const names = [...files.keys()].flatMap((path) =>
    path.startsWith(folder) && path.endsWith('.jmod') ? [path.slice(folder.length, -'.jmod'.length)] : [],
  );
  return names.includes('java.se') ? names.filter((name) => runtimeModules.test(name)).sort() : [];
}

/** Bytes; runtimes with all modules take more. */
const mostReduced = 130_000_000;

/** A runtime that the application's own build made, smaller than what a base has. */
function isReduced({ input }: Subject, home: string): boolean {
  const { files, base } = input.footprint;
  const java = files.get(`${home}/bin/java`.slice(1));
  if (java === undefined || java.layer < base.layers || java.owner?.kind === 'os-package') return false;
  let bytes = 0;
  for (const [path, { entry }] of files) if (`/${path}`.startsWith(`${home}/`)) bytes += entry.fileBytes;
  return !files.has(`${home}/bin/javac`.slice(1)) && bytes > 0 && bytes < mostReduced;
}

/** From the variable of the official images, the runtime's folder and its own record, or the distribution's package. */
function majorOf(subject: Subject, program: string, home: string): string | undefined {
  const { packages } = subject.input.footprint;
  const recorded = packages.find((one) => `/${one.path}` === `${home}/release`);
  const packaged = packages.find((one) => /^openjdk-?\d+-j(re|dk)/.test(one.name));
  const sources = [
    /^(1\.\d+|\d+)/.exec(recorded?.version ?? ''),
    /^(?:jdk-?)?(\d+)/.exec(envOf(subject, 'JAVA_VERSION') ?? ''),
    /(?:java|jdk|openjdk|temurin|corretto|zulu)-?(\d+)/.exec(program),
    /(\d+)/.exec(packaged?.name ?? ''),
  ];
  const major = sources.map((match) => match?.[1]).find(Boolean);
  // Until Java 8 the version began with 1.
  return /^1(\.|$)/.test(major ?? '') ? '8' : major;
}
