/** Every cataloger, in the order of their names. */
import type { Cataloger } from '../model/analyzer.ts';
import { apk } from './apk.ts';
import { dpkg } from './dpkg.ts';
import { dpkgFiles } from './dpkg-files.ts';
import { dpkgLicenses } from './dpkg-licenses.ts';
import { goBinary } from './go-binary.ts';
import { javaArchive } from './java-archive.ts';
import { npm } from './npm.ts';
import { python } from './python.ts';
import { pythonFiles } from './python-files.ts';
import { rpm } from './rpm/rpm.ts';

/** What reads package records from the databases and metadata files of an image. */
export const catalogers: readonly Cataloger[] = [
  apk,
  dpkg,
  dpkgFiles,
  dpkgLicenses,
  goBinary,
  javaArchive,
  npm,
  python,
  pythonFiles,
  rpm,
];
