/** Every cataloger, in the order of their names. */
import type { Cataloger } from '../model/analyzer.ts';
import { apk } from './apk.ts';
import { bunLock } from './bun-lock.ts';
import { cargoLock } from './cargo-lock.ts';
import { conda } from './conda.ts';
import { cran } from './cran.ts';
import { denoLock } from './deno-lock.ts';
import { dpkg } from './dpkg.ts';
import { dpkgFiles } from './dpkg-files.ts';
import { dpkgLicenses } from './dpkg-licenses.ts';
import { goBinary } from './go-binary.ts';
import { goMod } from './go-mod.ts';
import { javaArchive } from './java-archive.ts';
import { luarocks } from './luarocks.ts';
import { npm } from './npm.ts';
import { npmLock } from './npm-lock.ts';
import { perl } from './perl.ts';
import { perlFiles } from './perl-files.ts';
import { pnpmLock } from './pnpm-lock.ts';
import { python } from './python.ts';
import { pythonFiles } from './python-files.ts';
import { pythonLock } from './python-lock.ts';
import { pythonRequirements } from './python-requirements.ts';
import { pythonWheel } from './python-wheel.ts';
import { rpm } from './rpm/rpm.ts';
import { rustBinary } from './rust-binary.ts';
import { sbom } from './sbom.ts';
import { yarnLock } from './yarn-lock.ts';

/** What reads package records from the databases and metadata files of an image. */
export const catalogers: readonly Cataloger[] = [
  apk,
  bunLock,
  cargoLock,
  conda,
  cran,
  denoLock,
  dpkg,
  dpkgFiles,
  dpkgLicenses,
  goBinary,
  goMod,
  javaArchive,
  luarocks,
  npm,
  npmLock,
  perl,
  perlFiles,
  pnpmLock,
  python,
  pythonFiles,
  pythonLock,
  pythonRequirements,
  pythonWheel,
  rpm,
  rustBinary,
  sbom,
  yarnLock,
];
