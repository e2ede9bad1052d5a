/** Every cataloger, in the order of their names. */
import type { Cataloger } from '../model/analyzer.ts';
import { apk } from './apk.ts';
import { bitnami } from './bitnami.ts';
import { bunLock } from './bun-lock.ts';
import { cargoLock } from './cargo-lock.ts';
import { chisel } from './chisel/chisel.ts';
import { classifier } from './classifier.ts';
import { composer } from './composer.ts';
import { composerLock } from './composer-lock.ts';
import { conan } from './conan.ts';
import { conanLock } from './conan-lock.ts';
import { conda } from './conda.ts';
import { cran } from './cran.ts';
import { denoLock } from './deno-lock.ts';
import { dotnet } from './dotnet.ts';
import { dotnetAssembly } from './dotnet-assembly.ts';
import { dpkg } from './dpkg.ts';
import { dpkgFiles } from './dpkg-files.ts';
import { dpkgLicenses } from './dpkg-licenses.ts';
import { gem } from './gem.ts';
import { gemLock } from './gem-lock.ts';
import { goBinary } from './go-binary.ts';
import { goMod } from './go-mod.ts';
import { gradleLock } from './gradle-lock.ts';
import { haskell } from './haskell.ts';
import { haskellLock } from './haskell-lock.ts';
import { hex } from './hex.ts';
import { hexLock } from './hex-lock.ts';
import { javaArchive } from './java-archive.ts';
import { javaRuntime } from './java-runtime.ts';
import { julia } from './julia.ts';
import { juliaLock } from './julia-lock.ts';
import { luarocks } from './luarocks.ts';
import { mavenProject } from './maven-project.ts';
import { nativeImage } from './native-image.ts';
import { npm } from './npm.ts';
import { npmLock } from './npm-lock.ts';
import { nugetLock } from './nuget-lock.ts';
import { opkg } from './opkg.ts';
import { pacman } from './pacman.ts';
import { pear } from './pear.ts';
import { perl } from './perl.ts';
import { perlFiles } from './perl-files.ts';
import { pnpmLock } from './pnpm-lock.ts';
import { portage } from './portage.ts';
import { pubLock } from './pub-lock.ts';
import { python } from './python.ts';
import { pythonFiles } from './python-files.ts';
import { pythonLock } from './python-lock.ts';
import { pythonRequirements } from './python-requirements.ts';
import { pythonWheel } from './python-wheel.ts';
import { rpmManifest } from './rpm/manifest.ts';
import { rpm } from './rpm/rpm.ts';
import { rustBinary } from './rust-binary.ts';
import { sbom } from './sbom.ts';
import { swiftLock } from './swift-lock.ts';
import { vcpkg } from './vcpkg.ts';
import { wordpressPlugin } from './wordpress-plugin.ts';
import { yarnLock } from './yarn-lock.ts';

/** What reads package records from the databases and metadata files of an image. */
export const catalogers: readonly Cataloger[] = [
  apk,
  bitnami,
  bunLock,
  cargoLock,
  chisel,
  classifier,
  composer,
  composerLock,
  conan,
  conanLock,
  conda,
  cran,
  denoLock,
  dotnet,
  dotnetAssembly,
  dpkg,
  dpkgFiles,
  dpkgLicenses,
  gem,
  gemLock,
  goBinary,
  goMod,
  gradleLock,
  haskell,
  haskellLock,
  hex,
  hexLock,
  javaArchive,
  javaRuntime,
  julia,
  juliaLock,
  luarocks,
  mavenProject,
  nativeImage,
  npm,
  npmLock,
  nugetLock,
  opkg,
  pacman,
  pear,
  perl,
  perlFiles,
  pnpmLock,
  portage,
  pubLock,
  python,
  pythonFiles,
  pythonLock,
  pythonRequirements,
  pythonWheel,
  rpm,
  rpmManifest,
  rustBinary,
  sbom,
  swiftLock,
  vcpkg,
  wordpressPlugin,
  yarnLock,
];
